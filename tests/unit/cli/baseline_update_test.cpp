#include "cli/baseline_update.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace easel::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using verdict::Verdict;
using namespace std::chrono_literals;

constexpr std::chrono::sys_days today = 2026y / 6 / 15;

using Verdicts = std::map<std::string, Verdict>;

verdict::RunResult run_of(Verdicts const& verdicts) {
    verdict::RunResult run;
    run.vars = {{"tool_version", "2.3"}};
    for (auto const& [id, verdict] : verdicts) {
        auto& result = run.cases.emplace_back();
        result.id = id;
        result.title = "Title of " + id;
        result.verdict = verdict;
        result.reason = "it \"did\" not";
    }
    return run;
}

struct Row {
    char const* name;
    char const* before;
    Verdicts verdicts;
    char const* after;
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }

class BaselineUpdates : public testing::TestWithParam<Row> {};

TEST_P(BaselineUpdates, ChangeWhatIsNotTrueAndNothingElse) {
    auto const& row = GetParam();
    std::string const text = row.before;
    yaml::Problems problems;
    auto const baseline = read_baseline(text, "known.yaml", problems);
    ASSERT_THAT(problems, IsEmpty());
    auto const run = run_of(row.verdicts);
    auto const updated = update_baseline(text, baseline, run, {"a/1", "a/2", "a/3", "b"}, today);
    ASSERT_TRUE(updated) << base::to_string(updated.error());
    EXPECT_EQ(updated->text, row.after);
    EXPECT_EQ(updated->changes.empty(), updated->text == text);

    // What it wrote can be read, and is true of the run.
    auto const again = read_baseline(updated->text, "known.yaml", problems);
    ASSERT_THAT(problems, IsEmpty());
    auto held = run;
    (void)apply(held, again, today);
    for (auto const& result : held.cases) {
        EXPECT_FALSE(updated->left.empty() && verdict::counts_as_failure(result, held.threshold)) << result.id;
    }
    auto const twice = update_baseline(updated->text, again, run, {"a/1", "a/2", "a/3", "b"}, today);
    ASSERT_TRUE(twice);
    EXPECT_EQ(twice->text, updated->text) << "a second update has nothing to change";
}

