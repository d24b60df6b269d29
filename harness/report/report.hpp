#pragma once

#include "base/json.hpp"
#include "verdict/result.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Result values in, text out. Deterministic: same results, same bytes.
namespace easel::report {

/// JUnit XML in the dialect of conventions.md section 6.
struct JunitOptions {
    std::string result_path;   ///< shown in replay commands, relative to the report folder
    std::string attachment;    ///< an existing file to offer with failing cases, relative to the workspace; "" : none
};
[[nodiscard]] std::string junit(verdict::RunResult const& run, JunitOptions const& options);

/// result.json as in report-ux.md C10, and back.
[[nodiscard]] std::string result_json(verdict::RunResult const& run);
[[nodiscard]] base::Result<verdict::RunResult> read_result_json(std::string_view text, std::string const& file);
/// The same of what has been parsed already.
[[nodiscard]] base::Result<verdict::RunResult> read_result(base::json::value const& root, std::string const& file);
/// `run` and `setup` as in result.json.
[[nodiscard]] base::json::object run_json(verdict::RunResult const& run);
/// `case` and `bodies`: one case of the run, likewise.
[[nodiscard]] base::json::object case_json(verdict::RunResult const& run, verdict::CaseResult const& result);

// -- formats of others ------------------------------------------------------------------------------------------------
/// Common Test Report Format 0.0.0; fixtures/schemas/ctrf.schema.json describes what of it is used.
[[nodiscard]] std::string ctrf(verdict::RunResult const& run);
/// Test Anything Protocol 14.
[[nodiscard]] std::string tap(verdict::RunResult const& run);
/// Markdown for GitHub's step summary, at most `most` bytes: the verdict, counts, the worst 50 cases, details folded.
[[nodiscard]] std::string github_summary(verdict::RunResult const& run, std::size_t most);
/// Workflow commands, one per line: at most 10 errors and 10 warnings, the worst first, then how many more there are.
[[nodiscard]] std::string github_annotations(verdict::RunResult const& run);

// -- several runs -----------------------------------------------------------------------------------------------------
/// A result and what to call it.
struct Part {
    std::string file;
    verdict::RunResult run;
};
/// Shards of one selection as one run. A fault of usage: there are none, they differ in seed, version, selection, tool or
/// clock, or (unless `partial`) some overlap or are missing. With `partial` the later part wins where two hold a case.
[[nodiscard]] base::Result<verdict::RunResult> merge(std::vector<Part> parts, bool partial);

/// The first line of journal.ndjson: the run and its setup, without cases.
[[nodiscard]] std::string journal_header(verdict::RunResult const& run);
/// One further line: a finished case, as in result.json, with its bodies inline.
[[nodiscard]] std::string journal_line(verdict::CaseResult const& result);
/// The other way. A line that a killed run left half written is a fault of kind bad_file.
[[nodiscard]] base::Result<verdict::CaseResult> read_journal_line(std::string_view line, std::string const& file);

/// A whole journal; its run was interrupted. A last line that a killed run left half written is left out.
[[nodiscard]] base::Result<verdict::RunResult> read_journal(std::string_view text, std::string const& file);

/// Replaces origins by {platform} and {tool} (host and port alone by {platform.host}, {tool.host}), percent-encoded
/// ones and those inside JWTs too; applied to everything that reports print.
[[nodiscard]] std::string neutral(std::string text, verdict::RunResult const& run);

// -- console ----------------------------------------------------------------------------------------------------------
struct ConsoleOptions {
    bool color = false;
    bool quiet = false;
    bool verbose = false;
    bool long_format = true;
    verdict::Threshold threshold = verdict::Threshold::must;
    bool live = false; ///< a terminal that takes carriage returns
    std::string result_path; ///< for replay commands; its folder is named as the report
    std::uint64_t seed = 1;  ///< printed beside replay commands
};
/// A failing or otherwise noteworthy case, at most 25 lines, conventions.md section 8. `source_line` gives the text of
/// the scenario line at a position, if it can.
[[nodiscard]] std::string failure_block(
    verdict::CaseResult const& result, ConsoleOptions const& options,
    std::function<std::optional<std::string>(yaml::Position const&)> const& source_line
);
/// One sign for the CI dot line: "·" passed, "F" failed, "X" unexpected pass, "x" expected failure, "W" warned,
/// "±" flaky, "?" inconclusive, "°" skipped, "E" error.
[[nodiscard]] std::string_view dot(verdict::CaseResult const& result, verdict::Threshold threshold);
/// The closing lines: counts, unexpected first.
[[nodiscard]] std::string summary_lines(verdict::RunResult const& run, ConsoleOptions const& options);

} // namespace easel::report
