#include "cli/baseline.hpp"
#include "cli/baseline_update.hpp"
#include "cli/case_player.hpp"
#include "cli/environment.hpp"
#include "cli/last_run.hpp"
#include "cli/outcome.hpp"
#include "cli/platform_config.hpp"
#include "cli/profile.hpp"
#include "cli/reports.hpp"
#include "cli/sharding.hpp"
#include "cli/suites.hpp"
#include "cli/terminal.hpp"
#include "cli/ui.hpp"
#include "cli/workshop.hpp"
#include "play/estimate.hpp"
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
    std::vector<Case const*> selection;
    std::vector<Case const*> cases;     ///< of the selection, this shard's
    std::vector<std::string> paths;     ///< scenario files and folders given
    std::vector<std::string> to_repeat; ///< what failed in the run before, where that is what is played
    std::optional<verdict::Shard> shard;
    Timings timings;
};

int refused(base::Fault const& fault) {
    std::cerr << "easel: " << to_string(fault) << "\n";
    return exit_code_of(fault);
}

/// `--last-failed` and `--rerun`: exactly the cases that these name. False: it has been said why there are none.
bool choose_again(Run const& options, Selection& selection, std::vector<std::string>& ids, int& exit_code) {
    auto const last = load_last_run(choose_output(options.output));
    if (options.last_failed) {
        if (!last) {
            exit_code = refused(last.error());
            return false;
        }
        ids = last->failed;
        if (ids.empty()) {
            std::cerr << "easel: nothing failed in the last run\n";
            exit_code = options.pass_with_no_tests ? exit_ok : exit_nothing;
            return false;
        }
    }
    ids.insert(ids.end(), options.rerun.begin(), options.rerun.end());
    auto const named = split_names(selection.what);
    if (named.paths.empty() && last) selection.what.insert(selection.what.end(), last->paths.begin(), last->paths.end());
    // Cases that are left out unless they are named are named now.
    if (named.words.empty()) selection.what.insert(selection.what.end(), ids.begin(), ids.end());
    return true;
}

