// A picker opened and answered over sockets, as a browser brings it back (deep-linking.md 2, 3).
#include "base/json.hpp"
#include "http/server.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "wire/platform/calling.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <regex>

namespace easel::platform {
namespace {

namespace json = base::json;
using testing::HasSubstr;

std::string dl(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti-dl/claim/" + name;
}

class DeepLinking : public PlatformTest {
  protected:
    /// Opens the tool's picker and returns the URL that the response goes to.
    std::string open_picker(Stage& stage, std::string const& placement, std::string const& user = "grace") {
        lti13::LaunchIntent intent;
        intent.user = user;
        intent.course = "bio101";
        intent.tool = "tool";
        intent.placement = placement;
        intent.message_type = "LtiDeepLinkingRequest";
        auto const login = stage.open(intent, tool_client).value();
        auto const& claims = stage.launches.at(login.verifier).claims;
        EXPECT_FALSE(claims.contains("https://purl.imsglobal.org/spec/lti/claim/resource_link"));
        auto const& settings = claims.at(dl("deep_linking_settings"));
        return std::string(settings.at("deep_link_return_url").as_string());
    }

    json::object response_claims(Stage const& stage) {
        auto const now = base::to_numeric_date(stage.time->tool_now());
        json::object claims{
            {"iss", tool_client},
            {"aud", stage.issuers.at(tool_client)->issuer},
            {"iat", now},
            {"exp", now + 300},
            {"nonce", "n-1"},
        };
        json::object const item{{"type", "ltiResourceLink"}, {"title", "Rivers"}};
        claims[dl("content_items")].emplace_array().push_back(item);
        return claims;
    }

    std::string sign(
        json::object const& claims, std::string const& kid = tool_kid, char const* key = "reference-tool"
    ) {
        return jose::sign({{"alg", "RS256"}, {"kid", kid}}, claims, keys::fixture_key(key));
    }

    http::Response come_back(
        Stage& stage, std::string const& url, std::string const& token, std::string const& user = "grace"
    ) {
        auto request = http::form_post("", {{"JWT", token}});
        if (!user.empty()) {
            auto const& hint = world::user_named(stage.world, user)->legacy_id;
            request.headers.set("Cookie", std::string(session_cookie) + "=" + hint);
        }
        return ask(url, std::move(request));
    }

