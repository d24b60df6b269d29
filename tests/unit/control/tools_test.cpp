// Registration: by addresses, by a configuration, by its URL; further deployments and registrations.
#include "control_fixture.hpp"
#include "http/server.hpp"

namespace easel::control {
namespace {

constexpr auto configuration = R"({
  "title": "Quiz Vendor", "description": "Quizzes", "target_link_uri": "https://quiz.test/launch",
  "oidc_initiation_url": "https://quiz.test/login", "public_jwk_url": "https://quiz.test/jwks",
  "scopes": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"],
  "extensions": [{"platform": "canvas.instructure.com", "privacy_level": "name_only", "settings": {"placements": [
    {"placement": "course_navigation", "message_type": "LtiResourceLinkRequest"}]}}]})";

std::string text(json::value const& body, std::string_view key) {
    return base::text_member(body, key).value_or("?");
}

TEST_F(ControlTest, TheFirstRegistrationFillsInTheWorldsOwnTool) {
    auto const own = ask("GET", "/worlds/default/tools/tool");
    EXPECT_EQ(own.at("/login_url"), "null");
    auto const made = register_tool(R"(, "title": "My quiz", "privacy_level": "email_only")");
    EXPECT_EQ(text(made, "name"), "tool");
    EXPECT_EQ(text(made, "client_id"), "10000000000001");
    EXPECT_EQ(text(made, "deployment_id"), own.at("/deployment_id"));
    EXPECT_EQ(text(made, "token_url"), platform_->origin() + "/login/oauth2/token");
    EXPECT_EQ(text(made, "target_link_uri"), "https://tool.test/launch");
    EXPECT_EQ(text(made, "privacy_level"), "email_only");
    EXPECT_GT(made.at("placements").as_array().size(), 10U) << "all, when none is named";
    auto const& quiz = *world::assignment_named(world(), "quiz1");
    EXPECT_EQ(world::tool_by_id(world(), quiz.tool)->login_url, "https://tool.test/login");
    EXPECT_EQ(put_.back(), "default");
}

