#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "stage.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace easel::lti13 {
namespace {

using base::json::object;

constexpr char const* score_scope = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
constexpr char const* result_scope = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly";

class Token : public Stage {
  protected:
    Token() {
        auto const iat = base::to_numeric_date(now);
        claims = {
            {"iss", "10000000000207"},
            {"sub", "10000000000207"},
            {"aud", issuer.token_url()},
            {"iat", iat},
            {"exp", iat + 300},
            {"jti", "once"},
        };
    }
    object header(std::string alg = "RS256") const { return {{"typ", "JWT"}, {"alg", alg}, {"kid", "tool-key-1"}}; }
    std::string assertion() const { return jose::sign(header(), claims, keys::fixture_key("reference-tool")); }

    base::Fields grant(std::string const& assertion, std::string const& scope = score_scope) const {
        return {
            {"grant_type", "client_credentials"},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            {"client_assertion", assertion},
            {"scope", scope},
        };
    }
    traffic::Answer ask(base::Fields const& fields) {
        auto request = http::form_post("/login/oauth2/token", fields);
        request.headers.set("Host", "127.0.0.1:8090");
        auto answer = grant_token(world, issuer, request, jwks, now);
        remember(answer.trail);
        return answer;
    }
    void expect_error(
        traffic::Answer const& answer,
        int status,
        std::string const& error,
        std::string const& description,
        std::string const& fact
    ) {
        EXPECT_EQ(answer.response.status, status);
        EXPECT_EQ(answer.response.body, base::dump(object{{"error", error}, {"error_description", description}}));
        EXPECT_EQ(decided(answer.trail), fact + " failed");
        EXPECT_EQ(answer.response.headers.get("WWW-Authenticate"), status == 401 ? "Canvas OAuth 2.0" : "");
    }

    object claims;
    FetchedJwks jwks;
};

// oauth2-token/1.7, 1.8, 2.6, 5.1 to 5.3
TEST_F(Token, IsGranted) {
    auto const scopes = std::string(score_scope) + " https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
    auto const answer = ask(grant(assertion(), scopes));
    ASSERT_EQ(answer.response.status, 200) << answer.response.body;
    EXPECT_EQ(decided(answer.trail), "oauth2-token/2.6 passed");
    for (auto const& check : answer.trail) EXPECT_TRUE(check.passed) << check.fact;
    EXPECT_EQ(answer.client_id, "10000000000207");
    auto const body = base::parse_json(answer.response.body)->as_object();
    EXPECT_EQ(body.size(), 4U);
    EXPECT_EQ(body.at("token_type").as_string(), "Bearer");
    EXPECT_EQ(body.at("expires_in").as_int64(), 3600);
    EXPECT_EQ(body.at("scope").as_string(), scopes);
    auto const token = jose::decode(std::string(body.at("access_token").as_string()));
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(base::dump(token->header), R"({"typ":"JWT","alg":"HS256"})");
    EXPECT_EQ(token->claims.at("iss").as_string(), issuer.issuer);
    EXPECT_EQ(token->claims.at("sub").as_string(), "10000000000207");
    EXPECT_EQ(token->claims.at("aud").as_string(), issuer.token_url());
    EXPECT_EQ(token->claims.at("exp").as_int64(), base::to_numeric_date(now) + 3600);
    EXPECT_EQ(token->claims.at("scopes").as_string(), scopes);
    EXPECT_EQ(issuer.issued_tokens, std::vector{std::string(token->claims.at("jti").as_string())});
}

// oauth2-token/5.6
TEST_F(Token, NamesTheAccount) {
    auto const answer = ask(grant(assertion()));
    auto const body = base::parse_json(answer.response.body);
    auto const token = jose::decode(base::text_member(*body, "access_token").value_or(""));
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(
        base::dump(token->claims.at("canvas.instructure.com")), R"({"account_uuid":")" + account_uuid(world) + "\"}"
    );
    EXPECT_EQ(account_uuid(world).size(), 40U);
    auto const minted = jose::decode(mint_token(issuer, key->client_id, {}, now));
    EXPECT_FALSE(minted->claims.contains("canvas.instructure.com"));
}

