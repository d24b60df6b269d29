#include "canvas.hpp"

#include "jose/jwt.hpp"
#include "lti13/token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace easel::services {
namespace {

std::string object_error(char const* type, std::string const& message) {
    return R"({"errors":{"type":")" + std::string(type) + R"(","message":")" + message + R"("}})";
}
std::string unauthorized(std::string const& message) { return object_error("unauthorized", message); }
std::string bad_request(std::string const& message) { return object_error("bad_request", message); }
std::string unprocessable(std::string const& message) { return object_error("unprocessable_entity", message); }
std::string precondition(std::string const& message) { return object_error("precondition_failed", message); }

std::string const not_a_student = unprocessable("User not found in course or is not a student");
std::string const concluded =
    unprocessable("This course has concluded. AGS requests will no longer be accepted for this course.");
std::string const bad_link = precondition("The specified LTI link ID is not associated with the line item.");

/// A score whose changes are all that differs.
Row scoring(char const* name, char const* fact, std::string changes, int status, std::string body) {
    return {name, fact, [changes](Canvas& canvas) { canvas.score(changes); }, status, std::move(body)};
}

std::string bearer_with(Canvas const& canvas, std::function<void(base::json::object&)> const& change) {
    auto token = jose::decode(canvas.token({"https://purl.imsglobal.org/spec/lti-ags/scope/score"})).value();
    change(token.claims);
    return "Bearer " + jose::sign_hmac(token.header, token.claims, canvas.issuer.secret);
}

Row with_claims(
    char const* name, char const* fact, std::function<void(base::json::object&, std::int64_t)> const& change,
    std::string const& message
) {
    return {name, fact, [change](Canvas& canvas) {
                auto const now = base::to_numeric_date(canvas.tool_now);
                canvas.authorization = bearer_with(canvas, [&](auto& claims) { change(claims, now); });
                canvas.score();
            }, 401, unauthorized(message)};
}

Row scoped(char const* name, std::string scope, std::string method, std::string target) {
    return {name, "ags/3.3", [=](Canvas& canvas) {
                canvas.authorization =
                    "Bearer " + canvas.token({"https://purl.imsglobal.org/spec/lti-ags/scope/" + scope});
                canvas.ask(method, target);
            }, 401, unauthorized("Insufficient permissions")};
}

} // namespace

