#include "cli/baseline.hpp"

#include "fuzz/fuzz.hpp"
#include "fuzz/problems.hpp"

namespace easel::fuzz {

void baseline(std::string_view input) {
    yaml::Problems problems;
    auto const entries = cli::read_baseline(std::string(input), "baseline.yaml", problems);
    check_problems(problems, std::string(input));

    verdict::RunResult run;
    run.version = "0.1.0";
    run.tool_name = "Quiz tool";
    run.canvas = "2026-01";
    run.vars = {{"moodle", "4.5.2"}};
    using verdict::Verdict;
    for (auto const each :
         {Verdict::passed,
          Verdict::failed,
          Verdict::warned,
          Verdict::informed,
          Verdict::inconclusive,
          Verdict::skipped,
          Verdict::error}) {
        verdict::CaseResult result;
        result.id = "launch.untrusted/" + std::string(verdict::to_string(each));
        result.verdict = each;
        run.cases.push_back(std::move(result));
    }
    auto const findings = cli::apply(run, entries, std::chrono::sys_days(std::chrono::year(2026) / 3 / 1));
    for (auto const& line : findings.failures) require(!line.empty(), "a finding says something");
    for (auto const& result : run.cases) {
        bool const excusable = result.verdict == Verdict::failed || result.verdict == Verdict::warned;
        require(!result.expected || excusable, "only what went wrong is excused");
        require(
            !result.unexpected_pass || result.verdict == Verdict::passed || result.verdict == Verdict::informed,
            "only a pass is one"
        );
        require(!result.expected || !result.expected_reason.empty(), "an excuse has a reason");
    }
}

} // namespace easel::fuzz
