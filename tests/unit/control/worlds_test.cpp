// Worlds come, go, start again, and are kept.
#include "control_fixture.hpp"
#include "world_json/world_json.hpp"

namespace easel::control {
namespace {

TEST_F(ControlTest, AFurtherWorldIsACanvasOfItsOwn) {
    auto const made =
        ask("POST",
            "/worlds",
            R"({"name": "blue", "world": {"users": {"zoe": {"name": "Zoe"}, "ada": null}, "courses": null}})");
    EXPECT_EQ(made.status, 400) << "courses name ada and are needed";
    auto const second =
        ask("POST", "/worlds", R"({"name": "blue", "seed": 7, "now": "2026-05-01T00:00:00Z", "clock": "virtual",
        "world": {"users": {"zoe": {"name": "Zoe"}}, "courses": {"chem202": null}}})");
    ASSERT_EQ(second.status, 201) << base::dump(second.body);
    EXPECT_EQ(second.headers.get("Location"), "/easel/v1/worlds/blue");
    EXPECT_EQ(second.at("/base_path"), "/r/blue");
    EXPECT_EQ(second.at("/now"), "2026-05-01T00:00:00.000Z");
    EXPECT_NE(world::user_named(world("blue"), "zoe"), nullptr);
    EXPECT_EQ(world::course_named(world("blue"), "chem202"), nullptr);
    EXPECT_EQ(world::user_named(world(), "zoe"), nullptr);
    auto const id = [&](char const* name) { return world::course_named(world(name), "bio101")->id; };
    EXPECT_NE(id("blue"), id("default"));
    EXPECT_NE(world("blue").tools.front().client_id, world().tools.front().client_id);
    EXPECT_EQ(ask("GET", "/worlds").at("/worlds/1/name"), "blue");
    EXPECT_EQ(put_, (std::vector<std::string>{"default", "blue"}));
}

TEST_F(ControlTest, AWorldIsReadWhole) {
    auto const whole = ask("GET", "/worlds/default");
    EXPECT_EQ(whole.status, 200);
    EXPECT_EQ(whole.at("/world/users/0/name"), "ada");
    EXPECT_EQ(whole.at("/clock"), "virtual");
}

TEST_F(ControlTest, AWorldThatIsTakenAwayLeavesItsPathsToOthers) {
    EXPECT_EQ(ask("DELETE", "/worlds/default").status, 204);
    EXPECT_EQ(removed_, std::vector<std::string>{"default"});
    EXPECT_EQ(ask("GET", "/worlds/default").status, 404);
    EXPECT_EQ(ask("POST", "/worlds", R"({"name": "next"})").at("/base_path"), "");
}

TEST_F(ControlTest, AnAssignmentMayHaveNoPointsAtAll) {
    ask("PATCH", "/worlds/default", R"({"courses": {"bio101": {"assignments": {"quiz1": {"points": null}}}}})");
    EXPECT_TRUE(world::assignment_named(world(), "quiz1")->no_points);
    ask("PATCH", "/worlds/default", R"({"courses": {"bio101": {"assignments": {"quiz1": {"points": 0}}}}})");
    EXPECT_FALSE(world::assignment_named(world(), "quiz1")->no_points);
}

TEST_F(ControlTest, ResetPutsBackWhatWas) {
    register_tool();
    auto const before = world::assignment_named(world(), "quiz1")->link_id;
    world::submission_of(world(), world::assignment_named(world(), "quiz1")->id, world::user_named(world(), "ada")->id)
        .score = 7;
    ask("PATCH", "/worlds/default", R"({"courses": {"bio101": {"state": "completed"}}})");
    ask("POST", "/worlds/default/clock", R"({"advance": "2h"})");
    ask("POST", "/worlds/default/faults", R"({"call": "score", "status": 503})");
    auto const reset = ask("POST", "/worlds/default/reset");
    EXPECT_EQ(reset.status, 200);
    EXPECT_EQ(reset.at("/now"), "2026-03-01T10:00:00.000Z");
    EXPECT_TRUE(world().submissions.empty());
    EXPECT_TRUE(stage().faults.empty());
    EXPECT_EQ(world::course_named(world(), "bio101")->state, world::CourseState::available);
    EXPECT_EQ(world::assignment_named(world(), "quiz1")->link_id, before);
    EXPECT_EQ(world::tool_named(world(), "tool")->login_url, "https://tool.test/login");
    ask("POST", "/worlds/default/reset", R"({"keep_tools": false})");
    EXPECT_EQ(world::tool_named(world(), "tool")->login_url, "");
}

TEST_F(ControlTest, ResetKeepsFurtherRegistrationsWithTheirPaths) {
    register_tool();
    auto const second = register_tool(R"(, "name": "quiz", "course": "bio101")");
    EXPECT_EQ(base::text_member(second, "token_url").value_or(""), platform_->origin() + "/r/2/login/oauth2/token");
    ask("POST", "/worlds/default/reset");
    EXPECT_EQ(ask("GET", "/worlds/default/tools/quiz").body, second);
    ask("POST", "/worlds/default/reset", R"({"keep_tools": false})");
    EXPECT_EQ(ask("GET", "/worlds/default/tools/quiz").status, 404);
    auto const third = register_tool(R"(, "name": "again")");
    EXPECT_EQ(base::text_member(third, "token_url").value_or(""), platform_->origin() + "/r/2/login/oauth2/token");
}

TEST_F(ControlTest, ResetKeepsToolsWhereTheyAre) {
    auto const made = ask(
        "POST",
        "/worlds",
        R"({"name": "school", "world": {"accounts": {"science": {"title": "Science"}}}})"
    );
    ASSERT_EQ(made.status, 201) << base::dump(made.body);
    ask("PATCH", "/worlds/school", R"({"accounts": {"arts": {"title": "Arts"}}})");
    for (auto const* account : {"science", "arts"}) {
        auto const registered = ask(
            "POST",
            "/worlds/school/tools",
            R"({"name": ")" + std::string(account) + R"(-lab", "account": ")" + account +
                R"(", "login_url": "https://lab.test/login", "target_link_uri": "https://lab.test/",
                    "public_jwk_url": "https://lab.test/keys"})"
        );
        ASSERT_EQ(registered.status, 201) << base::dump(registered.body);
    }
    ASSERT_EQ(ask("POST", "/worlds/school/reset").status, 200);
    EXPECT_EQ(ask("GET", "/worlds/school/tools/science-lab").at("/account"), "science");
    EXPECT_EQ(ask("GET", "/worlds/school/tools/arts-lab").status, 404) << "its account is gone";
}

