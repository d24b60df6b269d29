#include "timing/time.hpp"

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace easel::timing {
namespace {

using namespace std::chrono_literals;

Instant const start{Duration{1'767'603'600'000}};

/// Runs one coroutine to its end on a loop of its own.
void run(http::asio::io_context& loop, std::function<awaitable<void>()> body) {
    http::spawn(loop, [](auto work, auto& io) -> awaitable<void> {
        co_await work();
        io.stop();
    }(std::move(body), loop));
    loop.run();
}

TEST(VirtualTime, StandsStillUntilMoved) {
    http::asio::io_context loop;
    auto const time = virtual_time(loop, start);
    run(loop, [&]() -> awaitable<void> {
        EXPECT_EQ(time->now(), start);
        co_await time->advance(90min);
        EXPECT_EQ(time->now(), start + 90min);
        EXPECT_EQ(time->tool_now(), start + 90min);
    });
}

TEST(VirtualTime, RunsDueTimersInOrderBeforeAdvanceReturns) {
    http::asio::io_context loop;
    auto const time = virtual_time(loop, start);
    std::vector<std::string> seen;
    auto const sleeper = [&](std::string name, Duration span) -> awaitable<void> {
        auto const work = time->work();
        co_await time->sleep(span);
        seen.push_back(name + "@" + base::to_string(std::chrono::duration_cast<Duration>(time->now() - start)));
    };
    run(loop, [&]() -> awaitable<void> {
        http::spawn(loop, sleeper("late", 10s));
        http::spawn(loop, sleeper("early", 1s));
        http::spawn(loop, sleeper("never", 1h));
        co_await http::sleep_wall(0ms);
        co_await time->advance(1min);
        EXPECT_EQ(seen, (std::vector<std::string>{"early@1s", "late@10s"}));
        EXPECT_EQ(time->now(), start + 1min);
        co_await time->advance(1h);
        EXPECT_EQ(seen.back(), "never@1h");
    });
}

TEST(VirtualTime, WaitsForWorkInFlightBeforeItMoves) {
    http::asio::io_context loop;
    auto const time = virtual_time(loop, start);
    Instant worked_at{};
    auto const worker = [&]() -> awaitable<void> {
        auto const work = time->work();
        co_await http::sleep_wall(5ms); // a request on a real socket
        worked_at = time->now();
    };
    run(loop, [&]() -> awaitable<void> {
        http::spawn(loop, worker());
        co_await http::sleep_wall(0ms);
        co_await time->advance(1h);
        EXPECT_EQ(worked_at, start);
    });
}

TEST(VirtualTime, AJumpMovesItInTheMidstOfWorkAndWhatIsDueRunsWithTheNextWait) {
    http::asio::io_context loop;
    auto const time = virtual_time(loop, start);
    bool woke = false;
    run(loop, [&]() -> awaitable<void> {
        http::spawn(loop, [](auto& clock, auto& done) -> awaitable<void> {
            auto const work = clock.work();
            co_await clock.sleep(1min);
            done = true;
        }(*time, woke));
        co_await http::sleep_wall(0ms);
        {
            auto const work = time->work(); // nobody could advance it now
            time->jump(5min);
            EXPECT_EQ(time->now(), start + 5min);
            EXPECT_FALSE(woke);
        }
        co_await time->advance(1s);
        EXPECT_TRUE(woke);
        EXPECT_EQ(time->now(), start + 5min + 1s);
    });
}

TEST(VirtualTime, WaitUntilStopsAtTheTimerThatMadeItTrue) {
    http::asio::io_context loop;
    auto const time = virtual_time(loop, start);
    bool happened = false;
    auto const worker = [&]() -> awaitable<void> {
        auto const work = time->work();
        co_await time->sleep(3s);
        happened = true;
        co_await time->sleep(3s);
    };
    run(loop, [&]() -> awaitable<void> {
        http::spawn(loop, worker());
        co_await http::sleep_wall(0ms);
        EXPECT_TRUE(co_await time->wait_until([&] { return happened; }, 1min));
        EXPECT_EQ(time->now(), start + 3s);
        EXPECT_FALSE(co_await time->wait_until([] { return false; }, 1s));
        EXPECT_EQ(time->now(), start + 4s);
        co_await time->advance(1min);
    });
}

TEST(RealTime, AdvancingMovesTheStageAndNotTheTool) {
    http::asio::io_context loop;
    auto const time = real_time(loop);
    run(loop, [&]() -> awaitable<void> {
        co_await time->advance(2h);
        EXPECT_GE(time->now() - time->tool_now(), 2h - 1s);
        EXPECT_FALSE(time->is_virtual());
    });
}

TEST(RealTime, AJumpMovesTheStageAndNotTheTool) {
    http::asio::io_context loop;
    auto const time = real_time(loop);
    auto const before = time->now();
    time->jump(5min);
    EXPECT_GE(time->now(), before + 5min);
    EXPECT_LT(time->tool_now(), before + 5min);
}

TEST(RealTime, APokeEndsAWaitWhoseConditionHolds) {
    http::asio::io_context loop;
    auto const time = real_time(loop);
    bool done = false;
    run(loop, [&]() -> awaitable<void> {
        http::spawn(loop, [](Time& shared, bool& flag) -> awaitable<void> {
            co_await http::sleep_wall(1ms);
            flag = true;
            shared.poke();
        }(*time, done));
        EXPECT_TRUE(co_await time->wait_until([&] { return done; }, 10s));
    });
}

} // namespace
} // namespace easel::timing
