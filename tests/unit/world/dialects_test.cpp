#include "world/world.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

namespace easel::world {
namespace {

/// The cells of a row of a Markdown table, without blanks and backquotes around them.
std::vector<std::string> cells(std::string const& line) {
    std::vector<std::string> all;
    std::istringstream in(line.substr(1));
    for (std::string cell; std::getline(in, cell, '|');) {
        auto const from = cell.find_first_not_of(" `");
        auto const to = cell.find_last_not_of(" `");
        all.push_back(from == std::string::npos ? "" : cell.substr(from, to - from + 1));
    }
    return all;
}

/// Name -> cells of the table in docs/dialects.md.
std::map<std::string, std::vector<std::string>> documented() {
    std::ifstream in(EASEL_SOURCE_DIR "/docs/dialects.md");
    std::map<std::string, std::vector<std::string>> rows;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        inside = inside ? line.starts_with('|') : line.starts_with("| Dialect |");
        if (!inside || !line.starts_with("| `")) continue;
        auto row = cells(line);
        rows[row.front()] = std::move(row);
    }
    return rows;
}

TEST(DocumentedDialects, AreThoseOfTheCode) {
    auto const rows = documented();
    std::vector<std::string> in_code;
    for (auto const& [name, values] : dialect_words()) in_code.push_back(name);
    std::vector<std::string> in_document;
    for (auto const& [name, row] : rows) in_document.push_back(name);
    std::sort(in_code.begin(), in_code.end());
    EXPECT_EQ(in_document, in_code);
}

TEST(DocumentedDialects, HaveTheValuesOfEverySet) {
    auto const rows = documented();
    for (auto const& [name, values] : dialect_words()) {
        ASSERT_TRUE(rows.contains(name)) << name;
        auto const& row = rows.at(name);
        ASSERT_EQ(row.size(), 8U) << name;
        EXPECT_EQ(row[1], dialect_value(*dialects_of("2026-01"), name)) << name;
        EXPECT_EQ(row[2], dialect_value(*dialects_of("2025-01"), name)) << name;
        EXPECT_EQ(row[3], dialect_value(*dialects_of("2023-01"), name)) << name;
        EXPECT_EQ(row[1], dialect_value(Dialects{}, name)) << name << ": the newest set is the default";
        ASSERT_EQ(values.size(), 2U) << name;
        EXPECT_EQ(row[4], row[1] == values[0] ? values[1] : values[0]) << name;
        EXPECT_TRUE(row[5] == "course" || row[5] == "world") << name;
        EXPECT_FALSE(row[6].empty()) << name;
        EXPECT_FALSE(row[7].empty()) << name;
    }
}

TEST(Dialect, IsReadAsItWasSet) {
    for (auto const& [name, values] : dialect_words())
        for (auto const& value : values) {
            Dialects dialects;
            ASSERT_TRUE(set_dialect(dialects, name, value)) << name << ": " << value;
            EXPECT_EQ(dialect_value(dialects, name), value) << name;
            for (auto const& [other, ignored] : dialect_words())
                if (other != name) EXPECT_EQ(dialect_value(dialects, other), dialect_value(Dialects{}, other)) << other;
        }
    EXPECT_EQ(dialect_value(Dialects{}, "nonsense"), "");
}

TEST(Dialect, OfACourseGoesBeforeTheWorlds) {
    World world;
    world.dialects.throttled_is_429 = true;
    Course course;
    EXPECT_TRUE(dialects_in(world, course).throttled_is_429);
    course.dialects = *dialects_of("2023-01");
    EXPECT_FALSE(dialects_in(world, course).throttled_is_429);
    EXPECT_TRUE(dialects_in(world, course).posts_login_required);
}

}  // namespace
}  // namespace easel::world
