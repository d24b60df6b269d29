// The console's API: docs/console.md, table of paths.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "console/access.hpp"
#include "console/recorded.hpp"
#include "console/state.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace easel::console {

namespace json = base::json;

namespace {

using State = Api::State;

http::Response not_found(std::string_view what) {
    return answer_error(404, "not_found", "There is no " + std::string(what) + " here.");
}

template <class T>
http::Response refuse(Allowed<T> const& refused) {
    auto const& why = refused.error();
    return answer_error(why.status, why.code, why.message, why.pointer);
}

http::Response answer(Allowed<json::object> const& made) {
    return made ? answer_json(200, *made) : refuse(made);
}

/// A request on its way through a route.
struct Call {
    State& state;
    http::Request const& request;
    std::string name;    ///< what stands for the path's part in braces
    json::object body{}; ///< of a POST; an empty one is an empty object
};

bool read_body(Call& call) {
    if (call.request.body.empty()) return true;
    auto parsed = base::parse_json(call.request.body);
    if (!parsed || !parsed->is_object()) return false;
    call.body = std::move(parsed->get_object());
    return true;
}

// -- what is there ----------------------------------------------------------------------------------------------------

http::Response opening(Call& call) {
    auto& state = call.state;
    std::size_t failed = 0;
    for (auto const& one : state.run.cases) failed += verdict::counts_as_failure(one, state.run.threshold) ? 1 : 0;
    json::object recording{
        {"file", base::to_valid_utf8(state.options.file)},
        {"tool", base::to_valid_utf8(state.run.tool_name)},
        {"cases", state.run.cases.size()},
        {"failed", failed},
    };
    return answer_json(
        200,
        json::object{{"recording", std::move(recording)}, {"playing", state.runs.is_playing()}, {"can_play", state.runs.can_play()}}
    );
}

http::Response whole_run(Call& call) {
    auto& state = call.state;
    auto view = report::run_json(state.run);
    view["state"] = status_view(state.runs.status());
    view["runs"] = state.runs.list();
    view["breaks"] = state.runs.breaks_view();
    view["can_play"] = state.runs.can_play();
    view["changes"] = state.runs.changes();
    view["last_event"] = state.events.latest();
    return answer_json(200, view);
}

http::Response list_cases(Call& call) {
    auto const view = cases_view(call.state.run, call.request.query_value("q").value_or(""));
    if (!view) return answer_error(400, "bad_filter", view.error().message);
    return answer_json(200, *view);
}

http::Response one_case(Call& call) {
    auto const& state = call.state;
    auto const* found = find_case(state.run, call.name);
    if (found == nullptr) return not_found("case '" + call.name + "'");
    auto view = report::case_json(state.run, *found);
    view["runs"] = state.runs.list(call.name);
    return answer_json(200, view);
}

http::Response all_runs(Call& call) {
    return answer_json(200, json::object{{"runs", call.state.runs.list()}});
}

http::Response texts(Call& call) {
    auto const& extras = call.state.options.extras;
    return answer_json(200, json::object{{"report", extras ? extras() : json::object()}});
}

http::Response held(Call& call) {
    return answer_json(200, json::object{{"held", call.state.runs.held()}});
}

http::Response breaks(Call& call) {
    return answer_json(200, call.state.runs.breaks_view());
}

http::Response explain(Call& call) {
    auto const& told = call.state.options.explain;
    auto text = told ? told(call.name) : std::nullopt;
    if (!text) return not_found("text about '" + call.name + "'");
    return answer_json(200, json::object{{"code", base::to_valid_utf8(call.name)}, {"text", base::to_valid_utf8(*text)}});
}

// -- what is done -----------------------------------------------------------------------------------------------------

http::Response replay(Call& call) {
    if (find_case(call.state.run, call.name) == nullptr) return not_found("case '" + call.name + "'");
    Wanted wanted;
    wanted.case_id = call.name;
    json::object breaks;
    for (auto const& [name, value] : call.body) {
        auto const wrong = [&](std::string_view takes) {
            return answer_error(400, "bad_request", std::string(name) + " takes " + std::string(takes) + ".");
        };
        if (name == "kind") {
            if (!value.is_string()) return wrong("the kind of a replay");
            wanted.kind = value.get_string();
        } else if (name == "from_hop") {
            auto const hop = base::number(value);
            if (!hop || *hop < 0 || *hop > 100'000) return wrong("a hop's number");
            wanted.from_hop = static_cast<int>(*hop);
        } else if (name == "repeat") {
            auto const times = base::number(value);
            if (!times || *times < 1 || *times > 100) return wrong("1 to 100");
            wanted.repeat = static_cast<int>(*times);
        } else if (name == "literal") {
            if (!value.is_bool()) return wrong("true or false");
            wanted.literal = value.get_bool();
        } else if (name == "what_if") {
            if (!value.is_object()) return wrong("an object");
            wanted.what_if = value.get_object();
        } else if (name == "breaks") {
            if (!value.is_object()) return wrong("an object");
            breaks = value.get_object();
        } else {
            return answer_error(400, "bad_request", "A replay has no '" + std::string(name) + "'.");
        }
    }
    auto const started = call.state.runs.start(std::move(wanted), breaks);
    if (!started) return refuse(started);
    return answer_json(202, json::object{{"run", *started}});
}

/// The number in the path; 0: it is none.
int run_of(Call const& call) {
    auto const number = base::whole_number(call.name);
    return number && *number >= 1 && *number <= 1'000'000'000 ? static_cast<int>(*number) : 0;
}

http::Response one_run(Call& call) { return answer(call.state.runs.view(run_of(call))); }
http::Response diff(Call& call) { return answer(call.state.runs.diff(run_of(call))); }

http::Response result(Call& call) {
    auto const& state = call.state;
    if (auto const known = state.runs.view(run_of(call)); !known) return refuse(known);
    auto const* result = state.runs.result(run_of(call));
    if (result == nullptr) return answer_error(409, "no_result", "This run has no result (yet).");
    return answer_json(200, report::case_json(state.run, *result));
}

http::Response go_on(Call& call) {
    auto const gone_on = call.state.runs.go_on(run_of(call), call.body);
    return gone_on ? answer_json(200, json::object{{"run", run_of(call)}}) : refuse(gone_on);
}

http::Response abort(Call& call) {
    auto const aborted = call.state.runs.abort(run_of(call));
    return aborted ? answer_json(200, json::object{{"run", run_of(call)}}) : refuse(aborted);
}

http::Response set_breaks(Call& call) {
    auto const set = call.state.runs.set_breaks(call.body);
    return set ? breaks(call) : refuse(set);
}

http::Response move_clock(Call& call) { return answer(call.state.runs.clock(call.body)); }
http::Response change_world(Call& call) { return answer(call.state.runs.world(call.body)); }
http::Response sign(Call& call) { return answer(call.state.runs.sign(call.body)); }

http::Response save_scenario(Call& call) {
    auto const* number = call.body.if_contains("run");
    auto const run = number == nullptr ? std::nullopt : base::number(*number);
    if (!run || *run < 1 || *run > 1e9) return answer_error(400, "bad_request", "A scenario is saved of a run: {\"run\": 3}.");
    return answer(call.state.runs.scenario(static_cast<int>(*run)));
}

http::Response end(Call& call) {
    call.state.is_ended = true;
    call.state.done.notify();
    return answer_json(200, json::object{{"ended", true}});
}

// -- where it is asked ------------------------------------------------------------------------------------------------

http::Response fixed(Call&) {
    return answer_error(409, "fixed", "This console shows the one result that it was started with.");
}

http::Response too_many(Call&) {
    return answer_error(503, "too_many", "Too many pages follow this console.");
}

struct Row {
    ApiRoute route;
    http::Response (*handler)(Call&);
};
constexpr std::array rows{
    Row{{"GET", ""}, opening},
    Row{{"POST", ""}, fixed},
    Row{{"GET", "/run"}, whole_run},
    Row{{"GET", "/cases"}, list_cases},
    Row{{"GET", "/cases/{case}"}, one_case},
    Row{{"POST", "/cases/{case}/replay"}, replay},
    Row{{"GET", "/report"}, texts},
    Row{{"GET", "/explain/{code}"}, explain},
    Row{{"GET", "/events"}, too_many},
    Row{{"GET", "/runs"}, all_runs},
    Row{{"GET", "/runs/{run}"}, one_run},
    Row{{"GET", "/runs/{run}/result"}, result},
    Row{{"GET", "/runs/{run}/diff"}, diff},
    Row{{"GET", "/held"}, held},
    Row{{"POST", "/runs/{run}/continue"}, go_on},
    Row{{"POST", "/runs/{run}/abort"}, abort},
    Row{{"POST", "/sign"}, sign},
    Row{{"GET", "/breaks"}, breaks},
    Row{{"POST", "/breaks"}, set_breaks},
    Row{{"POST", "/clock"}, move_clock},
    Row{{"POST", "/world"}, change_world},
    Row{{"POST", "/scenario"}, save_scenario},
    Row{{"POST", "/end"}, end},
};

/// What stands for the pattern's part in braces when the path fits; "" where the pattern has none. Ids of cases and facts
/// hold slashes, written as they are or as %2F, so that this part may be several of the path.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
    auto const open = pattern.find('{');
    if (open == std::string_view::npos) return pattern == path ? std::optional<std::string>("") : std::nullopt;
    auto const before = pattern.substr(0, open);
    auto const after = pattern.substr(pattern.find('}') + 1);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return std::nullopt;
    auto name = path.substr(before.size(), path.size() - before.size() - after.size());
    bool const is_number = pattern.find("{run}") != std::string_view::npos;
    if (is_number && name.find('/') != std::string_view::npos) return std::nullopt;
    return base::percent_decode(name);
}

} // namespace

