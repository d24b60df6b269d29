#include "world_json/described.hpp"
#include "world_json/world_json.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace easel::world_json {
namespace {

using Table = world::Touched::Table;

/// One row in every table.
world::World one_of_each() {
    world::World world;
    world.tracks = true;
    world.users.emplace_back().id = 1;
    world.courses.emplace_back().id = 2;
    world.assignments.emplace_back().id = 3;
    world.line_items.emplace_back().id = 4;
    auto& submission = world.submissions.emplace_back();
    submission.assignment = 3;
    submission.user = 1;
    world.results.emplace_back().id = 5;
    world.keys.emplace_back().client_id = "10000000000006";
    world.tools.emplace_back().id = 7;
    world.groups.emplace_back().id = 8;
    world.links.emplace_back().id = 9;
    world.modules.emplace_back().id = 10;
    world.module_items.emplace_back().id = 11;
    world.progresses.emplace_back().id = 12;
    world.tokens.emplace_back().token = "7~a";
    world.accounts.emplace_back().id = 13;
    touch(world, world.users.front());
    touch(world, world.courses.front());
    touch(world, world.assignments.front());
    touch(world, world.line_items.front());
    touch(world, world.submissions.front());
    touch(world, world.results.front());
    touch(world, world.keys.front());
    touch(world, world.tools.front());
    touch(world, world.groups.front());
    touch(world, world.links.front());
    touch(world, world.modules.front());
    touch(world, world.module_items.front());
    touch(world, world.progresses.front());
    touch(world, world.tokens.front());
    touch(world, world.accounts.front());
    touch_rest(world);
    return world;
}

TEST(Rows, AreWhatTheWholeWorldHolds) {
    auto const world = one_of_each();
    auto const whole = to_json(world);
    std::map<std::string, std::string> keys;
    base::json::object rebuilt;
    for (auto const& touched : world.touched) {
        auto const table = std::string(table_name(touched.table));
        auto const row = row_json(world, touched);
        keys[table] = row_key(touched);
        if (touched.table == Table::rest)
            for (auto const& [key, value] : row.as_object()) rebuilt[key] = value;
        else
            rebuilt[table] = base::json::array{row};
    }
    EXPECT_EQ(rebuilt, whole);
    EXPECT_EQ(
        keys,
        (std::map<std::string, std::string>{
            {"users", "1"},
            {"courses", "2"},
            {"assignments", "3"},
            {"line_items", "4"},
            {"submissions", "3/1"},
            {"results", "5"},
            {"keys", "10000000000006"},
            {"tools", "7"},
            {"groups", "8"},
            {"links", "9"},
            {"modules", "10"},
            {"module_items", "11"},
            {"progresses", "12"},
            {"tokens", "7~a"},
            {"accounts", "13"},
            {"rest", "rest"},
        })
    );
}

TEST(Rows, AreNotedOnlyWhereSomebodyWants) {
    world::World world;
    touch(world, world.users.emplace_back());
    EXPECT_TRUE(world.touched.empty());
    world.tracks = true;
    touch(world, world.users.front());
    touch(world, world.users.front());
    EXPECT_EQ(world.touched.size(), 1U);
    touch_rest(world);
    touch(world, world.users.front());
    EXPECT_EQ(world.touched.size(), 3U);
}

} // namespace
} // namespace easel::world_json
