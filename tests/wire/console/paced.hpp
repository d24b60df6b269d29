#pragma once

#include "console/console.hpp"
#include "http/loop.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <string>

/// A run that makes 1,000 hops a second.
namespace easel::console {

struct Paced {
    std::chrono::steady_clock::time_point last_sent;
    std::chrono::steady_clock::duration most_late{0}; ///< that a hop came after its time
};

inline traffic::Exchange paced_hop(int number) {
    traffic::Exchange made;
    made.number = number;
    made.from = traffic::Party::tool;
    made.kind = traffic::CallKind::score;
    made.request.method = "POST";
    made.url = "http://canvas.example/api/lti/courses/1/line_items/5/scores";
    made.response = http::json(200, "{}");
    return made;
}

/// Ten hops every ten milliseconds, by the clock and not by the last of them: what was late is made up for.
inline http::awaitable<Paced> paced(Console& console, int hops) {
    constexpr int each = 10;
    constexpr std::chrono::milliseconds beat(10);
    Paced run;
    http::asio::steady_timer timer(co_await http::asio::this_coro::executor);
    auto due = std::chrono::steady_clock::now();
    for (int number = 1; number <= hops; number += each) {
        for (int i = number; i < std::min(number + each, hops + 1); ++i) console.api().hop("scores/paced", paced_hop(i));
        run.last_sent = std::chrono::steady_clock::now();
        run.most_late = std::max(run.most_late, run.last_sent - due);
        due += beat;
        timer.expires_at(due);
        co_await timer.async_wait(http::asio::use_awaitable);
    }
    co_return run;
}

} // namespace easel::console