TEST_F(ControlTest, FurtherRegistrationsHavePathsOfTheirOwn) {
    register_tool();
    auto const second =
        ask("POST",
            "/worlds/default/tools",
            std::string(R"({"configuration": )") + configuration + R"(, "course": "bio101"})");
    ASSERT_EQ(second.status, 201) << base::dump(second.body);
    EXPECT_EQ(second.at("/name"), "quiz-vendor");
    EXPECT_EQ(second.at("/course"), "bio101");
    EXPECT_EQ(second.at("/auth_url"), platform_->origin() + "/r/2/api/lti/authorize_redirect");
    EXPECT_EQ(second.at("/jwks_url"), platform_->origin() + "/r/2/api/lti/security/jwks");
    EXPECT_EQ(second.at("/issuer"), platform_->origin());
    EXPECT_EQ(second.at("/privacy_level"), "name_only");
    EXPECT_EQ(second.at("/placements"), R"(["course_navigation"])");
    EXPECT_EQ(second.at("/redirect_uris"), R"(["https://quiz.test/launch"])");
    EXPECT_NE(second.at("/client_id"), "10000000000001");
    EXPECT_EQ(ask("GET", "/worlds/default/tools").body.at("tools").as_array().size(), 2U);
    EXPECT_EQ(ask("POST", "/worlds/default/tokens").status, 400) << "which one must be said now";
}

TEST_F(ControlTest, DeploymentsShareTheKey) {
    register_tool(R"(, "deployments": [{"course": "chem202"}])");
    auto const more = ask("POST", "/worlds/default/tools/tool/deployments", R"({"course": "bio101", "name": "bio"})");
    ASSERT_EQ(more.status, 201) << base::dump(more.body);
    EXPECT_EQ(more.at("/client_id"), "10000000000001");
    EXPECT_EQ(more.at("/course"), "bio101");
    EXPECT_EQ(base::at_pointer(more.body, "/deployments")->as_array().size(), 3U);
    EXPECT_EQ(ask("POST", "/worlds/default/tools/tool/deployments", R"({"course": "bio101"})").status, 409);
    EXPECT_EQ(
        ask("POST", "/worlds/default/tools/tool/deployments", R"({"course": "bio102"})").at("/pointer"), "/course"
    );
    EXPECT_EQ(ask("DELETE", "/worlds/default/tools/bio").status, 204);
    EXPECT_EQ(base::at_pointer(ask("GET", "/worlds/default/tools/tool").body, "/deployments")->as_array().size(), 2U);
}

TEST_F(ControlTest, SubAccountsAreNotTheRootAccount) {
    auto const patched = ask(
        "PATCH", "/worlds/default", R"({"accounts": {"science": {"title": "Science"}, "arts": {"title": "Arts"}}})"
    );
    ASSERT_EQ(patched.status, 200) << base::dump(patched.body);
    auto const key = register_tool(R"(, "account": "science", "name": "lab", "deployments": [{"account": "arts"}])");
    EXPECT_EQ(text(key, "account"), "science");
    EXPECT_EQ(key.at("course"), json::value());
    auto const& lab = *world::tool_named(world(), "lab");
    EXPECT_EQ(lab.account, world::account_named(world(), "science")->id);
    EXPECT_TRUE(lab.deployment_id.ends_with(":" + world::account_named(world(), "science")->context_id));

    // The root account has none of it yet; neither of the two is deployed twice.
    EXPECT_EQ(ask("POST", "/worlds/default/tools/lab/deployments", "{}").at("/account"), "null");
    auto const again = ask("POST", "/worlds/default/tools/lab/deployments", R"({"account": "arts"})");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.at("/pointer"), "/account");
    auto const all = ask("GET", "/worlds/default/tools/lab");
    std::vector<std::string> accounts;
    for (auto const& one : all.body.at("deployments").as_array()) accounts.push_back(base::dump(one.at("account")));
    EXPECT_EQ(accounts, (std::vector<std::string>{R"("science")", R"("arts")", "null"}));

    auto const old = ask(
        "POST",
        "/worlds/default/tools",
        R"({"name": "old", "account": "arts", "consumer_key": "k", "shared_secret": "s",
            "target_link_uri": "https://old.test/launch"})"
    );
    ASSERT_EQ(old.status, 201) << base::dump(old.body);
    EXPECT_EQ(old.at("/account"), "arts");
    EXPECT_EQ(world::tool_named(world(), "tool")->login_url, "") << "the world's own tool is the root account's";

    for (auto const& [body, status, pointer] : std::initializer_list<std::tuple<char const*, int, char const*>>{
             {R"({"account": "sience"})", 404, "/account"},
             {R"({"account": "science", "course": "bio101"})", 400, "/account"},
         }) {
        auto const wrong = ask("POST", "/worlds/default/tools/lab/deployments", body);
        EXPECT_EQ(wrong.status, status) << body;
        EXPECT_EQ(wrong.at("/pointer"), pointer) << body;
    }
}

