#include "reference_tool/roles.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace easel::reference_tool {
namespace {

constexpr std::string_view membership = "http://purl.imsglobal.org/vocab/lis/v2/membership";
constexpr std::string_view institution = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#";

bool is_context_role(std::string_view role, std::string_view name) {
    if (role == name) return true;
    return role.size() == membership.size() + 1 + name.size() && role.starts_with(membership) &&
           role[membership.size()] == '#' && role.ends_with(name);
}

bool has(std::vector<std::string> const& roles, std::string_view name) {
    return std::any_of(roles.begin(), roles.end(), [&](auto const& role) { return is_context_role(role, name); });
}

bool is_known_vocabulary(std::string_view role) {
    constexpr std::array namespaces{
        std::string_view{"http://purl.imsglobal.org/vocab/lis/v2/membership"},
        std::string_view{"http://purl.imsglobal.org/vocab/lis/v2/institution/"},
        std::string_view{"http://purl.imsglobal.org/vocab/lis/v2/system/"},
        std::string_view{"http://purl.imsglobal.org/vocab/lti/system/"},
    };
    if (role.find(':') == std::string_view::npos) return true;
    return std::any_of(namespaces.begin(), namespaces.end(), [&](auto known) { return role.starts_with(known); });
}

bool contains(std::vector<std::string> const& roles, std::string_view exact) {
    return std::find(roles.begin(), roles.end(), exact) != roles.end();
}

/// Roles that only a defect reads as a teacher's.
bool teacher_by_mistake(std::vector<std::string> const& roles, Switches const& defects) {
    auto const any = [&](auto test) { return std::any_of(roles.begin(), roles.end(), test); };
    bool const empty = !any([](auto const& role) { return !role.empty(); });
    if (defects.broken("teacher-without-roles") && empty) return true;
    if (defects.broken("teacher-by-unknown-role") && !empty &&
        !any([](auto const& role) { return !role.empty() && is_known_vocabulary(role); }))
        return true;
    if (defects.broken("teacher-by-institution-role") && contains(roles, std::string(institution) + "Instructor"))
        return true;
    if (defects.broken("teacher-by-administration") && contains(roles, std::string(institution) + "Administrator"))
        return true;
    if (defects.broken("teacher-by-substring") &&
        any([](auto const& role) { return role.find("Instructor") != std::string::npos; }))
        return true;
    if (defects.broken("observers-are-teachers") && has(roles, "Mentor")) return true;
    return defects.broken("teacher-by-being-a-user") && roles.size() == 1 && roles[0].ends_with("system/person#User");
}

} // namespace

View view_of(std::vector<std::string> const& given, Switches const& defects) {
    std::vector<std::string> roles = given;
    if (defects.broken("reads-first-role-only")) {
        // The first role within the context; what is about the institution or the system is passed over.
        std::erase_if(roles, [](auto const& role) {
            return role.find(':') != std::string::npos && !role.starts_with(membership);
        });
        if (roles.size() > 1) roles.resize(1);
    }
    if (teacher_by_mistake(roles, defects)) return View::teacher;
    if (has(roles, "Instructor")) return defects.broken("teachers-see-student-view") ? View::student : View::teacher;
    if (has(roles, "Learner")) return defects.broken("learners-see-teacher-view") ? View::teacher : View::student;
    return View::neither;
}

} // namespace easel::reference_tool
