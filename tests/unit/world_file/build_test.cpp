#include "world_file/world_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace easel::world_file {
namespace {

using std::chrono::hours;

BuildOptions options() {
    BuildOptions made;
    made.first_id = 1000;
    made.seed = 5;
    made.now = base::Instant(std::chrono::seconds(1'770'000'000));
    world::DeveloperKey key;
    key.client_id = "10000000000001";
    made.keys.push_back(key);
    world::Tool tool;
    tool.name = "tool";
    tool.client_id = "10000000000001";
    made.tools.push_back(tool);
    return made;
}

world::World build_text(std::string text, yaml::Problems& problems) {
    auto const document = yaml::parse(std::move(text), "world.yaml", problems);
    return build(document.root, options(), problems);
}

std::string shown(yaml::Problems const& problems) {
    std::string all;
    for (auto const& problem : problems)
        all += to_string(problem.at) + ": " + problem.message + " [" + problem.code + "] " + problem.hint + "\n";
    return all;
}

class DefaultWorld : public testing::Test {
  protected:
    static world::World load(BuildOptions const& with) {
        yaml::Problems problems;
        auto const document =
            yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "fixtures/worlds/default.yaml", problems);
        auto world = build(document.root, with, problems);
        EXPECT_EQ(shown(problems), "");
        return world;
    }
};

TEST_F(DefaultWorld, HoldsWhatScenariosCallByName) {
    auto world = load(options());
    for (auto const* name :
         {"ada", "bob", "cleo", "dan", "anna", "ines", "grace", "tom", "olga", "dana", "testy", "mallory"})
        EXPECT_NE(world::user_named(world, name), nullptr) << name;
    auto* const bio = world::course_named(world, "bio101");
    ASSERT_NE(bio, nullptr);
    EXPECT_TRUE(world::is_active_student(*bio, world::user_named(world, "ada")->id));
    EXPECT_TRUE(world::is_active_student(*bio, world::user_named(world, "testy")->id));
    EXPECT_FALSE(world::is_active_student(*bio, world::user_named(world, "ines")->id));
    EXPECT_FALSE(world::is_active_student(*bio, world::user_named(world, "grace")->id));
    EXPECT_EQ(world::enrolment_of(*bio, world::user_named(world, "mallory")->id), nullptr);
    EXPECT_EQ(world::user_named(world, "olga")->observees, std::vector{world::user_named(world, "ada")->id});
    EXPECT_TRUE(world::user_named(world, "anna")->full_name.empty());
    for (auto const* name : {"quiz1", "quiz2", "essay", "survey", "lab1"}) {
        auto const* const assignment = world::assignment_named(world, name);
        ASSERT_NE(assignment, nullptr) << name;
        auto const* const item = world::default_line_item(world, assignment->id);
        ASSERT_NE(item, nullptr) << name;
        EXPECT_EQ(item->client_id, "10000000000001");
        EXPECT_EQ(item->label, assignment->title);
    }
    EXPECT_EQ(world::assignment_named(world, "quiz1")->points, 10);
    EXPECT_EQ(world::assignment_named(world, "quiz1")->due_at, options().now + hours(7 * 24));
    EXPECT_EQ(world::assignment_named(world, "essay")->allowed_attempts, 2);
    EXPECT_EQ(world::assignment_named(world, "survey")->grading, world::GradingType::pass_fail);
    EXPECT_EQ(world::course_by_id(world, world::assignment_named(world, "lab1")->course)->name, "chem202");
}

TEST_F(DefaultWorld, HasCanvasLikeIds) {
    auto world = load(options());
    auto const& ada = *world::user_named(world, "ada");
    EXPECT_TRUE(
        std::regex_match(ada.lti_id, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"))
    );
    EXPECT_TRUE(std::regex_match(ada.legacy_id, std::regex("[0-9a-f]{40}")));
    EXPECT_GE(ada.id, 1000);
    auto const& tool = *world::tool_named(world, "tool");
    EXPECT_EQ(tool.deployment_id, std::to_string(tool.id) + ":" + world.account.context_id);
    EXPECT_TRUE(world.account.guid.ends_with(":canvas-lms"));
}

TEST_F(DefaultWorld, IsMadeOfSeedAndFirstIdAlone) {
    auto one = load(options());
    auto same = load(options());
    auto changed = options();
    changed.seed = 6;
    auto other = load(changed);
    EXPECT_EQ(one.users[0].lti_id, same.users[0].lti_id);
    EXPECT_EQ(one.courses[0].context_id, same.courses[0].context_id);
    EXPECT_EQ(one.next_id, same.next_id);
    EXPECT_NE(one.users[0].lti_id, other.users[0].lti_id);
    EXPECT_EQ(one.users[0].id, other.users[0].id);
}

TEST_F(DefaultWorld, KeepsGivenToolIdsAndDeployments) {
    auto with = options();
    with.tools[0].id = 9;
    with.tools[0].deployment_id = "9:abc";
    auto world = load(with);
    EXPECT_EQ(world::tool_named(world, "tool")->id, 9);
    EXPECT_EQ(world::tool_named(world, "tool")->deployment_id, "9:abc");
}

TEST(Build, ReadsEveryKey) {
    yaml::Problems problems;
    auto world = build_text(
        R"(
canvas: 2023-01
dialects: {missing_user: documented, concluded: 422}
account: {name: Test School, guid: "g:canvas-lms"}
users:
  ada: {name: Ada Mae Brook, family: Brook, given: Ada Mae, email: a@x.example, sis: s1, login: al}
courses:
  geo: {title: Geo, label: GEO-1, sis: G1, state: unpublished, end_at: "2026-03-01T10:00:00Z", restrict_dates: true,
        term_end_at: -1d, people: {ada: {role: student, state: inactive}},
        assignments: {one: {title: One, description: "<b>x</b>", points: 2.5, attempts: 3, unlock: -2h,
                            published: false,
                            tool: mine, url: "https://t.example/one", custom: {level: 3}}}}
keys:
  k: {client_id: "10000000000055", state: inactive, on_for_account: false, scopes: [s1, s2],
      public_jwk: {kty: RSA}, redirect_uris: ["https://t.example/launch"]}
tools:
  mine: {key: k, course: geo, privacy: name_only, login_url: "https://t.example/login",
         target_link_uri: "https://t.example/launch", custom: {who: $User.id}}
)",
        problems
    );
    ASSERT_EQ(shown(problems), "");
    EXPECT_TRUE(world.dialects.missing_user_is_parameter_missing);
    EXPECT_EQ(world.dialects.concluded, world::Dialects::Concluded::answer_422);
    EXPECT_TRUE(world.dialects.classic_signature_texts);
    EXPECT_EQ(world.account.guid, "g:canvas-lms");
    auto const& ada = *world::user_named(world, "ada");
    EXPECT_EQ(ada.given_name, "Ada Mae");
    EXPECT_EQ(ada.login_id, "al");
    auto& geo = *world::course_named(world, "geo");
    EXPECT_EQ(geo.state, world::CourseState::unpublished);
    EXPECT_EQ(base::to_iso8601(*geo.end_at, 0), "2026-03-01T10:00:00Z");
    EXPECT_EQ(geo.term_end_at, options().now - hours(24));
    EXPECT_TRUE(geo.restrict_dates);
    EXPECT_EQ(world::enrolment_of(geo, ada.id)->state, world::EnrolmentState::inactive);
    auto const& one = *world::assignment_named(world, "one");
    EXPECT_EQ(one.points, 2.5);
    EXPECT_EQ(one.allowed_attempts, 3);
    EXPECT_FALSE(one.published);
    EXPECT_EQ(one.unlock_at, options().now - hours(2));
    EXPECT_EQ(one.custom.at("level").as_int64(), 3);
    auto const& key = *world::key_by_client_id(world, "10000000000055");
    EXPECT_EQ(key.state, world::KeyState::inactive);
    EXPECT_FALSE(key.on_for_account);
    EXPECT_EQ(key.scopes.size(), 2U);
    auto const& mine = *world::tool_named(world, "mine");
    EXPECT_EQ(mine.client_id, key.client_id);
    EXPECT_EQ(mine.deployment_id, std::to_string(mine.id) + ":" + geo.context_id);
    EXPECT_EQ(mine.privacy, world::Privacy::name_only);
}

struct WrongRow {
    char const* name;
    char const* text;
    char const* want;  ///< part of the problem as shown
};
void PrintTo(WrongRow const& row, std::ostream* out) {
    *out << row.name;
}

class WrongWorld : public testing::TestWithParam<WrongRow> {};

TEST_P(WrongWorld, IsAProblemAtItsPlace) {
    yaml::Problems problems;
    std::ignore = build_text(GetParam().text, problems);
    EXPECT_EQ(problems.size(), 1U);
    EXPECT_THAT(shown(problems), testing::HasSubstr(GetParam().want));
}

INSTANTIATE_TEST_SUITE_P(
    Worlds,
    WrongWorld,
    // clang-format off
    testing::ValuesIn<WrongRow>({
        {"unknown_tool",
         "courses:\n  geo:\n    assignments:\n      one: { tool: tolo}\n",
         "world.yaml:4:20: unknown tool 'tolo' [unknown-name] did you mean 'tool'?"},
        {"unknown_person",
         "users: { ada: {} }\ncourses: { geo: { people: { adda: student } } }\n",
         "world.yaml:2:29: unknown user 'adda' [unknown-name] did you mean 'ada'?"},
        {"unknown_observee",
         "users: { olga: { observes: [nobody]}}\n",
         "world.yaml:1:29: unknown user 'nobody' [unknown-name]"},
        {"unknown_course", "tools: { t: { key: \"10000000000001\", course: geo}}\n", "unknown course 'geo'"},
        {"unknown_key", "tools: { t: { key: k}}\n", "unknown key 'k'"},
        {"bad_time", "courses: { geo: { end_at: tomorrow}}\n", "world.yaml:1:27: 'tomorrow' is no time [bad-time]"},
        {"bare_span", "courses: { geo: { end_at: \"+7\" } }\n", "'+7' is no time"},
        {"assignment_twice",
         "courses: { a: { assignments: { q: {}}}, b: { assignments: { q: {}}}}\n",
         "there is an assignment 'q' already [duplicate-name]"},
        {"tool_twice", "tools: { tool: { key: \"10000000000001\" } }\n", "there is a tool 'tool' already"},
        {"clone_sign", "users: { a~1: {}}\n", "[bad-name]"},
        {"unknown_word", "users: {}\ncourses: { geo: { state: closed}}\n", "world.yaml:2:26"},
        {"unknown_status", "dialects: { concluded: 410}\n", "world.yaml:1:24: 'concluded' cannot be '410'"},
        {"unknown_dated_set", "canvas: 1999-01\n", "world.yaml:1:9"},
    }),
    // clang-format on
    [](auto const& row) { return std::string(row.param.name); }
);

}  // namespace
}  // namespace easel::world_file
