#include "jose/jwt.hpp"
#include "stage.hpp"

#include <algorithm>

namespace easel::lti13 {
namespace {

using base::json::object;

constexpr char const* score_scope = "https://purl.imsglobal.org/spec/lti-ags/scope/score";

class Bearer : public Stage {
  protected:
    std::string mint() { return mint_token(issuer, "10000000000207", {score_scope}, now); }

    boost::system::result<Caller, Refused> check(http::Request const& request) {
        trail.clear();
        auto result = check_bearer(world, issuer, request, {"other", score_scope}, now, trail);
        remember(trail);
        return result;
    }
    boost::system::result<Caller, Refused> check(std::string const& token) {
        http::Request request;
        request.headers.set("Authorization", "Bearer " + token);
        request.headers.set("Host", "127.0.0.1:8090");
        return check(request);
    }
    void expect_refused(
        boost::system::result<Caller, Refused> const& result, std::string const& message, std::string const& row
    ) {
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error().status, 401);
        EXPECT_EQ(result.error().type, "unauthorized");
        EXPECT_EQ(result.error().message, message);
        EXPECT_EQ(decided(trail), "ags/3." + row + " failed");
    }
    /// A token with changed claims; null drops one.
    std::string altered(object const& change) {
        auto token = *jose::decode(mint());
        for (auto const& [name, value] : change) {
            if (value.is_null())
                token.claims.erase(name);
            else
                token.claims[name] = value;
        }
        return jose::sign_hmac(token.header, token.claims, issuer.secret);
    }
    traffic::Trail trail;
};

TEST_F(Bearer, IsTaken) {
    auto const result = check(mint());
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->client_id, "10000000000207");
    EXPECT_EQ(result->key, key);
    EXPECT_EQ(decided(trail), "ags/3.3 passed");
    // Each check stands in two fact files.
    auto const of = [&](std::string_view prefix) {
        return std::count_if(trail.begin(), trail.end(), [&](traffic::Check const& each) {
            return each.passed && each.fact.starts_with(prefix);
        });
    };
    EXPECT_EQ(of("ags/3."), 10);
    EXPECT_EQ(of("oauth2-token/6."), 11); // and 6.15
    for (auto const& each : trail) EXPECT_TRUE(is_catalogued(each.fact)) << each.fact;
}

// oauth2-token/5.5, 6.15
TEST_F(Bearer, LivesOnBesideANewerOne) {
    auto const older = mint();
    auto const newer = mint();
    for (auto const& token : {older, newer, older}) EXPECT_TRUE(check(token).has_value());
    EXPECT_TRUE(std::any_of(trail.begin(), trail.end(), [](auto const& each) {
        return each.fact == "oauth2-token/5.5";
    }));
}

// oauth2-token/4.3
TEST_F(Bearer, KeepsScopesThatTheKeyHasLost) {
    auto const token = mint();
    key->scopes.clear();
    EXPECT_TRUE(check(token).has_value());
    EXPECT_TRUE(std::any_of(trail.begin(), trail.end(), [](auto const& each) {
        return each.fact == "oauth2-token/4.3";
    }));
}

// oauth2-token/6.16
TEST_F(Bearer, EndsWithItsKey) {
    auto const token = mint();
    EXPECT_TRUE(check(token).has_value());
    key->state = world::KeyState::inactive;
    EXPECT_FALSE(check(token).has_value());
    EXPECT_EQ(decided(trail), "ags/3.2 failed");
    EXPECT_TRUE(std::any_of(trail.begin(), trail.end(), [](auto const& each) {
        return each.fact == "oauth2-token/6.16";
    }));
}

// oauth2-token/6.17
TEST_F(Bearer, MayComeAsParameter) {
    http::Request request;
    request.target = "/api/lti/courses/1/line_items?access_token=" + mint();
    EXPECT_TRUE(check(request).has_value());
}

