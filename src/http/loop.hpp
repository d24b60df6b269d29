#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace easel::http {

namespace asio = boost::asio;
template <class T>
using awaitable = asio::awaitable<T>;

/// Starts a coroutine that nobody awaits; an exception that leaves it ends the process with its text.
void spawn(asio::io_context& loop, awaitable<void> work);

/// Waits wall time.
[[nodiscard]] awaitable<void> sleep_wall(std::chrono::milliseconds span);

/// A condition of one loop: `notify` wakes everybody who waits in `wait_for`.
class Signal {
  public:
    explicit Signal(asio::io_context& loop);
    ~Signal();
    Signal(Signal const&) = delete;
    Signal& operator=(Signal const&) = delete;
    void notify();
    /// Returns at the next `notify`, or after `limit` of wall time (then false).
    [[nodiscard]] awaitable<bool> wait_for(std::chrono::milliseconds limit);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// Calls `on_signal(number)` for SIGINT and SIGTERM while it lives; runs on the loop.
class SignalWatch {
  public:
    SignalWatch(asio::io_context& loop, std::function<void(int)> on_signal);
    ~SignalWatch();
    SignalWatch(SignalWatch const&) = delete;
    SignalWatch& operator=(SignalWatch const&) = delete;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace easel::http
