#pragma once

#include "tool_config/schema.hpp"

/// Internal to this module.
namespace easel::tool_config {

/// What a document that passed every check makes. @par Source canvas/developer-key.md 4, 6
[[nodiscard]] Configuration make_configuration(json::object const& document, Install const& options, Review& review);

} // namespace easel::tool_config