// ags/3.1a to 3.1d
TEST_F(Bearer, TokenItself) {
    expect_refused(check(http::Request{}), "Missing access token", "1a");
    http::Request basic;
    basic.headers.set("Authorization", "Basic abc");
    expect_refused(check(basic), "Missing access token", "1a");
    expect_refused(check("not-a-jwt"), "Invalid access token format", "1b");
    auto const token = *jose::decode(mint());
    char const* const signature = "Access token invalid - signature likely incorrect";
    expect_refused(check(jose::sign_hmac(token.header, token.claims, "other")), signature, "1c");
    expect_refused(check(jose::unsigned_token({{"alg", "none"}}, token.claims)), signature, "1c");
    expect_refused(check(jose::sign({{"alg", "RS256"}}, token.claims, issuer.keys[1].key)), signature, "1c");

    auto const good = mint();
    now += std::chrono::seconds(3599);
    EXPECT_TRUE(check(good).has_value());
    now += std::chrono::seconds(1);
    expect_refused(check(good), "Access token expired", "1d");
}

TEST_F(Bearer, ExpiresWhenAScenarioSaysSo) {
    auto const first = mint();
    auto const second = mint();
    issuer.expired_tokens.insert(issuer.issued_tokens.front());
    expect_refused(check(first), "Access token expired", "1d");
    EXPECT_TRUE(check(second).has_value());
}

struct ClaimRow {
    char const* name;
    object change;
    char const* message;
    char const* row;
};

// ags/3.1e to 3.1h
TEST_F(Bearer, ClaimsOneByOne) {
    auto const seconds = base::to_numeric_date(now);
    for (auto const& [name, change, message, row] : std::initializer_list<ClaimRow>{
             {"missing",
              {{"jti", nullptr}, {"sub", nullptr}},
              "Invalid access token field/s: the following assertions are missing: sub,jti",
              "1e"},
             {"all missing",
              {{"sub", nullptr},
               {"aud", nullptr},
               {"exp", nullptr},
               {"iat", nullptr},
               {"jti", nullptr},
               {"iss", nullptr}},
              "Invalid access token field/s: the following assertions are missing: sub,aud,exp,iat,jti,iss",
              "1e"},
             {"aud",
              {{"aud", "https://elsewhere.example/login/oauth2/token"}},
              "Invalid access token field/s: the 'aud' is invalid",
              "1f"},
             {"only the first is named",
              {{"aud", "x"}, {"iat", seconds + 100}},
              "Invalid access token field/s: the 'aud' is invalid",
              "1f"},
             {"future",
              {{"iat", seconds + 31}},
              "Invalid access token field/s: the 'iat' must not be in the future",
              "1g"},
             {"old",
              {{"iat", seconds - 3601}},
              "Invalid access token field/s: the 'iat' must be less than 3600 seconds old",
              "1h"},
         }) {
        SCOPED_TRACE(name);
        expect_refused(check(altered(change)), message, row);
    }
    // The shared hosts' token URLs are audiences too, in the request's scheme.
    EXPECT_TRUE(check(altered({{"aud", "http://sso.canvaslms.com/login/oauth2/token"}})).has_value());
    EXPECT_TRUE(check(altered({{"aud", "http://canvas.instructure.com/login/oauth2/token"}})).has_value());
    EXPECT_TRUE(check(altered({{"iat", seconds + 30}})).has_value());
}

// ags/3.2, oauth2-token/6.16
TEST_F(Bearer, DiesWithItsKey) {
    auto const token = mint();
    for (auto const state : {world::KeyState::inactive, world::KeyState::deleted}) {
        key->state = state;
        expect_refused(check(token), "Unknown or inactive Developer Key", "2");
    }
    key->state = world::KeyState::active;
    EXPECT_TRUE(check(token).has_value());
    expect_refused(check(altered({{"sub", "10000000000999"}})), "Unknown or inactive Developer Key", "2");
    EXPECT_TRUE(check(altered({{"sub", "207"}})).has_value());
}

// ags/3.3
TEST_F(Bearer, NeedsOneOfTheScopes) {
    expect_refused(check(altered({{"scopes", "x y"}})), "Insufficient permissions", "3");
    expect_refused(check(altered({{"scopes", nullptr}})), "Insufficient permissions", "3");
    EXPECT_TRUE(check(altered({{"scopes", "x other"}})).has_value());
}

TEST_F(Bearer, TellsTheClientWhateverItsAge) {
    http::Request request;
    request.headers.set("Authorization", "Bearer " + mint());
    now += std::chrono::hours(48);
    EXPECT_EQ(bearer_client(issuer, request), "10000000000207");
    issuer.secret = "another";
    EXPECT_EQ(bearer_client(issuer, request), std::nullopt);
    EXPECT_EQ(bearer_client(issuer, http::Request{}), std::nullopt);
}

} // namespace
} // namespace easel::lti13
