#pragma once

#include "cli/options.hpp"
#include "base/result.hpp"
#include "verdict/result.hpp"

#include <fstream>
#include <string>
#include <vector>

/// The folder that a run's reports land in.
namespace easel::cli {

class ReportFolder {
  public:
    /// `output` "": reports/<time of the run>, with reports/latest pointing there. The folder is made at once; a folder
    /// that cannot be made or written is a fault.
    [[nodiscard]] static base::Result<ReportFolder> make(std::string const& output);

    [[nodiscard]] std::string const& path() const { return path_; }
    [[nodiscard]] std::string file(std::string const& name) const { return path_ + "/" + name; }
    /// Appends a finished case to journal.ndjson and flushes it: what a kill leaves behind.
    void journal(verdict::CaseResult const& result);
    /// Writes result.json and junit.xml, and JUnit once more to each `--report junit=PATH` and to XML_OUTPUT_FILE.
    /// Each file appears whole or not at all.
    [[nodiscard]] base::Result<void> write(verdict::RunResult const& run, bool strict, std::vector<std::string> const& extra);

  private:
    std::string path_;
    std::ofstream journal_;
};

/// The PATH of each "junit=PATH"; a kind that does not exist is a fault of usage.
[[nodiscard]] base::Result<std::vector<std::string>> junit_paths(std::vector<std::string> const& reports);

} // namespace easel::cli
