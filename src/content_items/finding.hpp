#pragma once

#include "content_items/content_items.hpp"
#include "world/context.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Who and what a request is about. Used inside this module.
namespace easel::content_items {

/// "", "courses", "7", ...: nothing for what is no context.
[[nodiscard]] std::optional<Place> place_of(std::vector<std::string> const& parts);
/// An LTI 1.1 tool that shows in that context.
[[nodiscard]] bool reaches(world::Tool const& tool, world::Context const& context);
/// The tool whose host a URL has; the course's own before the account's. Null: none.
[[nodiscard]] world::Tool const* tool_of_url(
    world::World const& world, world::Context const& context, std::string_view written
);
/// Whose browser has that session cookie; null: nobody's.
[[nodiscard]] world::User const* user_of_session(world::World const& world, std::string_view session);

} // namespace easel::content_items
