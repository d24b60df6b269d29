#include "http/aside.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace easel::http {
namespace {

/// Does the work where it is called, then posts the handler to its own executor.
template <class Handler>
void work_for(Handler handler, std::function<void()> const& work) {
    std::exception_ptr trouble;
    try {
        work();
    } catch (...) {
        trouble = std::current_exception();
    }
    auto const home = asio::get_associated_executor(handler);
    // Nothing of the exception stays in this thread: its last owner is the one who reads it.
    asio::post(home, [handler = std::move(handler), trouble = std::move(trouble)]() mutable {
        std::move(handler)(std::move(trouble));
    });
}

} // namespace

Aside::Aside() = default;

Aside::~Aside() {
    finish();
}

awaitable<void> Aside::run(std::function<void()> work) {
    if (finished_) {
        work();
        co_return;
    }
    if (!thread_) thread_ = std::make_unique<asio::thread_pool>(1);
    auto const begin = [this](auto handler, std::function<void()> task) {
        auto guard = asio::make_work_guard(asio::get_associated_executor(handler));
        asio::post(
            *thread_,
            [handler = std::move(handler), task = std::move(task), guard = std::move(guard)]() mutable {
                work_for(std::move(handler), task);
            }
        );
    };
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void(std::exception_ptr)>(
        begin, asio::use_awaitable, std::move(work)
    );
}

void Aside::finish() {
    finished_ = true;
    if (thread_) thread_->join();
}

} // namespace easel::http
