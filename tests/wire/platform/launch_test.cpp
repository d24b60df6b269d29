// A whole launch over sockets, as browser and tool make it (lti13-launch.md 2 to 4).
#include "wire/platform/calling.hpp"

#include "base/json.hpp"
#include "jose/jwt.hpp"

#include <gmock/gmock.h>

namespace easel::platform {
namespace {

namespace json = base::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class Launches : public PlatformTest {
  protected:
    lti13::LoginInitiation open(Stage& stage, std::string user = "ada") {
        lti13::LaunchIntent intent;
        intent.user = std::move(user);
        intent.assignment = "quiz1";
        return stage.open(intent, tool_client).value();
    }

    /// Both hops of the authorization endpoint; `session` is who is logged in to Canvas, "" : nobody.
    http::Response authorize(Stage const& stage, base::Fields const& fields, std::string const& session) {
        auto const& issuer = *stage.issuers.at(tool_client);
        auto const first = ask(issuer.authorization_url() + "?" + base::form_encode(fields));
        if (first.status != 302) return first;
        http::Request second;
        if (!session.empty()) second.headers.set("Cookie", "other=1; " + std::string(session_cookie) + "=" + session);
        return ask(std::string(first.headers.get("Location")), std::move(second));
    }

    http::Response authorize(Stage const& stage, lti13::LoginInitiation const& login) {
        return authorize(stage, authentication_request(login), value_of(login.fields, "login_hint"));
    }
};

TEST_F(Launches, EndInASignedTokenForTheTool) {
    auto const stage = set_stage({.base_path = "/r/one"});
    auto const& issuer = *stage->issuers.at(tool_client);
    auto const login = open(*stage);
    EXPECT_EQ(login.url, "https://tool.test/login");
    EXPECT_EQ(value_of(login.fields, "iss"), platform_->origin());

    auto const first = ask(issuer.authorization_url() + "?" + base::form_encode(authentication_request(login)));
    ASSERT_EQ(first.status, 302); // lti13-launch/2.3.2
    std::string const second_url(first.headers.get("Location"));
    EXPECT_TRUE(second_url.starts_with(platform_->origin() + "/r/one/api/lti/authorize?")) << second_url;

    http::Request second;
    second.headers.set("Cookie", std::string(session_cookie) + "=" + value_of(login.fields, "login_hint"));
    auto const page = ask(second_url, second);
    ASSERT_EQ(page.status, 200);
    EXPECT_EQ(page.content_type(), "text/html");
    EXPECT_THAT(page.body, HasSubstr("<form action=\"https://tool.test/launch\" method=\"POST\">")); // lti13-launch.md 2.4
    auto const form = hidden_inputs(page.body);
    EXPECT_EQ(value_of(form, "state"), "a state");
    EXPECT_EQ(value_of(form, "lti_storage_target"), "post_message_forwarding");

    // The tool: finds the key by its kid in the published set, then believes the claims.
    auto const token = jose::decode(value_of(form, "id_token")).value();
    auto const keys = ask(issuer.jwks_url());
    EXPECT_EQ(keys.status, 200);
    EXPECT_EQ(keys.content_type(), "application/json");
    auto const set = base::parse_json(keys.body).value();
    EXPECT_EQ(set.at("keys").as_array().size(), 3U); // lti13-launch.md 4: past, present, future
    auto const kid = base::text_member(json::value(token.header), "kid").value();
    auto const jwk = jose::find_jwk(set, kid);
    ASSERT_TRUE(jwk.has_value()) << kid;
    EXPECT_TRUE(jose::verifies(token, jose::Key::from_jwk(*jwk).value()));

    json::value const claims(token.claims);
    auto const lti = [&](std::string const& name) { return claims.at("https://purl.imsglobal.org/spec/lti/claim/" + name); };
    EXPECT_EQ(claims.at("iss"), json::value(platform_->origin()));
    EXPECT_EQ(claims.at("aud"), json::value(tool_client));
    EXPECT_EQ(claims.at("nonce"), json::value("a nonce"));
    EXPECT_EQ(claims.at("sub"), json::value(world::user_named(stage->world, "ada")->lti_id));
    EXPECT_EQ(claims.at("iat"), json::value(base::to_numeric_date(noon())));
    EXPECT_EQ(claims.at("exp"), json::value(base::to_numeric_date(noon()) + 3600)); // lti13-launch.md 3.3
    EXPECT_EQ(lti("deployment_id"), json::value(world::tool_named(stage->world, "tool")->deployment_id));
    EXPECT_EQ(lti("target_link_uri"), json::value(redirect_uri));
    EXPECT_EQ(
        claims.at("https://purl.imsglobal.org/spec/lti-ags/claim/endpoint").at("lineitem"),
        json::value(platform_->origin() + line_item_path(*stage))
    );

    // All of it stands in the stage's log, with the checks made on the way.
    auto const& log = stage->log.exchanges();
    ASSERT_EQ(log.size(), 3U);
    EXPECT_EQ(log[0].kind, traffic::CallKind::authorization);
    EXPECT_EQ(log[0].from, traffic::Party::browser);
    EXPECT_EQ(log[0].trail.back().fact, "lti13-launch/2.3.2");
    EXPECT_EQ(log[1].trail.back().fact, "lti13-launch/3.1.7");
    EXPECT_TRUE(decided_by(log[1].trail).empty());
    EXPECT_EQ(log[1].user, "ada");
    EXPECT_EQ(log[1].assignment, "quiz1");
    EXPECT_EQ(log[1].client_id, tool_client);
    EXPECT_EQ(log[2].kind, traffic::CallKind::jwks);
}

TEST_F(Launches, GoTheSameWayByPost) { // lti13-launch/2.3.1: GET or POST
    auto const stage = set_stage();
    auto const login = open(*stage);
    auto const first =
        ask(stage->issuers.at(tool_client)->authorization_url(), http::form_post("", authentication_request(login)));
    EXPECT_EQ(first.status, 302);
    EXPECT_THAT(std::string(first.headers.get("Location")), HasSubstr("/api/lti/authorize?"));
}

TEST_F(Launches, AreTakenOnce) { // lti13-launch/3.1.6
    auto const stage = set_stage();
    auto const login = open(*stage);
    EXPECT_FALSE(value_of(hidden_inputs(authorize(*stage, login).body), "id_token").empty());
    auto const again = authorize(*stage, login);
    EXPECT_EQ(again.status, 200);
    EXPECT_THAT(
        hidden_inputs(again.body),
        ElementsAre(
            Pair("error", "launch_no_longer_valid"),
            Pair("error_description", "The launch has either expired or already been consumed"), Pair("state", "a state")
        )
    );
    EXPECT_EQ(decided_by(stage->log.exchanges().back().trail), "lti13-launch/3.1.6");
}

TEST_F(Launches, EndWithTheirHint) { // lti13-launch/2.3.4: five minutes, then nothing reaches the tool
    auto const stage = set_stage();
    auto const login = open(*stage);
    run([](auto& time) -> http::awaitable<bool> {
        co_await time.advance(std::chrono::minutes(5));
        co_return true;
    }(*stage->time));
    auto const late = authorize(*stage, login);
    EXPECT_EQ(late.status, 400);
    EXPECT_EQ(late.body, R"({"message":"Invalid lti_message_hint"})");
}

struct Refusal {
    char const* name;
    char const* parameter;
    char const* value;
    int status;
    char const* body; ///< a part of it
    char const* fact;
};
void PrintTo(Refusal const& row, std::ostream* os) {
    *os << row.name;
}
class RefusedLaunches : public Launches, public testing::WithParamInterface<Refusal> {};

TEST_P(RefusedLaunches, SayWhy) {
    auto const& row = GetParam();
    auto const stage = set_stage();
    auto const login = open(*stage);
    auto fields = authentication_request(login);
    base::set(fields, row.parameter, row.value);
    auto const answer = authorize(*stage, fields, value_of(login.fields, "login_hint"));
    EXPECT_EQ(answer.status, row.status);
    EXPECT_THAT(answer.body, HasSubstr(row.body));
    EXPECT_EQ(decided_by(stage->log.exchanges().back().trail), row.fact);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas, RefusedLaunches,
    testing::ValuesIn<Refusal>({
        {"scope", "scope", "openid profile", 200, "The &#39;scope&#39; must be &#39;openid&#39;", "lti13-launch/3.1.2"},
        {"another_user", "login_hint", "nobody", 200, "Must have an active user session", "lti13-launch/3.1.4"},
        {"unknown_client", "client_id", "77", 404, "The specified resource does not exist.", "lti13-launch/3.1.5"},
        {"redirect_uri", "redirect_uri", "https://tool.test/elsewhere", 400, R"({"message":"Invalid redirect_uri"})",
         "lti13-launch/3.1.7"},
        {"hint", "lti_message_hint", "not.a.hint", 400, R"({"message":"Invalid lti_message_hint"})", "lti13-launch/2.3.4"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST_F(Launches, AskForCookiesWhereNobodyIsLoggedIn) { // lti13-launch/3.1.15, 3.1.16
    auto const stage = set_stage();
    auto const login = open(*stage);
    auto const first = authorize(*stage, authentication_request(login), "");
    EXPECT_EQ(first.status, 200);
    EXPECT_THAT(first.body, HasSubstr("retried=true"));
    EXPECT_TRUE(hidden_inputs(first.body).empty());
    auto const again = ask("/api/lti/authorize?retried=true&" + base::form_encode(authentication_request(login)));
    EXPECT_EQ(again.status, 401);
    EXPECT_TRUE(hidden_inputs(again.body).empty());
    EXPECT_FALSE(value_of(hidden_inputs(authorize(*stage, login).body), "id_token").empty()) << "nothing was consumed";
}

TEST_F(Launches, ReturnToAPageThatShowsTheToolsMessage) { // lti13-launch.md 5.3
    auto const stage = set_stage();
    auto const course = std::to_string(world::course_named(stage->world, "bio101")->id);
    auto const path = "/courses/" + course + "/external_content/success/external_tool_redirect";
    auto const failed = ask(path + "?lti_msg=fine&lti_errormsg=No+%3Cb%3Eseat%3C%2Fb%3E");
    EXPECT_EQ(failed.status, 200);
    EXPECT_EQ(failed.content_type(), "text/html");
    EXPECT_THAT(failed.body, HasSubstr("No &lt;b&gt;seat&lt;/b&gt;"));
    EXPECT_THAT(ask(path + "?lti_msg=Well+done").body, HasSubstr("Well done"));
    auto const& seen = stage->log.exchanges().back();
    EXPECT_EQ(seen.kind, traffic::CallKind::page);
    EXPECT_EQ(seen.course, "bio101");
}

} // namespace
} // namespace easel::platform
