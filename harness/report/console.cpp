#include "base/text.hpp"
#include "report/html.hpp"
#include "report/report.hpp"
#include "report/wording.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace easel::report {

using detail::Ending;
using verdict::CaseResult;
using verdict::Verdict;

namespace {

constexpr std::size_t width = 100;
constexpr std::size_t label_width = 13;
constexpr std::size_t heading_width = 72;  // level and time stand right of it

std::string_view symbol(Ending ending) {
    switch (ending) {
        case Ending::passed:
            return "✓";
        case Ending::warned:
            return "!";
        case Ending::flaky:
            return "±";
        case Ending::failed:
            return "✗";
        case Ending::expected_failure:
            return "✗";
        case Ending::unexpected_pass:
            return "✓";
        case Ending::inconclusive:
            return "?";
        case Ending::skipped:
            return "°";
        case Ending::error:
            return "E";
    }
    return "E";
}

std::string_view color(Ending ending) {
    switch (ending) {
        case Ending::failed:
        case Ending::unexpected_pass:
        case Ending::error:
            return "\x1b[31m";  // red
        case Ending::warned:
        case Ending::flaky:
        case Ending::expected_failure:
        case Ending::inconclusive:
            return "\x1b[33m";  // yellow
        case Ending::skipped:
            return "\x1b[2m";
        case Ending::passed:
            return "\x1b[32m";
    }
    return {};
}

std::string painted(std::string text, std::string_view with, ConsoleOptions const& options) {
    return options.color && !with.empty() ? std::string(with) + text + "\x1b[0m" : text;
}

std::string clean(std::string_view text) {
    return detail::visible(detail::flat(text));
}

std::string pad(std::string text, std::size_t columns) {
    auto const length = detail::characters(text);
    if (length < columns) text.append(columns - length, ' ');
    return text;
}

/// Words in lines of at most `columns` characters; what does not fit into `most` lines ends in "…".
std::vector<std::string> wrap(std::string const& text, std::size_t columns, std::size_t most) {
    std::vector<std::string> lines;
    std::string line;
    for (auto word : base::split(text, ' ')) {
        if (!line.empty() && detail::characters(line) + 1 + detail::characters(word) > columns) {
            lines.push_back(std::exchange(line, {}));
        }
        while (detail::characters(word) > columns) {  // a URL, say: cut hard
            std::size_t end = 0;
            while (detail::characters(std::string_view(word).substr(0, end + 1)) <= columns) ++end;
            lines.push_back(word.substr(0, end));
            word.erase(0, end);
        }
        line += (line.empty() ? "" : " ") + word;
    }
    if (!line.empty()) lines.push_back(line);
    if (lines.size() > most) {
        lines.resize(most);
        lines.back() = detail::shorten(lines.back(), columns - 2) + " …";
    }
    return lines;
}

class Block {
  public:
    Block(CaseResult const& result, ConsoleOptions const& options)
        : result_(result),
          options_(options),
          ending_(detail::ending(result, options.threshold)),
          cause_(result.cause()) {}

    std::string text(std::function<std::optional<std::string>(yaml::Position const&)> const& source_line) {
        heading();
        place(source_line);
        requirement();
        if (result_.false_accept) row("danger", "ACCEPTED A FORGED LAUNCH", 1);
        auto const* const shown = ending_ == Ending::unexpected_pass ? nullptr : cause_;
        bool const unjudged =
            ending_ == Ending::inconclusive || ending_ == Ending::skipped || ending_ == Ending::error || !shown;
        if (unjudged) row("because", detail::first_sentence(result_), 3);
        if (shown) {
            row("expected", shown->required, 3);
            auto const hops = detail::hop_list(shown->hops);
            auto const observed =
                hops.empty() || shown->observed.empty() ? shown->observed : shown->observed + " (" + hops + ")";
            // Unjudged for what was observed: said already.
            if (!unjudged || shown->observed != detail::first_sentence(result_)) row("observed", observed, 4);
            row("nearest", shown->near_miss, 2);
            row("evidence", base::join(shown->evidence, ", "), 1);
        }
        if (ending_ == Ending::expected_failure) row("foreseen", result_.expected_reason, 2);
        if (result_.reaction == "retried-blindly") {
            row("likely", "the retry loop does not tell permanent (4xx) from transient failures", 1);
        }
        row("faults", base::join(result_.faults, " | "), 2);
        if (shown) row("try", shown->hint, 2);
        others();
        auto const slash = options_.result_path.rfind('/');
        if (!options_.result_path.empty()) {
            row("report", case_address(slash == std::string::npos ? "" : options_.result_path.substr(0, slash + 1), result_.id), 0);
        }
        row("replay",
            detail::replay_command(options_.result_path, result_.id) + "      seed " + std::to_string(options_.seed),
            0);
        return std::move(out_);
    }

  private:
    CaseResult const& result_;
    ConsoleOptions const& options_;
    Ending ending_;
    verdict::Check const* cause_;
    std::string out_;

    [[nodiscard]] yaml::Position at() const {
        if (!cause_ || cause_->at.line == 0) return result_.at;
        auto at = cause_->at;
        if (at.file.empty()) at.file = result_.at.file;
        return at;
    }

