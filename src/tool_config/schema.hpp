#pragma once

#include "tool_config/tool_config.hpp"

#include <set>
#include <string>
#include <string_view>

/// The rules of the configuration's form. Internal to this module.
namespace easel::tool_config {

namespace json = base::json;

/// Whose entry of `extensions` counts. @par Source canvas/developer-key.md 2.2.1
inline constexpr std::string_view canvas_platform = "canvas.instructure.com";

/// What a document was found to break and to meet.
struct Review {
    std::vector<Complaint> complaints;
    std::vector<std::string> facts;

    void complain(std::string field, std::string message, std::string pointer, std::string fact);
    /// Notes a rule once.
    void meets(std::string fact);
};

/// The member, unless it is absent or null.
[[nodiscard]] json::value const* present(json::object const& object, std::string_view name);
/// One key of a JSON pointer, escaped (RFC 6901, section 3).
[[nodiscard]] std::string step(std::string_view name);
[[nodiscard]] std::vector<std::string> const& privacy_levels();
[[nodiscard]] PlacementRule const* placement_rule(std::string_view name);

/// @par Source canvas/developer-key.md 2.1
void check_jwk(json::value const& jwk, Review& review);
/// @par Source canvas/developer-key.md 2, 2.2, 2.3
void check_schema(json::object const& document, Review& review);
/// Message types against placements. @par Source canvas/developer-key.md 3
void check_placements(json::object const& document, Review& review);

} // namespace easel::tool_config
