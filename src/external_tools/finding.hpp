#pragma once

#include "world/context.hpp"

#include <optional>
#include <string_view>

/// Which tool Canvas launches. Used inside this module. @par Source canvas/external-tools-api.md 6.3
namespace easel::external_tools {

/// Whether it has that placement, switched on. A tool that somebody made by hand, without any, shows everywhere.
[[nodiscard]] bool has_placement(world::Tool const& tool, std::string_view placement);

/// What was found by URL, and the rows of 6.3 that it rests on.
struct Match {
    world::Tool* tool = nullptr;
    std::string_view how;      ///< "6.3.5" to "6.3.7", "6.3.8" for the tool that was preferred
    std::string_view order = {}; ///< "6.3.2" to "6.3.4", "6.3.9": why not another that fits as well; "" : there is none
};
/// Active tools of the place and above: by their URL, by their URL but for further query pairs, by their domain.
/// @param preferred  a tool that wins when the URL leads to its host
[[nodiscard]] Match tool_by_url(
    world::World& world, world::Context const& place, std::string_view url, std::optional<world::Id> preferred
);

} // namespace easel::external_tools
