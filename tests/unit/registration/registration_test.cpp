// Dynamic Registration without a socket; the rules of the schema have cases of their own in scenarios/platform/registration.
#include "registration/registration.hpp"

#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include <chrono>
#include <string>

namespace easel::registration {
namespace {

namespace json = base::json;
using What = Route::What;

struct Canvas {
    world::World world;
    lti13::Issuer issuer;
    base::Instant now{std::chrono::hours(24 * 20'000)};

    Canvas() {
        world.next_id = 300;
        world.account.context_id = "acc0acc0";
        issuer.issuer = issuer.origin = "http://127.0.0.1:8090";
        issuer.base_path = "/r/one";
        issuer.secret = "a secret of this test";
        for (auto& key : issuer.keys) key = {"k", keys::fixture_key("platform-present")};
    }
    Begun begun(Invitation invitation = {"https://tool.example/register?a=1"}) { return begin(world, issuer, invitation, now); }
    traffic::Answer ask(Route const& route, http::Request const& request) {
        return answer({world, issuer, now, now, nullptr}, route, request);
    }
    traffic::Answer create(std::string const& token, json::object const& registration) {
        http::Request request;
        request.method = "POST";
        request.target = std::string(registrations_path);
        request.headers.set("Authorization", "Bearer " + token);
        request.body = base::dump(registration);
        return ask({What::create, {}}, request);
    }
};

json::object correct() {
    return base::parse_json(R"({"application_type":"web","grant_types":["implicit","client_credentials"],"response_types":["id_token"],
        "redirect_uris":["https://tool.example/launch"],"initiate_login_uri":"https://tool.example/login","client_name":"Quiz!",
        "jwks_uri":"https://tool.example/jwks","token_endpoint_auth_method":"private_key_jwt",
        "scope":"openid https://purl.imsglobal.org/spec/lti-ags/scope/score","logo_uri":null,
        "https://purl.imsglobal.org/spec/lti-tool-configuration":{"domain":"tool.example","target_link_uri":"https://tool.example/launch",
            "claims":["email"],"messages":[{"type":"LtiDeepLinkingRequest","placements":["RichTextEditor"]},{"type":"LtiEulaRequest"}]}})")
        .value()
        .as_object();
}

struct Path {
    char const* method;
    char const* path;
    std::optional<What> what;
    char const* id = "";
};
void PrintTo(Path const& row, std::ostream* os) { *os << row.method << ' ' << row.path; }

class Routes : public testing::TestWithParam<Path> {};

TEST_P(Routes, AreToldByMethodAndPath) {
    auto const found = route(GetParam().method, GetParam().path);
    ASSERT_EQ(found.has_value(), GetParam().what.has_value());
    if (!found) return;
    EXPECT_EQ(found->what, *GetParam().what);
    EXPECT_EQ(found->id, GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(
    Registration,
    Routes,
    testing::Values(
        Path{"GET", "/api/lti/security/openid-configuration", What::configuration},
        Path{"POST", "/api/lti/security/openid-configuration", std::nullopt},
        Path{"POST", "/api/lti/registrations", What::create},
        Path{"GET", "/api/lti/registrations", std::nullopt},
        Path{"GET", "/api/lti/registrations/7", What::read, "7"},
        Path{"PUT", "/api/lti/registrations/7", What::update, "7"},
        Path{"DELETE", "/api/lti/registrations/7", std::nullopt},
        Path{"GET", "/api/lti/accounts/1/registration_token", What::begin},
        Path{"POST", "/api/lti/accounts/1/registration_token", std::nullopt},
        Path{"GET", "/api/lti/accounts/1/registrations/7", What::show, "7"},
        Path{"GET", "/api/lti/accounts/1/registrations/7/view", What::view, "7"},
        Path{"PUT", "/api/lti/accounts/1/registrations/7/overlay", std::nullopt},
        Path{"GET", "/api/lti/accounts/1", std::nullopt},
        Path{"GET", "api/lti/accounts/1/registration_token", What::begin},
        Path{"GET", "", std::nullopt}
    ),
    [](auto const& info) { return std::to_string(info.index); }
);

TEST(Begin, LeadsToTheToolWithBothParametersAndItsOwnQuery) {
    Canvas canvas;
    auto const begun = canvas.begun();
    auto const url = base::parse_url(begun.tool_url).value();
    auto const fields = base::form_decode(url.query);
    EXPECT_EQ(*base::find(fields, "a"), "1");
    EXPECT_EQ(*base::find(fields, "openid_configuration"), begun.configuration_url);
    EXPECT_EQ(*base::find(fields, "registration_token"), begun.token);
    EXPECT_THAT(begun.configuration_url, testing::StartsWith("http://127.0.0.1:8090/r/one/api/lti/security/openid-configuration?"));
    auto const claims = jose::decode(begun.token).value().claims;
    EXPECT_EQ(claims.at("uuid").as_string(), begun.uuid);
    EXPECT_EQ(claims.at("registration_url").as_string(), "https://tool.example/register?a=1");
    EXPECT_NE(canvas.begun().uuid, begun.uuid);
}

TEST(Begin, WithoutAnAddressLeavesTheClaimOut) { // registration/2.3.2
    Canvas canvas;
    auto const begun = canvas.begun({});
    auto const answered = canvas.create(begun.token, correct());
    EXPECT_EQ(answered.response.status, 401);
    EXPECT_EQ(answered.response.body, R"({"errorMessage":"JWT did not include expected contents"})");
}

TEST(Configuration, NamesTheIssuersOwnAddresses) { // registration/2.2.5 to 2.2.18
    Canvas canvas;
    json::value const told = configuration(canvas.world, canvas.issuer);
    EXPECT_EQ(base::text_member(told, "registration_endpoint"), "http://127.0.0.1:8090/r/one/api/lti/registrations");
    EXPECT_EQ(base::text_member(told, "token_endpoint"), canvas.issuer.token_url());
    EXPECT_EQ(base::text_member(told, "authorization_server"), "127.0.0.1:8090");
    auto const* messages = base::member(*base::member(told, platform_configuration), "messages_supported");
    ASSERT_NE(messages, nullptr);
    EXPECT_EQ(messages->as_array().size(), 2U);
    EXPECT_THAT(base::dump(*messages), testing::Not(testing::HasSubstr("resource_selection")));
}

TEST(Create, MakesAKeyThatIsOffAndATool) { // registration/2.3.8, 2.5.9
    Canvas canvas;
    auto const begun = canvas.begun();
    auto const answered = canvas.create(begun.token, correct());
    ASSERT_EQ(answered.response.status, 200) << answered.response.body;
    ASSERT_EQ(canvas.world.keys.size(), 1U);
    auto const& key = canvas.world.keys.front();
    EXPECT_EQ(answered.client_id, key.client_id);
    EXPECT_EQ(key.state, world::KeyState::inactive);
    EXPECT_FALSE(key.on_for_account);
    EXPECT_THAT(key.scopes, testing::ElementsAre("https://purl.imsglobal.org/spec/lti-ags/scope/score"));
    auto const& tool = canvas.world.tools.front();
    EXPECT_EQ(tool.created_at, canvas.now);
    EXPECT_EQ(tool.updated_at, canvas.now);
    EXPECT_EQ(tool.privacy, world::Privacy::email_only); // by its claims, registration/2.4.36
    ASSERT_EQ(tool.placements.size(), 1U);               // a licence has no place
    EXPECT_EQ(tool.placements[0].name, "editor_button");
    auto const body = base::parse_json(answered.response.body).value();
    EXPECT_EQ(base::text_member(body, "scope"), "https://purl.imsglobal.org/spec/lti-ags/scope/score openid");
    EXPECT_EQ(base::member(body, "logo_uri"), nullptr);

    auto const all = registrations(canvas.world);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].uuid, begun.uuid);
    switch_on(canvas.world, all[0]);
    EXPECT_EQ(key.state, world::KeyState::active);
    EXPECT_TRUE(key.on_for_account);
}

TEST(Create, TakesATokenOnce) { // registration/2.3.3
    Canvas canvas;
    auto const begun = canvas.begun();
    EXPECT_EQ(canvas.create(begun.token, correct()).response.status, 200);
    auto const again = canvas.create(begun.token, correct());
    EXPECT_EQ(again.response.status, 401);
    EXPECT_THAT(again.response.body, testing::HasSubstr("already been used"));
    EXPECT_EQ(canvas.world.tools.size(), 1U);
    EXPECT_EQ(canvas.create(canvas.begun().token, correct()).response.status, 200);
    EXPECT_EQ(canvas.world.tools.back().name, "quiz-2");
}

TEST(Create, TakesATokenForAnHour) { // registration/2.3.1
    Canvas canvas;
    auto const begun = canvas.begun();
    canvas.now += std::chrono::minutes(60);
    EXPECT_EQ(canvas.create(begun.token, correct()).response.status, 401);
    canvas.now -= std::chrono::seconds(1);
    EXPECT_EQ(canvas.create(begun.token, correct()).response.status, 200);
}

TEST(Create, TellsEveryViolationAtOnce) { // registration/2.3.5
    Canvas canvas;
    auto const answered = canvas.create(canvas.begun().token, {});
    EXPECT_EQ(answered.response.status, 422);
    auto const body = base::parse_json(answered.response.body).value();
    EXPECT_GE(base::member(body, "errors")->as_array().size(), 8U);
    EXPECT_TRUE(canvas.world.keys.empty());
}

TEST(Create, SurvivesAnyBody) {
    for (auto const* body : {"", "[]", "null", "\"x\"", "{", R"({"grant_types":{},"redirect_uris":[1],"scope":7})"}) {
        Canvas canvas;
        http::Request request;
        request.headers.set("Authorization", "bearer " + canvas.begun().token);
        request.body = body;
        EXPECT_EQ(canvas.ask({What::create, {}}, request).response.status, 422) << body;
    }
}

TEST(Create, LetsNoMessageInWhereItCannotStand) {
    Canvas canvas;
    auto registration = correct();
    registration[tool_configuration].as_object()["messages"] =
        json::array{json::object{{"type", "LtiResourceLinkRequest"}, {"placements", json::array{"editor_button"}}}};
    auto const answered = canvas.create(canvas.begun().token, registration);
    EXPECT_EQ(answered.response.status, 422);
    EXPECT_THAT(answered.response.body, testing::HasSubstr("Placement editor_button does not support message type"));
}

} // namespace
} // namespace easel::registration
