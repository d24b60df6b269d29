#include "cli/baseline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using verdict::Verdict;
using namespace std::chrono_literals;

constexpr std::chrono::sys_days today = 2026y / 6 / 15;

Baseline read(std::string const& text) {
    yaml::Problems problems;
    auto baseline = read_baseline(text, "known.yaml", problems);
    for (auto const& problem : problems) ADD_FAILURE() << yaml::format(problem, &text);
    return baseline;
}

verdict::RunResult run_with(Verdict verdict) {
    verdict::RunResult run;
    run.version = "0.1.0";
    run.tool_name = "Quizly";
    run.vars = {
        {"tool_version", "2.3.10"}
    };
    verdict::CaseResult result;
    result.id = "ags.score/late";
    result.verdict = verdict;
    run.cases = {result};
    return run;
}

struct Marking {
    char const* name;
    char const* expect;
    Verdict verdict;
    bool expected, unexpected_pass;
};
void PrintTo(Marking const& row, std::ostream* os) {
    *os << row.name;
}

class BaselineMarks : public testing::TestWithParam<Marking> {};

// conventions.md 9
TEST_P(BaselineMarks, Case) {
    auto const& row = GetParam();
    auto run = run_with(row.verdict);
    auto const baseline =
        read(std::string("- { case: ags.score/*, expect: ") + row.expect + ", reason: not sent yet, ticket: T-12 }");
    auto const findings = apply(run, baseline, today);
    EXPECT_THAT(findings.warnings, IsEmpty());
    EXPECT_THAT(findings.failures, IsEmpty());
    EXPECT_EQ(run.cases[0].expected, row.expected);
    EXPECT_EQ(run.cases[0].unexpected_pass, row.unexpected_pass);
    if (row.expected) {
        EXPECT_EQ(run.cases[0].expected_reason, "not sent yet (T-12)");
    }
}

