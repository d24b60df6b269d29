// Files that scores name (ags.md 5.8) and the progress of fetching them (ags.md 8).
#include "canvas.hpp"

#include "services/files.hpp"

#include <gtest/gtest.h>

namespace easel::services {
namespace {

using world::ProgressState;
using world::SubmissionState;

std::string const essay =
    R"({"type":"file","url":"https://tool.test/f/essay.pdf?v=1","title":"essay.pdf","media_type":"x/y"})";
std::string const notes = R"({"type":"file","url":"https://tool.test/f/my%20notes.docx?v=2"})";
constexpr auto progress_path = "/api/lti/courses/11/progress/";

std::string with_files(std::string const& items, std::string const& extension = {}, std::string const& members = {}) {
    return "{" + members + (members.empty() ? "" : ",") + R"("https://canvas.instructure.com/lti/submission":{)" +
           extension + (extension.empty() ? "" : ",") + R"("content_items":[)" + items + "]}}";
}

std::string shown(std::string const& members, int progress) {
    return R"({"type":"file",)" + members + R"(,"progress":"https://canvas.test/api/lti/courses/11/progress/)" +
           std::to_string(progress) + "\"}";
}
std::string const essay_members = R"("url":"https://tool.test/f/essay.pdf?v=1","title":"essay.pdf")";
std::string const notes_members = R"("url":"https://tool.test/f/my%20notes.docx?v=2")";

std::string answer_on(std::string const& items, int result) {
    return R"({"https://canvas.instructure.com/lti/submission":{"content_items":[)" + items +
           R"(]},"resultUrl":"https://canvas.test/api/lti/courses/11/line_items/21/results/)" + std::to_string(result) +
           "\"}";
}
std::string answer_off(std::string const& items) {
    return R"({"resultUrl":"https://canvas.test/api/lti/courses/11/line_items/21/results/1000",)"
           R"("https://canvas.instructure.com/lti/submission":{"content_items":[)" +
           items + "]}}";
}

/// Fetches everything that is waiting; every file has 7 bytes.
void fetch_all(Canvas& c, std::optional<int> status = 200) {
    for (auto const id : queued_files(c.world)) {
        ASSERT_TRUE(begin_file(c.world, id, c.now));
        finish_file(c.world, id, {status, "text/x", 7, {}}, c.now);
    }
}

struct Trouble {
    char const* name;
    char const* row;
    bool multiple;
    int service;
    char const* body;
    int status;
    char const* type;
    char const* message;
};

Row trouble(Trouble const& t) {
    return {t.name, "ags/5.2.21",
            [=](Canvas& c) {
                c.world.dialects.multiple_files = t.multiple;
                c.world.file_service = {t.service, t.body};
                c.score(with_files(essay));
            },
            t.status,
            std::string(R"({"errors":{"type":")") + t.type + R"(","message":")" + t.message + R"("}})",
            [=](Canvas& c) {
                bool found = false;
                for (auto const& check : c.answer.trail) found = found || check.fact == t.row;
                EXPECT_TRUE(found) << t.row;
                EXPECT_TRUE(queued_files(c.world).empty());
                EXPECT_EQ(c.ada().attempt, 0);
                if (t.multiple) {
                    EXPECT_EQ(c.ada_result(), nullptr) << "nothing has changed";
                    EXPECT_EQ(c.ada().score, std::nullopt);
                } else {
                    ASSERT_NE(c.ada_result(), nullptr) << "grade and result stay";
                    EXPECT_EQ(c.ada().score, 4);
                }
            }};
}

std::vector<Row> service_rows() {
    auto const no_answer = "failed to communicate with file service";
    return {
        trouble({"service_silent", "ags/5.8.8", true, 0, "", 504, "gateway_timeout", no_answer}),
        trouble({"service_silent_flag_off", "ags/5.8.8", false, 0, "", 504, "gateway_timeout", no_answer}),
        trouble({"service_bad_gateway", "ags/5.8.9", true, 502, "", 504, "gateway_timeout", "file url timed out"}),
        trouble({"service_bad_gateway_flag_off", "ags/5.8.11", false, 502, "gone", 500, "internal_server_error",
                 "uploading to file service failed with 502: gone"}),
        trouble({"service_timed_out", "ags/5.8.9", true, 400, "it timed-out", 504, "gateway_timeout",
                 "file url timed out"}),
        trouble({"service_timed_out_flag_off", "ags/5.8.10", false, 400, "it timed-out", 400, "bad_request",
                 "uploading to file service failed with 400: it timed-out"}),
        trouble({"service_refuses", "ags/5.8.10", true, 400, "no", 400, "bad_request",
                 "uploading to file service failed with 400: no"}),
        trouble({"service_breaks", "ags/5.8.11", true, 500, "oops", 500, "internal_server_error",
                 "uploading to file service failed with 500: oops"}),
        trouble({"service_answers_200", "ags/5.8.11", true, 200, "ok", 500, "internal_server_error",
                 "uploading to file service failed with 200: ok"}),
    };
}

/// What a settled or waiting progress shows behind its state.
std::string progress_body(int id, char const* completion, char const* state, std::string const& rest) {
    return R"({"id":)" + std::to_string(id) +
           R"(,"context_id":301,"context_type":"Assignment","user_id":42,"tag":"upload_via_url","completion":)" +
           completion + R"(,"workflow_state":")" + state +
           R"(","created_at":"2026-03-01T10:04:00Z","updated_at":"2026-03-01T10:04:00Z",)" + rest +
           R"("url":"https://canvas.test/api/lti/courses/11/progress/)" + std::to_string(id) + "\"}";
}

} // namespace

