#include "base/codec.hpp"
#include "check/catalogue.hpp"
#include "jose/jwt.hpp"
#include "wire_scene.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <set>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;
using testing::HasSubstr;
using testing::StartsWith;
namespace json = easel::base::json;

using Row = Spoiled;

class Violation : public testing::TestWithParam<Row> {};

TEST_P(Violation, IsFoundAndNamed) {
    expect_judged(GetParam(), correct());
}

/// The parameter of the authentication request, or of the token request.
template <int Length>
struct Word {
    constexpr Word(char const (&text)[Length]) { std::copy_n(text, Length, value); }
    char value[Length];
};
template <Word Name, Word Value>
void login_with(Scene& scene) {
    set_parameter(scene.at(CallKind::authorization), Name.value, Value.value);
}
template <Word Name, Word Value>
void token_with(Scene& scene) {
    set_parameter(scene.at(CallKind::token), Name.value, Value.value);
}
template <Word Name, Word Value>
void claim(Scene& scene) {
    set_claim(scene.at(CallKind::token), Name.value, Value.value);
}
template <Word Name>
void score_without(Scene& scene) {
    remove_member(scene.at(CallKind::score), Name.value);
}
template <Word Name, Word Json>
void score_with(Scene& scene) {
    set_member(scene.at(CallKind::score), Name.value, easel::base::parse_json(Json.value).value());
}
template <Word Name, Word Json>
void item_with(Scene& scene) {
    set_member(scene.at(CallKind::line_item_create), Name.value, easel::base::parse_json(Json.value).value());
}
template <CallKind Kind, Word Name, Word Value>
void header(Scene& scene) {
    scene.at(Kind).request.headers.set(Name.value, Value.value);
}
template <Word Value>
void extension(Scene& scene) {
    set_member(
        scene.at(CallKind::score),
        "https://canvas.instructure.com/lti/submission",
        easel::base::parse_json(Value.value).value()
    );
}
template <Word Target>
void score_to(Scene& scene) {
    set_target(scene.at(CallKind::score), Target.value);
}

/// A second login, on hop 13, with the parameters of the first unless changed.
Exchange& second_login(Scene& scene) {
    return scene.repeat(CallKind::authorization);
}
template <Word Name, Word First, Word Second>
void two_logins(Scene& scene) {
    login_with<Name, First>(scene);
    set_parameter(second_login(scene), Name.value, Second.value);
}

auto const named = [](auto const& info) { return std::string(info.param.name); };