/// Reads and selects; what is wrong has been printed and `exit_code` is set.
std::optional<Plan> make_plan(Run const& options, Profile const* profile, int& exit_code) {
    Plan plan;
    auto selection = options.selection;
    std::vector<std::string> again;
    bool const plays_again = options.last_failed || !options.rerun.empty();
    if (plays_again && !choose_again(options, selection, again, exit_code)) return std::nullopt;
    plan.paths = split_names(selection.what).paths;
    plan.suite = load_suites(plan.paths);
    if (!plan.suite.problems.empty()) {
        print_problems(plan.suite.problems, plan.suite.documents);
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    std::vector<std::string> unknown;
    selection.all = profile != nullptr && !profile->plays.empty();
    plan.selection = select(plan.suite, selection, unknown);
    if (profile != nullptr) plan.selection = of_profile(*profile, plan.selection);
    if (plays_again) {
        auto const is_meant = [&](Case const* played) { return std::find(again.begin(), again.end(), played->id) != again.end(); };
        std::erase_if(plan.selection, [&](auto const* played) { return !is_meant(played); });
        // A case that failed once may have been renamed since; one that is asked for has to be there.
        std::erase_if(unknown, [&](auto const& word) {
            return std::find(options.rerun.begin(), options.rerun.end(), word) == options.rerun.end();
        });
    }
    if (options.last_failed) plan.to_repeat = again;
    yaml::Problems problems;
    check_against_world(plan.selection, load_world("", exit_code).value_or(yaml::Node{}), problems);
    if (!problems.empty()) {
        print_problems(problems, plan.suite.documents);
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    print_unknown(unknown, plan.suite);
    if (plan.selection.empty() || !unknown.empty()) {
        if (plan.selection.empty()) std::cerr << "easel: no case selected\n";
        exit_code = options.pass_with_no_tests && plan.selection.empty() ? exit_ok : exit_nothing;
        return std::nullopt;
    }
    auto const shard = choose_shard(options.shard);
    auto timings = load_timings(options.timings);
    if (!shard || !timings) {
        exit_code = refused(!shard ? shard.error() : timings.error());
        return std::nullopt;
    }
    plan.shard = *shard;
    plan.timings = *std::move(timings);
    if (!plan.shard) {
        plan.cases = plan.selection;
        return plan;
    }
    std::vector<std::string> ids;
    for (auto const* played : plan.selection) ids.push_back(played->id);
    for (auto const i : part_of(ids, plan.timings, *plan.shard)) plan.cases.push_back(plan.selection[i]);
    return plan;
}

void print_plan(std::vector<Case const*> const& cases) {
    for (auto const* played : cases) std::cout << played->id << "  " << played->title << "\n";
    std::cout << cases.size() << (cases.size() == 1 ? " case" : " cases") << "; nothing was played\n";
}

/// How long the run would wait, by the limits of the tool file; without one by those that it would have.
int print_wait(Run const& options, std::vector<Case const*> const& cases) {
    std::optional<ChosenTool> tool;
    int exit_code = exit_ok;
    if (names_tool(options.tool)) {
        tool = load_tool(options.tool, exit_code);
        if (!tool) return exit_code;
    }
    auto const clock = choose_clock(tool ? options.clock : "real", tool ? &tool->file : nullptr);
    if (!clock) {
        std::cerr << "easel: " << to_string(clock.error()) << "\n";
        return exit_usage;
    }
    bool const bundled = tool && tool->file.start && tool->file.start->bundled;
    auto const limits = tool ? tool->file.limits : tool::Limits();
    std::cout << "It would take "
              << (clock->is_virtual ? "no waiting: the clock is virtual" : describe(play::estimate(cases, limits, bundled))) << "\n";
    return exit_ok;
}

void print_setup(std::vector<verdict::SetupCheck> const& setup) {
    for (auto const& check : setup) {
        if (check.verdict == Verdict::passed) continue;
        std::cerr << (check.verdict == Verdict::failed ? "setup failed  " : "setup warning ") << check.id << "  " << check.detail << "\n";
        if (!check.hint.empty()) std::cerr << "  " << check.hint << "\n";
    }
}

/// Why there are no further cases, where the result cannot know; "" otherwise.
std::string why_ended(Workshop::Ending ending, Workshop::Opened const& opened) {
    switch (ending) {
    case Workshop::Ending::interrupted: return "the run was interrupted (SIGINT)";
    case Workshop::Ending::terminated: return "the run was terminated (SIGTERM)";
    case Workshop::Ending::timed_out: return "the run did not end within --timeout";
    case Workshop::Ending::done: break;
    }
    return opened.fault ? to_string(*opened.fault) : std::string();
}

std::chrono::sys_days today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

} // namespace

int run(Run const& options) {
    PrematureExitFile const premature;
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
    wanted.selection.only = bazel_filter();
    wanted.output = choose_output(options.output);
    auto const date = source_date();
    if (!date) return refused(date.error());
    auto const* const profile = options.profile.empty() ? nullptr : find_profile(options.profile);
    if (!options.profile.empty() && profile == nullptr) {
        std::cerr << "easel: no profile is called '" << options.profile << "'; see easel list profiles\n";
        return exit_usage;
    }
    wanted.selection.slow = options.tool.file == "reference" && options.clock != "real";
    for (auto const& fact : options.disabled_checks) traffic::switch_off(fact);
    auto const plan = make_plan(wanted, profile, exit_code);
    if (!plan) return exit_code;
    if (options.dry_run) {
        print_plan(plan->cases);
        return elsewhere ? exit_ok : print_wait(options, plan->cases);
    }
    auto const reports = read_report_choices(options.reports);
    if (!reports) return refused(reports.error());
    std::optional<ChosenTool> tool;
    bool const needs_tool = std::any_of(plan->selection.begin(), plan->selection.end(), [](auto const* played) { return played->needs_tool(); });
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
    auto folder = ReportFolder::make(wanted.output);
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
    auto const plays = [&](bool lti11) {
        return std::any_of(plan->cases.begin(), plan->cases.end(), [&](auto const* one) {
            return one->needs_tool() && one->is_lti11() == lti11;
        });
    };
    how.needs_lti13 = options.doctor && plays(false);
    how.needs_lti11 = options.doctor && plays(true);
    Workshop workshop(tool, how);

    report::ConsoleOptions console;
    console.color = wants_color(options.color);
    console.quiet = options.quiet;
    console.verbose = options.verbose;
    console.long_format = options.long_format;
    console.threshold = options.level;
    console.live = is_live() && !options.quiet;
    console.result_path = folder->file("result.json");
    console.seed = options.seed;
    Progress progress(console, plan->cases.size(), source_lines(plan->suite.documents));

    std::optional<ProfileRules> rules;
    if (profile != nullptr) rules.emplace(*profile, plan->cases);
    auto const secrets = secrets_of(options.tool, tool);
    verdict::RunResult result;
    verdict::RunResult about; ///< the run without its cases, for judging each by the baseline as it ends
    Workshop::Opened opened;
    std::optional<CasePlayer> player; ///< with --ui, as are the next two
    std::unique_ptr<console::Console> watching;
    std::optional<Follower> follower;
    if (options.ui) {
        player.emplace(workshop.loop(), replay::Recording(), options.tool);
        auto opened_console = open_console(workshop.loop(), result, &*player, plan->suite, {}, {options.ui_port, "127.0.0.1", false});
        if (!opened_console) return refused(opened_console.error());
        watching = std::move(*opened_console);
        follower.emplace(*watching);
        watching->api().follow(plan->cases.size());
        print_address(*watching);
    }
    RenderOptions rendering;
    rendering.secrets = secrets;
    rendering.trace = options.trace;
    base::Result<void> begun;
    int failures = 0;
    auto const held_against_baseline = [&](CaseResult played) {
        auto one = about;
        one.cases.push_back(std::move(played));
        (void)apply(one, baseline, today());
        return std::move(one.cases.front());
    };
    auto const finish_case = [&](CaseResult const& played) {
        auto own = played;
        if (rules) rules->judge(own);
        report::Redactor redactor(secrets);
        redact(own, redactor);
        auto& kept = result.cases.emplace_back(held_against_baseline(std::move(own)));
        folder->journal(kept);
        progress.finished(kept);
        if (watching) watching->api().ended(kept);
        if (verdict::counts_as_failure(kept, options.level)) ++failures;
        return options.max_failures == 0 || failures < options.max_failures;
    };
    auto const describe = [&] {
        workshop.describe(result, plan->selection);
        result.threshold = options.level;
        result.shard = plan->shard;
        result.selected = static_cast<int>(plan->selection.size());
        if (*date && !result.virtual_clock) result.started = **date;
        if (profile != nullptr) result.vars["profile"] = profile->name;
    };
    auto const started = std::chrono::steady_clock::now();
    auto const ending = workshop.run(
        [&]() -> http::awaitable<void> {
            describe(); // it may end before the tool is there
            opened = co_await workshop.open();
            describe();
            report::Redactor redactor(secrets);
            for (auto& check : opened.setup) {
                check.detail = redactor.text(check.detail);
                check.hint = redactor.text(check.hint);
            }
            if (opened.fault) opened.fault->message = redactor.text(opened.fault->message);
            about = result;
            result.setup = opened.setup;
            begun = folder->begin(result, rendering);
            if (opened.ok()) {
                print_setup(opened.setup);
                play::PlayOptions playing;
                playing.jobs = elsewhere ? std::min(options.jobs, most_jobs_elsewhere) : options.jobs;
                playing.finished = finish_case;
                playing.repeat = options.repeat;
                playing.retries = options.retries;
                playing.not_good_enough = [&](CaseResult const& played) {
                    auto own = played;
                    if (rules) rules->judge(own);
                    return own.verdict == Verdict::error || verdict::counts_as_failure(held_against_baseline(std::move(own)), options.level);
                };
                if (follower) workshop.theatre().gate = &*follower;
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
    // A part of a run, or of the suites, does not make entries for the rest of it wrong.
    std::vector<std::string> known;
    for (auto const& one : plan->suite.cases) known.push_back(one.id);
    auto const findings = apply(result, baseline, today(), known);
    for (auto const& line : findings.warnings) std::cerr << line << "\n";
    for (auto const& line : findings.failures) std::cerr << line << "\n";

    rendering.partial = why_ended(ending, opened);
    auto written = begun ? folder->write(result, *reports, rendering) : begun;
    if (written) written = write_whole(folder->file(timings_name), timings_json(plan->timings, result));
    // A part of the list would call skipped what other parts have played: their merger writes it.
    if (written && rules && !rules->tests().empty() && !plan->shard) {
        written = write_whole(folder->file("evidence.md"), report::evidence_pack(result, profile->name, rules->tests()));
    }
    if (written && opened.ok()) {
        auto const state = last_run_json({plan->paths, failed_now(result, plan->to_repeat)});
        written = write_whole(last_run_file(wanted.output), state);
    }
    if (opened.fault) std::cerr << "easel: " << to_string(*opened.fault) << "; nothing was judged\n";
    if (opened.looked && !opened.fault && !opened.ok()) {
        print_setup(opened.setup);
        std::cerr << "easel: the setup is wrong; nothing was judged\n";
    }
    if (opened.ok()) {
        std::cout << report::summary_lines(result, console);
        if (!failed_now(result, {}).empty()) std::cout << "rerun: " << rerun_command(options) << "\n";
        if (options.verbose) std::cout << entries_for_news(result);
    }
    if (variable("GITLAB_CI")) std::cout << "junit: " << folder->file("junit.xml") << "\n";
    bool const github = std::any_of(reports->begin(), reports->end(), [](auto const& one) { return one.kind == "github"; });
    tell_github(result, github);
    auto warnings = warnings_of(result);
    warnings.insert(warnings.begin(), findings.warnings.begin(), findings.warnings.end());
    tell_bazel(warnings);
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
    if (watching) {
        if (auto kept = replay::load_recording(folder->file("result.json"))) player->put(std::move(*kept));
        watching->api().run_ended(opened.ok() ? "The run has ended" : "The setup is wrong; nothing was judged");
        std::cout << "The console stays open; Ctrl-C ends it.\n" << std::flush;
        (void)workshop.run([&]() -> http::awaitable<void> { co_await watching->api().until_end(); });
    }
    if (exit_code != exit_ok) return exit_code;
    if (opened.fault) return exit_code_of(*opened.fault);
    if (!opened.ok()) return exit_unreachable;
    std::string why;
    exit_code = exit_code_for(result, options, !findings.failures.empty(), why);
    if (!why.empty()) std::cerr << "easel: " << why << "\n";
    return exit_code;
}

} // namespace easel::cli