std::vector<Row> file_rows() {
    std::vector<Row> rows{
        {"files", "ags/5.8.2", [](Canvas& c) {
             c.score(with_files(essay + R"(,{"type":"link","url":"https://t.test/b"},)" + notes,
                                R"("submission_type":"online_url")",
                                R"("submission":{"submittedAt":"2026-03-01T09:58:30.000Z"})"));
         }, 200, answer_on(shown(essay_members, 1001) + "," + shown(notes_members, 1003), 1004),
         [](Canvas& c) {
             auto const& submission = c.ada();
             EXPECT_EQ(submission.type, "online_upload");
             EXPECT_EQ(submission.attempt, 1);
             EXPECT_EQ(submission.submitted_at, at("2026-03-01T09:58:30Z"));
             EXPECT_EQ(submission.state, SubmissionState::graded) << "the grade comes after the submission";
             ASSERT_EQ(submission.attachments.size(), 2U);
             EXPECT_EQ(submission.attachments[0].id, 1000);
             EXPECT_EQ(submission.attachments[0].name, "essay.pdf");
             EXPECT_EQ(submission.attachments[0].media_type, "x/y");
             EXPECT_EQ(submission.attachments[1].name, "my notes.docx");
             EXPECT_EQ(submission.attachments[1].media_type,
                       "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
             EXPECT_EQ(queued_files(c.world), (std::vector<world::Id>{1001, 1003}));
             fetch_all(c);
             EXPECT_EQ(submission.attempt, 1) << "the request has submitted";
             EXPECT_EQ(submission.attachments[0].size, 7);
         }},
        {"files_force_the_type", "ags/5.8.1",
         [](Canvas& c) { c.score(with_files(essay, R"("submission_type":"none")")); }, 200,
         answer_on(shown(essay_members, 1001), 1002), [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 1); }},
        {"many_files_one_attempt", "ags/5.8.5", [](Canvas& c) {
             c.quiz().allowed_attempts = 1;
             c.score(with_files(essay + "," + notes));
         }, 200, answer_on(shown(essay_members, 1001) + "," + shown(notes_members, 1003), 1004),
         [](Canvas& c) {
             fetch_all(c);
             EXPECT_EQ(c.ada().attempt, 1);
         }},
        {"files_without_a_new_submission", "ags/5.7.5",
         [](Canvas& c) { c.score(with_files(essay, R"("new_submission":false)")); }, 200,
         answer_on(shown(essay_members, 1001), 1002), [](Canvas& c) {
             fetch_all(c);
             EXPECT_EQ(c.ada().attempt, 0);
             EXPECT_EQ(world::progress_by_id(c.world, 1001)->state, ProgressState::completed);
         }},
        {"files_flag_off", "ags/5.8.3", [](Canvas& c) {
             c.world.dialects.multiple_files = false;
             c.score(with_files(essay + "," + notes, "", R"("submittedAt":"2026-03-01T09:58:30.000Z")"));
         }, 200, answer_off(shown(essay_members, 1002) + "," + shown(notes_members, 1004)),
         [](Canvas& c) {
             EXPECT_EQ(c.ada().attempt, 0) << "the jobs submit";
             EXPECT_EQ(c.ada().score, 4);
             fetch_all(c);
             EXPECT_EQ(c.ada().attempt, 2) << "a submission for each file";
             EXPECT_EQ(c.ada().submitted_at, c.now) << "the time that was sent is ignored";
             EXPECT_EQ(c.ada().type, "online_upload");
             ASSERT_EQ(c.ada().attachments.size(), 1U);
             EXPECT_EQ(c.ada().attachments[0].name, "my notes.docx");
             EXPECT_EQ(c.ada().score, 4);
             EXPECT_EQ(c.ada().state, SubmissionState::submitted) << "handed in after the grade";
         }},
        {"files_flag_off_without_a_new_submission", "ags/5.8.3", [](Canvas& c) {
             c.world.dialects.multiple_files = false;
             c.score(with_files(essay, R"("new_submission":false)"));
         }, 200, answer_off(shown(essay_members, 1002)), [](Canvas& c) {
             fetch_all(c);
             EXPECT_EQ(c.ada().attempt, 1) << "all the same";
         }},
        {"files_flag_of_the_course", "ags/5.8.3", [](Canvas& c) {
             c.course().dialects = c.world.dialects;
             c.course().dialects->multiple_files = false;
             c.score(with_files(essay));
         }, 200, answer_off(shown(essay_members, 1002))},
        {"files_for_an_extra_item", "ags/5.4.13", [](Canvas& c) {
             c.add_line_item(22, 301, Canvas::client);
             c.ask("POST", items_path + "/22/scores", score_body(with_files(essay)));
         }, 200,
         R"({"https://canvas.instructure.com/lti/submission":{"content_items":[)" + shown(essay_members, 1001) +
             R"(]},"resultUrl":"https://canvas.test/api/lti/courses/11/line_items/22/results/1002"})",
         [](Canvas& c) { EXPECT_EQ(world::find_submission(c.world, 301, 42), nullptr); }},
        {"no_files_flag_off", "ags/5.9.1", [](Canvas& c) {
             c.world.dialects.multiple_files = false;
             c.score();
         }, 200, answer_off(""), [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 1); }},
        {"link_after_files", "ags/5.7.9", [](Canvas& c) {
             c.score(with_files(essay));
             c.score(R"({"timestamp":"2026-03-01T10:01:00Z","submittedAt":"2026-03-01T10:02:00Z"})");
         }, 200, answer_on("", 1002), [](Canvas& c) {
             EXPECT_TRUE(c.ada().attachments.empty());
             EXPECT_EQ(c.ada().attempt, 2);
         }},
        {"file_with_numbers_for_texts", "ags/5.9.2",
         [](Canvas& c) { c.score(with_files(R"({"type":"file","url":7,"title":8,"media_type":null})")); }, 200,
         answer_on(shown(R"("url":7,"title":8)", 1001), 1002),
         [](Canvas& c) { EXPECT_EQ(world::progress_by_id(c.world, 1001)->media_type, "unknown/unknown"); }},
    };
    for (auto& row : service_rows()) rows.push_back(std::move(row));
    return rows;
}

