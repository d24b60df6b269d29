#include "cli/last_run.hpp"
#include "cli/outcome.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using verdict::Threshold;
using verdict::Verdict;

verdict::CaseResult judged(std::string id, Verdict verdict) {
    verdict::CaseResult result;
    result.id = std::move(id);
    result.verdict = verdict;
    return result;
}

verdict::RunResult one_of_each() {
    verdict::RunResult run;
    for (auto const verdict : {Verdict::passed, Verdict::failed, Verdict::warned, Verdict::informed, Verdict::inconclusive, Verdict::skipped,
                               Verdict::error}) {
        run.cases.push_back(judged(std::string(verdict::to_string(verdict)), verdict));
    }
    return run;
}

TEST(LastRun, ComesBackAsItWasWritten) {
    LastRun const last{{"my suite/a.yaml"}, {"a/1", "b"}};
    auto const back = read_last_run(last_run_json(last), "x");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_EQ(back->paths, last.paths);
    EXPECT_EQ(back->failed, last.failed);
    for (auto const* wrong : {"", "{}", R"({"version":2,"paths":[],"failed":[]})", R"({"version":1,"paths":[]})",
                              R"({"version":1,"paths":[],"failed":[1]})"}) {
        EXPECT_FALSE(read_last_run(wrong, "x")) << wrong;
    }
}

TEST(LastRun, StandsAmongTheReports) {
    EXPECT_EQ(last_run_file(""), "reports/.last-run.json");
    EXPECT_EQ(last_run_file("out"), "out/.last-run.json");
}

TEST(FailedNow, IsWhatDidNotEndWell) {
    auto run = one_of_each();
    EXPECT_THAT(failed_now(run, {}), ElementsAre("error", "failed"));
    run.threshold = Threshold::should;
    EXPECT_THAT(failed_now(run, {}), ElementsAre("error", "failed", "warned"));
    run.cases[1].expected = true;
    run.cases[0].unexpected_pass = true;
    EXPECT_THAT(failed_now(run, {}), ElementsAre("error", "passed", "warned"));
    // What was to be played again and was not is still to be played again.
    EXPECT_THAT(failed_now(run, {"informed", "never-played"}), ElementsAre("error", "never-played", "passed", "warned"));
}

struct Row {
    char const* name;
    std::vector<Verdict> verdicts;
    Threshold level;
    std::optional<int> max_inconclusive;
    bool flaky, fail_on_flaky, baseline_failed;
    int code;
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }

class ExitCodes : public testing::TestWithParam<Row> {};

// conventions.md 3
TEST_P(ExitCodes, FollowFromTheVerdicts) {
    auto const& row = GetParam();
    verdict::RunResult run;
    run.threshold = row.level;
    for (auto const verdict : row.verdicts) run.cases.push_back(judged("x", verdict));
    if (row.flaky) run.cases.front().flaky = true;
    easel::cli::Run options;
    options.max_inconclusive = row.max_inconclusive;
    options.fail_on_flaky = row.fail_on_flaky;
    std::string why;
    EXPECT_EQ(exit_code_for(run, options, row.baseline_failed, why), row.code);
}

INSTANTIATE_TEST_SUITE_P(
    Cli, ExitCodes,
    testing::ValuesIn<Row>({
        {"nothing", {}, Threshold::must, {}, false, false, false, 0},
        {"all_well", {Verdict::passed, Verdict::skipped, Verdict::inconclusive}, Threshold::must, {}, false, false, false, 0},
        {"failed", {Verdict::passed, Verdict::failed}, Threshold::must, {}, false, false, false, 1},
        {"failed_before_error", {Verdict::error, Verdict::failed}, Threshold::must, {}, false, false, false, 1},
        {"warned", {Verdict::warned}, Threshold::must, {}, false, false, false, 0},
        {"warned_should", {Verdict::warned}, Threshold::should, {}, false, false, false, 1},
        {"informed_should", {Verdict::informed}, Threshold::should, {}, false, false, false, 0},
        {"informed_all", {Verdict::informed}, Threshold::all, {}, false, false, false, 1},
        {"error", {Verdict::error}, Threshold::must, {}, false, false, false, 5},
        {"inconclusive_within", {Verdict::inconclusive}, Threshold::must, 1, false, false, false, 0},
        {"inconclusive_beyond", {Verdict::inconclusive, Verdict::inconclusive}, Threshold::must, 1, false, false, false, 5},
        {"inconclusive_none_allowed", {Verdict::inconclusive}, Threshold::must, 0, false, false, false, 5},
        {"failed_before_inconclusive", {Verdict::inconclusive, Verdict::failed}, Threshold::must, 0, false, false, false, 1},
        {"flaky", {Verdict::passed}, Threshold::must, {}, true, false, false, 0},
        {"flaky_counts", {Verdict::passed}, Threshold::must, {}, true, true, false, 1},
        {"baseline", {Verdict::passed}, Threshold::must, {}, false, false, true, 1},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(RerunCommand, CanBeTypedAsItIs) {
    easel::cli::Run options;
    EXPECT_EQ(rerun_command(options), "easel run --last-failed");
    options.tool.file = "my tool.yaml";
    options.tool.vars = {{"defect", "it's"}};
    options.output = "out";
    options.selection.what = {"launch", "a b/c.yaml"};
    EXPECT_EQ(rerun_command(options), "easel run 'a b/c.yaml' --last-failed --tool 'my tool.yaml' --set 'defect=it'\\''s' --output out");
}

TEST(RerunCommand, JudgesByTheSameRules) {
    easel::cli::Run options;
    options.profile = "security";
    options.level = Threshold::should;
    options.seed = 400;
    options.expected_failures = "known.yaml";
    EXPECT_EQ(
        rerun_command(options),
        "easel run --last-failed --profile security --level should --seed 400 --expected-failures known.yaml"
    );
}

TEST(Warnings, AreOneLineEach) {
    auto run = one_of_each();
    run.cases[2].reason = "slow\nand late";
    run.cases[0].flaky = true;
    EXPECT_THAT(warnings_of(run), ElementsAre(HasSubstr("passed is flaky"), "warned warned: slow and late", HasSubstr("inconclusive")));
}

} // namespace
} // namespace easel::cli
