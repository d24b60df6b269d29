// What was called and answered, and waiting for the next call.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "control/answers.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace easel::control {
namespace {

using traffic::Exchange;

constexpr base::Duration longest_wait = std::chrono::seconds(60);
constexpr int most_listed = 1000;

json::object headers_json(http::Headers const& headers) {
    json::object all;
    for (auto const& [name, value] : headers.fields()) {
        auto const lower = base::to_lower(name);
        auto const text = base::to_valid_utf8(value);
        if (auto* known = all.if_contains(lower))
            *known = std::string(known->as_string()) + ", " + text;
        else
            all[lower] = text;
    }
    return all;
}

/// Text as it is; bytes that are no text in Base 64.
void put_body(json::object& into, std::string const& body, std::size_t size) {
    if (base::is_valid_utf8(body))
        into["body"] = body;
    else
        into["body_base64"] = base::base64_encode(body);
    into["body_size"] = std::max(size, body.size());
}

struct Filter {
    std::optional<traffic::CallKind> kind;
    std::string from;
    std::string course, assignment, user, client;
    std::optional<int> status;
    int since = 0;

    [[nodiscard]] bool takes(Exchange const& exchange) const {
        auto const fits = [](std::string const& wanted, std::string_view value) {
            return wanted.empty() || wanted == value;
        };
        bool const complete = exchange.response.has_value() || !exchange.error.empty();
        return complete && exchange.number > since && (!kind || exchange.kind == *kind) &&
               fits(from, traffic::to_string(exchange.from)) && fits(course, exchange.course) &&
               fits(assignment, exchange.assignment) && fits(user, exchange.user) && fits(client, exchange.client_id) &&
               (!status || (exchange.response && exchange.response->status == *status));
    }
};

std::optional<int> whole(std::string const& written) {
    int number = 0;
    auto const* stop = written.data() + written.size();
    auto const [end, error] = std::from_chars(written.data(), stop, number);
    if (error != std::errc{} || end != stop || number < 0) return std::nullopt;
    return number;
}

Read<Filter> read_filter(Call const& call) {
    Filter filter;
    filter.from = query(call, "from");
    filter.course = query(call, "course");
    filter.assignment = query(call, "assignment");
    filter.user = query(call, "user");
    filter.client = query(call, "client");
    std::vector<std::string> const parties{"browser", "tool", "platform", "probe"};
    if (!filter.from.empty() && std::find(parties.begin(), parties.end(), filter.from) == parties.end())
        return refuse(400, unknown_name("party", filter.from, parties));
    if (auto const kind = query(call, "kind"); !kind.empty()) {
        filter.kind = traffic::call_kind(kind);
        if (!filter.kind) return refuse(400, unknown_name("kind of call", kind, traffic::call_kind_names()));
    }
    for (auto const* name : {"status", "since", "limit"}) {
        auto const written = query(call, name);
        if (!written.empty() && !whole(written))
            return refuse(400, {"the query's " + std::string(name) + " is no whole number", "", "", "bad-value"});
    }
    if (auto const status = query(call, "status"); !status.empty()) filter.status = whole(status);
    if (auto const since = query(call, "since"); !since.empty()) filter.since = *whole(since);
    return filter;
}

int last_number(traffic::Log const& log) {
    return log.exchanges().empty() ? 0 : log.exchanges().back().number;
}

http::Response listing(traffic::Log const& log, Filter const& filter, bool with_bodies, int limit) {
    json::array calls;
    for (auto const& exchange : log.exchanges()) {
        if (static_cast<int>(calls.size()) >= limit) break;
        if (filter.takes(exchange)) calls.push_back(describe(exchange, with_bodies));
    }
    return answer_json(
        200, json::object{{"calls", std::move(calls)}, {"last", last_number(log)}, {"dropped", log.dropped()}}
    );
}

http::awaitable<http::Response> list(Call& call) {
    if (auto refused = check_query(
            call,
            {"kind", "from", "status", "since", "course", "assignment", "user", "client", "bodies", "limit", "wait"}
        ))
        co_return std::move(*refused);
    auto const filter = read_filter(call);
    if (!filter) co_return filter.error();
    auto const bodies = query(call, "bodies");
    if (!bodies.empty() && bodies != "true" && bodies != "false")
        co_return refuse(400, {"the query's bodies is true or false", "", "", "bad-value"});
    bool const with_bodies = bodies != "false";
    auto const limit = std::min(most_listed, whole(query(call, "limit")).value_or(most_listed));
    auto const written = query(call, "wait");
    if (written.empty()) co_return listing(call.served->stage->log, *filter, with_bodies, limit);

    auto const span = base::parse_duration(written);
    if (!span || *span > longest_wait)
        co_return refuse(400, {"the query's wait is a duration of at most 60s, such as 5s", "", "", "bad-value"});
    auto const name = call.served->name;
    auto const deadline = std::chrono::steady_clock::now() + *span;
    for (;;) {
        auto const* served = call.worlds.find(name);
        if (served == nullptr) co_return refuse(404, {"there is no world '" + name + "' any more"});
        auto const& log = served->stage->log;
        auto const& all = log.exchanges();
        auto const found =
            std::find_if(all.begin(), all.end(), [&](Exchange const& exchange) { return filter->takes(exchange); });
        auto const left = std::chrono::duration_cast<base::Duration>(deadline - std::chrono::steady_clock::now());
        // A wait is over with its first call, or empty-handed with its time.
        if (found != all.end()) co_return listing(log, *filter, with_bodies, 1);
        if (left <= base::Duration::zero()) co_return listing(log, *filter, with_bodies, 0);
        auto const called = served->called;
        co_await called->wait_for(left);
    }
}

http::awaitable<http::Response> read(Call& call) {
    auto const number = whole(call.names.front());
    auto const* exchange = number ? std::as_const(call.served->stage->log).find(*number) : nullptr;
    if (exchange == nullptr)
        co_return refuse(404, {"there is no call '" + call.names.front() + "' (any more)", "", "", "unknown-name"});
    co_return answer_json(200, describe(*exchange, true));
}

/// Whoever is let in and finds a place is answered by `stream`.
http::awaitable<http::Response> no_more_listeners(Call&) {
    co_return refuse(503, {"too many listen already", "", "close one of them, or wait for calls with 'wait'", "listeners"});
}

/// Requests that fitted no world, where a wrong address shows.
http::awaitable<http::Response> lost(Call& call) {
    static traffic::Log const none;
    co_return listing(call.options.lost == nullptr ? none : *call.options.lost, {}, true, most_listed);
}

} // namespace

