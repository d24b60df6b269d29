#include "report/evidence.hpp"
#include "unit/report/sample.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace easel::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using verdict::Verdict;

OfficialTest official(std::vector<std::string> requirements, std::vector<std::string> cases) {
    return {"bad launches", "Wrong LTI Version", std::move(requirements), std::move(cases)};
}

/// certification.md 10: a test is as good as the worst of its cases, in what they say of its requirements.
TEST(Evidence, ATestIsAsGoodAsTheWorstOfItsCases) {
    struct Row {
        std::string name;
        std::vector<Verdict> cases;
        Verdict wanted;
    };
    std::vector<Row> const rows{
        {"none was played", {}, Verdict::skipped},
        {"all passed", {Verdict::passed, Verdict::passed}, Verdict::passed},
        {"one failed", {Verdict::passed, Verdict::failed, Verdict::error}, Verdict::failed},
        {"the harness had trouble", {Verdict::warned, Verdict::error}, Verdict::error},
        {"one could not be judged", {Verdict::passed, Verdict::inconclusive}, Verdict::inconclusive},
        {"one was skipped, another shows it", {Verdict::skipped, Verdict::passed}, Verdict::passed},
        {"all were skipped", {Verdict::skipped, Verdict::skipped}, Verdict::skipped},
    };
    for (auto const& row : rows) {
        verdict::RunResult run;
        OfficialTest test = official({"LAUNCH-034"}, {});
        for (auto const verdict : row.cases) {
            auto played = test::plain_case("row " + std::to_string(run.cases.size()), verdict);
            for (auto& check : played.checks) check.requirement = "LAUNCH-034";
            test.cases.push_back(played.id);
            run.cases.push_back(std::move(played));
        }
        EXPECT_EQ(verdict_of(test, run), row.wanted) << row.name;
    }
}

TEST(Evidence, AFailureThatIsAboutSomethingElseDoesNotCount) {
    verdict::RunResult run;
    run.cases.push_back(test::failed_case());
    auto& checks = run.cases.front().checks;
    auto const bad = std::find_if(checks.begin(), checks.end(), [](auto const& one) { return one.verdict == Verdict::failed; });
    ASSERT_NE(bad, checks.end());
    auto const blamed = bad->requirement;
    verdict::Check good = *bad;
    good.verdict = Verdict::passed;
    good.requirement = "SCORE-001";
    checks.push_back(good);
    EXPECT_EQ(verdict_of(official({blamed}, {run.cases.front().id}), run), Verdict::failed);
    EXPECT_EQ(verdict_of(official({"SCORE-001"}, {run.cases.front().id}), run), Verdict::passed);
}

TEST(Evidence, ThePackShowsWhatWasSentAnsweredAndCalled) {
    auto const run = test::sample_run();
    auto const& failed = test::failed_case();
    auto const pack = evidence_pack(run, "certification", {official(failed.requirements, {failed.id}), official({"DL-026"}, {})});
    EXPECT_THAT(pack, HasSubstr("| bad launches | Wrong LTI Version | " + failed.requirements.front() + " | 1 | failed |"));
    EXPECT_THAT(pack, HasSubstr("| bad launches | Wrong LTI Version | DL-026 | 0 | skipped |"));
    EXPECT_THAT(pack, HasSubstr("Sent as id_token, header: `{\"alg\":\"RS256\"}`"));
    EXPECT_THAT(pack, HasSubstr("The tool answered 200"));
    EXPECT_THAT(pack, HasSubstr("`POST {platform}/api/lti/courses/1/line_items/5/scores` → 422"));
    EXPECT_THAT(pack, HasSubstr("from 2026-01-05T09:00:00.000Z to 2026-01-05T09:00:00.292Z of the stage's clock"));
    EXPECT_THAT(pack, HasSubstr("Your log of that time:"));
    EXPECT_THAT(pack, HasSubstr("No case of it was played."));
    EXPECT_THAT(pack, Not(HasSubstr("http://127.0.0.1")));
}

TEST(Evidence, ThePackIsTheSameWhereverItWasMade) {
    auto const& failed = test::failed_case();
    std::vector<OfficialTest> const tests{official(failed.requirements, {failed.id})};
    EXPECT_EQ(
        evidence_pack(test::sample_run(), "certification", tests),
        evidence_pack(test::sample_run_on_other_ports(), "certification", tests)
    );
}

} // namespace
} // namespace easel::report
