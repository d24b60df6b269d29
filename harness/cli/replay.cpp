// `easel replay FILE#CASE`: the same case again, with the same seed and clock, and what became of its failure.
#include "cli/suites.hpp"
#include "cli/terminal.hpp"
#include "cli/workshop.hpp"
#include "report/redact.hpp"
#include "report/report.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace easel::cli {
namespace {

using verdict::CaseResult;
using verdict::Verdict;

std::optional<verdict::RunResult> read_recorded(Replay const& options) {
    std::ifstream in(options.file, std::ios::binary);
    if (!in) {
        std::cerr << "easel: " << options.file << ": cannot be read\n";
        return std::nullopt;
    }
    std::ostringstream text;
    text << in.rdbuf();
    auto recorded = report::read_result_json(text.str(), options.file);
    if (!recorded) {
        std::cerr << "easel: " << to_string(recorded.error()) << "\n";
        return std::nullopt;
    }
    return std::move(*recorded);
}

/// The case as it stands today: from the suites that come with Easel, else from the file it was recorded from.
scenario::Suite find_suite(CaseResult const& recorded) {
    auto suite = load_suites({});
    auto const has = [&](scenario::Suite const& one) {
        return std::any_of(one.cases.begin(), one.cases.end(), [&](auto const& played) { return played.id == recorded.id; });
    };
    if (has(suite) || !std::filesystem::exists(recorded.at.file)) return suite;
    // The id's group tells how far up the suite's root is.
    std::filesystem::path root(recorded.at.file);
    auto const depth = std::count(recorded.group.begin(), recorded.group.end(), '.') + 1;
    for (auto i = depth; i > 0; --i) root = root.parent_path();
    return load_suites({root.empty() ? "." : root.generic_string()});
}

bool good(Verdict verdict) { return verdict == Verdict::passed || verdict == Verdict::informed; }

/// Two failures are the same when they are of the same requirement at the same step, for the same reason.
bool same_cause(CaseResult const& then, CaseResult const& now) {
    auto const* a = then.cause();
    auto const* b = now.cause();
    if (then.verdict != now.verdict || (a == nullptr) != (b == nullptr)) return false;
    return a == nullptr || (a->requirement == b->requirement && a->required == b->required && a->reason == b->reason && a->at.line == b->at.line);
}

std::string sentence(CaseResult const& result) {
    auto const* cause = result.cause();
    auto text = std::string(verdict::to_string(result.verdict));
    if (cause != nullptr) text += ": " + cause->observed;
    return text;
}

} // namespace

int replay(Replay const& options) {
    auto const recorded = read_recorded(options);
    if (!recorded) return exit_bad_file;
    auto const then = std::find_if(recorded->cases.begin(), recorded->cases.end(), [&](auto const& one) { return one.id == options.case_id; });
    if (then == recorded->cases.end()) {
        std::cerr << "easel: " << options.file << " holds no case '" << options.case_id << "'\n";
        return exit_bad_file;
    }
    auto const suite = find_suite(*then);
    auto const played = std::find_if(suite.cases.begin(), suite.cases.end(), [&](auto const& one) { return one.id == options.case_id; });
    if (played == suite.cases.end()) {
        print_problems(suite.problems, suite.documents);
        std::cerr << "easel: ERROR: the scenario of '" << options.case_id << "' is not there any more (" << then->at.file << ")\n";
        return exit_trouble;
    }

    auto choice = options.tool;
    if (choice.file.empty()) {
        // What was recorded for the bundled tool is the path inside the binary.
        choice.file = recorded->tool_file == "fixtures/tools/reference.yaml" ? "reference" : recorded->tool_file;
    }
    for (auto const& [name, value] : recorded->vars) choice.vars.try_emplace(name, value);
    int exit_code = exit_ok;
    std::optional<ChosenTool> tool;
    if (played->needs_tool()) {
        tool = load_tool(choice, exit_code);
        if (!tool) return exit_code;
    }
    WorkshopOptions how;
    how.seed = recorded->seed;
    how.clock.is_virtual = recorded->virtual_clock && (!tool || (tool->file.start && tool->file.start->bundled));
    how.clock.start = recorded->started;
    how.needs_lti13 = how.needs_lti11 = false; // the run has been: a refusal may be what it found
    Workshop workshop(tool, how);
    Workshop::Opened opened;
    std::vector<CaseResult> results;
    auto const ending = workshop.run([&]() -> http::awaitable<void> {
        opened = co_await workshop.open();
        if (opened.ok()) results = co_await play::play_cases(workshop.theatre(), {&*played}, {});
        co_await workshop.close();
    });
    if (ending == Workshop::Ending::interrupted) workshop.leave(exit_interrupted);
    if (ending == Workshop::Ending::terminated) workshop.leave(exit_terminated);
    if (opened.fault || results.empty()) {
        auto const why = opened.fault ? to_string(*opened.fault) : std::string("the setup is wrong; see easel doctor");
        std::cout << "ERROR  " << options.case_id << "\n  " << why << "\n";
        return opened.fault ? std::max<int>(exit_code_of(*opened.fault), exit_unreachable) : exit_unreachable;
    }
    auto const secrets = secrets_of(choice, tool);
    report::Redactor redactor(secrets);
    auto& now = results.front();
    redact(now, redactor);

    bool const error = now.verdict == Verdict::error || now.verdict == Verdict::inconclusive || now.verdict == Verdict::skipped;
    bool const same = same_cause(*then, now);
    auto const word = same && !good(then->verdict) ? "SAME" : good(now.verdict) ? (good(then->verdict) ? "SAME" : "FIXED") : error ? "ERROR" : "DIFFERENT";
    std::cout << word << "  " << options.case_id << "\n  then  " << sentence(*then) << "\n  now   " << sentence(now) << "\n";
    if (options.verbose) {
        report::ConsoleOptions console;
        console.color = wants_color(options.color);
        console.result_path = options.file;
        console.seed = recorded->seed;
        for (auto const* one : {&*then, static_cast<CaseResult const*>(&now)}) {
            std::cout << (one == &now ? "now\n" : "then\n")
                      << report::failure_block(*one, console, source_lines(suite.documents)) << "\n";
        }
    }
    if (std::string_view(word) == "ERROR") return exit_trouble;
    return good(now.verdict) ? exit_ok : exit_failed;
}

} // namespace easel::cli
