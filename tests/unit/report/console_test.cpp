#include "report/report.hpp"
#include "unit/report/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace easel::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using verdict::Verdict;

std::optional<std::string> scenario_text(yaml::Position const& at) {
    if (at.line == 33) return "      - quiet: { score: quiz1, same_body: true }";
    return std::nullopt;
}

ConsoleOptions options() {
    return {.result_path = "reports/latest/result.json", .seed = 7};
}

TEST(FailureBlock, WholeBlock) {
    EXPECT_EQ(
        failure_block(test::failed_case(), options(), scenario_text),
        R"(✗ failed ags.score/attempts-used-up  Score after the last allowed attempt  [must]  0.29s
  scenarios/ags/score.yaml:33:9
   33 |       - quiet: { score: quiz1, same_body: true }
      |         ^^^ not met (hops 9, 11)
  requirement  ERR-003   easel explain ERR-003
  expected     no further POST of the same score within 60s after 422 "too many"
  observed     Your tool posted the same score 2 more times to
               http://127.0.0.1:8090/api/lti/courses/1/line_items/5/scores after Canvas refused it
               for good (hops 9, 11)
  likely       the retry loop does not tell permanent (4xx) from transient failures
  faults       not-a-student for score of quiz1, 3 times; struck 2 times, still armed
  try          treat 400, 401, 404, 412 and 422 as final
  report       reports/latest/index.html#/c/ags.score/attempts-used-up
  replay       easel replay reports/latest/result.json#ags.score/attempts-used-up      seed 7
)"
    );
}

TEST(FailureBlock, TerminalNeedsNoWordAndMayHaveColor) {
    auto live = options();
    live.live = true;
    EXPECT_THAT(
        failure_block(test::failed_case(), live, scenario_text), StartsWith("✗ ags.score/attempts-used-up  Score")
    );
    live.color = true;
    EXPECT_THAT(
        failure_block(test::failed_case(), live, scenario_text),
        StartsWith("\x1b[31m✗ ags.score/attempts-used-up\x1b[0m  ")
    );
    EXPECT_THAT(failure_block(test::failed_case(), options(), scenario_text), Not(HasSubstr("\x1b")));
}

TEST(FailureBlock, ShortFormIsOneLine) {
    auto brief = options();
    brief.long_format = false;
    EXPECT_EQ(
        failure_block(test::failed_case(), brief, scenario_text),
        "scenarios/ags/score.yaml:33:9: failed: ags.score/attempts-used-up: Your tool posted the same score 2 more "
        "times to "
        "http://127.0.0.1:8090/api/lti/courses/1/line_items/5/scores after Canvas refused it for good [must]\n"
    );
}

TEST(FailureBlock, StaysWithinTwentyFiveLinesOfHundredColumns) {
    auto result = test::failed_case();
    std::string flood;
    for (int i = 0; i < 400; ++i) flood += "wörd " + std::string(static_cast<std::size_t>(i), 'x') + " ";
    result.false_accept = true;
    result.title = flood;
    auto& check = result.checks[1];
    check.required = check.observed = check.hint = check.near_miss = flood;
    for (int i = 3; i < 40; ++i) {
        result.checks.push_back({.id = "k" + std::to_string(i), .verdict = Verdict::failed, .requirement = "ERR-003"});
    }
    auto const block = failure_block(result, options(), [&](auto const&) { return flood; });
    EXPECT_LE(std::count(block.begin(), block.end(), '\n'), 25);
    std::size_t columns = 0;
    for (char const c : block) {
        if (c == '\n') {
            EXPECT_LE(columns, 130U);
            columns = 0;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++columns;
        }
    }
    EXPECT_THAT(block, HasSubstr("easel replay reports/latest/result.json#ags.score/attempts-used-up      seed 7"));
}

// A tool's words must not steer the terminal.
TEST(FailureBlock, ShowsControlCharactersAsEscapes) {
    auto result = test::failed_case();
    result.checks[1].observed = "a\x1b[2Jb\r\nc \u202e d \u0085 e\xff";
    EXPECT_THAT(failure_block(result, options(), nullptr), HasSubstr("a\\x1b[2Jb c \\u202e d \\x85 e\uFFFD"));
}

TEST(FailureBlock, SaysWhyNothingWasJudged) {
    auto result = test::plain_case("unclear", Verdict::inconclusive);
    result.reason = "no marker tells an accepted launch from a refused one";
    auto const block = failure_block(result, options(), nullptr);
    EXPECT_THAT(block, StartsWith("? inconclusive ags.score/unclear"));
    EXPECT_THAT(block, HasSubstr("because      no marker tells"));
}

TEST(FailureBlock, UnexpectedPassAsksForTheEntryToGo) {
    auto result = test::plain_case("mended", Verdict::passed);
    result.unexpected_pass = true;
    result.expected_reason = "late submissions";
    auto const block = failure_block(result, options(), nullptr);
    EXPECT_THAT(block, StartsWith("✓ unexpected pass ags.score/mended"));
    EXPECT_THAT(block, HasSubstr("(late submissions);\n               remove this entry\n"));
}

TEST(Dot, OneSignPerEnding) {
    auto const sign = [](Verdict verdict, bool strict, bool expected = false, bool unexpected_pass = false) {
        auto result = test::plain_case("x", verdict);
        result.expected = expected;
        result.unexpected_pass = unexpected_pass;
        return std::string(dot(result, strict ? verdict::Threshold::should : verdict::Threshold::must));
    };
    EXPECT_EQ(sign(Verdict::passed, false), "·");
    EXPECT_EQ(sign(Verdict::informed, true), "·");
    EXPECT_EQ(sign(Verdict::failed, false), "F");
    EXPECT_EQ(sign(Verdict::failed, false, true), "x");
    EXPECT_EQ(sign(Verdict::passed, false, false, true), "X");
    EXPECT_EQ(sign(Verdict::warned, false), "W");
    EXPECT_EQ(sign(Verdict::warned, true), "F");
    EXPECT_EQ(sign(Verdict::inconclusive, false), "?");
    EXPECT_EQ(sign(Verdict::skipped, false), "°");
    EXPECT_EQ(sign(Verdict::error, false), "E");
}

TEST(Summary, WholeText) {
    EXPECT_EQ(
        summary_lines(test::sample_run(), options()), R"(  warned       ags.score/slow: it took 12 s
  error        1 × The harness could not bind 127.0.0.1:8090
  inconclusive 1 × no marker tells an accepted launch from a refused one
  skipped      1 × the tool has no deep linking
6 cases: 1 failed, 1 error, 1 inconclusive, 1 warned, 1 skipped, 1 passed   (seed 7, 0.8 s of stage time)
report: reports/latest
)"
    );
}

TEST(Summary, QuietSaysCountsOnly) {
    auto quiet = options();
    quiet.quiet = true;
    quiet.threshold = verdict::Threshold::should;
    EXPECT_EQ(
        summary_lines(test::sample_run(), quiet),
        "6 cases: 2 failed, 1 error, 1 inconclusive, 1 skipped, 1 passed   (seed 7, 0.8 s of stage time)\n"
        "report: reports/latest\n"
    );
}

TEST(Summary, ForgeriesAndInterruptionsStandOnTop) {
    auto run = test::sample_run();
    run.cases[0].false_accept = true;
    run.interrupted = true;
    EXPECT_THAT(
        summary_lines(run, options()),
        StartsWith(
            "ACCEPTED A FORGED LAUNCH  ags.score/attempts-used-up\nNOTHING FURTHER JUDGED: the run was interrupted"
        )
    );
}

}  // namespace
}  // namespace easel::report