// oauth2-token/4.4: also those whose services are not served
TEST_F(Token, IsGrantedForEveryScopeThatAKeyMayHold) {
    std::string const ims = "https://purl.imsglobal.org/spec/";
    std::string const canvas = "https://canvas.instructure.com/";
    for (auto const& scope : {
             ims + "lti-ags/scope/lineitem",
             ims + "lti-ags/scope/lineitem.readonly",
             ims + "lti-ags/scope/result.readonly",
             ims + "lti-ags/scope/score",
             canvas + "lti-ags/progress/scope/show",
             ims + "lti-nrps/scope/contextmembership.readonly",
             ims + "lti/scope/noticehandlers",
             ims + "lti/scope/asset.readonly",
             ims + "lti/scope/report",
             ims + "lti/scope/eula/user",
             ims + "lti/scope/eula/deployment",
             canvas + "lti/public_jwk/scope/update",
             canvas + "lti/account_lookup/scope/show",
             canvas + "lti/page_content/show",
             ims + "lti-reg/scope/registration.readonly",
             ims + "lti-reg/scope/registration",
             canvas + "lti/account_external_tools/scope/create",
             canvas + "lti/account_external_tools/scope/destroy",
             canvas + "lti/account_external_tools/scope/list",
             canvas + "lti/account_external_tools/scope/show",
             canvas + "lti/account_external_tools/scope/update",
             canvas + "lti/data_services/scope/create",
             canvas + "lti/data_services/scope/show",
             canvas + "lti/data_services/scope/update",
             canvas + "lti/data_services/scope/list",
             canvas + "lti/data_services/scope/destroy",
             canvas + "lti/data_services/scope/list_event_types",
             canvas + "lti/feature_flags/scope/show",
             canvas + "lti/replace_editor_contents",
         }) {
        key->scopes = {scope};
        auto const answer = ask(grant(assertion(), scope));
        EXPECT_EQ(answer.response.status, 200) << scope;
        EXPECT_EQ(base::text_member(*base::parse_json(answer.response.body), "scope"), scope);
    }
}

// oauth2-token/3.2.8, 5.5
TEST_F(Token, MayBeAskedForTwiceWithOneAssertion) {
    EXPECT_EQ(ask(grant(assertion())).response.status, 200);
    EXPECT_EQ(ask(grant(assertion())).response.status, 200);
    ASSERT_EQ(issuer.issued_tokens.size(), 2U);
    EXPECT_NE(issuer.issued_tokens[0], issuer.issued_tokens[1]);
}

