#pragma once

#include "http/loop.hpp"
#include "platform/platform.hpp"
#include "traffic/exchange.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace easel::control {

/// Where the answers of a served world are held until somebody sends them. What is held keeps nothing else waiting, and the
/// world's clock goes on. To be used from the loop's thread.
class Breakpoints : public std::enable_shared_from_this<Breakpoints> {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t most_held = 64; ///< further answers go out at once
    static constexpr base::Duration least_patience{1'000};
    static constexpr base::Duration most_patience{3'600'000};
    static constexpr base::Duration usual_patience{600'000};

    struct Held {
        traffic::Exchange exchange; ///< with its `response` and `trail`; its number tells it apart
        Clock::time_point until;    ///< then it goes out as it is
        base::Duration limit;       ///< the patience that it came with
        bool gone = false;
        std::optional<http::Response> instead = {}; ///< sent in its place
    };

    /// @param on_change  called whenever the list of what is held changes
    Breakpoints(http::asio::io_context& loop, std::function<void()> on_change);

    std::set<traffic::CallKind> calls; ///< whose answers are held
    base::Duration patience = usual_patience; ///< with answers that are held from now on; wall time

    /// Holds answers to this stage from now on.
    void watch(std::shared_ptr<platform::Stage> const& stage);
    /// What is held, oldest first.
    [[nodiscard]] std::deque<std::shared_ptr<Held>> const& held() const { return held_; }
    [[nodiscard]] std::vector<int> numbers() const;
    /// The held answer to the call of that number; null: none is.
    [[nodiscard]] Held const* find(int number) const;
    /// Lets it go as it is, or `instead` of it; false: nothing of that number is held.
    bool send(int number, std::optional<http::Response> instead = {});
    /// Lets everything go as it is.
    void send_all();

  private:
    static http::awaitable<void>
    hold(std::shared_ptr<Breakpoints> self, std::weak_ptr<platform::Stage> stage, int number, traffic::Answer& answer);
    void let_go(std::shared_ptr<Held> const& one);

    std::deque<std::shared_ptr<Held>> held_;
    http::Signal gone_;
    std::function<void()> on_change_;
};

} // namespace easel::control
