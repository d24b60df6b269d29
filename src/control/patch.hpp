#pragma once

#include "world/world.hpp"
#include "yaml/node.hpp"

/// A change in the world file's own keys, laid on a world that is on.
namespace easel::control {

/// Carries over to `live`, row by row and by name, what differs between `before` and `after`: the world as its file
/// would make it without and with `patch`.
void carry_over(world::World& live, world::World const& before, world::World const& after, yaml::Node const& patch);

} // namespace easel::control
