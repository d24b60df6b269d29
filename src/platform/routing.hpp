#pragma once

#include "base/codec.hpp"
#include "external_tools/external_tools.hpp"
#include "http/message.hpp"
#include "outcomes/outcomes.hpp"
#include "registration/registration.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a request's path and method say, before any stage is known.
namespace easel::platform {

struct Route {
    traffic::CallKind kind = traffic::CallKind::other;
    traffic::Party from = traffic::Party::browser; ///< who usually calls it
    std::string base_path;                         ///< "" or "/r/<n>"
    std::optional<world::Id> course;
    std::optional<world::Id> group;
    std::optional<world::Id> line_item;
    bool second_hop = false; ///< of the authorization endpoint
    bool service = false;    ///< one of the LTI services, whatever its method and ids
    bool roster = false;     ///< of these, Names and Roles
    bool retrieval = false;  ///< what an embedded LTI link leads to
    std::optional<registration::Route> registration = {};
    std::optional<external_tools::Route> tools = {}; ///< External Tools API
    std::optional<outcomes::Route> outcomes = {}; ///< its `kind` is told by the body: outcomes::kind_of
};

/// @param target  path and query
[[nodiscard]] Route route(std::string_view method, std::string_view target);

/// The kinds of calls that come to the platform. All others go out from it, or from a browser to the tool.
[[nodiscard]] std::vector<traffic::CallKind> answered_kinds();

/// The value of `name` in the request's query or form, query first.
[[nodiscard]] std::string parameter(http::Request const& request, std::string_view name);
[[nodiscard]] std::string cookie(http::Request const& request, std::string_view name);

} // namespace easel::platform