std::vector<Row> login_violations() {
    return {
        {"code_flow", "OIDC-003", login_with<"response_type", "code">, "`code`"},
        {"two_response_types", "OIDC-003", login_with<"response_type", "id_token token">, "`id_token token`"},
        {"no_response_mode", "OIDC-003", login_with<"response_mode", "~">, "no `response_mode`"},
        {"response_type_twice",
         "OIDC-003",
         [](Scene& s) {
             auto& e = s.at(CallKind::authorization);
             set_target(e, e.request.target + "&response_type=id_token");
         },
         "more than once"},
        {"no_scope", "OIDC-004", login_with<"scope", "~">, "no `scope`"},
        {"scope_without_openid", "OIDC-004", login_with<"scope", "profile">, "lacks `openid`"},
        {"more_scopes", "OIDC-004", login_with<"scope", "openid profile">, "more than `openid`", Verdict::warned},
        {"no_prompt", "OIDC-005", login_with<"prompt", "~">, "no `prompt`"},
        {"prompt_login", "OIDC-005", login_with<"prompt", "login">, "`login`"},
        {"from_the_server",
         "OIDC-018",
         [](Scene& s) { s.at(CallKind::authorization).request.headers.set("Cookie", "a=1"); },
         "without the user's browser"},
        {"other_client", "OIDC-006", login_with<"client_id", "10000000000002">, "`10000000000002`"},
        {"hint_decoded_twice", "OIDC-007", login_with<"login_hint", "hint  /=&">, "it was sent `hint +/=&`"},
        {"hint_cut", "OIDC-007", login_with<"login_hint", "hint +/=">, "cut after 8 of 9"},
        {"no_login_hint", "OIDC-007", login_with<"login_hint", "~">, "did not return `login_hint`"},
        {"no_message_hint", "OIDC-008", login_with<"lti_message_hint", "~">, "did not return `lti_message_hint`"},
        {"other_message_hint", "OIDC-008", login_with<"lti_message_hint", "None">, "`None`"},
        {"unregistered_redirect", "OIDC-010", login_with<"redirect_uri", "http://127.0.0.1:9001/a">, "not registered"},
        {"no_redirect", "OIDC-010", login_with<"redirect_uri", "~">, "no `redirect_uri`"},
        {"no_state", "OIDC-011", login_with<"state", "~">, "no `state`"},
        {"empty_state", "OIDC-011", login_with<"state", "">, "no `state`"},
        {"same_state", "OIDC-011", [](Scene& s) { second_login(s); }, "again that it had used before (hop 2)"},
        {"counter", "OIDC-011", login_with<"state", "00000017">, "bits can vary"},
        {"timestamp", "OIDC-011", login_with<"state", "1772359200250">, "bits can vary"},
        {"shared_prefix",
         "OIDC-011",
         two_logins<"state", "5f0c7a319d1e4c558a3b2f6e7d8c0001", "5f0c7a319d1e4c558a3b2f6e7d8c0002">,
         "bits can vary"},
        {"shared_suffix",
         "OIDC-011",
         two_logins<"state", "0a1b2c3d-aaaa-11ee-8000-00505601abcd", "0a1b2c4e-aaaa-11ee-8000-00505601abcd">,
         "bits can vary"},
        {"short_state", "OIDC-011", login_with<"state", "e2b4c6d8f0a193847566">, "80 bits", Verdict::warned},
        {"no_nonce", "OIDC-012", login_with<"nonce", "~">, "no `nonce`"},
        {"same_nonce",
         "OIDC-012",
         [](Scene& s) { set_parameter(second_login(s), "state", "00c07a31-9d1e-4c55-8a3b-2f6e7d8c9b0a"); },
         "again"},
        {"nonce_is_an_older_state",
         "OIDC-012",
         [](Scene& s) { set_parameter(second_login(s), "nonce", "5f0c7a31-9d1e-4c55-8a3b-2f6e7d8c9b0a"); },
         "state of another login"},
    };
}
INSTANTIATE_TEST_SUITE_P(Login, Violation, testing::ValuesIn(login_violations()), named);