TEST_F(ControlTest, ToolsSayWhenTheyWereMadeAndChanged) {
    auto const start = stage().time->now();
    auto const wait = [&] { ask("POST", "/worlds/default/clock", R"({"advance": "1h"})"); };
    struct Times {
        base::Instant made, changed;
        bool operator==(Times const&) const = default;
    };
    auto const times = [&](char const* name) {
        auto const& tool = *world::tool_named(world(), name);
        return Times{tool.created_at, tool.updated_at};
    };
    auto const hours = [&](int n) { return start + std::chrono::hours(n); };
    wait();
    register_tool(R"(, "name": "quiz")");
    ask("POST",
        "/worlds/default/tools",
        R"({"name": "old", "consumer_key": "k", "shared_secret": "s", "target_link_uri": "https://old.test/launch"})");
    wait();
    ask("POST", "/worlds/default/tools/quiz/deployments", R"({"course": "bio101", "name": "bio"})");
    EXPECT_EQ(times("quiz"), (Times{hours(1), hours(1)}));
    EXPECT_EQ(times("bio"), (Times{hours(2), hours(2)}));
    EXPECT_EQ(times("old"), (Times{hours(1), hours(1)}));
    wait();
    for (auto const* name : {"quiz", "old"})
        EXPECT_EQ(
            ask("PATCH", std::string("/worlds/default/tools/") + name, R"({"privacy_level": "anonymous"})").status, 200
        );
    EXPECT_EQ(times("quiz"), (Times{hours(1), hours(3)}));
    EXPECT_EQ(times("old"), (Times{hours(1), hours(3)}));
    EXPECT_EQ(times("bio"), (Times{hours(2), hours(2)}));
}

TEST_F(ControlTest, AKnownClientIdGetsANewConfiguration) {
    auto const first = register_tool();
    auto const again =
        ask("POST",
            "/worlds/default/tools",
            std::string(R"({"client_id": "10000000000001", "configuration": )") + configuration + "}");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.at("/name"), "tool");
    EXPECT_EQ(again.at("/deployment_id"), text(first, "deployment_id"));
    EXPECT_EQ(again.at("/login_url"), "https://quiz.test/login");
    EXPECT_EQ(again.at("/scopes"), R"(["https://purl.imsglobal.org/spec/lti-ags/scope/score"])");
}

TEST_F(ControlTest, AnAdminSwitchesKeysOff) {
    register_tool();
    auto const off = ask(
        "PATCH",
        "/worlds/default/tools/tool",
        R"({"state": "inactive", "on_for_account": false, "scopes": ["a"], "privacy_level": "anonymous", "custom": {"a": "b"}})"
    );
    EXPECT_EQ(off.at("/state"), "inactive");
    EXPECT_EQ(off.at("/on_for_account"), "false");
    EXPECT_EQ(off.at("/login_url"), "https://tool.test/login");
    EXPECT_EQ(world().keys.front().state, world::KeyState::inactive);
    EXPECT_EQ(world().keys.front().scopes, std::vector<std::string>{"a"});
    EXPECT_EQ(world().tools.front().privacy, world::Privacy::anonymous);
    EXPECT_EQ(world().tools.front().custom, (json::object{{"a", "b"}}));
    EXPECT_EQ(ask("PATCH", "/worlds/default/tools/tool", R"({"state": "active"})").at("/state"), "active");
    EXPECT_EQ(world().keys.front().scopes, std::vector<std::string>{"a"});
}

TEST_F(ControlTest, ATakenNameIsAConflict) {
    register_tool();
    auto const answered = ask(
        "POST",
        "/worlds/default/tools",
        R"({"name": "tool", "login_url": "https://x.test/l", "target_link_uri": "https://x.test/", "public_jwk_url": "https://x.test/k"})"
    );
    EXPECT_EQ(answered.status, 409);
    EXPECT_EQ(answered.at("/pointer"), "/name");
}

TEST_F(ControlTest, TheLastDeploymentTakesTheKeyAlong) {
    register_tool();
    register_tool(R"(, "name": "quiz")");
    EXPECT_EQ(ask("DELETE", "/worlds/default/tools/quiz").status, 204);
    EXPECT_EQ(ask("GET", "/worlds/default/tools/quiz").status, 404);
    EXPECT_EQ(ask("GET", "/worlds/default/keys").body.at("keys").as_array().size(), 1U);
}

struct Wrong {
    std::string name;
    std::string body;
    int status;
    std::string pointer;
    std::string says;
};

class WrongRegistrations : public ControlTest, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongRegistrations, AreAnsweredAsCanvasDoes) {
    auto const& row = GetParam();
    auto const answered = ask("POST", "/worlds/default/tools", row.body);
    EXPECT_EQ(answered.status, row.status) << base::dump(answered.body);
    EXPECT_EQ(answered.at("/pointer"), row.pointer) << base::dump(answered.body);
    EXPECT_NE(base::dump(answered.body).find(row.says), std::string::npos) << base::dump(answered.body);
    EXPECT_EQ(world::tool_named(world(), "tool")->login_url, "");
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    WrongRegistrations,
    testing::Values(
        Wrong{"nothing", "{}", 400, "/login_url", "configuration_url"},
        Wrong{
            "both",
            R"({"configuration": {}, "configuration_url": "http://x.test/"})",
            400,
            "/configuration_url",
            "not both"},
        Wrong{"beside", R"({"configuration": {}, "login_url": "http://x.test/"})", 400, "/login_url", "configuration"},
        Wrong{"unknown_key", R"({"login_uri": "http://x.test/"})", 400, "/login_uri", "login_url"},
        Wrong{"client_id", R"({"login_url": "http://x.test/", "client_id": "abc"})", 400, "/client_id", "number"},
        // developer-key.md 5
        Wrong{
            "no_key",
            R"({"login_url": "https://x.test/l", "target_link_uri": "https://x.test/"})",
            422,
            "",
            "public jwk or public jwk url"},
        Wrong{
            "unknown_scope",
            R"({"login_url": "https://x.test/l", "target_link_uri": "https://x.test/", "public_jwk_url": "https://x.test/k", "scopes": ["scores"]})",
            422,
            "/scopes/0",
            "scope"},
        Wrong{
            "unknown_placement",
            R"({"login_url": "https://x.test/l", "target_link_uri": "https://x.test/", "public_jwk_url": "https://x.test/k", "placements": ["sidebar"]})",
            422,
            "/placements/0/placement",
            "sidebar"},
        Wrong{
            "wrong_message",
            R"({"configuration": {"title": "t", "description": "d", "target_link_uri": "https://x.test/", "oidc_initiation_url": "https://x.test/l",
              "public_jwk_url": "https://x.test/k", "extensions": [{"platform": "canvas.instructure.com", "settings": {"placements": [
              {"placement": "editor_button", "message_type": "LtiResourceLinkRequest"}]}}]}})",
            422,
            "/configuration/extensions/0/settings/placements/0/message_type",
            "does not support message type"},
        Wrong{"no_description", R"({"configuration": {"title": "t"}})", 422, "/configuration", "public jwk"},
        Wrong{
            "unknown_course",
            R"({"login_url": "https://x.test/l", "target_link_uri": "https://x.test/", "public_jwk_url": "https://x.test/k", "course": "bio"})",
            404,
            "/course",
            "bio"},
        Wrong{"no_url", R"({"configuration_url": "nowhere"})", 400, "/configuration_url", "URL"},
        Wrong{"nobody_there", R"({"configuration_url": "http://127.0.0.1:1/"})", 422, "/configuration_url", "connect"}
    ),
    [](auto const& row) { return row.param.name; }
);

TEST_F(ControlTest, AConfigurationIsFetched) {
    std::string type = "application/json";
    auto const server = http::Server::listen(loop_, [&](http::Request) -> http::awaitable<http::Response> {
                            auto response = http::text(200, configuration);
                            response.headers.set("Content-Type", type);
                            co_return response;
                        }).value();
    auto const body = R"({"configuration_url": ")" + server->origin() + R"(/lti.json"})";
    auto const made = ask("POST", "/worlds/default/tools", body);
    EXPECT_EQ(made.status, 200) << base::dump(made.body);
    EXPECT_EQ(made.at("/title"), "Quiz Vendor");
    type = "text/html"; // developer-key.md 5.1
    EXPECT_EQ(ask("POST", "/worlds/default/tools", body).at("/error"), R"(Content type must be "application/json")");
}

constexpr auto old_tool =
    R"("consumer_key": "key-1", "shared_secret": "s3cret", "target_link_uri": "https://old.test/launch")";

TEST_F(ControlTest, AToolOfLti11IsTheWorldsOwnWhenItComesFirst) {
    auto const made =
        ask("POST", "/worlds/default/tools", std::string("{") + old_tool + R"(, "privacy_level": "name_only"})");
    ASSERT_EQ(made.status, 201) << base::dump(made.body);
    EXPECT_EQ(made.at("/name"), "tool");
    EXPECT_EQ(made.at("/lti_version"), "1.1");
    EXPECT_EQ(made.at("/privacy_level"), "name_only");
    EXPECT_EQ(made.at("/shared_secret"), "") << "it is not told";
    auto const& quiz = *world::assignment_named(world(), "quiz1");
    EXPECT_TRUE(world::is_lti11(*world::tool_by_id(world(), quiz.tool)));
    auto const opened = ask("POST", "/worlds/default/launches", R"({"user": "ada", "assignment": "quiz1"})");
    ASSERT_EQ(opened.status, 201) << base::dump(opened.body);
    EXPECT_EQ(opened.at("/url"), "https://old.test/launch");
    EXPECT_EQ(opened.at("/fields/roles"), "Learner");
    EXPECT_EQ(opened.at("/session_cookie/value"), world::user_named(world(), "ada")->legacy_id);
    EXPECT_EQ(ask("POST", "/worlds/default/tokens").status, 404) << "such a tool has no tokens";
}

TEST_F(ControlTest, LaunchesOfLti11AreSignedAtTheTimeOfTheTool) {
    ask("POST", "/worlds", R"({"name": "live", "clock": "real"})");
    ASSERT_EQ(ask("POST", "/worlds/live/tools", std::string("{") + old_tool + "}").status, 201);
    auto const signed_at = [&] {
        auto const opened = ask("POST", "/worlds/live/launches", R"({"user": "ada", "assignment": "quiz1"})");
        return std::stoll(opened.at("/fields/oauth_timestamp"));
    };
    auto const before = signed_at();
    ask("POST", "/worlds/live/clock", R"({"advance": "8d"})");
    EXPECT_LT(signed_at() - before, 3'600) << "it has a clock of its own";
}

struct RefusedRow {
    char const* what;
    char const* body;
    int status;
    char const* pointer;
};

TEST_F(ControlTest, AToolOfLti11IsRefusedWhatIsNotIts) {
    for (auto const& row : std::initializer_list<RefusedRow>{
             {"no secret", R"({"consumer_key": "k", "target_link_uri": "https://old.test/"})", 400, "/shared_secret"},
             {"no URL", R"({"consumer_key": "k", "shared_secret": "s"})", 400, "/target_link_uri"},
             {"a strange URL",
              R"({"consumer_key": "k", "shared_secret": "s", "target_link_uri": "old.test"})",
              422,
              "/target_link_uri"},
             {"a login",
              R"({"consumer_key": "k", "shared_secret": "s", "target_link_uri": "https://old.test/", "login_url": "https://old.test/"})",
              400,
              "/login_url"},
             {"no such placement",
              R"({"consumer_key": "k", "shared_secret": "s", "target_link_uri": "https://old.test/", "placements": ["editor"]})",
              422,
              "/placements/0"},
             {"a message of LTI 1.3",
              R"({"consumer_key": "k", "shared_secret": "s", "target_link_uri": "https://old.test/",
                  "placements": [{"placement": "link_selection", "message_type": "LtiDeepLinkingRequest"}]})",
              422,
              "/placements/0/message_type"},
             {"no such privacy",
              R"({"consumer_key": "k", "shared_secret": "s", "target_link_uri": "https://old.test/", "privacy_level": "some"})",
              422,
              "/privacy_level"},
             {"no such course",
              R"({"consumer_key": "k", "shared_secret": "s", "target_link_uri": "https://old.test/", "course": "art303"})",
              404,
              "/course"},
         }) {
        SCOPED_TRACE(row.what);
        auto const refused = ask("POST", "/worlds/default/tools", row.body);
        EXPECT_EQ(refused.status, row.status) << base::dump(refused.body);
        EXPECT_EQ(refused.at("/pointer"), row.pointer);
    }
}

TEST_F(ControlTest, AToolOfLti11HasNoKey) {
    register_tool();
    auto const body = std::string(R"({"name": "old", "course": "bio101", )") + old_tool +
                      R"(, "placements": [{"placement": "link_selection", "message_type": "ContentItemSelectionRequest"}]})";
    ASSERT_EQ(ask("POST", "/worlds/default/tools", body).status, 201);
    EXPECT_EQ(ask("POST", "/worlds/default/tools", body).status, 409);
    EXPECT_EQ(ask("PATCH", "/worlds/default/tools/old", R"({"scopes": []})").status, 409);
    auto const changed = ask("PATCH", "/worlds/default/tools/old", R"({"custom": {"a": "b"}, "privacy_level": "public"})");
    EXPECT_EQ(changed.status, 200) << base::dump(changed.body);
    EXPECT_EQ(ask("POST", "/worlds/default/tools/old/deployments", R"({"course": "chem202"})").status, 409);
    auto const picker = ask(
        "POST",
        "/worlds/default/launches",
        R"({"user": "grace", "course": "bio101", "tool": "old", "placement": "link_selection"})"
    );
    ASSERT_EQ(picker.status, 201) << base::dump(picker.body);
    EXPECT_EQ(picker.at("/fields/lti_message_type"), "ContentItemSelectionRequest");
    EXPECT_EQ(picker.at("/fields/custom_a"), "b");
    EXPECT_EQ(
        ask("POST",
            "/worlds/default/launches",
            R"({"user": "grace", "course": "bio101", "tool": "old", "placement": "editor_button"})")
            .status,
        409
    );
    EXPECT_EQ(ask("DELETE", "/worlds/default/tools/old").status, 204);
    EXPECT_EQ(ask("GET", "/worlds/default/tools/old").status, 404);
    EXPECT_EQ(ask("GET", "/worlds/default/tools/tool").at("/state"), "active");
}

} // namespace
} // namespace easel::control
