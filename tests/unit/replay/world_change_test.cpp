#include "replay/world_change.hpp"

#include "world_file/world_file.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

namespace json = base::json;

class WorldChange : public testing::Test {
  protected:
    WorldChange() {
        yaml::Problems problems;
        file_ = yaml::parse(
                    R"(
canvas: 2026-01
users: { ada: { name: Ada }, tom: { name: Tom } }
courses:
  bio101:
    title: Biology
    people: { ada: student, tom: { role: teacher } }
    assignments: { quiz1: { title: Quiz, points: 10, tool: tool } }
    links: { page: { title: Page, tool: tool } }
)",
                    "world.yaml",
                    problems
        )
                    .root;
        stage_.time = timing::virtual_time(loop_, base::Instant(std::chrono::hours(490'000)));
        stage_.world = world_file::build(file_, world_file::trial_build({"tool"}), problems);
        EXPECT_TRUE(problems.empty());
        stage_.issuers[stage_.world.tools.front().client_id] = issuer_;
    }
    WorldChanges change(std::vector<std::string> const& texts) {
        std::vector<Change> changes;
        for (auto const& text : texts) changes.push_back(*read_change(text));
        return change_world(stage_, file_, changes);
    }

    http::asio::io_context loop_;
    yaml::Node file_;
    platform::Stage stage_;
    std::shared_ptr<lti13::Issuer> issuer_ = std::make_shared<lti13::Issuer>();
};

struct Said {
    char const* line;
    char const* step; ///< as a scenario says it
};

TEST_F(WorldChange, IsMadeInWordsOfTheScenarioLanguage) {
    for (auto const& row : {
             Said{"world.courses.bio101.state=completed", R"({"course":{"bio101":{"state":"completed"}}})"},
             Said{
                 "world.courses.bio101.people.ada.state=inactive",
                 R"({"enrolment":{"bio101":{"ada":{"state":"inactive"}}}})"},
             Said{"world.courses.bio101.people.ada=ta", R"({"enrolment":{"bio101":{"ada":{"role":"ta"}}}})"},
             Said{"world.courses.bio101.assignments.quiz1.attempts=1", R"({"assignment":{"quiz1":{"attempts":1}}})"},
             Said{
                 "world.courses.bio101.assignments.quiz1.url=http://a.example/",
                 R"({"assignment":{"quiz1":{"target_link_uri":"http://a.example/"}}})"},
             Said{"world.courses.bio101.links.page.title=Sheet", R"({"link":{"page":{"title":"Sheet"}}})"},
             Said{"world.users.ada.deleted=true", R"({"user":{"ada":{"state":"deleted"}}})"},
             Said{"world.dialects.throttled=403", R"({"dialect":{"throttled":403}})"},
             Said{"world.throttle.maximum=5", R"({"throttle":{"maximum":5}})"},
             Said{"world.tools.tool.privacy=anonymous", R"({"tool":{"tool":{"privacy":"anonymous"}}})"},
             Said{"token=expired", R"({"token":"expired"})"},
         }) {
        auto const done = change({row.line});
        ASSERT_FALSE(done.bad) << row.line << ": " << done.bad->message;
        ASSERT_EQ(done.made.size(), 1u);
        EXPECT_EQ(json::value(done.made.front().step), base::parse_json(row.step).value()) << row.line;
    }
    auto const& course = stage_.world.courses.front();
    EXPECT_EQ(course.state, world::CourseState::completed);
    EXPECT_EQ(course.enrolments.front().state, world::EnrolmentState::inactive);
    EXPECT_EQ(stage_.world.assignments.front().allowed_attempts, 1);
    EXPECT_EQ(stage_.world.throttle.maximum, 5);
}

TEST_F(WorldChange, AnotherDatedSetIsSaidByTheDialectsThatDiffer) {
    auto const other =
        world::dated_sets().front() == "2026-01" ? world::dated_sets().back() : world::dated_sets().front();
    auto const done = change({"canvas=" + other});
    ASSERT_FALSE(done.bad) << done.bad->message;
    EXPECT_EQ(stage_.world.canvas, other);
    for (auto const& [name, words] : world::dialect_words())
        EXPECT_EQ(
            world::dialect_value(stage_.world.dialects, name), world::dialect_value(*world::dialects_of(other), name)
        ) << name;
    EXPECT_TRUE(done.made.front().step.contains("dialect"));
}

TEST_F(WorldChange, WhatTheLanguageHasNoWordsForIsCarriedOverFromTheFilesOwnKeys) {
    stage_.world.courses.front().title = "Botany"; // what the case has done stays
    auto const done =
        change({"world.courses.bio101.assignments.quiz1.description=Read it", "world.account.name=College"});
    ASSERT_FALSE(done.bad) << done.bad->message;
    EXPECT_EQ(stage_.world.assignments.front().description, "Read it");
    EXPECT_EQ(stage_.world.account.name, "College");
    EXPECT_EQ(stage_.world.courses.front().title, "Botany");
    EXPECT_EQ(stage_.world.tools.size(), 1u) << "nothing comes with it";
    EXPECT_TRUE(done.made[0].step.empty());
    // The next change knows of this one.
    ASSERT_FALSE(change({"world.courses.bio101.assignments.quiz1.description=Again"}).bad);
    EXPECT_EQ(stage_.world.assignments.front().description, "Again");
}

TEST_F(WorldChange, ALineKnowsOfThoseBeforeIt) {
    auto const done = change({"world.dialects.throttled=429", "canvas=2026-01"});
    ASSERT_FALSE(done.bad) << done.bad->message;
    EXPECT_EQ(base::dump(done.made.at(1).step), R"({"dialect":{"throttled":"403"}})");
    EXPECT_FALSE(stage_.world.dialects.throttled_is_429);
}

TEST_F(WorldChange, AToolOfLti11HasNoTokens) {
    stage_.world.tools.front().client_id.clear();
    auto const done = change({"token=expired"});
    ASSERT_TRUE(done.bad);
    EXPECT_NE(done.bad->message.find("LTI 1.1"), std::string::npos);
}

struct Bad {
    char const* line;
    char const* said;
};

TEST_F(WorldChange, SaysWhatIsWrongAndChangesNothing) {
    for (auto const& row : {
             Bad{"world.courses.chem.state=completed", "no course 'chem'"},
             Bad{"world.courses.bio101.state=asleep", "no such course state"},
             Bad{"world.courses.bio101.people.zoe.state=active", "zoe"},
             Bad{"world.courses.bio101.assignments.quiz9.attempts=1", "no assignment 'quiz9'"},
             Bad{"world.courses.bio101.assignments.quiz1.attempts=many", "no number"},
             Bad{"world.courses.bio101.colour=red", "colour"},
             Bad{"world.planets.mars.state=red", "planets"},
             Bad{"world..state=red", "empty"},
             Bad{"canvas=1999-01", "no dated set"},
             Bad{"token=fresh", "'expired'"},
             Bad{"seed=5", "while a run is held"},
             Bad{"world.courses.bio101.state={", "no YAML"},
         }) {
        auto const done = change({"world.courses.bio101.title=Changed", row.line});
        ASSERT_TRUE(done.bad) << row.line;
        EXPECT_EQ(done.bad->at, 1u);
        EXPECT_NE(done.bad->message.find(row.said), std::string::npos) << row.line << ": " << done.bad->message;
        EXPECT_EQ(stage_.world.courses.front().title, "Biology") << row.line << ": all or nothing";
    }
}

TEST_F(WorldChange, TheViewShowsWhatTheControlsChange) {
    ASSERT_FALSE(change({"world.courses.bio101.assignments.quiz1.attempts=2"}).bad);
    auto const view = world_view(stage_.world);
    auto const& course = view.at("courses").at(0);
    EXPECT_EQ(course.at("state"), "available");
    EXPECT_EQ(course.at("people").at(0).at("name"), "ada");
    EXPECT_EQ(course.at("people").at(0).at("state"), "active");
    EXPECT_EQ(course.at("assignments").at(0).at("attempts"), 2);
    EXPECT_EQ(view.at("canvas"), "2026-01");
}

} // namespace
} // namespace easel::replay
