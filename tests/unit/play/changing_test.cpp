#include "play/changing.hpp"
#include "world_file/world_file.hpp"
#include "world_json/world_json.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace easel::play {
namespace {

namespace json = base::json;

constexpr char const* tool_client = "10000000000001";
constexpr char const* probe_client = "10000000000002";

class ChangeTest : public testing::Test {
  protected:
    ChangeTest() {
        yaml::Problems problems;
        auto const document =
            yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "fixtures/worlds/default.yaml", problems);
        world_file::BuildOptions options;
        options.first_id = 1000;
        options.now = base::Instant(std::chrono::seconds(1'770'000'000));
        world::DeveloperKey key;
        key.client_id = tool_client;
        options.keys.push_back(key);
        world::Tool tool;
        tool.name = "tool";
        tool.client_id = tool_client;
        options.tools.push_back(tool);
        world = world_file::build(document.root, options, problems);
        EXPECT_TRUE(problems.empty());
        world.tracks = true;
    }

    Problem change(std::string_view what, std::string_view to) {
        Changing changing{
            world,
            base::Instant(std::chrono::seconds(1'770'000'100)),
            tool_client,
            [](std::string const& name) { return std::string(name == "other" ? probe_client : tool_client); },
        };
        return change_world(changing, what, *base::parse_json(to));
    }

    /// A member of a row, by table, the row's name and a JSON pointer within it.
    json::value seen(std::string const& table, std::string const& name, std::string const& pointer) {
        auto const whole = json::value(world_json::to_json(world));
        auto const& rows = whole.at(table);
        if (rows.is_object()) return found(rows, pointer);
        for (auto const& row : rows.as_array()) {
            auto const* const called = base::member(row, "name");
            if (called != nullptr && called->as_string() == name) return found(row, pointer);
        }
        return "no such row";
    }

    world::World world;

  private:
    static json::value found(json::value const& row, std::string const& pointer) {
        auto const* const value = base::at_pointer(row, pointer);
        return value == nullptr ? json::value("no such member") : *value;
    }
};

struct Row {
    char const* what;
    char const* to;
    char const* table;
    char const* name;
    char const* pointer;
    char const* want;  ///< JSON
};

TEST_F(ChangeTest, DoesWhatItSays) {
    Row const rows[] = {
        {"user", R"({"ada": "deleted"})", "users", "ada", "/deleted", "true"},
        {"user", R"({"ada": {"email": null}})", "users", "ada", "/email", R"("")"},
        {"user", R"({"bob": {"locale": "de", "admin": "account"}})", "users", "bob", "/account_admin", "true"},
        {"user", R"({"bob": {"admin": null}})", "users", "bob", "/account_admin", "false"},
        {"user", R"({"bob": {"name": "Bo"}})", "users", "bob", "/full_name", R"("Bo")"},
        {"course", R"({"bio101": "concluded"})", "courses", "bio101", "/state", R"("completed")"},
        {"course", R"({"bio101": {"public": true}})", "courses", "bio101", "/is_public", "true"},
        {"course",
         R"({"bio101": {"late_policy": {"percent": 10, "interval": "1h"}}})",
         "courses",
         "bio101",
         "/late_policy/interval",
         "3600000"},
        {"course", R"({"bio101": {"late_policy": {"minimum": 5}}})", "courses", "bio101", "/late_policy/percent_per_interval", "10.0"},
        {"course", R"({"bio101": {"late_policy": null}})", "courses", "bio101", "/late_policy", "null"},
        {"course", R"({"bio101": {"canvas": "2023-01"}})", "courses", "bio101", "/dialects/posts_login_required", "true"},
        {"course",
         R"({"bio101": {"dialects": {"throttled": 429}}})",
         "courses",
         "bio101",
         "/dialects/throttled_is_429",
         "true"},
        {"course", R"({"bio101": {"canvas": null}})", "courses", "bio101", "/dialects", "null"},
        {"section", R"({"bio101": {"noon": {"sis": "N"}}})", "courses", "bio101", "/sections/2/sis_id", R"("N")"},
        {"section", R"({"bio101": {"noon": {"title": "Noon"}}})", "courses", "bio101", "/sections/2/title", R"("Noon")"},
        {"section", R"({"bio101": {"morning": "deleted"}})", "courses", "bio101", "/sections/0/name", R"("evening")"},
        {"enrolment", R"({"bio101": {"ada": {"section": null}}})", "courses", "bio101", "/enrolments/0/section", "0"},
        {"enrolment", R"({"bio101": {"ada": "inactive"}})", "courses", "bio101", "/enrolments/0/state", R"("inactive")"},
        {"enrolment", R"({"chem202": {"mallory": {"role": "ta"}}})", "courses", "chem202", "/enrolments/2/role", R"("ta")"},
        {"group", R"({"blue": "deleted"})", "groups", "blue", "/deleted", "true"},
        {"group", R"({"red": {"members": ["bob", "cleo"]}})", "groups", "red", "/leader", "0"},
        {"group", R"({"red": {"leader": "cleo", "title": "R"}})", "groups", "red", "/title", R"("R")"},
        {"assignment", R"({"essay": {"grading": "percent"}})", "assignments", "essay", "/grading", R"("percent")"},
        {"assignment", R"({"essay": {"group": true}})", "assignments", "essay", "/group_assignment", "true"},
        {"assignment",
         R"({"essay": {"lock": "2026-03-01T10:00:00Z"}})",
         "assignments",
         "essay",
         "/lock_at",
         R"("2026-03-01T10:00:00.000Z")"},
        {"assignment", R"({"quiz1": {"attempts": null, "published": false}})", "assignments", "quiz1", "/published", "false"},
        {"link", R"({"reading": {"title": "More", "custom": {"a": 1}}})", "links", "reading", "/custom/a", "1"},
        {"link", R"({"reading": "deleted"})", "links", "reading", "/deleted", "true"},
        {"tool", R"("deleted")", "tools", "tool", "/deleted", "true"},
        {"tool", R"({"privacy": "name_only", "width": 9})", "tools", "tool", "/privacy", R"("name_only")"},
        {"throttle", R"("off")", "throttle", "", "/enabled", "false"},
        {"throttle", R"({"blocked": ["other", "77"]})", "throttle", "", "/blocked", R"(["10000000000002","77"])"},
        {"throttle", R"({"after_requests": 3})", "throttle", "", "/after_requests", "3"},
        {"file_service", R"({"status": 502, "body": "x"})", "file_service", "", "/status", "502"},
        {"file_service", "null", "file_service", "", "/status", "null"},
        {"dialect", R"({"no_session": "login_required"})", "dialects", "", "/posts_login_required", "true"},
    };
    for (auto const& row : rows) {
        world.touched.clear();
        auto const problem = change(row.what, row.to);
        EXPECT_FALSE(problem) << row.what << " " << row.to << ": " << problem.value_or("");
        EXPECT_EQ(base::dump(seen(row.table, row.name, row.pointer)), row.want) << row.what << " " << row.to;
        EXPECT_FALSE(world.touched.empty()) << row.what << " " << row.to;
    }
}

TEST_F(ChangeTest, TakesToolAndPointsFromAnAssignment) {
    auto const& quiz = *world::assignment_named(world, "quiz1");
    auto const tool = quiz.tool;
    ASSERT_FALSE(change("assignment", R"({"quiz1": {"points": null, "tool": null}})"));
    EXPECT_TRUE(quiz.no_points);
    EXPECT_EQ(quiz.points, 0);
    EXPECT_EQ(quiz.tool, 0);
    ASSERT_FALSE(change("assignment", R"({"quiz1": {"points": 5, "tool": "tool"}})"));
    EXPECT_FALSE(quiz.no_points);
    EXPECT_EQ(quiz.tool, tool);
    ASSERT_FALSE(change("tool", R"({"tool": "deleted"})"));
    EXPECT_TRUE(world::tool_named(world, "tool")->deleted);
}

TEST_F(ChangeTest, SavesTheLineItemWithItsAssignment) {
    ASSERT_FALSE(change("assignment", R"({"quiz1": {"points": 7, "title": "Cells"}})"));
    auto const* item = world::default_line_item(world, world::assignment_named(world, "quiz1")->id);
    EXPECT_EQ(item->score_maximum, 7);
    EXPECT_EQ(item->label, "Cells");
    ASSERT_FALSE(change("line_item", R"({"quiz1": {"owner": "other", "tag": "t", "maximum": 8}})"));
    EXPECT_EQ(item->client_id, probe_client);
    EXPECT_EQ(item->tag, "t");
    EXPECT_EQ(item->score_maximum, 8);
}

TEST_F(ChangeTest, WritesIntoTheGradebook) {
    ASSERT_FALSE(change("submission", R"({"quiz1": {"ada": {"attempt": 2, "excused": true}}})"));
    ASSERT_FALSE(change("result", R"({"quiz1": {"bob": {"score": 4, "comment": "so so"}}})"));
    auto const quiz = world::assignment_named(world, "quiz1")->id;
    auto const* const ada = world::find_submission(world, quiz, world::user_named(world, "ada")->id);
    ASSERT_NE(ada, nullptr);
    EXPECT_EQ(ada->attempt, 2);
    EXPECT_TRUE(ada->excused);
    auto const bob = world::user_named(world, "bob")->id;
    EXPECT_EQ(world::find_submission(world, quiz, bob)->score, 4);
    EXPECT_EQ(world::find_result(world, world::default_line_item(world, quiz)->id, bob)->comment, "so so");
}

TEST_F(ChangeTest, MovesTheNewestProgress) {
    world::Progress progress;
    progress.assignment = world::assignment_named(world, "quiz1")->id;
    progress.user = world::user_named(world, "ada")->id;
    for (auto const id : {1, 2}) {
        progress.id = id;
        world.progresses.push_back(progress);
    }
    ASSERT_FALSE(change("progress", R"({"quiz1": {"ada": {"state": "failed", "completion": 40, "message": "no"}}})"));
    EXPECT_EQ(world.progresses[0].state, world::ProgressState::queued);
    EXPECT_EQ(world.progresses[1].state, world::ProgressState::failed);
    EXPECT_EQ(world.progresses[1].completion, 40);
    EXPECT_EQ(world.progresses[1].message, "no");
}

TEST_F(ChangeTest, PutsAToolElsewhere) {
    auto const placed = [&](char const* name) { return placement_of(*world::tool_named(world, "tool"), name); };
    ASSERT_FALSE(change("placement", R"({"editor_button": "deleted", "course_navigation": "off"})"));
    EXPECT_EQ(placed("editor_button"), nullptr);
    EXPECT_FALSE(placed("course_navigation")->enabled);
    ASSERT_FALSE(change("placement", R"({"editor_button": {"text": "Pick", "width": 400, "visibility": "admins"}})"));
    ASSERT_NE(placed("editor_button"), nullptr);
    EXPECT_EQ(placed("editor_button")->message_type, "LtiDeepLinkingRequest");
    EXPECT_EQ(placed("editor_button")->width, 400);
    EXPECT_EQ(placed("editor_button")->visibility, "admins");
}

TEST_F(ChangeTest, TurnsTheKey) {
    ASSERT_FALSE(change("key", R"("off")"));
    auto const& key = *world::key_by_client_id(world, tool_client);
    EXPECT_FALSE(key.on_for_account);
    ASSERT_FALSE(change("key", R"({"state": "inactive", "scopes": ["a"], "redirect_uris": ["https://x.example"]})"));
    EXPECT_EQ(key.state, world::KeyState::inactive);
    EXPECT_EQ(key.scopes, std::vector<std::string>{"a"});
    EXPECT_EQ(key.redirect_uris.size(), 1U);
}

TEST_F(ChangeTest, RefusesWhatIsNotThere) {
    struct Wrong {
        char const* what;
        char const* to;
        char const* problem;
    };
    for (auto const& row : std::initializer_list<Wrong>{
             {"planet", "{}", "there is no such thing to change"},
             {"course", R"("concluded")", "name the course first"},
             {"course", R"({"bio": "deleted"})", "no such course: bio"},
             {"course", R"({"bio101": {"colour": 1}})", "a course has no 'colour'"},
             {"course", R"({"bio101": {"late_policy": {"interval": "long"}}})", "interval is no span of time: long"},
             {"course", R"({"bio101": {"canvas": "1999-01"}})", "no such dated set: 1999-01"},
             {"course", R"({"bio101": {"end_at": "soon"}})", "end_at is no time: soon"},
             {"course", R"({"bio101": {"public": "yes"}})", "public is neither true nor false: yes"},
             {"enrolment", R"({"bio101": {"adda": "active"}})", "no such user: adda"},
             {"enrolment", R"({"bio101": {"ada": {"section": "noon"}}})", "no such section: noon"},
             {"group", R"({"red": {"leader": "dan"}})", "dan is no member"},
             {"assignment", R"({"quiz1": {"points": "ten"}})", "points is no number: ten"},
             {"assignment", R"({"quiz1": {"tool": "nobody"}})", "there is no tool 'nobody'"},
             {"tool", R"({"tool": {"state": "broken"}})", "a tool can be 'deleted' or 'installed'"},
             {"tool", R"({"tool": "deleted", "nobody": "deleted"})", "there is no tool 'nobody'"},
             {"assignment", R"({"quiz1": {"attempts": 1e12}})", "attempts is too large"},
             {"assignment", R"({"quiz1": {"only_for": "ada"}})", "only_for is no list: ada"},
             {"progress", R"({"quiz1": {"ada": "failed"}})", "ada has no file on its way for quiz1"},
             {"placement", R"({"side_bar": "off"})", "Canvas has no placement side_bar"},
             {"placement",
              R"({"editor_button": {"message_type": "LtiResourceLinkRequest"}})",
              "editor_button cannot send LtiResourceLinkRequest"},
             {"dialect", R"({"throttled": 500})", "no dialect 'throttled' with the value '500'"},
             {"tool", R"("broken")", "a tool can be 'deleted' or 'installed'"},
         })
        EXPECT_EQ(change(row.what, row.to), Problem(row.problem)) << row.what << " " << row.to;
}

}  // namespace
}  // namespace easel::play