INSTANTIATE_TEST_SUITE_P(
    Cli, BaselineUpdates,
    testing::ValuesIn<Row>({
        {"nothing", "", {{"b", Verdict::passed}}, ""},
        {"first_entry", "", {{"b", Verdict::failed}}, "- case: b\n  reason: \"it \\\"did\\\" not\"\n"},
        {"only_comments", "# known trouble\n", {{"b", Verdict::failed}}, "# known trouble\n- case: b\n  reason: \"it \\\"did\\\" not\"\n"},
        {"still_true",
         "# why\n- case: b   # soon\n  reason: 'x # no comment'\n",
         {{"b", Verdict::failed}, {"a/1", Verdict::passed}},
         "# why\n- case: b   # soon\n  reason: 'x # no comment'\n"},
        {"better",
         "# head\n- case: b   # soon\n  # inside\n  reason: 'x # no comment'\n\n# tail\n- case: a/1\n  reason: y\n",
         {{"b", Verdict::passed}, {"a/1", Verdict::failed}},
         "# head\n# soon\n  # inside\n\n# tail\n- case: a/1\n  reason: y\n"},
        {"partly_better",
         "- { case: a/*, reason: x, ticket: T-1, until: 2026-09-01 } # three\n",
         {{"a/1", Verdict::failed}, {"a/2", Verdict::passed}},
         "- case: a/1\n  reason: \"x\"\n  ticket: \"T-1\"\n  until: 2026-09-01\n"
         "- case: a/3\n  reason: \"x\"\n  ticket: \"T-1\"\n  until: 2026-09-01\n# three\n"},
        {"not_judged_stays",
         "- case: a/*\n  reason: x\n",
         {{"a/1", Verdict::skipped}, {"a/2", Verdict::passed}, {"a/3", Verdict::error}},
         "- case: a/1\n  reason: \"x\"\n- case: a/3\n  reason: \"x\"\n"},
        {"an_entry_below_that_fits_is_looked_at_again",
         "- case: a/1\n  reason: x\n- case: a/*\n  reason: y\n",
         {{"a/1", Verdict::passed}, {"a/2", Verdict::failed}, {"a/3", Verdict::failed}},
         "- case: a/2\n  reason: \"y\"\n- case: a/3\n  reason: \"y\"\n"},
        {"worse_than_warned",
         "- case: b\n  expect: warn\n  reason: x\n",
         {{"b", Verdict::failed}},
         "- case: b\n  reason: \"x\"\n"},
        {"flaky_takes_both", "- case: b\n  expect: flaky\n  reason: x\n", {{"b", Verdict::passed}}, "- case: b\n  expect: flaky\n  reason: x\n"},
        {"condition_does_not_hold",
         "- case: b\n  when: { tool_version: '>=3' }\n  reason: x\n",
         {{"b", Verdict::passed}},
         "- case: b\n  when: { tool_version: '>=3' }\n  reason: x\n"},
        {"past_its_day_is_left_to_people",
         "- case: b\n  until: 2026-01-01\n  reason: x\n",
         {{"b", Verdict::failed}},
         "- case: b\n  until: 2026-01-01\n  reason: x\n"},
        {"not_played", "- case: a/1\n  reason: x\n", {{"b", Verdict::passed}}, "- case: a/1\n  reason: x\n"},
        {"indented", "  - case: a/1\n    reason: x\n", {{"a/1", Verdict::failed}, {"b", Verdict::failed}},
         "  - case: a/1\n    reason: x\n  - case: b\n    reason: \"it \\\"did\\\" not\"\n"},
        {"dash_alone", "-\n  case: b\n  reason: x\n- case: a/1\n  reason: y\n", {{"b", Verdict::passed}}, "- case: a/1\n  reason: y\n"},
        {"no_last_line_end", "- case: a/1\n  reason: x", {{"b", Verdict::failed}},
         "- case: a/1\n  reason: x\n- case: b\n  reason: \"it \\\"did\\\" not\"\n"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(BaselineUpdate, RefusesAListInBrackets) {
    std::string const text = "[ { case: b, reason: x } ]\n";
    yaml::Problems problems;
    auto const baseline = read_baseline(text, "known.yaml", problems);
    auto const updated = update_baseline(text, baseline, run_of({{"b", Verdict::passed}}), {}, today);
    ASSERT_FALSE(updated);
    EXPECT_EQ(updated.error().kind, base::FaultKind::bad_file);
    EXPECT_THAT(updated.error().where, HasSubstr("known.yaml:1"));
}

TEST(BaselineUpdate, RefusesAScalarWithoutAnEnd) {
    std::string const text = "- case: b\n  reason: 'x\n";
    yaml::Problems problems;
    auto const baseline = read_baseline(text, "known.yaml", problems);
    if (!problems.empty()) return;  // the better answer
    EXPECT_FALSE(update_baseline(text, baseline, run_of({{"a/1", Verdict::failed}}), {}, today));
}

TEST(BaselineUpdate, SaysWhoseDayIsPast) {
    std::string const text = "- case: b\n  until: 2026-01-01\n  reason: x\n";
    yaml::Problems problems;
    auto const baseline = read_baseline(text, "known.yaml", problems);
    auto const updated = update_baseline(text, baseline, run_of({{"b", Verdict::failed}}), {}, today);
    ASSERT_TRUE(updated);
    ASSERT_THAT(updated->left, SizeIs(1));
    EXPECT_THAT(updated->left[0], HasSubstr("known.yaml:1:3: the entry for 'b' ended on 2026-01-01"));
}

TEST(EntriesForNews, AreReadyToPaste) {
    auto run = run_of({{"a/1", Verdict::failed}, {"a/2", Verdict::warned}, {"b", Verdict::passed}});
    EXPECT_THAT(entries_for_news(run), HasSubstr("accepted:\n- case: a/1\n  reason: \"it \\\"did\\\" not\"\n"));
    run.threshold = verdict::Threshold::should;
    EXPECT_THAT(entries_for_news(run), HasSubstr("- case: a/2\n  expect: warn\n"));
    run.cases[0].expected = true;
    run.cases[1].expected = true;
    EXPECT_EQ(entries_for_news(run), "");
}

} // namespace
} // namespace easel::cli