std::vector<Row> pipeline_rows() {
    using Claims = base::json::object;
    return {
        {"no_token", "ags/3.1a", [](Canvas& c) { c.authorization = "none"; c.score(); }, 401,
         unauthorized("Missing access token")},
        {"no_jwt", "ags/3.1b", [](Canvas& c) { c.authorization = "Bearer abc"; c.score(); }, 401,
         unauthorized("Invalid access token format")},
        {"foreign_signature", "ags/3.1c", [](Canvas& c) {
             auto const real = c.issuer.secret;
             c.issuer.secret = "another";
             c.authorization = "Bearer " + c.token({});
             c.issuer.secret = real;
             c.score();
         }, 401, unauthorized("Access token invalid - signature likely incorrect")},
        with_claims("expired", "ags/3.1d", [](Claims& claims, std::int64_t now) { claims["exp"] = now - 1; },
                    "Access token expired"),
        with_claims("claims_missing", "ags/3.1e", [](Claims& claims, std::int64_t) { claims.erase("jti"); },
                    "Invalid access token field/s: the following assertions are missing: jti"),
        with_claims("foreign_audience", "ags/3.1f",
                    [](Claims& claims, std::int64_t) { claims["aud"] = "https://x.test"; },
                    "Invalid access token field/s: the 'aud' is invalid"),
        with_claims("issued_in_future", "ags/3.1g", [](Claims& claims, std::int64_t now) { claims["iat"] = now + 31; },
                    "Invalid access token field/s: the 'iat' must not be in the future"),
        with_claims("issued_long_ago", "ags/3.1h", [](Claims& claims, std::int64_t now) { claims["iat"] = now - 3601; },
                    "Invalid access token field/s: the 'iat' must be less than 3600 seconds old"),
        {"key_inactive", "ags/3.2", [](Canvas& c) { c.world.keys[0].state = world::KeyState::inactive; c.score(); },
         401,
         unauthorized("Unknown or inactive Developer Key")},
        scoped("results_do_not_allow_scores", "result.readonly", "POST", scores_path),
        scoped("score_does_not_allow_results", "score", "GET", results_path),
        scoped("readonly_does_not_allow_creation", "lineitem.readonly", "POST", items_path),
        scoped("readonly_does_not_allow_deletion", "lineitem.readonly", "DELETE", item_path),
        {"course_unknown", "ags/3.4a", [](Canvas& c) { c.ask("GET", "/api/lti/courses/99/line_items"); }, 404,
         no_resource},
        {"course_is_no_number", "ags/3.4a", [](Canvas& c) { c.ask("GET", "/api/lti/courses/x/line_items"); }, 404,
         no_resource},
        {"key_off_for_account", "ags/3.4b", [](Canvas& c) { c.world.keys[0].on_for_account = false; c.score(); }, 401,
         unauthorized("Invalid Developer Key")},
        {"course_deleted", "ags/3.5", [](Canvas& c) { c.course().state = world::CourseState::deleted; c.score(); }, 404,
         object_error("not_found", "Context not found")},
        {"course_deleted_long_text", "ags/3.5", [](Canvas& c) {
             c.world.dialects.deleted_context_long_text = true;
             c.course().state = world::CourseState::deleted;
             c.score();
         }, 404, object_error("not_found", "Context is deleted or not found")},
        {"tool_deleted", "ags/3.6", [](Canvas& c) { c.world.tools[0].deleted = true; c.score(); }, 401,
         unauthorized("Access Token not linked to a Tool associated with this Context")},
        {"tool_in_another_course", "ags/3.6", [](Canvas& c) { c.world.tools[0].course = 12; c.score(); }, 401,
         unauthorized("Access Token not linked to a Tool associated with this Context")},
        {"tool_wins_over_concluded", "ags/3.6", [](Canvas& c) {
             c.course().state = world::CourseState::completed;
             c.world.tools[0].deleted = true;
             c.score();
         }, 401, unauthorized("Access Token not linked to a Tool associated with this Context")},
        {"concluded_wins_over_tool_with_flag_off", "ags/3.4a", [](Canvas& c) {
             c.world.dialects.concluded = world::Dialects::Concluded::answer_404;
             c.course().state = world::CourseState::completed;
             c.world.tools[0].deleted = true;
             c.score();
         }, 404, no_resource},
        {"line_item_unknown", "ags/3.8a", [](Canvas& c) { c.ask("GET", items_path + "/22"); }, 404, no_resource},
        {"line_item_deleted", "ags/3.8a", [](Canvas& c) { c.item().deleted = true; c.score(); }, 404, no_resource},
        {"line_item_of_another_key", "ags/3.8b",
         [](Canvas& c) { c.caller = Canvas::other_client; c.ask("GET", item_path); }, 412,
         precondition("Tool does not have permission to view line_item")},
        {"update_of_another_key", "ags/3.8b",
         [](Canvas& c) { c.caller = Canvas::other_client; c.ask("PUT", item_path); }, 412,
         precondition("Tool does not have permission to view line_item")},
        {"deletion_by_another_key", "ags/3.8b",
         [](Canvas& c) { c.caller = Canvas::other_client; c.ask("DELETE", item_path); }, 412,
         precondition("Tool does not have permission to view line_item")},
        {"result_of_another_key", "ags/3.8b",
         [](Canvas& c) { c.caller = Canvas::other_client; c.ask("GET", results_path + "/1"); }, 412,
         precondition("Tool does not have permission to view line_item")},
        {"score_of_another_key", "ags/3.9", [](Canvas& c) { c.caller = Canvas::other_client; c.score(); }, 200, scored},
        {"no_route", "ags/1.10", [](Canvas& c) { c.ask("PATCH", item_path); }, 404,
         R"({"errors":[{"message":"An error occurred.","error_code":"not_found"}]})"},
        {"body_not_json", "ags/1.12", [](Canvas& c) { c.ask("POST", scores_path, "{\"userId\""); }, 400,
         R"({"errors":[{"message":"An error occurred.","error_code":"bad_request"}]})"},
        {"body_unread", "ags/5.2.10", [](Canvas& c) { c.content_type = "text/plain"; c.score(); }, 422, not_a_student,
         [](Canvas& c) {
             EXPECT_THAT(c.answer.trail, testing::Contains(testing::Field(&traffic::Check::fact, "ags/1.11")));
         }},
        {"form_body", "ags/1.6", [](Canvas& c) {
             c.content_type = "application/x-www-form-urlencoded";
             c.ask("POST", scores_path,
                   "userId=42&activityProgress=Completed&gradingProgress=FullyGraded"
                   "&timestamp=2026-03-01T10%3A00%3A00Z&scoreGiven=8&scoreMaximum=20&submission%5BsubmittedAt%5D="
                   "2026-03-01T09%3A00%3A00Z");
         }, 200, scored, [](Canvas& c) {
             EXPECT_EQ(c.ada().score, 4);
             EXPECT_EQ(c.ada().submitted_at, at("2026-03-01T09:00:00Z"));
         }},
        {"progress_unknown", "ags/8.1", [](Canvas& c) { c.ask("GET", "/api/lti/courses/11/progress/77"); }, 404,
         no_resource},
        {"names_of_the_world", "ags/1.6", [](Canvas& c) { c.score(); }, 200, scored, [](Canvas& c) {
             EXPECT_EQ(c.answer.course, "bio101");
             EXPECT_EQ(c.answer.assignment, "quiz1");
             EXPECT_EQ(c.answer.user, "ada");
             EXPECT_EQ(c.answer.client_id, Canvas::client);
             EXPECT_EQ(c.answer.response.headers.get("Content-Type"),
                       "application/vnd.ims.lis.v1.score+json; charset=utf-8");
         }},
    };
}

