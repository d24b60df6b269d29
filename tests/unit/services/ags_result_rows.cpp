#include "canvas.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace easel::services {
namespace {

std::string result(int id, int user, std::string const& rest) {
    return R"({"id":"https://canvas.test/api/lti/courses/11/line_items/21/results/)" + std::to_string(id) +
           R"(","scoreOf":"https://canvas.test/api/lti/courses/11/line_items/21",)"
           R"("userId":"5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e000)" +
           std::to_string(user - 41) + "\"," + rest + "}";
}

std::string const of_ada = result(51, 42, R"("resultScore":8.0,"resultMaximum":10.0)");
std::string const of_bob = result(52, 43, R"("resultScore":3.5,"resultMaximum":10.0)");

std::function<void(Canvas&)> listing(std::string query) {
    return [query](Canvas& c) {
        c.add_result(51, 21, 42, 8);
        c.add_result(52, 21, 43, 3.5);
        c.add_result(53, 21, 45, 1).deleted = true;
        c.add_result(54, 22, 42, 1);
        c.ask("GET", results_path + query);
    };
}

} // namespace

std::vector<Row> result_rows() {
    std::string const tail = "/api/lti/courses/11/line_items/21/results";
    return {
        {"list", "ags/7.1", listing(""), 200, "[" + of_ada + "," + of_bob + "]",
         [](Canvas& c) {
             EXPECT_EQ(c.answer.response.headers.get("Content-Type"),
                       "application/vnd.ims.lis.v2.resultcontainer+json; charset=utf-8");
         }},
        {"list_links_name_our_own_domain", "ags/10.1", [=](Canvas& c) {
             c.host = "elsewhere.test";
             listing("?limit=1")(c);
         }, 200, "[" + of_ada + "]", [=](Canvas& c) {
             EXPECT_EQ(c.answer.response.headers.get("Link"),
                       "<https://canvas.test" + tail + "?limit=1&page=1&per_page=1>; rel=\"current\"," +
                           "<https://canvas.test" + tail + "?limit=1&page=2&per_page=1>; rel=\"next\"," +
                           "<https://canvas.test" + tail + "?limit=1&page=1&per_page=1>; rel=\"first\"," +
                           "<https://canvas.test" + tail + "?limit=1&page=2&per_page=1>; rel=\"last\"");
         }},
        {"list_of_another_key", "ags/3.9",
         [](Canvas& c) { c.caller = Canvas::other_client; c.ask("GET", results_path); }, 200, "[]"},
        {"list_page_zero", "ags/10.5", listing("?page=0"), 404, no_resource},
        {"filter_by_canvas_id", "ags/7.2", listing("?user_id=43"), 200, "[" + of_bob + "]"},
        {"filter_by_lti_id", "ags/7.2", listing("?user_id=" + std::string(Canvas::ada_lti_id)), 200,
         "[" + of_ada + "]"},
        {"filter_by_nobody", "ags/7.2", listing("?user_id=999"), 200, "[]"},
        {"filter_by_a_teacher", "ags/7.2", listing("?user_id=44"), 200, "[]",
         [](Canvas& c) { EXPECT_FALSE(c.answer.response.headers.has("Link")); }},
        {"camel_case_teacher", "ags/7.3", listing("?userId=44"), 200, "[]"},
        {"camel_case_student", "ags/7.4", listing("?userId=43"), 200, "[" + of_ada + "," + of_bob + "]"},
        {"test_student", "ags/7.5", listing("?user_id=45"), 200, "[]"},
        {"list_in_another_course", "ags/7.6",
         [](Canvas& c) { c.ask("GET", "/api/lti/courses/12/line_items/21/results"); }, 404, no_resource},
        {"list_of_another_link", "ags/7.7", listing("?resourceLinkId=x"), 412,
         R"({"errors":{"type":"precondition_failed",)"
         R"("message":"The specified LTI link ID is not associated with the line item."}})"},
        {"show", "ags/1.8", listing("/51"), 200, of_ada, [](Canvas& c) { EXPECT_EQ(c.answer.user, "ada"); }},
        {"show_unknown", "ags/7.8", listing("/99"), 404, no_resource},
        {"show_deleted", "ags/7.8", listing("/53"), 404, no_resource},
        {"show_of_another_line_item", "ags/7.8", listing("/54"), 404, no_resource},
        {"show_after_a_score", "ags/5.11.2", [](Canvas& c) {
             c.score(R"({"comment":"ok","https://canvas.instructure.com/lti/submission":)"
                     R"({"prioritize_non_tool_grade":false,"new_submission":true,"else":1}})");
             c.ask("GET", results_path + "/1000");
         }, 200,
         result(1000, 42, R"("resultScore":8.0,"resultMaximum":20.0,"comment":"ok",)"
                          R"("https://canvas.instructure.com/lti/submission":)"
                          R"({"new_submission":true,"prioritize_non_tool_grade":false})")},
        // ags.md 13 G
        {"show_after_a_persons_grade", "ags/5.11.1", [](Canvas& c) {
             c.score(R"({"gradingProgress":"PendingManual"})");
             grade_by_person(c.world, c.quiz(), 42, 5);
             c.ask("GET", results_path + "/1000");
         }, 200, result(1000, 42, R"("resultScore":10.0,"resultMaximum":20.0)"),
         [](Canvas& c) {
             EXPECT_EQ(c.ada_result()->grading_progress, "FullyGraded");
             EXPECT_EQ(c.ada_result()->updated_at, at("2026-03-01T10:00:00Z")) << "ags.md 5.5";
         }},
        {"show_after_a_persons_grade_of_no_points", "ags/5.11.4", [](Canvas& c) {
             c.score();
             c.quiz().points = 0;
             grade_by_person(c.world, c.quiz(), 42, 5);
             c.ask("GET", results_path + "/1000");
         }, 200, result(1000, 42, R"("resultScore":5.0,"resultMaximum":20.0)")},
        // ags.md 5.11: a null maximum becomes the points possible
        {"show_after_a_persons_grade_where_no_maximum_was", "ags/5.11.3", [](Canvas& c) {
             c.score(R"({"gradingProgress":"Pending","scoreGiven":"~","scoreMaximum":"~"})");
             grade_by_person(c.world, c.quiz(), 42, 5);
             c.ask("GET", results_path + "/1000");
         }, 200, result(1000, 42, R"("resultScore":5.0,"resultMaximum":10.0)")},
        {"show_after_a_late_persons_grade", "ags/5.11.3", [](Canvas& c) {
             c.quiz().due_at = at("2026-02-28T10:00:00Z");
             c.course().late_policy = world::LatePolicy{10, std::chrono::hours(24 * 7), 0};
             c.score(R"({"scoreMaximum":10})");
             grade_by_person(c.world, c.quiz(), 42, 5);
             c.ask("GET", results_path + "/1000");
         }, 200, result(1000, 42, R"("resultScore":4.0,"resultMaximum":10.0)")},
        {"show_the_last_extension", "ags/7.10", [](Canvas& c) {
             c.score(R"({"https://canvas.instructure.com/lti/submission":{"new_submission":false}})");
             c.score(R"({"https://canvas.instructure.com/lti/submission":{"preserve_score":true}})");
             c.ask("GET", results_path + "/1000");
         }, 200, result(1000, 42, R"("resultScore":8.0,"resultMaximum":20.0,)"
                                  R"("https://canvas.instructure.com/lti/submission":{"preserve_score":true})")},
        {"show_no_extension_any_more", "ags/1.8", [](Canvas& c) {
             c.score(R"({"userId":42,"https://canvas.instructure.com/lti/submission":{"new_submission":false}})");
             c.score();
             c.ask("GET", results_path + "/1000");
         }, 200, result(1000, 42, R"("resultScore":8.0,"resultMaximum":20.0)")},
        {"list_of_students_who_left", "ags/7.12", [](Canvas& c) {
             c.course().enrolments[0].state = world::EnrolmentState::deleted;
             listing("")(c);
         }, 200, "[" + of_ada + "," + of_bob + "]"},
        {"show_after_a_person_cleared_the_grade", "ags/1.8", [](Canvas& c) {
             c.score();
             grade_by_person(c.world, c.quiz(), 42, std::nullopt);
             c.ask("GET", results_path + "/1000");
         }, 200, result(1000, 42, R"("resultMaximum":20.0)")},
        {"show_without_score", "ags/1.8", [](Canvas& c) {
             c.score(R"({"scoreGiven":"~","scoreMaximum":"~"})");
             c.ask("GET", results_path + "/1000");
         }, 200,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/21/results/1000",)"
         R"("scoreOf":"https://canvas.test/api/lti/courses/11/line_items/21",)"
         R"("userId":"5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0001"})"},
    };
}

} // namespace easel::services
