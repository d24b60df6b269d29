#pragma once

#include "base/instant.hpp"
#include "http/loop.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

namespace easel::timing {

template <class T>
using awaitable = http::awaitable<T>;
using base::Duration;
using base::Instant;

/// The clock of one stage. Two kinds: `real` (the system's clock plus what was advanced; waiting costs wall time) and
/// `virtual` (stands still; waiting jumps from one due timer to the next and costs nothing). A tool that lives in this
/// process shares it; its work is counted, so that a virtual wait never overtakes work in flight.
/// @par Thread rule  one loop
class Time {
  public:
    virtual ~Time() = default;

    [[nodiscard]] virtual Instant now() const = 0;
    /// What the tool's own clock shows: `now` when the tool shares this clock, else `now` less what was advanced.
    [[nodiscard]] virtual Instant tool_now() const = 0;
    [[nodiscard]] virtual bool is_virtual() const = 0;

    /// Suspends a piece of the tool's counted work until `now` has moved by `span`.
    [[nodiscard]] virtual awaitable<void> sleep(Duration span) = 0;

    /// Moves the clock; on a virtual clock every timer that became due has run, and the tool is idle, on return.
    [[nodiscard]] virtual awaitable<void> advance(Duration span) = 0;

    /// Moves the clock at once, in the midst of whatever goes on; what became due runs as soon as somebody waits again.
    virtual void jump(Duration span) = 0;

    /// Waits until `done()` holds (true) or `span` has passed (false). `poke` is what changes may have changed `done`.
    [[nodiscard]] virtual awaitable<bool> wait_until(std::function<bool()> done, Duration span) = 0;
    /// Somebody should look at their `done` again.
    virtual void poke() = 0;

    /// Counts a piece of the tool's work while it lives.
    class Work {
      public:
        explicit Work(Time& time) : time_(&time) { time_->begin_work(); }
        ~Work() {
            if (time_ != nullptr) time_->end_work();
        }
        Work(Work&& other) noexcept : time_(std::exchange(other.time_, nullptr)) {}
        Work(Work const&) = delete;
        Work& operator=(Work const&) = delete;
        Work& operator=(Work&&) = delete;

      private:
        Time* time_;
    };
    [[nodiscard]] Work work() { return Work(*this); }

    /// Somebody looks at what has happened: while one lives, no wait runs out, and a virtual clock stands.
    class Pause {
      public:
        explicit Pause(std::shared_ptr<Time> time) : time_(std::move(time)) { time_->begin_pause(); }
        ~Pause() { time_->end_pause(); }
        Pause(Pause const&) = delete;
        Pause& operator=(Pause const&) = delete;

      private:
        std::shared_ptr<Time> time_;
    };
    /// Wall time that pauses have lasted.
    [[nodiscard]] std::chrono::steady_clock::duration paused() const;

  protected:
    virtual void begin_work() = 0;
    virtual void end_work() = 0;
    /// The last pause has ended: who waits looks again.
    virtual void resume() = 0;
    [[nodiscard]] bool is_paused() const { return pauses_ > 0; }

  private:
    void begin_pause();
    void end_pause();

    int pauses_ = 0;
    std::chrono::steady_clock::time_point pause_began_;
    std::chrono::steady_clock::duration paused_{0};
};

/// The system's clock plus what was advanced; the tool does not see the advance.
[[nodiscard]] std::shared_ptr<Time> real_time(http::asio::io_context& loop);
/// A clock that stands at `start` until moved.
[[nodiscard]] std::shared_ptr<Time> virtual_time(http::asio::io_context& loop, Instant start);

} // namespace easel::timing