    void row(std::string_view label, std::string const& text, std::size_t most_lines) {
        auto const cleaned = most_lines == 0 ? detail::visible(text) : clean(text);  // 0: a command, as it is
        if (cleaned.empty()) return;
        auto const columns = width - 2 - label_width;
        auto const lines = most_lines == 0
                               ? std::vector{cleaned}
                               : wrap(detail::shorten(cleaned, (most_lines + 1) * columns), columns, most_lines);
        auto name = std::string(label);
        for (auto const& line : lines) out_ += "  " + pad(std::exchange(name, {}), label_width) + line + "\n";
    }

    void heading() {
        auto mark = std::string(symbol(ending_));
        if (!options_.live) mark += " " + std::string(detail::to_string(ending_));  // a log must not rest on symbols
        auto const rest = "  " + detail::shorten(clean(result_.title), 70);
        auto const plain = mark + " " + result_.id + rest;
        auto const level = result_.level.empty() ? std::string() : "[" + result_.level + "]  ";
        auto const columns = detail::characters(plain);
        auto const gap = std::string(columns + 2 > heading_width ? 2 : heading_width - columns, ' ');
        out_ += painted(mark + " " + result_.id, color(ending_), options_) + rest + gap + level +
                detail::seconds(result_.took, 2) + "s\n";
    }

    void place(std::function<std::optional<std::string>(yaml::Position const&)> const& source_line) {
        auto const where = at();
        if (where.line == 0) return;
        out_ += "  " + clean(yaml::to_string(where)) + "\n";
        auto const source = source_line ? source_line(where) : std::nullopt;
        if (!source) return;
        auto number = std::to_string(where.line);
        number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
        auto const line = base::replace_all(*source, "\t", " ");
        out_ += number + " | " + detail::shorten(detail::visible(line), width - 8) + "\n";
        auto const column = static_cast<std::size_t>(std::max(where.column, 1)) - 1;
        if (column > width - 30) return;  // the caret's line would be off the screen
        std::string note = caret_note();
        if (cause_ && !cause_->hops.empty()) note += " (" + detail::hop_list(cause_->hops) + ")";
        out_ += std::string(number.size(), ' ') + " | " + std::string(column, ' ') +
                painted("^^^", color(ending_), options_) + " " + detail::shorten(note, width - column - 12) + "\n";
    }

    [[nodiscard]] std::string caret_note() const {
        switch (ending_) {
            case Ending::failed:
            case Ending::warned:
            case Ending::expected_failure:
                return "not met";
            case Ending::unexpected_pass:
            case Ending::passed:
            case Ending::flaky:
                return "met";
            case Ending::inconclusive:
                return "not judged";
            case Ending::skipped:
                return "not played";
            case Ending::error:
                return "stopped here";
        }
        return "stopped here";
    }

    void requirement() {
        auto id = cause_ ? cause_->requirement : std::string();
        bool const fact = result_.requirements.empty();  // fact cases carry no requirements
        if (id.empty() && !result_.requirements.empty()) id = result_.requirements.front();
        if (id.empty() && !result_.facts.empty()) id = result_.facts.front();
        if (!id.empty()) row(fact ? "fact" : "requirement", id + "   easel explain " + id, 0);
    }

    /// What else was not met: the block explains the first cause only.
    void others() {
        std::string ids;
        for (auto const& check : result_.checks) {
            bool const met = check.verdict == Verdict::passed || check.verdict == Verdict::informed;
            if (met || &check == cause_) continue;
            ids += (ids.empty() ? "" : ", ") + check.id + " " + std::string(verdict::to_string(check.verdict));
            if (!check.requirement.empty()) ids += " (" + check.requirement + ")";
        }
        row("and", ids, 2);
    }
};

std::string counted(int count, std::string_view one, std::string_view many) {
    return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

/// How the turns of a case that ended differently ended.
std::string flaky_sentence(CaseResult const& result) {
    std::string out = std::string(verdict::to_string(result.verdict)) + " in the end, after " +
                      counted(result.turns, "turn", "turns");
    for (auto const& turn : result.other_turns) {
        out += "; " + std::string(verdict::to_string(turn.verdict)) + ": " + detail::first_sentence(turn);
    }
    return out;
}

/// Why cases were not judged, most frequent first: nothing is left out silently.
std::string reasons(verdict::RunResult const& run, Verdict verdict, std::size_t most) {
    std::map<std::string, int> counts;
    for (auto const& result : run.cases) {
        if (result.verdict == verdict) ++counts[clean(detail::first_sentence(result))];
    }
    std::vector<std::pair<std::string, int>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, [](auto const& a, auto const& b) { return a.second > b.second; });
    std::string out;
    for (std::size_t i = 0; i < sorted.size() && i < most; ++i) {
        auto const label = pad("  " + std::string(verdict::to_string(verdict)), 2 + label_width);
        out += label + detail::shorten(std::to_string(sorted[i].second) + " × " + sorted[i].first, width - 15) + "\n";
    }
    if (sorted.size() > most) {
        out += pad("", 2 + label_width) + "and " +
               counted(static_cast<int>(sorted.size() - most), "other reason", "other reasons") + "\n";
    }
    return out;
}

/// Each warned case in a line of its own; nothing else names them.
std::string warnings(verdict::RunResult const& run, verdict::Threshold threshold) {
    constexpr std::size_t most = 20;
    std::string out;
    std::size_t count = 0;
    for (auto const& result : run.cases) {
        if (detail::ending(result, threshold) != Ending::warned || ++count > most) continue;
        out += pad("  warned", 2 + label_width) + detail::shorten(result.id + ": " + clean(detail::first_sentence(result)), width - 15) + "\n";
    }
    if (count > most) out += pad("", 2 + label_width) + "and " + std::to_string(count - most) + " more; -v names each\n";
    return out;
}

}  // namespace

