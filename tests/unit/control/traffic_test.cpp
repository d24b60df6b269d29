// The log as the API shows it, and waiting for a call.
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
