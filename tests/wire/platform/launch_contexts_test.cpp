#include "base/json.hpp"
#include "jose/jwt.hpp"
#include "jose/key.hpp"
#include "wire/platform/calling.hpp"

#include <gmock/gmock.h>

namespace easel::platform {
namespace {

namespace json = base::json;
using testing::HasSubstr;

std::string claim(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + name;
}

/// Launches from everywhere, through both hops.
class LaunchContexts : public PlatformTest {
  protected:
    /// The answer of the second hop for somebody with the session `who`.
    http::Response authorize(lti13::Issuer const& issuer, lti13::LoginInitiation const& login, std::string const& who) {
        auto const first = ask(issuer.authorization_url() + "?" + base::form_encode(authentication_request(login)));
        EXPECT_EQ(first.status, 302) << first.body;
        http::Request second;
        if (!who.empty()) second.headers.set("Cookie", std::string(session_cookie) + "=" + who);
        return ask(std::string(first.headers.get("Location")), std::move(second));
    }

    json::object launch(Stage& stage, lti13::LaunchIntent const& intent, std::string const& client_id = tool_client) {
        auto const login = stage.open(intent, client_id);
        EXPECT_TRUE(login.has_value()) << (login ? "" : login.error().message);
        if (!login) return {};
        auto const who = intent.user.empty() ? std::string() : value_of(login->fields, "login_hint");
        auto const page = authorize(*stage.issuers.at(client_id), *login, who);
        auto const token = jose::decode(value_of(hidden_inputs(page.body), "id_token"));
        EXPECT_TRUE(token.has_value()) << page.body;
        return token ? token->claims : json::object{};
    }

