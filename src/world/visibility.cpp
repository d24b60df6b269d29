#include "world/visibility.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace easel::world {

namespace {

/// What students may do unless their account says otherwise, besides looking.
constexpr std::array<std::string_view, 9> of_students{
    "read", "read_forum", "post_to_forum", "create_forum", "send_messages", "read_roster", "view_group_pages",
    "participate_as_student", "create_collaborations"};
/// What needs a right in the account.
constexpr std::array<std::string_view, 10> of_administrators{
    "become_user", "manage_account_memberships", "manage_account_settings", "manage_developer_keys", "manage_role_overrides",
    "manage_sis", "manage_storage_quotas", "manage_user_logins", "site_admin", "manage_courses_admin"};
constexpr std::array<std::string_view, 4> never_of_designers{
    "manage_grades", "view_all_grades", "view_quiz_answer_audits", "moderate_user_content"};

constexpr std::array<std::string_view, 3> selections{"assignment_selection", "link_selection", "resource_selection"};
/// Works on the root account only. @par Source canvas/config-xml.md 3
constexpr std::array<std::string_view, 2> of_the_root{"user_navigation", "global_navigation"};

template <std::size_t Size>
bool holds(std::array<std::string_view, Size> const& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_role(Context const& place, User const* user, std::initializer_list<Role> roles) {
    if (user == nullptr || user->deleted || place.course == nullptr) return false;
    auto const& enrolments = place.course->enrolments;
    return std::any_of(enrolments.begin(), enrolments.end(), [&](Enrolment const& each) {
        return each.user == user->id && each.state == EnrolmentState::active &&
               std::find(roles.begin(), roles.end(), each.role) != roles.end();
    });
}

bool is_member(Context const& place, User const* user) {
    if (user == nullptr) return false;
    if (is_staff(place, user) || has_role(place, user, {Role::student, Role::test_student})) return true;
    auto const* const group = place.group;
    return group != nullptr && std::find(group->members.begin(), group->members.end(), user->id) != group->members.end();
}

/// A setting that has no member of its own, as the configuration or the API gave it.
base::json::value const* setting(Placement const& placement, std::string_view name) {
    if (auto const* const found = placement.stored.if_contains(name)) return found;
    return placement.other.if_contains(name);
}

std::string text_setting(Placement const& placement, std::string_view name) {
    auto const* const found = setting(placement, name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

bool flag_setting(Placement const& placement, std::string_view name) {
    auto const* const found = setting(placement, name);
    if (found == nullptr) return false;
    return found->is_bool() ? found->get_bool() : found->is_string() && (found->get_string() == "true" || found->get_string() == "1");
}

} // namespace

bool is_administrator(User const* user) {
    return user != nullptr && !user->deleted && (user->account_admin || user->site_admin);
}

bool is_staff(Context const& place, User const* user) {
    return is_administrator(user) || has_role(place, user, {Role::teacher, Role::ta, Role::designer});
}

bool has_permission(Context const& place, User const* user, std::string_view permission) {
    if (is_administrator(user)) return true;
    if (holds(of_administrators, permission)) return false;
    if (holds(of_students, permission) && is_member(place, user)) return true;
    if (has_role(place, user, {Role::teacher, Role::ta})) return true;
    return has_role(place, user, {Role::designer}) && !holds(never_of_designers, permission);
}

bool may_open(Tool const& tool, Placement const& placement, User const* user, Context const& place) {
    if (tool.deleted || !placement.enabled) return false;
    if (placement.visibility == "admins" && !is_staff(place, user)) return false;
    if (placement.visibility == "members" && !is_member(place, user)) return false;
    for (auto const& part : base::split(text_setting(placement, "required_permissions"), ',')) {
        auto const permission = base::trim(part);
        if (!permission.empty() && !has_permission(place, user, permission)) return false;
    }
    return true;
}

bool is_visible(World& world, Tool const& tool, Placement const& placement, User const* user, Context const& place) {
    if (!reaches(world, place, tool)) return false;
    if (!may_open(tool, placement, user, place)) return false;
    if (placement.name.ends_with("_navigation") && !placement.on_by_default) return false;
    if (tool.not_selectable && holds(selections, placement.name)) return false;
    if (holds(of_the_root, placement.name) && (tool.course != 0 || tool.account != 0)) return false;
    bool const below_root = place.kind == ContextKind::account && place.account != nullptr;
    return !(below_root && placement.name == "account_navigation" && flag_setting(placement, "root_account_only"));
}

} // namespace easel::world
