#pragma once

#include "world/world.hpp"

#include <string>
#include <string_view>

namespace easel::deep_linking {

/// What the path of a return URL names: a course, a group, or the account.
struct Context {
    world::ContextKind kind = world::ContextKind::course;
    world::Id id = 0;
    world::Course* course = nullptr; ///< that of a group, too; null for the account and its groups
    world::Group* group = nullptr;
    bool found = false;
};
/// Deleted ones are not found.
[[nodiscard]] Context find_context(world::World& world, world::ContextKind kind, world::Id id);

/// The dialects that hold there.
[[nodiscard]] world::Dialects const& dialects_of(world::World const& world, Context const& context);

/// The active deployment of a key that is reachable from there: the course's own, else the account's; null: none.
[[nodiscard]] world::Tool* reachable_tool(world::World& world, Context const& context, std::string_view client_id);

/// May add content there: teachers, assistants and designers of the course, and administrators. Groups are taken as
/// their course (inferred).
[[nodiscard]] bool may_manage(Context const& context, world::User const* user);

/// "courses/5", "accounts/1", "groups/9"
[[nodiscard]] std::string path_of(Context const& context);

} // namespace easel::deep_linking
