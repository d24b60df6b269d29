#include "canvas.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

namespace easel::services {
namespace {

/// What every answer shows, or what happens between two of them, and no trail names.
std::set<std::string> const untraced{"ags/1.14", "ags/2.0", "ags/2.1",    "ags/2.2",    "ags/2.3",
                                     "ags/2.4",  "ags/5.8.14", "ags/5.11.5", "ags/6.2.5"};

struct Listed {
    std::set<std::string> shown;
    std::set<std::string> uncovered; ///< with a reason
};

Listed listed_facts() {
    std::ifstream file(EASEL_SOURCE_DIR "/fixtures/facts/ags.yaml");
    Listed listed;
    std::string last;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("- id: ")) {
            last = line.substr(6);
            listed.shown.insert(last);
        } else if (line.starts_with("  uncovered: ")) {
            listed.shown.erase(last);
            listed.uncovered.insert(last);
        }
    }
    return listed;
}

TEST(AgsFacts, AreExactlyThoseThatTheTablesReach) {
    std::set<std::string> reached;
    for (auto const& rows :
         {pipeline_rows(), check_rows(), effect_rows(), grading_rows(), group_rows(), file_rows(), progress_rows(),
          line_item_rows(), result_rows(), course_state_rows()}) {
        for (auto const& row : rows) {
            Canvas canvas;
            row.act(canvas);
            for (auto const& check : canvas.answer.trail) {
                if (check.fact.starts_with("ags/")) reached.insert(check.fact);
            }
        }
    }
    auto const listed = listed_facts();
    ASSERT_FALSE(listed.shown.empty());
    for (auto const& fact : reached) {
        EXPECT_TRUE(listed.shown.contains(fact) || listed.uncovered.contains(fact)) << fact << " is not listed";
    }
    for (auto const& fact : listed.shown) {
        EXPECT_NE(reached.contains(fact), untraced.contains(fact)) << fact << " is reached by no row";
    }
    EXPECT_FALSE(listed.uncovered.empty());
}

} // namespace
} // namespace easel::services
