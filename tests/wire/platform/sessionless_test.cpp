// external-tools-api.md 6, byte by byte
#include "base/json.hpp"
#include "wire/platform/calling.hpp"

#include <gmock/gmock.h>

namespace easel::platform {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class SessionlessLaunch : public PlatformTest {
  protected:
    SessionlessLaunch() {
        stage = set_stage();
        auto& old = stage->world.tools.emplace_back();
        old.id = stage->world.next_id++;
        old.name = "old";
        old.title = "Old quizzes";
        old.consumer_key = "key-1";
        old.shared_secret = "secret";
        old.target_link_uri = "https://old.example/launch";
        course = "/courses/" + std::to_string(world::course_named(stage->world, "bio101")->id);
    }

    http::Response call(std::string const& query, std::string method = "GET", std::string const& who = "ada") {
        http::Request request;
        request.method = std::move(method);
        for (auto const& token : stage->world.tokens)
            if (token.name == who) request.headers.set("Authorization", "Bearer " + token.token);
        auto const path = "/api/v1" + course + "/external_tools/sessionless_launch";
        if (request.method == "GET") return ask(path + "?" + query, std::move(request));
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        request.body = query;
        return ask(path, std::move(request));
    }
    std::string address(http::Response const& response) {
        auto const parsed = base::parse_json(response.body);
        return parsed ? base::text_member(*parsed, "url").value_or("") : "";
    }

    std::shared_ptr<Stage> stage;
    std::string course;
};

TEST_F(SessionlessLaunch, OpensOnceAfterLoggingIn) {
    auto const id = world::tool_named(stage->world, "old")->id;
    for (auto const* method : {"GET", "POST"}) {
        auto const answer = call("id=" + std::to_string(id), method);
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_THAT(answer.body, StartsWith("{\"id\":" + std::to_string(id) + ",\"name\":\"Old quizzes\",\"url\":\"http"));
        auto const moved = ask(address(answer));
        EXPECT_EQ(moved.status, 302);
        EXPECT_THAT(std::string(moved.headers.get("Set-Cookie")), StartsWith(std::string(session_cookie) + "="));
        auto const location = std::string(moved.headers.get("Location"));
        auto const page = ask(location);
        EXPECT_EQ(page.status, 200);
        EXPECT_EQ(value_of(hidden_inputs(page.body), "resource_link_title"), "Old quizzes");
        EXPECT_FALSE(value_of(hidden_inputs(page.body), "oauth_signature").empty());
        auto const again = ask(location);
        EXPECT_EQ(again.status, 404);
        EXPECT_THAT(again.content_type(), StartsWith("text/plain"));
        EXPECT_EQ(again.body, "Cannot locate launch request, please try again.");
    }
}

TEST_F(SessionlessLaunch, OfLti13BeginsTheLogin) {
    auto const id = world::tool_named(stage->world, "tool")->id;
    auto const moved = ask(address(call("id=" + std::to_string(id))));
    auto const cookie = std::string(moved.headers.get("Set-Cookie"));
    http::Request request;
    request.headers.set("Cookie", cookie.substr(0, cookie.find(';')));
    auto const page = ask(std::string(moved.headers.get("Location")), std::move(request));
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(value_of(hidden_inputs(page.body), "client_id"), tool_client);
    EXPECT_FALSE(value_of(hidden_inputs(page.body), "lti_message_hint").empty());
}

TEST_F(SessionlessLaunch, RefusalsAreCanvas) {
    constexpr auto text = "A tool id, tool url, module item id, or resource link lookup uuid must be provided";
    auto const wrong = [&](std::string const& name) {
        return "\"" + name + "\":[{\"attribute\":\"" + name + "\",\"type\":\"" + text + "\",\"message\":\"" + text + "\"}]";
    };
    auto const nothing = call("");
    EXPECT_EQ(nothing.status, 400);
    EXPECT_EQ(
        nothing.body, "{\"errors\":{" + wrong("id") + "," + wrong("url") + "," + wrong("module_item_id") + "," +
                          wrong("resource_link_lookup_uuid") + "}}"
    );
    auto const nobody = call("url=https%3A%2F%2Fnobody.example%2F");
    EXPECT_EQ(nobody.status, 200);
    EXPECT_EQ(nobody.body, R"({"errors":{"external_tool":"Unable to find a matching external tool"}})");
    auto const unknown = call("id=1");
    EXPECT_EQ(unknown.status, 302);
    EXPECT_THAT(std::string(unknown.headers.get("Location")), HasSubstr(course));
}

TEST_F(SessionlessLaunch, ByPostIsNoRouteInADialect) {
    stage->world.dialects.sessionless_by_get_only = true;
    auto const answer = call("id=1", "POST");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, no_resource);
}

} // namespace
} // namespace easel::platform
