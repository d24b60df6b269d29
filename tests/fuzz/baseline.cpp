#include "cli/baseline_update.hpp"

#include "fuzz/fuzz.hpp"
#include "fuzz/problems.hpp"

#include <algorithm>
#include <set>

namespace easel::fuzz {
namespace {

/// Lines that are nothing but a comment.
std::multiset<std::string> comments(std::string_view text) {
    std::multiset<std::string> found;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto const line = text.substr(0, end);
        auto const start = line.find_first_not_of(' ');
        if (start != std::string_view::npos && line[start] == '#') found.emplace(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return found;
}

void update(std::string const& text, cli::Baseline const& entries, verdict::RunResult const& run, std::chrono::sys_days today) {
    auto const updated = cli::update_baseline(text, entries, run, {}, today);
    if (!updated) {
        require(!updated.error().message.empty(), "a file that cannot be brought up to date is explained");
        return;
    }
    auto const before = comments(text);
    auto const after = comments(updated->text);
    require(std::includes(after.begin(), after.end(), before.begin(), before.end()), "no comment is lost");
    yaml::Problems problems;
    auto const again = cli::read_baseline(updated->text, "baseline.yaml", problems);
    require(problems.empty(), "what was written can be read");
    auto const twice = cli::update_baseline(updated->text, again, run, {}, today);
    require(twice && twice->text == updated->text, "a second update changes nothing");
}

} // namespace

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
    auto const today = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
    if (problems.empty()) update(std::string(input), entries, run, today);
    auto const findings = cli::apply(run, entries, today);
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