TEST_F(Token, RemembersTheLastThousands) {
    std::set<std::string> seen;
    for (int n = 0; n < 11'000; ++n) {
        (void)mint_token(issuer, key->client_id, {"x"}, now);
        seen.insert(issuer.issued_tokens.back());
    }
    EXPECT_EQ(seen.size(), 11'000U) << "no id comes twice";
    EXPECT_EQ(issuer.issued_tokens.size(), 6'000U);
}

TEST_F(Token, GoesOnWhereAnIssuerStood) {
    for (int n = 0; n < 3; ++n) (void)mint_token(issuer, key->client_id, {"x"}, now);
    EXPECT_EQ(expire_tokens(issuer), 3U);
    EXPECT_EQ(expire_tokens(issuer), 0U);
    (void)mint_token(issuer, key->client_id, {"x"}, now);
    auto restarted = issuer;
    restarted.issued_tokens.clear();
    restarted.expired_tokens.clear();
    remember_tokens(restarted, issuer.granted, issuer.expired_below);
    EXPECT_EQ(restarted.issued_tokens, issuer.issued_tokens);
    EXPECT_EQ(restarted.expired_tokens, issuer.expired_tokens);
    EXPECT_EQ(
        mint_token(restarted, key->client_id, {"x"}, now), mint_token(issuer, key->client_id, {"x"}, now)
    ) << "no id comes twice";
    EXPECT_EQ(expire_tokens(restarted), 2U);
}

// oauth2-token/2.1
TEST_F(Token, NeedsAKnownGrantType) {
    for (auto const* type : {"", "password", "refresh_token"}) {
        auto fields = grant("junk");
        base::set(fields, "grant_type", type);
        expect_error(
            ask(fields),
            400,
            "unsupported_grant_type",
            "The grant_type you requested is not currently supported",
            "oauth2-token/2.1"
        );
    }
}

// oauth2-token/2.2, 2.7, 2.8
TEST_F(Token, UnknownClientBeatsEverything) {
    auto const unknown = [&](std::string const& sent) {
        expect_error(ask(grant(sent, "nonsense")), 401, "invalid_client", "unknown client", "oauth2-token/2.2");
    };
    unknown("");
    unknown("garbage");
    unknown("a.b.c");
    unknown("a.b.c.d.e");
    auto const good = claims;
    for (auto const& change : std::initializer_list<std::function<void(object&)>>{
             [](object& it) { it.erase("sub"); },
             [](object& it) { it["sub"] = "10000000000208"; },
             [](object& it) { it["sub"] = "client"; },
             [](object& it) { it["sub"] = "10000000000207x"; },
             [](object& it) { it["sub"] = nullptr; },
         }) {
        claims = good;
        change(claims);
        unknown(assertion());
    }
    claims = good;
    key->state = world::KeyState::inactive;
    unknown(assertion());
    key->state = world::KeyState::deleted;
    unknown(assertion());
    // oauth2-token/2.10
    key->state = world::KeyState::active;
    key->on_for_account = false;
    EXPECT_EQ(ask(grant(assertion())).response.status, 200);
}

// oauth2-token/2.12, 3.2.17, 5.2
TEST_F(Token, TakesLocalAndNumericClientIds) {
    claims["sub"] = 207;
    auto const answer = ask(grant(assertion()));
    ASSERT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.client_id, "10000000000207");
    auto const body = base::parse_json(answer.response.body);
    auto const token = jose::decode(std::string(body->at("access_token").as_string()));
    EXPECT_EQ(token->claims.at("sub").as_string(), "207");
}

// oauth2-token/2.3 to 2.3c, 1.4
TEST_F(Token, SharedSecretsDoNotServe) {
    base::Fields fields{
        {"grant_type", "client_credentials"},
        {"client_assertion_type", "jwt"},
        {"client_assertion", assertion()},
        {"client_id", "1"},
        {"client_secret", "s"},
    };
    expect_error(ask(fields), 401, "invalid_client", "unknown client", "oauth2-token/2.3");
    base::set(fields, "client_id", "10000000000207");
    expect_error(ask(fields), 401, "invalid_client", "invalid client", "oauth2-token/2.3b");
    base::set(fields, "client_secret", "");
    expect_error(ask(fields), 401, "invalid_client", "invalid client", "oauth2-token/2.3b");
    key->client_secret = "s";
    base::set(fields, "client_secret", "s");
    expect_error(
        ask(fields), 400, "invalid_request", "assertion method not supported for this grant_type", "oauth2-token/2.3c"
    );
}

struct SignatureRow {
    char const* name;
    std::string assertion;
    char const* current;
    char const* fact;
};

// oauth2-token/3.1.2 to 3.1.4, with a stored key
TEST_F(Token, SignatureTexts) {
    auto const attacker = keys::fixture_key("attacker");
    for (auto const& [name, sent, current, fact] : std::initializer_list<SignatureRow>{
             {"wrong key",
              jose::sign(header(), claims, attacker),
              "JSON::JWS::VerificationFailed",
              "oauth2-token/3.1.2"},
             {"HS256", jose::sign_hmac(header("HS256"), claims, "x"), "Unexpected alg header", "oauth2-token/3.1.3"},
             {"RS384", jose::sign(header("RS384"), claims, attacker), "Unexpected alg header", "oauth2-token/3.1.3"},
             {"none",
              jose::unsigned_token(header("none"), claims),
              "JSON::JWS::UnexpectedAlgorithm",
              "oauth2-token/3.1.4"},
         }) {
        SCOPED_TRACE(name);
        world.dialects.classic_signature_texts = false;
        expect_error(ask(grant(sent)), 400, "invalid_request", current, fact);
        world.dialects.classic_signature_texts = true;
        expect_error(ask(grant(sent)), 400, "invalid_request", "JWS signature invalid.", fact);
    }
    // oauth2-token/3.1.10: the kid does not matter here
    auto other = header();
    other["kid"] = "unheard-of";
    EXPECT_EQ(ask(grant(jose::sign(other, claims, keys::fixture_key("reference-tool")))).response.status, 200);
    key->public_jwk.reset();
    world.dialects.classic_signature_texts = false;
    expect_error(ask(grant(assertion())), 400, "invalid_request", "JWS signature invalid.", "oauth2-token/3.1.1");
}

struct SetRow {
    char const* name;
    FetchedJwks jwks;
    char const* current;
    char const* classic;
    char const* fact;
};

// oauth2-token/3.1.5 to 3.1.8, 3.1.9
TEST_F(Token, KeySetTexts) {
    key->public_jwk_url = "https://tool.example/jwks";
    using Outcome = FetchedJwks::Outcome;
    auto const set = [](std::string kid) {
        return base::dump(object{{"keys", base::json::array{keys::fixture_key("reference-tool").public_jwk(kid)}}});
    };
    char const* const old = "JWS signature invalid.";
    char const* const no_kid = "JSON::JWK::Set::KidNotFound";
    // clang-format off
    for (auto const& [name, fetched, current, classic, fact] : std::initializer_list<SetRow>{
             {"unreachable",
              {Outcome::unreachable, ""},
              "JWK Error: Failed to fetch public key", old,
              "oauth2-token/3.1.7"},
             {"html",
              {Outcome::fetched, "<html>not found</html>"},
              "JWK Error: Invalid JSON", "JWK Error: Invalid JSON",
              "oauth2-token/3.1.6"},
             {"no keys", {Outcome::fetched, "{}"}, no_kid, old, "oauth2-token/3.1.8"},
             {"empty", {Outcome::fetched, R"({"keys":[]})"}, no_kid, old, "oauth2-token/3.1.8"},
             {"a list", {Outcome::fetched, "[]"}, no_kid, old, "oauth2-token/3.1.8"},
             {"other kid", {Outcome::fetched, set("tool-key-2")}, no_kid, old, "oauth2-token/3.1.5"},
             {"kid in other case", {Outcome::fetched, set("TOOL-KEY-1")}, no_kid, old, "oauth2-token/3.1.5"},
    }) {
        // clang-format on
        SCOPED_TRACE(name);
        jwks = fetched;
        world.dialects.classic_signature_texts = false;
        expect_error(ask(grant(assertion())), 400, "invalid_request", current, fact);
        world.dialects.classic_signature_texts = true;
        expect_error(ask(grant(assertion())), 400, "invalid_request", classic, fact);
    }
    jwks = {Outcome::fetched, set("tool-key-1"), 200};
    EXPECT_EQ(ask(grant(assertion())).response.status, 200);
}

// oauth2-token/3.1.11, 3.1.12
TEST_F(Token, OnlyTheBodyOfTheKeySetCounts) {
    key->public_jwk_url = "https://tool.example/jwks";
    object const set{{"keys", base::json::array{keys::fixture_key("reference-tool").public_jwk("tool-key-1")}}};
    jwks = {FetchedJwks::Outcome::fetched, base::dump(set), 404};
    auto const answer = ask(grant(assertion()));
    EXPECT_EQ(answer.response.status, 200);
    auto const rests_on = [&](std::string_view fact) {
        return std::any_of(answer.trail.begin(), answer.trail.end(), [&](auto const& each) {
            return each.fact == fact;
        });
    };
    EXPECT_TRUE(rests_on("oauth2-token/3.1.11"));
    EXPECT_TRUE(rests_on("oauth2-token/3.1.12"));
}

// oauth2-token/2.5, 2.5b, 4.1, 4.2
TEST_F(Token, ScopesAreAllOrNothing) {
    std::string const text =
        "A requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner. "
        "The following scopes were requested, but not granted: ";
    struct Row {
        std::string scope;
        std::string list;
        char const* fact;
    };
    for (auto const& [scope, list, fact] : std::initializer_list<Row>{
             {"", "", "oauth2-token/2.5b"},
             {"  ", "", "oauth2-token/2.5b"},
             {result_scope, result_scope, "oauth2-token/2.5"},
             {std::string(score_scope) + " " + result_scope, result_scope, "oauth2-token/2.5"},
             {"a b", "a and b", "oauth2-token/2.5"},
             {"a\xff", "a\xEF\xBF\xBD", "oauth2-token/2.5"}, // no UTF-8
             {"a b " + std::string(score_scope) + "  c", "a, b, and c", "oauth2-token/2.5"},
         })
        expect_error(ask(grant(assertion(), scope)), 400, "invalid_scope", text + list, fact);
    EXPECT_TRUE(issuer.issued_tokens.empty());
    // oauth2-token/1.5
    auto fields = grant(assertion());
    base::remove(fields, "scope");
    fields.emplace_back("scopes", score_scope);
    EXPECT_EQ(ask(fields).response.status, 200);
    fields.emplace_back("scope", result_scope);
    EXPECT_EQ(ask(fields).response.status, 400);
}

// oauth2-token/1.2
TEST_F(Token, TakesJson) {
    http::Request request;
    request.method = "POST";
    request.target = "/login/oauth2/token";
    request.headers.set("Content-Type", "application/json");
    object body;
    for (auto const& [name, value] : grant(assertion())) body[name] = value;
    request.body = base::dump(body);
    EXPECT_EQ(grant_token(world, issuer, request, jwks, now).response.status, 200);
}

TEST_F(Token, ClientIsReadBeforeAnythingIsVerified) {
    EXPECT_EQ(
        token_request_client(http::form_post("/login/oauth2/token", grant(jose::unsigned_token({}, claims)))),
        "10000000000207"
    );
    EXPECT_EQ(token_request_client(http::form_post("/login/oauth2/token", {{"client_id", "7"}})), "7");
    EXPECT_EQ(token_request_client(http::form_post("/login/oauth2/token", {})), std::nullopt);
}

TEST_F(Token, IdsDependOnTheIssuerAlone) {
    auto other = issuer;
    EXPECT_EQ(mint_token(issuer, "1", {"a"}, now), mint_token(other, "1", {"a"}, now));
    EXPECT_NE(mint_token(issuer, "1", {"a"}, now), mint_token(issuer, "1", {"a"}, now));
}

} // namespace
} // namespace easel::lti13
