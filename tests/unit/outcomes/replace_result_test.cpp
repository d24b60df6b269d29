// Section 3.2: which failure is told, and what a success writes.
#include "canvas.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>

namespace easel::outcomes {
namespace {

using Prepare = std::function<void(Canvas&)>;

struct Row {
    char const* name;
    std::string result;
    std::string details;
    std::string code; ///< "": a success
    std::string text;
    std::string decides;
    Prepare prepare = {};
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Failure : public testing::TestWithParam<Row> {};

TEST_P(Failure, IsToldInCanvassOrder) {
    Canvas canvas;
    if (GetParam().prepare) GetParam().prepare(canvas);
    auto const answer = canvas.post(canvas.replace(GetParam().result, GetParam().details));
    EXPECT_EQ(answer.response.status, GetParam().code.empty() ? 200 : 422);
    EXPECT_EQ(element(answer, "ext_canvas_error_code"), GetParam().code);
    EXPECT_EQ(description(answer), GetParam().text);
    EXPECT_EQ(decided_by(answer), GetParam().decides);
}

std::string data(std::string const& what) {
    return "<resultData>" + what + "</resultData>";
}
std::string submitted(std::string const& when) {
    return "<submittedAt>" + when + "</submittedAt>";
}
auto const half = Canvas::score("0.5");

Prepare graded_by_person(std::string type = "external_tool") {
    return [type](Canvas& canvas) {
        auto& submission = world::submission_of(canvas.world, Canvas::assignment, Canvas::student);
        submission.type = type;
        submission.score = 12;
        submission.state = world::SubmissionState::graded;
        submission.graded_by_person = true;
    };
}
Prepare pass_fail() {
    return [](Canvas& canvas) { canvas.the_assignment().grading = world::GradingType::pass_fail; };
}
Prepare without_points(world::GradingType grading = world::GradingType::points) {
    return [grading](Canvas& canvas) {
        canvas.the_assignment().points = 0;
        canvas.the_assignment().no_points = true;
        canvas.the_assignment().grading = grading;
    };
}
Prepare source_rules_times() {
    return [](Canvas& canvas) { canvas.world.dialects.outcome_time_needs_score = true; };
}

auto const in_future = "Invalid timestamp - timestamp in future";
auto const not_parseable = "Invalid timestamp - timestamp not parseable";

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Failure,
    testing::Values(
        Row{"score", half, "", "", "", ""}, Row{"zero", Canvas::score("0"), "", "", "", ""},
        Row{"one", Canvas::score("1"), "", "", "", ""}, Row{"total", Canvas::total("17.5"), "", "", "", ""},
        Row{"score_no_number", Canvas::score("50%"), "", "no_parseable_result_score", "Unable to parse resultScore: 50%", "3.2.1"},
        Row{"score_empty", Canvas::score(""), "", "no_parseable_result_score", "Unable to parse resultScore: ", "3.2.1"},
        Row{"score_no_number_but_total", Canvas::score("x") + Canvas::total("5"), "", "no_parseable_result_score",
            "Unable to parse resultScore: x", "3.2.1"},
        Row{"total_no_number", Canvas::total("1,5"), "", "no_parseable_result_total_score",
            "Unable to parse resultTotalScore: 1,5", "3.2.2"},
        Row{"total_no_number_but_score", half + Canvas::total("x"), "", "no_parseable_result_total_score",
            "Unable to parse resultTotalScore: x", "3.2.2"},
        Row{"both_no_numbers", Canvas::score("x") + Canvas::total("y"), "", "no_parseable_result_score",
            "Unable to parse resultScore: x", "3.2.1"},
        Row{"score_too_high", Canvas::score("1.01"), "", "bad_score", "Score is not between 0 and 1", "3.2.5c"},
        Row{"score_percent", Canvas::score("80"), "", "bad_score", "Score is not between 0 and 1", "3.2.5c"},
        Row{"score_negative", Canvas::score("-0.1"), "", "bad_score", "Score is not between 0 and 1", "3.2.5c"},
        Row{"score_too_high_but_total", Canvas::score("80") + Canvas::total("5"), "", "", "", ""},
        Row{"total_above_the_maximum", Canvas::total("100"), "", "", "", ""},
        Row{"total_negative", Canvas::total("-5"), "", "", "", ""},
        Row{"nothing", "", "", "no_score", "No score given", "3.2.5d"},
        Row{"score_without_text", "<resultScore><language>en</language></resultScore>", "", "no_score", "No score given", "3.2.5d"},
        Row{"text_alone", data("<text>t</text>"), "", "", "", ""},
        Row{"empty_text_alone", data("<text/>"), "", "", "", ""},
        Row{"download_url_without_name", data("<downloadUrl>https://t.test/f</downloadUrl>"), "", "no_score", "No score given", "3.2.5d"},
        Row{"time_alone", "", submitted("2026-03-01T10:00:00Z"), "", "", ""},
        Row{"time_alone_as_in_the_source", "", submitted("2026-03-01T10:00:00Z"), "no_score", "No score given", "3.2.5d",
            source_rules_times()},
        Row{"blank_time_alone", "", submitted(" "), "no_score", "No score given", "3.2.5d"},
        Row{"time_not_parseable", half, submitted("a"), "timestamp_not_parseable", not_parseable, "3.2.6"},
        Row{"time_blank", half, submitted(" \n "), "", "", ""},
        Row{"time_in_a_minute", half, submitted("2026-03-01T10:05:00Z"), "", "", ""},
        Row{"time_later", half, submitted("2026-03-01T10:05:00.001Z"), "timestamp_in_future", in_future, "3.2.7"},
        Row{"bad_score_and_time", Canvas::score("1.5"), submitted("a"), "timestamp_not_parseable", not_parseable, "3.2.6"},
        Row{"no_number_and_time_in_future", Canvas::score("x"), submitted("2027-01-01T00:00:00Z"), "timestamp_in_future", in_future, "3.2.7"},
        Row{"no_points", half, "", "no_points_possible", "Assignment has no points possible.", "3.2.8", without_points()},
        Row{"no_points_and_text_alone", data("<text>t</text>"), "", "no_points_possible", "Assignment has no points possible.",
            "3.2.8", without_points()},
        Row{"no_points_and_bad_score", Canvas::score("2"), "", "bad_score", "Score is not between 0 and 1", "3.2.5c", without_points()},
        Row{"no_points_but_pass_fail", half, "", "", "", "", without_points(world::GradingType::pass_fail)},
        Row{"zero_points", half, "", "", "", "", [](Canvas& c) { c.the_assignment().points = 0; }},
        Row{"pass_fail_above_one", Canvas::score("1.5"), "", "", "", "", pass_fail()},
        Row{"pass_fail_below_zero", Canvas::score("-1"), "", "", "", "", pass_fail()},
        Row{"prioritized_and_nothing_to_write", half, "<prioritizeNonToolGrade/>", "no_submission_created",
            "This outcome request failed to create a new homework submission.", "3.2.10", graded_by_person()},
        Row{"prioritized_with_text", half + data("<text>t</text>"), "<prioritizeNonToolGrade/>", "", "", "", graded_by_person()},
        Row{"prioritized_before_any_submission", half, "<prioritizeNonToolGrade/>", "", "", "", graded_by_person("")},
        Row{"prioritized_over_nobody_s_grade", half, "<prioritizeNonToolGrade/>", "", "", ""}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(ImpossibleTime, BreaksCanvas) {
    Canvas canvas;
    auto const answer = canvas.post(canvas.replace(half, submitted("2017-13-45T00:00:00Z")));
    EXPECT_EQ(answer.response.status, 500);
    EXPECT_EQ(
        answer.response.body,
        R"({"errors":[{"message":"An error occurred.","error_code":"internal_server_error"}],"error_report_id":1})"
    );
    EXPECT_EQ(decided_by(answer), "3.4.5");
    EXPECT_EQ(canvas.submission(), nullptr);
}

TEST(WithoutPoints, ACommentTellsOfTheGrade) {
    for (auto const& [result, told] : std::vector<std::pair<std::string, std::string>>{
             {Canvas::score("0.75"), "75%"}, {Canvas::total("65"), "65.0"}}) {
        Canvas canvas;
        without_points()(canvas);
        (void)canvas.post(canvas.replace(result));
        ASSERT_NE(canvas.submission(), nullptr) << "it is made";
        EXPECT_EQ(canvas.submission()->type, "external_tool");
        EXPECT_FALSE(canvas.submission()->score);
        ASSERT_EQ(canvas.submission()->comments.size(), 1U);
        EXPECT_EQ(
            canvas.submission()->comments.front(),
            "An external tool attempted to grade this assignment as " + told +
                ", but was unable\nto because the assignment has no points possible."
        );
        (void)canvas.post(canvas.replace(result));
        EXPECT_EQ(canvas.submission()->comments.size(), 2U);
        EXPECT_EQ(canvas.submission()->attempt, 1) << "what was there stays";
    }
}

TEST(WithoutPoints, NoFileIsAskedFor) {
    Canvas canvas;
    without_points()(canvas);
    auto const file = data("<downloadUrl>https://t.test/f</downloadUrl><documentName>f.txt</documentName>");
    EXPECT_EQ(decided_by(canvas.post(canvas.replace(half + file))), "3.2.8");
    ASSERT_NE(canvas.submission(), nullptr);
    EXPECT_EQ(canvas.submission()->type, "online_upload");
    EXPECT_TRUE(canvas.submission()->attachments.empty());
    EXPECT_TRUE(canvas.world.progresses.empty());
    canvas.the_assignment().no_points = false;
    (void)canvas.post(canvas.replace(half + file));
    EXPECT_EQ(canvas.world.progresses.size(), 1U) << "with points it is";
}

TEST(Failures, WriteNothing) {
    Canvas canvas;
    for (auto const& result : {Canvas::score("x") + data("<text>t</text>"), Canvas::score("2"), std::string()})
        (void)canvas.post(canvas.replace(result));
    EXPECT_EQ(canvas.submission(), nullptr);
}

} // namespace
} // namespace easel::outcomes
