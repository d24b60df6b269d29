#include "cli/outcome.hpp"

#include "base/text.hpp"
#include "cli/suites.hpp"

#include <algorithm>

namespace easel::cli {
namespace {

using verdict::CaseResult;
using verdict::Verdict;

/// As a shell reads it.
std::string word(std::string const& text) {
    constexpr std::string_view harmless =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%";
    if (!text.empty() && text.find_first_not_of(harmless) == std::string::npos) return text;
    std::string out = "'";
    for (char const c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

} // namespace

int exit_code_for(verdict::RunResult const& run, Run const& options, bool baseline_failed, std::string& why) {
    if (baseline_failed) return exit_failed;
    bool error = false;
    int inconclusive = 0;
    for (auto const& played : run.cases) {
        if (verdict::counts_as_failure(played, run.threshold)) return exit_failed;
        if (options.fail_on_flaky && played.flaky && !played.expected) return exit_failed;
        error = error || played.verdict == Verdict::error;
        if (played.verdict == Verdict::inconclusive) ++inconclusive;
    }
    if (error) return exit_trouble;
    if (options.max_inconclusive && inconclusive > *options.max_inconclusive) {
        why = std::to_string(inconclusive) + (inconclusive == 1 ? " case is" : " cases are") + " inconclusive, more than the " +
              std::to_string(*options.max_inconclusive) + " of --max-inconclusive";
        return exit_trouble;
    }
    return exit_ok;
}

std::vector<std::string> warnings_of(verdict::RunResult const& run) {
    std::vector<std::string> lines;
    for (auto const& played : run.cases) {
        if (played.flaky) lines.push_back(played.id + " is flaky: " + std::to_string(played.turns) + " turns ended differently");
        if (played.verdict == Verdict::warned || played.verdict == Verdict::inconclusive) {
            auto const* cause = played.cause();
            auto const& text = cause != nullptr && !cause->observed.empty() ? cause->observed : played.reason;
            lines.push_back(played.id + " " + std::string(verdict::to_string(played.verdict)) + ": " + base::replace_all(text, "\n", " "));
        }
    }
    return lines;
}

std::string rerun_command(Run const& options) {
    std::string command = "easel run";
    for (auto const& path : split_names(options.selection.what).paths) command += " " + word(path);
    command += " --last-failed";
    if (!options.profile.empty()) command += " --profile " + word(options.profile);
    if (options.level != verdict::Threshold::must) command += " --level " + std::string(verdict::to_string(options.level));
    if (options.seed != Run{}.seed) command += " --seed " + std::to_string(options.seed);
    if (!options.expected_failures.empty()) command += " --expected-failures " + word(options.expected_failures);
    if (!options.tool.file.empty()) command += " --tool " + word(options.tool.file);
    for (auto const& [name, value] : options.tool.vars) command += " --set " + word(name + "=" + value);
    if (!options.output.empty()) command += " --output " + word(options.output);
    return command;
}

} // namespace easel::cli
