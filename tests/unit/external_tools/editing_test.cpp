// Create, update, delete: parameters, validation, what is kept. @par Source external-tools-api.md 5.1 to 5.4
#include "canvas.hpp"

#include "external_tools/attributes.hpp"

#include <gtest/gtest.h>

namespace easel::external_tools {
namespace {

constexpr char const* valid = "name=Wiki&consumer_key=k&shared_secret=s&url=https%3A%2F%2Ftool.test%2Flti";

std::string error(std::string const& attribute, std::string const& message, std::string const& type = {}) {
    return "\"" + attribute + "\":[{\"attribute\":\"" + attribute + "\",\"type\":\"" + (type.empty() ? message : type) +
           "\",\"message\":\"" + message + "\"}]";
}

std::string const blank = "can't be blank";
std::string const either = "Either the url or domain should be set.";

TEST(Create, CollectsEverythingThatIsWrong) {
    Canvas canvas;
    auto const answer = canvas.call("POST", canvas.course() + "/external_tools");
    EXPECT_EQ(answer.response.status, 400);
    EXPECT_EQ(
        answer.response.body,
        "{\"errors\":{" + error("name", blank, "blank") + "," + error("consumer_key", blank, "blank") + "," +
            error("shared_secret", blank, "blank") + "," + error("url", either) + "," + error("domain", either) + "}}"
    );
}

TEST(Create, Validates) {
    struct Row {
        char const* name;
        std::string form; ///< after the valid one; later ones win
        std::string errors; ///< "" : it is made
        char const* row;
    };
    auto const too_long = [](std::string const& attribute, std::string const& most) {
        return error(attribute, "is too long (maximum is " + most + " characters)", "too_long");
    };
    std::vector<Row> const rows{
        {"nothing wrong", "", "", "5.2.1"},
        {"a name of blanks", "name=+", error("name", blank, "blank"), "!5.2.1"},
        {"no key", "consumer_key=", error("consumer_key", blank, "blank"), "!5.2.2"},
        {"no secret", "shared_secret=", error("shared_secret", blank, "blank"), "!5.2.3"},
        {"a name of 255", "name=" + std::string(255, 'n'), "", "5.2.4"},
        {"255 characters of two bytes", "name=" + [] { std::string all; for (int i = 0; i < 255; ++i) all += "%C3%A9"; return all; }(), "", "5.2.4"},
        {"a name of 256", "name=" + std::string(256, 'n'), too_long("name", "255"), "!5.2.4"},
        {"a key of 2049", "consumer_key=" + std::string(2049, 'k'), too_long("consumer_key", "2048"), "!5.2.5"},
        {"a domain of 254", "domain=" + std::string(254, 'd'), too_long("domain", "253"), "!5.2.6"},
        {"neither url nor domain", "url=", error("url", either) + "," + error("domain", either), "!5.2.7"},
        {"a domain alone", "url=&domain=tool.test", "", "5.2.7"},
        {"a placement's url alone", "url=&user_navigation[url]=https%3A%2F%2Ft.test", "", "5.2.7"},
        {"url and domain", "domain=tool.test", "", "5.2.12"},
        {"an url that is none", "url=http%3A%2F%2F%5Bx", error("url", "Incorrect url for http://[x"), "!5.2.8"},
        {"a placement's url that is none", "user_navigation[url]=http%3A%2F%2F", error("url", "Incorrect url for http://"), "!5.2.8"},
        {"an unknown privacy level", "privacy_level=secret", "", "5.2.13"},
        {"unknown parameters", "colour=red&shape[a]=b", "", "5.2.1"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        auto const before = canvas.world.tools.size();
        auto const answer = canvas.call("POST", canvas.course() + "/external_tools", "grace", valid + ("&" + row.form));
        EXPECT_TRUE(rests_on(answer, row.row)) << testing::PrintToString(rows_of(answer));
        if (row.errors.empty()) {
            EXPECT_EQ(answer.response.status, 200) << answer.response.body;
            EXPECT_EQ(canvas.world.tools.size(), before + 1);
        } else {
            EXPECT_EQ(answer.response.status, 400);
            EXPECT_EQ(answer.response.body, "{\"errors\":{" + row.errors + "}}");
            EXPECT_EQ(canvas.world.tools.size(), before);
        }
    }
}

TEST(Create, DemandsWhatIsDocumentedByDialect) {
    Canvas canvas;
    canvas.world.dialects.tool_parameters_documented = true;
    auto const path = canvas.course() + "/external_tools";
    EXPECT_EQ(
        canvas.call("POST", path, "grace", valid).response.body,
        "{\"errors\":{" + error("privacy_level", blank, "blank") + "}}"
    );
    EXPECT_EQ(
        canvas.call("POST", path, "grace", std::string(valid) + "&privacy_level=secret").response.body,
        "{\"errors\":{" + error("privacy_level", "is not included in the list", "inclusion") + "}}"
    );
    auto const both = "Either the url or domain should be set, not both.";
    EXPECT_EQ(
        canvas.call("POST", path, "grace", std::string(valid) + "&privacy_level=public&domain=tool.test").response.body,
        "{\"errors\":{" + error("url", both) + "," + error("domain", both) + "}}"
    );
    EXPECT_EQ(canvas.call("POST", path, "grace", std::string(valid) + "&privacy_level=public").response.status, 200);
}

TEST(Create, TakesParametersInEveryForm) {
    struct Row {
        char const* name;
        char const* type;
        std::string body;
    };
    auto const part = [](std::string const& name, std::string const& value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    };
    std::vector<Row> const rows{
        {"a form", "application/x-www-form-urlencoded",
         "name=Wiki&consumer_key=k&shared_secret=s&domain=t.test&custom_fields[a]=1&course_navigation[text]=W&course_navigation[enabled]=true"},
        {"a form inside external_tool", "application/x-www-form-urlencoded",
         "external_tool[name]=Wiki&external_tool[consumer_key]=k&external_tool[shared_secret]=s&external_tool[domain]=t.test&"
         "external_tool[custom_fields[a]]=1&external_tool[course_navigation][text]=W&external_tool[course_navigation][enabled]=true"},
        {"a multipart form", "multipart/form-data; boundary=b",
         part("name", "Wiki") + part("consumer_key", "k") + part("shared_secret", "s") + part("domain", "t.test") +
             part("custom_fields[a]", "1") + part("course_navigation[text]", "W") + part("course_navigation[enabled]", "true") + "--b--\r\n"},
        {"JSON", "application/json",
         R"({"name":"Wiki","consumer_key":"k","shared_secret":"s","domain":"t.test","custom_fields":{"a":"1"},"course_navigation":{"text":"W","enabled":true}})"},
        {"JSON inside external_tool", "application/json",
         R"({"external_tool":{"name":"Wiki","consumer_key":"k","shared_secret":"s","domain":"t.test","custom_fields":{"a":"1"},"course_navigation":{"text":"W","enabled":"1"}}})"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        http::Request request;
        request.method = "POST";
        request.target = "/api/v1" + canvas.course() + "/external_tools";
        request.headers.set("Content-Type", row.type);
        request.body = row.body;
        auto const answer = canvas.send(request);
        ASSERT_EQ(answer.response.status, 200) << answer.response.body;
        auto const& tool = canvas.world.tools.back();
        EXPECT_EQ(tool.title, "Wiki");
        EXPECT_EQ(tool.consumer_key, "k");
        EXPECT_EQ(tool.shared_secret, "s");
        EXPECT_EQ(tool.domain, "t.test");
        EXPECT_EQ(base::dump(tool.custom), R"({"a":"1"})");
        EXPECT_EQ(tool.privacy, world::Privacy::anonymous);
        auto const* const placement = world::placement_of(tool, "course_navigation");
        // With neither a url of its own nor of the tool it stays, as `enabled` was given.
        ASSERT_NE(placement, nullptr);
        EXPECT_EQ(placement->text, "W");
        EXPECT_TRUE(placement->enabled);
    }
}

TEST(Create, InstallsWhereItIsAsked) {
    Canvas canvas;
    auto const& root = canvas.tool(canvas.install("/accounts/1", "Root"));
    EXPECT_EQ(root.course, 0);
    EXPECT_EQ(root.account, 0);
    EXPECT_EQ(root.deployment_id, std::to_string(root.id) + ":" + canvas.world.account.context_id);
    auto const& science = canvas.tool(canvas.install(canvas.science(), "Science"));
    EXPECT_EQ(science.account, canvas.world.accounts.front().id);
    EXPECT_EQ(science.deployment_id, std::to_string(science.id) + ":" + canvas.world.accounts.front().context_id);
    auto const& course = canvas.tool(canvas.install(canvas.course(), "Science"));
    EXPECT_EQ(course.course, canvas.world.courses.front().id);
    EXPECT_NE(course.name, science.name) << "names of the world are unique";
    EXPECT_EQ(course.created_at, canvas.now);
}

TEST(Create, RefusesADuplicateWhereAsked) {
    Canvas canvas;
    canvas.install("/accounts/1", "Root");
    auto const sent = [&](std::string const& url) {
        return canvas.call(
            "POST", canvas.course() + "/external_tools", "grace",
            "external_tool[name]=W&external_tool[consumer_key]=k&external_tool[shared_secret]=s&external_tool[verify_uniqueness]=true&external_tool[url]=" + url
        );
    };
    auto const refused = sent("https%3A%2F%2Ftool.test%2Flti");
    EXPECT_EQ(refused.response.status, 400);
    EXPECT_EQ(
        refused.response.body,
        "{\"errors\":{" + error("tool_currently_installed", "The tool is already installed in this context.") + "}}"
    );
    EXPECT_EQ(sent("https%3A%2F%2Fother.test").response.status, 200);
    EXPECT_EQ(canvas.call("POST", canvas.course() + "/external_tools", "grace", valid).response.status, 200) << "not asked";
}

TEST(Create, DeploysAKey) {
    Canvas canvas;
    auto& key = canvas.world.keys.emplace_back();
    key.client_id = "10000000000207";
    key.name = "Quiz";
    auto& tool = canvas.world.tools.emplace_back();
    tool.id = 900;
    tool.name = "quiz";
    tool.title = "Quiz";
    tool.client_id = key.client_id;
    auto const path = canvas.course() + "/external_tools";
    auto const made = canvas.call("POST", path, "grace", "client_id=10000000000207&name=ignored");
    ASSERT_EQ(made.response.status, 200) << made.response.body;
    auto const& deployed = canvas.world.tools.back();
    EXPECT_EQ(deployed.title, "Quiz");
    EXPECT_EQ(deployed.course, canvas.world.courses.front().id);
    EXPECT_EQ(body_of(made).at("deployment_id").as_string(), std::to_string(deployed.id) + ":" + canvas.world.courses.front().context_id);
    EXPECT_EQ(canvas.call("POST", canvas.science() + "/external_tools", "ruth", "client_id=207").response.status, 200);
    EXPECT_EQ(canvas.world.tools.back().account, canvas.world.accounts.front().id);
    for (auto const* unknown : {"4711", "abc", ""})
        EXPECT_EQ(canvas.call("POST", path, "grace", std::string("client_id=") + unknown).response.status, 404) << unknown;
    key.on_for_account = false;
    EXPECT_EQ(canvas.call("POST", path, "grace", "client_id=207").response.status, 400);
}

/// What a PUT does to a tool that has this and that.
TEST(Update, ChangesWhatIsSent) {
    struct Row {
        char const* name;
        std::string form;
        char const* pointer; ///< into the tool's object
        std::string expected;
        char const* row;
    };
    std::vector<Row> const rows{
        {"a name", "name=New", "/name", R"("New")", "5.3.1"},
        {"nothing else", "name=New", "/description", R"("About")", "5.3.1"},
        {"an unknown privacy level", "privacy_level=secret", "/privacy_level", R"("public")", "5.3.4"},
        {"a known privacy level", "privacy_level=email_only", "/workflow_state", R"("email_only")", "5.3.1"},
        {"a blank url", "url=&domain=t.test", "/url", "null", "5.3.6"},
        {"a placement's setting", "course_navigation[text]=B", "/course_navigation",
         R"({"enabled":true,"text":"B","visibility":"members","label":"B","selection_width":800,"selection_height":400})", "5.3.2"},
        {"a placement that is no object", "course_navigation=", "/course_navigation", "null", "5.3.5"},
        {"switched off", "course_navigation[enabled]=false", "/course_navigation/enabled", "false", "5.3.7"},
        {"what was switched off keeps its settings", "course_navigation[enabled]=0", "/course_navigation/text", R"("A")", "5.3.7"},
        {"switched on", "homework_submission[enabled]=true", "/homework_submission",
         R"({"text":"H","enabled":true,"label":"H","selection_width":800,"selection_height":400})", "5.3.9"},
        {"resource_selection off", "resource_selection[enabled]=false", "/not_selectable", "true", "5.3.8"},
        {"custom fields go as a whole", "custom_fields[b]=2", "/custom_fields", R"({"b":"2"})", "5.3.11"},
        {"custom fields in lines", "custom_fields_string=a%3D1%0D%0Ab%3D2%3D3%0Ac%0A%3D4", "/custom_fields", R"({"a":"1","b":"2"})", "5.1.9"},
        {"custom fields with odd names", "external_tool[custom_fields[a+[b]]]=x&external_tool[custom_fields[c]]=", "/custom_fields",
         R"({"a [b]":"x","c":""})", "5.3.10"},
        {"custom fields that are none", "custom_fields=x", "/custom_fields", R"({"a":"1"})", "5.3.1"},
        {"an unknown visibility", "course_navigation[visibility]=everybody", "/course_navigation/visibility", R"("members")", "5.1.5"},
        {"a known visibility", "course_navigation[visibility]=admins", "/course_navigation/visibility", R"("admins")", "5.3.2"},
        {"unknown settings", "course_navigation[colour]=red", "/course_navigation/label", R"("A")", "5.1.4"},
        {"sizes", "course_navigation[selection_width]=500px", "/course_navigation/selection_width", "500", "5.1.11"},
        {"a setting of one placement", "file_menu[accept_media_types]=a%2Fb", "/file_menu/accept_media_types", R"("a/b")", "5.1.10"},
        {"a button without an icon", "editor_button[text]=E", "/editor_button", "null", "5.1.13"},
        {"a button with an icon", "editor_button[icon_url]=https%3A%2F%2Ft.test%2Fi", "/editor_button/icon_url", R"("https://t.test/i")", "5.3.1"},
        {"a placement without a way there", "url=&domain=t.test&file_menu[text]=F", "/file_menu", "null", "5.1.12"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        auto const id = canvas.install(
            canvas.course(),
            "Wiki",
            "description=About&privacy_level=public&custom_fields[a]=1&course_navigation[enabled]=true&course_navigation[text]=A&"
            "course_navigation[visibility]=members&homework_submission[text]=H&homework_submission[enabled]=false&resource_selection[enabled]=true"
        );
        canvas.now += std::chrono::minutes(1);
        auto const answer =
            canvas.call("PUT", canvas.course() + "/external_tools/" + std::to_string(id), "tom", row.form);
        ASSERT_EQ(answer.response.status, 200) << answer.response.body;
        auto const shown = body_of(answer);
        auto const* const found = base::at_pointer(shown, row.pointer);
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(base::dump(*found), row.expected);
        EXPECT_TRUE(rests_on(answer, row.row)) << testing::PrintToString(rows_of(answer));
        EXPECT_EQ(shown.at("updated_at"), "2026-03-01T10:01:00Z");
        EXPECT_EQ(shown.at("created_at"), "2026-03-01T10:00:00Z");
    }
}

TEST(Update, LeavesTheToolAsItWasWhenRefused) {
    Canvas canvas;
    auto const id = canvas.install(canvas.course(), "Wiki");
    auto const path = canvas.course() + "/external_tools/" + std::to_string(id);
    auto const before = canvas.call("GET", path).response.body;
    auto const answer = canvas.call("PUT", path, "grace", "name=&url=&description=x");
    EXPECT_EQ(answer.response.status, 400);
    EXPECT_EQ(canvas.call("GET", path).response.body, before);
    canvas.call("PUT", path, "grace", "shared_secret=");
    EXPECT_EQ(canvas.tool(id).shared_secret, "s");
    canvas.call("PUT", path, "grace", "shared_secret=new");
    EXPECT_EQ(canvas.tool(id).shared_secret, "new");
}

TEST(Delete, IsSoft) {
    Canvas canvas;
    auto const id = canvas.install(canvas.course(), "Wiki", "privacy_level=public");
    auto const path = canvas.course() + "/external_tools/" + std::to_string(id);
    auto const gone = canvas.call("DELETE", path);
    EXPECT_EQ(gone.response.status, 200);
    EXPECT_EQ(body_of(gone).at("workflow_state"), "deleted");
    EXPECT_EQ(body_of(gone).at("privacy_level"), "deleted");
    for (auto const* method : {"GET", "PUT", "DELETE"})
        EXPECT_EQ(canvas.call(method, path).response.status, 404) << method;
    EXPECT_TRUE(canvas.tool(id).deleted);
}

TEST(Urls, AreReadAsByCanvas) {
    for (auto const* good : {"https://tool.test/lti", "http://localhost:9001/x?a=1#b", "tool.test/lti", "/lti", "custom+x://y",
                             "mailto:a@b", "https://u:p@tool.test/", "http://[::1]:80/", "https://bücher.test/", "?a"})
        EXPECT_TRUE(is_readable_url(good)) << good;
    for (auto const* bad : {"http://", "https:", ":x", "1a://x", "http://[x", "http://a:b/", "http://a:70000/", "http://:80/",
                            "http://a<b>/", "http://u@/", "a b://x"})
        EXPECT_FALSE(is_readable_url(bad)) << bad;
}

} // namespace
} // namespace easel::external_tools
