#include "canvas.hpp"

#include <gtest/gtest.h>

namespace easel::services {
namespace {

std::string const quiz_json =
    R"({"id":"https://canvas.test/api/lti/courses/11/line_items/21","scoreMaximum":10.0,"label":"Quiz",)"
    R"("resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})";
std::string const link_mismatch =
    R"({"errors":{"type":"precondition_failed",)"
    R"("message":"The specified LTI link ID is not associated with the line item."}})";

std::string plain(int id, std::string const& members = R"("label":"Quiz","tag":"grade")") {
    return R"({"id":"https://canvas.test/api/lti/courses/11/line_items/)" + std::to_string(id) +
           R"(","scoreMaximum":10.0,)" + members + "}";
}

/// Items 31 to 35 with the tag "grade" on one assignment without a link; item 21 stands before them.
void add_five(Canvas& c) {
    c.add_assignment(302, 11);
    for (int id = 31; id <= 35; ++id) {
        auto& item = c.add_line_item(id, 302, Canvas::client);
        item.tag = "grade";
        item.linked = false;
    }
}

std::string link(std::string const& query, int page, int size, std::string const& name) {
    return "<https://canvas.test/api/lti/courses/11/line_items?" + query + "page=" + std::to_string(page) +
           "&per_page=" + std::to_string(size) + ">; rel=\"" + name + "\"";
}

std::function<void(Canvas&)> links(std::string want) {
    return [want](Canvas& c) { EXPECT_EQ(c.answer.response.headers.get("Link"), want); };
}

