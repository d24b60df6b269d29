// What the gradebook makes of a score: kinds of grading, lateness, groups, and whom an assignment is for.
#include "canvas.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace easel::services {
namespace {

using world::GradingType;
using world::SubmissionState;

std::string extended(std::string const& extension, std::string const& members = {}) {
    return "{" + members + (members.empty() ? "" : ",") + R"("https://canvas.instructure.com/lti/submission":{)" +
           extension + "}}";
}

struct Kind {
    char const* name;
    char const* fact;
    GradingType grading;
    double points;
    char const* numbers;
    double score;
    char const* grade;
};

Row kind(Kind const& k) {
    return {k.name, k.fact,
            [=](Canvas& c) {
                c.quiz().grading = k.grading;
                c.quiz().points = k.points;
                c.item().score_maximum = k.points;
                c.score(k.numbers);
            },
            200, scored, [=](Canvas& c) {
                EXPECT_EQ(c.ada().score, k.score);
                EXPECT_EQ(c.ada().grade, k.grade);
            }};
}

struct Late {
    char const* name;
    world::LatePolicy policy;
    char const* submitted_at; ///< due at 09:00
    double score;
    double deducted;
    GradingType grading = GradingType::points;
    char const* grade = nullptr;
};

Row late(Late const& l) {
    return {l.name, "ags/5.7.7",
            [=](Canvas& c) {
                c.quiz().due_at = at("2026-03-01T09:00:00Z");
                c.quiz().grading = l.grading;
                c.course().late_policy = l.policy;
                c.score(std::string(R"({"scoreMaximum":10,"submittedAt":")") + l.submitted_at + "\"}");
            },
            200, scored, [=](Canvas& c) {
                EXPECT_EQ(c.ada().score, l.score);
                EXPECT_EQ(c.ada().points_deducted, l.deducted);
                if (l.grade != nullptr) {
                    EXPECT_EQ(c.ada().grade, l.grade);
                }
                EXPECT_EQ(c.ada_result()->score, 8) << "the result keeps what was sent";
                bool noted = false;
                for (auto const& check : c.answer.trail) noted = noted || check.fact == "ags/5.4.15";
                EXPECT_EQ(noted, l.deducted != 0);
            }};
}

std::vector<Row> kind_rows() {
    auto const letter = GradingType::letter_grade;
    return {
        kind({"percent", "ags/5.6.10", GradingType::percent, 10, R"({"scoreGiven":8,"scoreMaximum":20})", 4, "40%"}),
        kind({"percent_rounded", "ags/5.6.10", GradingType::percent, 3, R"({"scoreGiven":1,"scoreMaximum":3})", 1,
              "33.33%"}),
        kind({"percent_of_no_points", "ags/5.6.10", GradingType::percent, 0, R"({"scoreGiven":8,"scoreMaximum":0})", 8,
              "8%"}),
        kind({"letter", "ags/5.6.11", letter, 10, R"({"scoreGiven":8.7,"scoreMaximum":10})", 8.7, "B+"}),
        kind({"letter_at_its_bound", "ags/5.6.11", letter, 10, R"({"scoreGiven":9.4,"scoreMaximum":10})", 9.4, "A"}),
        kind({"letter_below_all", "ags/5.6.11", letter, 10, R"({"scoreGiven":6,"scoreMaximum":10})", 6, "F"}),
        kind({"letter_of_no_points", "ags/5.6.11", letter, 0, R"({"scoreGiven":90,"scoreMaximum":0})", 90, "A-"}),
        kind({"gpa_scale", "ags/5.6.11", GradingType::gpa_scale, 10, R"({"scoreGiven":20,"scoreMaximum":10})", 20,
              "A"}),
        kind({"not_graded", "ags/5.6.12", GradingType::not_graded, 10, R"({"scoreGiven":8,"scoreMaximum":10})", 8,
              "8"}),
        kind({"zero_points", "ags/5.6.1", GradingType::points, 0, R"({"scoreGiven":8,"scoreMaximum":10})", 0, "0"}),
        kind({"more_than_the_maximum", "ags/5.6.1", GradingType::points, 10, R"({"scoreGiven":15,"scoreMaximum":10})",
              15, "15"}),
    };
}

std::vector<Row> late_rows() {
    using std::chrono::hours;
    return {
        late({"late_by_a_day_begun", {10, hours(24), 0}, "2026-03-01T09:00:01Z", 7, 1, GradingType::points, "7"}),
        late({"late_by_two_hours", {10, hours(1), 0}, "2026-03-01T10:00:01Z", 6, 2}),
        late({"late_down_to_the_minimum", {50, hours(1), 75}, "2026-03-01T10:00:00Z", 7.5, 0.5}),
        late({"late_down_to_nothing", {90, hours(1), 0}, "2026-03-01T10:00:00Z", 0, 8}),
        late({"late_without_a_deduction", {0, hours(1), 0}, "2026-03-01T10:00:00Z", 8, 0}),
        late({"late_percent", {10, hours(24), 0}, "2026-03-01T10:00:00Z", 7, 1, GradingType::percent, "70%"}),
        late({"late_pass_fail", {10, hours(24), 0}, "2026-03-01T10:00:00Z", 10, 0, GradingType::pass_fail, "complete"}),
        late({"late_not_graded", {10, hours(24), 0}, "2026-03-01T10:00:00Z", 8, 0, GradingType::not_graded, "8"}),
        {"in_time", "ags/5.4.1", [](Canvas& c) {
             c.quiz().due_at = at("2026-03-01T09:00:00Z");
             c.course().late_policy = world::LatePolicy{10, hours(1), 0};
             c.score(R"({"scoreMaximum":10,"submittedAt":"2026-03-01T09:00:00Z"})");
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().score, 8); }},
        {"late_already_and_graded_now", "ags/5.4.15", [](Canvas& c) {
             c.quiz().due_at = at("2026-03-01T09:00:00Z");
             c.course().late_policy = world::LatePolicy{10, hours(24), 0};
             c.ada().submitted_at = at("2026-03-01T09:30:00Z");
             c.score(extended(R"("new_submission":false)", R"("scoreMaximum":10)"));
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().score, 7); }},
        {"handed_in_late_after_the_grade", "ags/5.4.5", [](Canvas& c) {
             c.quiz().due_at = at("2026-03-01T09:00:00Z");
             c.course().late_policy = world::LatePolicy{10, hours(24), 0};
             grade_by_person(c.world, c.quiz(), 42, 7);
             c.score(extended(R"("preserve_score":true)"));
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().score, 7) << "not reckoned anew"; }},
    };
}