    lti13::LaunchIntent at(std::string user, std::string placement) {
        lti13::LaunchIntent intent;
        intent.user = std::move(user);
        intent.tool = "tool";
        intent.placement = std::move(placement);
        return intent;
    }
};

TEST_F(LaunchContexts, Account) { // lti13-launch/5.3.6, 5.6.5
    auto const stage = set_stage();
    auto const claims = launch(*stage, at("ruth", "account_navigation"));
    EXPECT_EQ(base::dump(claims.at(claim("context")).at("type")), R"(["Account"])");
    EXPECT_FALSE(claims.contains("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"));
    EXPECT_THAT(base::dump(claims.at(claim("roles"))), HasSubstr("institution/person#Administrator"));
}

TEST_F(LaunchContexts, Group) { // lti13-launch/5.3.9, 5.6.7
    auto const stage = set_stage();
    auto intent = at("ada", "editor_button");
    intent.group = "red";
    auto const claims = launch(*stage, intent);
    auto const& red = *world::group_named(stage->world, "red");
    EXPECT_EQ(claims.at(claim("context")).at("id").as_string(), red.context_id);
    EXPECT_EQ(claims.at(claim("message_type")).as_string(), "LtiDeepLinkingRequest");
    // The services that the token names are there.
    auto const& names = claims.at("https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice");
    EXPECT_EQ(ask(std::string(names.at("context_memberships_url").as_string()), authorized(*stage)).status, 200);
    auto const& grades = claims.at("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint");
    EXPECT_EQ(ask(std::string(grades.at("lineitems").as_string()), authorized(*stage)).status, 200);
}

TEST_F(LaunchContexts, LinkInAModule) { // lti13-launch/5.8.3
    auto const stage = set_stage();
    lti13::LaunchIntent intent;
    intent.user = "ada";
    intent.link = "reading";
    intent.module = "week1";
    auto const claims = launch(*stage, intent);
    EXPECT_EQ(
        claims.at(claim("resource_link")).at("id").as_string(), world::link_named(stage->world, "reading")->link_id
    );
    EXPECT_EQ(claims.at(claim("custom")).at("chapter").as_string(), "3");
}

TEST_F(LaunchContexts, VisitorOfAPublicCourse) { // lti13-launch/3.1.4, 5.4.11
    auto const stage = set_stage();
    world::course_named(stage->world, "bio101")->is_public = true;
    auto intent = at("", "course_navigation");
    intent.course = "bio101";
    auto const claims = launch(*stage, intent);
    EXPECT_FALSE(claims.contains("sub"));
    EXPECT_EQ(
        base::dump(claims.at(claim("roles"))), R"(["http://purl.imsglobal.org/vocab/lis/v2/system/person#None"])"
    );
}

// One key, installed in the account and in a course: each deployment has an id of its own.
TEST_F(LaunchContexts, SeveralDeploymentsOfOneKey) {
    auto const stage = set_stage();
    auto& world = stage->world;
    auto& chem = *world::course_named(world, "chem202");
    auto second = *world::tool_named(world, "tool");
    second.id = world.next_id++;
    second.name = "in chemistry";
    second.course = chem.id;
    second.deployment_id = std::to_string(second.id) + ":" + chem.context_id;
    second.privacy = world::Privacy::anonymous;
    world.tools.push_back(second);
    auto intent = at("ada", "course_navigation");
    intent.course = "chem202";
    auto const of_account = launch(*stage, intent);
    intent.tool = "in chemistry";
    auto const of_course = launch(*stage, intent);
    EXPECT_EQ(of_account.at("aud"), of_course.at("aud"));
    EXPECT_EQ(of_course.at(claim("deployment_id")).as_string(), second.deployment_id);
    EXPECT_NE(of_account.at(claim("deployment_id")), of_course.at(claim("deployment_id")));
    EXPECT_TRUE(of_account.contains("email"));
    EXPECT_FALSE(of_course.contains("email"));
    intent.course = "bio101";
    EXPECT_FALSE(stage->open(intent, tool_client).has_value());
}

// Two registrations share nothing but the world.
TEST_F(LaunchContexts, SeveralRegistrations) {
    auto const stage = set_stage();
    auto const other = platform_->add_issuer("/r/other", "https://canvas.other.example", "another secret");
    stage->issuers[probe_client] = other;
    auto intent = at("ada", "course_navigation");
    intent.course = "bio101";
    auto const first = launch(*stage, intent);
    intent.tool = "probe";
    auto const second = launch(*stage, intent, probe_client);
    EXPECT_EQ(second.at("iss").as_string(), "https://canvas.other.example");
    EXPECT_EQ(second.at("aud").as_string(), probe_client);
    EXPECT_EQ(first.at("sub"), second.at("sub"));
    // A hint of one is nothing to the other (lti13-launch/2.3.4).
    auto const login = stage->open(intent, probe_client).value();
    auto const& issuer = *stage->issuers.at(tool_client);
    auto const answer = ask(issuer.authorization_url() + "?" + base::form_encode(authentication_request(login)));
    EXPECT_EQ(answer.status, 400);
}

TEST_F(LaunchContexts, HeirOfAnOldTool) { // lti13-launch/5.2.12
    auto const stage = set_stage();
    auto& tool = *world::tool_named(stage->world, "tool");
    tool.legacy_key = "old-key";
    tool.legacy_secret = "old secret";
    lti13::LaunchIntent intent;
    intent.user = "ada";
    intent.assignment = "quiz1";
    auto const claims = launch(*stage, intent);
    auto const& lti1p1 = claims.at(claim("lti1p1"));
    auto const text = "old-key&" + tool.deployment_id + "&" + platform_->origin() + "&" + tool_client + "&" +
                      base::dump(claims.at("exp")) + "&a nonce";
    EXPECT_EQ(
        lti1p1.at("oauth_consumer_key_sign").as_string(), base::base64_encode(jose::hmac_sha256("old secret", text))
    );
}

TEST_F(LaunchContexts, OlderCanvasPostsLoginRequired) { // lti13-launch/3.1.18
    auto const stage = set_stage();
    stage->world.dialects.posts_login_required = true;
    lti13::LaunchIntent intent;
    intent.user = "ada";
    intent.assignment = "quiz1";
    auto const login = stage->open(intent, tool_client).value();
    auto const page = authorize(*stage->issuers.at(tool_client), login, "");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(value_of(hidden_inputs(page.body), "error"), "login_required");
    EXPECT_EQ(decided_by(stage->log.exchanges().back().trail), "lti13-launch/3.1.18");
}

TEST_F(LaunchContexts, RotatedKeysAreServed) { // lti13-launch/4.7
    auto const stage = set_stage();
    auto& issuer = *stage->issuers.at(tool_client);
    lti13::rotate_keys(issuer, noon());
    auto const set = base::parse_json(ask(issuer.jwks_url()).body).value();
    ASSERT_EQ(set.at("keys").as_array().size(), 3U);
    EXPECT_THAT(std::string(set.at("keys").at(2).at("kid").as_string()), testing::StartsWith("2026-03-01T10:04:00Z_"));
    lti13::LaunchIntent intent;
    intent.user = "ada";
    intent.assignment = "quiz1";
    auto const login = stage->open(intent, tool_client).value();
    auto const page = authorize(issuer, login, value_of(login.fields, "login_hint"));
    auto const token = jose::decode(value_of(hidden_inputs(page.body), "id_token")).value();
    auto const jwk = jose::find_jwk(set, base::text_member(json::value(token.header), "kid").value());
    ASSERT_TRUE(jwk.has_value());
    EXPECT_TRUE(jose::verifies(token, jose::Key::from_jwk(*jwk).value()));
}

} // namespace
} // namespace easel::platform
