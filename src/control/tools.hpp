#pragma once

#include "control/answers.hpp"
#include "world/context.hpp"

#include <string>

/// Registering tools: what both versions of LTI need. Used inside this module.
namespace easel::control {

/// The tool that a world has of itself, as long as it has no addresses.
[[nodiscard]] world::Tool* blank_tool(world::World& world, std::string const& name);
/// The `course` or the sub-account (`account`) that a body names; the root account when it names neither.
/// @param pointer  of the body
[[nodiscard]] Read<world::Installed> place_at(
    world::World& world, json::object const& body, std::string const& pointer
);
/// Where a tool is installed, by name; null when it is not in one.
[[nodiscard]] json::value course_name(world::World& world, world::Tool const& tool);
[[nodiscard]] json::value account_name(world::World& world, world::Tool const& tool);

/// Whether a registration is one of LTI 1.1.
[[nodiscard]] bool is_of_lti11(json::object const& body);
[[nodiscard]] http::Response register_lti11(Call& call, json::object const& body);
[[nodiscard]] http::Response change_lti11(Call& call, json::object const& body, world::Tool& tool);
/// What such a tool has to be told, but for the secret that it knows.
[[nodiscard]] json::object describe_lti11(Served const& served, world::Tool const& tool);

} // namespace easel::control
