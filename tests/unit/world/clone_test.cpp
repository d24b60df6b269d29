#include "world/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace easel::world {
namespace {

/// A course with one of everything that belongs to it.
class Cloning : public testing::Test {
  protected:
    Cloning() {
        world.next_id = 100;
        world.random = base::Random(3);
        Course course;
        course.id = world.next_id++;
        course.name = "bio101";
        course.context_id = world.random.hex(40);
        course.sections.push_back({world.next_id++, "morning", "Morning", ""});
        Enrolment ada;
        ada.user = 1;
        ada.section = course.sections.front().id;
        Enrolment bob;
        bob.user = 2;
        course.enrolments = {ada, bob};
        course.dialects = *dialects_of("2023-01");
        course.late_policy.emplace().percent_per_interval = 10;
        bio = &world.courses.emplace_back(course);
        Tool tool;
        tool.id = world.next_id++;
        tool.client_id = "10000000000001";
        quiz = &add_tool_assignment(world, *bio, world.tools.emplace_back(tool), "quiz1", 10);
        Group red;
        red.id = world.next_id++;
        red.name = "red";
        red.context_id = world.random.hex(40);
        red.course = bio->id;
        red.members = {1, 2};
        red.leader = 1;
        world.groups.push_back(red);
        Group staff = red;
        staff.id = world.next_id++;
        staff.name = "staff";
        staff.course = 0;
        world.groups.push_back(staff);
        ResourceLink reading;
        reading.id = world.next_id++;
        reading.name = "reading";
        reading.link_id = world.random.uuid();
        reading.lookup_uuid = world.random.uuid();
        reading.context = bio->id;
        reading.tool = tool.id;
        world.links.push_back(reading);
        ResourceLink nameless = reading;
        nameless.id = world.next_id++;
        nameless.name.clear();
        nameless.context_kind = ContextKind::group;
        nameless.context = red.id;
        world.links.push_back(nameless);
        Module week;
        week.id = world.next_id++;
        week.course = bio->id;
        week.name = "week1";
        world.modules.push_back(week);
        ModuleItem first;
        first.id = world.next_id++;
        first.module = week.id;
        first.link = reading.id;
        ModuleItem second;
        second.id = world.next_id++;
        second.module = week.id;
        second.assignment = quiz->id;
        world.module_items = {first, second};
    }
    World world;
    Course* bio;
    Assignment* quiz;
};

TEST_F(Cloning, CopiesEverythingOfTheCourse) {
    auto& clone = clone_course(world, *bio, 2);
    EXPECT_EQ(clone.sections.front().name, "morning~2");
    EXPECT_NE(clone.sections.front().id, bio->sections.front().id);
    EXPECT_EQ(clone.enrolments[0].section, clone.sections.front().id);
    EXPECT_EQ(clone.enrolments[1].section, 0);
    EXPECT_TRUE(clone.dialects->posts_login_required);
    EXPECT_EQ(clone.late_policy->percent_per_interval, 10);

    auto const* const red = group_named(world, "red~2");
    ASSERT_NE(red, nullptr);
    EXPECT_EQ(red->course, clone.id);
    EXPECT_NE(red->context_id, group_named(world, "red")->context_id);
    EXPECT_EQ(group_of(world, clone.id, 1), red);
    EXPECT_EQ(group_named(world, "staff~2"), nullptr) << "a group of the account is no part of the course";

    auto const* const reading = link_named(world, "reading~2");
    ASSERT_NE(reading, nullptr);
    EXPECT_EQ(reading->context, clone.id);
    EXPECT_NE(reading->link_id, link_named(world, "reading")->link_id);
    EXPECT_NE(reading->lookup_uuid, link_named(world, "reading")->lookup_uuid);
    auto const& in_group = world.links.back();
    EXPECT_EQ(in_group.context, red->id);
    EXPECT_EQ(in_group.name, "");

    auto const* const week = module_named(world, "week1~2");
    ASSERT_NE(week, nullptr);
    EXPECT_EQ(week->course, clone.id);
    std::vector<ModuleItem> items;
    for (auto const& item : world.module_items)
        if (item.module == week->id) items.push_back(item);
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].link, reading->id);
    EXPECT_EQ(items[0].assignment, 0);
    EXPECT_EQ(items[1].assignment, assignment_named(world, "quiz1~2")->id);
    EXPECT_EQ(items[1].link, 0);
}

TEST_F(Cloning, GivesNoIdTwice) {
    clone_course(world, *bio, 1);
    clone_course(world, *course_named(world, "bio101~1"), 2);
    std::set<Id> ids;
    std::size_t count = 0;
    auto const note = [&](auto const& rows) {
        for (auto const& row : rows) {
            ids.insert(row.id);
            ++count;
        }
    };
    note(world.courses);
    note(world.assignments);
    note(world.line_items);
    note(world.groups);
    note(world.links);
    note(world.modules);
    note(world.module_items);
    for (auto const& course : world.courses) note(course.sections);
    EXPECT_EQ(ids.size(), count);
}

TEST_F(Cloning, TellsWhoKeepsTheWorld) {
    world.tracks = true;
    clone_course(world, *bio, 1);
    std::set<Touched::Table> tables;
    for (auto const& touched : world.touched) tables.insert(touched.table);
    using Table = Touched::Table;
    for (auto const table :
         {Table::courses,
          Table::assignments,
          Table::line_items,
          Table::groups,
          Table::links,
          Table::modules,
          Table::module_items,
          Table::rest})
        EXPECT_TRUE(tables.contains(table)) << static_cast<int>(table);
}

TEST_F(Cloning, FindsRowsInAnyOrder) {
    for (auto const& assignment : world.assignments) EXPECT_EQ(assignment_by_id(world, assignment.id), &assignment);
    Tool early;
    early.id = 9;  // given in a tool file, after one that Canvas counted
    world.tools.push_back(early);
    for (auto const& tool : world.tools) EXPECT_EQ(tool_by_id(world, tool.id), &tool);
    EXPECT_EQ(tool_by_id(world, 8), nullptr);
    EXPECT_EQ(group_by_id(world, world.groups.back().id), &world.groups.back());
    EXPECT_EQ(module_by_id(world, 0), nullptr);
    EXPECT_EQ(progress_by_id(world, 1), nullptr);
    EXPECT_EQ(link_by_link_id(world, world.links.front().link_id), &world.links.front());
    EXPECT_EQ(link_named(world, ""), nullptr);
    world.groups.front().deleted = true;
    EXPECT_EQ(group_of(world, bio->id, 1), nullptr);
}

}  // namespace
}  // namespace easel::world
