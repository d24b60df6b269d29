// What the report says in words.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "report/html_parts.hpp"

#include <algorithm>
#include <tuple>

namespace easel::report {

using detail::Ending;
using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;

namespace detail {
namespace {

constexpr std::string_view forged_mark = "ACCEPTED A FORGED LAUNCH: ";

bool begins(std::string_view text, std::string_view with) {
    return text.size() >= with.size() && text.substr(0, with.size()) == with;
}

/// Lower case where an ordinary word begins: no abbreviation, and no name.
std::string continued(std::string text) {
    bool const is_name = begins(text, "Easel") || begins(text, "Canvas");
    bool const is_word =
        text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && ((text[1] >= 'a' && text[1] <= 'z') || text[1] == ' ');
    if (is_word && !is_name) text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

std::string by_tool(std::string sentence) {
    if (begins(sentence, forged_mark)) sentence.erase(0, forged_mark.size());
    for (std::string_view const said : {"The tool ", "the tool ", "your tool "}) {
        if (begins(sentence, said)) return "Your tool " + sentence.substr(said.size());
    }
    return begins(sentence, "Your ") ? sentence : "Your tool: " + sentence;
}

int rank(std::string_view level) {
    int place = 0;
    for (std::string_view const each : {"must", "canvas", "should", "may"}) {
        if (level == each) return place;
        ++place;
    }
    return place;
}

} // namespace

bool is_quiet(CaseResult const& result, verdict::Threshold threshold) {
    auto const how = ending(result, threshold);
    return how == Ending::passed || how == Ending::skipped;
}

std::string spoken_cause(CaseResult const& result, verdict::Threshold threshold) {
    auto const how = ending(result, threshold);
    auto sentence = flat(first_sentence(result));
    switch (how) {
        case Ending::passed:
        case Ending::unexpected_pass:
        case Ending::flaky:
            return sentence;
        case Ending::inconclusive:
        case Ending::skipped:
            return begins(sentence, "Not judged") ? sentence : "Not judged because " + continued(std::move(sentence));
        case Ending::error:
            return begins(sentence, "The harness") ? sentence : "The harness could not judge this: " + sentence;
        case Ending::failed:
        case Ending::warned:
        case Ending::expected_failure:
            break;
    }
    // A case of facts alone asks Canvas, not a tool.
    if (result.requirements.empty() && !result.facts.empty())
        return begins(sentence, "Canvas") ? sentence : "Canvas: " + sentence;
    return by_tool(std::move(sentence));
}

std::string_view actor(traffic::Party party) {
    switch (party) {
        case traffic::Party::browser:
            return "Browser (harness)";
        case traffic::Party::tool:
            return "Your tool";
        case traffic::Party::platform:
            return "Canvas mock";
        case traffic::Party::probe:
            return "Probe (harness)";
    }
    return "Canvas mock";
}

yaml::Position place_of(CaseResult const& result) {
    auto const* const cause = result.cause();
    auto at = cause != nullptr && cause->at.line != 0 ? cause->at : result.at;
    if (at.file.empty()) at.file = result.at.file;
    return at;
}

std::string numbered_lines(std::string const& text, int line, int before, int after) {
    auto lines = base::split(text, '\n');
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    std::string out;
    for (int n = std::max(1, line - before); n <= line + after && static_cast<std::size_t>(n) <= lines.size(); ++n) {
        auto number = std::to_string(n);
        number.insert(0, number.size() < 5 ? 5 - number.size() : 0, ' ');
        out += (n == line ? ">" : " ") + number + " | " + shorten(lines[static_cast<std::size_t>(n) - 1], 160) + "\n";
    }
    return out;
}

std::vector<CaseResult const*> gravest_first(RunResult const& run, std::set<Ending> const& endings) {
    std::vector<CaseResult const*> out;
    for (auto const& result : run.cases) {
        if (endings.contains(ending(result, run.threshold))) out.push_back(&result);
    }
    std::ranges::stable_sort(out, {}, [](CaseResult const* one) {
        return std::tuple(!one->false_accept, rank(one->level), std::string_view(one->id));
    });
    return out;
}

} // namespace detail

std::string_view headline(RunResult const& run) {
    bool judged = false;
    bool advice = false;
    bool error = false;
    for (auto const& result : run.cases) {
        auto const how = detail::ending(result, run.threshold);
        if (how == Ending::failed || how == Ending::unexpected_pass) return "NOT CONFORMANT";
        advice = advice || how == Ending::warned || how == Ending::flaky || how == Ending::expected_failure;
        judged = judged || advice || how == Ending::passed;
        error = error || how == Ending::error;
    }
    if (!judged) return "NOTHING JUDGED";
    // What was not judged might have failed.
    if (run.interrupted || error) return "NOTHING FURTHER JUDGED";
    return advice ? "CONFORMANT WITH ADVICE" : "CONFORMANT";
}

std::string why_partial(RunResult const& run) {
    for (auto const& check : run.setup) {
        if (check.verdict == Verdict::failed) return "Your setup: " + check.detail;
    }
    if (run.interrupted) {
        return "the run was ended before it was done: " + std::to_string(run.cases.size()) + " of " +
               std::to_string(
                   std::max<std::size_t>(static_cast<std::size_t>(std::max(run.selected, 0)), run.cases.size())
               ) +
               " cases had finished";
    }
    auto const errors = std::ranges::count_if(run.cases, [&](auto const& one) {
        return detail::ending(one, run.threshold) == Ending::error;
    });
    if (errors == 0) return {};
    return "the harness could not judge " + std::to_string(errors) + (errors == 1 ? " case" : " cases");
}

std::string case_address(std::string_view folder, std::string_view case_id) {
    auto id = base::percent_encode(case_id);
    // Slashes read better as they are, where the end cannot be taken for a hop or a check.
    auto const end = std::string_view(case_id).substr(case_id.rfind('/') + 1);
    bool const like_a_part =
        end.size() > 1 && (end[0] == 'h' || end[0] == 'k') && base::whole_number(end.substr(1)).has_value();
    if (!like_a_part) id = base::replace_all(std::move(id), "%2F", "/");
    return std::string(folder) + "index.html#/c/" + id;
}

} // namespace easel::report