TEST_F(ControlTest, WhatIsKeptMakesTheSameWorldAgain) {
    register_tool();
    register_tool(R"(, "name": "quiz")");
    ask("PATCH", "/worlds/default", R"({"users": {"zoe": {"name": "Zoe"}}})");
    ask("POST", "/worlds/default/keys/rotate", R"({"tool": "tool"})");
    ask("POST", "/worlds/default/tokens", R"({"tool": "quiz"})");
    ask("DELETE", "/worlds/default/tokens");
    ask("POST", "/worlds/default/clock", R"({"advance": "90m"})");
    auto const& served = *worlds_->find("default");
    auto const extra = Worlds::extra_of(served);
    auto kept = world_json::from_json(world_json::to_json(served.stage->world)).value();
    auto const tools = ask("GET", "/worlds/default/tools").body;
    auto const keys = ask("GET", "/worlds/default/keys").body;
    worlds_->remove("default");

    auto& restored = worlds_->restore("default", std::move(kept), extra);
    run([](auto time) -> http::awaitable<bool> {
        co_return co_await time->wait_until([] { return true; }, base::Duration{0});
    }(restored.stage->time));
    EXPECT_EQ(ask("GET", "/worlds/default/tools").body, tools);
    EXPECT_EQ(ask("GET", "/worlds/default/keys").body, keys);
    EXPECT_EQ(ask("GET", "/worlds/default/clock").at("/now"), "2026-03-01T11:30:00.000Z");
    EXPECT_EQ(base::dump(Worlds::extra_of(restored)), base::dump(extra));
    EXPECT_EQ(ask("POST", "/worlds/default/reset").status, 200);
    EXPECT_EQ(world::user_named(world(), "zoe"), nullptr);
}