INSTANTIATE_TEST_SUITE_P(
    Cli,
    BaselineMarks,
    testing::ValuesIn<Marking>({
        {"fail_failed",       "fail",  Verdict::failed,       true,  false},
        {"fail_warned",       "fail",  Verdict::warned,       true,  false},
        {"fail_passed",       "fail",  Verdict::passed,       false, true },
        {"fail_informed",     "fail",  Verdict::informed,     false, true },
        {"fail_skipped",      "fail",  Verdict::skipped,      false, false},
        {"fail_inconclusive", "fail",  Verdict::inconclusive, false, false},
        {"fail_error",        "fail",  Verdict::error,        false, false},
        {"warn_warned",       "warn",  Verdict::warned,       true,  false},
        {"warn_failed",       "warn",  Verdict::failed,       false, false},
        {"warn_passed",       "warn",  Verdict::passed,       false, true },
        {"flaky_failed",      "flaky", Verdict::failed,       true,  false},
        {"flaky_passed",      "flaky", Verdict::passed,       false, false},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

struct Condition {
    char const* name;
    char const* when;
    bool applies;
};
void PrintTo(Condition const& row, std::ostream* os) {
    *os << row.name;
}

class BaselineConditions : public testing::TestWithParam<Condition> {};

TEST_P(BaselineConditions, Hold) {
    auto run = run_with(Verdict::failed);
    auto const baseline =
        read("- case: ags.score/late\n  reason: known\n  when: " + std::string(GetParam().when) + "\n");
    EXPECT_THAT(apply(run, baseline, today).warnings, IsEmpty());
    EXPECT_EQ(run.cases[0].expected, GetParam().applies);
}

INSTANTIATE_TEST_SUITE_P(
    Cli,
    BaselineConditions,
    testing::ValuesIn<Condition>({
        {"below",           R"({ tool_version: "<2.4" })",         true },
        {"below_by_number", R"({ tool_version: "<2.3.9" })",       false},
        {"at_least",        R"({ tool_version: ">= 2.3.10" })",    true },
        {"above",           R"({ tool_version: ">2.3.10" })",      false},
        {"equal",           R"({ tool_version: "=2.3.10.0" })",    true },
        {"unequal",         R"({ tool_version: "!=2.3.10" })",     false},
        {"glob",            R"({ tool_version: "2.3.*" })",        true },
        {"plain",           "{ tool: Quizly }",                    true },
        {"both",            R"({ tool: Quizly, clock: virtual })", false},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Baseline, FirstEntryThatHoldsDecides) {
    auto run = run_with(Verdict::failed);
    auto const baseline = read(
        "- { case: ags.score/late, reason: not here, when: { tool: Other } }\n"
        "- { case: ags.score/late, reason: this one }\n"
        "- { case: \"*\", reason: too wide }\n"
    );
    EXPECT_THAT(apply(run, baseline, today).warnings, IsEmpty());
    EXPECT_EQ(run.cases[0].expected_reason, "this one");
}

TEST(Baseline, UnmatchedEntriesAndUnknownVariablesWarn) {
    auto run = run_with(Verdict::failed);
    auto const baseline = read(
        "- { case: nrps.*, reason: gone }\n"
        "- { case: ags.*, reason: which, when: { moon: full } }\n"
    );
    EXPECT_THAT(
        apply(run, baseline, today).warnings,
        ElementsAre(
            "known.yaml:1:3: 'nrps.*' matches no case that was played",
            "known.yaml:2:3: no run variable is named 'moon', so this entry does not apply"
        )
    );
    EXPECT_FALSE(run.cases[0].expected);
}

TEST(Baseline, EntriesForCasesOfAnotherPartAreNoMistake) {
    auto run = run_with(Verdict::passed);
    auto const baseline = read("- { case: nrps.roster/*, reason: r }\n- { case: gone/*, reason: r }\n");
    auto const findings = apply(run, baseline, today, {"nrps.roster/one"});
    EXPECT_THAT(findings.warnings, ElementsAre(HasSubstr("'gone/*' matches no case")));
}

TEST(Baseline, AfterItsLastDayTheEntryFails) {
    auto const baseline = read("- { case: ags.score/late, reason: soon mended, until: 2026-06-15 }");
    auto run = run_with(Verdict::failed);
    EXPECT_THAT(apply(run, baseline, today).failures, IsEmpty());
    EXPECT_TRUE(run.cases[0].expected);
    run = run_with(Verdict::failed);
    EXPECT_THAT(
        apply(run, baseline, today + std::chrono::days(1)).failures,
        ElementsAre(
            "known.yaml:1:3: the entry for 'ags.score/late' ended on 2026-06-15: mend the tool, or renew the entry"
        )
    );
    EXPECT_FALSE(run.cases[0].expected);
}

TEST(Baseline, EmptyFileForeseesNothing) {
    EXPECT_THAT(read("# nothing known\n").entries, IsEmpty());
}

struct Wrong {
    char const* name;
    char const* text;
    char const* says;
};
void PrintTo(Wrong const& row, std::ostream* os) {
    *os << row.name;
}

class BaselineProblems : public testing::TestWithParam<Wrong> {};

TEST_P(BaselineProblems, ArePointedAt) {
    yaml::Problems problems;
    auto const baseline = read_baseline(GetParam().text, "known.yaml", problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].message + " | " + problems[0].hint, HasSubstr(GetParam().says));
    EXPECT_EQ(problems[0].at.line, 1);
    EXPECT_THAT(baseline.entries, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cli,
    BaselineProblems,
    testing::ValuesIn<Wrong>({
        {"no_reason",    "- { case: a }",                               "reason"                 },
        {"empty_reason", "- { case: a, reason: \" \" }",                "a reason is wanted"     },
        {"no_case",      "- { reason: because }",                       "case"                   },
        {"empty_case",   "- { case: \"\", reason: because }",           "a case id is wanted"    },
        {"unknown_key",  "- { case: a, reason: b, tickt: c }",          "ticket"                 },
        {"bad_expect",   "- { case: a, reason: b, expect: fial }",      "fail"                   },
        {"bad_date",     "- { case: a, reason: b, until: 2026-13-01 }", "'2026-13-01' is no date"},
        {"other_date",   "- { case: a, reason: b, until: 1.9.2026 }",   "write it as 2026-09-01" },
        {"no_list",      "case: a",                                     "list"                   },
}),
    [](auto const& info) { return std::string(info.param.name); }
);

}  // namespace
}  // namespace easel::cli
