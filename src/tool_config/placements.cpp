#include "tool_config/tool_config.hpp"

namespace easel::tool_config {

std::vector<PlacementRule> const& placement_rules() {
    // Resource link, deep linking: developer-key.md 3, in its order.
    static std::vector<PlacementRule> const rules = [] {
        std::vector<PlacementRule> all{
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
        for (std::size_t i = 0; i < all.size(); ++i) all[i].fact = "developer-key/3." + std::to_string(i + 1);
        return all;
    }();
    return rules;
}

} // namespace easel::tool_config
