#pragma once

#include "cli/html_report.hpp"
#include "cli/options.hpp"
#include "base/result.hpp"
#include "verdict/result.hpp"

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// The folder that a run's reports land in.
namespace easel::cli {

/// "--report KIND[=PATH]".
struct ReportChoice {
    std::string kind; ///< "json", "junit", "html", "ctrf", "tap", "github" or "har"
    std::string path; ///< "" : the usual name in the report folder
};
/// What `--report` and XML_OUTPUT_FILE say; a kind that does not exist is a fault of usage.
[[nodiscard]] base::Result<std::vector<ReportChoice>> read_report_choices(std::vector<std::string> const& reports);
/// The report itself, and the name it has in a report folder. `folder` is where the case's attachments lie.
[[nodiscard]] std::string
render(std::string_view kind, verdict::RunResult const& run, std::string const& folder, RenderOptions const& options);
[[nodiscard]] std::string usual_name(std::string_view kind);

class ReportFolder {
  public:
    /// `output` "": reports/<time of the run>, with reports/latest pointing there. The folder is made at once; a folder
    /// that cannot be made or written is a fault.
    [[nodiscard]] static base::Result<ReportFolder> make(std::string const& output);

    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] std::string file(std::string const& name) const { return path_ + "/" + name; }
    /// Begins journal.ndjson with what is known of the run before its first case, and leaves an index.html that says that
    /// nothing further was judged, should the run be killed.
    [[nodiscard]] base::Result<void> begin(verdict::RunResult const& run, RenderOptions const& options);
    /// Appends a finished case to journal.ndjson and flushes it: what a kill leaves behind.
    void journal(verdict::CaseResult const& result);
    /// Writes result.json, junit.xml, index.html and what else was asked for.
    [[nodiscard]] base::Result<void>
    write(verdict::RunResult const& run, std::vector<ReportChoice> const& reports, RenderOptions const& options) const;

  private:
    std::string path_;
    std::ofstream journal_;
};

/// result.json, junit.xml and index.html in `folder`, and what else was asked for.
[[nodiscard]] base::Result<void> write_reports(
    std::string const& folder, verdict::RunResult const& run, std::vector<ReportChoice> const& reports, RenderOptions const& options
);

/// Each file appears whole or not at all; folders on the way are made.
[[nodiscard]] base::Result<void> write_whole(std::string const& path, std::string const& text);

/// The run of a recording: a result.json, an index.html, a journal, or a folder with one of them.
[[nodiscard]] base::Result<verdict::RunResult> read_result(std::string const& path);

/// Markdown to GITHUB_STEP_SUMMARY, annotations to standard output: on GitHub, or where `asked`.
void tell_github(verdict::RunResult const& run, bool asked);

} // namespace easel::cli
