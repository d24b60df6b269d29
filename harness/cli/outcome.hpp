#pragma once

#include "cli/options.hpp"
#include "verdict/result.hpp"

#include <string>
#include <vector>

/// What a run's results mean for whoever started it.
namespace easel::cli {

/// 1: something failed, or ended differently each time where that counts, or `baseline_failed`. 5: nothing failed, but a
/// case ended in error or too many are inconclusive; `why` then says so.
[[nodiscard]] int exit_code_for(verdict::RunResult const& run, Run const& options, bool baseline_failed, std::string& why);

/// Lines for those who read warnings only: what is warned, flaky or inconclusive.
[[nodiscard]] std::vector<std::string> warnings_of(verdict::RunResult const& run);

/// A command that plays again what did not end well.
[[nodiscard]] std::string rerun_command(Run const& options);

} // namespace easel::cli
