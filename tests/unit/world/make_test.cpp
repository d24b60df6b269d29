#include "world/world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace easel::world {
namespace {

class Making : public testing::Test {
  protected:
    Making() {
        world.next_id = 100;
        world.random = base::Random(7);
        Course course;
        course.id = world.next_id++;
        course.name = "bio101";
        course.context_id = world.random.hex(40);
        course.enrolments = {
            {1, Role::student, EnrolmentState::active}
        };
        bio = &world.courses.emplace_back(course);
        Tool made;
        made.id = world.next_id++;
        made.client_id = "10000000000001";
        tool = &world.tools.emplace_back(made);
    }
    World world;
    Course* bio;
    Tool* tool;
};

TEST_F(Making, GivesToolAssignmentsACoupledLineItem) {
    auto const& quiz = add_tool_assignment(world, *bio, *tool, "quiz1", 10);
    EXPECT_EQ(quiz.course, bio->id);
    EXPECT_EQ(quiz.tool, tool->id);
    EXPECT_EQ(quiz.link_id.size(), 36U);
    auto const* const item = default_line_item(world, quiz.id);
    ASSERT_NE(item, nullptr);
    EXPECT_TRUE(item->coupled);
    EXPECT_EQ(item->client_id, "10000000000001");
    EXPECT_EQ(item->score_maximum, 10);
    EXPECT_EQ(item->label, "quiz1");
}

TEST_F(Making, PutsLinksIntoModules) {
    world.tracks = true;
    auto const& link = add_link(world, {.context = bio->id, .tool = tool->id, .title = "Five", .url = "https://t.example/5"});
    EXPECT_EQ(link.link_id.size(), 36U);
    EXPECT_EQ(link.lookup_uuid.size(), 36U);
    EXPECT_NE(link.lookup_uuid, link.link_id);
    EXPECT_EQ(link_by_id(world, link.id)->url, "https://t.example/5");
    Module week;
    week.id = world.next_id++;
    auto const& line = add_module_line(world, week, {.link = link.id, .title = "Five", .new_tab = true});
    EXPECT_EQ(line.module, week.id);
    EXPECT_FALSE(line.published);
    EXPECT_TRUE(line.new_tab);
    EXPECT_EQ(module_item_by_id(world, line.id)->link, link.id);
    auto const touched = [&](void const* row) {
        return std::any_of(world.touched.begin(), world.touched.end(), [&](Touched const& each) { return each.row == row; });
    };
    EXPECT_TRUE(touched(&link));
    EXPECT_TRUE(touched(&line));
    EXPECT_TRUE(touched(nullptr));
}

TEST_F(Making, ClonesWithFreshIdsEverywhere) {
    auto& quiz = add_tool_assignment(world, *bio, *tool, "quiz1", 10);
    LineItem extra;
    extra.id = world.next_id++;
    extra.assignment = quiz.id;
    extra.tag = "extra";
    world.line_items.push_back(extra);
    submission_of(world, quiz.id, 1).attempt = 2;

    auto& clone = clone_course(world, *bio, 3);
    EXPECT_EQ(clone.name, "bio101~3");
    EXPECT_EQ(clone.cloned_from, "bio101");
    EXPECT_EQ(clone.enrolments.size(), 1U);
    EXPECT_NE(clone.id, bio->id);
    EXPECT_NE(clone.context_id, bio->context_id);
    auto const* const copy = assignment_named(world, "quiz1~3");
    ASSERT_NE(copy, nullptr);
    EXPECT_EQ(copy->course, clone.id);
    EXPECT_NE(copy->id, quiz.id);
    EXPECT_NE(copy->link_id, quiz.link_id);
    EXPECT_EQ(copy->tool, tool->id);
    EXPECT_EQ(find_submission(world, copy->id, 1), nullptr);

    std::vector<std::string> tags;
    std::set<Id> ids;
    for (auto const& item : world.line_items) {
        ids.insert(item.id);
        if (item.assignment == copy->id) tags.push_back(item.tag);
    }
    EXPECT_EQ(tags, (std::vector<std::string>{"", "extra"}));
    EXPECT_EQ(ids.size(), world.line_items.size());
}

TEST_F(Making, NamesClonesOfClonesAfterTheOriginal) {
    add_tool_assignment(world, *bio, *tool, "quiz1", 10);
    auto& first = clone_course(world, *bio, 1);
    auto& second = clone_course(world, first, 2);
    EXPECT_EQ(second.name, "bio101~2");
    EXPECT_EQ(second.cloned_from, "bio101");
    EXPECT_NE(assignment_named(world, "quiz1~2"), nullptr);
}

TEST_F(Making, IsTheSameForTheSameSeed) {
    auto other = world;
    EXPECT_EQ(
        clone_course(world, *bio, 1).context_id, clone_course(other, *course_named(other, "bio101"), 1).context_id
    );
}

}  // namespace
}  // namespace easel::world
