#include "cli/terminal.hpp"

#include <cstdlib>
#include <iostream>

#include <unistd.h>

namespace easel::cli {
namespace {

bool set_in_environment(char const* name) {
    auto const* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

bool noteworthy(verdict::CaseResult const& result, bool strict) {
    if (result.unexpected_pass) return true;
    if (result.expected) return false;
    return result.verdict == verdict::Verdict::failed || result.verdict == verdict::Verdict::error ||
           (strict && result.verdict == verdict::Verdict::warned);
}

constexpr std::size_t dots_per_line = 80;

} // namespace

bool wants_color(Color choice) {
    if (choice != Color::automatic) return choice == Color::always;
    if (set_in_environment("NO_COLOR")) return false;
    if (set_in_environment("FORCE_COLOR")) return true;
    return isatty(STDOUT_FILENO) == 1;
}

bool is_live() { return isatty(STDOUT_FILENO) == 1 && !set_in_environment("CI"); }

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
    bool const shown = noteworthy(result, options_.strict);
    if (shown || options_.verbose) {
        end();
        if (shown && options_.long_format) {
            std::cout << report::failure_block(result, options_, source_line_) << "\n";
        } else {
            std::cout << report::dot(result, options_.strict) << " " << verdict::to_string(result.verdict) << "  " << result.id;
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
        std::cout << report::dot(result, options_.strict);
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
