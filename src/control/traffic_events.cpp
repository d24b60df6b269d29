// A world's calls as they come, for whoever keeps the connection.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "control/answers.hpp"

#include <chrono>
#include <set>

namespace easel::control {
namespace {

constexpr int most_listeners = 32;
constexpr std::size_t batch = 256 * 1024;
constexpr std::chrono::seconds heartbeat(15);

/// One who listens, counted while it does.
class Listener {
  public:
    explicit Listener(std::shared_ptr<int> count)
        : count_(std::move(count)) {
        ++*count_;
    }
    ~Listener() { --*count_; }
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;

  private:
    std::shared_ptr<int> count_;
};

std::string event(std::string_view name, json::value const& data) {
    return "event: " + std::string(name) + "\ndata: " + base::dump(data) + "\n\n";
}

/// How far a listener is. Calls end in another order than they begin: those that had no answer yet are looked at again.
struct Seen {
    std::weak_ptr<platform::Stage> stage;
    int last = 0;
    std::set<int> open;
};

/// What is new, as events; "" : nothing. A world that was reset begins anew.
std::string news(Served const& served, Seen& seen) {
    std::string text;
    if (seen.stage.lock() != served.stage) {
        seen = Seen{served.stage, 0, {}};
        text = event("begin", json::object{{"world", served.name}, {"dropped", served.stage->log.dropped()}});
    }
    auto const& log = served.stage->log.exchanges();
    if (!log.empty()) seen.open.erase(seen.open.begin(), seen.open.lower_bound(log.front().number));
    for (auto const& exchange : log) {
        if (exchange.number <= seen.last && !seen.open.contains(exchange.number)) continue;
        seen.last = std::max(seen.last, exchange.number);
        if (!exchange.response && exchange.error.empty()) {
            seen.open.insert(exchange.number);
            continue;
        }
        seen.open.erase(exchange.number);
        text += event("call", describe(exchange, false));
        if (text.size() > batch) break;
    }
    return text;
}

http::awaitable<void> write_calls(Worlds& worlds, std::string name, std::shared_ptr<int> count, http::Stream& stream) {
    Listener const listener(std::move(count));
    Seen seen;
    auto changes = worlds.changes();
    if (!co_await stream.send("retry: 1000\n\n")) co_return;
    for (;;) {
        auto const* served = worlds.find(name);
        if (served == nullptr) {
            (void)co_await stream.send(event("end", json::object{}));
            co_return;
        }
        if (auto const text = news(*served, seen); !text.empty()) {
            if (!co_await stream.send(text)) co_return;
            continue;
        }
        if (changes != worlds.changes()) {
            changes = worlds.changes();
            if (!co_await stream.send(event("changed", json::object{}))) co_return;
            continue;
        }
        auto const called = served->called;
        if (!co_await called->wait_for(heartbeat) && !co_await stream.send(": \n\n")) co_return;
    }
}

} // namespace

std::optional<http::Streaming> stream(Worlds& worlds, Options const& options, http::Request const& request) {
    auto const path = base::split(request.path(), '/'); // "", easel, v1, worlds, NAME, traffic, events
    bool const replays = path.size() > 3 && path[1] == "easel" && path[2] == "v1" && path[3] == "replay";
    if (replays && options.replay_stream && !check_caller(options, request)) return options.replay_stream(request);
    bool const wanted = request.method == "GET" && path.size() == 7 && path[1] == "easel" && path[2] == "v1" &&
                        path[3] == "worlds" && path[5] == "traffic" && path[6] == "events";
    if (!wanted || check_caller(options, request) || *options.listeners >= most_listeners) return std::nullopt;
    auto name = base::percent_decode(path[4]);
    if (worlds.find(name) == nullptr) return std::nullopt;
    http::Streaming streaming;
    streaming.head.headers.set("Content-Type", "text/event-stream");
    streaming.head.headers.set("Cache-Control", "no-store");
    streaming.body = [&worlds, name = std::move(name), count = options.listeners](http::Stream& out) {
        return write_calls(worlds, name, count, out);
    };
    return streaming;
}

} // namespace easel::control