// The rows of the documented table, and what it leaves out (ags.md 4), by the checks of ags.md 5.2 in their order.
std::vector<Row> check_rows() {
    std::string const ext = R"("https://canvas.instructure.com/lti/submission":)";
    std::string const attempts =
        unprocessable("The maximum number of allowed attempts has been reached for this submission");
    auto const zero = unprocessable("cannot be zero if line item's maximum is not zero");
    auto const files = unprocessable("Content items must be provided with submission type 'online_upload'");
    return {
        {"line_item_of_another_course", "ags/5.2.8",
         [](Canvas& c) { c.ask("POST", "/api/lti/courses/12/line_items/21/scores", score_body("{}")); }, 404,
         no_resource},
        scoring("another_link", "ags/5.2.9", R"({"resourceLinkId":"x"})", 412, bad_link),
        {"another_link_in_the_query", "ags/5.2.9",
         [](Canvas& c) { c.ask("POST", scores_path + "?resourceLinkId=x", score_body("{}")); }, 412, bad_link},
        {"another_link_without_period", "ags/5.2.9", [](Canvas& c) {
             c.world.dialects.final_periods = false;
             c.score(R"({"resourceLinkId":"x"})");
         }, 412, precondition("The specified LTI link ID is not associated with the line item")},
        {"item_without_link", "ags/5.2.9", [](Canvas& c) {
             c.item().linked = false;
             c.score(R"({"resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})");
         }, 412, bad_link},
        scoring("right_link", "ags/5.2.9", R"({"resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})", 200, scored),
        scoring("blank_link", "ags/5.2.9", R"({"resourceLinkId":" "})", 200, scored),
        scoring("user_unknown", "ags/5.2.10", R"({"userId":"nobody"})", 422, not_a_student),
        scoring("user_missing", "ags/5.2.10", R"({"userId":"~"})", 422, not_a_student),
        scoring("user_is_a_teacher", "ags/5.2.10", R"({"userId":44})", 422, not_a_student),
        scoring("user_begins_with_digits", "ags/5.2.10", R"({"userId":"42abc"})", 422, not_a_student),
        scoring("user_is_a_fraction", "ags/5.2.10", R"({"userId":42.0})", 422, not_a_student),
        {"user_invited", "ags/5.2.10", [](Canvas& c) {
             c.course().enrolments[0].state = world::EnrolmentState::invited;
             c.score();
         }, 422, not_a_student},
        {"course_unpublished", "ags/5.2.10",
         [](Canvas& c) { c.course().state = world::CourseState::unpublished; c.score(); }, 422, not_a_student},
        {"user_missing_as_documented", "ags/5.2.11", [](Canvas& c) {
             c.world.dialects.missing_user_is_parameter_missing = true;
             c.score(R"({"userId":"~"})");
         }, 400, R"({"errors":[{"message":"userId is missing"}]})"},
        scoring("user_by_canvas_id", "ags/5.2.10", R"({"userId":42})", 200, scored),
        scoring("user_by_canvas_id_text", "ags/5.2.10", R"({"userId":"42"})", 200, scored),
        scoring("test_student", "ags/5.3.4", R"({"userId":45})", 200, scored),
        scoring("user_named_otherwise", "ags/5.2.11", R"({"userId":"~","user_id":"42"})", 400,
                R"({"errors":[{"message":"userId is missing"}]})"),
        scoring("activity_missing", "ags/5.2.11", R"({"activityProgress":"~","timestamp":"~"})", 400,
                R"({"errors":[{"message":"activityProgress is missing"}]})"),
        scoring("grading_missing", "ags/5.2.11", R"({"gradingProgress":""})", 400,
                R"({"errors":[{"message":"gradingProgress is missing"}]})"),
        scoring("timestamp_missing", "ags/5.2.11", R"({"timestamp":"~"})", 400,
                R"({"errors":[{"message":"timestamp is missing"}]})"),
        scoring("timestamp_invalid", "ags/5.2.12", R"({"timestamp":"asdf"})", 400,
                bad_request("Provided timestamp of asdf not a valid timestamp")),
        scoring("timestamp_is_a_number", "ags/5.2.12", R"({"timestamp":1772359200})", 400,
                bad_request("Provided timestamp of 1772359200 not a valid timestamp")),
        scoring("timestamp_escaped", "ags/5.2.12", R"({"timestamp":"<&>"})", 400,
                bad_request(R"(Provided timestamp of \u003c\u0026\u003e not a valid timestamp)")),
        scoring("timestamp_lenient", "ags/5.5.2", R"({"timestamp":"2026-03-01 10:00:00 UTC"})", 200, scored),
        {"timestamp_strict", "ags/5.2.12", [](Canvas& c) {
             c.world.dialects.strict_iso8601_scores = true;
             c.score(R"({"timestamp":"2026-03-01 10:00:00 UTC"})");
         }, 400, bad_request("Provided timestamp of 2026-03-01 10:00:00 UTC not a valid timestamp")},
        {"timestamp_stale", "ags/5.2.13", [](Canvas& c) {
             c.score();
             c.score(R"({"timestamp":"2026-03-01T09:59:59.999Z"})");
         }, 400, bad_request("Provided timestamp of 2026-03-01T09:59:59.999Z before last updated timestamp of "
                             "2026-03-01T10:00:00.000Z")},
        {"timestamp_equal", "ags/5.5.5", [](Canvas& c) { c.score(); c.score(); }, 200, scored},
        scoring("timestamp_tomorrow", "ags/5.5.4", R"({"timestamp":"2026-03-02T10:00:00Z"})", 200, scored),
        scoring("maximum_missing", "ags/5.2.14a", R"({"scoreMaximum":"~"})", 422,
                unprocessable("ScoreMaximum not supplied when ScoreGiven present.")),
        {"maximum_missing_without_period", "ags/5.2.14a", [](Canvas& c) {
             c.world.dialects.final_periods = false;
             c.score(R"({"scoreMaximum":"~"})");
         }, 422, unprocessable("ScoreMaximum not supplied when ScoreGiven present")},
        scoring("maximum_negative", "ags/5.2.14b", R"({"scoreMaximum":-1})", 422,
                unprocessable("ScoreMaximum must be greater than or equal to 0")),
        scoring("maximum_zero", "ags/5.2.14c", R"({"scoreMaximum":0})", 422, zero),
        scoring("maximum_null", "ags/5.2.14c", R"({"scoreMaximum":null})", 422, zero),
        scoring("maximum_no_number", "ags/5.2.14c", R"({"scoreMaximum":"many"})", 422, zero),
        scoring("maximum_not_needed_when_pending", "ags/5.4.7",
                R"({"gradingProgress":"Pending","scoreGiven":"~","scoreMaximum":"~"})", 200, scored),
        scoring("given_negative", "ags/5.2.15", R"({"scoreGiven":-1})", 422,
                unprocessable("ScoreGiven must be greater than or equal to 0")),
        scoring("submission_time_invalid", "ags/5.2.16", R"({"submission":{"submittedAt":"asdf"}})", 400,
                bad_request("Provided submitted_at timestamp of asdf not a valid timestamp")),
        scoring("submission_time_invalid_though_none_new", "ags/5.2.16",
                "{\"submittedAt\":\"asdf\"," + ext + R"({"new_submission":false}})", 400,
                bad_request("Provided submitted_at timestamp of asdf not a valid timestamp")),
        scoring("submission_time_in_future", "ags/5.2.17",
                R"({"submission":{"submittedAt":"2026-03-01T10:05:00.001Z"}})", 400,
                bad_request("Provided submitted_at timestamp of 2026-03-01T10:05:00.001Z in the future")),
        scoring("submission_time_a_minute_ahead", "ags/5.2.17",
                R"({"submission":{"submittedAt":"2026-03-01T10:05:00Z"}})", 200, scored),
        scoring("oldest_spelling_of_submission_time", "ags/5.2.17",
                "{" + ext + R"({"submitted_at":"2026-03-02T10:05:00Z"}})", 400,
                bad_request("Provided submitted_at timestamp of 2026-03-02T10:05:00Z in the future")),
        scoring("submission_time_empty", "ags/5.7.2", R"({"submission":{"submittedAt":""},"submittedAt":"asdf"})", 200,
                scored),
        {"top_level_submission_time_ignored", "ags/5.7.2", [](Canvas& c) {
             c.world.dialects.ignore_top_level_submitted_at = true;
             c.score(R"({"submittedAt":"asdf"})");
         }, 200, scored},
        scoring("upload_without_files", "ags/5.2.18",
                "{" + ext + R"({"submission_type":"online_upload"}})", 422, files),
        scoring("upload_with_other_items", "ags/5.2.18",
                "{" + ext + R"({"submission_type":"online_upload","content_items":[{"type":"link","url":"x"},7]}})",
                422,
                files),
        {"attempts_exhausted", "ags/5.2.19", [](Canvas& c) {
             c.quiz().allowed_attempts = 1;
             c.score();
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z"})");
         }, 422, attempts, [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 1); }},
        {"attempts_exhausted_but_none_new", "ags/5.7.5", [ext](Canvas& c) {
             c.quiz().allowed_attempts = 0;
             c.score("{" + ext + R"({"new_submission":false}})");
         }, 200, scored},
        {"extra_attempts", "ags/5.7.1", [](Canvas& c) {
             c.quiz().allowed_attempts = 0;
             c.ada().extra_attempts = 1;
             c.score();
         }, 200, scored},
        {"unlimited_attempts", "ags/5.7.1", [](Canvas& c) { c.quiz().allowed_attempts = -1; c.score(); }, 200, scored},
        {"attempts_of_the_assignment_count_for_extra_items", "ags/5.2.19", [](Canvas& c) {
             c.quiz().allowed_attempts = 0;
             c.add_line_item(22, 301, Canvas::client);
             c.ask("POST", items_path + "/22/scores", score_body("{}"));
         }, 422, attempts},
        {"assignment_unpublished", "ags/5.2.20", [](Canvas& c) { c.quiz().published = false; c.score(); }, 422,
         R"({"errors":[{"field":"grade","message":"cannot be changed at this time: This assignment is still )"
         R"(unpublished","error_code":null}]})"},
        {"assignment_unpublished_without_a_score", "ags/5.4.7", [](Canvas& c) {
             c.quiz().published = false;
             c.score(R"({"gradingProgress":"Pending","scoreGiven":"~"})");
         }, 200, scored},
        scoring("activity_unknown", "ags/5.2.20", R"({"activityProgress":"Sleeping"})", 422,
                R"({"errors":[{"field":"activity_progress","message":"is not included in the list",)"
                R"("error_code":"inclusion"}]})"),
        scoring("given_no_number", "ags/5.2.20", R"({"scoreGiven":"many"})", 422,
                R"({"errors":[{"field":"result_score","message":"is not a number","error_code":"not_a_number"}]})"),
    };
}

