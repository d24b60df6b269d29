#include "cli/baseline.hpp"
#include "cli/platform_config.hpp"
#include "cli/reports.hpp"
#include "cli/suites.hpp"
#include "cli/terminal.hpp"
#include "cli/workshop.hpp"
#include "report/redact.hpp"
#include "traffic/checks.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace easel::cli {
namespace {

using verdict::CaseResult;
using verdict::Verdict;
using scenario::Case;

/// Another Canvas meters its clients.
constexpr int most_jobs_elsewhere = 4;

struct Plan {
    scenario::Suite suite;
    std::vector<Case const*> cases;
};

/// Reads and selects; what is wrong has been printed and `exit_code` is set.
std::optional<Plan> make_plan(Run const& options, int& exit_code) {
    Plan plan;
    plan.suite = load_suites(split_names(options.selection.what).paths);
    if (!plan.suite.problems.empty()) {
        print_problems(plan.suite.problems, plan.suite.documents);
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    std::vector<std::string> unknown;
    plan.cases = select(plan.suite, options.selection, unknown);
    yaml::Problems problems;
    check_against_world(plan.cases, load_world("", exit_code).value_or(yaml::Node{}), problems);
    if (!problems.empty()) {
        print_problems(problems, plan.suite.documents);
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    for (auto const& word : unknown) std::cerr << "easel: nothing is called '" << word << "'; see easel list\n";
    if (plan.cases.empty() || !unknown.empty()) {
        if (plan.cases.empty()) std::cerr << "easel: no case selected\n";
        exit_code = options.pass_with_no_tests && plan.cases.empty() ? exit_ok : exit_nothing;
        return std::nullopt;
    }
    return plan;
}

void print_plan(std::vector<Case const*> const& cases) {
    for (auto const* played : cases) std::cout << played->id << "  " << played->title << "\n";
    std::cout << cases.size() << (cases.size() == 1 ? " case" : " cases") << "; nothing was played\n";
}

void print_setup(std::vector<verdict::SetupCheck> const& setup) {
    for (auto const& check : setup) {
        if (check.verdict == Verdict::passed) continue;
        std::cerr << (check.verdict == Verdict::failed ? "setup failed  " : "setup warning ") << check.id << "  " << check.detail << "\n";
        if (!check.hint.empty()) std::cerr << "  " << check.hint << "\n";
    }
}

bool counts_as_failure(CaseResult const& result, bool strict) {
    if (result.unexpected_pass) return true;
    if (result.expected) return false;
    return result.verdict == Verdict::failed || (strict && result.verdict == Verdict::warned);
}

int verdict_of(verdict::RunResult const& result, bool strict, bool baseline_failed) {
    if (baseline_failed) return exit_failed;
    bool error = false;
    for (auto const& played : result.cases) {
        if (counts_as_failure(played, strict)) return exit_failed;
        error = error || played.verdict == Verdict::error;
    }
    return error ? exit_trouble : exit_ok;
}

std::chrono::sys_days today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

} // namespace

int run(Run const& options) {
    int exit_code = exit_ok;
    bool const elsewhere = !options.platform.empty();
    // What has no say must not look as if it had one.
    if (!elsewhere && !options.platform_config.empty()) {
        std::cerr << "easel: --platform-config belongs to --platform URL\n";
        return exit_usage;
    }
    if (elsewhere && !options.clock.empty() && options.clock != "real") {
        std::cerr << "easel: --platform plays on that Canvas's own time, not on --clock " << options.clock << "\n";
        return exit_usage;
    }
    auto wanted = options;
    if (elsewhere && wanted.selection.what.empty()) wanted.selection.what = {"platform"};
    for (auto const& fact : options.disabled_checks) traffic::switch_off(fact);
    auto const plan = make_plan(wanted, exit_code);
    if (!plan) return exit_code;
    if (options.dry_run) {
        print_plan(plan->cases);
        return exit_ok;
    }
    auto const extra_junit = junit_paths(options.reports);
    if (!extra_junit) {
        std::cerr << "easel: " << to_string(extra_junit.error()) << "\n";
        return exit_usage;
    }
    std::optional<ChosenTool> tool;
    bool const needs_tool = std::any_of(plan->cases.begin(), plan->cases.end(), [](auto const* played) { return played->needs_tool(); });
    if (!elsewhere && (needs_tool || !options.tool.file.empty())) {
        tool = load_tool(options.tool, exit_code);
        if (!tool) return exit_code;
    }
    Baseline baseline;
    if (!options.expected_failures.empty()) {
        yaml::Problems problems;
        auto const document = yaml::load(options.expected_failures, options.expected_failures, problems);
        if (problems.empty()) baseline = read_baseline(*document.source, document.file, problems);
        if (!problems.empty()) {
            print_problems(problems, {document});
            return exit_bad_file;
        }
    }
    std::optional<play::Remote> remote;
    if (elsewhere) {
        remote = load_remote(options, exit_code);
        if (!remote) return exit_code;
    }
    // Another Canvas keeps its own time.
    auto const clock = choose_clock(elsewhere ? "real" : options.clock, tool ? &tool->file : nullptr);
    if (!clock) {
        std::cerr << "easel: " << to_string(clock.error()) << "\n";
        return exit_usage;
    }
    auto folder = ReportFolder::make(options.output);
    if (!folder) {
        std::cerr << "easel: " << to_string(folder.error()) << "\n";
        return exit_trouble;
    }

    WorkshopOptions how;
    how.clock = *clock;
    how.seed = options.seed;
    how.wait_for_tool = base::Duration(static_cast<base::Duration::rep>(options.wait_for_tool * 1000));
    how.tool_output = folder->file("tool.log");
    how.remote = std::move(remote);
    Workshop workshop(tool, how);

    report::ConsoleOptions console;
    console.color = wants_color(options.color);
    console.quiet = options.quiet;
    console.verbose = options.verbose;
    console.long_format = options.long_format;
    console.strict = options.strict;
    console.live = is_live() && !options.quiet;
    console.result_path = folder->file("result.json");
    console.seed = options.seed;
    Progress progress(console, plan->cases.size(), source_lines(plan->suite.documents));

    std::vector<std::string> secrets;
    for (auto const& [name, value] : options.tool.secrets) secrets.push_back(value);
    verdict::RunResult result;
    verdict::RunResult about; ///< the run without its cases, for judging each by the baseline as it ends
    Workshop::Opened opened;
    int failures = 0;
    auto const finish_case = [&](CaseResult const& played) {
        auto own = played;
        report::Redactor redactor(secrets);
        redact(own, redactor);
        auto one = about;
        one.cases.push_back(std::move(own));
        (void)apply(one, baseline, today());
        auto& kept = result.cases.emplace_back(std::move(one.cases.front()));
        folder->journal(kept);
        progress.finished(kept);
        if (counts_as_failure(kept, options.strict)) ++failures;
        return options.max_failures == 0 || failures < options.max_failures;
    };
    auto const started = std::chrono::steady_clock::now();
    auto const ending = workshop.run(
        [&]() -> http::awaitable<void> {
            opened = co_await workshop.open();
            workshop.describe(result, plan->cases);
            about = result;
            result.setup = opened.setup;
            if (opened.ok()) {
                print_setup(opened.setup);
                play::PlayOptions playing;
                playing.jobs = elsewhere ? std::min(options.jobs, most_jobs_elsewhere) : options.jobs;
                playing.finished = finish_case;
                (void)co_await play::play_cases(workshop.theatre(), plan->cases, playing);
            }
            co_await workshop.close();
        },
        base::Duration(static_cast<base::Duration::rep>(options.timeout * 1000))
    );
    progress.end();
    std::sort(result.cases.begin(), result.cases.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
    result.interrupted = ending != Workshop::Ending::done;
    if (!result.virtual_clock) {
        result.took = std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - started);
    } else {
        for (auto const& played : result.cases) result.took = std::max(result.took, played.took);
    }
    auto const findings = apply(result, baseline, today());
    for (auto const& line : findings.warnings) std::cerr << line << "\n";
    for (auto const& line : findings.failures) std::cerr << line << "\n";

    auto const written = folder->write(result, options.strict, *extra_junit);
    if (opened.fault) std::cerr << "easel: " << to_string(*opened.fault) << "; nothing was judged\n";
    if (!opened.fault && !opened.ok()) {
        print_setup(opened.setup);
        std::cerr << "easel: the setup is wrong; nothing was judged\n";
    }
    if (opened.ok()) std::cout << report::summary_lines(result, console);
    if (!written) {
        std::cerr << "easel: " << to_string(written.error()) << "\n";
        exit_code = exit_trouble;
    }
    switch (ending) {
    case Workshop::Ending::interrupted: workshop.leave(exit_interrupted);
    case Workshop::Ending::terminated: workshop.leave(exit_terminated);
    case Workshop::Ending::timed_out:
        std::cerr << "easel: the run did not end within --timeout; reports hold what finished\n";
        workshop.leave(exit_timeout);
    case Workshop::Ending::done: break;
    }
    if (exit_code != exit_ok) return exit_code;
    if (opened.fault) return exit_code_of(*opened.fault);
    return opened.ok() ? verdict_of(result, options.strict, !findings.failures.empty()) : exit_unreachable;
}

} // namespace easel::cli
