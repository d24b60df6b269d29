// The console's port: who may ask, what is asked, who answers.
#include "console/console.hpp"

#include "console/state.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

namespace easel::console {

namespace json = base::json;

namespace {

constexpr int most_followers = 32;
constexpr std::chrono::seconds heartbeat(15);

constexpr std::string_view page =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    "<title>Easel console</title><link rel=\"icon\" href=\"data:,\"><link rel=\"stylesheet\" href=\"/console.css\"></head>"
    "<body><div id=\"app\"><noscript><p>The console needs scripts; the report index.html does not.</p></noscript></div>"
    "<script src=\"/console.js\"></script></body></html>\n";

http::Response file(std::string_view type, std::string_view text) {
    auto response = http::text(200, std::string(text));
    response.headers.set("Content-Type", std::string(type));
    protect(response);
    return response;
}

std::uint64_t last_seen(http::Request const& request) {
    auto text = std::string(request.headers.get("Last-Event-ID"));
    if (text.empty()) text = request.query_value("after").value_or("0");
    auto const number = base::whole_number(text);
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

http::awaitable<void> write_events(std::shared_ptr<Console::State> state, std::uint64_t seen, http::Stream& stream) {
    struct Counted {
        Console::State& state;
        explicit Counted(Console::State& owner) : state(owner) { ++state.followers; }
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
        bool const came = co_await state->events.wait(heartbeat);
        if (!came && state->events.latest() == seen && !co_await stream.send(": \n\n")) co_return;
    }
}

std::optional<http::Streaming> stream_of(std::shared_ptr<Console::State> const& state, http::Request const& request) {
    if (request.method != "GET" || request.path() != "/api/events") return std::nullopt;
    if (state->access->refusal(request) || state->followers >= most_followers) return std::nullopt;
    http::Streaming streaming;
    streaming.head.headers.set("Content-Type", "text/event-stream");
    protect(streaming.head);
    streaming.body = [state, seen = last_seen(request)](http::Stream& stream) { return write_events(state, seen, stream); };
    return streaming;
}

http::awaitable<http::Response> answer(std::shared_ptr<Console::State> state, http::Request request) {
    if (!state) co_return answer_error(503, "ended", "The console has ended.");
    if (auto exchanged = state->access->exchange(request)) co_return std::move(*exchanged);
    if (auto refused = state->access->refusal(request)) co_return std::move(*refused);
    auto const path = request.path();
    if (path.starts_with("/api/")) co_return answer_api(*state, request);
    if (request.method != "GET" && request.method != "HEAD") co_return answer_error(405, "method", "This path takes GET.");
    if (path == "/") co_return file("text/html; charset=utf-8", page);
    auto const text = state->options.asset ? state->options.asset(path.substr(1)) : std::string_view();
    if (!text.empty() && path.ends_with(".js")) co_return file("text/javascript; charset=utf-8", text);
    if (!text.empty() && path.ends_with(".css")) co_return file("text/css; charset=utf-8", text);
    co_return answer_error(404, "not_found", "There is nothing here.");
}

} // namespace

Console::State::State(http::asio::io_context& io, verdict::RunResult const& shown, Player* who_plays, Options how)
    : options(std::move(how)),
      run(shown),
      events(io, options.events),
      runs(io, who_plays, events),
      done(io) {}

Console::Console(std::shared_ptr<State> state) : state_(std::move(state)) {}

Console::~Console() {
    state_->server.reset();
}

base::Result<std::unique_ptr<Console>>
Console::open(http::asio::io_context& loop, verdict::RunResult const& run, Player* player, Options options) {
    auto state = std::make_shared<State>(loop, run, player, std::move(options));
    http::ServerOptions listen;
    listen.address = state->options.address;
    listen.port = state->options.port;
    listen.loopback_only = !state->options.remote;
    std::weak_ptr<State> const weak = state;
    // The server lives no longer than the state, and calls nobody when it is gone.
    listen.stream = [weak](http::Request const& request) {
        auto const alive = weak.lock();
        return alive ? stream_of(alive, request) : std::nullopt;
    };
    auto server = http::Server::listen(loop, [weak](http::Request request) { return answer(weak.lock(), std::move(request)); }, listen);
    if (!server) return server.error();
    AccessOptions access;
    access.port = (*server)->port();
    access.token = state->options.token;
    access.session = state->options.session;
    access.names = state->options.names;
    access.any_address = state->options.remote;
    state->access.emplace(std::move(access));
    state->server = std::move(*server);
    return std::unique_ptr<Console>(new Console(std::move(state)));
}

std::string Console::address() const {
    return state_->server->origin() + "/?token=" + state_->options.token;
}

std::uint16_t Console::port() const {
    return state_->server->port();
}

void Console::follow(std::size_t cases) {
    state_->ended_cases = 0;
    state_->runs.follow(cases);
}

void Console::hop(std::string_view case_id, traffic::Exchange const& exchange) {
    state_->events.publish("hop", base::dump(json::object{{"run", nullptr}, {"case", case_id}, {"hop", hop_line(exchange)}}));
}

void Console::ended(verdict::CaseResult const& result) {
    for (auto const& check : result.checks) {
        json::object event{
            {"case", result.id}, {"id", check.id}, {"status", verdict::to_string(check.verdict)}, {"requirement", check.requirement},
            {"observed", base::to_valid_utf8(check.observed)},
        };
        state_->events.publish("check", base::dump(event));
    }
    state_->events.publish("case", base::dump(case_line(result)));
    state_->runs.followed(++state_->ended_cases);
}

void Console::run_ended(std::string const& word) {
    state_->runs.follow_ended(word);
    state_->events.publish("end", base::dump(json::object{{"word", word}}));
}

http::awaitable<void> Console::until_end() {
    auto const state = state_;
    while (!state->is_done) co_await state->done.wait_for(std::chrono::hours(1));
}

} // namespace easel::console
