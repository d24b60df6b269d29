#include "cli/coverage_matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace easel::cli {
namespace {

using verdict::Verdict;

verdict::CaseResult result_of(Verdict verdict, std::vector<std::pair<std::string, Verdict>> const& checks) {
    verdict::CaseResult result;
    result.id = "launch/x";
    result.verdict = verdict;
    result.requirements = {"LAUNCH-001", "LAUNCH-002"};
    for (auto const& [requirement, of_check] : checks) {
        verdict::Check check;
        check.requirement = requirement;
        check.verdict = of_check;
        result.checks.push_back(check);
    }
    return result;
}

struct Row {
    char const* name;
    Verdict of_case;
    std::vector<std::pair<std::string, Verdict>> checks;
    Verdict says;
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }

class VerdictFor : public testing::TestWithParam<Row> {};

TEST_P(VerdictFor, ARequirementOfTheCase) {
    EXPECT_EQ(verdict_for(result_of(GetParam().of_case, GetParam().checks), "LAUNCH-001"), GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Cli, VerdictFor,
    testing::ValuesIn<Row>({
        {"its_check", Verdict::passed, {{"LAUNCH-001", Verdict::passed}}, Verdict::passed},
        {"its_gravest_check", Verdict::failed, {{"LAUNCH-001", Verdict::passed}, {"LAUNCH-001", Verdict::failed}}, Verdict::failed},
        {"another_failed_later", Verdict::failed, {{"LAUNCH-001", Verdict::passed}, {"LAUNCH-002", Verdict::failed}}, Verdict::passed},
        {"another_failed_before", Verdict::failed, {{"LAUNCH-002", Verdict::failed}}, Verdict::inconclusive},
        {"a_part_not_judged", Verdict::inconclusive, {{"LAUNCH-001", Verdict::passed}, {"LAUNCH-001", Verdict::inconclusive}}, Verdict::inconclusive},
        {"never_offered", Verdict::skipped, {}, Verdict::skipped},
        {"passed_as_a_whole", Verdict::passed, {{"LAUNCH-002", Verdict::passed}}, Verdict::passed},
        {"harness_trouble", Verdict::error, {}, Verdict::error},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

CoverageRow const& row_of(std::vector<CoverageRow> const& rows, std::string const& id) {
    return *std::find_if(rows.begin(), rows.end(), [&](auto const& row) { return row.requirement->id == id; });
}

TEST(CoverageMatrix, HasARowForEachRequirementAndACellForEachCase) {
    verdict::RunResult run;
    run.cases = {result_of(Verdict::failed, {{"LAUNCH-001", Verdict::failed}, {"OIDC-003", Verdict::warned}})};
    std::vector<scenario::Case> cases(2);
    cases[0].id = "launch/x";
    cases[0].requirements = {"LAUNCH-001", "LAUNCH-002"};
    cases[1].id = "launch/y";
    cases[1].requirements = {"LAUNCH-001", "LAUNCH-009"};
    auto const rows = coverage_matrix(run, cases);
    EXPECT_EQ(rows.size(), check::catalogues().requirements.size());
    auto const& failed = row_of(rows, "LAUNCH-001");
    EXPECT_EQ(failed.state, "failed");
    ASSERT_EQ(failed.cells.size(), 2U);
    EXPECT_EQ(failed.cells[0].verdict, Verdict::failed);
    EXPECT_EQ(failed.cells[1].verdict, std::nullopt);
    EXPECT_EQ(row_of(rows, "LAUNCH-002").state, "inconclusive");
    EXPECT_EQ(row_of(rows, "LAUNCH-009").state, "not played");
    // What the wire showed by the way counts, too.
    EXPECT_EQ(row_of(rows, "OIDC-003").state, "warned");
    auto const bare = std::find_if(rows.begin(), rows.end(), [](auto const& row) { return !row.requirement->unobserved.empty(); });
    ASSERT_NE(bare, rows.end());
    EXPECT_EQ(bare->state, "unobserved");
    EXPECT_EQ(row_of(rows, "LAUNCH-010").state, "no case");
}

} // namespace
} // namespace easel::cli
