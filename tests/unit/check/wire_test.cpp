#include "check/catalogue.hpp"
#include "wire_scene.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <set>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string slug(std::string id) {
    std::ranges::replace(id, '-', '_');
    return id;
}

/// What no ordinary scene shows.
bool is_about_trouble(std::string const& requirement) {
    static std::set<std::string> const ids{"KEY-017", "OIDC-019", "OIDC-021", "THR-005", "THR-006", "THR-013", "TOKEN-020", "TOKEN-022"};
    return ids.contains(requirement);
}

class EveryWireRequirement : public testing::TestWithParam<std::string> {};

TEST_P(EveryWireRequirement, IsMetByACorrectTool) {
    auto const scene = is_about_trouble(GetParam()) ? correct_in_trouble() : correct_with_configurations();
    auto const check = judge_wire(GetParam(), scene.exchanges, scene.context);
    EXPECT_EQ(check.verdict, Verdict::passed) << check.observed;
    EXPECT_EQ(check.requirement, GetParam());
    EXPECT_EQ(check.level, catalogues().requirements.at(GetParam()).level);
    EXPECT_THAT(check.required, StartsWith("The tool "));
    EXPECT_THAT(check.observed, StartsWith("Your tool complied"));
    EXPECT_THAT(check.hops, testing::Not(IsEmpty()));
    EXPECT_EQ(check.hint, "");
}

TEST_P(EveryWireRequirement, IsNotJudgedWhenNothingHappened) {
    auto const check = judge_wire(GetParam(), {}, {});
    EXPECT_EQ(check.verdict, Verdict::skipped);
    EXPECT_EQ(check.reason, "not_exercised");
    EXPECT_THAT(check.observed, StartsWith("Not judged because "));
}

TEST_P(EveryWireRequirement, IsNotJudgedByCallsOfTheHarness) {
    auto scene = correct_with_registrations();
    for (auto& exchange : scene.exchanges) exchange.from = easel::traffic::Party::probe;
    scene.context.key_sets.clear();
    scene.drop(CallKind::authorization);
    EXPECT_EQ(judge_wire(GetParam(), scene.exchanges, scene.context).verdict, Verdict::skipped);
}

/// KEY-019 compares two platforms; the scene has one. LTI 1.1 has a scene of its own (wire_outcomes_test.cpp).
std::vector<std::string> requirements_of_one_platform() {
    auto all = wire_requirements();
    std::erase_if(all, [](std::string const& id) { return id == "KEY-019" || id.starts_with("O11-"); });
    return all;
}

INSTANTIATE_TEST_SUITE_P(Wire, EveryWireRequirement, testing::ValuesIn(requirements_of_one_platform()), [](auto const& info) {
    return slug(info.param);
});

TEST(Wire, KnowsItsRequirements) {
    EXPECT_TRUE(is_wire_requirement("SCORE-001"));
    EXPECT_FALSE(is_wire_requirement("LAUNCH-001"));
    EXPECT_FALSE(is_wire_requirement(""));
    auto const judged = judge_wire("LAUNCH-001", {}, {});
    EXPECT_EQ(judged.verdict, Verdict::error);
    EXPECT_THAT(judged.observed, StartsWith("The harness could not"));
}

TEST(Wire, NamesTheFirstThreeOffendersAndEveryHop) {
    auto scene = correct();
    remove_member(scene.at(CallKind::score), "timestamp");
    for (int i = 0; i < 4; ++i) scene.repeat(CallKind::score);
    auto const check = judge_wire("SCORE-006", scene.exchanges, scene.context);
    EXPECT_EQ(check.verdict, Verdict::failed);
    EXPECT_EQ(
        check.observed,
        "Your tool sent a score without `timestamp` (hop 11); it sent a score without `timestamp` (hop 13); it "
        "sent a score without `timestamp` (hop 14); and so 2 more times."
    );
    EXPECT_THAT(check.hops, ElementsAre(11, 13, 14, 15, 16));
    EXPECT_NE(check.hint, "");
}

