#pragma once

#include "world/context.hpp"

#include <string_view>

/// Which tool a request is about. Used inside this module.
namespace easel::content_items {

/// An LTI 1.1 tool that shows in that context.
[[nodiscard]] bool reaches(world::World& world, world::Tool const& tool, world::Context const& context);
/// The tool that a URL is of: the best fit, by Canvas's rule first, then by its server. Null: none.
[[nodiscard]] world::Tool const* tool_of_url(
    world::World& world, world::Context const& context, std::string_view written
);

} // namespace easel::content_items
