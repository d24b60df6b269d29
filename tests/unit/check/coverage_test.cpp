#include "check/coverage.hpp"

#include <gmock/gmock.h>

namespace easel::check {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using traffic::Trail;
using verdict::Verdict;

verdict::CaseResult played(
    std::vector<std::string> facts, std::vector<Trail> trails, Verdict verdict = Verdict::passed
) {
    verdict::CaseResult result;
    result.verdict = verdict;
    result.facts = std::move(facts);
    for (auto& trail : trails) result.hops.emplace_back().trail = std::move(trail);
    return result;
}

struct DecidingRow {
    char const* name;
    Trail trail;
    std::vector<std::string> facts;
};
class Deciding : public testing::TestWithParam<DecidingRow> {};
TEST_P(Deciding, IsTheLastThatFailed) {
    EXPECT_EQ(deciding_facts(GetParam().trail), GetParam().facts);
}
INSTANTIATE_TEST_SUITE_P(
    Trails,
    Deciding,
    testing::Values(
        DecidingRow{"none", {}, {}},
        DecidingRow{"all_passed", {{"ags/1", true}}, {}},
        DecidingRow{"last", {{"ags/1", true}, {"ags/2", false}}, {"ags/2"}},
        DecidingRow{"one_before_the_end", {{"ags/2", false}, {"ags/3", true}}, {"ags/2"}},
        DecidingRow{"overwritten", {{"ags/1", false}, {"ags/2", false}}, {"ags/2"}},
        DecidingRow{"in_two_files", {{"oauth/1", false}, {"ags/1", false}}, {"ags/1", "oauth/1"}},
        DecidingRow{"not_the_same_check", {{"oauth/1", false}, {"ags/1", true}, {"ags/2", false}}, {"ags/2"}}
    ),
    [](auto const& row) { return std::string(row.param.name); }
);

TEST(Coverage, ARefusalIsShownByWhatItRefusedOnly) {
    auto const refused = played({"ags/1", "ags/2"}, {{{"ags/1", true}, {"ags/2", false}}});
    auto const passed = played({"ags/1", "ags/2"}, {{{"ags/1", true}, {"ags/2", true}}});
    auto const refusing = refusing_facts({refused, passed});
    EXPECT_THAT(refusing, UnorderedElementsAre("ags/2"));
    EXPECT_THAT(facts_shown(refused, false, refusing), ElementsAre("ags/1", "ags/2"));
    EXPECT_THAT(facts_shown(passed, false, refusing), ElementsAre("ags/1"));
    EXPECT_THAT(facts_shown(passed, true, refusing), ElementsAre("ags/1"));
}

TEST(Coverage, WhatLeavesNoTrailIsShownByContent) {
    auto const silent = played({"ags/9"}, {{{"ags/1", true}}});
    EXPECT_THAT(facts_shown(silent, false, {}), IsEmpty());
    EXPECT_THAT(facts_shown(silent, true, {}), ElementsAre("ags/9"));
}

TEST(Coverage, OnlyNamedFactsOfPassedCasesCount) {
    EXPECT_THAT(facts_shown(played({}, {{{"ags/1", true}}}), true, {}), IsEmpty());
    EXPECT_THAT(facts_shown(played({"ags/1"}, {{{"ags/1", true}}}, Verdict::failed), true, {}), IsEmpty());
    EXPECT_THAT(facts_shown(played({"ags/1"}, {{{"ags/1", true}}}, Verdict::skipped), true, {}), IsEmpty());
}

} // namespace
} // namespace easel::check
