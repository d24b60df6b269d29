#include "report/redact.hpp"

#include "unit/report/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::report {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Row {
    char const* name;
    char const* type;
    std::string body;
    std::string want;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class RedactedBodies : public testing::TestWithParam<Row> {};

TEST_P(RedactedBodies, KeepEverythingElse) {
    Redactor redactor({"s3cret value", "abc"});
    EXPECT_EQ(redactor.body(GetParam().body, GetParam().type), GetParam().want);
}

constexpr auto json = "application/json";
constexpr auto form = "application/x-www-form-urlencoded";
constexpr auto html = "text/html";

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Report, RedactedBodies,
    testing::ValuesIn<Row>({
        {"access_token", json,
         R"({"access_token" : "abcdefgh1234", "expires_in":3600})",
         R"({"access_token" : "‹redacted:token#1›", "expires_in":3600})"},
        {"short_token", json,
         R"({"access_token":"abc","x":"abc"})",
         R"({"access_token":"‹redacted:token#1›","x":"abc"})"},
        {"cut_json", json, R"({"access_token":"abcdefgh1234)", R"({"access_token":"‹redacted:token#1›)"},
        {"escaped_quote", json,
         R"({"client_secret":"abc\"defghi","x":1})",
         R"({"client_secret":"‹redacted:secret#1›","x":1})"},
        {"private_jwk", json,
         R"({"kty":"RSA","n":"AQAB","d":"ddd","p":"ppp"})",
         R"({"kty":"RSA","n":"AQAB","d":"‹redacted:key#1›","p":"‹redacted:key#2›"})"},
        {"d_elsewhere", json, R"({"d":"ddd"})", R"({"d":"ddd"})"},
        {"assertion", form,
         "grant_type=client_credentials&client_assertion=aaa.bbb.ccc&scope=s",
         "grant_type=client_credentials&client_assertion=‹redacted:assertion#1›&scope=s"},
        {"id_token_signature", form,
         "id_token=eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl&state=1",
         "id_token=eyJhbGciOiJub25lIn0.eyJhIjoxfQ.‹redacted:signature#1›&state=1"},
        {"id_token_in_page", html,
         R"(<input value="eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl">)",
         R"(<input value="eyJhbGciOiJub25lIn0.eyJhIjoxfQ.‹redacted:signature#1›">)"},
        {"unsigned_token", form,
         "id_token=eyJhbGciOiJub25lIn0.eyJhIjoxfQ.&a=b",
         "id_token=eyJhbGciOiJub25lIn0.eyJhIjoxfQ.&a=b"},
        {"given_secret", html,
         "a s3cret value b s3cret%20value",
         "a ‹redacted:secret#1› b ‹redacted:secret#1›"},
        {"equal_values", json,
         R"({"client_secret":"sssssssss","text":"sssssssss"})",
         R"({"client_secret":"‹redacted:secret#1›","text":"‹redacted:secret#1›"})"},
        {"oauth1_signature", form,
         "oauth_signature=abcd%3D&oauth_nonce=n",
         "oauth_signature=‹redacted:signature#1›&oauth_nonce=n"},
        {"oauth1_signature_in_a_page", html,
         R"(<input type="hidden" name="oauth_signature" value="abcd+/="><p>abcd</p>)",
         R"(<input type="hidden" name="oauth_signature" value="‹redacted:signature#1›"><p>abcd</p>)"},
        {"oauth1_shared_secret", json,
         R"({"consumer_key":"k","shared_secret":"s3cret"})",
         R"({"consumer_key":"k","shared_secret":"‹redacted:secret#1›"})"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);
// clang-format on

TEST(Redact, HeadersKeepTheirShape) {
    Redactor redactor;
    auto const out = redactor.headers({
        {"authorization", "Bearer token-one-1"                },
        {"Authorization", "Basic dXNlcjpwYXNz"                },
        {"Authorization", R"(OAuth oauth_nonce="n", oauth_signature="x%3D", oauth_version="1.0")"},
        {"Cookie",        "sid=12345; theme=dark"             },
        {"Set-Cookie",    "sid=12345; Path=/; HttpOnly"       },
        {"Location",      "/next?access_token=token-one-1&a=b"},
        {"Accept",        "text/html"                         },
    });
    EXPECT_THAT(
        out.fields(),
        testing::ElementsAre(
            testing::Pair("authorization", "Bearer ‹redacted:token#1›"),
            testing::Pair("Authorization", "Basic ‹redacted:credentials#1›"),
            testing::Pair(
                "Authorization", R"(OAuth oauth_nonce="n", oauth_signature="‹redacted:signature#1›", oauth_version="1.0")"
            ),
            testing::Pair("Cookie", "sid=‹redacted:cookie#1›; theme=‹redacted:cookie#2›"),
            testing::Pair("Set-Cookie", "sid=‹redacted:cookie#1›; Path=/; HttpOnly"),
            testing::Pair("Location", "/next?access_token=‹redacted:token#1›&a=b"),
            testing::Pair("Accept", "text/html")
        )
    );
}

struct Written {
    char const* name;
    std::string header;
    std::string redacted;
};
class OAuthHeader : public testing::TestWithParam<Written> {};

TEST_P(OAuthHeader, ShowsNoSignature) {
    Redactor redactor;
    auto const out = redactor.headers({{"Authorization", GetParam().header}});
    EXPECT_EQ(out.get("Authorization"), GetParam().redacted);
}

// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Rows,
    OAuthHeader,
    testing::ValuesIn<Written>({
        {"in_capitals", R"(OAuth OAUTH_Signature="x%3D", a="1")", R"(OAuth OAUTH_Signature="‹redacted:signature#1›", a="1")"},
        {"blanks", R"(OAuth oauth_signature = "x%3D" , a="1")", R"(OAuth oauth_signature = "‹redacted:signature#1›" , a="1")"},
        {"unquoted", "OAuth oauth_signature=x%3D, a=1", "OAuth oauth_signature=‹redacted:signature#1›, a=1"},
        {"unquoted_at_the_end", "OAuth a=1,oauth_signature= x=", "OAuth a=1,oauth_signature= ‹redacted:signature#1›"},
        {"without_an_end", R"(OAuth oauth_signature="x%3D)", R"(OAuth oauth_signature="‹redacted:signature#1›)"},
        {"twice", R"(OAuth oauth_signature="x", oauth_signature="y")",
         R"(OAuth oauth_signature="‹redacted:signature#1›", oauth_signature="‹redacted:signature#2›")"},
        {"after_a_tab", "OAuth\toauth_signature=\"x\", a=\"1\"", "OAuth\toauth_signature=\"‹redacted:signature#1›\", a=\"1\""},
        {"without_a_scheme", R"(oauth_signature="x", a="1")", "‹redacted:credentials#1›"},
        {"method", R"(OAuth oauth_signature_method="HMAC-SHA1")", R"(OAuth oauth_signature_method="HMAC-SHA1")"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);
// clang-format on

TEST(Redact, CaseKeepsEqualityAndCoversEarlierHopsAndSentences) {
    auto result = test::failed_case();
    result.hops[0].response->body = "early-token-value leaked before it was known";
    result.hops[1].request.headers.set("Authorization", "Bearer early-token-value");
    result.hops[2].request.headers.set("Authorization", "Bearer other-token-value");
    result.checks[1].observed = "sent early-token-value";
    auto again = result;
    Redactor redactor;
    redact(result, redactor);
    EXPECT_EQ(result.hops[0].response->body, "‹redacted:token#1› leaked before it was known");
    EXPECT_EQ(result.hops[1].request.headers.get("Authorization"), "Bearer ‹redacted:token#1›");
    EXPECT_EQ(result.hops[2].request.headers.get("Authorization"), "Bearer ‹redacted:token#2›");
    EXPECT_EQ(result.checks[1].observed, "sent ‹redacted:token#1›");
    Redactor other;  // a case is redacted alike whatever ran before it
    redact(again, other);
    EXPECT_EQ(again.hops[2].request.headers.get("Authorization"), "Bearer ‹redacted:token#2›");
}

TEST(Redact, IsIdempotent) {
    Redactor redactor;
    auto const once = redactor.body(R"({"access_token":"abcdefgh1234"})", json);
    EXPECT_EQ(redactor.body(once, json), once);
    EXPECT_THAT(once, Not(HasSubstr("abcdefgh")));
}

TEST(RedactedForms, TellNoLengthOfASignature) {
    Redactor redactor({});
    traffic::Exchange exchange;
    exchange.request = http::form_post("/", {{"a", "1"}, {"oauth_signature", "x+/="}});
    exchange.request.headers.set("Content-Length", "30");
    redact(exchange, redactor);
    EXPECT_FALSE(exchange.request.headers.has("Content-Length"));
    exchange.request = http::form_post("/", {{"a", "1"}});
    exchange.request.headers.set("Content-Length", "3");
    redact(exchange, redactor);
    EXPECT_EQ(exchange.request.headers.get("Content-Length"), "3");
}

}  // namespace
}  // namespace easel::report
