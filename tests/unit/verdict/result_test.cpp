#include "verdict/result.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel::verdict;

CaseResult judged(Verdict verdict) {
    CaseResult result;
    result.verdict = verdict;
    return result;
}

TEST(Verdict, HasTheWordsOfTheDesign) {
    EXPECT_EQ(to_string(Verdict::passed), "passed");
    EXPECT_EQ(to_string(Verdict::failed), "failed");
    EXPECT_EQ(to_string(Verdict::warned), "warned");
    EXPECT_EQ(to_string(Verdict::informed), "informed");
    EXPECT_EQ(to_string(Verdict::inconclusive), "inconclusive");
    EXPECT_EQ(to_string(Verdict::skipped), "skipped");
    EXPECT_EQ(to_string(Verdict::error), "error");
}

TEST(CaseResult, FindsItsCauseAmongItsChecks) {
    CaseResult result;
    EXPECT_EQ(result.cause(), nullptr);
    result.checks.resize(2);
    result.checks[0].id = "k1";
    result.checks[1].id = "k2";
    result.first_cause = "k2";
    EXPECT_EQ(result.cause(), &result.checks[1]);
    result.first_cause = "k3";
    EXPECT_EQ(result.cause(), nullptr);
}

TEST(Summarize, CountsEveryCaseOnce) {
    RunResult run;
    for (auto const verdict :
         {Verdict::passed,
          Verdict::passed,
          Verdict::failed,
          Verdict::warned,
          Verdict::informed,
          Verdict::inconclusive,
          Verdict::skipped,
          Verdict::error}) {
        run.cases.push_back(judged(verdict));
    }
    auto foreseen = judged(Verdict::failed);
    foreseen.expected = true;
    run.cases.push_back(foreseen);
    run.cases.front().unexpected_pass = true;

    auto const sum = summarize(run);
    EXPECT_EQ(sum.cases, 9);
    EXPECT_EQ(sum.passed, 2);
    EXPECT_EQ(sum.failed, 1);
    EXPECT_EQ(sum.warned, 1);
    EXPECT_EQ(sum.informed, 1);
    EXPECT_EQ(sum.inconclusive, 1);
    EXPECT_EQ(sum.skipped, 1);
    EXPECT_EQ(sum.error, 1);
    EXPECT_EQ(sum.expected, 1);
    EXPECT_EQ(sum.unexpected_passes, 1);
}

}  // namespace