std::vector<ApiRoute> api_routes() {
    std::vector<ApiRoute> routes;
    for (auto const& row : rows) routes.push_back(row.route);
    return routes;
}

http::Response nothing_open() {
    return answer_json(200, json::object{{"recording", nullptr}, {"playing", false}, {"can_play", true}});
}

Api::State::State(http::asio::io_context& io, verdict::RunResult const& shown, Player* who_plays, ApiOptions how)
    : options(std::move(how)),
      run(shown),
      events(io, options.events),
      runs(io, who_plays, events),
      done(io) {}

Api::Api(http::asio::io_context& loop, verdict::RunResult const& run, Player* player, ApiOptions options)
    : state_(std::make_shared<State>(loop, run, player, std::move(options))) {}

Api::~Api() {
    state_->is_closed = true;
    state_->events.publish("closed", "{}");
}

bool Api::is_playing() const { return state_->runs.is_playing(); }
bool Api::is_ended() const { return state_->is_ended; }

http::awaitable<void> Api::until_end() {
    auto const state = state_;
    while (!state->is_ended) co_await state->done.wait_for(std::chrono::hours(1));
}

http::Response Api::answer(http::Request const& request) {
    auto const path = std::string(request.path().substr(api_path.size()));
    std::string allowed;
    for (auto const& row : rows) {
        auto name = match(row.route.path, path);
        if (!name) continue;
        bool const reads = row.route.method == "GET" && request.method == "HEAD";
        if (row.route.method != request.method && !reads) {
            allowed += (allowed.empty() ? "" : ", ") + std::string(row.route.method);
            continue;
        }
        Call call{*state_, request, std::move(*name)};
        if (row.route.path.starts_with("/runs/{") && run_of(call) == 0) return not_found("run '" + call.name + "'");
        if (request.method == "POST" && !read_body(call)) return answer_error(400, "bad_request", "The body has to be a JSON object.");
        return row.handler(call);
    }
    if (allowed.empty()) return not_found("such path");
    auto response = answer_error(405, "method", "This path takes " + allowed + ".");
    response.headers.set("Allow", allowed);
    return response;
}

} // namespace easel::console
