// Answers of a served Canvas at breakpoints: held, shown, changed, sent.
#include "base/text.hpp"
#include "control_fixture.hpp"
#include "control/breakpoints.hpp"
#include "lti13/form_page.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace easel::control {
namespace {

using std::chrono::steady_clock;

class HoldingTest : public ControlTest {
  protected:
    using Answer = std::shared_ptr<std::optional<http::Response>>;

    HoldingTest() {
        register_tool();
        token_ = ask("POST", "/worlds/default/tokens").at("/access_token");
        auto const items = ask("GET", "/worlds/default/line_items?assignment=quiz1");
        item_ = items.at("/line_items/0/url").substr(platform_->origin().size());
    }

    /// Calls the platform as somebody from outside does. What it answers is there once it has.
    Answer call(http::Request request) {
        auto answer = std::make_shared<std::optional<http::Response>>();
        http::spawn(loop_, [](platform::Platform& asked, http::Request sent, Answer out) -> http::awaitable<void> {
            *out = co_await asked.ask(std::move(sent));
        }(*platform_, std::move(request), answer));
        return answer;
    }
    [[nodiscard]] http::Request of_tool(std::string method, std::string target, std::string body = {}) const {
        http::Request made;
        made.method = std::move(method);
        made.target = std::move(target);
        made.headers.add("Authorization", "Bearer " + token_);
        if (!body.empty()) made.headers.add("Content-Type", "application/vnd.ims.lis.v1.score+json");
        made.body = std::move(body);
        return made;
    }
    /// One without a word in it: Canvas refuses it, which is an answer like any other.
    Answer score() { return call(of_tool("POST", item_ + "/scores", "{}")); }

    /// Runs the loop until that holds; false: it did not within ten seconds.
    template <class Predicate>
    bool until(Predicate holds) {
        auto const deadline = steady_clock::now() + std::chrono::seconds(10);
        loop_.restart();
        while (!holds() && steady_clock::now() < deadline) loop_.run_one_until(deadline);
        return holds();
    }
    [[nodiscard]] Breakpoints& breakpoints() { return *worlds_->find("default")->breakpoints; }
    bool holds(std::size_t count) {
        return until([&] { return breakpoints().held().size() == count; });
    }
    static bool came(Answer const& answer) { return answer->has_value(); }
    bool comes(Answer const& answer) {
        return until([&] { return came(answer); });
    }
    void break_on(std::string const& calls, std::string const& more = "") {
        auto const set = ask("POST", "/worlds/default/breaks", R"({"calls": )" + calls + more + "}");
        ASSERT_EQ(set.status, 200) << base::dump(set.body);
    }
    [[nodiscard]] std::string number() {
        EXPECT_FALSE(breakpoints().held().empty());
        return std::to_string(breakpoints().numbers().front());
    }
    Answered edit(std::string const& body) { return ask("POST", "/worlds/default/held/" + number(), body); }
    [[nodiscard]] std::string fault_of(int call) { return stage().log.find(call)->fault; }

