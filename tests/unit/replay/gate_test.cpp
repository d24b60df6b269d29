#include "replay/gate.hpp"

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

using play::Decision;
using play::Moment;
using namespace std::chrono_literals;

Moment moment(int hop, Moment::What what = Moment::What::answer, traffic::CallKind kind = traffic::CallKind::score) {
    Moment made;
    made.what = what;
    made.hop = hop;
    made.exchange.number = hop;
    made.exchange.kind = kind;
    return made;
}

struct Arrived {
    std::optional<Decision> decision;
};

class Gates : public testing::Test {
  protected:
    void send(Gate& gate, Moment made, Arrived& into) {
        http::spawn(loop_, [](Gate& at, Moment one, Arrived& out) -> http::awaitable<void> {
            out.decision = co_await at.arrive(std::move(one));
        }(gate, std::move(made), into));
    }
    void run() {
        loop_.restart();
        loop_.run_for(200ms);
    }
    http::asio::io_context loop_{1};
};

TEST_F(Gates, HoldUntilSomebodyDecides) {
    Gate gate(loop_, {});
    int changes = 0;
    gate.on_change = [&] { ++changes; };
    Arrived arrived;
    send(gate, moment(3), arrived);
    run();
    ASSERT_NE(gate.held(), nullptr);
    EXPECT_EQ(gate.held()->hop, 3);
    EXPECT_FALSE(arrived.decision);
    Decision decision;
    decision.response = http::text(500, "no");
    EXPECT_TRUE(gate.decide(std::move(decision)));
    run();
    ASSERT_TRUE(arrived.decision);
    EXPECT_EQ(arrived.decision->response->status, 500);
    EXPECT_EQ(gate.held(), nullptr);
    EXPECT_FALSE(gate.decide({}));
    EXPECT_EQ(changes, 2);
}

TEST_F(Gates, HoldOneAfterTheOther) {
    Gate gate(loop_, {});
    Arrived first, second;
    send(gate, moment(1), first);
    send(gate, moment(2), second);
    run();
    EXPECT_EQ(gate.held()->hop, 1);
    gate.decide({});
    run();
    EXPECT_TRUE(first.decision);
    EXPECT_FALSE(second.decision);
    EXPECT_EQ(gate.held()->hop, 2);
    gate.hold_from(0); // "continue" lets go of everything that waits behind
    gate.decide({});
    run();
    EXPECT_TRUE(second.decision);
}

TEST_F(Gates, EndEverything) {
    Gate gate(loop_, {});
    Arrived first, second;
    send(gate, moment(1), first);
    send(gate, moment(2), second);
    run();
    gate.end();
    run();
    EXPECT_EQ(first.decision->way, Decision::Way::end);
    EXPECT_EQ(second.decision->way, Decision::Way::end);
    EXPECT_TRUE(gate.holds(Moment::What::answer, moment(9).exchange)) << "so that what comes later ends as well";
    Arrived third;
    send(gate, moment(9), third);
    run();
    EXPECT_EQ(third.decision->way, Decision::Way::end);
}

TEST_F(Gates, NobodyWaitsForEver) {
    Gate gate(loop_, {.from_hop = 1, .requests = true, .answers = true, .patience = 20ms});
    Arrived arrived;
    send(gate, moment(1), arrived);
    run();
    ASSERT_TRUE(arrived.decision);
    EXPECT_EQ(arrived.decision->way, Decision::Way::end);
    EXPECT_TRUE(gate.has_timed_out());
}

TEST_F(Gates, KnowWhatToHold) {
    Gate gate(loop_, {.from_hop = 5});
    auto const at = [&](int hop, Moment::What what = Moment::What::answer) {
        return gate.holds(what, moment(hop).exchange);
    };
    EXPECT_FALSE(at(4));
    EXPECT_TRUE(at(5));
    EXPECT_TRUE(at(6, Moment::What::request));
    gate.hold_from(0);
    EXPECT_FALSE(at(6));
    gate.break_at(2);
    EXPECT_TRUE(at(2));
    gate.break_on(traffic::CallKind::score);
    EXPECT_TRUE(at(99));
    gate.clear_breakpoints();
    EXPECT_FALSE(at(2));
    Gate requests(loop_, {.from_hop = 1, .requests = true, .answers = false});
    EXPECT_FALSE(requests.holds(Moment::What::answer, moment(1).exchange));
    EXPECT_TRUE(requests.holds(Moment::What::request, moment(1).exchange));
}

} // namespace
} // namespace easel::replay
