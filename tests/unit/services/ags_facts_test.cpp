#include "canvas.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

namespace easel::services {
namespace {

/// What every answer shows and no trail names (ags.md 1.13 to 1.15, 2).
std::set<std::string> const untraced{"ags/1.13", "ags/1.14", "ags/1.15", "ags/2.0",
                                     "ags/2.1",  "ags/2.2",  "ags/2.3",  "ags/2.4"};

std::set<std::string> listed_facts() {
    std::ifstream file(EASEL_SOURCE_DIR "/fixtures/facts/ags.yaml");
    std::set<std::string> ids;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("- id: ")) ids.insert(line.substr(6));
    }
    return ids;
}

TEST(AgsFacts, AreExactlyThoseThatTheTablesReach) {
    std::set<std::string> reached;
    for (auto const& rows :
         {pipeline_rows(), check_rows(), effect_rows(), line_item_rows(), result_rows(), course_state_rows()}) {
        for (auto const& row : rows) {
            Canvas canvas;
            row.act(canvas);
            for (auto const& check : canvas.answer.trail) reached.insert(check.fact);
        }
    }
    auto const listed = listed_facts();
    ASSERT_FALSE(listed.empty());
    for (auto const& fact : reached) EXPECT_TRUE(listed.contains(fact)) << fact << " is not listed";
    for (auto const& fact : listed) {
        EXPECT_NE(reached.contains(fact), untraced.contains(fact)) << fact << " is reached by no row";
    }
}

} // namespace
} // namespace easel::services