std::vector<Row> progress_rows() {
    auto const of = [](world::Id id) { return progress_path + std::to_string(id); };
    auto const upload = [](Canvas& c) { c.score(with_files(essay)); };
    return {
        {"progress_queued", "ags/8.4", [=](Canvas& c) { upload(c); c.ask("GET", of(1001)); }, 200,
         progress_body(1001, "0", "queued", R"("message":null,)"), [](Canvas& c) {
             EXPECT_EQ(c.answer.response.headers.get("Content-Type"), "application/json; charset=utf-8");
             EXPECT_EQ(c.answer.assignment, "quiz1");
             EXPECT_EQ(c.answer.user, "ada");
         }},
        {"progress_running", "ags/8.4", [=](Canvas& c) {
             upload(c);
             EXPECT_EQ(begin_file(c.world, 1001, c.now), "https://tool.test/f/essay.pdf?v=1");
             c.ask("GET", of(1001));
         }, 200, progress_body(1001, "0", "running", R"("message":null,)")},
        // ags.md 13 D
        {"progress_completed", "ags/8.5", [=](Canvas& c) { upload(c); fetch_all(c); c.ask("GET", of(1001)); }, 200,
         progress_body(1001, "100", "completed", R"("message":null,"results":{"id":1000},)")},
        {"progress_failed", "ags/8.4", [=](Canvas& c) { upload(c); fetch_all(c, 404); c.ask("GET", of(1001)); }, 200,
         progress_body(1001, "0", "failed", R"("message":"Invalid response code, expected 200 got 404",)"),
         [](Canvas& c) { EXPECT_EQ(c.ada().attempt, 1) << "shown by the progress only"; }},
        {"progress_of_another_host", "ags/8.4", [=](Canvas& c) {
             upload(c);
             c.host = "elsewhere.test";
             c.ask("GET", of(1001));
             auto& body = c.answer.response.body;
             auto const url = R"("url":"https://elsewhere.test/api/lti/courses/11/progress/1001")";
             EXPECT_NE(body.find(url), std::string::npos);
             body.clear();
         }, 200, ""},
        {"progress_of_no_assignment", "ags/8.2", [=](Canvas& c) {
             upload(c);
             world::progress_by_id(c.world, 1001)->assignment = 0;
             c.ask("GET", of(1001));
         }, 403, R"({"errors":{"type":"forbidden",)"
                 R"("message":"Tool does not have permission to view a Progress not associated with an Assignment"}})"},
        {"progress_of_another_tools_assignment", "ags/8.3",
         [=](Canvas& c) { upload(c); c.quiz().tool = 6; c.ask("GET", of(1001)); }, 422,
         R"({"errors":{"type":"unprocessable_entity",)"
         R"("message":"Progress associated with Assignment that isn't linked to this Tool"}})"},
        {"progress_of_an_assignment_without_a_tool", "ags/8.3",
         [=](Canvas& c) { upload(c); c.quiz().tool = 0; c.ask("GET", of(1001)); }, 422,
         R"({"errors":{"type":"unprocessable_entity",)"
         R"("message":"Progress associated with Assignment that isn't linked to this Tool"}})"},
        {"progress_without_the_scope", "ags/3.3", [=](Canvas& c) {
             upload(c);
             c.authorization = "Bearer " + c.token({"https://purl.imsglobal.org/spec/lti-ags/scope/score"});
             c.ask("GET", of(1001));
         }, 401, R"({"errors":{"type":"unauthorized","message":"Insufficient permissions"}})"},
        {"progress_in_a_concluded_course_with_the_flag_on", "ags/3.4a", [=](Canvas& c) {
             upload(c);
             c.course().state = world::CourseState::completed;
             c.ask("GET", of(1001));
         }, 404, no_resource},
        {"progress_when_the_term_is_over", "ags/8.6", [=](Canvas& c) {
             upload(c);
             c.course().end_at = at("2026-04-01T00:00:00Z");
             c.course().term_end_at = at("2026-02-01T00:00:00Z"); // open with the flag off, concluded with it on
             c.ask("GET", of(1001));
         }, 200, progress_body(1001, "0", "queued", R"("message":null,)")},
    };
}

} // namespace easel::services
