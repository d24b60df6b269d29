#pragma once

#include "world/world.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::world {

/// What a path or a launch names: a course, a group, or the account.
struct Context {
    ContextKind kind = ContextKind::course;
    Id id = 0;
    Course* course = nullptr; ///< that of a group, too; null for the account and its groups
    Group* group = nullptr;
    SubAccount* account = nullptr; ///< null for the root account, too
    bool found = false;
};
/// Deleted ones are not found; nor is a group whose course is deleted.
[[nodiscard]] Context find_context(World& world, ContextKind kind, Id id);

/// The dialects that hold there.
[[nodiscard]] Dialects const& dialects_in(World const& world, Context const& context);

/// Where a tool is installed: in a course, in a sub-account or, with neither, in the root account.
struct Installed {
    Id course = 0;
    Id account = 0;
    [[nodiscard]] bool operator==(Installed const&) const = default;
};
/// The place itself and the accounts above it, nearest first; a group's begins with its course, for it has no tools.
[[nodiscard]] std::vector<Installed> chain_of(World& world, Context const& context);
[[nodiscard]] std::vector<Installed> chain_of(World& world, Course const& course);
/// How far up a chain a tool is installed: 0 for its first place; nothing when it is in none of them.
[[nodiscard]] std::optional<std::size_t> distance_to(
    World& world, std::vector<Installed> const& chain, Tool const& tool
);
/// Whether a tool is installed in that place or above it.
[[nodiscard]] bool reaches(World& world, Context const& place, Tool const& tool);
/// The active tool of `client_id` seen from the place: the nearest.
[[nodiscard]] Tool* tool_for(World& world, Context const& place, std::string_view client_id);
/// In that very place; tools of a course are in its clones, too.
[[nodiscard]] bool is_installed(World& world, Tool const& tool, Installed const& place);
/// The context id (40 hex digits) of the place.
[[nodiscard]] std::string const& context_id_of(World& world, Installed const& place);

/// The context that a path names, whether there is one or not: "", "courses", "5", ... of `/courses/5/...`. No id where that
/// is no positive number; nothing for a path of anything else.
struct Place {
    ContextKind context = ContextKind::course;
    std::optional<Id> id;
};
[[nodiscard]] std::optional<Place> place_of(std::vector<std::string> const& parts);
/// "courses/5", "accounts/1", "groups/9"
[[nodiscard]] std::string context_path(ContextKind kind, Id id);

} // namespace easel::world
