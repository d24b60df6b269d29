// Every request of the control port: who may ask, what is asked, which route answers.
#include "base/text.hpp"
#include "control/answers.hpp"
#include "jose/key.hpp"

#include <algorithm>

namespace easel::control {
namespace {

constexpr std::string_view prefix = "/easel/v1";

} // namespace

std::optional<http::Response> check_caller(Options const& options, http::Request const& request) {
    auto const known = [&](std::string_view host) {
        return std::any_of(options.hosts.begin(), options.hosts.end(), [&](std::string const& own) {
            return base::equals_ignoring_case(own, host);
        });
    };
    if (!known(request.headers.get("Host"))) return refuse(403, {"this port does not answer to that Host"});
    if (request.headers.has("Origin")) {
        std::string_view origin = request.headers.get("Origin");
        auto const scheme = origin.find("://");
        if (scheme == std::string_view::npos || !known(origin.substr(scheme + 3)))
            return refuse(403, {"this port does not answer pages of that Origin"});
    }
    if (!request.headers.has("Authorization") && options.own_page && options.own_page(request)) return std::nullopt;
    std::string_view given = request.headers.get("Authorization");
    bool const bearer = given.size() > 7 && base::equals_ignoring_case(given.substr(0, 7), "Bearer ");
    if (!bearer || options.token.empty() || !jose::equal_in_constant_time(base::trim(given.substr(7)), options.token)) {
        auto response = refuse(
            401, {"a request needs the header 'Authorization: Bearer TOKEN' with the token that was printed at start"}
        );
        response.headers.set("WWW-Authenticate", "Bearer");
        return response;
    }
    return std::nullopt;
}

std::optional<http::Response> refuse_aside(Worlds const& worlds) {
    if (!worlds.is_aside()) return std::nullopt;
    return refuse(409, {"a recorded case plays on Canvas's port; the worlds are back when it has ended", "", "", "aside"});
}

namespace {

http::awaitable<http::Response> page_address(Call& call) {
    auto address = call.options.page_address ? call.options.page_address() : std::string();
    if (address.empty()) co_return refuse(404, {"there is no console on this port"});
    co_return answer_json(201, json::object{{"address", std::move(address)}});
}

/// What the trails of calls mean, so that a reader needs no other program.
http::awaitable<http::Response> facts(Call& call) {
    co_return answer_json(200, json::object{{"facts", call.options.facts ? call.options.facts() : json::object()}});
}

Routes make_routes() {
    Routes routes;
    routes.push_back({"GET", "/", {}});
    routes.push_back({"POST", "/console", page_address});
    routes.push_back({"GET", "/facts", facts});
    add_world_routes(routes);
    add_tool_routes(routes);
    add_registration_routes(routes);
    add_launch_routes(routes);
    add_grade_routes(routes);
    add_traffic_routes(routes);
    add_fault_routes(routes);
    add_holding_routes(routes);
    add_clock_routes(routes);
    return routes;
}

http::Response index(Routes const& routes, Options const& options) {
    json::array known;
    auto const add = [&](std::string const& method, std::string const& path) {
        known.push_back(json::object{{"method", method}, {"path", std::string(prefix) + path}});
    };
    for (auto const& route : routes) add(route.method, route.path);
    for (auto const& [method, path] : options.replay_routes) add(method, path);
    return answer_json(200, json::object{{"api", "easel/v1"}, {"routes", std::move(known)}});
}

/// The parts of the path that stand for the pattern's braces, when it fits.
std::optional<std::vector<std::string>> match(
    std::vector<std::string> const& pattern, std::vector<std::string> const& path
) {
    if (pattern.size() != path.size()) return std::nullopt;
    std::vector<std::string> found;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (pattern[i].starts_with('{'))
            found.push_back(base::percent_decode(path[i]));
        else if (pattern[i] != path[i])
            return std::nullopt;
    }
    return found;
}

} // namespace

http::awaitable<http::Response> answer(Worlds& worlds, Options const& options, http::Request request) {
    if (auto refused = check_caller(options, request)) co_return std::move(*refused);
    auto const path = request.path();
    if (path != prefix && !path.starts_with(std::string(prefix) + "/"))
        co_return refuse(404, {"there is nothing here; the control API begins with /easel/v1"});
    static Routes const routes = make_routes();
    auto const below = path.substr(prefix.size());
    auto const parts = base::split(below.empty() ? "/" : below, '/'); // "", "worlds", ...
    if (parts[1] == "replay" && options.replay) co_return co_await options.replay(std::move(request));

    std::string allowed;
    for (auto const& route : routes) {
        auto const pattern = base::split(route.path, '/');
        auto names = match(pattern, parts);
        if (!names) continue;
        if (route.method != request.method) {
            allowed += (allowed.empty() ? "" : ", ") + route.method;
            continue;
        }
        if (!route.handler) co_return index(routes, options);
        // What is held goes on to whoever waits for it.
        bool const holds = parts.size() > 3 && (parts[3] == "held" || parts[3] == "breaks");
        bool const changes_world = request.method != "GET" && parts[1] == "worlds" && !holds;
        if (changes_world)
            if (auto refused = refuse_aside(worlds)) co_return std::move(*refused);
        Call call{.worlds = worlds, .options = options, .request = request};
        call.query = request.query();
        bool const of_world = std::find(pattern.begin(), pattern.end(), "{world}") != pattern.end();
        if (of_world) {
            call.served = worlds.find(names->front());
            if (call.served == nullptr) {
                std::vector<std::string> known;
                for (auto const& each : worlds.all()) known.push_back(each.first);
                co_return refuse(404, unknown_name("world", names->front(), known));
            }
            names->erase(names->begin());
        }
        call.names = std::move(*names);
        auto response = co_await route.handler(call);
        if (request.method != "GET" && response.status < 400) worlds.note_change();
        co_return response;
    }
    if (allowed.empty()) co_return refuse(404, {"the control API has no such path"});
    auto response = refuse(405, {"this path takes " + allowed});
    response.headers.set("Allow", allowed);
    co_return response;
}

} // namespace easel::control
