#pragma once

#include "base/json.hpp"
#include "rest/rest.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <vector>

/// Internal to this module: what the parameters of create and update do to a tool.
namespace easel::external_tools {

/// Sets what the parameters name and leaves the rest. @par Source canvas/external-tools-api.md 5.1, 5.3
void set_attributes(world::Tool& tool, base::json::object const& parameters, traffic::Trail& trail);
/// What Canvas does before it keeps a tool: placements that lead nowhere go. @par Source canvas/config-xml.md 3.1
void drop_dead_placements(world::Tool& tool, traffic::Trail& trail);

/// Everything that is wrong with the tool, in Canvas's order. @par Source canvas/external-tools-api.md 5.2
[[nodiscard]] std::vector<rest::Wrong> wrongs_of(world::Tool const& tool, traffic::Trail& trail);
/// Whether Canvas's URL library can read it: it takes nearly everything.
[[nodiscard]] bool is_readable_url(std::string_view url);

} // namespace easel::external_tools
