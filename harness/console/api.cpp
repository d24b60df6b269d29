// The console's API: docs/console.md, table of paths.
#include "console/editing.hpp"
#include "console/state.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

#include <functional>
#include <utility>

namespace easel::console {

namespace json = base::json;

namespace {

using State = Console::State;

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

/// The body as an object; an empty body is an empty object.
std::optional<json::object> body_of(http::Request const& request) {
    if (request.body.empty()) return json::object();
    auto parsed = base::parse_json(request.body);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    return std::move(parsed->get_object());
}

http::Response no_object() {
    return answer_error(400, "bad_request", "The body has to be a JSON object.");
}

// -- what is there ----------------------------------------------------------------------------------------------------

http::Response whole_run(State& state) {
    auto view = report::run_json(state.run);
    view["state"] = status_view(state.runs.status());
    view["runs"] = state.runs.list();
    view["breaks"] = state.runs.breaks_view();
    view["can_play"] = state.runs.can_play();
    view["changes"] = state.runs.changes();
    view["last_event"] = state.events.latest();
    return answer_json(200, view);
}

http::Response list_cases(State& state, http::Request const& request) {
    auto const view = cases_view(state.run, request.query_value("q").value_or(""));
    if (!view) return answer_error(400, "bad_filter", view.error().message);
    return answer_json(200, *view);
}

http::Response one_case(State& state, std::string const& id) {
    auto const* found = find_case(state.run, id);
    if (found == nullptr) return not_found("case '" + id + "'");
    auto view = report::case_json(state.run, *found);
    view["runs"] = state.runs.list(id);
    return answer_json(200, view);
}

http::Response explain(State& state, std::string const& code) {
    auto text = state.options.explain ? state.options.explain(code) : std::nullopt;
    if (!text) return not_found("text about '" + code + "'");
    return answer_json(200, json::object{{"code", base::to_valid_utf8(code)}, {"text", base::to_valid_utf8(*text)}});
}

// -- what is done -----------------------------------------------------------------------------------------------------

http::Response replay(State& state, std::string const& id, json::object const& body) {
    if (find_case(state.run, id) == nullptr) return not_found("case '" + id + "'");
    Wanted wanted;
    wanted.case_id = id;
    json::object breaks;
    for (auto const& [name, value] : body) {
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
    auto const started = state.runs.start(std::move(wanted), breaks);
    if (!started) return refuse(started);
    return answer_json(202, json::object{{"run", *started}});
}

http::Response of_run(State& state, http::Request const& request, std::vector<std::string> const& path) {
    auto const number = base::whole_number(path[1]);
    if (!number || *number < 1 || *number > 1'000'000'000) return not_found("run '" + path[1] + "'");
    auto const run = static_cast<int>(*number);
    auto const what = path.size() > 2 ? path[2] : std::string();
    bool const posts = request.method == "POST";
    if (path.size() > 3) return not_found("such path");
    if (!posts && what.empty()) return answer(state.runs.view(run));
    if (!posts && what == "diff") return answer(state.runs.diff(run));
    if (!posts && what == "result") {
        if (auto const known = state.runs.view(run); !known) return refuse(known);
        auto const* result = state.runs.result(run);
        if (result == nullptr) return answer_error(409, "no_result", "This run has no result (yet).");
        return answer_json(200, report::case_json(state.run, *result));
    }
    if (!posts) return not_found("such path");
    auto const body = body_of(request);
    if (!body) return no_object();
    if (what == "continue") {
        auto const gone_on = state.runs.go_on(run, *body);
        return gone_on ? answer_json(200, json::object{{"run", run}}) : refuse(gone_on);
    }
    if (what == "abort") {
        auto const aborted = state.runs.abort(run);
        return aborted ? answer_json(200, json::object{{"run", run}}) : refuse(aborted);
    }
    return not_found("such path");
}

http::Response save_scenario(State& state, json::object const& body) {
    auto const* number = body.if_contains("run");
    auto const run = number == nullptr ? std::nullopt : base::number(*number);
    if (!run || *run < 1 || *run > 1e9) return answer_error(400, "bad_request", "A scenario is saved of a run: {\"run\": 3}.");
    return answer(state.runs.scenario(static_cast<int>(*run)));
}

http::Response end(State& state) {
    state.is_done = true;
    state.done.notify();
    return answer_json(200, json::object{{"ended", true}});
}

} // namespace

http::Response answer_api(State& state, http::Request const& request) {
    bool const reads = request.method == "GET" || request.method == "HEAD";
    if (!reads && request.method != "POST") return answer_error(405, "method", "The API takes GET and POST.");
    auto const below = request.path().substr(std::string_view("/api/").size());
    std::vector<std::string> path;
    for (auto const& part : base::split(below, '/')) path.push_back(base::percent_decode(part));
    auto const is = [&](std::string_view word) { return path.size() == 1 && path[0] == word; };

    if (path[0] == "cases" && path.size() > 1) {
        // Ids hold slashes, written as they are or as %2F.
        bool const replays = !reads && path.back() == "replay" && path.size() > 2;
        std::string id;
        for (std::size_t i = 1; i < path.size() - (replays ? 1 : 0); ++i) id += (i == 1 ? "" : "/") + path[i];
        if (reads) return one_case(state, id);
        auto const body = body_of(request);
        if (!body) return no_object();
        return replays ? replay(state, id, *body) : not_found("such path");
    }
    if (path[0] == "runs" && path.size() > 1) return of_run(state, request, path);
    if (reads) {
        if (is("run")) return whole_run(state);
        if (is("cases")) return list_cases(state, request);
        if (is("runs")) return answer_json(200, json::object{{"runs", state.runs.list()}});
        if (is("report")) return answer_json(200, json::object{{"report", state.options.extras ? state.options.extras() : json::object()}});
        if (is("held")) return answer_json(200, json::object{{"held", state.runs.held()}});
        if (is("breaks")) return answer_json(200, state.runs.breaks_view());
        if (is("events")) return answer_error(503, "too_many", "Too many pages follow this console.");
        if (path[0] == "explain" && path.size() > 1) return explain(state, base::percent_decode(below.substr(std::string_view("explain/").size())));
        return not_found("such path");
    }
    auto const body = body_of(request);
    if (!body) return no_object();
    if (is("clock")) return answer(state.runs.clock(*body));
    if (is("world")) return answer(state.runs.world(*body));
    if (is("breaks")) {
        auto const set = state.runs.set_breaks(*body);
        return set ? answer_json(200, state.runs.breaks_view()) : refuse(set);
    }
    if (is("sign")) return answer(state.runs.sign(*body));
    if (is("scenario")) return save_scenario(state, *body);
    if (is("end")) return end(state);
    return not_found("such path");
}

} // namespace easel::console
