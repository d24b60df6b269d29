#include "replay/counterpart.hpp"

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

using traffic::Exchange;
using traffic::Party;

Exchange hop(int number, std::string const& origin, std::string const& target, http::Response response) {
    Exchange made;
    made.number = number;
    made.from = Party::tool;
    made.to = Party::platform;
    made.url = origin + target;
    made.request.method = "POST";
    made.request.target = target;
    made.request.headers.set("Host", "x");
    made.response_size = response.body.size();
    made.response = std::move(response);
    return made;
}

constexpr char const* token = "/login/oauth2/token";
constexpr char const* scores = "/api/lti/courses/7/line_items/9/scores";

class CounterpartTest : public testing::Test {
  protected:
    CounterpartTest() {
        then_.hops = {
            hop(1, "{platform}", token, http::json(200, R"({"access_token":"‹redacted:access_token#1›"})")),
            hop(2, "{platform}", scores, http::json(422, R"({"first":true})")),
            hop(4,
                "{platform}",
                scores,
                http::json(200, R"({"url":"{platform}/r/1","token":"‹redacted:access_token#1›"})")),
        };
    }
    /// Held at today's answer, after these.
    Counterpart held(std::vector<Exchange> before, Exchange now) {
        play::Moment moment;
        moment.what = play::Moment::What::answer;
        moment.stage = std::make_shared<platform::Stage>();
        for (auto& one : before) {
            auto const response = one.response;
            moment.stage->log.begin(std::move(one)).response = response;
        }
        auto& begun = moment.stage->log.begin(now);
        moment.hop = begun.number;
        now.number = begun.number;
        moment.exchange = std::move(now);
        return counterpart(then_, moment, {"http://canvas.example", "http://tool.example", ""});
    }
    static Exchange today(std::string const& target, std::string body = "{}") {
        return hop(0, "http://canvas.example", target, http::json(200, std::move(body)));
    }

    verdict::CaseResult then_;
};

TEST_F(CounterpartTest, IsTheNthOfItsWayWithTheValuesOfThisRun) {
    auto const first = today(token, R"({"access_token":"fresh-token-of-this-run"})");
    auto const found = held({first, today(scores)}, today("/api/lti/courses/8/line_items/11/scores"));
    ASSERT_TRUE(found.response) << found.lacking;
    EXPECT_EQ(found.hop, 4);
    EXPECT_EQ(found.response->status, 200);
    EXPECT_EQ(found.response->body, R"({"url":"http://canvas.example/r/1","token":"fresh-token-of-this-run"})");
    EXPECT_NE(found.response->headers.get("Content-Type").find("json"), std::string_view::npos);
    EXPECT_FALSE(found.response->headers.has("Content-Length"));
}

TEST_F(CounterpartTest, TheHeldAnswerItselfTellsValues) {
    auto const found = held({}, today(token, R"({"access_token":"made-for-this-answer"})"));
    ASSERT_TRUE(found.response) << found.lacking;
    EXPECT_EQ(found.response->body, R"({"access_token":"made-for-this-answer"})");
}

TEST_F(CounterpartTest, SaysWhyThereIsNone) {
    EXPECT_NE(held({}, today("/api/other")).lacking.find("nothing like it"), std::string::npos);
    EXPECT_NE(held({today(scores), today(scores)}, today(scores)).lacking.find("nothing like it"), std::string::npos);
    EXPECT_NE(held({today(scores)}, today(scores)).lacking.find("nothing for"), std::string::npos)
        << "no token was granted";
    then_.hops[1].response_size = 100'000;
    EXPECT_NE(held({}, today(scores)).lacking.find("first part"), std::string::npos);
    then_.hops[1].response.reset();
    EXPECT_NE(held({}, today(scores)).lacking.find("no answer"), std::string::npos);
    then_.hops[1].request.headers = {};
    EXPECT_NE(held({}, today(scores)).lacking.find("without headers"), std::string::npos);
}

TEST_F(CounterpartTest, OfARequestItHasTodaysFreshValuesInTheRecordedFields) {
    Exchange old;
    old.number = 1;
    old.from = Party::browser;
    old.to = Party::tool;
    old.url = "{tool}/login";
    old.request = http::form_post(
        "/login", {{"iss", "{platform}"}, {"login_hint", "‹redacted:login_hint#1›"}, {"extra", "of then"}}
    );
    old.request.headers.set("Host", "x");
    then_.hops = {old};
    play::Moment moment;
    moment.what = play::Moment::What::request;
    moment.hop = 1;
    moment.stage = std::make_shared<platform::Stage>();
    auto const issuer = std::make_shared<lti13::Issuer>();
    issuer->origin = "http://canvas.example";
    moment.stage->issuers["1"] = issuer;
    moment.exchange = old;
    moment.exchange.url = "http://tool.example/login";
    moment.exchange.request =
        http::form_post("/login", {{"iss", "http://canvas.example"}, {"login_hint", "hint-of-today"}});
    auto const found = counterpart(then_, moment, {"http://canvas.example", "http://tool.example", ""});
    ASSERT_TRUE(found.request) << found.lacking;
    EXPECT_EQ(found.request->form_value("iss"), "http://canvas.example");
    EXPECT_EQ(found.request->form_value("login_hint"), "hint-of-today");
    EXPECT_EQ(found.request->form_value("extra"), "of then");
}

} // namespace
} // namespace easel::replay
