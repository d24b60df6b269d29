#include "wire/http/fixtures.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <stdexcept>
#include <vector>

namespace easel::http {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

TEST(Loop, AnUncaughtExceptionEndsTheProcessWithItsText) {
    EXPECT_DEATH(
        {
            asio::io_context loop;
            spawn(loop, []() -> awaitable<void> {
                throw std::logic_error("broken promise");
                co_return;
            }());
            loop.run();
        },
        "easel: uncaught exception: broken promise"
    );
}

TEST(Loop, SleepTakesWallTime) {
    asio::io_context loop;
    auto const begin = Clock::now();
    spawn(loop, sleep_wall(milliseconds(20)));
    loop.run();
    EXPECT_GE(Clock::now() - begin, milliseconds(20));
}

awaitable<void> wait_on(Signal& signal, milliseconds limit, std::vector<bool>& woken) {
    bool const notified = co_await signal.wait_for(limit);
    woken.push_back(notified);
}

TEST(Signal, WakesAllWhoWait) {
    asio::io_context loop;
    Signal signal(loop);
    std::vector<bool> woken;
    auto const begin = Clock::now();
    for (int i = 0; i < 3; ++i) spawn(loop, wait_on(signal, milliseconds::max(), woken));
    asio::post(loop, [&] { signal.notify(); });
    loop.run();
    EXPECT_EQ(woken, (std::vector<bool>{true, true, true}));
    EXPECT_LT(Clock::now() - begin, std::chrono::seconds(5));
}

TEST(Signal, SaysWhenTheLimitPassed) {
    asio::io_context loop;
    Signal signal(loop);
    signal.notify(); // nobody waits yet: forgotten
    std::vector<bool> woken;
    spawn(loop, wait_on(signal, milliseconds(5), woken));
    spawn(loop, wait_on(signal, milliseconds(0), woken));
    loop.run();
    EXPECT_EQ(woken, (std::vector<bool>{false, false}));
}

TEST(Signal, ItsEndWakesThoseWhoWait) {
    asio::io_context loop;
    auto signal = std::make_unique<Signal>(loop);
    std::vector<bool> woken;
    spawn(loop, wait_on(*signal, milliseconds::max(), woken));
    asio::post(loop, [&] { signal.reset(); });
    loop.run();
    EXPECT_EQ(woken, (std::vector<bool>{false}));
}

TEST(Signal, TheLoopMayEndFirst) {
    std::vector<bool> woken;
    {
        asio::io_context loop;
        Signal signal(loop);
        spawn(loop, wait_on(signal, milliseconds::max(), woken));
        loop.poll();
    }
    EXPECT_TRUE(woken.empty());
}

TEST(SignalWatch, CallsForBothSignalsUntilItEnds) {
    asio::io_context loop;
    std::vector<int> seen;
    std::optional<SignalWatch> watch;
    watch.emplace(loop, [&](int number) {
        seen.push_back(number);
        if (number == SIGTERM) watch.reset();
        if (number == SIGINT) std::raise(SIGTERM);
    });
    std::raise(SIGINT);
    loop.run();
    EXPECT_EQ(seen, (std::vector<int>{SIGINT, SIGTERM}));
}

} // namespace
} // namespace easel::http
