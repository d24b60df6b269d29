#include "canvas.hpp"

#include <gtest/gtest.h>

namespace easel::services {
namespace {

using world::SubmissionState;

constexpr auto none = std::nullopt;

/// What the gradebook and the result show afterwards.
struct Effect {
    std::optional<double> score;
    SubmissionState state = SubmissionState::graded;
    int attempt = 1;
    std::optional<double> result_score = 8;
    std::optional<double> result_maximum = 20;
};

std::function<void(Canvas&)> shows(Effect want) {
    return [want](Canvas& c) {
        EXPECT_EQ(c.ada().score, want.score);
        EXPECT_EQ(c.ada().state, want.state) << world::to_string(c.ada().state);
        EXPECT_EQ(c.ada().attempt, want.attempt);
        ASSERT_NE(c.ada_result(), nullptr);
        EXPECT_EQ(c.ada_result()->score, want.result_score);
        EXPECT_EQ(c.ada_result()->maximum, want.result_maximum);
    };
}

/// A score on top of 7 points that a person has given for a first attempt.
Row onto_a_grade(char const* name, char const* fact, std::string changes, Effect want) {
    return {name, fact,
            [changes](Canvas& c) {
                c.ada().attempt = 1;
                c.ada().submitted_at = at("2026-02-28T10:00:00Z");
                grade_by_person(c.world, c.quiz(), 42, 7);
                c.score(changes);
            },
            200, scored, shows(want)};
}

Row fresh(char const* name, char const* fact, std::string changes, Effect want) {
    return {name, fact, [changes](Canvas& c) { c.score(changes); }, 200, scored, shows(want)};
}

std::string with(std::string const& members, std::string const& extension) {
    return "{" + members + (members.empty() ? "" : ",") + R"("https://canvas.instructure.com/lti/submission":{)" +
           extension + "}}";
}

struct PassFail {
    char const* name;
    char const* fact;
    double points;
    char const* numbers;
    char const* grade;
    double score;
};

Row pass_fail(PassFail const& row) {
    return {row.name, row.fact,
            [=](Canvas& c) {
                c.quiz().grading = world::GradingType::pass_fail;
                c.quiz().points = row.points;
                c.item().score_maximum = row.points;
                c.score(row.numbers);
            },
            200, scored, [=](Canvas& c) {
                EXPECT_EQ(c.ada().grade, row.grade);
                EXPECT_EQ(c.ada().score, row.score);
            }};
}

std::vector<Row> table_rows() {
    auto const graded = SubmissionState::graded;
    auto const review = SubmissionState::pending_review;
    auto const submitted = SubmissionState::submitted;
    std::string const manual = R"("gradingProgress":"PendingManual")";
    std::string const pending = R"("gradingProgress":"Pending")";
    std::string const no_score = R"("scoreGiven":"~","scoreMaximum":"~")";
    return {
        onto_a_grade("graded", "ags/5.4.1", "{}", {4, graded, 2}),
        onto_a_grade("manual", "ags/5.4.2", "{" + manual + "}", {4, review, 2}),
        onto_a_grade("prioritized_with_a_score", "ags/5.4.3", with("", R"("prioritize_non_tool_grade":true)"),
                     {7, submitted, 2}),
        onto_a_grade("prioritized_manual_with_a_score", "ags/5.4.3",
                     with(manual, R"("prioritize_non_tool_grade":true)"), {7, review, 2}),
        fresh("prioritized_without_a_score", "ags/5.4.4", with("", R"("prioritize_non_tool_grade":true)"),
              {4, graded, 1}),
        onto_a_grade("preserved", "ags/5.4.5", with("", R"("preserve_score":true)"), {7, submitted, 2}),
        onto_a_grade("preserved_manual", "ags/5.4.5", with(manual, R"("preserve_score":"1")"), {7, review, 2}),
        onto_a_grade("graded_without_a_score", "ags/5.4.6", "{" + no_score + "}", {none, submitted, 2, none, none}),
        onto_a_grade("graded_with_null", "ags/5.4.6", R"({"scoreGiven":null})", {none, submitted, 2, none}),
        onto_a_grade("pending_wipes", "ags/5.4.7", "{" + pending + "," + no_score + "}",
                     {none, submitted, 2, none, none}),
        onto_a_grade("pending_wipes_though_prioritized", "ags/5.4.7",
                     with(pending, R"("prioritize_non_tool_grade":true)"), {none, submitted, 2}),
        onto_a_grade("not_ready_with_score_wipes", "ags/5.4.7", R"({"gradingProgress":"NotReady"})",
                     {none, submitted, 2}),
        onto_a_grade("failed_without_new_submission_wipes", "ags/5.4.7",
                     with(R"("gradingProgress":"Failed")", R"("new_submission":false)"), {none, submitted, 1}),
        onto_a_grade("preserved_from_reset", "ags/5.4.8",
                     with(pending + "," + no_score, R"("preserve_score":true,"new_submission":false)"),
                     {7, graded, 1, none, none}),
    };
}

std::vector<Row> submission_rows() {
    auto const later = R"("timestamp":"2026-03-01T10:01:00Z")";
    return {
        {"progress_alone_makes_an_attempt", "ags/5.7.2",
         [](Canvas& c) {
             c.score(R"({"activityProgress":"Initialized","gradingProgress":"NotReady","scoreGiven":"~"})");
         },
         200, scored, [](Canvas& c) {
             EXPECT_EQ(c.ada().attempt, 1);
             EXPECT_EQ(c.ada().submitted_at, c.now);
             EXPECT_EQ(c.ada().type, "external_tool");
         }},
        {"type_none_wins", "ags/5.7.3",
         [](Canvas& c) { c.score(with("", R"("submission_type":"none","new_submission":true)")); }, 200, scored,
         [](Canvas& c) {
             EXPECT_EQ(c.ada().attempt, 0);
             EXPECT_EQ(c.ada().score, 4);
         }},
        {"no_new_submission", "ags/5.7.5",
         [](Canvas& c) {
             c.score(with(R"("comment":"ok","submittedAt":"2026-03-01T09:00:00Z")", R"("new_submission":"off")"));
         },
         200, scored, [](Canvas& c) {
             EXPECT_EQ(c.ada().attempt, 0);
             EXPECT_EQ(c.ada().submitted_at, none);
             EXPECT_EQ(c.ada().score, 4);
             EXPECT_EQ(c.ada().comments, std::vector<std::string>{"ok"});
         }},
        {"same_submission_time_uses_no_attempt", "ags/5.7.4", [later](Canvas& c) {
             c.score(R"({"submission":{"submittedAt":"2026-03-01T09:00:00Z"}})");
             c.score(R"({"submission":{"submittedAt":"2026-03-01T09:00:00Z"},)" + std::string(later) + "}");
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 1); }},
        {"another_submission_time_uses_one", "ags/5.7.2", [later](Canvas& c) {
             c.score(R"({"submission":{"submittedAt":"2026-03-01T09:00:00Z"}})");
             c.score(R"({"submission":{"submittedAt":"2026-03-01T09:00:01Z"},)" + std::string(later) + "}");
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 2); }},
        {"text_then_url", "ags/5.7.6", [later](Canvas& c) {
             c.score(with("", R"("submission_type":"online_text_entry","submission_data":"My essay")"));
             EXPECT_EQ(c.ada().body, "My essay");
             c.score(with(later, R"("submission_type":"online_url","submission_data":"https://essay.test/)" +
                                     std::string(300, 'e') + "\""));
         }, 200, scored, [](Canvas& c) {
             EXPECT_EQ(c.ada().body, "");
             EXPECT_EQ(c.ada().url, "https://essay.test/" + std::string(300, 'e'));
             EXPECT_EQ(c.ada().type, "online_url");
         }},
        {"unknown_type", "ags/5.7.6", [](Canvas& c) { c.score(with("", R"("submission_type":"clay_tablet")")); }, 200,
         scored, [](Canvas& c) { EXPECT_EQ(c.ada().type, ""); }},
        {"no_files_listed", "ags/5.9.1", [](Canvas& c) { c.score(); }, 200, scored},
        {"excuse_ends", "ags/5.4.12", [](Canvas& c) { c.ada().excused = true; c.score(); }, 200, scored,
         [](Canvas& c) { EXPECT_FALSE(c.ada().excused); }},
    };
}