    std::string token_;
    std::string item_;
};

TEST_F(HoldingTest, NothingIsHeldUntilSomebodySaysSo) {
    auto const breaks = ask("GET", "/worlds/default/breaks");
    EXPECT_EQ(breaks.at("/calls"), "[]");
    EXPECT_EQ(breaks.at("/patience"), "10m");
    auto const known = breaks.at("/known");
    EXPECT_NE(known.find("\"score\""), std::string::npos);
    EXPECT_EQ(known.find("\"login\""), std::string::npos) << "the platform answers no logins";
    EXPECT_TRUE(comes(score()));
    EXPECT_EQ(ask("GET", "/worlds/default/held").at("/held"), "[]");
}

TEST_F(HoldingTest, AnAnswerIsHeldShownAndSentAsItWas) {
    break_on(R"(["score"])");
    auto const answer = score();
    ASSERT_TRUE(holds(1));
    EXPECT_FALSE(came(answer));
    auto const line = ask("GET", "/worlds/default/held");
    EXPECT_EQ(line.at("/held/0/number"), number());
    EXPECT_EQ(line.at("/held/0/kind"), "score");
    EXPECT_EQ(line.at("/held/0/from"), "tool");
    EXPECT_EQ(line.at("/held/0/method"), "POST");
    EXPECT_EQ(line.at("/held/0/url"), platform_->origin() + item_ + "/scores");
    auto const status = line.at("/held/0/status");
    EXPECT_EQ(line.at("/held/0/limit_ms"), "600000");
    auto const whole = ask("GET", "/worlds/default/held/" + number());
    EXPECT_EQ(whole.at("/what"), "answer");
    EXPECT_EQ(whole.at("/request/body/text"), "{}");
    EXPECT_EQ(whole.at("/response/status"), status);
    EXPECT_FALSE(whole.at("/response/body/text").empty());
    EXPECT_EQ(whole.at("/message"), "null");
    EXPECT_EQ(whole.at("/token"), "null");
    EXPECT_EQ(whole.at("/fault"), "none");
    EXPECT_GT(whole.body.at("trail").as_array().size(), 1U);
    auto const sent = edit("{}");
    EXPECT_EQ(sent.at("/sent"), "as it was");
    EXPECT_EQ(breakpoints().held().size(), 0U) << "it is held no more at once";
    ASSERT_TRUE(comes(answer));
    EXPECT_EQ(std::to_string((*answer)->status), status);
    EXPECT_EQ(fault_of(static_cast<int>(sent.body.at("number").as_int64())), "");
}

struct Change {
    char const* name;
    char const* body;
    char const* sent;
    int status;
    char const* answered; ///< the body; nullptr: as it was
};
class Changes : public HoldingTest, public testing::WithParamInterface<Change> {};

TEST_P(Changes, GoOut) {
    auto const& row = GetParam();
    break_on(R"(["score"])");
    auto const answer = score();
    ASSERT_TRUE(holds(1));
    auto const before = *breakpoints().held().front()->exchange.response;
    auto const sent = edit(row.body);
    ASSERT_EQ(sent.status, 200) << base::dump(sent.body);
    EXPECT_EQ(sent.at("/sent"), row.sent);
    ASSERT_TRUE(comes(answer));
    EXPECT_EQ((*answer)->status, row.status == 0 ? before.status : row.status);
    EXPECT_EQ((*answer)->body, row.answered == nullptr ? before.body : row.answered);
    auto const& kept = stage().log.exchanges().back();
    EXPECT_EQ(kept.response->status, (*answer)->status) << "the log has what was sent";
    EXPECT_EQ(kept.fault, "edited by hand");
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Changes,
    testing::Values(
        Change{"status", R"({"answer": {"status": 503}})", "answer 503", 503, nullptr},
        Change{"body", R"({"answer": {"status": 200, "body": "hello"}})", "answer 200", 200, "hello"},
        Change{"documented_error", R"({"answer": {"error": "timestamp-stale"}})", "answer timestamp-stale", 400, R"({"errors":{}})"},
        Change{"delay", R"({"delay_ms": 5})", "delay 5ms", 0, nullptr},
        Change{"reset", R"({"fault": "reset"})", "reset", 0, nullptr}
    ),
    [](auto const& row) { return row.param.name; }
);

TEST_F(HoldingTest, DeliveryAndDelayAreOfTheAnswer) {
    break_on(R"(["score"])");
    auto const answer = score();
    ASSERT_TRUE(holds(1));
    EXPECT_EQ(edit(R"({"fault": "truncated", "delay_ms": 250})").at("/sent"), "truncated, delay 250ms");
    ASSERT_TRUE(comes(answer));
    EXPECT_EQ((*answer)->delivery, http::Delivery::truncated);
    EXPECT_EQ((*answer)->delay, base::Duration(250));
}

struct Wrong {
    char const* name;
    char const* body;
    char const* pointer;
};
class WrongChanges : public HoldingTest, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongChanges, AreRefusedAndTheAnswerStays) {
    break_on(R"(["score"])");
    auto const answer = score();
    ASSERT_TRUE(holds(1));
    auto const refused = edit(GetParam().body);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.at("/pointer"), GetParam().pointer);
    EXPECT_FALSE(refused.at("/error").empty());
    EXPECT_EQ(breakpoints().held().size(), 1U);
    EXPECT_FALSE(came(answer));
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    WrongChanges,
    testing::Values(
        Wrong{"unknown_member", R"({"answr": {}})", "/answr"},
        Wrong{"status", R"({"answer": {"status": 99}})", "/answer/status"},
        Wrong{"error", R"({"answer": {"error": "nope"}})", "/answer/error"},
        Wrong{"header", R"({"answer": {"headers": [["A", "1"], ["B"]]}})", "/answer/headers/1"},
        Wrong{"fault", R"({"fault": "bang"})", "/fault"},
        Wrong{"delay", R"({"delay_ms": 600001})", "/delay_ms"},
        Wrong{"tamper_of_no_kind", R"({"tamper": 5})", "/tamper"},
        Wrong{"tamper_without_a_launch", R"({"tamper": {"id_token.claims.sub": "x"}})", "/tamper"},
        Wrong{"sign_without_a_launch", R"({"sign": "none"})", "/sign"},
        Wrong{"sign_in_other_words", R"({"sign": "mine"})", "/sign"},
        Wrong{"not_even_an_object", "[]", ""}
    ),
    [](auto const& row) { return row.param.name; }
);