json::object describe(Exchange const& exchange, bool with_bodies) {
    json::object request{
        {"method", exchange.request.method},
        {"target", base::to_valid_utf8(exchange.request.target)},
        {"headers", headers_json(exchange.request.headers)},
    };
    if (with_bodies) put_body(request, exchange.request.body, exchange.request_size);
    json::value response;
    if (exchange.response) {
        json::object answered{
            {"status", exchange.response->status}, {"headers", headers_json(exchange.response->headers)}};
        if (with_bodies) put_body(answered, exchange.response->body, exchange.response_size);
        response = std::move(answered);
    }
    json::array trail;
    std::string decided;
    for (auto const& check : exchange.trail) {
        trail.push_back(json::object{{"fact", check.fact.view()}, {"passed", check.passed}});
        if (!check.passed) decided = check.fact;
    }
    return {
        {"number", exchange.number},
        {"kind", traffic::to_string(exchange.kind)},
        {"from", traffic::to_string(exchange.from)},
        {"to", traffic::to_string(exchange.to)},
        {"at", base::to_iso8601(exchange.at)},
        {"took_ms", exchange.took.count()},
        {"url", base::to_valid_utf8(exchange.url)},
        {"request", std::move(request)},
        {"response", std::move(response)},
        {"error", optional_text(exchange.error)},
        {"trail", std::move(trail)},
        {"refused_by", optional_text(decided)},
        {"fault", optional_text(exchange.fault)},
        {"course", optional_text(exchange.course)},
        {"assignment", optional_text(exchange.assignment)},
        {"user", optional_text(exchange.user)},
        {"client_id", optional_text(base::to_valid_utf8(exchange.client_id))},
    };
}

void add_traffic_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds/{world}/traffic", list});
    routes.push_back({"GET", "/worlds/{world}/traffic/events", no_more_listeners});
    routes.push_back({"GET", "/worlds/{world}/traffic/{number}", read});
    routes.push_back({"GET", "/lost", lost});
}

} // namespace easel::control