std::string failure_block(
    CaseResult const& result,
    ConsoleOptions const& options,
    std::function<std::optional<std::string>(yaml::Position const&)> const& source_line
) {
    if (options.long_format) return Block(result, options).text(source_line);
    auto const how = detail::ending(result, options.threshold);
    auto at = result.at;
    if (auto const* const cause = result.cause(); cause && cause->at.line != 0) at = cause->at;
    if (at.file.empty()) at.file = result.at.file;
    return clean(yaml::to_string(at)) + ": " + painted(std::string(detail::to_string(how)), color(how), options) +
           ": " + result.id + ": " + detail::shorten(clean(detail::first_sentence(result)), 200) +
           (result.level.empty() ? "" : " [" + result.level + "]") + "\n";
}

std::string_view dot(CaseResult const& result, verdict::Threshold threshold) {
    switch (detail::ending(result, threshold)) {
        case Ending::passed:
            return "·";
        case Ending::warned:
            return "W";
        case Ending::flaky:
            return "±";
        case Ending::failed:
            return "F";
        case Ending::expected_failure:
            return "x";
        case Ending::unexpected_pass:
            return "X";
        case Ending::inconclusive:
            return "?";
        case Ending::skipped:
            return "°";
        case Ending::error:
            return "E";
    }
    return "E";
}

std::string summary_lines(verdict::RunResult const& run, ConsoleOptions const& options) {
    std::map<Ending, int> counts;
    int informed = 0;
    std::string out;
    base::Duration stage_time{0};
    for (auto const& result : run.cases) {
        auto const how = detail::ending(result, options.threshold);
        if (how == Ending::passed && result.verdict == Verdict::informed) {
            ++informed;
        } else {
            ++counts[how];
        }
        stage_time += result.took;
        if (how == Ending::failed && result.false_accept) {
            out += painted("ACCEPTED A FORGED LAUNCH", color(how), options) + "  " + result.id + "\n";
        }
        if (result.flaky) {
            out += painted("flaky", color(Ending::flaky), options) + "  " + result.id + "  " +
                   detail::shorten(clean(flaky_sentence(result)), width - 10) + "\n";
        }
    }
    if (run.interrupted) out += "NOTHING FURTHER JUDGED: the run was interrupted; what finished is reported\n";
    if (!options.quiet) {
        if (!options.verbose) out += warnings(run, options.threshold);
        auto const most = options.verbose ? run.cases.size() : std::size_t{5};
        out += reasons(run, Verdict::error, most) + reasons(run, Verdict::inconclusive, most) +
               reasons(run, Verdict::skipped, most);
    }
    std::vector<std::string> parts;
    auto const add = [&](int count, std::string_view one, std::string_view many, std::string_view with) {
        if (count > 0) parts.push_back(painted(counted(count, one, many), with, options));
    };
    add(counts[Ending::failed], "failed", "failed", color(Ending::failed));
    add(counts[Ending::unexpected_pass], "unexpected pass", "unexpected passes", color(Ending::unexpected_pass));
    add(counts[Ending::error], "error", "errors", color(Ending::error));
    add(counts[Ending::flaky], "flaky", "flaky", color(Ending::flaky));
    add(counts[Ending::inconclusive], "inconclusive", "inconclusive", color(Ending::inconclusive));
    add(counts[Ending::warned], "warned", "warned", color(Ending::warned));
    add(counts[Ending::expected_failure], "expected failure", "expected failures", color(Ending::expected_failure));
    add(counts[Ending::skipped], "skipped", "skipped", color(Ending::skipped));
    add(informed, "informed", "informed", "");
    add(counts[Ending::passed], "passed", "passed", color(Ending::passed));
    out += counted(static_cast<int>(run.cases.size()), "case", "cases") +
           (parts.empty() ? "" : ": " + base::join(parts, ", ")) + "   (seed " + std::to_string(run.seed) + ", " +
           detail::seconds(run.virtual_clock ? stage_time : run.took, 1) + " s" +
           (run.virtual_clock ? " of stage time)\n" : ")\n");
    if (!options.result_path.empty()) {
        auto const slash = options.result_path.rfind('/');
        out +=
            "report: " + (slash == std::string::npos ? std::string(".") : options.result_path.substr(0, slash)) + "\n";
    }
    return out;
}

}  // namespace easel::report