TEST_F(HoldingTest, WrongBreaksAreRefusedAndChangeNothing) {
    break_on(R"(["token"])", R"(, "patience": "5m")");
    for (auto const& [body, pointer] : {
             std::pair{R"({"calls": ["score", "scoer"]})", "/calls/1"}, {R"({"calls": ["login"]})", "/calls/0"},
             {R"({"calls": [], "patience": "999ms"})", "/patience"}, {R"({"patience": "61m"})", "/patience"},
             {R"({"patience": 5})", "/patience"}, {R"({"call": []})", "/call"}, {R"({"calls": "score"})", "/calls"},
         }) {
        auto const refused = ask("POST", "/worlds/default/breaks", body);
        EXPECT_EQ(refused.status, 400) << body;
        EXPECT_EQ(refused.at("/pointer"), pointer) << body;
    }
    EXPECT_EQ(ask("POST", "/worlds/default/breaks", R"({"calls": ["scoer"]})").at("/hint"), "did you mean 'score'?");
    auto const breaks = ask("GET", "/worlds/default/breaks");
    EXPECT_EQ(breaks.at("/calls"), R"(["token"])");
    EXPECT_EQ(breaks.at("/patience"), "5m");
}

TEST_F(HoldingTest, WhatIsNotHeldIsNotThere) {
    for (auto const* name : {"1", "0", "-1", "x", "99999999999999999999", "4294967297"}) {
        auto const path = std::string("/worlds/default/held/") + name;
        EXPECT_EQ(ask("GET", path).status, 404) << name;
        EXPECT_EQ(ask("POST", path, "{}").status, 404) << name;
    }
    break_on(R"(["score"])");
    auto const answer = score();
    ASSERT_TRUE(holds(1));
    auto const path = "/worlds/default/held/" + number();
    EXPECT_EQ(ask("POST", path, "{}").status, 200);
    EXPECT_EQ(ask("POST", path, "{}").status, 404) << "it has gone";
}

TEST_F(HoldingTest, SeveralAreHeldInOrderAndGoInAny) {
    break_on(R"(["score", "results"])");
    auto const first = score();
    auto const second = call(of_tool("GET", item_ + "/results"));
    ASSERT_TRUE(holds(2));
    auto const numbers = breakpoints().numbers();
    EXPECT_LT(numbers[0], numbers[1]);
    EXPECT_EQ(ask("POST", "/worlds/default/held/" + std::to_string(numbers[1]), R"({"answer": {"status": 410}})").status, 200);
    ASSERT_TRUE(comes(second));
    EXPECT_EQ((*second)->status, 410);
    EXPECT_FALSE(came(first));
    EXPECT_EQ(breakpoints().numbers(), std::vector{numbers[0]});
    EXPECT_EQ(ask("DELETE", "/worlds/default/held").status, 204);
    ASSERT_TRUE(comes(first));
    EXPECT_EQ(fault_of(numbers[0]), "");
}

TEST_F(HoldingTest, OtherCallsGoThroughMeanwhile) {
    break_on(R"(["score"])");
    auto const held = score();
    ASSERT_TRUE(holds(1));
    auto const results = call(of_tool("GET", item_ + "/results"));
    ASSERT_TRUE(comes(results));
    EXPECT_EQ((*results)->status, 200);
    EXPECT_EQ(ask("POST", "/worlds/default/clock", R"({"advance": "1h"})").at("/advanced"), "1h") << "the clock goes on";
    EXPECT_FALSE(came(held));
}

TEST_F(HoldingTest, TakingBreakpointsAwayKeepsWhatIsHeld) {
    break_on(R"(["score"])");
    auto const held = score();
    ASSERT_TRUE(holds(1));
    break_on("[]");
    EXPECT_EQ(breakpoints().held().size(), 1U);
    EXPECT_TRUE(comes(score()));
    EXPECT_FALSE(came(held));
}