std::vector<Row> student_rows() {
    std::string const not_applicable =
        R"({"errors":[{"field":"grade","message":"cannot be changed at this time: This assignment is not applicable )"
        R"(to this student","error_code":null}]})";
    return {
        {"never_assigned", "ags/5.3.5", [](Canvas& c) { assign_only_to(c.world, c.quiz(), {43}); c.score(); }, 200,
         scored, [](Canvas& c) {
             EXPECT_EQ(c.ada().score, 4);
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","scoreGiven":10})");
             EXPECT_EQ(c.answer.response.status, 200);
         }},
        {"no_longer_assigned", "ags/5.2.20", [](Canvas& c) {
             c.score();
             assign_only_to(c.world, c.quiz(), {43});
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","scoreGiven":10})");
         }, 422, not_applicable, [](Canvas& c) { EXPECT_EQ(c.ada().score, 4); }},
        {"no_longer_assigned_and_cleared", "ags/5.2.20", [](Canvas& c) {
             c.score();
             assign_only_to(c.world, c.quiz(), {43});
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","gradingProgress":"Pending","scoreGiven":"~"})");
         }, 422, not_applicable},
        {"no_longer_assigned_and_preserved", "ags/5.4.5", [](Canvas& c) {
             c.score();
             assign_only_to(c.world, c.quiz(), {43});
             c.score(extended(R"("preserve_score":true)", R"("timestamp":"2026-03-01T10:01:00Z")"));
         }, 200, scored},
        {"assigned_again", "ags/5.4.1", [](Canvas& c) {
             c.score();
             assign_only_to(c.world, c.quiz(), {43});
             assign_only_to(c.world, c.quiz(), {});
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","scoreGiven":10})");
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().score, 5); }},
        {"not_open_yet", "ags/5.4.16", [](Canvas& c) { c.quiz().unlock_at = at("2026-04-01T00:00:00Z"); c.score(); },
         200, scored},
        {"locked_already", "ags/5.4.16", [](Canvas& c) { c.quiz().lock_at = at("2026-02-01T00:00:00Z"); c.score(); },
         200, scored},
        {"unpublished_and_pending", "ags/9.11", [](Canvas& c) {
             c.quiz().published = false;
             c.score(R"({"gradingProgress":"Pending","scoreGiven":"~"})");
         }, 200, scored},
        {"unpublished_is_listed", "ags/9.11", [](Canvas& c) {
             c.quiz().published = false;
             c.ask("GET", items_path);
         }, 200,
         R"([{"id":"https://canvas.test/api/lti/courses/11/line_items/21","scoreMaximum":10.0,"label":"Quiz",)"
         R"("resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"}])"},
        {"review_ends", "ags/5.4.9", [](Canvas& c) {
             c.score(R"({"gradingProgress":"PendingManual"})");
             EXPECT_EQ(c.ada().state, SubmissionState::pending_review);
             c.score(extended(R"("new_submission":false)", R"("timestamp":"2026-03-01T10:01:00Z")"));
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().state, SubmissionState::graded); }},
    };
}

