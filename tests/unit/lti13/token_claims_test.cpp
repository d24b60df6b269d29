#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "stage.hpp"

namespace easel::lti13 {
namespace {

using base::json::array;
using base::json::object;
using base::json::value;

/// Members are replaced by these; null drops one. Times are relative to now, in seconds.
struct Row {
    char const* name;
    object change;
    char const* description;  ///< "" : granted
    char const* fact;         ///< what decided
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class AssertionClaims : public Stage, public testing::WithParamInterface<Row> {};

// oauth2-token/3.2.*
TEST_P(AssertionClaims, AreCheckedTogether) {
    auto const seconds = base::to_numeric_date(now);
    object claims{
        {"iss", "someiss"                                 },
        {"sub", "10000000000207"                          },
        {"aud", "http://127.0.0.1:8090/login/oauth2/token"},
        {"iat", seconds                                   },
        {"exp", seconds + 300                             },
        {"jti", "once"                                    },
    };
    for (auto const& [name, replaced] : GetParam().change) {
        if (replaced.is_null())
            claims.erase(name);
        else if ((name == "iat" || name == "exp") && replaced.is_int64())
            claims[name] = seconds + replaced.as_int64();
        else
            claims[name] = replaced;
    }
    auto request = http::form_post(
        "/login/oauth2/token",
        {
            {"grant_type", "client_credentials"},
            {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
            {"client_assertion", jose::sign({{"alg", "RS256"}}, claims, keys::fixture_key("reference-tool"))},
            {"scope", "https://purl.imsglobal.org/spec/lti-ags/scope/score"},
    }
    );
    request.headers.set("Host", "127.0.0.1:8090");
    auto const answer = grant_token(world, issuer, request, {}, now);
    remember(answer.trail);
    if (*GetParam().description == '\0') {
        EXPECT_EQ(answer.response.status, 200) << answer.response.body;
        return;
    }
    EXPECT_EQ(answer.response.status, 400);
    auto const body = base::parse_json(answer.response.body);
    EXPECT_EQ(body->at("error").as_string(), "invalid_request");
    EXPECT_EQ(body->at("error_description").as_string(), GetParam().description);
    EXPECT_EQ(decided(answer.trail), std::string("oauth2-token/3.2.") + GetParam().fact + " failed");
}

constexpr char const* aud_invalid = "the 'aud' is invalid";

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    AssertionClaims,
    // clang-format off
    testing::ValuesIn<Row>({
        {"fresh", {}, "", ""},
        {"missing_in_order",
         {{"jti", nullptr}, {"aud", nullptr}},
         "the following assertions are missing: aud,jti", "1"},
        {"missing_hides_the_rest", {{"iss", nullptr}, {"exp", -10}}, "the following assertions are missing: iss", "1"},
        {"bare_host", {{"aud", "127.0.0.1"}}, "", ""},
        {"list_with_one", {{"aud", array{"https://x.example", "http://127.0.0.1:8090/login/oauth2/token"}}}, "", ""},
        {"list_without", {{"aud", array{"https://x.example"}}}, aud_invalid, "2"},
        {"empty_list", {{"aud", array{}}}, aud_invalid, "2"},
        {"issuer", {{"aud", "https://canvas.instructure.com"}}, aud_invalid, "2"},
        {"trailing_slash", {{"aud", "http://127.0.0.1:8090/login/oauth2/token/"}}, aud_invalid, "2"},
        {"other_scheme", {{"aud", "https://127.0.0.1:8090/login/oauth2/token"}}, aud_invalid, "2"},
        {"other_host", {{"aud", "http://127.0.0.2:8090/login/oauth2/token"}}, aud_invalid, "2"},
        {"other_port", {{"aud", "http://127.0.0.1/login/oauth2/token"}}, aud_invalid, "2"},
        {"exp_text", {{"exp", "soon"}}, "the 'exp' must be a number", "3"},
        {"exp_past", {{"exp", -1}}, "the JWT has expired", "4"},
        {"exp_now", {{"exp", 0}}, "", ""},
        {"exp_a_year", {{"exp", 31'000'000}}, "", ""},
        {"iat_text", {{"iat", "now"}}, "the 'iat' must be a number", "5"},
        {"iat_old", {{"iat", -301}}, "the 'iat' must be less than 300 seconds old", "6"},
        {"iat_just_young", {{"iat", -300}}, "", ""},
        {"iat_little_ahead", {{"iat", 5}}, "", ""},
        {"iat_ahead", {{"iat", 60}}, "the 'iat' must not be in the future", "7"},
        {"joined", {{"aud", "x"}, {"exp", -1}}, "the 'aud' is invalid | the JWT has expired", "4"},
        {"all",
         {{"aud", "x"}, {"exp", "x"}, {"iat", -400}},
         "the 'aud' is invalid | the 'exp' must be a number | the 'iat' must be less than 300 seconds old", "6"},
        {"a_failure_stands_last", {{"aud", "x"}}, aud_invalid, "2"},
        {"nbf_and_nonce_ignored", {{"nbf", 99'999'999'999}, {"nonce", 7}}, "", ""},
        {"any_iss", {{"iss", "anything"}}, "", ""},
    }),
    // clang-format on
    [](auto const& row) { return std::string(row.param.name); }
);

class Audience : public Stage {
  protected:
    int ask(std::string const& aud, std::string const& host) {
        auto const seconds = base::to_numeric_date(now);
        object const claims{
            {"iss", "i"             },
            {"sub", "10000000000207"},
            {"aud", aud             },
            {"iat", seconds         },
            {"exp", seconds + 60    },
            {"jti", "j"             }
        };
        auto request = http::form_post(
            "/login/oauth2/token",
            {
                {"grant_type", "client_credentials"},
                {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                {"client_assertion", jose::sign({{"alg", "RS256"}}, claims, keys::fixture_key("reference-tool"))},
                {"scope", "https://purl.imsglobal.org/spec/lti-ags/scope/score"},
        }
        );
        request.headers.set("Host", host);
        return grant_token(world, issuer, request, {}, now).response.status;
    }
};

// oauth2-token/3.2.12, 3.2.13
TEST_F(Audience, FollowsTheRequestsHostAndTheDate) {
    issuer.base_path = "/r/3";
    EXPECT_EQ(ask("http://localhost:8090/r/3/login/oauth2/token", "localhost:8090"), 200);
    EXPECT_EQ(ask("http://localhost:8090/r/3/login/oauth2/token", "127.0.0.1:8090"), 400);
    EXPECT_EQ(ask("http://127.0.0.1:8090/login/oauth2/token", "127.0.0.1:8090"), 400);
    world.dialects.audience_token_url_only = true;
    EXPECT_EQ(ask("127.0.0.1", "127.0.0.1:8090"), 400);
    EXPECT_EQ(ask("http://127.0.0.1:8090/r/3/login/oauth2/token", "127.0.0.1:8090"), 200);
}

}  // namespace
}  // namespace easel::lti13
