#include "timing/time.hpp"

#include <algorithm>
#include <chrono>
#include <map>

namespace easel::timing {
namespace {

/// No piece of a tool's work lasts longer than its own deadlines allow; past this the wait gives up on it.
constexpr Duration longest_work{60'000};

Instant system_now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

class RealTime final : public Time {
  public:
    explicit RealTime(http::asio::io_context& loop) : changed_(loop) {}

    Instant now() const override { return system_now() + advanced_; }
    Instant tool_now() const override { return system_now(); }
    bool is_virtual() const override { return false; }

    awaitable<void> sleep(Duration span) override { co_await http::sleep_wall(span); }

    awaitable<void> advance(Duration span) override {
        advanced_ += span;
        changed_.notify();
        co_return;
    }

    awaitable<bool> wait_until(std::function<bool()> done, Duration span) override {
        auto const deadline = std::chrono::steady_clock::now() + span;
        auto const paused_before = paused();
        while (!done()) {
            auto const until = deadline + (paused() - paused_before);
            auto const left = std::chrono::duration_cast<Duration>(until - std::chrono::steady_clock::now());
            if (left <= Duration::zero() && !is_paused()) co_return false;
            co_await changed_.wait_for(is_paused() ? longest_work : left);
        }
        co_return true;
    }

    void poke() override { changed_.notify(); }
    void jump(Duration span) override {
        advanced_ += span;
        changed_.notify();
    }

  private:
    void begin_work() override {}
    void end_work() override {}
    void resume() override { changed_.notify(); }

    Duration advanced_{0};
    http::Signal changed_;
};

class VirtualTime final : public Time {
  public:
    VirtualTime(http::asio::io_context& loop, Instant start) : loop_(loop), now_(start), idle_(loop) {}

    Instant now() const override { return now_; }
    Instant tool_now() const override { return now_; }
    bool is_virtual() const override { return true; }

    awaitable<void> sleep(Duration span) override {
        auto timer = std::make_shared<Timer>(loop_);
        timers_.emplace(now_ + span, timer);
        end_work();
        while (!timer->due) co_await timer->wake.wait_for(longest_work);
        // `fire` has counted this work again, so that nobody overtakes it before it resumes.
    }

    awaitable<void> advance(Duration span) override {
        co_await wait_until([] { return false; }, span);
    }

    awaitable<bool> wait_until(std::function<bool()> done, Duration span) override {
        auto const target = now_ + span;
        co_await settle();
        while (!done()) {
            auto const next = timers_.begin();
            if (next == timers_.end() || next->first > target) {
                now_ = target;
                co_return done();
            }
            now_ = std::max(now_, next->first);
            fire(next);
            co_await settle();
        }
        co_return true;
    }

    void poke() override {}
    void jump(Duration span) override { now_ += span; }

  private:
    struct Timer {
        explicit Timer(http::asio::io_context& loop) : wake(loop) {}
        http::Signal wake;
        bool due = false;
    };
    using Timers = std::multimap<Instant, std::shared_ptr<Timer>>; ///< equal times keep their order

    void begin_work() override { ++working_; }
    void end_work() override {
        if (--working_ == 0) idle_.notify();
    }

    void resume() override { idle_.notify(); }

    void fire(Timers::iterator next) {
        auto const timer = next->second;
        timers_.erase(next);
        timer->due = true;
        begin_work();
        timer->wake.notify();
    }

    awaitable<void> settle() {
        while (working_ > 0 || is_paused()) {
            if (!co_await idle_.wait_for(longest_work) && !is_paused()) co_return;
        }
    }

    http::asio::io_context& loop_;
    Instant now_;
    int working_ = 0;
    http::Signal idle_;
    Timers timers_;
};

} // namespace

std::chrono::steady_clock::duration Time::paused() const {
    return is_paused() ? paused_ + (std::chrono::steady_clock::now() - pause_began_) : paused_;
}

void Time::begin_pause() {
    if (pauses_++ == 0) pause_began_ = std::chrono::steady_clock::now();
}

void Time::end_pause() {
    if (--pauses_ > 0) return;
    paused_ += std::chrono::steady_clock::now() - pause_began_;
    resume();
}

std::shared_ptr<Time> real_time(http::asio::io_context& loop) {
    return std::make_shared<RealTime>(loop);
}

std::shared_ptr<Time> virtual_time(http::asio::io_context& loop, Instant start) {
    return std::make_shared<VirtualTime>(loop, start);
}

} // namespace easel::timing