/// Ways to say the same thing.
std::vector<Row> spelling_rows() {
    return {
        {"user_id_to_look_up_only", "ags/5.2.11", [](Canvas& c) { c.score(R"({"userId":"~","user_id":"42"})"); }, 400,
         R"({"errors":[{"message":"userId is missing"}]})"},
        {"user_id_beside", "ags/5.1.1", [](Canvas& c) { c.score(R"({"userId":42,"user_id":"43"})"); }, 200, scored,
         [](Canvas& c) { EXPECT_EQ(c.answer.user, "ada"); }},
        {"booleans_as_numbers", "ags/5.1.3", [](Canvas& c) { c.score(extended(R"("new_submission":0)")); }, 200, scored,
         [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 0); }},
        {"booleans_unset", "ags/5.1.3", [](Canvas& c) { c.score(extended(R"("new_submission":"")")); }, 200, scored,
         [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 1); }},
        {"booleans_in_words", "ags/5.1.3", [](Canvas& c) { c.score(extended(R"("preserve_score":"no")")); }, 200,
         scored,
         [](Canvas& c) { EXPECT_EQ(c.ada().score, std::nullopt) << "anything else is true"; }},
        {"submission_time_at_the_top", "ags/5.1.4", [](Canvas& c) {
             c.score(extended(R"("submitted_at":"2026-03-01T07:00:00Z")", R"("submittedAt":"2026-03-01T08:00:00Z")"));
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().submitted_at, at("2026-03-01T08:00:00Z")); }},
        {"submission_time_in_the_extension", "ags/5.1.4",
         [](Canvas& c) { c.score(extended(R"("submitted_at":"2026-03-01T07:00:00Z")")); }, 200, scored,
         [](Canvas& c) { EXPECT_EQ(c.ada().submitted_at, at("2026-03-01T07:00:00Z")); }},
        {"submission_time_at_the_top_ignored", "ags/5.1.5", [](Canvas& c) {
             c.world.dialects.ignore_top_level_submitted_at = true;
             c.score(R"({"submittedAt":"2026-03-01T08:00:00Z"})");
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().submitted_at, c.now); }},
        {"items_that_are_no_files", "ags/5.1.6",
         [](Canvas& c) { c.score(extended(R"("content_items":[{"type":"link","url":"https://t.test"}])")); }, 200,
         scored, [](Canvas& c) { EXPECT_EQ(c.ada().type, "external_tool"); }},
        {"needs_additional_review", "ags/5.4.1",
         [](Canvas& c) { c.score(R"({"needsAdditionalReview":true,"scoringUserId":"44"})"); }, 200, scored,
         [](Canvas& c) { EXPECT_EQ(c.ada().state, SubmissionState::graded); }},
        {"time_without_an_offset", "ags/5.5.8", [](Canvas& c) { c.score(R"({"timestamp":"2026-03-01T10:00:00"})"); },
         200, scored, [](Canvas& c) { EXPECT_EQ(c.ada_result()->updated_at, at("2026-03-01T10:00:00Z")); }},
        {"time_that_is_a_number", "ags/5.2.16", [](Canvas& c) { c.score(R"({"submittedAt":1772359200})"); }, 400,
         R"({"errors":{"type":"bad_request",)"
         R"("message":"Provided submitted_at timestamp of 1772359200 not a valid timestamp"}})"},
        {"timestamp_after_a_persons_grade", "ags/5.5.7", [](Canvas& c) {
             c.score();
             grade_by_person(c.world, c.quiz(), 42, 5);
             c.score(R"({"timestamp":"2026-03-01T10:00:00.001Z","scoreGiven":10})");
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().score, 5); }},
        {"long_url", "ags/5.7.8", [](Canvas& c) {
             c.score(extended(R"("submission_type":"online_url","submission_data":"https://essay.test/)" +
                              std::string(300, 'e') + "\""));
         }, 200, scored, [](Canvas& c) { EXPECT_EQ(c.ada().url, "https://essay.test/" + std::string(300, 'e')); }},
        {"dialect_of_the_course", "ags/5.2.14a", [](Canvas& c) {
             c.course().dialects = c.world.dialects;
             c.course().dialects->final_periods = false;
             c.score(R"({"scoreMaximum":"~"})");
         }, 422, R"({"errors":{"type":"unprocessable_entity",)"
                 R"("message":"ScoreMaximum not supplied when ScoreGiven present"}})"},
        {"dialect_of_the_course_for_its_end", "ags/3.4a", [](Canvas& c) {
             c.course().dialects = c.world.dialects;
             c.course().dialects->concluded = world::Dialects::Concluded::answer_404;
             c.course().state = world::CourseState::completed;
             c.score();
         }, 404, no_resource},
    };
}

} // namespace

