#include "world/context.hpp"

#include <gtest/gtest.h>

namespace easel::world {
namespace {

World one_of_each() {
    World world;
    world.account.id = 1;
    auto& course = world.courses.emplace_back();
    course.id = 5;
    course.dialects = *dialects_of("2023-01");
    world.courses.emplace_back().id = 6;
    world.courses.back().state = CourseState::deleted;
    struct Made {
        Id id, course;
        bool deleted;
    };
    for (auto const& [id, home, deleted] : {Made{9, 5, false}, {10, 0, false}, {11, 5, true}, {12, 6, false}}) {
        auto& group = world.groups.emplace_back();
        group.id = id;
        group.course = home;
        group.deleted = deleted;
    }
    return world;
}

TEST(Context, IsFoundUnlessDeleted) {
    auto world = one_of_each();
    struct Row {
        char const* name;
        ContextKind kind;
        Id id;
        bool found;
        bool old_dialects;
    };
    for (auto const& row : std::initializer_list<Row>{
             {"the account", ContextKind::account, 1, true, false},
             {"another account", ContextKind::account, 2, false, false},
             {"a course", ContextKind::course, 5, true, true},
             {"a deleted course", ContextKind::course, 6, false, false},
             {"no course", ContextKind::course, 7, false, false},
             {"a group of a course", ContextKind::group, 9, true, true},
             {"a group of the account", ContextKind::group, 10, true, false},
             {"a deleted group", ContextKind::group, 11, false, false},
             {"a group of a deleted course", ContextKind::group, 12, false, false},
             {"no group", ContextKind::group, 5, false, false},
         }) {
        auto const context = find_context(world, row.kind, row.id);
        EXPECT_EQ(context.found, row.found) << row.name;
        auto const& course = world.courses.front();
        EXPECT_EQ(&dialects_in(world, context) == &*course.dialects, row.old_dialects) << row.name;
    }
}

TEST(Context, HasAPath) {
    EXPECT_EQ(context_path(ContextKind::course, 5), "courses/5");
    EXPECT_EQ(context_path(ContextKind::group, 9), "groups/9");
    EXPECT_EQ(context_path(ContextKind::account, 1), "accounts/1");
}

} // namespace
} // namespace easel::world
