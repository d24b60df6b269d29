#include "http/aside.hpp"
#include "wire/http/fixtures.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <stdexcept>
#include <thread>
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

struct Places {
    std::thread::id work;
    std::thread::id after;
    std::string trouble;
};

awaitable<void> go_aside(Aside& aside, Places& places, bool fails) {
    try {
        co_await aside.run([&] {
            places.work = std::this_thread::get_id();
            if (fails) throw std::runtime_error("no key");
        });
    } catch (std::runtime_error const& trouble) {
        places.trouble = trouble.what();
    }
    places.after = std::this_thread::get_id();
}

TEST(Aside, WorksBesideTheLoopAndComesBackToIt) {
    asio::io_context loop;
    Aside aside;
    Places good;
    Places bad;
    spawn(loop, go_aside(aside, good, false));
    spawn(loop, go_aside(aside, bad, true));
    loop.run(); // the work holds it
    auto const here = std::this_thread::get_id();
    EXPECT_NE(good.work, here);
    EXPECT_EQ(good.after, here);
    EXPECT_EQ(good.trouble, "");
    EXPECT_EQ(bad.after, here);
    EXPECT_EQ(bad.trouble, "no key");
}

TEST(Aside, TheLoopMayEndBeforeItHearsOfTheWork) {
    Places places;
    {
        asio::io_context loop;
        Aside aside;
        spawn(loop, go_aside(aside, places, false));
        loop.poll_one();
        aside.finish();
    }
    EXPECT_NE(places.work, std::thread::id());
    EXPECT_EQ(places.after, std::thread::id());
}

TEST(Aside, WorksOnTheLoopOnceFinished) {
    asio::io_context loop;
    Aside aside;
    aside.finish();
    Places places;
    spawn(loop, go_aside(aside, places, false));
    loop.run();
    EXPECT_EQ(places.work, std::this_thread::get_id());
    EXPECT_EQ(places.after, places.work);
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
