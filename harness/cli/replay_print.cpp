// What a replay found, for people and for programs.
#include "cli/replay_print.hpp"

#include "base/json.hpp"
#include "cli/suites.hpp"
#include "cli/terminal.hpp"
#include "report/report.hpp"

#include <algorithm>
#include <iostream>

namespace easel::cli {
namespace {

using replay::AlignedHop;
using replay::Outcome;

std::string sentence(verdict::CaseResult const& result) {
    auto const* cause = result.cause();
    auto text = std::string(verdict::to_string(result.verdict));
    if (cause != nullptr) text += ": " + cause->observed;
    return text;
}

std::string brief(std::string const& text, bool whole) {
    constexpr std::size_t most = 100;
    auto one_line = text.empty() ? std::string("(nothing)") : text;
    std::replace(one_line.begin(), one_line.end(), '\n', ' ');
    return whole || one_line.size() <= most ? one_line : one_line.substr(0, most) + "...";
}

void print_hops(std::vector<AlignedHop> const& hops, bool all) {
    constexpr int most = 10;
    int shown = 0;
    for (auto const& hop : hops) {
        if (!all && hop.is_same()) continue;
        if (!all && ++shown > most) {
            std::cout << "  further hops differ; -v shows them\n";
            return;
        }
        auto const* const sign = hop.then == 0 ? "⊕" : hop.now == 0 ? "⊖" : hop.is_same() ? "=" : "≠";
        std::cout << "  " << sign << " hop " << (hop.then > 0 ? hop.then : hop.now) << "  " << hop.title
                  << (hop.then == 0  ? "  (only now)"
                      : hop.now == 0 ? "  (only then)"
                                     : "")
                  << "\n";
        for (auto const& one : hop.differences) {
            if (one.expected && !all) continue;
            std::cout << "      " << one.path << (one.expected ? "  made anew\n" : "\n");
            std::cout << "        then " << brief(one.then, all) << "\n        now  " << brief(one.now, all) << "\n";
        }
    }
}

void print_substitutions(std::vector<replay::Substitution> const& all, bool list) {
    std::cout << "  " << all.size() << (all.size() == 1 ? " value substituted\n" : " values substituted\n");
    if (!list) return;
    for (auto const& one : all)
        std::cout << "    " << one.name << " (hop " << one.hop << ")  " << brief(one.then, false) << " -> "
                  << brief(one.now, false) << "\n";
}

} // namespace

void print_outcome(
    Replay const& options,
    Outcome const& outcome,
    replay::Kind kind,
    std::uint64_t seed,
    std::vector<yaml::Document> const& documents,
    bool alone
) {
    if (options.json) {
        std::cout << base::dump(replay::to_json(outcome, kind)) << "\n";
        return;
    }
    std::cout << to_string(outcome.word) << "  " << outcome.then.id << "\n";
    if (!alone && !options.verbose) {
        if (outcome.word != replay::Word::same && outcome.word != replay::Word::fixed)
            std::cout << "  " << outcome.why << "\n";
        return;
    }
    std::cout << "  then  " << sentence(outcome.then) << "\n";
    if (outcome.now) std::cout << "  now   " << sentence(*outcome.now) << "\n";
    std::cout << "  " << outcome.why << "\n";
    if (!outcome.now) return;
    print_substitutions(outcome.substitutions, options.verbose);
    print_hops(outcome.hops, options.verbose);
    if (!options.verbose) return;
    report::ConsoleOptions console;
    console.color = wants_color(options.color);
    console.result_path = options.file;
    console.seed = seed;
    for (auto const* one : {&outcome.then, &*outcome.now}) {
        std::cout << (one == &outcome.then ? "then\n" : "now\n")
                  << report::failure_block(*one, console, source_lines(documents)) << "\n";
    }
}

} // namespace easel::cli
