// Section 2: the checks of a sourcedid and of the operation, each with what it answers.
#include "canvas.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace easel::outcomes {
namespace {

struct Row {
    char const* name;
    std::function<std::string(Canvas&)> body; ///< prepares and returns what is posted
    std::string decides;
    std::string major;
    std::string text;
    std::string code;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class OutcomesCheck : public testing::TestWithParam<Row> {};

TEST_P(OutcomesCheck, RefusesInItsOwnWords) {
    Canvas canvas;
    auto const answer = canvas.post(GetParam().body(canvas));
    EXPECT_EQ(answer.response.status, 422);
    EXPECT_EQ(decided_by(answer), GetParam().decides);
    EXPECT_EQ(element(answer, "imsx_codeMajor"), GetParam().major);
    EXPECT_EQ(description(answer), GetParam().text);
    EXPECT_EQ(element(answer, "ext_canvas_error_code"), GetParam().code);
    EXPECT_EQ(canvas.submission(), nullptr) << "nothing is written";
}

std::string scored(Canvas const& canvas) {
    return canvas.replace(Canvas::score("0.5"));
}

std::string with_sourcedid(std::string const& text) {
    return Canvas::envelope(
        "<replaceResultRequest><resultRecord><sourcedGUID><sourcedId>" + text + "</sourcedId></sourcedGUID><result>" +
        Canvas::score("0.5") + "</result></resultRecord></replaceResultRequest>"
    );
}

std::string signed_for(Canvas const& canvas, lti11::Sourced const& sourced) {
    return with_sourcedid(lti11::sourcedid(canvas.world, {}, sourced));
}

auto const unsupported_text = "Request could not be handled. \xC2\xAF\\_(\xE3\x83\x84)_/\xC2\xAF";

INSTANTIATE_TEST_SUITE_P(
    Rows,
    OutcomesCheck,
    testing::Values(
        Row{"no_document", [](Canvas&) { return std::string(); }, "2.9", "unsupported", unsupported_text, ""},
        Row{"json", [](Canvas&) { return std::string(R"({"score":1})"); }, "2.9", "unsupported", unsupported_text, ""},
        Row{"no_operation", [](Canvas&) { return Canvas::envelope("text only"); }, "2.9", "unsupported", unsupported_text, ""},
        Row{"no_sourcedid", [](Canvas&) { return Canvas::envelope("<replaceResultRequest/>"); }, "2.10a", "failure",
            "Invalid sourcedid", "sourcedid_invalid"},
        Row{"empty_sourcedid", [](Canvas&) { return with_sourcedid(""); }, "2.10a", "failure", "Invalid sourcedid",
            "sourcedid_invalid"},
        Row{"blank_sourcedid", [](Canvas&) { return with_sourcedid(" \n "); }, "2.10a", "failure", "Invalid sourcedid",
            "sourcedid_invalid"},
        Row{"sourcedid_of_no_tool", [](Canvas&) { return with_sourcedid("99-1-42-9-abc"); }, "2.10b", "failure",
            "Tool is invalid", "tool_invalid"},
        Row{"sourcedid_signed_wrongly", [](Canvas&) { return with_sourcedid("7-1-42-9-0123456789abcdef"); }, "2.10c",
            "failure", "Invalid signature", "signature_invalid"},
        Row{"sourcedid_of_another_user", [](Canvas& c) {
                auto text = c.sourcedid();
                return with_sourcedid(text.replace(text.find("-9-"), 3, "-11-"));
            }, "2.10c", "failure", "Invalid signature", "signature_invalid"},
        Row{"sample_sourcedid", [](Canvas&) { return with_sourcedid("3124567"); }, "2.10d", "failure", "Invalid sourcedid",
            "sourcedid_invalid"},
        Row{"sourcedid_with_blanks", [](Canvas& c) { return with_sourcedid(" " + c.sourcedid() + " "); }, "2.10d",
            "failure", "Invalid sourcedid", "sourcedid_invalid"},
        Row{"course_unknown", [](Canvas& c) { return signed_for(c, {7, 99, 42, 9}); }, "2.10e", "failure",
            "Course is invalid", "course_invalid"},
        Row{"course_deleted", [](Canvas& c) {
                c.world.courses.front().state = world::CourseState::deleted;
                return scored(c);
            }, "2.10e", "failure", "Course is invalid", "course_invalid"},
        Row{"teacher", [](Canvas& c) { return signed_for(c, {7, 1, 42, Canvas::teacher}); }, "2.10f", "failure",
            "User is no longer in course", "user_not_in_course"},
        Row{"user_unknown", [](Canvas& c) { return signed_for(c, {7, 1, 42, 77}); }, "2.10f", "failure",
            "User is no longer in course", "user_not_in_course"},
        Row{"enrolment_inactive", [](Canvas& c) {
                c.world.courses.front().enrolments.front().state = world::EnrolmentState::inactive;
                return scored(c);
            }, "2.10f", "failure", "User is no longer in course", "user_not_in_course"},
        Row{"enrolment_completed_and_only_read", [](Canvas& c) {
                c.world.courses.front().enrolments.front().state = world::EnrolmentState::completed;
                return c.operation("readResultRequest");
            }, "2.10f", "failure", "User is no longer in course", "user_not_in_course"},
        Row{"assignment_unknown", [](Canvas& c) { return signed_for(c, {7, 1, 99, 9}); }, "2.10g", "failure",
            "Assignment is invalid", "assignment_invalid"},
        Row{"assignment_deleted", [](Canvas& c) {
                c.the_assignment().deleted = true;
                return scored(c);
            }, "2.10g", "failure", "Assignment is invalid", "assignment_invalid"},
        Row{"assignment_without_tool", [](Canvas& c) {
                c.the_assignment().tool = 0;
                return scored(c);
            }, "2.10h", "failure", "Assignment is no longer associated with this tool", "assignment_tool_mismatch"},
        Row{"assignment_of_another_tool", [](Canvas& c) {
                c.the_assignment().tool = Canvas::other_tool;
                return scored(c);
            }, "2.10h", "failure", "Assignment is no longer associated with this tool", "assignment_tool_mismatch"},
        Row{"tool_deleted", [](Canvas& c) {
                c.world.tools.front().deleted = true;
                return scored(c);
            }, "2.10h", "failure", "Assignment is no longer associated with this tool", "assignment_tool_mismatch"},
        Row{"sourcedid_of_another_tool", [](Canvas& c) {
                c.the_assignment().tool = Canvas::other_tool;
                return signed_for(c, {Canvas::other_tool, 1, 42, 9});
            }, "2.10i", "failure", "Tool is invalid", "tool_invalid"},
        Row{"unknown_operation", [](Canvas& c) { return c.operation("createResultRequest"); }, "2.11", "unsupported",
            unsupported_text, ""},
        Row{"unknown_operation_and_sourcedid", [](Canvas&) {
                return Canvas::envelope("<createResultRequest><sourcedGUID><sourcedId>x</sourcedId></sourcedGUID></createResultRequest>");
            }, "2.10d", "failure", "Invalid sourcedid", "sourcedid_invalid"},
        Row{"course_over", [](Canvas& c) {
                c.world.courses.front().term_end_at = c.now - std::chrono::hours(1);
                return scored(c);
            }, "2.12", "failure", "Course not available for student", "course_not_available"},
        Row{"deletion_in_a_course_that_is_over", [](Canvas& c) {
                c.world.courses.front().term_end_at = c.now - std::chrono::hours(1);
                return c.operation("deleteResultRequest");
            }, "2.12", "failure", "Course not available for student", "course_not_available"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(OutcomesChecks, PassWhatOnlyLooksWrong) {
    Canvas canvas;
    canvas.the_assignment().published = false;
    canvas.world.courses.front().enrolments.front().state = world::EnrolmentState::invited;
    EXPECT_EQ(decided_by(canvas.post(scored(canvas))), "");

    auto const encrypted = lti11::sourcedid(
        canvas.world, [] { world::Dialects d; d.encrypted_sourcedids = true; return d; }(), {7, 1, 42, 9}
    );
    auto const answer = canvas.post(with_sourcedid(encrypted));
    EXPECT_EQ(decided_by(answer), "");
    EXPECT_TRUE(applied(answer, "7.1.2"));
    EXPECT_EQ(decided_by(canvas.post(with_sourcedid("\n" + canvas.sourcedid() + "\n"))), "") << "line breaks around it";
}

TEST(OutcomesChecks, OfAReadIgnoreThatTheCourseIsOver) {
    Canvas canvas;
    canvas.world.courses.front().term_end_at = canvas.now - std::chrono::hours(1);
    EXPECT_EQ(canvas.post(canvas.operation("readResultRequest")).response.status, 200);
}

TEST(OutcomesChecks, AnswerFailuresWith200WhereCanvasIsOld) {
    Canvas canvas;
    canvas.world.dialects.outcome_failures_are_200 = true;
    auto const answer = canvas.post(canvas.replace(Canvas::score("1.5")));
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(element(answer, "imsx_codeMajor"), "failure");
}

} // namespace
} // namespace easel::outcomes
