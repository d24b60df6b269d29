#pragma once

#include "cli/baseline.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

/// The expected-failures file brought up to date, line by line, so that what people wrote beside the entries stays.
namespace easel::cli {

/// Entries to paste for what failed and nobody foresaw; "" for none.
[[nodiscard]] std::string entries_for_news(verdict::RunResult const& run);

struct BaselineUpdate {
    std::string text;                 ///< the file as it should be
    std::vector<std::string> changes; ///< one sentence each; none: the text is as it was
    std::vector<std::string> left;    ///< what a person has to decide
};

/// Adds an entry for each failure that nobody foresaw. An entry that foresees what does not happen any more goes; where
/// only part of what its pattern fits got better, entries for the single cases take its place. Entries whose conditions do
/// not hold, that are past their day or that fit nothing stay. Comments stay, always.
/// @param known  ids of all cases there are: a pattern speaks for those that were not played, too
/// A file that is no list of one `-` per entry is a fault of kind bad_file.
[[nodiscard]] base::Result<BaselineUpdate> update_baseline(
    std::string const& text, Baseline const& baseline, verdict::RunResult run, std::vector<std::string> const& known,
    std::chrono::sys_days today
);

/// Forgets what a baseline said about the cases when they were played.
void forget_baseline(verdict::RunResult& run);

} // namespace easel::cli
