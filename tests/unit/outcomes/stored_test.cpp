// What a success leaves in the gradebook (3.2, 3.3, 3.5, 5), and that whoever keeps the world learns of it.
#include "canvas.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

namespace easel::outcomes {
namespace {

using Table = world::Touched::Table;
using world::SubmissionState;

std::string data(std::string const& what) {
    return "<resultData>" + what + "</resultData>";
}
std::string submitted(std::string const& when) {
    return "<submittedAt>" + when + "</submittedAt>";
}
auto const half = Canvas::score("0.5");

struct Row {
    char const* name;
    world::GradingType grading;
    double points;
    std::string result;
    double score;
    std::string grade;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Stored : public testing::TestWithParam<Row> {};

TEST_P(Stored, AsAGrade) {
    Canvas canvas;
    canvas.the_assignment().grading = GetParam().grading;
    canvas.the_assignment().points = GetParam().points;
    auto const answer = canvas.post(canvas.replace(GetParam().result));
    ASSERT_EQ(answer.response.status, 200) << answer.response.body;
    auto const& submission = *canvas.submission();
    EXPECT_DOUBLE_EQ(submission.score.value(), GetParam().score);
    EXPECT_EQ(submission.grade, GetParam().grade);
    EXPECT_EQ(submission.state, SubmissionState::graded);
    EXPECT_TRUE(submission.graded_by_tool);
}

using world::GradingType;

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Stored,
    testing::Values(
        Row{"fraction", GradingType::points, 20, Canvas::score("0.92"), 18.4, "18.4"},
        Row{"fraction_of_ten", GradingType::points, 10, Canvas::score("0.92"), 9.2, "9.2"},
        Row{"zero", GradingType::points, 20, Canvas::score("0"), 0, "0"},
        Row{"zero_points", GradingType::points, 0, Canvas::score("0.75"), 0, "0"},
        Row{"total", GradingType::points, 20, Canvas::total("17.5"), 17.5, "17.5"},
        Row{"total_above_the_maximum", GradingType::points, 20, Canvas::total("50"), 50, "50"},
        Row{"total_negative", GradingType::points, 20, Canvas::total("-5"), -5, "-5"},
        Row{"total_wins", GradingType::points, 20, Canvas::score("0.1") + Canvas::total("17"), 17, "17"},
        Row{"percent", GradingType::percent, 20, Canvas::score("0.92"), 18.4, "92%"},
        Row{"letter", GradingType::letter_grade, 20, Canvas::score("0.92"), 18.4, "A-"},
        Row{"pass", GradingType::pass_fail, 20, Canvas::score("0.1"), 20, "complete"},
        Row{"fail", GradingType::pass_fail, 20, Canvas::score("0"), 0, "incomplete"},
        Row{"pass_by_total", GradingType::pass_fail, 20, Canvas::score("0") + Canvas::total("3"), 20, "complete"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

struct Work {
    char const* name;
    std::string data;
    std::string type;
    std::string body;
    std::string url;
    SubmissionState state;
};
void PrintTo(Work const& row, std::ostream* out) {
    *out << row.name;
}

class HandedIn : public testing::TestWithParam<Work> {};

TEST_P(HandedIn, AsASubmission) {
    Canvas canvas;
    ASSERT_EQ(canvas.post(canvas.replace(GetParam().data)).response.status, 200);
    auto const& submission = *canvas.submission();
    EXPECT_EQ(submission.type, GetParam().type);
    EXPECT_EQ(submission.body, GetParam().body);
    EXPECT_EQ(submission.url, GetParam().url);
    EXPECT_EQ(submission.state, GetParam().state);
    EXPECT_EQ(submission.attempt, 1);
    EXPECT_EQ(submission.submitted_at, canvas.now);
    EXPECT_FALSE(submission.score);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    HandedIn,
    testing::Values(
        Work{"text", data("<text>t</text>"), "online_text_entry", "t", "", SubmissionState::submitted},
        Work{"url", data("<url>https://u.test/</url>"), "online_url", "", "https://u.test/", SubmissionState::submitted},
        Work{"launch_url", data("<ltiLaunchUrl>https://l.test/</ltiLaunchUrl>"), "basic_lti_launch", "", "https://l.test/",
             SubmissionState::submitted},
        Work{"text_before_url", data("<url>https://u.test/</url><text>t</text>"), "online_text_entry", "t", "", SubmissionState::submitted},
        Work{"url_before_launch_url", data("<ltiLaunchUrl>l</ltiLaunchUrl><url>u</url>"), "online_url", "", "u", SubmissionState::submitted},
        Work{"empty_text", data("<text/>"), "online_text_entry", "", "", SubmissionState::unsubmitted}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Attempts, CountWhatIsHandedIn) {
    Canvas canvas;
    (void)canvas.post(canvas.replace(half));
    EXPECT_EQ(canvas.submission()->attempt, 1);
    EXPECT_EQ(canvas.submission()->type, "external_tool");
    auto const first = canvas.now;
    canvas.tool_now = canvas.now += std::chrono::minutes(1);
    (void)canvas.post(canvas.replace(Canvas::score("0.7")));
    EXPECT_EQ(canvas.submission()->attempt, 1) << "a score alone is no attempt";
    EXPECT_EQ(canvas.submission()->submitted_at, first);
    (void)canvas.post(canvas.replace(half + data("<text>t</text>")));
    EXPECT_EQ(canvas.submission()->attempt, 2);
    EXPECT_EQ(canvas.submission()->submitted_at, canvas.now);
    canvas.tool_now = canvas.now += std::chrono::minutes(1);
    (void)canvas.post(canvas.replace(half + data("<url>u</url>")));
    EXPECT_EQ(canvas.submission()->attempt, 3);
    EXPECT_EQ(canvas.submission()->body, "") << "what was there is cleared";
}

TEST(Attempts, HaveNoLimitHere) {
    Canvas canvas;
    canvas.the_assignment().allowed_attempts = 1;
    for (int i = 1; i <= 3; ++i) {
        canvas.tool_now = canvas.now += std::chrono::minutes(1);
        EXPECT_EQ(canvas.post(canvas.replace(half + data("<text>t</text>"))).response.status, 200);
        EXPECT_EQ(canvas.submission()->attempt, i);
    }
}

TEST(SubmittedAt, IsTheToolsToSay) {
    Canvas canvas;
    (void)canvas.post(canvas.replace(half, submitted("2026-02-01T00:00:00Z")));
    EXPECT_EQ(canvas.submission()->submitted_at, at("2026-02-01T00:00:00Z"));
    (void)canvas.post(canvas.replace(half, submitted("2026-02-02T00:00:00Z")));
    EXPECT_EQ(canvas.submission()->submitted_at, at("2026-02-02T00:00:00Z")) << "what was there is overridden";
    (void)canvas.post(canvas.replace("", submitted("2026-02-03T00:00:00Z")));
    EXPECT_EQ(canvas.submission()->submitted_at, at("2026-02-03T00:00:00Z")) << "even without a score";
    EXPECT_EQ(canvas.submission()->score, 10.0);
    EXPECT_EQ(canvas.submission()->attempt, 1);
}

TEST(PersonsGrade, StaysWhereTheToolSaysSo) {
    Canvas canvas;
    (void)canvas.post(canvas.replace(half));
    canvas.submission()->graded_by_person = true;
    canvas.submission()->graded_by_tool = false;
    canvas.submission()->score = 3;
    EXPECT_EQ(canvas.post(canvas.replace(half + data("<text>t</text>"), "<prioritizeNonToolGrade/>")).response.status, 200);
    EXPECT_EQ(canvas.submission()->score, 3);
    EXPECT_TRUE(canvas.submission()->graded_by_person);
    EXPECT_EQ(canvas.submission()->body, "t");
    (void)canvas.post(canvas.replace(half));
    EXPECT_EQ(canvas.submission()->score, 10);
    EXPECT_TRUE(canvas.submission()->graded_by_tool);
}

TEST(Teacher, WhoGradedFirstLeavesTheTypeOpen) {
    Canvas canvas;
    auto& before = world::submission_of(canvas.world, Canvas::assignment, Canvas::student);
    before.score = 5;
    before.graded_by_person = true;
    (void)canvas.post(canvas.replace(half));
    EXPECT_EQ(canvas.submission()->type, "external_tool");
    EXPECT_EQ(canvas.submission()->submitted_at, canvas.now);
}

TEST(Review, FlagsTheSubmission) {
    Canvas canvas;
    (void)canvas.post(canvas.replace(half, "<needsAdditionalReview/>"));
    EXPECT_EQ(canvas.submission()->state, SubmissionState::pending_review);
    EXPECT_EQ(canvas.submission()->score, 10);
    canvas.world.dialects.outcome_review_is_ignored = true;
    (void)canvas.post(canvas.replace(half, "<needsAdditionalReview/>"));
    EXPECT_EQ(canvas.submission()->state, SubmissionState::graded);
}

TEST(Groups, ShareWorkAndGrade) {
    Canvas canvas;
    world::Group red;
    red.id = 5;
    red.course = Canvas::course;
    red.members = {Canvas::student, 11};
    canvas.world.groups.push_back(red);
    canvas.the_assignment().group_assignment = true;
    (void)canvas.post(canvas.replace(half));
    EXPECT_EQ(canvas.submission(11)->score, 10);
    canvas.the_assignment().grade_individually = true;
    (void)canvas.post(canvas.replace(Canvas::score("1") + data("<text>t</text>")));
    EXPECT_EQ(canvas.submission(11)->score, 10);
    EXPECT_EQ(canvas.submission(11)->body, "t");
    EXPECT_EQ(canvas.submission()->score, 20);
}

TEST(Files, AreFetchedBehindTheAnswer) {
    Canvas canvas;
    auto const file = data("<downloadUrl>https://t.test/a.pdf</downloadUrl><documentName>essay.pdf</documentName>");
    EXPECT_EQ(canvas.post(canvas.replace(half + file)).response.status, 200);
    ASSERT_EQ(canvas.world.progresses.size(), 1U);
    EXPECT_EQ(canvas.world.progresses.front().file_url, "https://t.test/a.pdf");
    EXPECT_EQ(canvas.world.progresses.front().file_name, "essay.pdf");
    EXPECT_EQ(canvas.submission()->type, "online_upload");
    ASSERT_EQ(canvas.submission()->attachments.size(), 1U);
    EXPECT_EQ(canvas.submission()->attachments.front().name, "essay.pdf");
    EXPECT_EQ(canvas.submission()->score, 10);
}

TEST(Deletion, TakesTheGradeAndLeavesTheWork) {
    Canvas canvas;
    EXPECT_EQ(canvas.post(canvas.operation("deleteResultRequest")).response.status, 200) << "there was none";
    EXPECT_EQ(canvas.submission(), nullptr);
    (void)canvas.post(canvas.replace(half + data("<text>t</text>")));
    EXPECT_EQ(canvas.post(canvas.operation("deleteResultRequest")).response.status, 200);
    EXPECT_FALSE(canvas.submission()->score);
    EXPECT_EQ(canvas.submission()->body, "t");
    EXPECT_EQ(canvas.submission()->state, SubmissionState::submitted);
}

struct Touching {
    char const* name;
    std::string body;
    std::set<Table> tables;
};

TEST(Touched, IsEveryRowThatChanged) {
    Canvas const words;
    auto const file = data("<downloadUrl>https://t.test/a.pdf</downloadUrl><documentName>a</documentName>");
    for (auto const& row : std::vector<Touching>{
             {"score", words.replace(half), {Table::submissions}},
             {"text", words.replace(data("<text>t</text>")), {Table::submissions}},
             {"time", words.replace("", submitted("2026-02-03T00:00:00Z")), {Table::submissions}},
             {"review", words.replace(half, "<needsAdditionalReview/>"), {Table::submissions}},
             {"file", words.replace(half + file), {Table::submissions, Table::progresses, Table::rest}},
             {"refused", words.replace(Canvas::score("2")), {}},
             {"read", words.operation("readResultRequest"), {}},
             {"deletion", words.operation("deleteResultRequest"), {Table::submissions}},
         }) {
        Canvas canvas;
        (void)world::submission_of(canvas.world, Canvas::assignment, Canvas::student);
        canvas.world.tracks = true;
        (void)canvas.post(row.body);
        std::set<Table> tables;
        for (auto const& touched : canvas.world.touched) tables.insert(touched.table);
        EXPECT_EQ(tables, row.tables) << row.name;
    }
}

} // namespace
} // namespace easel::outcomes
