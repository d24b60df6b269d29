// Followers over real sockets: in order, without a gap that is not told, and without growing.
#include "wire/console/fixtures.hpp"

namespace easel::console {
namespace {

traffic::Exchange hop(int number) {
    traffic::Exchange made;
    made.number = number;
    made.request.method = "POST";
    made.url = "http://canvas.example/api/lti/courses/1/line_items/5/scores";
    made.response = http::json(200, "{}");
    return made;
}

TEST_F(ConsoleTest, AFollowerGetsEveryHopInOrder) {
    start();
    auto socket = follow();
    constexpr int hops = 5'000; // five seconds of a fast run
    for (int from = 1; from <= hops; from += 100) {
        on_loop([&] {
            for (int i = from; i < from + 100; ++i) console_->api().hop("case", hop(i));
        });
    }
    for (int i = 1; i <= hops; ++i) {
        auto const event = next_event(socket);
        ASSERT_EQ(event.kind, "hop");
        ASSERT_EQ(event.id, std::to_string(i));
        ASSERT_EQ(event.object().at("hop").at("n"), i);
    }
}

TEST_F(ConsoleTest, WhoReadsNothingKeepsNobodyWaitingAndIsToldWhatItLost) {
    start([](Options& options) { options.api.events = {.events = 500, .bytes = 100'000}; });
    auto slow = follow();
    constexpr int hops = 50'000; // far more than the socket's buffers hold
    for (int from = 1; from <= hops; from += 1'000) {
        on_loop([&] {
            for (int i = from; i < from + 1'000; ++i) console_->api().hop("case", hop(i));
        });
    }
    int last = 0;
    int lost = 0;
    while (last < hops) {
        auto const event = next_event(slow);
        ASSERT_FALSE(event.kind.empty()) << "after " << last;
        if (event.kind == "lost") {
            EXPECT_EQ(event.object().at("from"), last + 1);
            last = static_cast<int>(event.object().at("to").as_int64());
            lost += static_cast<int>(event.object().at("count").as_int64());
            continue;
        }
        ASSERT_EQ(event.id, std::to_string(++last)) << "no gap that was not told";
    }
    EXPECT_GT(lost, 0);
}

TEST_F(ConsoleTest, AFollowerGoesOnWhereItWas) {
    start();
    on_loop([&] {
        for (int i = 1; i <= 10; ++i) console_->api().hop("case", hop(i));
    });
    EXPECT_EQ(get("/easel/v1/replay/run").object().at("last_event"), 10);
    auto by_query = follow("?after=7");
    EXPECT_EQ(next_event(by_query).id, "8");
    auto by_header = follow("", "Last-Event-ID: 9\r\n");
    EXPECT_EQ(next_event(by_header).id, "10");
    auto of_another_console = follow("", "Last-Event-ID: 99\r\n");
    auto const told = next_event(of_another_console);
    EXPECT_EQ(told.kind, "lost");
    EXPECT_EQ(told.object().at("restarted"), true);
    EXPECT_EQ(next_event(of_another_console).id, "1");
}

TEST_F(ConsoleTest, ARunThatIsFollowedTellsHopsChecksAndVerdicts) {
    start();
    auto socket = follow();
    on_loop([&] {
        console_->api().follow(2);
        console_->api().hop("launch/plain", hop(1));
        auto ended = run_.cases[0];
        ended.checks.push_back({.id = "k1", .verdict = verdict::Verdict::failed, .requirement = "SCORE-027"});
        console_->api().ended(ended);
    });
    EXPECT_EQ(next_of(socket, "state").object().at("kind"), "following");
    EXPECT_EQ(next_of(socket, "hop").object().at("case"), "launch/plain");
    EXPECT_EQ(next_of(socket, "check").object().at("requirement"), "SCORE-027");
    EXPECT_EQ(next_of(socket, "case").object().at("status"), "failed");
    EXPECT_EQ(next_of(socket, "state").object().at("word"), "Running: 1 of 2 cases have ended");
    EXPECT_EQ(post("/easel/v1/replay/cases/launch/plain/replay").code(), "busy") << "the tool is not ours yet";
    on_loop([&] { console_->api().run_ended("The run has ended"); });
    EXPECT_EQ(next_of(socket, "state").object().at("kind"), "idle");
    EXPECT_EQ(post("/easel/v1/replay/cases/launch/plain/replay").status, 202);
}

TEST_F(ConsoleTest, FollowersAreLimitedInNumber) {
    start();
    std::vector<http::raw::Socket> all;
    for (int i = 0; i < 32; ++i) all.push_back(follow());
    EXPECT_EQ(get("/easel/v1/replay/events").code(), "too_many");
}

} // namespace
} // namespace easel::console
