#pragma once

#include "http/loop.hpp"

#include <cstdint>
#include <deque>

namespace easel::play {

/// How many cases may be at work at once. A case that only waits for the tool gives its slot away meanwhile, so that
/// windows of real time overlap however few slots there are.
class Slots {
  public:
    Slots(http::asio::io_context& loop, int count)
        : free_(count),
          changed_(loop) {}

    /// Waits for a slot, in the order of asking.
    [[nodiscard]] http::awaitable<void> acquire() {
        auto const ticket = next_++;
        queue_.push_back(ticket);
        while (free_ == 0 || queue_.front() != ticket) co_await changed_.wait_for(std::chrono::seconds(60));
        queue_.pop_front();
        --free_;
        if (free_ > 0) changed_.notify();
    }
    void release() {
        ++free_;
        changed_.notify();
    }

  private:
    int free_;
    std::uint64_t next_ = 0;
    std::deque<std::uint64_t> queue_;
    http::Signal changed_;
};

} // namespace easel::play
