#include "cli/coverage_matrix.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace easel::cli {
namespace {

using verdict::CaseResult;
using verdict::Verdict;

// The first that any case says is what is known of the requirement.
constexpr std::array by_weight{Verdict::failed, Verdict::warned,       Verdict::error,  Verdict::passed,
                               Verdict::informed, Verdict::inconclusive, Verdict::skipped};

// Within one case what could not be judged is not made up for by a part that held.
constexpr std::array by_weight_in_a_case{Verdict::failed,       Verdict::warned, Verdict::error,  Verdict::inconclusive,
                                         Verdict::passed,       Verdict::informed, Verdict::skipped};

bool has(std::vector<std::string> const& all, std::string const& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

std::string state_of(check::Requirement const& requirement, std::vector<CoverageCell> const& cells) {
    if (cells.empty()) return requirement.unobserved.empty() ? "no case" : "unobserved";
    for (auto const verdict : by_weight) {
        if (std::any_of(cells.begin(), cells.end(), [&](auto const& cell) { return cell.verdict == verdict; })) {
            return std::string(verdict::to_string(verdict));
        }
    }
    return "not played";
}

} // namespace

Verdict verdict_for(CaseResult const& result, std::string const& requirement) {
    std::optional<std::size_t> gravest;
    for (auto const& check : result.checks) {
        if (check.requirement != requirement) continue;
        auto const weight = static_cast<std::size_t>(std::find(by_weight_in_a_case.begin(), by_weight_in_a_case.end(), check.verdict) - by_weight_in_a_case.begin());
        gravest = std::min(gravest.value_or(weight), weight);
    }
    if (gravest) return by_weight_in_a_case[*gravest];
    // It fell over something else before it came to this.
    bool const elsewhere = result.verdict == Verdict::failed || result.verdict == Verdict::warned;
    return elsewhere ? Verdict::inconclusive : result.verdict;
}

std::vector<CoverageRow> coverage_matrix(verdict::RunResult const& run, std::vector<scenario::Case> const& cases) {
    std::map<std::string, std::map<std::string, std::optional<Verdict>>> cells;
    for (auto const& played : cases) {
        for (auto const& id : played.requirements) cells[id].try_emplace(played.id);
    }
    for (auto const& result : run.cases) {
        for (auto const& id : result.requirements) cells[id][result.id] = verdict_for(result, id);
        for (auto const& check : result.checks) {
            if (check.requirement.empty() || has(result.requirements, check.requirement)) continue;
            cells[check.requirement][result.id] = verdict_for(result, check.requirement);
        }
    }
    std::vector<CoverageRow> rows;
    for (auto const& [id, requirement] : check::catalogues().requirements) {
        auto& row = rows.emplace_back();
        row.requirement = &requirement;
        for (auto const& [case_id, verdict] : cells[id]) row.cells.push_back({case_id, verdict});
        row.state = state_of(requirement, row.cells);
    }
    return rows;
}

} // namespace easel::cli
