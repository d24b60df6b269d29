#pragma once

#include "base/result.hpp"
#include "verdict/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What `--last-failed` and `--rerun` know of the run before.
namespace easel::cli {

struct LastRun {
    std::vector<std::string> paths;  ///< scenario files and folders that it was given
    std::vector<std::string> failed; ///< ids of what did not end well
};

/// `.last-run.json` in the folder of `--output`, or in reports/ when runs have folders of their own there.
[[nodiscard]] std::string last_run_file(std::string const& output);
[[nodiscard]] base::Result<LastRun> read_last_run(std::string_view text, std::string const& file);
[[nodiscard]] base::Result<LastRun> load_last_run(std::string const& output);
[[nodiscard]] std::string last_run_json(LastRun const& last);

/// What failed or ended in error now; with what failed before and, of a run for exactly that, was not played.
[[nodiscard]] std::vector<std::string> failed_now(verdict::RunResult const& run, std::vector<std::string> const& before);

} // namespace easel::cli
