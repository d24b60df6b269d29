// A world's calls as they come, for whoever keeps the connection.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "control/answers.hpp"
#include "control/breakpoints.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <vector>

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
    std::vector<int> held;
};

bool is_complete(traffic::Exchange const& exchange) {
    return exchange.response || !exchange.error.empty();
}

/// Calls that have ended since, in the order of their numbers; a call costs what is new, however long the log is.
void add_calls(traffic::Log const& log, Seen& seen, std::string& text) {
    for (auto at = seen.open.begin(); at != seen.open.end() && text.size() <= batch;) {
        auto const* exchange = log.find(*at);
        bool const waits = exchange != nullptr && !is_complete(*exchange);
        at = waits ? std::next(at) : seen.open.erase(at);
        if (exchange != nullptr && !waits) text += event("call", describe(*exchange, false));
    }
    auto const& all = log.exchanges();
    if (!all.empty()) seen.last = std::max(seen.last, all.front().number - 1);
    while (text.size() <= batch) {
        auto const* exchange = log.find(seen.last + 1);
        if (exchange == nullptr) return;
        ++seen.last;
        if (is_complete(*exchange))
            text += event("call", describe(*exchange, false));
        else
            seen.open.insert(seen.last);
    }
}

/// What is new, as events; "" : nothing. A world that was reset begins anew.
std::string news(Served const& served, Seen& seen) {
    std::string text;
    bool const begins = seen.stage.lock() != served.stage;
    if (begins) {
        seen = Seen{served.stage, 0, {}, std::move(seen.held)};
        text = event("begin", json::object{{"world", served.name}, {"dropped", served.stage->log.dropped()}});
    }
    auto held = served.breakpoints->numbers();
    if (held != seen.held || (begins && !held.empty()))
        text += event("held", json::object{{"held", json::array(held.begin(), held.end())}});
    seen.held = std::move(held);
    add_calls(served.stage->log, seen, text);
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
