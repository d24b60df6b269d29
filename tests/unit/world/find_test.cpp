#include "world/context.hpp"

#include <gtest/gtest.h>

namespace easel::world {
namespace {

User user(Id id, std::string name, std::string lti_id) {
    User made;
    made.id = id;
    made.name = std::move(name);
    made.lti_id = std::move(lti_id);
    return made;
}

// ags.md 5.1, `userId`
TEST(UserReference, IsTheLtiIdOrExactlyADecimalId) {
    World world;
    world.users.push_back(user(42, "ada", "42aa0000-0000-4000-8000-000000000001"));
    world.users.push_back(user(7, "bob", "b0b00000-0000-4000-8000-000000000002"));
    struct Row {
        char const* text;
        char const* want;  ///< "" : nobody
    };
    for (auto const& [text, want] : std::initializer_list<Row>{
             {"42aa0000-0000-4000-8000-000000000001", "ada"},
             {"42",                                   "ada"},
             {"7",                                    "bob"},
             {"42aa",                                 ""   },
             {"042",                                  ""   },
             {"+42",                                  ""   },
             {" 42",                                  ""   },
             {"42.0",                                 ""   },
             {"",                                     ""   },
             {"99999999999999999999",                 ""   },
    }) {
        auto const* const found = user_by_reference(world, text);
        EXPECT_EQ(found == nullptr ? "" : found->name, want) << "'" << text << "'";
    }
}

class ToolLookup : public testing::Test {
  protected:
    Tool& add(Id id, Id course, std::string client_id) {
        Tool tool;
        tool.id = id;
        tool.course = course;
        tool.client_id = std::move(client_id);
        return world.tools.emplace_back(tool);
    }
    ToolLookup() {
        Course one;
        one.id = 1;
        one.name = "bio101";
        bio = &world.courses.emplace_back(one);
        Course two;
        two.id = 2;
        two.name = "chem202";
        chem = &world.courses.emplace_back(two);
    }
    World world;
    Course* bio;
    Course* chem;
};

// ags.md 3, tool lookup
TEST_F(ToolLookup, PrefersTheCourseOverTheAccount) {
    auto& account = add(10, 0, "k");
    auto& own = add(11, bio->id, "k");
    EXPECT_EQ(tool_for(world, *bio, "k"), &own);
    EXPECT_EQ(tool_for(world, *chem, "k"), &account);
    own.deleted = true;
    EXPECT_EQ(tool_for(world, *bio, "k"), &account);
    account.deleted = true;
    EXPECT_EQ(tool_for(world, *bio, "k"), nullptr);
    EXPECT_EQ(tool_for(world, *bio, "other"), nullptr);
}

TEST_F(ToolLookup, SeesTheOriginalsToolFromAClone) {
    auto& own = add(11, bio->id, "k");
    auto& clone = clone_course(world, *bio, 1);
    EXPECT_EQ(tool_for(world, clone, "k"), &own);
}

// The nearest of several tools of one key, from courses, groups and accounts alike.
TEST_F(ToolLookup, SeesTheAccountsAbove) {
    SubAccount science;
    science.id = 3;
    SubAccount physics;
    physics.id = 4;
    physics.parent = 3;
    world.accounts = {science, physics};
    bio->account = 4;
    Group red;
    red.id = 5;
    red.course = bio->id;
    world.groups = {red};
    auto& root = add(10, 0, "k");
    auto& of_science = add(11, 0, "k");
    of_science.account = 3;
    auto& own = add(12, bio->id, "k");
    struct Row {
        char const* name;
        ContextKind kind;
        Id id;
        Tool* nearest;
        std::optional<std::size_t> distance; ///< of the tool of science
    };
    for (auto const& [name, kind, id, nearest, distance] : std::initializer_list<Row>{
             {"course of physics", ContextKind::course, bio->id, &own, 2},
             {"group of that course", ContextKind::group, 5, &own, 2},
             {"physics", ContextKind::account, 4, &of_science, 1},
             {"science", ContextKind::account, 3, &of_science, 0},
             {"root account", ContextKind::account, 1, &root, {}},
             {"course of the root account", ContextKind::course, chem->id, &root, {}},
         }) {
        SCOPED_TRACE(name);
        auto const place = find_context(world, kind, id);
        EXPECT_EQ(tool_for(world, place, "k"), nearest);
        EXPECT_EQ(distance_to(world, chain_of(world, place), of_science), distance);
        EXPECT_EQ(reaches(world, place, of_science), distance.has_value());
        EXPECT_TRUE(reaches(world, place, root));
    }
}

TEST(LinkLookup, IsByIdDeletedOrNot) {
    World world;
    for (Id const id : {4, 7}) {
        world.links.emplace_back().id = id;
        world.module_items.emplace_back().id = id;
    }
    world.links.back().deleted = true;
    EXPECT_EQ(link_by_id(world, 4), &world.links[0]);
    EXPECT_EQ(link_by_id(world, 7), &world.links[1]);
    EXPECT_EQ(link_by_id(world, 5), nullptr);
    EXPECT_EQ(module_item_by_id(world, 7), &world.module_items[1]);
    EXPECT_EQ(module_item_by_id(world, 8), nullptr);
}

// oauth2-token/2.12
TEST(KeyLookup, TakesGlobalAndLocalIds) {
    World world;
    DeveloperKey key;
    key.client_id = "10000000000207";
    world.keys.push_back(key);
    EXPECT_NE(key_by_number(world, 10'000'000'000'207), nullptr);
    EXPECT_NE(key_by_number(world, 207), nullptr);
    EXPECT_EQ(key_by_number(world, 208), nullptr);
    EXPECT_EQ(key_by_number(world, 0), nullptr);
    EXPECT_EQ(key_by_number(world, -5), nullptr);
}

TEST(Submissions, AreMadeOnce) {
    World world;
    EXPECT_EQ(find_submission(world, 1, 2), nullptr);
    auto& made = submission_of(world, 1, 2);
    made.attempt = 3;
    EXPECT_EQ(&submission_of(world, 1, 2), &made);
    EXPECT_EQ(find_submission(world, 1, 2)->attempt, 3);
    EXPECT_EQ(find_submission(world, 1, 3), nullptr);
}

}  // namespace
}  // namespace easel::world
