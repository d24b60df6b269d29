// The log as the API shows it, and waiting for a call.
#include "control/breakpoints.hpp"
#include "control_fixture.hpp"

#include <chrono>

namespace easel::control {
namespace {

using traffic::CallKind;
using traffic::Exchange;
using traffic::Party;

class TrafficTest : public ControlTest {
  public:
    void add(CallKind kind, int status, std::string user = "ada", std::string body = "{}") {
        Exchange exchange;
        exchange.from = kind == CallKind::jwks ? Party::platform : Party::tool;
        exchange.kind = kind;
        exchange.request.method = "POST";
        exchange.request.target = "/x";
        exchange.request.headers.add("X-Two", "a");
        exchange.request.headers.add("x-two", "b");
        exchange.request.body = std::move(body);
        exchange.response = http::json(status, "{}");
        exchange.trail = {{"ags/3.1", true}, {"ags/5.2.13", status < 400}};
        exchange.user = std::move(user);
        exchange.assignment = "quiz1";
        auto& log = stage().log;
        log.finish(log.begin(std::move(exchange)));
    }
    static Exchange scored() {
        Exchange exchange;
        exchange.kind = CallKind::score;
        return exchange;
    }
    std::string numbers(std::string const& query) {
        auto const answered = ask("GET", "/worlds/default/traffic" + query);
        std::string all;
        for (auto const& call : answered.body.at("calls").as_array()) all += base::dump(call.at("number")) + " ";
        return all;
    }
};

TEST_F(TrafficTest, IsFiltered) {
    add(CallKind::token, 200, "");
    add(CallKind::score, 200);
    add(CallKind::score, 422, "bob");
    add(CallKind::jwks, 200, "");
    EXPECT_EQ(numbers(""), "1 2 3 4 ");
    EXPECT_EQ(numbers("?kind=score"), "2 3 ");
    EXPECT_EQ(numbers("?status=422"), "3 ");
    EXPECT_EQ(numbers("?since=2"), "3 4 ");
    EXPECT_EQ(numbers("?from=platform"), "4 ");
    EXPECT_EQ(numbers("?user=bob&assignment=quiz1"), "3 ");
    EXPECT_EQ(numbers("?limit=1"), "1 ");
    EXPECT_EQ(ask("GET", "/worlds/default/traffic").at("/last"), "4");
}

TEST_F(TrafficTest, TellsWhy) {
    add(CallKind::score, 422, "ada", "\xff\xfe");
    auto const call = ask("GET", "/worlds/default/traffic/1");
    EXPECT_EQ(call.at("/refused_by"), "ags/5.2.13");
    EXPECT_EQ(call.at("/trail/0/passed"), "true");
    EXPECT_EQ(call.at("/request/headers/x-two"), "a, b");
    EXPECT_EQ(call.at("/request/body_base64"), "//4=");
    EXPECT_EQ(call.at("/response/body"), "{}");
    EXPECT_EQ(ask("GET", "/worlds/default/traffic?bodies=false").at("/calls/0/response/body"), "");
}

TEST_F(TrafficTest, WaitsForTheNextCall) {
    add(CallKind::score, 200);
    http::spawn(loop_, [](TrafficTest& test) -> http::awaitable<void> {
        co_await http::sleep_wall(std::chrono::milliseconds(20));
        test.add(CallKind::token, 200);
        test.add(CallKind::score, 422);
        test.add(CallKind::score, 200);
    }(*this));
    EXPECT_EQ(numbers("?kind=score&since=1&wait=10s"), "3 ");
    EXPECT_EQ(numbers("?kind=score&wait=10s"), "1 ") << "what is there already needs no waiting";
    EXPECT_EQ(numbers("?kind=results&wait=10ms"), "");
}

/// Takes what is written until it has had so many events.
class Follower : public http::Stream {
  public:
    explicit Follower(int most) : most_(most) {}
    http::awaitable<bool> send(std::string_view bytes) override {
        text_ += bytes;
        co_return told().size() < static_cast<std::size_t>(most_);
    }
    /// "begin", the numbers of calls, what is held, "end"
    [[nodiscard]] std::vector<std::string> told() const {
        std::vector<std::string> all;
        for (std::size_t at = text_.find("event: "); at != std::string::npos; at = text_.find("event: ", at + 1)) {
            auto const name = text_.substr(at + 7, text_.find('\n', at) - at - 7);
            auto const data = text_.find("data: ", at) + 6;
            auto const value = base::parse_json(text_.substr(data, text_.find('\n', data) - data)).value();
            all.push_back(name == "call" ? base::dump(value.at("number")) : name == "held" ? base::dump(value.at("held")) : name);
        }
        return all;
    }

