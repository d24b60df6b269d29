#pragma once

#include "world/world.hpp"

#include <string_view>

namespace easel::lti11 {

/// Whether the tool may be what stands behind a link to `url`: by its own URL ("2.2.1") or by its domain ("2.2.2"), the
/// row that says so; empty when it is not. @par Source canvas/outcomes.md 2.2
[[nodiscard]] std::string_view matching_rule(world::Tool const& tool, std::string_view url);

} // namespace easel::lti11
