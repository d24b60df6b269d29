#include "base/text.hpp"
#include "base/url.hpp"
#include "fake_platform.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "reference_tool/logins.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::reference_tool {
namespace {

namespace json = base::json;
using http::awaitable;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing_support::Stage;

std::string value(base::Fields const& fields, std::string_view name) {
    auto const* found = base::find(fields, name);
    return found == nullptr ? std::string() : *found;
}

bool welcomes(http::Response const& response) {
    return response.status == 200 && response.body.find("Welcome") != std::string::npos;
}

struct LoginRow {
    char const* name;
    base::Fields changes; ///< "~" removes
    bool goes_on;
    char const* defect;         ///< "" : none changes it
    char const* parameter = ""; ///< of the authentication request; compared when it goes on
    char const* correct = "";
    char const* with_defect = "";
};
void PrintTo(LoginRow const& row, std::ostream* os) {
    *os << row.name;
}

class Logins : public testing::TestWithParam<LoginRow> {};

base::Fields login_with(std::string defect, base::Fields const& changes) {
    Stage stage(std::move(defect));
    base::Fields request;
    stage.run([&](Stage& s) -> awaitable<void> { request = co_await s.login(changes); });
    return request;
}

TEST_P(Logins, LeadToTheAuthenticationRequest) {
    auto const& row = GetParam();
    auto const correct = login_with("", row.changes);
    EXPECT_EQ(!correct.empty(), row.goes_on);
    EXPECT_EQ(value(correct, row.parameter), row.correct);
    if (*row.defect == '\0') return;
    auto const broken = login_with(row.defect, row.changes);
    if (*row.parameter == '\0')
        EXPECT_NE(!broken.empty(), row.goes_on);
    else
        EXPECT_EQ(value(broken, row.parameter), row.with_defect);
}

INSTANTIATE_TEST_SUITE_P(
    Oidc,
    Logins,
    testing::ValuesIn<LoginRow>({
        {"posted_001", {}, true, "login-demands-csrf-token"},
        {"response_type_003", {}, true, "asks-for-a-code", "response_type", "id_token", "code"},
        {"response_mode_003", {}, true, "", "response_mode", "form_post"},
        {"scope_004", {}, true, "scope-without-openid", "scope", "openid", "profile"},
        {"prompt_005", {}, true, "prompts-for-login", "prompt", "none", "login"},
        {"client_006", {}, true, "wrong-client-id", "client_id", "10000000000007", "100000000000070"},
        {"hint_007",
         {{"login_hint", "a+b%25&c=é"}},
         true,
         "decodes-login-hint-twice",
         "login_hint",
         "a+b%25&c=é",
         "a b%&c=é"},
        {"message_hint_008",
         {{"lti_message_hint", std::string(120, 'x') + "0123456789"}},
         true,
         "",
         "lti_message_hint",
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
         "xxxxxxxxxxx0123456789"},
        {"no_message_hint_009", {{"lti_message_hint", "~"}}, true, "null-message-hint", "lti_message_hint", "", "null"},
        {"hostile_target_010",
         {{"target_link_uri", "https://evil.example/x"}},
         true,
         "redirect-uri-from-target",
         "redirect_uri",
         "http://127.0.0.1:9001/t/1/launch",
         "https://evil.example/x"},
        {"no_issuer_013", {{"iss", "~"}}, false, "login-without-iss"},
        {"no_hint_013", {{"login_hint", "~"}}, false, "login-without-iss"},
        {"unknown_issuer_014", {{"iss", "https://evil.example"}}, false, "login-of-unknown-issuer"},
        {"unknown_client_015", {{"client_id", "999999999"}}, false, "login-of-unknown-client"},
        {"no_client_016", {{"client_id", "~"}}, true, "demands-client-id"},
        {"unknown_parameter_017", {{"x_unknown[]", "1"}}, true, "refuses-unknown-parameters"},
        {"endpoint_query_019", {}, true, "", "env", "beta"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Login, ByGetWorksToo) { // OIDC-002
    for (auto const* defect : {"", "login-refuses-get"}) {
        Stage stage(defect);
        int status = 0;
        stage.run([&](Stage& s) -> awaitable<void> {
            http::Request request;
            request.target = "/t/1/login?iss=https%3A%2F%2Fcanvas.example&login_hint=h&client_id=10000000000007";
            auto const response = co_await s.ask(request);
            status = response.status;
        });
        EXPECT_EQ(status, *defect == '\0' ? 302 : 405);
    }
}

TEST(Login, DrawsFreshStatesAndNonces) { // OIDC-011, OIDC-012
    Stage stage;
    std::set<std::string> seen;
    stage.run([&](Stage& s) -> awaitable<void> {
        for (int i = 0; i < 12; ++i) {
            auto const request = co_await s.login();
            seen.insert(value(request, "state"));
            seen.insert(value(request, "nonce"));
        }
    });
    EXPECT_EQ(seen.size(), 24U);
    EXPECT_EQ(seen.begin()->size(), 40U);
    EXPECT_EQ(value(login_with("counts-states", {}), "state"), "000000000001");
    EXPECT_EQ(value(login_with("counts-nonces", {}), "nonce"), "000000000001");
}

TEST(Launch, OpensASession) { // LAUNCH-002, SEC-001, SEC-005, SEC-007
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        http::Request probe;
        probe.target = "/t/1/me";
        auto const before = co_await s.ask(probe);
        EXPECT_EQ(before.status, 401);
        auto const page = co_await s.launch();
        EXPECT_EQ(page.status, 200);
        EXPECT_THAT(
            page.body,
            AllOf(HasSubstr("Welcome, Ada Lovelace"), HasSubstr("Start attempt"), HasSubstr("data-user=\"u-1\""))
        );
        EXPECT_THAT(page.body, AllOf(HasSubstr("Cells quiz"), HasSubstr("Biology"), Not(HasSubstr("Configure"))));
        EXPECT_THAT(page.headers.all("Set-Cookie").front(), HasSubstr("; Path=/t/1; Secure; SameSite=None; HttpOnly"));
        EXPECT_THAT(
            std::string(page.headers.get("Content-Security-Policy")), HasSubstr("frame-ancestors http://127.0.0.1:")
        );
        EXPECT_EQ(page.headers.get("Cache-Control"), "no-store");
        auto const after = co_await s.ask(probe);
        EXPECT_EQ(after.body, R"({"user":"u-1","course":"course-1"})");
        EXPECT_EQ(s.jar.size(), 1U) << "the login's cookie is gone";
        http::Request again;
        again.target = "/t/1/launch";
        auto const reloaded = co_await s.ask(again);
        EXPECT_EQ(reloaded.body, page.body);
    });
}

TEST(Launch, GoesOnByThePlatformsStorage) { // PM-001 to PM-006
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        auto const page = co_await s.post(
            "/login", {{"iss", "https://canvas.example"},
                       {"login_hint", "hint"},
                       {"target_link_uri", "http://127.0.0.1:9001/t/1/launch"},
                       {"lti_storage_target", "post_message_forwarding"}}
        );
        EXPECT_EQ(page.status, 200);
        EXPECT_THAT(page.body, AllOf(HasSubstr("lti.capabilities"), HasSubstr("lti.put_data"), HasSubstr("http-equiv=\"refresh\"")));
        auto const mark = page.body.find("value: \"") + 8;
        auto const share = page.body.substr(mark, page.body.find('"', mark) - mark);
        auto const from = page.body.find("url=") + 4;
        auto const next = base::html_unescape(page.body.substr(from, page.body.find('"', from) - from));
        auto const request = base::form_decode(base::parse_url(next)->query);

        s.jar.clear(); // the frame keeps none
        auto const asked = co_await s.deliver(s.signed_token(s.claims(request)), value(request, "state"));
        EXPECT_EQ(asked.status, 401);
        EXPECT_THAT(asked.body, AllOf(HasSubstr("lti.get_data"), HasSubstr("new window"), Not(HasSubstr("Ada"))));
        EXPECT_TRUE(s.jar.empty());
        auto const wrong = co_await s.post("/launch", {{"state", value(request, "state")}, {"proof", "guessed"}});
        EXPECT_EQ(wrong.status, 400);
        auto const right = co_await s.post("/launch", {{"state", value(request, "state")}, {"proof", share}});
        EXPECT_TRUE(welcomes(right)) << right.body;
        auto const again = co_await s.post("/launch", {{"state", value(request, "state")}, {"proof", share}});
        EXPECT_EQ(again.status, 400);
    });
}

