#include "http/loop.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <list>
#include <utility>

namespace easel::http {

void spawn(asio::io_context& loop, awaitable<void> work) {
    asio::co_spawn(loop, std::move(work), [](std::exception_ptr const& thrown) {
        if (!thrown) return;
        try {
            std::rethrow_exception(thrown);
        } catch (std::exception const& e) {
            std::fprintf(stderr, "easel: uncaught exception: %s\n", e.what());
        } catch (...) {
            std::fputs("easel: uncaught exception of an unknown type\n", stderr);
        }
        std::terminate();
    });
}

awaitable<void> sleep_wall(std::chrono::milliseconds span) {
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    co_await timer.async_wait(asio::use_awaitable);
}

struct Signal::State {
    struct Waiter {
        explicit Waiter(asio::io_context& loop) : timer(loop) {}
        asio::steady_timer timer;
        bool woken = false;
    };

    explicit State(asio::io_context& io) : loop(io) {}

    void wake(bool notified) {
        for (auto& waiter : waiters) {
            waiter.woken = waiter.woken || notified;
            waiter.timer.cancel();
        }
    }

    static awaitable<bool> wait(std::shared_ptr<State> state, std::chrono::milliseconds limit) {
        struct Place {
            State& state;
            std::list<Waiter>::iterator at;
            ~Place() { state.waiters.erase(at); }
        };
        Place const place{*state, state->waiters.emplace(state->waiters.end(), state->loop)};
        constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365); // far from the clock's end
        place.at->timer.expires_after(std::min(limit, longest));
        co_await place.at->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        co_return place.at->woken;
    }

    asio::io_context& loop;
    std::list<Waiter> waiters;
};

Signal::Signal(asio::io_context& loop) : state_(std::make_shared<State>(loop)) {}

Signal::~Signal() {
    state_->wake(false);
}

void Signal::notify() {
    state_->wake(true);
}

awaitable<bool> Signal::wait_for(std::chrono::milliseconds limit) {
    return State::wait(state_, limit);
}

struct SignalWatch::State {
    State(asio::io_context& loop, std::function<void(int)> callback)
        : set(loop, SIGINT, SIGTERM),
          on_signal(std::move(callback)) {}

    static void wait(std::shared_ptr<State> const& state) {
        state->set.async_wait([state](boost::system::error_code ec, int number) {
            if (ec || !state->on_signal) return;
            auto const call = state->on_signal; // it may end the watch, and with it itself
            call(number);
            if (state->on_signal) wait(state);
        });
    }

    asio::signal_set set;
    std::function<void(int)> on_signal;
};

SignalWatch::SignalWatch(asio::io_context& loop, std::function<void(int)> on_signal)
    : state_(std::make_shared<State>(loop, std::move(on_signal))) {
    State::wait(state_);
}

SignalWatch::~SignalWatch() {
    state_->on_signal = nullptr;
    boost::system::error_code ignored;
    state_->set.cancel(ignored);
    state_->set.clear(ignored); // the system's own reactions come back
}

} // namespace easel::http
