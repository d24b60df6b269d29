#include "documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace easel::tool_config {
namespace {

world::World empty_world() {
    world::World made;
    made.next_id = 300;
    made.account.context_id = "acc0acc0";
    made.tracks = true;
    world::Course course;
    course.id = 11;
    course.name = "bio101";
    course.context_id = "c0ffee";
    made.courses.push_back(course);
    return made;
}

Configuration configured(std::string client_id = {}, std::vector<Change> const& changes = {}) {
    Install options;
    options.client_id = std::move(client_id);
    return read(changed(example(), changes), options).configuration.value();
}

bool touched(world::World const& world, void const* row) {
    return std::any_of(world.touched.begin(), world.touched.end(), [&](auto const& each) { return each.row == row; });
}

TEST(Install, MakesKeyAndDeployment) {
    auto world = empty_world();
    auto const& tool = install(world, configured(), {}, "quiz", {});
    ASSERT_EQ(world.keys.size(), 1U);
    EXPECT_EQ(world.keys[0].client_id, "10000000000300");
    EXPECT_EQ(tool.client_id, "10000000000300");
    EXPECT_EQ(tool.name, "quiz");
    EXPECT_EQ(tool.id, 301);
    EXPECT_EQ(tool.deployment_id, "301:acc0acc0");
    EXPECT_EQ(&tool, world::tool_named(world, "quiz"));
    EXPECT_TRUE(touched(world, &tool));
    EXPECT_TRUE(touched(world, &world.keys[0]));
}

TEST(Install, GoesIntoACourse) {
    auto world = empty_world();
    auto const& tool = install(world, configured("10000000000207"), {.course = 11}, "quiz", {});
    EXPECT_EQ(tool.course, 11);
    EXPECT_EQ(tool.deployment_id, std::to_string(tool.id) + ":c0ffee");
    EXPECT_EQ(world.keys[0].client_id, "10000000000207");
}

TEST(Install, ReplacesAKeyAndWhatItsDeploymentsShow) {
    auto world = empty_world();
    auto const& first = install(world, configured("10000000000207"), {}, "quiz", {});
    auto const id = first.id;
    auto const deployment = first.deployment_id;
    auto const& second =
        install(world, configured("10000000000207", {{"/title", R"("Better Quizzes")"}}), {.course = 11}, "quiz here", {});
    EXPECT_EQ(world.keys.size(), 1U);
    EXPECT_EQ(world.keys[0].name, "Better Quizzes");
    EXPECT_EQ(world.tools.size(), 2U);
    EXPECT_EQ(first.id, id);
    EXPECT_EQ(first.deployment_id, deployment);
    EXPECT_EQ(first.title, "Better Quizzes");
    EXPECT_NE(second.deployment_id, deployment);

    auto const& again = install(world, configured("10000000000207"), {}, "renamed", {});
    EXPECT_EQ(&again, &first);
    EXPECT_EQ(again.name, "renamed");
    EXPECT_EQ(world.tools.size(), 2U);
}

TEST(Deploy, CopiesAToolOfTheKey) {
    auto world = empty_world();
    install(world, configured("10000000000207"), {}, "quiz", {});
    auto* const further = deploy(world, "10000000000207", {.course = 11}, "quiz in biology", {});
    ASSERT_NE(further, nullptr);
    EXPECT_EQ(further->course, 11);
    EXPECT_EQ(further->title, "Quiz Vendor");
    EXPECT_EQ(further->deployment_id, std::to_string(further->id) + ":c0ffee");
    EXPECT_EQ(further->placements.size(), 3U);
    EXPECT_EQ(deploy(world, "10000000000999", {.course = 11}, "nothing", {}), nullptr);
}

TEST(Deploy, GoesIntoASubAccount) {
    auto world = empty_world();
    world.accounts.push_back({.id = 90, .name = "science", .context_id = "5c1e"});
    install(world, configured("10000000000207"), {}, "quiz", {});
    auto* const further = deploy(world, "10000000000207", {.account = 90}, "quiz in science", {});
    ASSERT_NE(further, nullptr);
    EXPECT_EQ(further->course, 0);
    EXPECT_EQ(further->account, 90);
    EXPECT_EQ(further->deployment_id, std::to_string(further->id) + ":5c1e");
}

TEST(Install, KeepsTheTimes) {
    auto world = empty_world();
    base::Instant const monday{std::chrono::hours(24 * 20'000)};
    auto const tuesday = monday + std::chrono::hours(24);
    auto const wednesday = tuesday + std::chrono::hours(24);
    auto const& first = install(world, configured("10000000000207"), {}, "quiz", monday);
    EXPECT_EQ(first.created_at, monday);
    EXPECT_EQ(first.updated_at, monday);
    auto const& second = *deploy(world, "10000000000207", {.course = 11}, "quiz here", tuesday);
    EXPECT_EQ(second.created_at, tuesday);
    EXPECT_EQ(second.updated_at, tuesday);
    EXPECT_EQ(first.updated_at, monday) << "a further deployment changes nothing here";
    install(world, configured("10000000000207"), {}, "quiz", wednesday);
    EXPECT_EQ(first.created_at, monday);
    EXPECT_EQ(second.created_at, tuesday);
    EXPECT_EQ(first.updated_at, wednesday);
    EXPECT_EQ(second.updated_at, wednesday) << "the key's configuration is every deployment's";
}

} // namespace
} // namespace easel::tool_config
