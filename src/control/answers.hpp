#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "control/control.hpp"
#include "http/message.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"
#include "yaml/shape.hpp"

#include <boost/json.hpp>
#include <boost/system/result.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the routes of the control API share: how a call is read and how answers look. Used inside this module.
namespace easel::control {

namespace json = base::json;

/// A request on its way through a route.
struct Call {
    Worlds& worlds;
    Options const& options;
    http::Request const& request;
    Served* served = nullptr;         ///< of {world}; null when the path has none
    std::vector<std::string> names{}; ///< what stands for the path's other {parts}
    base::Fields query{};
};
using Handler = std::function<http::awaitable<http::Response>(Call&)>;

struct Route {
    std::string method;
    std::string path; ///< below /easel/v1; "{world}" and other parts in braces stand for one segment each
    Handler handler;
};
using Routes = std::vector<Route>;
void add_world_routes(Routes& routes);
void add_tool_routes(Routes& routes);
void add_registration_routes(Routes& routes);
void add_launch_routes(Routes& routes);
void add_grade_routes(Routes& routes);
void add_traffic_routes(Routes& routes);
void add_fault_routes(Routes& routes);
void add_holding_routes(Routes& routes);
void add_clock_routes(Routes& routes);

/// Why this caller is not let in. A page of another site, or a name that was made to lead here, must not reach this
/// port (DNS rebinding).
[[nodiscard]] std::optional<http::Response> check_caller(Options const& options, http::Request const& request);

/// Why no world can be changed now; nothing when one can.
[[nodiscard]] std::optional<http::Response> refuse_aside(Worlds const& worlds);

/// One thing wrong with a request.
struct Complaint {
    std::string error;
    std::string pointer = {}; ///< JSON pointer into the request's body; "" : the whole, or not the body
    std::string hint = {};
    std::string code = {};
};
[[nodiscard]] http::Response answer_json(int status, json::value const& body);
[[nodiscard]] http::Response no_content();
[[nodiscard]] http::Response refuse(int status, Complaint complaint);
/// The first one is told twice: as `error` and `pointer` and among `problems`.
[[nodiscard]] http::Response refuse_all(int status, std::vector<Complaint> const& complaints);
[[nodiscard]] http::Response refuse_all(int status, yaml::Problems const& problems);
[[nodiscard]] http::Response refuse_all(int status, std::vector<platform::Complaint> const& complaints);

/// What was read, or the answer that says why it could not be. (A response itself is an aggregate, which a result takes
/// for whatever its first member can be made of.)
struct Refused {
    Refused() = default;
    Refused(http::Response answer)
        : response(std::move(answer)) {}
    operator http::Response() const { return response; }
    http::Response response;
};
template <class T>
using Read = boost::system::result<T, Refused>;

/// The body as an object of that shape; an empty body is an empty object.
[[nodiscard]] Read<json::object> read_body(Call const& call, yaml::Shape const& shape);
[[nodiscard]] std::string text(json::object const& body, std::string_view key, std::string otherwise = {});
[[nodiscard]] bool flag(json::object const& body, std::string_view key, bool otherwise);
[[nodiscard]] std::vector<std::string> texts(json::object const& body, std::string_view key);
/// A query parameter, or "".
[[nodiscard]] std::string query(Call const& call, std::string_view name);
/// Only these may be in the query.
[[nodiscard]] std::optional<http::Response> check_query(Call const& call, std::vector<std::string> const& known);

/// "there is no user 'adda'", with the nearest name.
[[nodiscard]] Complaint unknown_name(
    std::string_view kind, std::string_view name, std::vector<std::string> const& names, std::string pointer = {}
);
template <class Things>
[[nodiscard]] Complaint unknown(
    std::string_view kind, std::string_view name, Things const& things, std::string pointer = {}
) {
    std::vector<std::string> names;
    for (auto const& thing : things) names.push_back(thing.name);
    return unknown_name(kind, name, names, std::move(pointer));
}

[[nodiscard]] json::value optional_text(std::string const& text);
[[nodiscard]] json::value optional_time(std::optional<base::Instant> at);
[[nodiscard]] json::value optional_number(std::optional<double> number);

/// An exchange as the API shows it.
[[nodiscard]] json::object describe(traffic::Exchange const& exchange, bool with_bodies);
/// What a tool has to be told about this registration.
[[nodiscard]] json::object describe(Served const& served, world::Tool const& tool);
/// A world without its rows.
[[nodiscard]] json::object describe(Served const& served);

/// The client id of a body's `client_id` or `tool`; of the world's only one when neither is there.
[[nodiscard]] Read<std::string> chosen_client(Served const& served, json::object const& body);

} // namespace easel::control