std::vector<Row> course_state_rows() {
    auto const past = at("2026-02-01T00:00:00Z");
    auto const ahead = at("2026-04-01T00:00:00Z");
    struct State {
        char const* name;
        char const* row;
        std::function<void(world::Course&)> make;
        bool open_off;
        bool open_on;
    };
    using world::Course;
    using world::CourseState;
    std::vector<State> const states{
        {"open", "ags/9.1", [](Course&) {}, true, true},
        {"completed", "ags/9.2", [](Course& c) { c.state = CourseState::completed; }, false, false},
        {"own_end_restricted", "ags/9.3", [=](Course& c) { c.end_at = past; c.restrict_dates = true; }, false, false},
        {"own_end_unrestricted", "ags/9.4", [=](Course& c) { c.end_at = past; }, false, true},
        {"term_ended", "ags/9.5", [=](Course& c) { c.term_end_at = past; }, false, false},
        {"term_ended_own_end_ahead", "ags/9.6",
         [=](Course& c) { c.term_end_at = past; c.end_at = ahead; }, true, false},
        {"term_ended_restricted_to_own_end", "ags/9.7",
         [=](Course& c) { c.term_end_at = past; c.end_at = ahead; c.restrict_dates = true; }, true, true},
    };
    std::vector<Row> rows;
    for (auto const& state : states) {
        for (bool const flag_on : {false, true}) {
            bool const open = flag_on ? state.open_on : state.open_off;
            auto const row = state.row;
            rows.push_back(
                {std::string(state.name) + (flag_on ? "_flag_on" : "_flag_off"),
                 open ? row : flag_on ? "ags/3.7" : "ags/3.4a",
                 [=](Canvas& c) {
                     state.make(c.course());
                     using Concluded = world::Dialects::Concluded;
                     c.world.dialects.concluded = flag_on ? Concluded::answer_422 : Concluded::answer_404;
                     // Listing looks at the course only; a completed one has no active students anyway.
                     c.ask("GET", results_path);
                 },
                 open      ? 200
                 : flag_on ? 422
                           : 404,
                 open      ? "[]"
                 : flag_on ? concluded
                           : no_resource,
                 [row](Canvas& c) {
                     EXPECT_THAT(c.answer.trail, testing::Contains(testing::Field(&traffic::Check::fact, row)));
                 }}
            );
        }
    }
    rows.push_back(
        {"unpublished_lists_results", "ags/9.8",
         [](Canvas& c) { c.course().state = CourseState::unpublished; c.ask("GET", results_path); }, 200, "[]"}
    );
    rows.push_back(
        {"progress_of_a_concluded_course", "ags/3.4a",
         [](Canvas& c) {
             auto& progress = c.world.progresses.emplace_back();
             progress.id = 1;
             progress.assignment = 301;
             c.course().state = CourseState::completed;
             c.ask("GET", "/api/lti/courses/11/progress/1");
         },
         404,
         no_resource}
    );
    return rows;
}

} // namespace easel::services
