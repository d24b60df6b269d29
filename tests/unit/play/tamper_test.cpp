#include "play/tamper.hpp"

#include "jose/jwt.hpp"
#include "keys/keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

namespace easel::play {
namespace {

namespace json = base::json;

lti13::Issuer issuer() {
    lti13::Issuer made;
    made.issuer = "http://canvas.test";
    made.keys = {
        lti13::PlatformKey{"past", keys::fixture_key("platform-past")},
        lti13::PlatformKey{"present", keys::fixture_key("platform-present")},
        lti13::PlatformKey{"future", keys::fixture_key("platform-future")},
    };
    return made;
}

base::Fields form() {
    json::object const header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", "present"}};
    json::object const claims{
        {"sub", "ada"},
        {"https://purl.imsglobal.org/spec/lti/claim/version", "1.3.0"},
        {"https://purl.imsglobal.org/spec/lti/claim/resource_link", json::object{{"id", "l1"}, {"title", "T"}}},
    };
    return {{"id_token", jose::sign(header, claims, keys::fixture_key("platform-present"))}, {"state", "s1"}};
}

struct Row {
    char const* name;
    char const* tamper;
    std::function<void(base::Fields const&, jose::Jwt const&)> holds;
    bool genuine = true; ///< the platform's signature still fits
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }

class Tampering : public testing::TestWithParam<Row> {};

TEST_P(Tampering, ChangesThatAndNothingElse) {
    auto fields = form();
    auto const done = tamper_response(base::parse_json(GetParam().tamper).value().as_object(), issuer(), "client", fields);
    ASSERT_TRUE(done.has_value());
    auto const* token = base::find(fields, "id_token");
    ASSERT_NE(token, nullptr);
    auto const decoded = jose::decode(*token);
    ASSERT_TRUE(decoded.has_value()) << *token;
    EXPECT_EQ(jose::verifies(*decoded, keys::fixture_key("platform-present")), GetParam().genuine);
    GetParam().holds(fields, *decoded);
}

auto const version = "https://purl.imsglobal.org/spec/lti/claim/version";
auto const link = "https://purl.imsglobal.org/spec/lti/claim/resource_link";

INSTANTIATE_TEST_SUITE_P(Points, Tampering, testing::ValuesIn<Row>({
    {"nothing", "{}", [](auto const&, auto const& jwt) { EXPECT_EQ(jwt.claims.at("sub"), "ada"); }},
    {"claim_by_short_name", R"({"id_token.claims.version": "1.1"})", [](auto const&, auto const& jwt) { EXPECT_EQ(jwt.claims.at(version), "1.1"); }},
    {"claim_removed", R"({"id_token.claims.sub": "~remove"})", [](auto const&, auto const& jwt) { EXPECT_FALSE(jwt.claims.contains("sub")); }},
    {"nested_claim", R"({"id_token.claims.resource_link.id": "l2"})",
     [](auto const&, auto const& jwt) {
         EXPECT_EQ(jwt.claims.at(link).at("id"), "l2");
         EXPECT_EQ(jwt.claims.at(link).at("title"), "T");
     }},
    {"claim_by_uri", R"({"id_token.claims.https://vendor.example/x.y": 1})",
     [](auto const&, auto const& jwt) { EXPECT_EQ(jwt.claims.at("https://vendor.example/x.y"), 1); }},
    {"kid_removed", R"({"id_token.header.kid": "~remove"})", [](auto const&, auto const& jwt) { EXPECT_FALSE(jwt.header.contains("kid")); }},
    {"alg_none", R"({"id_token.alg": "nOnE"})",
     [](auto const&, auto const& jwt) {
         EXPECT_EQ(jwt.header.at("alg"), "nOnE");
         EXPECT_EQ(jwt.signature, "");
     }, false},
    {"hmac_with_public_key", R"({"id_token.alg": "HS256"})",
     [](auto const&, auto const& jwt) {
         EXPECT_TRUE(jose::verifies_hs256(jwt, keys::fixture_key("platform-present").public_pem()));
     }, false},
    {"attacker_key", R"({"id_token.key": "attacker"})",
     [](auto const&, auto const& jwt) {
         EXPECT_EQ(jwt.header.at("kid"), "present");
         EXPECT_TRUE(jose::verifies(jwt, keys::fixture_key("attacker")));
     }, false},
    {"changed_after_signing", R"({"id_token.changed_after_signing.sub": "eve"})",
     [](auto const&, auto const& jwt) { EXPECT_EQ(jwt.claims.at("sub"), "eve"); }, false},
    {"whole_payload", R"({"id_token.payload": {"name": "badltilaunch"}})",
     [](auto const&, auto const& jwt) {
         EXPECT_EQ(jwt.claims.size(), 1U);
         EXPECT_EQ(jwt.claims.at("name"), "badltilaunch");
     }},
    {"state", R"({"response.state": "s2"})", [](auto const& fields, auto const&) { EXPECT_EQ(*base::find(fields, "state"), "s2"); }},
    {"padding", R"({"id_token.padding": 5000})",
     [](auto const&, auto const& jwt) { EXPECT_EQ(jwt.claims.at("https://vendor.example/padding").as_string().size(), 5000U); }},
    {"further_fields", R"({"response.padding": 3})",
     [](auto const& fields, auto const&) {
         EXPECT_EQ(base::find(fields, "padding"), nullptr);
         EXPECT_EQ(*base::find(fields, "padding3"), "x");
         EXPECT_EQ(base::find(fields, "padding4"), nullptr);
     }},
    {"state_removed", R"({"response.state": "~remove"})", [](auto const& fields, auto const&) { EXPECT_EQ(base::find(fields, "state"), nullptr); }},
}), [](auto const& info) { return std::string(info.param.name); });

TEST(Tamper, RawReplacesTheToken) {
    auto fields = form();
    ASSERT_TRUE(tamper_response(json::object{{"id_token.raw", "abc"}}, issuer(), "client", fields).has_value());
    EXPECT_EQ(*base::find(fields, "id_token"), "abc");
}

TEST(Tamper, AnotherIssuersKeySigns) { // LAUNCH-017
    auto fields = form();
    auto first = issuer();
    first.keys[1].key = keys::fixture_key("platform-other");
    json::object const tamper{{"id_token.key", "first"}};
    ASSERT_TRUE(tamper_response(tamper, issuer(), "client", fields, &first).has_value());
    auto const token = jose::decode(*base::find(fields, "id_token"));
    ASSERT_TRUE(token.has_value());
    EXPECT_TRUE(jose::verifies(*token, keys::fixture_key("platform-other")));
    EXPECT_FALSE(jose::verifies(*token, keys::fixture_key("platform-present")));
}

TEST(Tamper, MadeUpStatesKeepTheirForm) { // REPLAY-016
    EXPECT_EQ(made_up_state("state-0af9-12"), "state-9af0-87");
    EXPECT_EQ(made_up_state("abc"), "abx");
    EXPECT_EQ(made_up_state("abx"), "aby");
    EXPECT_EQ(made_up_state(""), "");
    EXPECT_TRUE(delivery_of(json::object{{"deliver.cookies", "forged"}}).planted_state);
}

TEST(Tamper, SignatureCanBeDropped) {
    auto fields = form();
    ASSERT_TRUE(tamper_response(json::object{{"id_token.signature", "~remove"}}, issuer(), "client", fields).has_value());
    EXPECT_EQ(std::count(base::find(fields, "id_token")->begin(), base::find(fields, "id_token")->end(), '.'), 1);
}

TEST(Tamper, LoginPointsTouchTheLoginOnly) {
    base::Fields login{{"iss", "a"}, {"login_hint", "b"}};
    tamper_login(json::object{{"login.iss", "x"}, {"login.login_hint", "~remove"}, {"login.extra", "1"}, {"response.state", "no"}}, login);
    EXPECT_EQ(login, (base::Fields{{"iss", "x"}, {"extra", "1"}}));
}

TEST(Tamper, UnknownPointsAreToldWithTheNearest) {
    EXPECT_FALSE(tamper_point_problem("id_token.claims.exp").has_value());
    EXPECT_FALSE(tamper_point_problem("deliver.jar").has_value());
    auto const problem = tamper_point_problem("id_token.algo");
    ASSERT_TRUE(problem.has_value());
    EXPECT_NE(problem->find("id_token.alg"), std::string::npos);
    EXPECT_TRUE(tamper_point_problem("login.").has_value());
}

TEST(Tamper, PointsThatTakeCertainWordsTakeNoOthers) {
    EXPECT_FALSE(tamper_value_problem("id_token.key", "attacker").has_value());
    EXPECT_FALSE(tamper_value_problem("id_token.key", "${case.key}").has_value());
    EXPECT_FALSE(tamper_value_problem("id_token.alg", "anything").has_value());
    EXPECT_EQ(
        tamper_value_problem("id_token.key", "atacker"), "tamper point 'id_token.key' takes attacker, past, future, first, not 'atacker'"
    );
    EXPECT_TRUE(tamper_value_problem("deliver.jar", true).has_value());
}

} // namespace
} // namespace easel::play