std::vector<Row> grading_rows() {
    auto rows = kind_rows();
    for (auto const& more : {late_rows(), student_rows(), spelling_rows()}) {
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
}

std::vector<Row> group_rows() {
    constexpr world::Id ada = 42;
    constexpr world::Id bob = 43;
    auto const grouped = [](std::vector<world::Id> members, std::string changes = "{}") {
        return [=](Canvas& c) {
            c.quiz().group_assignment = true;
            world::Group group;
            group.id = 70;
            group.name = "red";
            group.course = 11;
            group.members = members;
            c.world.groups.push_back(std::move(group));
            c.score(changes);
        };
    };
    auto const of = [](Canvas& c, world::Id user) -> world::Submission& {
        return world::submission_of(c.world, 301, user);
    };
    return {
        {"group_submission", "ags/5.10.1", grouped({bob, ada}), 200, scored, [=](Canvas& c) {
             for (auto const user : {ada, bob}) {
                 EXPECT_EQ(of(c, user).attempt, 1);
                 EXPECT_EQ(of(c, user).submitted_at, c.now);
             }
             EXPECT_EQ(c.world.results.size(), 1U) << "only the student's own";
         }},
        {"group_grade", "ags/5.10.2", grouped({ada, bob}), 200, scored,
         [=](Canvas& c) { EXPECT_EQ(of(c, bob).score, 4); }},
        {"group_without_new_submission", "ags/5.10.2", grouped({ada, bob}, extended(R"("new_submission":false)")), 200,
         scored, [=](Canvas& c) {
             EXPECT_EQ(of(c, bob).attempt, 0);
             EXPECT_EQ(of(c, bob).score, 4);
         }},
        {"group_reset", "ags/5.10.2", [=](Canvas& c) {
             c.add_result(51, 21, bob, 3).grading_progress = "PendingManual";
             of(c, bob).score = 3;
             grouped({ada, bob}, R"({"gradingProgress":"Pending","scoreGiven":"~","scoreMaximum":"~"})")(c);
         }, 200, scored, [=](Canvas& c) {
             EXPECT_EQ(of(c, bob).score, std::nullopt);
             EXPECT_EQ(world::find_result(c.world, 21, bob)->score, std::nullopt);
             EXPECT_EQ(world::find_result(c.world, 21, bob)->grading_progress, "PendingManual");
         }},
        {"graded_one_by_one", "ags/5.10.3",
         [=](Canvas& c) { c.quiz().grade_individually = true; grouped({ada, bob})(c); }, 200, scored, [=](Canvas& c) {
             EXPECT_EQ(of(c, ada).score, 4);
             EXPECT_EQ(of(c, bob).score, std::nullopt);
             EXPECT_EQ(of(c, bob).attempt, 1) << "the submission is the group's all the same";
         }},
        {"in_no_group", "ags/5.10.4", grouped({bob}), 200, scored, [=](Canvas& c) {
             EXPECT_EQ(of(c, ada).score, 4);
             EXPECT_EQ(world::find_submission(c.world, 301, bob), nullptr);
         }},
        {"in_a_group_of_another_course", "ags/5.10.4", [=](Canvas& c) {
             grouped({ada, bob})(c);
             c.world.groups.front().course = 12;
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","scoreGiven":20})");
         }, 200, scored, [=](Canvas& c) { EXPECT_EQ(of(c, bob).score, 4); }},
        {"mates_results", "ags/5.10.5", [=](Canvas& c) {
             auto& result = c.add_result(51, 21, bob, 3);
             result.maximum.reset();
             result.grading_progress = "PendingManual";
             grouped({ada, bob})(c);
         }, 200, scored, [=](Canvas& c) {
             auto const& result = *world::find_result(c.world, 21, bob);
             EXPECT_EQ(result.score, 4);
             EXPECT_EQ(result.maximum, 10);
             EXPECT_EQ(result.grading_progress, "FullyGraded");
             EXPECT_EQ(result.updated_at, at("2026-03-01T10:00:00Z"));
         }},
        {"comment_goes_to_the_first", "ags/5.10.6", grouped({ada, bob}, R"({"userId":43,"comment":"ok"})"), 200, scored,
         [=](Canvas& c) {
             EXPECT_EQ(of(c, ada).comments, std::vector<std::string>{"ok"});
             EXPECT_TRUE(of(c, bob).comments.empty());
             EXPECT_EQ(world::find_result(c.world, 21, bob)->comment, "ok");
         }},
        {"excused_mates", "ags/5.10.7", [=](Canvas& c) { of(c, bob).excused = true; grouped({ada, bob})(c); }, 200,
         scored, [=](Canvas& c) {
             EXPECT_EQ(of(c, bob).score, std::nullopt);
             EXPECT_TRUE(of(c, bob).excused);
             EXPECT_EQ(of(c, bob).attempt, 1);
         }},
        {"members_that_are_no_students", "ags/5.10.2", grouped({ada, 44}), 200, scored,
         [](Canvas& c) { EXPECT_EQ(world::find_submission(c.world, 301, 44), nullptr); }},
        {"group_that_is_deleted", "ags/5.10.4", [=](Canvas& c) {
             grouped({ada, bob})(c);
             c.world.groups.front().deleted = true;
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","scoreGiven":20})");
         }, 200, scored, [=](Canvas& c) { EXPECT_EQ(of(c, bob).score, 4); }},
    };
}

} // namespace easel::services
