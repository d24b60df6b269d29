#pragma once

#include "world/context.hpp"

/// Who sees a tool where. @par Source canvas/external-tools-api.md 7
namespace easel::world {

/// Of the account or of the whole site; nobody and who was deleted is none.
[[nodiscard]] bool is_administrator(User const* user);
/// Staff of the context: administrators, and in courses teachers, assistants and designers.
[[nodiscard]] bool is_staff(Context const& place, User const* user);
/// Whether the person has a Canvas permission there ("manage_grades"). What no table knows is had by staff.
[[nodiscard]] bool has_permission(Context const& place, User const* user, std::string_view permission);

/// Whether Canvas opens a placement for the person: it is enabled, and for people like this one (`visibility`,
/// `required_permissions`). A page that no menu shows can be opened all the same.
/// @param user  null: nobody is logged in
[[nodiscard]] bool may_open(Tool const& tool, Placement const& placement, User const* user, Context const& place);

/// Whether Canvas shows the placement to the person in that place: the tool is installed there or above, the person may
/// open it, and nothing hides it (`default: disabled`, `not_selectable`, `root_account_only`).
[[nodiscard]] bool is_visible(
    World& world, Tool const& tool, Placement const& placement, User const* user, Context const& place
);

} // namespace easel::world
