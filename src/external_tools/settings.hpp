#pragma once

#include "base/json.hpp"
#include "world/world.hpp"

#include <span>
#include <string_view>

namespace easel::external_tools {

/// The placements that every tool object names, in that order. @par Source canvas/external-tools-api.md 4.1
[[nodiscard]] std::span<std::string_view const> placement_names();
[[nodiscard]] bool is_placement_name(std::string_view name);

/// Lays `settings`, as the API or an XML gives them, over what the placement has: known keys only, texts stay texts,
/// sizes become numbers, `enabled` a boolean. The typed members of the placement follow.
/// @par Source canvas/external-tools-api.md 5.1, 5.3
void apply_settings(world::Placement& placement, base::json::object const& settings);

/// The settings of a placement: those that were stored or, for one that a world file or a developer key made, what it
/// says.
[[nodiscard]] base::json::object settings_of(world::Placement const& placement);

/// The placement as the API shows it. @par Source canvas/external-tools-api.md 4.1
/// @param locale  of whoever looks, for its label
[[nodiscard]] base::json::object placement_json(
    world::Tool const& tool, world::Placement const& placement, std::string_view locale = "en"
);

/// The label in that locale: of the placement, else of the tool.
[[nodiscard]] std::string label_of(
    world::Tool const& tool, world::Placement const& placement, std::string_view locale = "en"
);

} // namespace easel::external_tools