TEST_F(HoldingTest, PatienceRunsOut) {
    break_on(R"(["score"])", R"(, "patience": "1s")");
    auto const begun = steady_clock::now();
    auto const answer = score();
    ASSERT_TRUE(holds(1));
    ASSERT_TRUE(comes(answer));
    EXPECT_GE(steady_clock::now() - begun, std::chrono::seconds(1));
    EXPECT_EQ(breakpoints().held().size(), 0U);
    EXPECT_EQ(stage().log.exchanges().back().fault, "");
}

TEST_F(HoldingTest, NoMoreThan64AreHeld) {
    break_on(R"(["results"])");
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < Breakpoints::most_held; ++i) answers.push_back(call(of_tool("GET", item_ + "/results")));
    ASSERT_TRUE(holds(Breakpoints::most_held));
    EXPECT_TRUE(comes(call(of_tool("GET", item_ + "/results")))) << "a further one goes out at once";
    EXPECT_EQ(std::count_if(answers.begin(), answers.end(), came), 0);
    ask("DELETE", "/worlds/default/held");
    EXPECT_TRUE(until([&] { return std::all_of(answers.begin(), answers.end(), came); }));
}

TEST_F(HoldingTest, AResetLetsAllGoAndTakesTheBreakpointsAway) {
    break_on(R"(["score"])");
    auto const held = score();
    ASSERT_TRUE(holds(1));
    EXPECT_EQ(ask("POST", "/worlds/default/reset").status, 200);
    EXPECT_EQ(ask("GET", "/worlds/default/held").at("/held"), "[]");
    EXPECT_EQ(ask("GET", "/worlds/default/breaks").at("/calls"), "[]");
    EXPECT_TRUE(comes(held));
    break_on(R"(["jwks"])");
    auto const again = call(of_tool("GET", "/api/lti/security/jwks"));
    EXPECT_TRUE(holds(1)) << "the new stage is watched as well";
}

TEST_F(HoldingTest, ARemovedWorldLetsAllGo) {
    break_on(R"(["score"])");
    auto const held = score();
    ASSERT_TRUE(holds(1));
    EXPECT_EQ(ask("DELETE", "/worlds/default").status, 204);
    EXPECT_TRUE(comes(held));
}

TEST_F(HoldingTest, AnotherWorldHoldsItsOwn) {
    ASSERT_EQ(ask("POST", "/worlds", R"({"name": "other"})").status, 201);
    ASSERT_EQ(ask("POST", "/worlds/other/breaks", R"({"calls": ["score", "jwks"]})").status, 200);
    EXPECT_TRUE(comes(score()));
    auto const held = call(of_tool("GET", "/r/other/api/lti/security/jwks"));
    EXPECT_TRUE(until([&] { return worlds_->find("other")->breakpoints->held().size() == 1; }));
    EXPECT_EQ(ask("GET", "/worlds/default/held").at("/held"), "[]");
}

TEST_F(HoldingTest, APlannedFaultIsShownAndKeepsItsNameUnlessChanged) {
    ask("POST", "/worlds/default/faults", R"({"call": "score", "status": 500, "delay": "2s", "fault": "truncated", "times": 2})");
    break_on(R"(["score"])");
    auto const first = score();
    ASSERT_TRUE(holds(1));
    auto const whole = ask("GET", "/worlds/default/held/" + number());
    EXPECT_EQ(whole.at("/fault"), "truncated");
    EXPECT_EQ(whole.at("/delay_ms"), "2000");
    edit("{}");
    ASSERT_TRUE(comes(first));
    EXPECT_EQ(stage().log.exchanges().back().fault, "status 500, truncated");
    auto const second = score();
    ASSERT_TRUE(holds(1));
    EXPECT_EQ(edit(R"({"fault": "none", "delay_ms": 0})").at("/sent"), "no fault, no delay");
    ASSERT_TRUE(comes(second));
    EXPECT_EQ((*second)->delivery, http::Delivery::whole);
    EXPECT_EQ(stage().log.exchanges().back().fault, "edited by hand");
}

TEST_F(HoldingTest, TheLoopMayEndWhileSomethingIsHeld) {
    break_on(R"(["score"])");
    auto const held = score();
    EXPECT_TRUE(holds(1));
}

// -- a launch ---------------------------------------------------------------------------------------------------------

