#pragma once

#include "external_tools/external_tools.hpp"
#include "rest/rest.hpp"

/// Launches without a session. Used inside this module. @par Source canvas/external-tools-api.md 6
namespace easel::external_tools {

/// How long a launch and a session token wait for the browser. @par Source canvas/external-tools-api.md 6.4
inline constexpr base::Duration sessionless_life = std::chrono::minutes(5);

/// Asks for the address of a launch. The caller is known and the place is there; the rest is checked here.
/// @param so_far  the checks before
[[nodiscard]] traffic::Answer answer_sessionless(
    Context const& context,
    world::Context const& place,
    rest::Caller const& caller,
    base::json::object const& parameters,
    traffic::Trail so_far
);

/// The page at that address, for a browser: a form that posts itself.
[[nodiscard]] traffic::Answer answer_launch_page(
    Context const& context, Route const& route, http::Request const& request
);

} // namespace easel::external_tools
