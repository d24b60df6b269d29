#pragma once

#include "world/context.hpp"

#include <string_view>

namespace easel::deep_linking {

/// The active deployment of a key that is reachable from there: the course's own, else the account's; null: none.
[[nodiscard]] world::Tool*
reachable_tool(world::World& world, world::Context const& context, std::string_view client_id);

} // namespace easel::deep_linking