class HeldLaunch : public HoldingTest {
  protected:
    HeldLaunch() {
        options_.tamper = [this](platform::Stage const& of, json::object const& points, std::string_view sign, base::Fields& form)
            -> std::optional<platform::Complaint> {
            EXPECT_EQ(&of, &stage());
            if (points.contains("bad")) return platform::Complaint{"/tamper/bad", "is no point", "unknown-name"};
            base::set(form, "id_token", "tampered");
            told_ = base::dump(points) + " " + std::string(sign);
            return std::nullopt;
        };
    }
    Answer launch() {
        auto const opened = ask("POST", "/worlds/default/launches", R"({"user": "ada", "assignment": "quiz1"})");
        base::Fields const query{
            {"client_id", opened.at("/fields/client_id")}, {"login_hint", opened.at("/fields/login_hint")},
            {"lti_message_hint", opened.at("/fields/lti_message_hint")}, {"nonce", "n"}, {"prompt", "none"},
            {"redirect_uri", "https://tool.test/launch"}, {"response_mode", "form_post"}, {"response_type", "id_token"},
            {"scope", "openid"}, {"state", "<s>"},
        };
        http::Request request;
        request.target = "/api/lti/authorize?" + base::form_encode(query);
        request.headers.add("Cookie", opened.at("/session_cookie/name") + "=" + opened.at("/session_cookie/value"));
        return call(std::move(request));
    }
    std::string told_;
};

TEST_F(HeldLaunch, IsShownWithItsToken) {
    break_on(R"(["authorization"])");
    launch();
    ASSERT_TRUE(holds(1));
    auto const whole = ask("GET", "/worlds/default/held/" + number());
    EXPECT_EQ(whole.at("/message"), "launch");
    EXPECT_EQ(whole.at("/token/header/alg"), "RS256");
    EXPECT_EQ(whole.at("/token/claims/nonce"), "n");
}

TEST_F(HeldLaunch, IsTamperedWithAndTheRestStays) {
    break_on(R"(["authorization"])");
    auto const answer = launch();
    ASSERT_TRUE(holds(1));
    auto const before = breakpoints().held().front()->exchange.response->body;
    auto const token = base::value_of(lti13::read_form_page(before)->fields, "id_token");
    auto const sent = edit(R"({"tamper": {"id_token.claims.sub": "bob"}, "sign": "no_kid", "answer": {"status": 201}})");
    EXPECT_EQ(sent.at("/sent"), "id_token.claims.sub, sign no_kid, answer 201");
    EXPECT_EQ(told_, R"({"id_token.claims.sub":"bob"} no_kid)");
    ASSERT_TRUE(comes(answer));
    EXPECT_EQ((*answer)->status, 201);
    EXPECT_EQ((*answer)->body, base::replace_all(before, token, "tampered"));
    EXPECT_EQ(stage().log.exchanges().back().fault, "edited by hand");
}

TEST_F(HeldLaunch, SignedByTheWorldItIsAsItWas) {
    break_on(R"(["authorization"])");
    launch();
    ASSERT_TRUE(holds(1));
    EXPECT_EQ(edit(R"({"tamper": {}, "sign": "world"})").at("/sent"), "as it was");
    EXPECT_EQ(told_, "");
}

TEST_F(HeldLaunch, WhatCannotBeChangedIsSaid) {
    break_on(R"(["authorization"])");
    launch();
    ASSERT_TRUE(holds(1));
    for (auto const& [body, pointer] : {
             std::pair{R"({"tamper": {"bad": 1}})", "/tamper/bad"},
             {R"({"sign": "none", "answer": {"body": "x"}})", "/answer/body"},
             {R"({"sign": "none", "answer": {"error": "timestamp-stale"}})", "/answer/error"},
         }) {
        auto const refused = edit(body);
        EXPECT_EQ(refused.status, 400) << body;
        EXPECT_EQ(refused.at("/pointer"), pointer) << body;
    }
    options_.tamper = nullptr;
    auto const refused = edit(R"({"sign": "none"})");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.at("/error"), "launches cannot be changed on this port");
    EXPECT_EQ(breakpoints().held().size(), 1U);
}

TEST_F(HeldLaunch, ARefusedOneHasNoToken) {
    break_on(R"(["authorization"])");
    http::Request request;
    request.target = "/api/lti/authorize?lti_message_hint=x&client_id=10000000000001";
    auto const answer = call(std::move(request));
    ASSERT_TRUE(holds(1));
    EXPECT_EQ(ask("GET", "/worlds/default/held/" + number()).at("/message"), "null");
    EXPECT_EQ(edit(R"({"sign": "none"})").at("/pointer"), "/sign");
}

} // namespace
} // namespace easel::control
