#include "reference_tool/placements.hpp"

#include <algorithm>
#include <array>

namespace easel::reference_tool {

namespace {

constexpr std::array<std::string_view, 4> menu_of_few{
    "course_home_sub_navigation", "course_settings_sub_navigation", "tool_configuration", "assignment_menu"};
constexpr std::array<std::string_view, 2> pickers_of_few{"submission_type_selection", "collaboration"};

template <std::size_t Size>
bool holds(std::array<std::string_view, Size> const& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

std::string misplaced(Installation const& tool, base::json::object const& claims) {
    auto const placement = base::text_member(claims, "https://www.instructure.com/placement").value_or("");
    if (tool.broken("knows-few-menus") && holds(menu_of_few, placement)) return "Open this from the course navigation.";
    if (tool.broken("knows-few-pickers") && holds(pickers_of_few, placement)) return "Nothing can be picked here.";
    if (!tool.broken("needs-a-course")) return "";
    auto const* const context = claims.if_contains("https://purl.imsglobal.org/spec/lti/claim/context");
    auto const* const types = context == nullptr ? nullptr : base::member(*context, "type");
    bool const account = types != nullptr && types->is_array() && !types->get_array().empty() &&
                         types->get_array().front() == base::json::value("Account");
    return account ? "This is no course." : "";
}

std::string misplaced_lti11(Installation const& tool, base::Fields const& fields) {
    if (tool.broken("lti11-needs-a-course") && base::find(fields, "custom_canvas_account_id") != nullptr)
        return "This is no course.";
    if (tool.broken("lti11-knows-no-selections") && base::find(fields, "ext_content_return_types") != nullptr)
        return "Nothing can be picked here.";
    return "";
}

} // namespace easel::reference_tool
