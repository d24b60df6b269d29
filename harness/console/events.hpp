#pragma once

#include "http/loop.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

/// What happens, for whoever follows: a ring of the latest events. Writing never waits for a reader; a reader who is too slow
/// is told how many it lost.
namespace easel::console {

struct EventLimits {
    std::size_t events = 8'192;
    std::size_t bytes = 4 * 1024 * 1024;
};

class Events {
  public:
    explicit Events(http::asio::io_context& loop, EventLimits limits = {});

    /// @param data  one line of JSON
    void publish(std::string_view kind, std::string data);
    /// The number of the latest event; 0: none yet.
    [[nodiscard]] std::uint64_t latest() const { return next_ - 1; }

    /// What came after event `seen`, as server-sent events, at most about `most` bytes (but one event at least). An event
    /// `lost` stands for those that are not here any more; a `seen` that never was begins anew.
    struct Batch {
        std::string text;
        std::uint64_t seen = 0; ///< from here on the next time
    };
    [[nodiscard]] Batch after(std::uint64_t seen, std::size_t most = 256 * 1024) const;
    /// Returns at the next event, or after `limit` (then false).
    [[nodiscard]] http::awaitable<bool> wait(std::chrono::milliseconds limit) { return came_.wait_for(limit); }

    [[nodiscard]] std::size_t kept_bytes() const { return bytes_; }
    [[nodiscard]] std::size_t kept() const { return ring_.size(); }

  private:
    EventLimits limits_;
    std::deque<std::string> ring_; ///< as they are sent; the last one is number `next_ - 1`
    std::size_t bytes_ = 0;
    std::uint64_t next_ = 1;
    http::Signal came_;
};

} // namespace easel::console
