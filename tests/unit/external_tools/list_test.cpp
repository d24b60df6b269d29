// Lists: filters, accounts above, groups, pages; and the object of a tool. @par Source external-tools-api.md 3, 4
#include "canvas.hpp"

#include "base/text.hpp"
#include "external_tools/settings.hpp"

#include <gtest/gtest.h>

namespace easel::external_tools {
namespace {

std::string names(traffic::Answer const& answer) {
    std::string all;
    auto const body = body_of(answer);
    for (auto const& each : body.as_array())
        all += (all.empty() ? "" : " ") + std::string(each.at("name").as_string());
    return all;
}

TEST(Lists, AreFiltered) {
    Canvas canvas;
    canvas.install(canvas.course(), "Cell-Lab", "course_navigation[enabled]=true");
    canvas.install(canvas.course(), "Hidden", "not_selectable=true&homework_submission[enabled]=true");
    canvas.install("/accounts/1", "Root");
    canvas.install(canvas.science(), "Science", "course_navigation[enabled]=false");
    auto const gone = canvas.install(canvas.course(), "Gone");
    canvas.call("DELETE", canvas.course() + "/external_tools/" + std::to_string(gone));

    struct Row {
        char const* name;
        char where; ///< course, science, root, group
        char const* query;
        char const* expected;
        char const* row;
    };
    std::vector<Row> const rows{
        {"what is installed there", 'c', "", "Cell-Lab Hidden", "3.8"},
        {"part of a name, in any case", 'c', "search_term=cELL", "Cell-Lab", "3.1"},
        {"no such name", 'c', "search_term=zzz", "", "3.1"},
        {"selectable ones", 'c', "selectable=true", "Cell-Lab", "3.2"},
        {"not only selectable ones", 'c', "selectable=0", "Cell-Lab Hidden", "3.8"},
        {"the accounts above, nearest first", 'c', "include_parents=1", "Cell-Lab Hidden Science Root", "3.3"},
        {"without the accounts above", 'c', "include_parents=false", "Cell-Lab Hidden", "3.8"},
        {"a person's own ones, too", 'c', "include_parents=on&include_personal=1", "Cell-Lab Hidden Science Root", "3.6"},
        {"a placement", 'c', "placement=course_navigation", "Cell-Lab", "3.4"},
        {"one of several placements", 'c', "placement[]=course_navigation&placement[]=homework_submission",
         "Cell-Lab Hidden", "3.4"},
        {"a placement that is switched off", 's', "placement=course_navigation", "", "3.4"},
        {"a default placement", 'c', "placement=assignment_selection", "Cell-Lab", "3.5"},
        {"the other default placement", 'c', "placement=link_selection&include_parents=1", "Cell-Lab Science Root", "3.5"},
        {"a sub-account", 's', "", "Science", "3.8"},
        {"a sub-account and above", 's', "include_parents=1", "Science Root", "3.3"},
        {"the root account", 'r', "include_parents=1", "Root", "3.3"},
        {"a group has none", 'g', "", "", "3.9"},
        {"a group sees its course's", 'g', "include_parents=true", "Cell-Lab Hidden Science Root", "3.9"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        auto const path = row.where == 'c'   ? canvas.course()
                          : row.where == 's' ? canvas.science()
                          : row.where == 'g' ? canvas.group()
                                             : "/accounts/1";
        auto const answer = canvas.call("GET", path + "/external_tools?" + row.query, "ruth");
        ASSERT_EQ(answer.response.status, 200) << answer.response.body;
        EXPECT_EQ(names(answer), row.expected);
        EXPECT_TRUE(rests_on(answer, row.row));
    }
}

TEST(Lists, ComeInPages) {
    Canvas canvas;
    for (int i = 1; i <= 7; ++i) canvas.install(canvas.course(), "T" + std::to_string(i));
    auto const url = "https://canvas.test/api/v1" + canvas.course() + "/external_tools";
    auto const first = canvas.call("GET", canvas.course() + "/external_tools?per_page=3");
    EXPECT_EQ(names(first), "T1 T2 T3");
    EXPECT_EQ(
        first.response.headers.get("Link"),
        "<" + url + "?page=1&per_page=3>; rel=\"current\",<" + url + "?page=2&per_page=3>; rel=\"next\",<" + url +
            "?page=1&per_page=3>; rel=\"first\",<" + url + "?page=3&per_page=3>; rel=\"last\""
    );
    EXPECT_EQ(names(canvas.call("GET", canvas.course() + "/external_tools?per_page=3&page=3")), "T7");
    auto const beyond = canvas.call("GET", canvas.course() + "/external_tools?per_page=3&page=4");
    EXPECT_EQ(beyond.response.status, 200);
    EXPECT_EQ(beyond.response.body, "[]");
    EXPECT_TRUE(rests_on(beyond, "3.12"));
    EXPECT_EQ(canvas.call("GET", canvas.course() + "/external_tools?page=0").response.status, 404);
}

TEST(ToolObject, IsThis) {
    Canvas canvas;
    auto const form = "name=Cell+Lab&consumer_key=key-1&shared_secret=s3cret&url=https%3A%2F%2Ftool.test%2Flti%2F"
                      "&privacy_level=public&custom_fields%5Blevel%5D=2&course_navigation%5Benabled%5D=true"
                      "&course_navigation%5Btext%5D=Cell+Lab";
    auto const answer = canvas.call("POST", canvas.course() + "/external_tools", "grace", form);
    ASSERT_EQ(answer.response.status, 200) << answer.response.body;
    auto const shown = body_of(answer).as_object();
    auto const id = shown.at("id").as_int64();
    std::string placements;
    for (auto const name : placement_names())
        placements += ",\"" + std::string(name) + "\":" +
                      (name == "course_navigation"
                           ? R"({"enabled":true,"text":"Cell Lab","label":"Cell Lab","selection_width":800,"selection_height":400})"
                           : "null");
    EXPECT_EQ(
        answer.response.body,
        R"({"id":)" + std::to_string(id) +
            R"(,"name":"Cell Lab","description":null,"url":"https://tool.test/lti/","domain":null,"consumer_key":"key-1",)"
            R"("created_at":"2026-03-01T10:00:00Z","updated_at":"2026-03-01T10:00:00Z","privacy_level":"public",)"
            R"("custom_fields":{"level":"2"},"workflow_state":"public","vendor_help_link":null)" +
            placements + R"(,"not_selectable":false,"version":"1.1","deployment_id":")" + std::to_string(id) + ":" +
            canvas.world.courses.front().context_id + "\"}"
    );
    EXPECT_EQ(answer.response.headers.get("Content-Type"), "application/json; charset=utf-8");
    // List and show tell the same.
    auto const path = canvas.course() + "/external_tools";
    EXPECT_EQ(canvas.call("GET", path + "/" + std::to_string(id)).response.body, answer.response.body);
    EXPECT_EQ(canvas.call("GET", path + "/" + std::to_string(id) + ".json").response.body, answer.response.body);
    EXPECT_EQ(canvas.call("GET", path).response.body, "[" + answer.response.body + "]");
}

TEST(ToolObject, HasWhatTheToolHas) {
    Canvas canvas;
    auto const id = canvas.install(
        canvas.course(),
        "Wiki",
        "icon_url=https%3A%2F%2Ftool.test%2Fi.png&text=Our+wiki&editor_button[selection_width]=500&custom_fields_string=&domain=tool.test"
    );
    canvas.tool(id).width = 640;
    canvas.tool(id).settings["prefer_sis_email"] = "true";
    auto const shown = body_of(canvas.call("GET", canvas.course() + "/external_tools/" + std::to_string(id))).as_object();
    EXPECT_EQ(shown.at("icon_url"), "https://tool.test/i.png");
    EXPECT_EQ(shown.at("selection_width"), 640);
    EXPECT_FALSE(shown.contains("selection_height"));
    EXPECT_EQ(shown.at("prefer_sis_email"), "true");
    EXPECT_EQ(shown.at("custom_fields"), base::json::object());
    EXPECT_EQ(shown.at("is_rce_favorite"), false);
    EXPECT_EQ(
        base::dump(shown.at("editor_button")),
        R"({"selection_width":500,"enabled":true,"label":"Our wiki","selection_height":400,"icon_url":"https://tool.test/i.png"})"
    );
    for (auto const* name : {"shared_secret", "developer_key_id", "lti_registration_id", "is_top_nav_favorite"})
        EXPECT_FALSE(shown.contains(name)) << name;
}

TEST(ToolObject, OfADeveloperKey) {
    Canvas canvas;
    auto& tool = canvas.world.tools.emplace_back();
    tool.id = 900;
    tool.title = "Quiz";
    tool.client_id = "10000000000207";
    tool.target_link_uri = "https://tool.test/launch";
    tool.placements = {world::default_placement(*world::placement_rule("assignment_selection"))};
    auto const shown = tool_json(canvas.world, tool);
    EXPECT_EQ(shown.at("version"), "1.3");
    EXPECT_EQ(shown.at("developer_key_id"), 10000000000207);
    EXPECT_EQ(shown.at("lti_registration_id"), 207);
    EXPECT_EQ(
        base::dump(shown.at("assignment_selection")),
        R"({"message_type":"LtiDeepLinkingRequest","enabled":true,"label":"Quiz","selection_width":800,"selection_height":400})"
    );
}

TEST(ToolObject, HasIdsAsTextsWhereTheClientWants) {
    Canvas canvas;
    auto const id = std::to_string(canvas.install(canvas.course(), "Wiki"));
    http::Request request;
    request.target = "/api/v1" + canvas.course() + "/external_tools/" + id;
    request.headers.set("Accept", "application/json+canvas-string-ids");
    auto const answer = canvas.send(request);
    EXPECT_EQ(body_of(answer).at("id").as_string(), id);
    EXPECT_TRUE(rests_on(answer, "4.14"));
}

} // namespace
} // namespace easel::external_tools