  private:
    int most_;
    std::string text_;
};

class Following : public TrafficTest {
  public:
    std::vector<std::string> follow(int events) {
        auto const streaming = stream(*worlds_, options_, request("GET", "/worlds/default/traffic/events"));
        EXPECT_TRUE(streaming);
        Follower follower(events);
        run([](http::Streaming const& answer, Follower& reader) -> http::awaitable<bool> {
            co_await answer.body(reader);
            co_return true;
        }(*streaming, follower));
        return follower.told();
    }
    template <class Work>
    void soon(Work work) {
        http::spawn(loop_, [](Work later) -> http::awaitable<void> {
            co_await http::sleep_wall(std::chrono::milliseconds(20));
            later();
        }(std::move(work)));
    }
    using Told = std::vector<std::string>;
};

TEST_F(Following, CallsComeOnceEachAsTheyEnd) {
    add(CallKind::token, 200);
    auto const number = stage().log.begin(Exchange{}).number;
    soon([&] {
        add(CallKind::score, 200);
        soon([&] {
            auto& answered = *stage().log.find(number);
            answered.response = http::json(200, "{}");
            stage().log.finish(answered);
            add(CallKind::score, 422);
        });
    });
    EXPECT_EQ(follow(5), (Told{"begin", "1", "3", "2", "4"})) << "the second one was open while the third began and ended";
}

TEST_F(Following, AResetBeginsAnewAndARemovedWorldEnds) {
    add(CallKind::token, 200);
    soon([&] {
        ASSERT_TRUE(worlds_->reset(*worlds_->find("default")));
        add(CallKind::score, 200);
        soon([&] { worlds_->remove("default"); });
    });
    EXPECT_EQ(follow(5), (Told{"begin", "1", "begin", "1", "end"}));
    EXPECT_EQ(*options_.listeners, 0);
}

TEST_F(Following, ALogThatDropsCallsIsFollowedFromItsFirst) {
    auto const open = stage().log.begin(Exchange{}).number;
    for (int i = 0; i < 2'000; ++i) add(CallKind::token, 200);
    ASSERT_EQ(stage().log.find(open), nullptr);
    auto const told = follow(2'001);
    EXPECT_EQ(told[1], "2");
    EXPECT_EQ(told[2'000], "2001");
}

TEST_F(Following, WhatIsHeldIsTold) {
    auto& breakpoints = *worlds_->find("default")->breakpoints;
    breakpoints.calls.insert(CallKind::score);
    auto const number = stage().log.begin(scored()).number;
    auto const hold = [&] {
        http::spawn(loop_, [](platform::Stage& on, int held) -> http::awaitable<void> {
            traffic::Answer answer;
            co_await on.hold_answer(held, answer);
            auto& exchange = *on.log.find(held);
            exchange.response = answer.response;
            on.log.finish(exchange);
        }(stage(), number));
    };
    soon([&] {
        hold();
        soon([&] { breakpoints.send(number); });
    });
    EXPECT_EQ(follow(4), (Told{"begin", "[1]", "[]", "1"}));
}

TEST_F(Following, AListenerLearnsFirstWhatIsHeldAndAResetEndsIt) {
    auto& breakpoints = *worlds_->find("default")->breakpoints;
    breakpoints.calls.insert(CallKind::score);
    auto const number = stage().log.begin(scored()).number;
    traffic::Answer answer;
    http::spawn(loop_, stage().hold_answer(number, answer));
    loop_.poll();
    soon([&] { ASSERT_TRUE(worlds_->reset(*worlds_->find("default"))); });
    EXPECT_EQ(follow(4), (Told{"begin", "[1]", "begin", "[]"}));
}

TEST_F(Following, OtherChangesAreToldWithoutWhatTheyAre) {
    soon([&] { worlds_->note_change(); });
    EXPECT_EQ(follow(2), (Told{"begin", "changed"}));
}

TEST_F(Following, WhateverTheApiDoesIsAChange) {
    auto const after = [&](std::string const& method, std::string const& path, std::string const& body) {
        auto const before = worlds_->changes();
        ask(method, path, body);
        return worlds_->changes() - before;
    };
    EXPECT_EQ(after("POST", "/worlds/default/faults", R"({"call": "score", "status": 500})"), 1U);
    EXPECT_EQ(after("DELETE", "/worlds/default/faults", ""), 1U);
    EXPECT_EQ(after("POST", "/worlds", R"({"name": "second"})"), 1U);
    EXPECT_EQ(after("POST", "/worlds/default/faults", R"({"call": "lunch"})"), 0U);
    EXPECT_EQ(after("GET", "/worlds/default", ""), 0U);
}

TEST_F(Following, IsForThoseWhoAreLetInAndFindAPlace) {
    auto const path = "/worlds/default/traffic/events";
    auto asked = request("GET", path);
    EXPECT_TRUE(stream(*worlds_, options_, asked));
    for (auto const& [method, target] : {std::pair{"POST", path}, {"GET", "/worlds/nowhere/traffic/events"}, {"GET", "/worlds/default/traffic"}})
        EXPECT_FALSE(stream(*worlds_, options_, request(method, target))) << method << " " << target;
    asked.headers.set("Authorization", "Bearer wrong");
    EXPECT_FALSE(stream(*worlds_, options_, asked));
    EXPECT_EQ(send(asked).status, 401);
    *options_.listeners = 32;
    EXPECT_FALSE(stream(*worlds_, options_, request("GET", path)));
    EXPECT_EQ(ask("GET", path).status, 503);
}

TEST_F(TrafficTest, ErrorsHaveCodes) {
    for (auto const* query : {"wait=soon", "wait=61s", "since=x", "bodies=no"}) {
        auto const refused = ask("GET", std::string("/worlds/default/traffic?") + query);
        EXPECT_EQ(refused.status, 400) << query;
        EXPECT_EQ(refused.at("/code"), "bad-value") << query;
    }
    auto const fault = ask("POST", "/worlds/default/faults", R"({"call": "score", "error": "nope"})");
    EXPECT_EQ(fault.status, 400);
    EXPECT_EQ(fault.at("/pointer"), "/error");
    EXPECT_EQ(fault.at("/code"), "unknown-name");
}

TEST_F(TrafficTest, AWaitOutlivesItsWorldByAnAnswer) {
    http::spawn(loop_, [](Worlds& worlds) -> http::awaitable<void> {
        co_await http::sleep_wall(std::chrono::milliseconds(20));
        worlds.remove("default");
    }(*worlds_));
    EXPECT_EQ(ask("GET", "/worlds/default/traffic?kind=score&wait=10s").status, 404);
}

} // namespace
} // namespace easel::control
