#pragma once

#include "verdict/result.hpp"

#include <string>
#include <vector>

/// The evidence pack of a rehearsed certification. @par Source certification.md 10
namespace easel::report {

/// One test of the official list, and what of a run shows it.
struct OfficialTest {
    std::string block; ///< "bad launches"
    std::string name;  ///< the official one, its spelling kept
    std::vector<std::string> requirements;
    std::vector<std::string> cases; ///< ids, sorted
};

/// What came of a test: the worst verdict of its cases, as far as they speak of its requirements. Skipped without any case.
[[nodiscard]] verdict::Verdict verdict_of(OfficialTest const& test, verdict::RunResult const& run);

/// Markdown: the list with verdicts, then for each test what was sent, what the tool answered and called, in which span of
/// time, and a place for the vendor's own log lines. `profile` is its name. Neutral and redacted as all reports.
[[nodiscard]] std::string evidence_pack(
    verdict::RunResult const& run, std::string const& profile, std::vector<OfficialTest> const& tests
);

} // namespace easel::report
