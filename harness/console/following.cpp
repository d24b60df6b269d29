// What happens, for whoever follows: a run that plays, replays, and the stream of both.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "console/access.hpp"
#include "console/recorded.hpp"
#include "console/state.hpp"

#include <boost/json.hpp>

#include <string>
#include <utility>

namespace easel::console {

namespace json = base::json;

namespace {

constexpr int most_followers = 32;
constexpr std::chrono::seconds heartbeat(15);

std::uint64_t last_seen(http::Request const& request) {
    auto text = std::string(request.headers.get("Last-Event-ID"));
    if (text.empty()) text = request.query_value("after").value_or("0");
    auto const number = base::whole_number(text);
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

http::awaitable<void> write_events(std::shared_ptr<Api::State> state, std::uint64_t seen, http::Stream& stream) {
    struct Counted {
        Api::State& state;
        explicit Counted(Api::State& owner) : state(owner) { ++state.followers; }
        ~Counted() { --state.followers; }
        Counted(Counted const&) = delete;
        Counted& operator=(Counted const&) = delete;
    };
    Counted const counted(*state);
    if (!co_await stream.send("retry: 1000\n\n")) co_return;
    for (;;) {
        auto batch = state->events.after(seen);
        seen = batch.seen;
        if (!batch.text.empty()) {
            if (!co_await stream.send(batch.text)) co_return;
            continue;
        }
        if (state->is_closed) co_return;
        bool const came = co_await state->events.wait(heartbeat);
        if (!came && state->events.latest() == seen && !co_await stream.send(": \n\n")) co_return;
    }
}

} // namespace

std::optional<http::Streaming> Api::stream(http::Request const& request) {
    bool const wanted = request.method == "GET" && request.path() == std::string(api_path) + "/events";
    if (!wanted || state_->followers >= most_followers) return std::nullopt;
    http::Streaming streaming;
    streaming.head.headers.set("Content-Type", "text/event-stream");
    protect(streaming.head);
    streaming.body = [state = state_, seen = last_seen(request)](http::Stream& stream) {
        return write_events(state, seen, stream);
    };
    return streaming;
}

void Api::follow(std::size_t cases) {
    state_->ended_cases = 0;
    state_->runs.follow(cases);
}

void Api::hop(std::string_view case_id, traffic::Exchange const& exchange) {
    state_->events.publish(
        "hop", base::dump(json::object{{"run", nullptr}, {"case", case_id}, {"hop", hop_line(exchange)}})
    );
}

void Api::ended(verdict::CaseResult const& result) {
    for (auto const& check : result.checks) {
        json::object event{
            {"case", result.id},
            {"id", check.id},
            {"status", verdict::to_string(check.verdict)},
            {"requirement", check.requirement},
            {"observed", base::to_valid_utf8(check.observed)},
        };
        state_->events.publish("check", base::dump(event));
    }
    state_->events.publish("case", base::dump(case_line(result)));
    state_->runs.followed(++state_->ended_cases);
}

void Api::run_ended(std::string const& word) {
    state_->runs.follow_ended(word);
    state_->events.publish("end", base::dump(json::object{{"word", word}}));
}

} // namespace easel::console
