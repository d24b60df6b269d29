#pragma once

#include "check/catalogue.hpp"
#include "scenario/scenario.hpp"
#include "verdict/result.hpp"

#include <optional>
#include <string>
#include <vector>

/// Requirement x case x verdict.
namespace easel::cli {

struct CoverageCell {
    std::string case_id;
    std::optional<verdict::Verdict> verdict; ///< what the case says about the requirement; nothing: it was not played
};

struct CoverageRow {
    check::Requirement const* requirement = nullptr;
    std::vector<CoverageCell> cells;
    /// "failed", "warned", "error", "passed", "informed", "inconclusive" or "skipped", the first of these that a cell has;
    /// "not played"; without a case "unobserved", where the catalogue says why, or "no case".
    std::string state;
};

/// What a case says about one of its requirements: the gravest of the checks that speak for it, else why it was not judged.
[[nodiscard]] verdict::Verdict verdict_for(verdict::CaseResult const& result, std::string const& requirement);

/// A row for each requirement of the catalogue, by id; `cases` are all there are, so that those not played show, too.
[[nodiscard]] std::vector<CoverageRow>
coverage_matrix(verdict::RunResult const& run, std::vector<scenario::Case> const& cases);

} // namespace easel::cli
