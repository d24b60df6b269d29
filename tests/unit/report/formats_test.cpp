#include "base/json.hpp"
#include "report/report.hpp"
#include "support/json_schema.hpp"
#include "unit/report/sample.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace easel::report {
namespace {

namespace json = base::json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using verdict::Threshold;
using verdict::Verdict;

json::value schema_of_ctrf() {
    std::ifstream in(EASEL_SOURCE_DIR "/fixtures/schemas/ctrf.schema.json");
    return *base::parse_json(std::string(std::istreambuf_iterator<char>(in), {}));
}

verdict::RunResult run_of(std::vector<verdict::CaseResult> cases) {
    auto run = test::sample_run();
    run.cases = std::move(cases);
    return run;
}

verdict::CaseResult flaky_case() {
    auto flaky = test::plain_case("flaky", Verdict::passed);
    flaky.turns = 2;
    flaky.flaky = true;
    flaky.other_turns = {test::failed_case()};
    return flaky;
}

struct Row {
    char const* name;
    Verdict verdict;
    Threshold threshold;
    bool expected, unexpected_pass;
    char const* ctrf_status;
    char const* tap_begins;  ///< of the test point
    char const* tap_ends;
    char const* github;  ///< kind of annotation; "" : none
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Formats : public testing::TestWithParam<Row> {};

// conventions.md 7
TEST_P(Formats, SayWhatBecameOfACase) {
    auto const& row = GetParam();
    auto result = test::plain_case("row", row.verdict);
    result.reason = "because # of it";
    result.expected = row.expected;
    result.unexpected_pass = row.unexpected_pass;
    if (row.expected || row.unexpected_pass) result.expected_reason = "known";
    auto run = run_of({result});
    run.threshold = row.threshold;

    auto const report = *base::parse_json(ctrf(run));
    EXPECT_EQ(support::SchemaValidator::explain(schema_of_ctrf(), report), "");
    EXPECT_EQ(*base::text_member(*base::at_pointer(report, "/results/tests/0"), "status"), row.ctrf_status);
    EXPECT_EQ(*base::at_pointer(report, std::string("/results/summary/") + row.ctrf_status), 1);

    auto const lines = tap(run);
    EXPECT_THAT(lines, StartsWith("TAP version 14\n1..1\n# easel 0.1.0, seed 7\n"));
    auto const from = lines.find("ok 1") == std::string::npos ? 0 : lines.rfind('\n', lines.find("ok 1")) + 1;
    auto const point = lines.substr(from, lines.find('\n', from) - from);
    EXPECT_THAT(point, StartsWith(row.tap_begins));
    EXPECT_THAT(point, EndsWith(row.tap_ends));

    auto const told = github_annotations(run);
    if (*row.github == '\0') {
        EXPECT_EQ(told, "");
    } else {
        EXPECT_THAT(told, StartsWith(std::string("::") + row.github + " "));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    Formats,
    testing::ValuesIn<Row>({
        {"passed", Verdict::passed, Threshold::must, false, false, "passed", "ok 1 - ags.score/row ", "", ""},
        {"informed", Verdict::informed, Threshold::should, false, false, "passed", "ok 1 - ", "", ""},
        {"informed_all", Verdict::informed, Threshold::all, false, false, "failed", "not ok 1 - ", "", "error"},
        {"failed", Verdict::failed, Threshold::must, false, false, "failed", "not ok 1 - ", "", "error"},
        {"failed_expected", Verdict::failed, Threshold::must, true, false, "skipped", "not ok 1 - ",
         " # TODO expected failure: known", ""},
        {"unexpected_pass", Verdict::passed, Threshold::must, false, true, "failed", "not ok 1 - ", "", "error"},
        {"warned", Verdict::warned, Threshold::must, false, false, "passed", "ok 1 - ", "", "warning"},
        {"warned_should", Verdict::warned, Threshold::should, false, false, "failed", "not ok 1 - ", "", "error"},
        {"inconclusive", Verdict::inconclusive, Threshold::must, false, false, "skipped", "ok 1 - ",
         " # SKIP inconclusive: because \\# of it", ""},
        {"skipped", Verdict::skipped, Threshold::must, false, false, "skipped", "ok 1 - ", " # SKIP because \\# of it", ""},
        {"error", Verdict::error, Threshold::must, false, false, "other", "not ok 1 - ", "", "error"},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Ctrf, CountsAddUpAndTimesAreStageTimes) {
    auto run = test::sample_run();
    auto const report = *base::parse_json(ctrf(run));
    EXPECT_EQ(support::SchemaValidator::explain(schema_of_ctrf(), report), "");
    auto const& summary = *base::at_pointer(report, "/results/summary");
    auto const number = [&](char const* key) { return base::member(summary, key)->as_int64(); };
    EXPECT_EQ(number("tests"), 6);
    EXPECT_EQ(number("passed") + number("failed") + number("skipped") + number("pending") + number("other"), 6);
    EXPECT_LT(number("stop") - number("start"), 4321);  // wall time of the sample
    EXPECT_EQ(ctrf(test::sample_run_on_other_ports()), ctrf(run));
    run.virtual_clock = false;
    auto const on_real_time = *base::parse_json(ctrf(run));
    EXPECT_EQ(
        base::at_pointer(on_real_time, "/results/summary/stop")->as_int64() -
            base::at_pointer(on_real_time, "/results/summary/start")->as_int64(),
        4321
    );
}

TEST(Ctrf, TurnsAreAttempts) {
    auto const report = *base::parse_json(ctrf(run_of({flaky_case()})));
    EXPECT_EQ(support::SchemaValidator::explain(schema_of_ctrf(), report), "");
    auto const& told = *base::at_pointer(report, "/results/tests/0");
    EXPECT_EQ(*base::member(told, "flaky"), true);
    EXPECT_EQ(*base::member(told, "retries"), 1);
    EXPECT_EQ(*base::text_member(*base::at_pointer(told, "/retryAttempts/0"), "status"), "failed");
    EXPECT_EQ(*base::text_member(*base::at_pointer(told, "/retryAttempts/1"), "status"), "passed");
    EXPECT_EQ(*base::at_pointer(report, "/results/summary/flaky"), 1);
}

TEST(Tap, FailuresCarryAYamlBlock) {
    auto const lines = tap(run_of({test::failed_case()}));
    EXPECT_THAT(lines, HasSubstr("not ok 1 - ags.score/attempts-used-up Score after the last allowed attempt\n  ---\n"));
    EXPECT_THAT(lines, HasSubstr("\n  requirement: \"ERR-003\"\n"));
    EXPECT_THAT(lines, HasSubstr("\n  at: \"scenarios/ags/score.yaml:33:9\"\n"));
    EXPECT_THAT(lines, EndsWith("\n  ...\n"));
}

TEST(Tap, HostileWordsAddNoLine) {
    auto result = test::failed_case();
    result.title = "x\nok 7 - y # TODO z \\";
    result.checks[1].observed = "a\n  ...\nBail out!";
    auto const lines = tap(run_of({result}));
    EXPECT_THAT(lines, Not(HasSubstr("\nok 7")));
    EXPECT_THAT(lines, Not(HasSubstr("\nBail out!")));
    EXPECT_THAT(lines, HasSubstr("y \\# TODO z \\\\"));
}

TEST(Tap, SaysWhyNothingFollows) {
    auto run = run_of({});
    run.setup = {
        {.id = "tool.reachable", .verdict = Verdict::failed, .detail = "nothing answers", .hint = ""}
    };
    EXPECT_THAT(tap(run), EndsWith("1..0\n# easel 0.1.0, seed 7\nBail out! tool.reachable: nothing answers\n"));
    run.setup.clear();
    run.interrupted = true;
    EXPECT_THAT(tap(run), EndsWith("Bail out! the run was interrupted\n"));
}

std::vector<verdict::CaseResult> many(std::size_t count) {
    std::vector<verdict::CaseResult> cases;
    for (std::size_t i = 0; i < count; ++i) {
        auto one = test::failed_case();
        one.id = "ags.score/case-" + std::to_string(1000 + i);
        cases.push_back(one);
    }
    return cases;
}

// conventions.md 4: ten of a kind are shown, so the worst come first and a count last.
TEST(GithubAnnotations, TheWorstFirstAndACountLast) {
    auto cases = many(25);
    cases[20].false_accept = true;
    cases.push_back(test::plain_case("warned", Verdict::warned));
    auto const told = github_annotations(run_of(cases));
    auto const count = [&](std::string const& what) {
        std::size_t found = 0;
        for (auto at = told.find(what); at != std::string::npos; at = told.find(what, at + 1)) ++found;
        return found;
    };
    EXPECT_EQ(count("::error "), 10U);
    EXPECT_EQ(count("::warning "), 1U);
    EXPECT_THAT(told, StartsWith("::error file=scenarios/ags/score.yaml,line=33,title=ags.score/case-1020::ACCEPTED A FORGED LAUNCH: "
    ));
    EXPECT_THAT(told, HasSubstr("::error title=Easel::16 more, see index.html\n"));
}

TEST(GithubAnnotations, WordsOfAToolStayWithinTheirCommand) {
    auto result = test::failed_case();
    result.at.file = "a,b:c.yaml";
    result.checks[1].at = {};
    result.checks[1].observed = "x\n::set-env name=A::b%0A\r";
    auto const told = github_annotations(run_of({result}));
    EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 1);
    EXPECT_THAT(told, StartsWith("::error file=a%2Cb%3Ac.yaml,line=21,"));
    EXPECT_THAT(told, HasSubstr("b%250A"));
}

TEST(GithubSummary, FiftyRowsThenACount) {
    auto const text = github_summary(run_of(many(60)), 900 * 1024);
    EXPECT_THAT(text, StartsWith("## Easel: 60 cases did not end well\n"));
    EXPECT_THAT(text, HasSubstr("case-1049"));
    EXPECT_THAT(text, HasSubstr("\n10 more, see index.html.\n"));
    EXPECT_THAT(text, HasSubstr("<details><summary>"));
}

TEST(GithubSummary, StaysWithinItsRoom) {
    auto cases = many(60);
    for (auto& one : cases) one.checks[1].required = std::string(4000, 'y');
    auto const run = run_of(cases);
    for (std::size_t const room : {0U, 100U, 1000U, 20'000U, 100'000U}) {
        EXPECT_LE(github_summary(run, room).size(), room);
    }
    EXPECT_THAT(github_summary(run, 20'000), HasSubstr("more: see index.html."));
}

TEST(GithubSummary, WordsOfAToolAreText) {
    auto result = test::failed_case();
    result.title = "| [a](javascript:b) <img src=x> `c` @team";
    result.checks[1].observed = "</pre></details><script>";
    auto const text = github_summary(run_of({result}), 900 * 1024);
    EXPECT_THAT(text, Not(HasSubstr("<img")));
    EXPECT_THAT(text, Not(HasSubstr("<script")));
    EXPECT_THAT(text, Not(HasSubstr("](")));
    EXPECT_THAT(text, Not(HasSubstr("@team")));
}

TEST(GithubSummary, NothingToTellIsShort) {
    auto const text = github_summary(run_of({test::plain_case("fine", Verdict::passed)}), 900 * 1024);
    EXPECT_THAT(text, StartsWith("## Easel: Everything judged is as expected\n\n1 case&#58; 1 passed."));
    EXPECT_THAT(text, Not(HasSubstr("| Case |")));
}

}  // namespace
}  // namespace easel::report