std::vector<Row> token_violations() {
    return {
        {"token_by_get", "TOKEN-001", [](Scene& s) { s.at(CallKind::token).request.method = "GET"; }, "`GET`"},
        {"token_as_json",
         "TOKEN-001",
         header<CallKind::token, "Content-Type", "application/json">,
         "`application/json`"},
        {"token_in_query",
         "TOKEN-001",
         [](Scene& s) { set_target(s.at(CallKind::token), "/login/oauth2/token?scope=a"); },
         "into the URL"},
        {"other_grant", "TOKEN-002", token_with<"grant_type", "password">, "`password`"},
        {"no_assertion_type", "TOKEN-002", token_with<"client_assertion_type", "~">, "no `client_assertion_type`"},
        {"no_assertion", "TOKEN-003", token_with<"client_assertion", "~">, "no `client_assertion`"},
        {"no_jwt", "TOKEN-003", token_with<"client_assertion", "a.b">, "no signed JWT"},
        {"other_alg", "TOKEN-003", [](Scene& s) { set_header(s.at(CallKind::token), "alg", "HS256"); }, "`HS256`"},
        {"unpublished_key",
         "TOKEN-003",
         [](Scene& s) { sign_with(s.at(CallKind::token), other_key()); },
         "does not offer"},
        {"other_issuer", "TOKEN-004", claim<"iss", "http://127.0.0.1:9001">, "`iss`"},
        {"no_subject", "TOKEN-004", claim<"sub", "~">, "without `sub`"},
        {"numeric_issuer",
         "TOKEN-004",
         [](Scene& s) { set_claim(s.at(CallKind::token), "iss", 10000000000001); },
         "`iss`"},
        {"audience_issuer", "TOKEN-005", claim<"aud", "http://127.0.0.1:8090">, "`aud`"},
        {"audience_with_slash", "TOKEN-005", claim<"aud", "http://127.0.0.1:8090/login/oauth2/token/">, "`aud`"},
        {"audience_list_of_others",
         "TOKEN-005",
         [](Scene& s) {
             set_claim(s.at(CallKind::token), "aud", json::array{"a", 7});
         },
         "`aud`"},
        {"no_audience", "TOKEN-005", claim<"aud", "~">, "missing"},
        {"no_iat", "TOKEN-006", claim<"iat", "~">, "`iat` is missing"},
        {"text_exp", "TOKEN-006", claim<"exp", "1772359500">, "no number"},
        {"clock_ahead",
         "TOKEN-006",
         [](Scene& s) {
             auto const now = easel::base::to_numeric_date(time_of(7));
             set_claim(s.at(CallKind::token), "iat", now + 94);
         },
         "1m34s ahead of Canvas's clock"},
        {"expired",
         "TOKEN-006",
         [](Scene& s) {
             auto const now = easel::base::to_numeric_date(time_of(7));
             set_claim(s.at(CallKind::token), "iat", now - 900);
             set_claim(s.at(CallKind::token), "exp", now - 600);
         },
         "expired 10m"},
        {"exp_before_iat",
         "TOKEN-006",
         [](Scene& s) { set_claim(s.at(CallKind::token), "exp", easel::base::to_numeric_date(time_of(7)) - 1); },
         "no later than it is issued"},
        {"lives_a_day",
         "TOKEN-006",
         [](Scene& s) { set_claim(s.at(CallKind::token), "exp", easel::base::to_numeric_date(time_of(7)) + 86'400); },
         "valid for 1d",
         Verdict::warned},
        {"no_jti", "TOKEN-007", claim<"jti", "~">, "without `jti`"},
        {"same_jti", "TOKEN-007", [](Scene& s) { s.repeat(CallKind::token); }, "of hop 7 again"},
        {"no_token_scope", "TOKEN-008", token_with<"scope", "~">, "without `scope`"},
        {"blank_scope", "TOKEN-008", token_with<"scope", " ">, "without `scope`"},
        {"commas", "TOKEN-008", token_with<"scope", "a,b">, "by commas"},
        {"not_announced",
         "TOKEN-008",
         token_with<"scope", "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly">,
         "no launch had announced"},
        {"asks_for_all",
         "TOKEN-008",
         [](Scene& s) {
             for (auto const kind :
                  {CallKind::line_items, CallKind::line_item, CallKind::line_item_create, CallKind::results})
                 s.drop(kind);
         },
         "one would have sufficed",
         Verdict::warned},
        {"basic_too",
         "TOKEN-009",
         header<CallKind::token, "Authorization", "Basic YTpi">,
         "Basic credentials",
         Verdict::warned},
        {"secret_too", "TOKEN-009", token_with<"client_secret", "s">, "`client_secret`", Verdict::warned},
        {"no_bearer",
         "TOKEN-013",
         [](Scene& s) { s.at(CallKind::score).request.headers.remove("Authorization"); },
         "without an `Authorization`"},
        {"token_of_another_client",
         "TOKEN-016",
         [](Scene& s) { s.at(CallKind::score).client_id = "10000000000002"; },
         "a token of the client `10000000000002`"},
        {"bare_token", "TOKEN-013", header<CallKind::score, "Authorization", "abc">, "does not begin with"},
        {"double_scheme",
         "TOKEN-013",
         header<CallKind::score, "Authorization", "Bearer Bearer abc">,
         "more than one word"},
        {"token_as_query",
         "TOKEN-013",
         score_to<"/api/lti/courses/1/line_items/2/scores?access_token=abc">,
         "query parameter"},
        {"lower_case_scheme",
         "TOKEN-013",
         header<CallKind::score, "Authorization", "bearer abc">,
         "`bearer`",
         Verdict::warned},
        {"no_user_agent",
         "TOKEN-019",
         [](Scene& s) { s.at(CallKind::score).request.headers.remove("User-Agent"); },
         "without a `User-Agent`"},
        {"empty_user_agent", "TOKEN-019", header<CallKind::token, "User-Agent", " ">, "without a `User-Agent`"},
        {"token_in_page",
         "TOKEN-021",
         [](Scene& s) { s.at(CallKind::page).response->body = std::string("t='") + access_token + "'"; },
         "an access token to the browser"},
        {"token_in_header",
         "TOKEN-021",
         [](Scene& s) { s.at(CallKind::page).response->headers.set("X-Debug", access_token); },
         "an access token"},
        {"assertion_in_page",
         "TOKEN-021",
         [](Scene& s) {
             auto const form = s.at(CallKind::token).request.form();
             s.at(CallKind::page).response->body = *easel::base::find(form, "client_assertion");
         },
         "a client assertion"},
        {"token_in_location",
         "PRIV-009",
         [](Scene& s) {
             s.at(CallKind::launch).response = easel::http::redirect(std::string("/app?t=") + access_token);
         },
         "an access token into a URL"},
        {"id_token_in_location",
         "PRIV-009",
         [](Scene& s) {
             auto const form = s.at(CallKind::launch).request.form();
             s.at(CallKind::launch).response =
                 easel::http::redirect("/app?id_token=" + *easel::base::find(form, "id_token"));
         },
         "the id_token into a URL"},
        {"email_in_url",
         "PRIV-009",
         [](Scene& s) { s.at(CallKind::page).url = "http://127.0.0.1:9001/app?u=ada%40example.edu"; },
         "email address into a URL",
         Verdict::warned},
        {"name_in_location",
         "PRIV-009",
         [](Scene& s) { s.at(CallKind::launch).response = easel::http::redirect("/app?n=Ada+Lovelace"); },
         "name into a URL",
         Verdict::warned},
    };
}
INSTANTIATE_TEST_SUITE_P(Token, Violation, testing::ValuesIn(token_violations()), named);

std::vector<Row> key_violations() {
    return {
        {"asked_the_token_s_issuer",
         "KEY-018",
         [](Scene& s) {
             auto const token = easel::jose::sign_hmac({{"alg", "HS256"}}, {{"iss", "http://127.0.0.1:9/x"}}, "secret");
             s.at(CallKind::launch).request = easel::http::form_post("/launch", {{"id_token", token}});
             Exchange came;
             came.from = easel::traffic::Party::tool;
             came.to = easel::traffic::Party::probe;
             came.url = "http://127.0.0.1:9/x/.well-known/openid-configuration";
             s.add(came);
         },
         "asked the issuer that the token names"},
        {"no_key_list",
         "KEY-011",
         [](Scene& s) { s.context.key_sets = {"{\"k\":[]}"}; },
         "no JSON object with a `keys` list"},
        {"no_json", "KEY-011", [](Scene& s) { s.context.key_sets = {"<html>"}; }, "no JSON object"},
        {"no_kid", "KEY-011", [](Scene& s) { set_key_member(s, "kid", "~"); }, "without `kid`"},
        {"no_modulus", "KEY-011", [](Scene& s) { set_key_member(s, "n", "~"); }, "without `n`"},
        {"no_kty", "KEY-011", [](Scene& s) { set_key_member(s, "kty", "~"); }, "without `kty`"},
        {"no_alg", "KEY-012", [](Scene& s) { set_key_member(s, "alg", "~"); }, "without `alg`"},
        {"use_enc", "KEY-012", [](Scene& s) { set_key_member(s, "use", "enc"); }, "`enc`"},
        {"private_exponent", "KEY-013", [](Scene& s) { set_key_member(s, "d", "AQAB"); }, "private member `d`"},
        {"symmetric_key", "KEY-013", [](Scene& s) { set_key_member(s, "k", "AQAB"); }, "private member `k`"},
        {"short_key",
         "KEY-014",
         [](Scene& s) {
             s.context.key_sets = {
                 easel::base::dump(json::object{{"keys", json::array{short_key().public_jwk("k1")}}})};
         },
         "of 1024 bits"},
        {"unreadable_modulus", "KEY-014", [](Scene& s) { set_key_member(s, "n", "***"); }, "of 0 bits"},
        {"same_kid_twice",
         "KEY-015",
         [](Scene& s) {
             s.context.key_sets = {easel::base::dump(json::object{
                 {"keys", json::array{tool_key().public_jwk("k1"), other_key().public_jwk("k1")}}})};
         },
         "twice"},
        {"kid_reused",
         "KEY-015",
         [](Scene& s) {
             s.context.key_sets.push_back(easel::base::dump(json::object{
                 {"keys", json::array{other_key().public_jwk("k1")}}}));
         },
         "another key under the kid `k1`"},
        {"assertion_without_kid",
         "KEY-016",
         [](Scene& s) { set_header(s.at(CallKind::token), "kid", "~"); },
         "without a `kid`"},
        {"unknown_kid",
         "KEY-016",
         [](Scene& s) { set_header(s.at(CallKind::token), "kid", "K2"); },
         "`K2`; its key set only offers `k1`"},
        {"one_key_for_two_platforms",
         "KEY-019",
         [](Scene& s) { s.repeat(CallKind::token).url = "http://127.0.0.1:8090/r/2/login/oauth2/token"; },
         "as it did for another",
         Verdict::warned},
        {"signed_by_another",
         "KEY-016",
         [](Scene& s) { sign_with(s.at(CallKind::token), other_key()); },
         "does not verify"},
    };
}
INSTANTIATE_TEST_SUITE_P(Key, Violation, testing::ValuesIn(key_violations()), named);

constexpr auto make = CallKind::line_item_create;

std::vector<Row> line_item_violations() {
    return {
        {"item_as_json", "LI-004", header<make, "Content-Type", "application/json">, "`application/json`"},
        {"item_as_container",
         "LI-004",
         header<make, "Content-Type", "application/vnd.ims.lis.v2.lineitemcontainer+json">,
         "content type"},
        {"list_accepts_json",
         "LI-005",
         header<CallKind::line_items, "Accept", "application/json">,
         "`application/json`",
         Verdict::warned},
        {"item_accepts_anything", "LI-005", header<CallKind::line_item, "Accept", "*/*">, "`*/*`", Verdict::warned},
        {"no_label", "LI-006", [](Scene& s) { remove_member(s.at(make), "label"); }, "without `label`"},
        {"blank_label", "LI-006", item_with<"label", "\"  \"">, "`label` is"},
        {"text_maximum", "LI-006", item_with<"scoreMaximum", "\"60\"">, "`scoreMaximum` is `\"60\"`"},
        {"zero_maximum", "LI-006", item_with<"scoreMaximum", "0">, "`scoreMaximum` is `0`"},
        {"no_object", "LI-006", [](Scene& s) { set_body(s.at(make), "[]"); }, "no JSON object"},
        {"numeric_resource_id", "LI-008", item_with<"resourceId", "7">, "`resourceId` as `7`"},
        {"tag_object", "LI-008", item_with<"tag", "{}">, "`tag` as `{}`"},
        {"date_without_zone", "LI-009", item_with<"startDateTime", "\"2026-03-01T10:00:00\"">, "no time zone"},
        {"no_date", "LI-009", item_with<"endDateTime", "\"tomorrow\"">, "no ISO 8601"},
        {"other_filter",
         "LI-015",
         [](Scene& s) { set_target(s.at(CallKind::line_items), "/api/lti/courses/1/line_items?resourceLinkId=1"); },
         "`resourceLinkId`"},
        {"query_lost", "LI-015", [](Scene& s) { s.context.launches[0].line_items_url += "?a=1"; }, "lost `a`"},
        {"second_mark",
         "LI-015",
         [](Scene& s) {
             s.context.launches[0].line_items_url += "?a=1";
             set_target(s.at(CallKind::line_items), "/api/lti/courses/1/line_items?a=1?tag=x");
         },
         "second `?`"},
        {"results_in_query",
         "RES-001",
         [](Scene& s) { set_target(s.at(CallKind::results), "/api/lti/courses/1/line_items/2?type_id=7/results"); },
         "instead of its path"},
        {"results_query_lost",
         "RES-001",
         [](Scene& s) { set_target(s.at(CallKind::results), "/api/lti/courses/1/line_items/2/results"); },
         "has `type_id=7&x=a%2Fb`"},
        {"results_accept",
         "RES-002",
         header<CallKind::results, "Accept", "application/json">,
         "`application/json`",
         Verdict::warned},
        {"results_written", "RES-003", [](Scene& s) { s.at(CallKind::results).request.method = "POST"; }, "sent POST"},
        {"camel_case_user",
         "RES-004",
         [](Scene& s) { set_target(s.at(CallKind::results), "/api/lti/courses/1/line_items/2/results?userId=1"); },
         "`userId`"},
        {"unencoded_user",
         "RES-004",
         [](Scene& s) {
             s.context.launches[0].sub = "a+b";
             set_target(s.at(CallKind::results), "/api/lti/courses/1/line_items/2/results?user_id=a+b");
         },
         "`a b`"},
        {"results_without_scope",
         "RES-008",
         [](Scene& s) {
             s.at(CallKind::token).response = easel::http::json(
                 200, easel::base::dump(json::object{{"access_token", access_token}, {"scope", "other"}})
             );
         },
         "granted `other` only"},
    };
}
INSTANTIATE_TEST_SUITE_P(LineItem, Violation, testing::ValuesIn(line_item_violations()), named);

std::vector<Row> score_violations() {
    return {
        {"scores_in_query",
         "SCORE-001",
         score_to<"/api/lti/courses/1/line_items/2?type_id=7/scores">,
         "instead of its path"},
        {"scores_query_lost",
         "SCORE-001",
         score_to<"/api/lti/courses/1/line_items/2/scores">,
         "has `type_id=7&x=a%2Fb`"},
        {"scores_query_reencoded",
         "SCORE-001",
         score_to<"/api/lti/courses/1/line_items/2/scores?type_id=7&x=a/b">,
         "has `type_id=7&x=a%2Fb`"},
        {"score_by_put", "SCORE-003", [](Scene& s) { s.at(CallKind::score).request.method = "PUT"; }, "by PUT"},
        {"score_as_json",
         "SCORE-003",
         header<CallKind::score, "Content-Type", "application/json">,
         "`application/json`"},
        {"score_as_line_item",
         "SCORE-003",
         header<CallKind::score, "Content-Type", "application/vnd.ims.lis.v2.lineitem+json">,
         "lineitem+json"},
        {"score_list", "SCORE-004", [](Scene& s) { set_body(s.at(CallKind::score), "[{}]"); }, "not one JSON object"},
        {"score_encoded_twice",
         "SCORE-004",
         [](Scene& s) { set_body(s.at(CallKind::score), "\"{}\""); },
         "not one JSON object"},
        {"score_cut", "SCORE-004", [](Scene& s) { set_body(s.at(CallKind::score), "{\"userId\":\"a"); }, "no JSON"},
        {"score_with_mark",
         "SCORE-004",
         [](Scene& s) { set_body(s.at(CallKind::score), "\xEF\xBB\xBF{}"); },
         "byte order mark"},
        {"score_latin1",
         "SCORE-004",
         [](Scene& s) { set_body(s.at(CallKind::score), "{\"comment\":\"gr\xfc\xdf\"}"); },
         "no valid UTF-8"},
        {"numeric_user", "SCORE-005", score_with<"userId", "42">, "`42`"},
        {"other_user", "SCORE-005", score_with<"userId", "\"ada@example.edu\"">, "no `sub` of a launch"},
        {"no_user", "SCORE-005", score_without<"userId">, "without `userId`"},
        {"no_timestamp", "SCORE-006", score_without<"timestamp">, "without `timestamp`"},
        {"epoch", "SCORE-006", score_with<"timestamp", "1772359211">, "no ISO 8601"},
        {"timestamp_without_zone", "SCORE-006", score_with<"timestamp", "\"2026-03-01T10:00:11.250\"">, "no time zone"},
        {"whole_seconds",
         "SCORE-007",
         score_with<"timestamp", "\"2026-03-01T10:00:11Z\"">,
         "no fraction",
         Verdict::warned},
        {"local_time_labelled_utc", "SCORE-008", score_with<"timestamp", "\"2026-03-01T11:00:11.250Z\"">, "1h ahead"},
        {"two_minutes_ahead", "SCORE-008", score_with<"timestamp", "\"2026-03-01T10:02:11.250Z\"">, "2m ahead"},
        {"old_time", "SCORE-008", score_with<"timestamp", "\"2026-03-01T09:00:11.250Z\"">, "1h behind"},
        {"same_timestamp",
         "SCORE-009",
         [](Scene& s) { set_member(s.repeat(CallKind::score), "scoreGiven", 50); },
         "in hop 11"},
        {"earlier_timestamp",
         "SCORE-009",
         [](Scene& s) { set_member(s.repeat(CallKind::score), "timestamp", "2026-03-01T10:00:00.000Z"); },
         "without a later timestamp"},
        {"text_score", "SCORE-011", score_with<"scoreGiven", "\"48\"">, "no number"},
        {"negative_score", "SCORE-011", score_with<"scoreGiven", "-1">, "negative"},
        {"null_final_score", "SCORE-011", score_with<"scoreGiven", "null">, "no number"},
        {"no_maximum", "SCORE-012", score_without<"scoreMaximum">, "without `scoreMaximum`"},
        {"negative_maximum", "SCORE-012", score_with<"scoreMaximum", "-60">, "no number above 0"},
        {"maximum_text", "SCORE-012", score_with<"scoreMaximum", "\"60\"">, "no number above 0"},
        {"percent_of_one", "SCORE-014", score_with<"scoreMaximum", "1">, "fraction achieved was 0.8"},
        {"fraction_of_a_hundred", "SCORE-014", score_with<"scoreGiven", "0.8">, "`0.8`"},
        {"unknown_activity", "SCORE-015", score_with<"activityProgress", "\"Done\"">, "Done"},
        {"no_activity", "SCORE-015", score_without<"activityProgress">, "without `activityProgress`"},
        {"lower_case_grading", "SCORE-016", score_with<"gradingProgress", "\"fullyGraded\"">, "fullyGraded"},
        {"no_grading", "SCORE-016", score_without<"gradingProgress">, "without `gradingProgress`"},
        {"pending_score", "SCORE-017", score_with<"gradingProgress", "\"Pending\"">, "does not count"},
        {"score_of_a_teacher",
         "SCORE-019",
         [](Scene& s) { s.context.launches[0].learner = false; },
         "no learner",
         Verdict::warned},
        {"bare_extension", "SCORE-023", score_with<"attempt", "2">, "`attempt`"},
        {"bare_null", "SCORE-023", score_with<"attempt", "null">, "`attempt`", Verdict::warned},
        {"extension_no_object", "SCORE-024", extension<"[]">, "no object"},
        {"unknown_type", "SCORE-024", extension<"{\"submission_type\":\"quiz\"}">, "`\"quiz\"`"},
        {"data_object", "SCORE-024", extension<"{\"submission_data\":{}}">, "no string"},
        {"boolean_as_text", "SCORE-024", extension<"{\"new_submission\":\"false\"}">, "no boolean"},
        {"upload_without_files",
         "SCORE-025",
         extension<"{\"submission_type\":\"online_upload\"}">,
         "without a content item"},
        {"upload_of_links",
         "SCORE-025",
         extension<"{\"submission_type\":\"online_upload\",\"content_items\":[{\"type\":\"link\"}]}">,
         "without a content item"},
        {"submitted_tomorrow",
         "SCORE-026",
         extension<"{\"submitted_at\":\"2026-03-02T10:00:11Z\"}">,
         "ahead of Canvas's clock"},
        {"submitted_sometime", "SCORE-026", extension<"{\"submitted_at\":\"yesterday\"}">, "no ISO 8601"},
        {"graded_at_the_start",
         "SCORE-018",
         [](Scene& s) {
             s.drop(CallKind::action);
             remove_member(s.at(CallKind::score), "scoreGiven");
             set_member(s.at(CallKind::score), "gradingProgress", "FullyGraded");
         },
         "FullyGraded without scoreGiven"},
        {"score_without_scope",
         "SCORE-030",
         [](Scene& s) {
             s.at(CallKind::token).response = easel::http::json(
                 200, easel::base::dump(json::object{{"access_token", access_token}, {"scope", "other"}})
             );
         },
         "granted `other` only"},
    };
}
INSTANTIATE_TEST_SUITE_P(Score, Violation, testing::ValuesIn(score_violations()), named);

TEST(Violations, CoverEveryWireRequirement) {
    auto covered = broken_by_service_rows();
    for (auto const& rows :
         {login_violations(), token_violations(), key_violations(), line_item_violations(), score_violations()}) {
        for (auto const& row : rows) covered.insert(row.requirement);
    }
    // Deep linking, the roster, pages and scripts, registrations, configurations, Outcomes and trouble (wire_paging_test.cpp) have tables of their own.
    auto const elsewhere = [](std::string const& id) {
        return id.starts_with("DL-") || id.starts_with("NRPS-") || id.starts_with("SEC-") || id.starts_with("PM-") ||
               id.starts_with("THR-") || id.starts_with("REG-") || id.starts_with("CFG-") || id.starts_with("O11-");
    };
    for (auto const* id : {"KEY-017", "OIDC-019", "OIDC-021", "TOKEN-014", "TOKEN-020", "TOKEN-022"}) covered.insert(id);
    for (auto const& id : wire_requirements())
        if (!elsewhere(id)) EXPECT_TRUE(covered.contains(id)) << id;
}

}  // namespace
