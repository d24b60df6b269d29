#pragma once

#include "base/json.hpp"
#include "external_tools/external_tools.hpp"
#include "rest/rest.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <string>
#include <vector>

namespace easel::external_tools {

/// What a request says together with the configuration that it brings (`config_type` by_xml or by_url).
/// @par Source canvas/config-xml.md 2, 3, 5
struct Configuration {
    base::json::object parameters; ///< the request's, what the configuration says over them
    base::json::object settings; ///< what only a configuration can set, as texts: `tool_id`, `post_only`, `labels` ...
    bool replaces = false;       ///< one was read: placements and settings that the tool had are gone
    std::vector<rest::Wrong> wrong;
};
/// @param parameters  flat: what stood in `external_tool` is on top
/// @param before      the tool that is changed; null for a new one
[[nodiscard]] Configuration configured(
    base::json::object parameters, world::Tool const* before, Fetched const& fetched, traffic::Trail& trail
);

/// The URL that such parameters name, if it has to be fetched.
[[nodiscard]] std::optional<std::string> configuration_url(base::json::object const& parameters);

/// Placements and settings go, as a configuration replaces them; who the tool is stays. @par Source config-xml.md 3
void forget_settings(world::Tool& tool);
/// Puts `Configuration::settings` into a tool.
void apply_configured_settings(world::Tool& tool, base::json::object const& settings);

} // namespace easel::external_tools
