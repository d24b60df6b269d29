#include "console/scenario_text.hpp"

#include "check/catalogue.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace easel::console {
namespace {

namespace fs = std::filesystem;
namespace json = base::json;

scenario::Catalogue catalogue() {
    scenario::Catalogue all;
    for (auto const& row : check::catalogues().requirements) all.requirements.push_back(row.first);
    for (auto const& row : check::catalogues().facts) all.facts.push_back(row.first);
    for (auto const& row : check::catalogues().errors) all.errors.push_back(row.first);
    for (auto const& row : check::catalogues().outcomes) all.errors.push_back(row.first);
    return all;
}

scenario::Suite load(std::string const& text) {
    scenario::Loader loader(catalogue());
    loader.add(text, "suite/one.yaml", "one", nullptr);
    return loader.finish();
}

std::string told(scenario::Suite const& suite) {
    std::string text;
    for (auto const& problem : suite.problems) text += yaml::format(problem, nullptr) + "\n";
    return text;
}

std::string read(fs::path const& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

constexpr char const* scores = R"(
scenario: Scores are taken
requirements: [SCORE-003]
cases:
  - { name: late, tamper: { login.lti_message_hint: "~remove" }, user: ada }
  - { name: plain, user: bob }
steps:
  - launch: { as: "${case.user}", to: quiz1, tamper: "${case.tamper}" }
    expect: accepted
  - act: score
  - await: { score: quiz1, within: 15s }
    expect: { status: 200 }
  - quiet: { score: quiz1 }
)";

json::object step(Saved const& saved, std::size_t at) {
    auto const suite = load(saved.yaml);
    EXPECT_TRUE(suite.problems.empty()) << told(suite) << saved.yaml;
    EXPECT_EQ(suite.cases.size(), 1u);
    if (suite.cases.size() != 1) return {};
    auto const written = scenario::written(suite, suite.cases.front());
    return written && written->steps.size() > at ? written->steps[at].step : json::object();
}

struct Row {
    char const* name;
    Edit edit;
    std::size_t at; ///< index of the step that tells
    char const* step;
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }
class Edits : public testing::TestWithParam<Row> {};

TEST_P(Edits, StandInTheScenarioAndParseAgain) {
    auto const suite = load(scores);
    ASSERT_TRUE(suite.problems.empty()) << told(suite);
    auto const saved = save(suite, suite.cases.front(), {GetParam().edit});
    ASSERT_TRUE(saved) << to_string(saved.error());
    EXPECT_TRUE(saved->left_out.empty());
    EXPECT_EQ(base::dump(step(*saved, GetParam().at)), GetParam().step) << saved->yaml;
}

Edit tamper(int at, json::object points) {
    return {.what = Edit::What::tamper, .hop = 3, .step = at, .points = std::move(points), .chip = "claims"};
}
Edit answer(int at, traffic::CallKind call, json::object points, int earlier = 0) {
    return {.what = Edit::What::answer, .hop = 9, .step = at, .points = std::move(points), .call = call, .earlier = earlier, .chip = "answer"};
}

Edit world(int at, json::object step, bool before) {
    return {.what = Edit::What::world, .hop = 3, .step = at, .points = std::move(step), .before = before, .chip = "world"};
}

INSTANTIATE_TEST_SUITE_P(
    ScenarioText, Edits,
    testing::Values(
        Row{"claims beside what the row tampers with", tamper(1, {{"id_token.claims.aud", "x"}}), 0,
            R"({"launch":{"as":"ada","to":"quiz1","tamper":{"login.lti_message_hint":"~remove","id_token.claims.aud":"x"}},"expect":"accepted"})"},
        Row{"an answer where the call is awaited", answer(3, traffic::CallKind::score, {{"status", 503}}), 2,
            R"({"await":{"score":"quiz1","within":"15s","answer":{"status":503}},"expect":{"status":200}})"},
        Row{"an answer to the second call", answer(4, traffic::CallKind::score, {{"fault", "reset"}}, 1), 2,
            R"({"await":{"score":"quiz1","within":"15s","answer":{"fault":"reset","after":1}},"expect":{"status":200}})"},
        Row{"an answer that nobody awaits", answer(2, traffic::CallKind::token, {{"status", 500}}), 4,
            R"({"await":{"token":null,"optional":true,"answer":{"status":500}}})"},
        Row{"the clock between login and launch", Edit{.what = Edit::What::clock, .step = 1, .span = base::Duration(300'000), .chip = "clock"}, 0,
            R"({"launch":{"as":"ada","to":"quiz1","tamper":{"login.lti_message_hint":"~remove","deliver.after":"5m"}},"expect":"accepted"})"},
        Row{"the clock while the tool acts", Edit{.what = Edit::What::clock, .step = 2, .span = base::Duration(1'000), .chip = "clock"}, 2,
            R"({"change":{"clock":"1s"}})"},
        Row{"the world while the tool acts", world(2, {{"course", json::object{{"bio101", "concluded"}}}}, false), 2, R"({"change":{"course":{"bio101":"concluded"}}})"},
        Row{"the world before a launch", world(1, {{"token", "expired"}}, true), 0, R"({"change":{"token":"expired"}})"}
    )
);

TEST(ScenarioText, WhatHasNoWordsIsNamed) {
    auto const suite = load(scores);
    auto const saved = save(suite, suite.cases.front(), {{.what = Edit::What::other, .hop = 2, .step = 1, .chip = "hop 2: request by hand"}, tamper(2, {{"login.x", "y"}})});
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->left_out, (std::vector<std::string>{"hop 2: request by hand", "claims"})) << "an act has no form to tamper with";
    EXPECT_TRUE(load(saved->yaml).problems.empty());
}

TEST(ScenarioText, ChangesOfTheWorldStandInTheirOrderAndThoseWithoutWordsAreNamed) {
    auto const suite = load(scores);
    auto const saved = save(suite, suite.cases.front(), {world(2, {{"token", "expired"}}, false), world(2, {}, false), world(2, {{"keys", "rotated"}}, false)});
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->left_out, (std::vector<std::string>{"world"}));
    EXPECT_EQ(base::dump(step(*saved, 2)), R"({"change":{"token":"expired"}})");
    EXPECT_EQ(base::dump(step(*saved, 3)), R"({"change":{"keys":"rotated"}})");
}

TEST(ScenarioText, AnotherWorldLiesOverTheCasesOwn) {
    auto const suite = load("scenario: W\nfacts: [ags/5.2.13]\nworld: { courses: { bio101: { state: available, title: B } } }\nsteps:\n  - wait: 1s\n");
    ASSERT_TRUE(suite.problems.empty()) << told(suite);
    auto const world = base::parse_json(R"({"courses":{"bio101":{"state":"concluded"}}})").value();
    auto const saved = save(suite, suite.cases.front(), {}, world);
    ASSERT_TRUE(saved);
    auto const again = load(saved->yaml);
    ASSERT_TRUE(again.problems.empty()) << told(again);
    EXPECT_EQ(base::dump(yaml::to_json(again.cases.front().world)), R"({"courses":{"bio101":{"state":"concluded","title":"B"}}})");
    EXPECT_EQ(again.cases.front().title, "W (edited)");
}

TEST(ScenarioText, EveryCaseThatComesWithEaselCanBeSavedAlone) {
    fs::path const root = fs::path(EASEL_SOURCE_DIR) / "scenarios";
    scenario::Loader loader(catalogue());
    auto const text_of = [](std::string const& path) -> std::optional<std::string> {
        auto const whole = fs::path(EASEL_SOURCE_DIR) / path;
        return fs::exists(whole) ? std::optional(read(whole)) : std::nullopt;
    };
    for (auto const& entry : fs::recursive_directory_iterator(root)) {
        auto const path = fs::relative(entry.path(), root);
        if (entry.path().extension() != ".yaml" || path.begin()->string() == "common" || path.parent_path().filename() == "common") continue;
        auto id = path.generic_string();
        id = id.substr(0, id.size() - 5);
        for (auto& c : id) c = c == '/' ? '.' : c;
        loader.add(read(entry.path()), "scenarios/" + path.generic_string(), id, text_of);
    }
    auto const suite = loader.finish();
    ASSERT_TRUE(suite.problems.empty()) << told(suite);
    ASSERT_GT(suite.cases.size(), 500u);
    for (auto const& played : suite.cases) {
        auto const saved = save(suite, played, {});
        ASSERT_TRUE(saved) << played.id;
        auto const again = load(saved->yaml);
        ASSERT_TRUE(again.problems.empty()) << played.id << "\n" << told(again) << saved->yaml;
        ASSERT_EQ(again.cases.size(), 1u) << played.id;
        auto const& one = again.cases.front();
        ASSERT_EQ(one.steps.size(), played.steps.size()) << played.id;
        EXPECT_EQ(base::dump(yaml::to_json(one.world)), base::dump(yaml::to_json(played.world))) << played.id;
        EXPECT_EQ(one.requirements, played.requirements);
        EXPECT_EQ(one.facts, played.facts);
        EXPECT_EQ(one.tags, played.tags);
        auto const before = scenario::written(suite, played);
        auto const after = scenario::written(again, one);
        ASSERT_TRUE(before && after);
        for (std::size_t i = 0; i < before->steps.size(); ++i)
            ASSERT_EQ(base::dump(after->steps[i].step), base::dump(before->steps[i].step)) << played.id;
    }
}

} // namespace
} // namespace easel::console
