#include "world/world.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

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

/// What the scenarios whose names begin so say, all files together.
std::string scenarios_of(std::string_view prefix) {
    std::ostringstream text;
    for (auto const& file : std::filesystem::directory_iterator(EASEL_SOURCE_DIR "/scenarios/placements"))
        if (file.path().filename().string().starts_with(prefix)) text << std::ifstream(file.path()).rdbuf();
    return std::move(text).str();
}

TEST(DefaultPlacements, AreEachPlayed) {
    auto const lti11 = scenarios_of("lti11_");
    auto const all = scenarios_of("");
    auto const count = [](std::string const& text, std::string const& word) {
        int found = 0;
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
        return found;
    };
    // From these the scenarios launch tools of LTI 1.3 alone.
    std::set<std::string> const of_lti13{
        "collaboration",     "conference_selection",     "course_assignments_menu", "module_index_menu_modal",
        "module_menu_modal", "submission_type_selection", "global_navigation",       "analytics_hub"};
    for (auto const& placement : default_placements()) {
        auto const word = "placement: " + placement.name + " }";
        auto const by_lti11 = count(lti11, word);
        EXPECT_GT(count(all, word), by_lti11) << placement.name;
        EXPECT_EQ(by_lti11 > 0, !of_lti13.contains(placement.name)) << placement.name;
    }
}

}  // namespace
}  // namespace easel::world
