#include "base/codec.hpp"
#include "base/text.hpp"
#include "report/explanation.hpp"
#include "report/html.hpp"
#include "report/report.hpp"
#include "report/wording.hpp"

#include <algorithm>

namespace easel::report {

using detail::Ending;
using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;

namespace {

// What GitHub shows of a step: ten of each kind.
constexpr std::size_t annotations_of_a_kind = 10;
constexpr std::size_t rows_of_the_table = 50;

/// The gravest first; 0: nothing to tell.
int gravity(CaseResult const& result, verdict::Threshold threshold) {
    switch (detail::ending(result, threshold)) {
        case Ending::failed:
            if (result.false_accept) return 7;
            return result.verdict == Verdict::failed ? 6 : 5;
        case Ending::unexpected_pass:
            return 4;
        case Ending::error:
            return 3;
        case Ending::flaky:
            return 2;
        case Ending::warned:
            return 1;
        case Ending::passed:
        case Ending::expected_failure:
        case Ending::inconclusive:
        case Ending::skipped:
            return 0;
    }
    return 0;
}

bool is_bad(int gravity) {
    return gravity >= 3;
}

/// Cases worth telling of, the gravest first, else in their order.
std::vector<CaseResult const*> worst_first(RunResult const& run) {
    std::vector<CaseResult const*> out;
    for (auto const& result : run.cases) {
        if (gravity(result, run.threshold) > 0) out.push_back(&result);
    }
    std::ranges::stable_sort(out, std::greater<>(), [&](auto const* one) { return gravity(*one, run.threshold); });
    return out;
}

/// Text that Markdown takes as it is, within a cell, too: a tool's words must not become a link or a tag.
std::string plain(std::string_view text) {
    std::string out;
    for (char const c : detail::visible(text)) {
        if (std::string_view("&<>\"'|`*_[]()~\\#@!$:").find(c) == std::string_view::npos) {
            out += c;
        } else {
            out += "&#" + std::to_string(static_cast<int>(c)) + ";";
        }
    }
    return out;
}

std::string counted(int count, std::string_view what) {
    return std::to_string(count) + " " + std::string(what);
}

std::string counts(RunResult const& run) {
    auto const sum = verdict::summarize(run);
    std::vector<std::string> parts;
    for (auto const& [count, what] : {
             std::pair{sum.failed, "failed"},
             {sum.unexpected_passes, "unexpected passes"},
             {sum.error, "in error"},
             {sum.flaky, "flaky"},
             {sum.warned, "warned"},
             {sum.inconclusive, "inconclusive"},
             {sum.expected, "failed as expected"},
             {sum.skipped, "skipped"},
             {sum.informed, "informed"},
             {sum.passed, "passed"},
         }) {
        if (count > 0) parts.push_back(counted(count, what));
    }
    return counted(sum.cases, sum.cases == 1 ? "case" : "cases") + (parts.empty() ? "" : ": " + base::join(parts, ", "));
}

std::string headline(RunResult const& run, std::vector<CaseResult const*> const& worst) {
    for (auto const& check : run.setup) {
        if (check.verdict == Verdict::failed) return "The setup is wrong; nothing was judged";
    }
    auto const bad = std::ranges::count_if(worst, [&](auto const* one) { return is_bad(gravity(*one, run.threshold)); });
    if (bad == 0) return run.interrupted ? "Interrupted; nothing failed so far" : "Everything judged is as expected";
    auto const forged = std::ranges::count_if(worst, [](auto const* one) { return one->false_accept; });
    return counted(static_cast<int>(bad), bad == 1 ? "case" : "cases") + " did not end well" +
           (forged > 0 ? "; the tool accepts forged launches" : "");
}

std::string requirement(CaseResult const& result) {
    auto const* const cause = result.cause();
    if (cause && !cause->requirement.empty()) return cause->requirement;
    return result.requirements.empty() ? "" : result.requirements.front();
}

/// Of a workflow command: what stands behind `::`, and what stands between the commas before it.
std::string command_text(std::string_view text) {
    std::string out;
    for (char const c : text) {
        if (c == '%') out += "%25";
        else if (c == '\r') out += "%0D";
        else if (c == '\n') out += "%0A";
        else out += c;
    }
    return out;
}

std::string command_property(std::string_view text) {
    return base::replace_all(base::replace_all(command_text(text), ":", "%3A"), ",", "%2C");
}

}  // namespace

std::string github_summary(RunResult const& run, std::size_t most) {
    detail::Explanation const words(run, "result.json");
    auto const worst = worst_first(run);
    auto const title = "## Easel: " + headline(run, worst) + "\n\n" + plain(counts(run)) + ". Tool: " +
                       plain(words.line(run.tool_name)) + ", seed " + std::to_string(run.seed) +
                       (run.shard ? ", shard " + verdict::to_string(*run.shard) : std::string()) + ", easel " + run.version + ".\n";
    auto out = title;
    for (auto const& check : run.setup) {
        if (check.verdict != Verdict::failed) continue;
        out += "\n- " + plain(words.line(check.id + ": " + check.detail)) + "\n";
    }
    auto const more = [&](std::size_t left) { return "\n" + std::to_string(left) + " more, see index.html.\n"; };
    constexpr std::size_t closing = 200;  // room for "n more" and the end of a fold
    if (out.size() + closing > most) return out.size() <= most ? out : std::string();
    if (!worst.empty()) out += "\n| Case | Verdict | First cause | Requirement |\n|---|---|---|---|\n";
    std::size_t shown = 0;
    for (; shown < worst.size() && shown < rows_of_the_table; ++shown) {
        auto const& result = *worst[shown];
        auto const row = "| " + plain(words.line(result.id + " " + result.title)) + " | " +
                         std::string(detail::to_string(detail::ending(result, run.threshold))) + " | " +
                         plain(words.message(result)) + " | " + plain(requirement(result)) + " |\n";
        if (out.size() + row.size() + closing > most) break;
        out += row;
    }
    if (shown < worst.size()) out += more(worst.size() - shown);
    std::string folds;
    std::size_t folded = 0;
    for (std::size_t i = 0; i < shown; ++i, ++folded) {
        auto const& result = *worst[i];
        auto const fold = "\n<details><summary>" + plain(result.id) + "</summary>\n\n<pre>" +
                          base::html_escape(detail::shorten(words.details(result), 20'000)) + "</pre>\n</details>\n";
        if (out.size() + folds.size() + fold.size() + closing > most) break;
        folds += fold;
    }
    out += folds;
    if (folded < shown) out += "\nDetails of " + std::to_string(shown - folded) + " more: see index.html.\n";
    return out;
}

std::string github_annotations(RunResult const& run) {
    detail::Explanation const words(run, "result.json");
    std::string out;
    for (bool const bad : {true, false}) {
        std::vector<CaseResult const*> of_kind;
        for (auto const* const one : worst_first(run)) {
            if (is_bad(gravity(*one, run.threshold)) == bad) of_kind.push_back(one);
        }
        std::string const kind = bad ? "::error" : "::warning";
        // The tenth is the count where there are more.
        auto const shown = of_kind.size() > annotations_of_a_kind ? annotations_of_a_kind - 1 : of_kind.size();
        for (std::size_t i = 0; i < shown; ++i) {
            auto const& result = *of_kind[i];
            auto at = result.at;
            if (auto const* const cause = result.cause(); cause && cause->at.line != 0) at = cause->at;
            if (at.file.empty()) at.file = result.at.file;
            auto text = words.message(result);
            if (auto const id = requirement(result); !id.empty()) text += " [" + id + "]";
            text += "\n" + case_address("", result.id) + "\n" + detail::replay_command("result.json", result.id);
            out += kind + " ";
            if (!at.file.empty()) out += "file=" + command_property(at.file) + ",line=" + std::to_string(at.line) + ",";
            out += "title=" + command_property(words.line(result.id)) + "::" + command_text(text) + "\n";
        }
        if (shown < of_kind.size()) {
            out += kind + " title=Easel::" + std::to_string(of_kind.size() - shown) + " more, see index.html\n";
        }
    }
    return out;
}

}  // namespace easel::report
