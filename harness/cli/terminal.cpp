#include "cli/terminal.hpp"

#include "cli/environment.hpp"

#include <iostream>

#include <unistd.h>

namespace easel::cli {
namespace {

bool noteworthy(verdict::CaseResult const& result, verdict::Threshold threshold) {
    return verdict::counts_as_failure(result, threshold) || result.verdict == verdict::Verdict::error;
}

constexpr std::size_t dots_per_line = 80;

} // namespace

bool wants_color(Color choice) {
    if (choice != Color::automatic) return choice == Color::always;
    if (variable("NO_COLOR")) return false;
    if (auto const force = variable("FORCE_COLOR")) return *force != "0" && *force != "false";
    return isatty(STDOUT_FILENO) == 1;
}

bool is_live() { return isatty(STDOUT_FILENO) == 1 && !variable("CI"); }

Progress::Progress(
    report::ConsoleOptions options, std::size_t total, std::function<std::optional<std::string>(yaml::Position const&)> source_line
)
    : options_(std::move(options)), total_(total), source_line_(std::move(source_line)) {}

void Progress::live_line(std::string const& text) {
    std::cout << "\r\x1b[K" << text << std::flush;
    line_open_ = true;
}

void Progress::finished(verdict::CaseResult const& result) {
    ++done_;
    bool const shown = noteworthy(result, options_.threshold);
    if (shown || options_.verbose) {
        end();
        if (shown && options_.long_format) {
            std::cout << report::failure_block(result, options_, source_line_) << "\n";
        } else {
            std::cout << report::dot(result, options_.threshold) << " " << verdict::to_string(result.verdict) << "  " << result.id;
            if (!result.reason.empty()) std::cout << "  " << result.reason;
            else if (auto const* cause = result.cause()) std::cout << "  " << cause->observed;
            std::cout << "\n";
        }
        column_ = 0;
    }
    if (options_.quiet || options_.verbose) return;
    auto const count = std::to_string(done_) + "/" + std::to_string(total_);
    if (options_.live) {
        live_line(count + "  " + result.id);
    } else if (!shown) {
        std::cout << report::dot(result, options_.threshold);
        line_open_ = true;
        if (++column_ % dots_per_line == 0) std::cout << "  " << count << "\n";
        std::cout << std::flush;
    }
}

void Progress::end() {
    if (!line_open_) return;
    if (options_.live) {
        std::cout << "\r\x1b[K" << std::flush;
    } else if (column_ % dots_per_line != 0) {
        std::cout << "  " << done_ << "/" << total_ << "\n";
    }
    column_ = 0;
    line_open_ = false;
}

} // namespace easel::cli