TEST(Launch, AsksForTheKeysOnce) { // KEY-004, TOKEN-019
    for (auto const* defect : {"", "fetches-keys-each-time"}) {
        Stage stage(defect);
        stage.run([](Stage& s) -> awaitable<void> {
            for (int i = 0; i < 3; ++i) EXPECT_TRUE(welcomes(co_await s.launch()));
        });
        EXPECT_EQ(stage.calls("/jwks").size(), *defect == '\0' ? 1U : 3U);
        EXPECT_EQ(stage.calls("/jwks").front().headers.get("User-Agent"), "EaselReferenceTool/1");
    }
}

/// A launch that something is wrong with: how it ends, and the defect that lets it pass.
struct Row {
    char const* name;
    awaitable<http::Response> (*attempt)(Stage&);
    int status;
    char const* defect;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

/// Signs the claims of a fresh login under another header.
awaitable<http::Response> forged(
    Stage& s, json::object header, std::string (*sign)(json::object const&, json::value const&)
) {
    auto const request = co_await s.login();
    auto const claims = s.claims(request);
    co_return co_await s.deliver(sign(header, claims), value(request, "state"));
}

std::string by_platform(json::object const& header, json::value const& claims) {
    return jose::sign(header, claims, keys::fixture_key("platform-present"));
}
std::string by_attacker(json::object const& header, json::value const& claims) {
    return jose::sign(header, claims, keys::fixture_key("attacker"));
}
std::string by_nobody(json::object const& header, json::value const& claims) {
    return jose::unsigned_token(header, claims);
}
std::string by_public_key(json::object const& header, json::value const& claims) {
    return jose::sign_hmac(header, claims, keys::fixture_key("platform-present").public_pem());
}
std::string by_guess(json::object const& header, json::value const& claims) {
    return jose::sign_hmac(header, claims, "secret");
}

json::object header_of(char const* text) {
    return base::parse_json(text).value().as_object();
}

awaitable<http::Response> tampered(Stage& s) {
    auto const request = co_await s.login();
    auto const token = s.signed_token(s.claims(request));
    auto other = s.claims(request);
    other["sub"] = "u-2";
    auto const parts = base::split(token, '.');
    auto const forged_parts = base::split(s.signed_token(other), '.');
    co_return co_await s.deliver(parts[0] + "." + forged_parts[1] + "." + parts[2], value(request, "state"));
}
awaitable<http::Response> after_a_good_one(Stage& s) {
    co_await s.launch();
    co_return co_await tampered(s);
}
awaitable<http::Response> wrong_key(Stage& s) {
    return forged(s, header_of(R"({"alg":"RS256","kid":"present"})"), by_attacker);
}
awaitable<http::Response> unsigned_one(Stage& s) {
    return forged(s, header_of(R"({"alg":"None","kid":"present"})"), by_nobody);
}
awaitable<http::Response> empty_signature(Stage& s) {
    return forged(s, header_of(R"({"alg":"RS256","kid":"present"})"), by_nobody);
}
awaitable<http::Response> hmac_public(Stage& s) {
    return forged(s, header_of(R"({"alg":"HS256","kid":"present"})"), by_public_key);
}
awaitable<http::Response> hmac_guess(Stage& s) {
    return forged(s, header_of(R"({"alg":"HS256","kid":"nobody"})"), by_guess);
}
awaitable<http::Response> no_kid(Stage& s) {
    return forged(s, header_of(R"({"alg":"RS256"})"), by_platform);
}
awaitable<http::Response> unknown_kid(Stage& s) {
    return forged(s, header_of(R"({"alg":"RS256","kid":"imstester"})"), by_platform);
}
awaitable<http::Response> critical(Stage& s) {
    return forged(s, header_of(R"({"alg":"RS256","kid":"present","crit":["urn:x"],"urn:x":1})"), by_platform);
}
awaitable<http::Response> embedded(Stage& s) {
    auto header = header_of(R"({"alg":"RS256","kid":"mine"})");
    header["jwk"] = keys::fixture_key("attacker").public_jwk("mine");
    return forged(s, std::move(header), by_attacker);
}
awaitable<http::Response> unreadable(Stage& s) {
    auto const request = co_await s.login();
    co_return co_await s.deliver("abc", value(request, "state"));
}
awaitable<http::Response> stateless(Stage& s) {
    auto const request = co_await s.login();
    base::Fields fields{{"id_token", s.signed_token(s.claims(request))}};
    co_return co_await s.post("/launch", std::move(fields));
}
awaitable<http::Response> unknown_state(Stage& s) {
    auto const request = co_await s.login();
    co_return co_await s.deliver(s.signed_token(s.claims(request)), "made-up");
}
awaitable<http::Response> other_browser(Stage& s) {
    auto const request = co_await s.login();
    s.jar.clear();
    s.jar["unrelated"] = "1";
    co_return co_await s.deliver(s.signed_token(s.claims(request)), value(request, "state"));
}
awaitable<http::Response> without_cookies(Stage& s) {
    auto const request = co_await s.login();
    s.jar.clear();
    auto claims = s.claims(request);
    claims["nonce"] = "never-sent";
    co_return co_await s.deliver(s.signed_token(claims), value(request, "state"));
}
awaitable<http::Response> no_nonce(Stage& s) {
    return s.launch([](json::object& claims) { claims.erase("nonce"); });
}
awaitable<http::Response> unknown_nonce(Stage& s) {
    return s.launch([](json::object& claims) { claims["nonce"] = "made-up"; });
}
awaitable<http::Response> nonce_of_another(Stage& s) {
    auto const first = co_await s.login();
    auto const second = co_await s.login();
    co_return co_await s.deliver(s.signed_token(s.claims(second)), value(first, "state"));
}
awaitable<http::Response> twice(Stage& s) {
    auto const request = co_await s.login();
    auto const token = s.signed_token(s.claims(request));
    EXPECT_TRUE(welcomes(co_await s.deliver(token, value(request, "state"))));
    co_return co_await s.deliver(token, value(request, "state"));
}
awaitable<http::Response> old_token_new_login(Stage& s) {
    auto const request = co_await s.login();
    auto const token = s.signed_token(s.claims(request));
    EXPECT_TRUE(welcomes(co_await s.deliver(token, value(request, "state"))));
    auto const second = co_await s.login();
    co_return co_await s.deliver(token, value(second, "state"));
}
awaitable<http::Response> twice_in_another_browser(Stage& s) {
    auto const request = co_await s.login();
    auto const token = s.signed_token(s.claims(request));
    EXPECT_TRUE(welcomes(co_await s.deliver(token, value(request, "state"))));
    s.jar.clear();
    co_return co_await s.deliver(token, value(request, "state"));
}
awaitable<http::Response> refused_with_a_session(Stage& s) {
    co_await s.launch();
    co_return co_await s.launch([](json::object& claims) {
        claims["sub"] = "u-2";
        claims["exp"] = 1;
    });
}
awaitable<http::Response> by_get(Stage& s) {
    auto const login = co_await s.login();
    http::Request request;
    base::Fields query{{"id_token", s.signed_token(s.claims(login))}, {"state", value(login, "state")}};
    request.target = "/t/1/launch?" + base::form_encode(query);
    co_return co_await s.ask(request);
}
awaitable<http::Response> large(Stage& s) { // accepted; LAUNCH-052
    auto page = co_await s.launch([](json::object& claims) {
        claims["https://purl.imsglobal.org/spec/lti/claim/x"] = std::string(24 * 1024, 'x');
    });
    co_return page;
}

class Launches : public testing::TestWithParam<Row> {};

http::Response attempt_with(std::string defect, Row const& row) {
    Stage stage(std::move(defect));
    http::Response last;
    stage.run([&](Stage& s) -> awaitable<void> { last = co_await row.attempt(s); });
    return last;
}

TEST_P(Launches, AreRefusedButForOneDefect) {
    auto const& row = GetParam();
    auto const correct = attempt_with("", row);
    EXPECT_EQ(correct.status, row.status) << correct.body;
    if (row.status != 200) EXPECT_THAT(correct.body, HasSubstr("Launch refused"));
    EXPECT_EQ(welcomes(attempt_with(row.defect, row)), row.status != 200);
}

INSTANTIATE_TEST_SUITE_P(
    Tool,
    Launches,
    testing::ValuesIn<Row>({
        {"tampered_launch_003", after_a_good_one, 401, "trusts-kid-once-verified"},
        {"tampered_launch_004", tampered, 401, "skips-signature"},
        {"wrong_key_launch_004", wrong_key, 401, "skips-signature"},
        {"unsigned_launch_005", unsigned_one, 401, "accepts-alg-none"},
        {"empty_signature_launch_005", empty_signature, 401, "accepts-alg-none"},
        {"public_key_as_secret_launch_006", hmac_public, 401, "accepts-hmac-with-public-key"},
        {"guessed_secret_launch_007", hmac_guess, 401, "accepts-hmac-with-client-id"},
        {"no_kid_launch_008", no_kid, 401, "accepts-missing-kid"},
        {"unknown_kid_launch_009", unknown_kid, 401, "accepts-unknown-kid"},
        {"embedded_key_launch_010", embedded, 401, "trusts-embedded-key"},
        {"crit_launch_013", critical, 401, "ignores-crit"},
        {"unreadable_launch_014", unreadable, 400, "takes-unreadable-tokens"},
        {"large_launch_052", large, 200, "refuses-large-tokens"},
        {"by_get_launch_054", by_get, 405, "accepts-launch-by-get"},
        {"old_session_launch_056", refused_with_a_session, 400, "shows-old-session-on-refusal"},
        {"first_key_key_008", [](Stage& s) { return s.launch(); }, 200, "uses-first-platform-key"},
        {"no_state_replay_001", stateless, 400, "accepts-missing-state"},
        {"unknown_state_replay_002", unknown_state, 400, "accepts-unknown-state"},
        {"other_browser_replay_003", other_browser, 400, "state-not-bound-to-browser"},
        {"no_nonce_replay_004", no_nonce, 401, "accepts-missing-nonce"},
        {"unknown_nonce_replay_005", unknown_nonce, 401, "ignores-nonce"},
        {"nonce_of_another_login_replay_006", nonce_of_another, 401, "nonce-not-bound-to-login"},
        {"twice_replay_007", twice, 400, "accepts-tokens-again"},
        {"old_token_new_login_replay_008", old_token_new_login, 401, "accepts-any-nonce-it-ever-sent"},
        {"twice_in_another_browser_replay_009", twice_in_another_browser, 400, "resumes-launches-without-cookies"},
        {"without_cookies_replay_015", without_cookies, 400, "skips-checks-without-cookies"},
        {"as_number_launch_023", [](Stage& s) { return s.launch(); }, 200, "reads-client-id-as-number"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Launch, IsRememberedLongerThanTenSeconds) { // REPLAY-010
    for (auto const* defect : {"", "forgets-nonces-soon"}) {
        Stage stage(defect);
        stage.run([&](Stage& s) -> awaitable<void> {
            auto const request = co_await s.login();
            auto const cookies = s.jar;
            auto const token = s.signed_token(s.claims(request));
            EXPECT_TRUE(welcomes(co_await s.deliver(token, value(request, "state"))));
            auto const soon = co_await s.deliver(token, value(request, "state"));
            EXPECT_FALSE(welcomes(soon));
            co_await s.time->advance(std::chrono::seconds(15));
            s.jar.insert(cookies.begin(), cookies.end());
            auto const later = co_await s.deliver(token, value(request, "state"));
            EXPECT_EQ(welcomes(later), *defect != '\0');
        });
    }
}

TEST(Launch, OfTwoAtOnceOneAtMostIsAccepted) { // REPLAY-018
    Stage stage;
    int welcomed = 0;
    int answered = 0;
    stage.run([&](Stage& s) -> awaitable<void> {
        auto const request = co_await s.login();
        base::Fields fields{{"id_token", s.signed_token(s.claims(request))}, {"state", value(request, "state")}};
        auto const cookies = s.jar.begin()->first + "=" + s.jar.begin()->second;
        auto send = [&, cookies]() -> awaitable<void> {
            auto form = http::form_post("/t/1/launch", fields);
            form.headers.set("Cookie", cookies);
            auto const response = co_await s.tool->answer(std::move(form));
            if (welcomes(response)) ++welcomed;
            ++answered;
        };
        http::spawn(s.loop, send());
        http::spawn(s.loop, send());
        while (answered < 2) co_await http::sleep_wall(std::chrono::milliseconds(1));
    });
    EXPECT_EQ(welcomed, 1);
}

TEST(Launch, ErrorsOfThePlatformAreShown) { // OIDC-020
    Stage stage;
    stage.run([](Stage& s) -> awaitable<void> {
        auto const request = co_await s.login();
        base::Fields fields{
            {"error", "login_required"},
            {"error_description", "Must have an active user session"},
            {"state", value(request, "state")}};
        auto const page = co_await s.post("/launch", std::move(fields));
        EXPECT_EQ(page.status, 400);
        EXPECT_THAT(page.body, HasSubstr("Must have an active user session"));
    });
}

TEST(Launch, RefusalsWith500AreADefect) { // LAUNCH-048
    EXPECT_EQ(attempt_with("answers-refusals-with-500", {"", wrong_key, 0, ""}).status, 500);
}

TEST(Launch, PeopleAreToldApartBySubAlone) { // PRIV-005, PRIV-006, LAUNCH-044
    auto const second_user = [](std::string defect, bool named, char const* sub) {
        Stage stage(std::move(defect));
        std::string body;
        stage.run([&](Stage& s) -> awaitable<void> {
            for (std::string const user : {"u-1", sub}) {
                auto const page = co_await s.launch([&](json::object& claims) {
                    claims["sub"] = user;
                    if (!named) {
                        claims.erase("name");
                        claims.erase("email");
                    }
                });
                body = page.body;
            }
        });
        return body;
    };
    EXPECT_THAT(second_user("", true, "u-2"), HasSubstr("data-user=\"u-2\""));
    EXPECT_THAT(second_user("knows-people-by-email", true, "u-2"), HasSubstr("data-user=\"u-1\""));
    EXPECT_THAT(second_user("", false, "u-2"), HasSubstr("data-user=\"u-2\""));
    EXPECT_THAT(second_user("anonymous-users-are-one", false, "u-2"), HasSubstr("data-user=\"u-1\""));
    EXPECT_THAT(second_user("", true, ""), HasSubstr("Launch refused"));
    EXPECT_THAT(second_user("takes-anonymous-for-last-user", true, ""), HasSubstr("data-user=\"u-1\""));
}

TEST(OwnKeys, ArePublished) { // KEY-011 to KEY-015
    auto const body = [](std::string defect) {
        Stage stage(std::move(defect));
        std::string text;
        stage.run([&](Stage& s) -> awaitable<void> {
            http::Request request;
            request.target = "/t/1/jwks.json";
            auto const response = co_await s.ask(request);
            text = response.body;
        });
        return base::parse_json(text).value().at("keys").as_array();
    };
    auto const correct = body("");
    ASSERT_EQ(correct.size(), 1U);
    for (auto const* name : {"kty", "n", "e", "kid", "alg", "use"})
        EXPECT_TRUE(correct[0].as_object().contains(name)) << name;
    EXPECT_FALSE(correct[0].as_object().contains("d"));
    EXPECT_FALSE(body("publishes-key-without-kid")[1].as_object().contains("kid"));
    EXPECT_FALSE(body("publishes-key-without-alg")[1].as_object().contains("alg"));
    EXPECT_TRUE(body("publishes-private-key")[1].as_object().contains("d"));
    EXPECT_EQ(base::base64url_decode(base::text_member(body("publishes-short-key")[1], "n").value())->size(), 128U);
    EXPECT_EQ(base::text_member(body("reuses-kid")[1], "kid"), base::text_member(correct[0], "kid"));
    EXPECT_NE(base::text_member(body("reuses-kid")[1], "n"), base::text_member(correct[0], "n"));
}

} // namespace
} // namespace easel::reference_tool