std::vector<Row> result_effect_rows() {
    return {
        {"extra_item_reaches_its_result_only", "ags/5.4.13",
         [](Canvas& c) {
             c.add_line_item(22, 301, Canvas::client);
             c.ask("POST", items_path + "/22/scores", score_body(R"({"comment":"ok"})"));
         },
         200,
         R"({"https://canvas.instructure.com/lti/submission":{"content_items":[]},)"
         R"("resultUrl":"https://canvas.test/api/lti/courses/11/line_items/22/results/1000"})",
         [](Canvas& c) {
             EXPECT_EQ(world::find_submission(c.world, 301, 42), nullptr);
             auto const* result = world::find_result(c.world, 22, 42);
             ASSERT_NE(result, nullptr);
             EXPECT_EQ(result->score, 8);
             EXPECT_EQ(result->comment, "ok");
         }},
        {"result_as_sent", "ags/5.4.10", [](Canvas& c) { c.score(R"({"scoreGiven":"25.5","scoreMaximum":5})"); }, 200,
         scored, [](Canvas& c) {
             EXPECT_EQ(c.ada().score, 51);
             EXPECT_EQ(c.ada().grade, "51");
             EXPECT_EQ(c.ada_result()->score, 25.5);
             EXPECT_EQ(c.ada_result()->maximum, 5);
             EXPECT_EQ(c.ada_result()->activity_progress, "Completed");
             EXPECT_EQ(c.ada_result()->updated_at, at("2026-03-01T10:00:00Z"));
         }},
        {"creation_time_stays", "ags/5.5.6", [](Canvas& c) {
             c.score(R"({"comment":"first"})");
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z"})");
         }, 200, scored, [](Canvas& c) {
             EXPECT_EQ(c.ada_result()->created_at, at("2026-03-01T10:00:00Z"));
             EXPECT_EQ(c.ada_result()->updated_at, at("2026-03-01T10:01:00Z"));
             EXPECT_EQ(c.ada_result()->comment, "first");
         }},
        {"reset_with_score_without_maximum", "ags/5.2.20", [](Canvas& c) {
             c.score(R"({"gradingProgress":"Pending","scoreMaximum":"~"})");
         }, 422, R"({"errors":[{"field":"result_maximum","message":"can't be blank","error_code":"blank"}]})",
         [](Canvas& c) {
             EXPECT_EQ(c.ada_result(), nullptr);
             EXPECT_EQ(c.ada().attempt, 1) << "the submission is outside the transaction";
         }},
        {"refused_grade_keeps_the_attempt", "ags/5.2.20", [](Canvas& c) {
             c.score();
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","gradingProgress":"Done","scoreGiven":9,)"
                     R"("submittedAt":"2026-03-01T09:00:00Z"})");
         }, 422, R"({"errors":[{"field":"grading_progress","message":"is not included in the list",)"
                 R"("error_code":"inclusion"}]})",
         [](Canvas& c) {
             EXPECT_EQ(c.ada().attempt, 2);
             EXPECT_EQ(c.ada().score, 4);
             EXPECT_EQ(c.ada_result()->score, 8);
         }},
        {"scaled", "ags/5.6.1", [](Canvas& c) { c.score(); }, 200, scored,
         [](Canvas& c) {
             EXPECT_EQ(c.ada().score, 4);
             EXPECT_EQ(c.ada().grade, "4");
             EXPECT_TRUE(c.ada().graded_by_tool);
         }},
        {"scaled_by_the_line_items_maximum", "ags/5.6.1", [](Canvas& c) { c.item().score_maximum = 5; c.score(); }, 200,
         scored, [](Canvas& c) { EXPECT_EQ(c.ada().score, 2); }},
        {"not_scaled_without_maximum", "ags/5.6.2", [](Canvas& c) {
             c.item().score_maximum = 0;
             c.score(R"({"scoreMaximum":0})");
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().score, 8); }},
        pass_fail({"pass_fail_0_0_0", "ags/5.6.3", 0, R"({"scoreGiven":0,"scoreMaximum":0})", "incomplete", 0}),
        pass_fail({"pass_fail_0_0_2", "ags/5.6.4", 0, R"({"scoreGiven":2,"scoreMaximum":0})", "complete", 0}),
        pass_fail({"pass_fail_0_4_0", "ags/5.6.5", 0, R"({"scoreGiven":0,"scoreMaximum":4})", "incomplete", 0}),
        pass_fail({"pass_fail_0_4_2", "ags/5.6.6", 0, R"({"scoreGiven":2,"scoreMaximum":4})", "complete", 0}),
        {"pass_fail_6_0_2", "ags/5.2.14c", [](Canvas& c) {
             c.quiz().grading = world::GradingType::pass_fail;
             c.quiz().points = 6;
             c.score(R"({"scoreGiven":2,"scoreMaximum":0})");
         }, 422, R"({"errors":{"type":"unprocessable_entity",)"
                 R"("message":"cannot be zero if line item's maximum is not zero"}})"},
        pass_fail({"pass_fail_6_4_0", "ags/5.6.8", 6, R"({"scoreGiven":0,"scoreMaximum":4})", "incomplete", 0}),
        pass_fail({"pass_fail_6_4_2", "ags/5.6.9", 6, R"({"scoreGiven":2,"scoreMaximum":4})", "complete", 6}),
    };
}

} // namespace

std::vector<Row> effect_rows() {
    auto rows = table_rows();
    for (auto& row : submission_rows()) rows.push_back(std::move(row));
    for (auto& row : result_effect_rows()) rows.push_back(std::move(row));
    return rows;
}

} // namespace easel::services
