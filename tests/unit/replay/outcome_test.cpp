#include "replay/replay.hpp"

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

using verdict::CaseResult;
using verdict::Verdict;

CaseResult ended(Verdict verdict, std::string requirement = "R-1", std::string reason = "") {
    CaseResult made;
    made.id = "a/b";
    made.verdict = verdict;
    verdict::Check check;
    check.id = "k1";
    check.verdict = verdict;
    check.requirement = std::move(requirement);
    check.required = "something";
    check.observed = "Something else.";
    check.reason = std::move(reason);
    made.checks.push_back(check);
    if (!is_good(verdict)) made.first_cause = "k1";
    return made;
}

struct Row {
    char const* name;
    CaseResult then, now;
    Word word;
    int exit_code;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Words : public testing::TestWithParam<Row> {};

TEST_P(Words, SayWhatBecameOfTheCase) {
    auto const& row = GetParam();
    EXPECT_EQ(compare(row.then, row.now), row.word);
    Outcome outcome;
    outcome.word = row.word;
    outcome.then = row.then;
    EXPECT_EQ(outcome.exit_code(Kind::whole_case), row.exit_code);
}

INSTANTIATE_TEST_SUITE_P(
    Pairs,
    Words,
    testing::Values(
        Row{"failed_and_passes", ended(Verdict::failed), ended(Verdict::passed), Word::fixed, 0},
        Row{"warned_and_informs", ended(Verdict::warned), ended(Verdict::informed), Word::fixed, 0},
        Row{"fails_likewise", ended(Verdict::failed), ended(Verdict::failed), Word::same, 1},
        Row{"fails_otherwise", ended(Verdict::failed), ended(Verdict::failed, "R-2"), Word::different, 1},
        Row{"warns_instead", ended(Verdict::failed), ended(Verdict::warned), Word::different, 1},
        Row{"passed_and_passes", ended(Verdict::passed), ended(Verdict::passed), Word::same, 0},
        Row{"passed_and_fails", ended(Verdict::passed), ended(Verdict::failed), Word::different, 1},
        Row{"cannot_be_judged", ended(Verdict::failed), ended(Verdict::error), Word::error, 5},
        Row{"skipped_now", ended(Verdict::failed), ended(Verdict::skipped), Word::error, 5},
        Row{"inconclusive_for_the_same_reason",
            ended(Verdict::inconclusive, "R-1", "no_marker"),
            ended(Verdict::inconclusive, "R-1", "no_marker"),
            Word::same,
            1},
        Row{"inconclusive_for_another",
            ended(Verdict::inconclusive, "R-1", "no_marker"),
            ended(Verdict::inconclusive, "R-1", "other"),
            Word::error,
            5}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(ExitCode, DependsOnWhatWasAsked) {
    Outcome outcome;
    outcome.then = ended(Verdict::failed);
    outcome.word = Word::same;
    EXPECT_EQ(outcome.exit_code(Kind::mock_side), 0);
    EXPECT_EQ(outcome.exit_code(Kind::tool_side), 1);
    EXPECT_EQ(outcome.exit_code(Kind::what_if), 1);
    outcome.then = ended(Verdict::passed);
    EXPECT_EQ(outcome.exit_code(Kind::tool_side), 0);
    outcome.word = Word::flaky;
    EXPECT_EQ(outcome.exit_code(Kind::whole_case), 1);
    EXPECT_EQ(not_judged(outcome.then, "why", true).exit_code(Kind::whole_case), 4);
}

TEST(Kinds, HaveNames) {
    for (auto const* name : {"case", "from-hop", "tool-side", "mock-side", "what-if"}) {
        auto const kind = kind_named(name);
        ASSERT_TRUE(kind) << name;
        EXPECT_EQ(to_string(*kind), name);
    }
    EXPECT_FALSE(kind_named("sideways"));
}

TEST(Json, HoldsTheWholeOutcome) {
    auto outcome = not_judged(ended(Verdict::failed), "no tool");
    auto const json = to_json(outcome, Kind::whole_case);
    EXPECT_EQ(json.at("schema_version").as_int64(), 1);
    EXPECT_EQ(json.at("word").as_string(), "ERROR");
    EXPECT_EQ(json.at("exit_code").as_int64(), 5);
    EXPECT_EQ(json.at("then").at("cause").at("requirement").as_string(), "R-1");
    EXPECT_TRUE(json.at("now").is_null());
}

} // namespace
} // namespace easel::replay
