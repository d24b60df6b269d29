#pragma once

#include "cli/options.hpp"
#include "report/report.hpp"
#include "scenario/scenario.hpp"

#include <functional>
#include <string>

/// What a run shows while it goes on.
namespace easel::cli {

/// Colours as asked, as NO_COLOR and FORCE_COLOR say, else only on a terminal.
[[nodiscard]] bool wants_color(Color choice);

class Progress {
  public:
    Progress(report::ConsoleOptions options, std::size_t total, std::function<std::optional<std::string>(yaml::Position const&)> source_line);
    void finished(verdict::CaseResult const& result);
    /// Ends the live line or the row of dots.
    void end();

  private:
    void live_line(std::string const& text);
    report::ConsoleOptions options_;
    std::size_t total_;
    std::size_t done_ = 0;
    std::size_t column_ = 0;
    bool line_open_ = false;
    std::function<std::optional<std::string>(yaml::Position const&)> source_line_;
};

/// Is standard output a terminal that takes carriage returns (and this is no CI)?
[[nodiscard]] bool is_live();

} // namespace easel::cli