TEST(Wire, PutsFailuresBeforeWarnings) {
    auto scene = correct();
    set_member(scene.at(CallKind::score), "extra", nullptr);
    set_member(scene.repeat(CallKind::score), "resultAgent", "me");
    auto const check = judge_wire("SCORE-023", scene.exchanges, scene.context);
    EXPECT_EQ(check.verdict, Verdict::failed);
    EXPECT_THAT(check.observed, StartsWith("Your tool added the member `resultAgent`"));
}

TEST(Wire, IsInconclusiveWithoutAKeySet) {
    auto scene = correct();
    scene.context.key_sets.clear();
    for (auto const* id : {"TOKEN-003", "KEY-016"}) {
        auto const check = judge_wire(id, scene.exchanges, scene.context);
        EXPECT_EQ(check.verdict, Verdict::inconclusive) << id;
        EXPECT_EQ(check.reason, "no_key_set");
    }
}

/// One more token request, to another platform, signed with `key`.
Scene with_second_platform(easel::jose::Key const& key) {
    auto scene = correct();
    scene.context.key_sets = {easel::base::dump(easel::base::json::object{
        {"keys", easel::base::json::array{tool_key().public_jwk("k1"), other_key().public_jwk("k2")}}})};
    auto& request = scene.repeat(CallKind::token);
    request.url = std::string(platform) + "/r/2/login/oauth2/token";
    sign_with(request, key);
    return scene;
}

TEST(Wire, WantsAKeyForEveryPlatform) { // KEY-019
    auto const apart = with_second_platform(other_key());
    EXPECT_EQ(judge_wire("KEY-019", apart.exchanges, apart.context).verdict, Verdict::passed);
    auto const one = correct();
    EXPECT_EQ(judge_wire("KEY-019", one.exchanges, one.context).reason, "single_issuer");
}

TEST(Wire, AsksForTheClientOfTheLatestLogin) { // OIDC-006
    auto scene = correct();
    auto sent = scene.context.launches.front();
    sent.client_id = "10000000000002";
    sent.first_hop = scene.exchanges.back().number + 1;
    scene.context.launches.push_back(sent);
    set_parameter(scene.repeat(CallKind::authorization), "client_id", "10000000000002");
    EXPECT_EQ(judge_wire("OIDC-006", scene.exchanges, scene.context).verdict, Verdict::passed);
    set_parameter(scene.exchanges.back(), "client_id", "10000000000001");
    EXPECT_EQ(judge_wire("OIDC-006", scene.exchanges, scene.context).verdict, Verdict::failed);
}

TEST(Wire, LeavesOutCoursesOfSeveralRegistrations) { // TOKEN-016
    auto scene = correct();
    auto sent = scene.context.launches.front();
    sent.client_id = "10000000000002";
    scene.context.launches.push_back(sent);
    EXPECT_EQ(judge_wire("TOKEN-016", scene.exchanges, scene.context).verdict, Verdict::skipped);
}

TEST(Wire, QuotesHostileValuesSafely) {
    auto scene = correct();
    set_member(
        scene.at(CallKind::score), "gradingProgress", easel::base::json::value("\x1b[31m" + std::string(10'000, 'x'))
    );
    auto const check = judge_wire("SCORE-016", scene.exchanges, scene.context);
    EXPECT_EQ(check.verdict, Verdict::failed);
    EXPECT_LT(check.observed.size(), 400u);
    EXPECT_EQ(check.observed.find('\x1b'), std::string::npos);
}

TEST(ToolTime, LeavesOutWhatWasAdvanced) {
    WireContext context;
    auto const start = time_of(0);
    context.advances = {{start + std::chrono::seconds{10}, std::chrono::hours{1}}};
    EXPECT_EQ(context.tool_time(start), start);
    EXPECT_EQ(context.tool_time(start + std::chrono::seconds{10}), start + std::chrono::seconds{10});
    EXPECT_EQ(
        context.tool_time(start + std::chrono::hours{1} + std::chrono::seconds{15}), start + std::chrono::seconds{15}
    );
}

}  // namespace