std::vector<Row> list_rows() {
    auto const no_page = no_resource;
    return {
        {"list", "ags/6.3.1", [](Canvas& c) { c.ask("GET", items_path); }, 200, "[" + quiz_json + "]",
         [](Canvas& c) {
             EXPECT_EQ(c.answer.response.headers.get("Content-Type"),
                       "application/vnd.ims.lis.v2.lineitemcontainer+json; charset=utf-8");
             links(link("", 1, 10, "current") + "," + link("", 1, 10, "first") + "," + link("", 1, 10, "last"))(c);
         }},
        {"list_of_another_key", "ags/6.3.1",
         [](Canvas& c) { c.caller = Canvas::other_client; c.ask("GET", items_path); }, 200, "[]"},
        {"list_shows_siblings_of_other_keys", "ags/6.3.3", [](Canvas& c) {
             c.add_line_item(22, 301, Canvas::other_client).linked = false;
             c.add_assignment(303, 12);
             c.add_line_item(23, 303, Canvas::client);
             c.add_line_item(24, 301, Canvas::client).deleted = true;
             c.ask("GET", items_path);
         }, 200, "[" + quiz_json + "," + plain(22, R"("label":"Quiz")") + "]"},
        {"list_without_deleted_assignments", "ags/6.3.1",
         [](Canvas& c) { c.quiz().deleted = true; c.ask("GET", items_path); }, 200, "[]"},
        // ags.md 13 F
        {"list_pages", "ags/10.1", [](Canvas& c) { add_five(c); c.ask("GET", items_path + "?limit=2&tag=grade"); }, 200,
         "[" + plain(31) + "," + plain(32) + "]",
         links(link("limit=2&tag=grade&", 1, 2, "current") + "," + link("limit=2&tag=grade&", 2, 2, "next") + "," +
               link("limit=2&tag=grade&", 1, 2, "first") + "," + link("limit=2&tag=grade&", 3, 2, "last"))},
        {"list_last_page", "ags/10.3",
         [](Canvas& c) { add_five(c); c.ask("GET", items_path + "?page=3&tag=grade&per_page=2"); }, 200,
         "[" + plain(35) + "]",
         links(link("tag=grade&", 3, 2, "current") + "," + link("tag=grade&", 2, 2, "prev") + "," +
               link("tag=grade&", 1, 2, "first") + "," + link("tag=grade&", 3, 2, "last"))},
        {"list_links_name_the_asked_host", "ags/10.3",
         [](Canvas& c) { c.host = "127.0.0.1:8090"; c.quiz().deleted = true; c.ask("GET", items_path); }, 200, "[]",
         [](Canvas& c) {
             auto const link = c.answer.response.headers.get("Link");
             EXPECT_TRUE(link.starts_with("<https://127.0.0.1:8090/api/lti/courses/11/line_items?"));
         }},
        {"list_page_beyond_the_end", "ags/10.4", [](Canvas& c) { c.ask("GET", items_path + "?page=4"); }, 200, "[]",
         links(link("", 4, 30, "current") + "," + link("", 5, 30, "next") + "," + link("", 3, 30, "prev") + "," +
               link("", 1, 30, "first"))},
        {"list_page_zero", "ags/10.5", [](Canvas& c) { c.ask("GET", items_path + "?page=0"); }, 404, no_page},
        {"list_page_no_number", "ags/10.5", [](Canvas& c) { c.ask("GET", items_path + "?page=two"); }, 404, no_page},
        {"list_by_tag_and_resource", "ags/6.3.2", [](Canvas& c) {
             add_five(c);
             world::line_item_by_id(c.world, 33)->resource_id = "r";
             c.ask("GET", items_path + "?tag=grade&resource_id=r");
         }, 200, "[" + plain(33, R"("label":"Quiz","resourceId":"r","tag":"grade")") + "]"},
        {"list_in_a_type_that_is_not_there", "ags/1.13", [](Canvas& c) {
             c.accept = "text/html";
             c.ask("GET", items_path);
         }, 200, "[" + quiz_json + "]",
         [](Canvas& c) {
             EXPECT_EQ(c.answer.response.headers.get("Content-Type"),
                       "application/vnd.ims.lis.v2.lineitemcontainer+json; charset=utf-8");
         }},
        {"list_with_long_links", "ags/10.7", [](Canvas& c) {
             c.ask("GET", items_path + "?page=1&q=" + std::string(2500, 'q'));
         }, 200, "[" + quiz_json + "]",
         [](Canvas& c) {
             auto const link = c.answer.response.headers.get("Link");
             EXPECT_LE(link.size(), 6U * 1024);
             EXPECT_TRUE(link.ends_with("rel=\"last\""));
         }},
        {"list_by_empty_tag", "ags/6.3.8", [](Canvas& c) { c.ask("GET", items_path + "?tag="); }, 200, "[]"},
        {"list_by_link", "ags/6.3.2", [](Canvas& c) {
             add_five(c);
             c.ask("GET", items_path + "?resource_link_id=" + Canvas::link_id);
         }, 200, "[" + quiz_json + "]"},
        {"list_by_empty_link", "ags/6.3.9", [](Canvas& c) { c.ask("GET", items_path + "?resource_link_id="); }, 200,
         "[" + quiz_json + "]"},
        {"list_with_launch_url", "ags/6.1.1", [](Canvas& c) { c.ask("GET", items_path + "?include%5B%5D=launch_url"); },
         200,
         "[" + quiz_json.substr(0, quiz_json.size() - 1) +
             R"(,"https://canvas.instructure.com/lti/launch_url":"https://tool.test/launch"}])"},
    };
}

std::vector<Row> show_rows() {
    return {
        {"show", "ags/1.3", [](Canvas& c) { c.ask("GET", item_path); }, 200, quiz_json,
         [](Canvas& c) {
             EXPECT_EQ(c.answer.response.headers.get("Content-Type"),
                       "application/vnd.ims.lis.v2.lineitem+json; charset=utf-8");
         }},
        {"show_of_a_canvas_made_item", "ags/6.2.1", [](Canvas& c) { c.ask("GET", item_path); }, 200, quiz_json},
        {"show_after_an_edit_in_canvas", "ags/6.2.1", [](Canvas& c) {
             c.quiz().title = "Exam";
             c.quiz().points = 0;
             c.quiz().unlock_at = at("2026-03-01T00:00:00Z");
             c.quiz().due_at = at("2026-03-08T00:00:00Z");
             assignment_edited(c.world, c.quiz());
             c.ask("GET", item_path);
         }, 200,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/21","scoreMaximum":0.0,"label":"Exam",)"
         R"("startDateTime":"2026-03-01T00:00:00Z","endDateTime":"2026-03-08T00:00:00Z",)"
         R"("resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})"},
        {"show_to_another_deployment_of_the_key", "ags/1.3", [](Canvas& c) {
             auto second = c.world.tools[0];
             second.id = 7;
             second.course = 11;
             c.world.tools.push_back(std::move(second));
             c.ask("GET", item_path);
         }, 200, quiz_json},
        {"show_everything", "ags/6.1.1", [](Canvas& c) {
             auto& item = c.item();
             item.score_maximum = 12.5;
             item.resource_id = "r";
             item.tag = "t";
             item.start_at = at("2026-03-01T00:00:00.250Z");
             item.end_at = at("2026-03-08T00:00:00Z");
             item.submission_type = base::parse_json(R"({"type":"none"})").value();
             c.quiz().target_link_uri = "https://tool.test/quiz?a=1&b=2";
             c.ask("GET", item_path + "?include=launch_url");
         }, 200,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/21","scoreMaximum":12.5,"label":"Quiz",)"
         R"("resourceId":"r","tag":"t","startDateTime":"2026-03-01T00:00:00Z","endDateTime":"2026-03-08T00:00:00Z",)"
         R"("resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021",)"
         R"("https://canvas.instructure.com/lti/submission_type":{"type":"none"},)"
         R"("https://canvas.instructure.com/lti/launch_url":"https://tool.test/quiz?a=1\u0026b=2"})"},
        {"show_in_another_course", "ags/6.3.4", [](Canvas& c) { c.ask("GET", "/api/lti/courses/12/line_items/21"); },
         404,
         no_resource},
        {"owner_wins_over_course", "ags/3.8b", [](Canvas& c) {
             c.caller = Canvas::other_client;
             c.ask("GET", "/api/lti/courses/12/line_items/21");
         }, 412,
         R"({"errors":{"type":"precondition_failed","message":"Tool does not have permission to view line_item"}})"},
        {"show_another_link", "ags/6.3.5", [](Canvas& c) { c.ask("GET", item_path + "?resourceLinkId=x"); }, 412,
         link_mismatch},
        {"show_of_a_deleted_assignment", "ags/6.3.6",
         [](Canvas& c) { c.quiz().deleted = true; c.ask("GET", item_path); }, 404, ""},
    };
}

std::vector<Row> create_rows() {
    std::string const ext = R"("https://canvas.instructure.com/lti/submission_type":)";
    auto const creating = [](std::string body) {
        return [body](Canvas& c) {
            c.content_type = "application/vnd.ims.lis.v2.lineitem+json";
            c.ask("POST", items_path, body);
        };
    };
    auto const linked = creating(
        R"({"label":"Extra","scoreMaximum":5,"resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})"
    );
    return {
        {"create", "ags/6.2.2",
         creating(R"({"label":"Lab 1","scoreMaximum":50,"resourceId":"lab-1","tag":"grade","startDateTime":)"
                  R"("2026-03-01T00:00:00Z","endDateTime":"2026-03-08T00:00:00Z","gradesReleased":true})"),
         201,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/1001","scoreMaximum":50.0,"label":"Lab 1",)"
         R"("resourceId":"lab-1","tag":"grade","startDateTime":"2026-03-01T00:00:00Z",)"
         R"("endDateTime":"2026-03-08T00:00:00Z"})",
         [](Canvas& c) {
             auto const& made = *world::assignment_by_id(c.world, 1000);
             EXPECT_EQ(made.title, "Lab 1");
             EXPECT_EQ(made.points, 50);
             EXPECT_EQ(made.due_at, at("2026-03-08T00:00:00Z"));
             EXPECT_EQ(made.unlock_at, at("2026-03-01T00:00:00Z"));
             EXPECT_EQ(made.submission_types, "none");
             EXPECT_TRUE(made.published);
             EXPECT_FALSE(world::line_item_by_id(c.world, 1001)->coupled);
             EXPECT_EQ(c.answer.response.headers.get("Content-Type"),
                       "application/vnd.ims.lis.v2.lineitem+json; charset=utf-8");
         }},
        {"create_launchable", "ags/6.2.3", [=](Canvas& c) {
             creating(R"({"label":"Lab","scoreMaximum":5,)" + ext +
                      R"({"type":"external_tool","external_tool_url":"https://tool.test/launch?lab=1","x":1}})")(c);
             // The link id is made up by the world, so it is held against the world.
             auto const& made = *world::assignment_by_id(c.world, 1000);
             EXPECT_EQ(made.tool, 5);
             auto& body = c.answer.response.body;
             auto const place = body.find(made.link_id);
             ASSERT_NE(place, std::string::npos);
             body.replace(place, made.link_id.size(), "LINK");
         }, 201,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/1001","scoreMaximum":5.0,"label":"Lab",)"
         R"("resourceLinkId":"LINK","https://canvas.instructure.com/lti/submission_type":{"type":"external_tool",)"
         R"("external_tool_url":"https://tool.test/launch?lab=1"}})"},
        {"create_launchable_by_domain", "ags/6.2.3", [=](Canvas& c) {
             c.world.tools[0].domain = "tool.test";
             creating(R"({"label":"Lab","scoreMaximum":5,)" + ext +
                      R"({"type":"external_tool","external_tool_url":"https://labs.tool.test/7"}})")(c);
             auto const& made = *world::assignment_by_id(c.world, 1000);
             EXPECT_EQ(made.tool, 5);
             EXPECT_EQ(made.submission_types, "external_tool");
             EXPECT_EQ(made.target_link_uri, "https://labs.tool.test/7");
             EXPECT_NE(c.answer.response.body.find(R"("resourceLinkId":")" + made.link_id), std::string::npos);
             c.answer.response.body.clear();
         }, 201, ""},
        {"create_for_a_domain_that_only_ends_alike", "ags/6.4.g", [=](Canvas& c) {
             c.world.tools[0].domain = "tool.test";
             creating(R"({"label":"Lab","scoreMaximum":5,)" + ext +
                      R"({"type":"external_tool","external_tool_url":"https://mytool.test/7"}})")(c);
         }, 201,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/1001","scoreMaximum":5.0,"label":"Lab",)"
         R"("https://canvas.instructure.com/lti/submission_type":{"type":"external_tool",)"
         R"("external_tool_url":"https://mytool.test/7"}})"},
        {"create_on_paper", "ags/6.4.h",
         creating(R"({"label":"Lab","scoreMaximum":5,)" + ext + R"({"type":"on_paper"}})"), 201,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/1001","scoreMaximum":5.0,"label":"Lab",)"
         R"("https://canvas.instructure.com/lti/submission_type":{"type":"on_paper"}})",
         [](Canvas& c) {
             EXPECT_EQ(world::assignment_by_id(c.world, 1000)->submission_types, "on_paper");
             EXPECT_TRUE(world::assignment_by_id(c.world, 1000)->published);
         }},
        {"create_for_a_url_of_no_tool", "ags/6.4.g",
         creating(R"({"label":"Lab","scoreMaximum":5,)" + ext +
                  R"({"type":"external_tool","external_tool_url":"https://x.test"}})"),
         201,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/1001","scoreMaximum":5.0,"label":"Lab",)"
         R"("https://canvas.instructure.com/lti/submission_type":{"type":"external_tool",)"
         R"("external_tool_url":"https://x.test"}})"},
        {"create_extra", "ags/6.2.4", linked, 201,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/1000","scoreMaximum":5.0,"label":"Extra",)"
         R"("resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})",
         [](Canvas& c) {
             EXPECT_EQ(c.quiz().title, "Quiz");
             EXPECT_EQ(c.quiz().points, 10);
             EXPECT_EQ(c.world.assignments.size(), 1U);
         }},
        {"create_on_an_unknown_link", "ags/6.4.a",
         creating(R"({"label":"Extra","scoreMaximum":5,"resourceLinkId":"x"})"), 404, no_resource},
        {"create_on_another_tools_link", "ags/6.4.b", [=](Canvas& c) { c.quiz().tool = 6; linked(c); }, 422,
         R"({"errors":{"type":"unprocessable_entity",)"
         R"("message":"Resource link id points to Tool not associated with this Context"}})"},
        {"create_without_a_resource_link", "ags/6.4.c", [=](Canvas& c) { c.item().linked = false; linked(c); }, 404,
         no_resource},
        {"create_on_a_link_without_line_items", "ags/6.4.d", [=](Canvas& c) { c.item().deleted = true; linked(c); },
         412,
         ""},
        {"create_on_another_courses_link", "ags/6.4.d", [=](Canvas& c) { c.quiz().course = 12; linked(c); }, 412, ""},
        {"create_on_a_deleted_assignment", "ags/6.4.d", [=](Canvas& c) { c.quiz().deleted = true; linked(c); }, 412,
         ""},
        {"create_with_a_bad_type", "ags/6.4.e",
         creating(R"({"label":"Lab","scoreMaximum":5,)" + ext + R"({"type":"online_url"}})"), 400,
         R"({"error":"Invalid submission_type for new assignment: online_url"})"},
        {"create_without_a_type", "ags/6.4.e", creating(R"({"label":"Lab","scoreMaximum":5,)" + ext + "{}}"), 500,
         R"({"errors":[{"message":"An error occurred.","error_code":"internal_server_error"}]})"},
        {"create_without_anything", "ags/6.4.f", creating("{}"), 422,
         R"({"errors":[{"field":"score_maximum","message":"can't be blank","error_code":"blank"},)"
         R"({"field":"score_maximum","message":"is not a number","error_code":"not_a_number"},)"
         R"({"field":"label","message":"can't be blank","error_code":"blank"}]})",
         [](Canvas& c) { EXPECT_EQ(c.world.assignments.size(), 1U); }},
        {"create_with_words_for_a_number", "ags/6.4.f", creating(R"({"label":"Lab","scoreMaximum":"ten"})"), 422,
         R"({"errors":[{"field":"score_maximum","message":"is not a number","error_code":"not_a_number"}]})"},
    };
}

std::vector<Row> edit_rows() {
    std::string const changed =
        R"({"id":"https://canvas.test/api/lti/courses/11/line_items/21","scoreMaximum":12.0,"label":"New",)"
        R"("tag":"t","endDateTime":"2026-03-08T00:00:00Z","resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})";
    std::string const changes = R"({"scoreMaximum":12,"label":"New","tag":"t","endDateTime":"2026-03-08T00:00:00Z"})";
    auto const updating = [](std::string body) {
        return [body](Canvas& c) { c.ask("PUT", item_path, body); };
    };
    return {
        {"update", "ags/6.5.1", updating(R"({"tag":"t"})"), 200,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/21","scoreMaximum":10.0,"label":"Quiz","tag":"t",)"
         R"("resourceLinkId":"0e7b9c1a-2222-4f6f-8a10-0d6f8f000021"})"},
        {"update_of_the_default_item", "ags/6.5.2", updating(changes), 200, changed,
         [](Canvas& c) {
             EXPECT_EQ(c.quiz().title, "New");
             EXPECT_EQ(c.quiz().points, 12);
             EXPECT_EQ(c.quiz().due_at, at("2026-03-08T00:00:00Z"));
         }},
        {"update_of_an_extra_item", "ags/6.5.3", [=](Canvas& c) {
             c.add_line_item(22, 301, Canvas::client).linked = false;
             c.ask("PUT", items_path + "/22", changes);
         }, 200,
         R"({"id":"https://canvas.test/api/lti/courses/11/line_items/22","scoreMaximum":12.0,"label":"New",)"
         R"("tag":"t","endDateTime":"2026-03-08T00:00:00Z"})",
         [](Canvas& c) { EXPECT_EQ(c.quiz().title, "Quiz"); }},
        {"update_to_nothing", "ags/6.5.4", updating(R"({"label":null,"tag":"t"})"), 422,
         R"({"errors":[{"field":"label","message":"can't be blank","error_code":"blank"}]})",
         [](Canvas& c) { EXPECT_EQ(c.item().tag, ""); }},
        {"update_of_the_submission_type", "ags/6.5.5",
         updating(R"({"https://canvas.instructure.com/lti/submission_type":{"type":"none"}})"), 500,
         R"({"errors":[{"message":"An error occurred.","error_code":"internal_server_error"}]})"},
        {"update_of_another_link", "ags/6.3.5", updating(R"({"label":"New","resourceLinkId":"x"})"), 412, link_mismatch,
         [](Canvas& c) { EXPECT_EQ(c.item().label, "Quiz"); }},
        {"delete_of_a_canvas_made_item", "ags/6.6.1", [](Canvas& c) { c.ask("DELETE", item_path); }, 401, "",
         [](Canvas& c) { EXPECT_FALSE(c.item().deleted); }},
        {"delete", "ags/6.6.2", [](Canvas& c) {
             c.item().coupled = false;
             c.add_line_item(22, 301, Canvas::client);
             c.add_result(51, 22, 42, 3);
             c.ask("DELETE", item_path);
         }, 204, "", [](Canvas& c) {
             EXPECT_TRUE(c.quiz().deleted);
             EXPECT_TRUE(c.item().deleted);
             EXPECT_TRUE(world::line_item_by_id(c.world, 22)->deleted);
             EXPECT_EQ(world::find_result(c.world, 22, 42), nullptr);
             EXPECT_FALSE(c.answer.response.headers.has("Content-Type"));
         }},
        {"delete_of_an_extra_item", "ags/6.6.3", [](Canvas& c) {
             c.add_line_item(22, 301, Canvas::client);
             c.add_result(50, 21, 42, 3);
             c.add_result(51, 22, 42, 3);
             c.ask("DELETE", items_path + "/22");
         }, 204, "", [](Canvas& c) {
             EXPECT_FALSE(c.quiz().deleted);
             EXPECT_NE(c.ada_result(), nullptr);
             EXPECT_EQ(world::find_result(c.world, 22, 42), nullptr);
         }},
    };
}

} // namespace

std::vector<Row> line_item_rows() {
    auto rows = list_rows();
    for (auto const& more : {show_rows(), create_rows(), edit_rows()}) {
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return rows;
}

} // namespace easel::services