    static json::object page_object(http::Response const& page) {
        std::smatch match;
        std::regex const element("<script type=\"application/json\" id=\"deep_link_response\">([^<]*)</script>");
        if (!std::regex_search(page.body, match, element)) return {};
        return base::parse_json(match[1].str()).value().as_object();
    }
};

TEST_F(DeepLinking, MakesAModuleOfWhatComesBack) {
    auto const stage = set_stage();
    auto const url = open_picker(*stage, "module_index_menu_modal");
    EXPECT_THAT(url, HasSubstr("/deep_linking_response?data="));
    auto const page = come_back(*stage, url, sign(response_claims(*stage)));
    ASSERT_EQ(page.status, 200) << page.body;
    EXPECT_EQ(page.content_type(), "text/html");
    EXPECT_THAT(page.body, HasSubstr("LtiDeepLinkingResponse"));
    auto const response = page_object(page);
    EXPECT_EQ(response.at("moduleCreated"), json::value(true));
    EXPECT_EQ(response.at("reloadpage"), json::value(true));
    ASSERT_FALSE(stage->world.modules.empty());
    EXPECT_EQ(stage->world.modules.back().title, "New Content From App");
    EXPECT_EQ(stage->world.links.back().title, "Rivers");

    auto const& exchange = stage->log.exchanges().back();
    EXPECT_EQ(exchange.kind, traffic::CallKind::deep_link_return);
    EXPECT_EQ(exchange.from, traffic::Party::browser);
    EXPECT_EQ(exchange.course, "bio101");
    EXPECT_EQ(exchange.user, "grace");
    EXPECT_EQ(exchange.client_id, tool_client);
    EXPECT_FALSE(exchange.trail.empty());
}

TEST_F(DeepLinking, RefusalsHaveCanvasBytes) {
    auto const stage = set_stage();
    auto const url = open_picker(*stage, "editor_button");
    auto const good = sign(response_claims(*stage));
    auto const without = url.substr(0, url.find('?'));
    struct Row {
        char const* name;
        std::string url;
        std::string token;
        char const* body;
        char const* fact;
    };
    auto const jwt = [](std::string const& text) {
        return R"({"errors":{"jwt":[{"attribute":"jwt","type":")" + text + R"(","message":")" + text + R"("}]}})";
    };
    auto const no_jwt = jwt("JWT format is invalid");
    auto const unverified = jwt("JWT verification failure");
    auto expired = response_claims(*stage);
    expired["exp"] = base::to_numeric_date(stage->time->tool_now()) - 1;
    std::vector<Row> const rows{
        {"no token", url, "x", no_jwt.c_str(), "deep-linking/2.2.2"},
        {"attacker's key",
         url,
         sign(response_claims(*stage), tool_kid, "attacker"),
         unverified.c_str(),
         "deep-linking/2.2.3c"},
        {"expired",
         url,
         sign(expired),
         R"({"errors":{"base":[{"attribute":"base","type":"the JWT has expired","message":"the JWT has expired"}]}})",
         "deep-linking/2.2.4"},
        {"no data",
         without,
         good,
         R"({"errors":{"data_jwt":[{"attribute":"?data=JWT","type":"presence_required","message":"Do not modify the deep_link_return_url in any way."}]}})",
         "deep-linking/2.2.7"},
        {"data broken",
         without + "?data=abc",
         good,
         R"({"errors":{"data_jwt":[{"attribute":"?data=JWT","type":"invalid_or_malformed","message":"Do not modify the deep_link_return_url in any way."}]}})",
         "deep-linking/2.2.8"},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        auto const answer = come_back(*stage, row.url, row.token);
        EXPECT_EQ(answer.status, 400);
        EXPECT_EQ(answer.headers.get("Content-Type"), "application/json; charset=utf-8");
        EXPECT_EQ(answer.body, row.body);
        EXPECT_EQ(decided_by(stage->log.exchanges().back().trail), row.fact);
    }
    // None of these used the URL up (2.2.14); this does.
    EXPECT_EQ(come_back(*stage, url, good).status, 200);
    EXPECT_EQ(
        come_back(*stage, url, good).body,
        R"({"errors":{"data_jwt":[{"attribute":"?data=JWT","type":"already_used","message":"Do not attempt to submit content items multiple times."}]}})"
    );
}

TEST_F(DeepLinking, RightsAreThoseOfTheBrowsersUser) { // 2.2.10
    auto const stage = set_stage();
    for (auto const* user : {"ada", ""}) {
        auto const url = open_picker(*stage, "assignment_selection");
        auto const answer = come_back(*stage, url, sign(response_claims(*stage)), user);
        EXPECT_EQ(answer.status, 401) << user;
        EXPECT_EQ(decided_by(stage->log.exchanges().back().trail), "deep-linking/2.2.10");
    }
    auto const url = open_picker(*stage, "assignment_selection");
    EXPECT_EQ(come_back(*stage, url, sign(response_claims(*stage))).status, 200);
}

TEST_F(DeepLinking, RotatedKeysWorkAtOnce) { // 2.2.16
    std::string kid = tool_kid;
    auto const tool = http::Server::listen(loop_, [&](http::Request) -> http::awaitable<http::Response> {
                          json::object set;
                          set["keys"].emplace_array().push_back(keys::fixture_key("reference-tool").public_jwk(kid));
                          co_return http::json(200, base::dump(set));
                      }).value();
    auto const stage = set_stage({.jwks_url = tool->origin() + "/jwks.json"});
    auto const url = open_picker(*stage, "editor_button");
    auto const first = sign(response_claims(*stage));
    EXPECT_EQ(come_back(*stage, url, first).status, 200);
    kid = "rotated";
    auto const next = open_picker(*stage, "editor_button");
    auto const stale = come_back(*stage, next, sign(response_claims(*stage)));
    EXPECT_EQ(stale.status, 400);
    EXPECT_THAT(stale.body, HasSubstr("JSON::JWK::Set::KidNotFound"));
    EXPECT_THAT(stale.body, HasSubstr("JWT verification failure"));
    EXPECT_EQ(come_back(*stage, next, sign(response_claims(*stage), "rotated")).status, 200);
    tool->close();
}

TEST_F(DeepLinking, AnUnreachableKeySetIsSaid) { // 2.2.3a
    auto const stage = set_stage({.jwks_url = "http://127.0.0.1:1/jwks.json"});
    auto const url = open_picker(*stage, "editor_button");
    auto const answer = come_back(*stage, url, sign(response_claims(*stage)));
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("Fetching JWK from public_jwk_url failed"));
}

TEST_F(DeepLinking, UnknownContextsAreNotFound) { // 2.2.1
    auto const stage = set_stage();
    auto url = open_picker(*stage, "editor_button");
    auto const courses = url.find("/courses/");
    url.replace(courses, url.find("/deep_linking_response") - courses, "/courses/999999");
    EXPECT_EQ(come_back(*stage, url, sign(response_claims(*stage))).status, 404);
}

} // namespace
} // namespace easel::platform
