#include "world/world.hpp"

#include <gtest/gtest.h>

#include <set>

namespace easel::world {
namespace {

struct Row {
    char const* name;
    bool resource_link;
    bool deep_linking;
};

TEST(PlacementRules, AllowWhatCanvasAllows) {  // developer-key.md 3
    for (auto const& row : {
             Row{"course_navigation", true, false},
             Row{"editor_button", false, true},
             Row{"assignment_selection", true, true},
             Row{"module_index_menu", true, false},
             Row{"module_index_menu_modal", true, true},
             Row{"ActivityAssetProcessor", false, true},
         }) {
        auto const* const rule = placement_rule(row.name);
        ASSERT_NE(rule, nullptr) << row.name;
        EXPECT_EQ(rule->resource_link, row.resource_link) << row.name;
        EXPECT_EQ(rule->deep_linking, row.deep_linking) << row.name;
    }
    EXPECT_EQ(placement_rules().size(), 42U);
    EXPECT_EQ(placement_rule("side_bar"), nullptr);
}

TEST(DefaultPlacements, PickWhereTheyMay) {
    std::set<std::string> names;
    for (auto const& placement : default_placements()) {
        EXPECT_TRUE(names.insert(placement.name).second) << placement.name;
        auto const* const rule = placement_rule(placement.name);
        EXPECT_EQ(placement.message_type == "LtiDeepLinkingRequest", rule->deep_linking) << placement.name;
        EXPECT_TRUE(placement.enabled) << placement.name;
    }
    EXPECT_TRUE(names.contains("editor_button"));
    EXPECT_TRUE(names.contains("account_navigation"));
    EXPECT_FALSE(names.contains("resource_selection"));
    EXPECT_FALSE(names.contains("ActivityAssetProcessor"));
}

TEST(Placement, IsFoundByName) {
    Tool tool;
    tool.placements = default_placements();
    ASSERT_NE(placement_of(tool, "editor_button"), nullptr);
    EXPECT_EQ(placement_of(tool, "editor_button")->message_type, "LtiDeepLinkingRequest");
    EXPECT_EQ(placement_of(tool, "side_bar"), nullptr);
}

}  // namespace
}  // namespace easel::world
