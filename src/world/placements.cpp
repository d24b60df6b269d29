#include "world/world.hpp"

#include <algorithm>

namespace easel::world {

namespace {

/// Old names and what needs more than a placement to work: known, but nobody's by default.
bool is_special(std::string_view name) {
    return name == "resource_selection" || name.starts_with("ActivityAsset");
}

} // namespace

std::vector<PlacementRule> const& placement_rules() {
    // Resource link, deep linking: developer-key.md 3, in its order.
    static std::vector<PlacementRule> const rules{
        {"account_navigation", true, false},
        {"ActivityAssetProcessor", false, true},
        {"ActivityAssetProcessorContribution", false, true},
        {"analytics_hub", true, false},
        {"assignment_edit", true, false},
        {"assignment_group_menu", true, false},
        {"assignment_index_menu", true, false},
        {"assignment_menu", true, false},
        {"assignment_selection", true, true},
        {"assignment_view", true, false},
        {"collaboration", true, true},
        {"conference_selection", true, true},
        {"course_assignments_menu", true, true},
        {"course_home_sub_navigation", true, false},
        {"course_navigation", true, false},
        {"course_settings_sub_navigation", true, false},
        {"discussion_topic_index_menu", true, false},
        {"discussion_topic_menu", true, false},
        {"editor_button", false, true},
        {"file_index_menu", true, false},
        {"file_menu", true, false},
        {"global_navigation", true, false},
        {"homework_submission", true, true},
        {"link_selection", true, true},
        {"migration_selection", true, true},
        {"module_group_menu", true, false},
        {"module_index_menu", true, false},
        {"module_index_menu_modal", true, true},
        {"module_menu_modal", true, true},
        {"module_menu", true, false},
        {"post_grades", true, false},
        {"quiz_index_menu", true, false},
        {"quiz_menu", true, false},
        {"resource_selection", true, true},
        {"similarity_detection", true, false},
        {"student_context_card", true, false},
        {"submission_type_selection", true, true},
        {"tool_configuration", true, false},
        {"top_navigation", true, false},
        {"user_navigation", true, false},
        {"wiki_index_menu", true, false},
        {"wiki_page_menu", true, false},
    };
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
