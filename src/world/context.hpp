#pragma once

#include "world/world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace easel::world {

/// What a path or a launch names: a course, a group, or the account.
struct Context {
    ContextKind kind = ContextKind::course;
    Id id = 0;
    Course* course = nullptr; ///< that of a group, too; null for the account and its groups
    Group* group = nullptr;
    bool found = false;
};
/// Deleted ones are not found; nor is a group whose course is deleted.
[[nodiscard]] Context find_context(World& world, ContextKind kind, Id id);

/// The dialects that hold there.
[[nodiscard]] Dialects const& dialects_in(World const& world, Context const& context);

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
