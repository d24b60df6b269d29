#include "world/world.hpp"

#include <algorithm>

namespace easel::world {

namespace {

constexpr std::string_view resource_link_only[] = {
    "account_navigation",
    "analytics_hub",
    "assignment_edit",
    "assignment_group_menu",
    "assignment_index_menu",
    "assignment_menu",
    "assignment_view",
    "course_home_sub_navigation",
    "course_navigation",
    "course_settings_sub_navigation",
    "discussion_topic_index_menu",
    "discussion_topic_menu",
    "file_index_menu",
    "file_menu",
    "global_navigation",
    "module_group_menu",
    "module_index_menu",
    "module_menu",
    "post_grades",
    "quiz_index_menu",
    "quiz_menu",
    "similarity_detection",
    "student_context_card",
    "tool_configuration",
    "top_navigation",
    "user_navigation",
    "wiki_index_menu",
    "wiki_page_menu",
};

constexpr std::string_view both[] = {
    "assignment_selection",
    "collaboration",
    "conference_selection",
    "course_assignments_menu",
    "homework_submission",
    "link_selection",
    "migration_selection",
    "module_index_menu_modal",
    "module_menu_modal",
    "resource_selection",
    "submission_type_selection",
};

constexpr std::string_view deep_linking_only[] = {
    "ActivityAssetProcessor",
    "ActivityAssetProcessorContribution",
    "editor_button",
};

/// Old names and what needs more than a placement to work: known, but nobody's by default.
bool is_special(std::string_view name) {
    return name == "resource_selection" || name.starts_with("ActivityAsset");
}

} // namespace

std::vector<PlacementRule> const& placement_rules() {
    static auto const rules = [] {
        std::vector<PlacementRule> all;
        for (auto const name : resource_link_only) all.push_back({name, true, false});
        for (auto const name : both) all.push_back({name, true, true});
        for (auto const name : deep_linking_only) all.push_back({name, false, true});
        return all;
    }();
    return rules;
}

PlacementRule const* placement_rule(std::string_view name) {
    auto const& rules = placement_rules();
    auto const found = std::find_if(rules.begin(), rules.end(), [&](auto const& rule) { return rule.name == name; });
    return found == rules.end() ? nullptr : &*found;
}

Placement default_placement(PlacementRule const& rule) {
    Placement made;
    made.name = rule.name;
    made.message_type = rule.deep_linking ? "LtiDeepLinkingRequest" : "LtiResourceLinkRequest";
    return made;
}

std::vector<Placement> default_placements() {
    std::vector<Placement> all;
    for (auto const& rule : placement_rules())
        if (!is_special(rule.name)) all.push_back(default_placement(rule));
    return all;
}

} // namespace easel::world
