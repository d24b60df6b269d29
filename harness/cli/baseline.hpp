#pragma once

#include "verdict/result.hpp"
#include "yaml/node.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The expected-failures file: trouble that is known, with the reason why, so that only news breaks the build.
namespace easel::cli {

struct BaselineEntry {
    enum class Expect { fail, warn, flaky };
    std::string pattern;  ///< glob over case ids
    std::map<std::string, std::string>
        when;  ///< run variable -> condition, `<2.4`, `>=2`, `!=x`, or a glob; all must hold
    Expect expect = Expect::fail;
    std::string reason;
    std::string ticket;
    std::optional<std::chrono::sys_days> until;  ///< the last day on which the entry counts
    yaml::Position at;
};

struct Baseline {
    std::vector<BaselineEntry> entries;
};

/// Reads the file's text; everything wrong with it goes to `problems`, and entries that are wrong are left out.
/// @par Source conventions.md 9
[[nodiscard]] Baseline read_baseline(std::string text, std::string file, yaml::Problems& problems);

/// What the entries themselves gave rise to, as lines `file:line:column: ...`.
struct BaselineFindings {
    std::vector<std::string> warnings;  ///< entries that match no case, conditions over unknown variables
    std::vector<std::string> failures;  ///< entries past their `until`: the run fails
};

/// Marks the cases of `run` that the baseline foresaw (`expected`, `expected_reason`) and those that got better than it
/// says
/// (`unexpected_pass`). The first entry that holds for a case decides; skipped, inconclusive and error are never
/// excused.
///   fail: failed or warned is expected, passed is unexpected
///   warn: warned is expected, passed is unexpected, failed is news
///   flaky: failed and warned are expected, passed is fine
/// `when` sees the run's variables and `tool`, `canvas`, `clock` (real or virtual) and `easel` (its version).
/// @param others  ids of cases that exist and were not played: an entry for them is no mistake
[[nodiscard]] BaselineFindings apply(
    verdict::RunResult& run,
    Baseline const& baseline,
    std::chrono::sys_days today,
    std::vector<std::string> const& others = {}
);

/// What an entry has to say about a run.
struct Say {
    bool ended = false;              ///< past its `until`
    bool applies = true;             ///< its conditions hold
    std::string unknown_variable;    ///< a condition names it
    std::vector<std::size_t> fits;   ///< positions of the cases that its pattern fits
    std::vector<std::size_t> decides; ///< those of them that no entry before it decides
};
/// One for each entry.
[[nodiscard]] std::vector<Say> sayings(
    verdict::RunResult const& run, Baseline const& baseline, std::chrono::sys_days today
);

/// "2026-09-01".
[[nodiscard]] std::string date_text(std::chrono::sys_days day);

}  // namespace easel::cli