TEST_F(ControlTest, WorldsStandAsideForWhoeverHasThePort) {
    auto const status = [this](std::string const& target) {
        http::Request request;
        request.target = target;
        return run(platform_->ask(std::move(request))).status;
    };
    platform_->set_front_page([](http::Request const&) -> http::awaitable<std::optional<http::Response>> {
        co_return http::text(200, "own");
    });
    auto const rest = "/api/v1/courses/" + std::to_string(world::course_named(world(), "bio101")->id) + "/external_tools";
    ASSERT_EQ(status("/"), 200);
    ASSERT_EQ(status("/api/lti/security/jwks"), 200);
    ASSERT_EQ(status(rest), 401) << "it is there, and wants a token";
    {
        auto const lent = platform_->lend([](http::Request const&) -> http::awaitable<std::optional<http::Response>> {
            co_return http::text(503, "lent");
        });
        EXPECT_EQ(status("/"), 503);
        EXPECT_EQ(ask("POST", "/worlds/default/reset").at("/code"), "aside");
        EXPECT_EQ(ask("POST", "/worlds", R"({"name": "more"})").status, 409);
        EXPECT_EQ(ask("GET", "/worlds/default").status, 200);
        auto const guest = platform_->add_issuer("", "", "another");
        EXPECT_EQ(guest->secret, worlds_->find("default")->issuer->secret) << "a tool's access token is good in both";
        EXPECT_NE(guest, worlds_->find("default")->issuer);
        EXPECT_EQ(ask("DELETE", "/worlds/default/held").status, 204) << "whoever waits for an answer may have it";
        EXPECT_EQ(status(rest), 503);
        EXPECT_EQ(status("/api/lti/security/jwks"), 503);
    }
    EXPECT_EQ(status("/"), 200);
    EXPECT_EQ(status(rest), 401);
    EXPECT_EQ(status("/api/lti/security/jwks"), 200);
    EXPECT_EQ(platform_->add_issuer("/r/later", "", "own")->secret, "own");
    EXPECT_EQ(ask("POST", "/worlds/default/reset").status, 200);
}

TEST_F(ControlTest, SomebodyElseAnswersReplays) {
    EXPECT_EQ(ask("GET", "/replay").status, 404);
    options_.replay = [](http::Request request) -> http::awaitable<http::Response> { co_return http::json(200, R"({"asked": ")" + request.target + "\"}"); };
    options_.replay_routes = {{"GET", "/replay/run"}};
    EXPECT_EQ(ask("GET", "/replay/run").at("/asked"), "/easel/v1/replay/run");
    EXPECT_EQ(ask("GET", "/replayed").status, 404);
    auto stranger = request("GET", "/replay/run");
    stranger.headers.set("Authorization", "Bearer guess");
    EXPECT_EQ(send(std::move(stranger)).status, 401);
    auto const index = base::dump(ask("GET", "/").body);
    EXPECT_NE(index.find("/easel/v1/replay/run"), std::string::npos);
}

TEST_F(ControlTest, KeysRotate) {
    auto const before = ask("GET", "/worlds/default/keys");
    auto const after = ask("POST", "/worlds/default/keys/rotate");
    EXPECT_EQ(after.status, 200);
    EXPECT_EQ(after.at("/keys/0/signs_with"), before.at("/keys/0/kids/2"));
    EXPECT_EQ(after.at("/keys/0/kids/0"), before.at("/keys/0/kids/1"));
    EXPECT_NE(after.at("/keys/0/kids/2"), before.at("/keys/0/kids/0"));
}

TEST_F(ControlTest, TokensAreMintedAndExpire) {
    auto const minted =
        ask("POST", "/worlds/default/tokens", R"({"scopes": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"]})");
    EXPECT_EQ(minted.status, 201);
    EXPECT_EQ(minted.at("/client_id"), "10000000000001");
    EXPECT_EQ(minted.at("/scopes"), R"(["https://purl.imsglobal.org/spec/lti-ags/scope/score"])");
    EXPECT_EQ(ask("DELETE", "/worlds/default/tokens").at("/expired"), "1");
    EXPECT_EQ(ask("DELETE", "/worlds/default/tokens").at("/expired"), "0");
}

TEST_F(ControlTest, ARealClockIsAdvancedButNotSet) {
    ask("POST", "/worlds", R"({"name": "live", "clock": "real"})");
    EXPECT_EQ(ask("POST", "/worlds/live/clock", R"({"set": "2030-01-01T00:00:00Z"})").status, 409);
    EXPECT_EQ(ask("POST", "/worlds/live/clock", R"({"advance": "1h"})").at("/advanced"), "1h");
    EXPECT_EQ(ask("POST", "/worlds/default/clock", R"({"set": "2026-03-02T10:00:00Z"})").at("/advanced"), "1d");
}

} // namespace
} // namespace easel::control
