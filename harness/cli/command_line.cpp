// The only file that knows the command line library.
#include "base/text.hpp"
#include "cli/options.hpp"
#include "cli/version.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <cctype>
#include <iostream>

namespace easel::cli {
namespace {

/// `--set a=b` into a map; refuses what has no `=`.
void add_assignments(CLI::App& app, std::string const& flag, std::map<std::string, std::string>& into, std::string const& help) {
    app.add_option_function<std::vector<std::string>>(
           flag,
           [&into, flag](std::vector<std::string> const& all) {
               for (auto const& text : all) {
                   auto const equals = text.find('=');
                   if (equals == std::string::npos || equals == 0) throw CLI::ValidationError(flag, "takes NAME=VALUE, not '" + text + "'");
                   into[text.substr(0, equals)] = text.substr(equals + 1);
               }
           },
           help
    )
        ->allow_extra_args(false)
        ->type_name("NAME=VALUE");
}

/// Every flag has a twin in the environment: --wait-for-tool is EASEL_WAIT_FOR_TOOL.
void add_environment_twins(CLI::App& app) {
    for (auto* option : app.get_options()) {
        auto const name = option->get_single_name();
        if (!option->nonpositional() || name == "help") continue;
        std::string twin = "EASEL_";
        for (char const c : name) twin += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        option->envname(twin);
    }
}

void add_tool_flags(
    CLI::App& app, ToolChoice& tool,
    std::string const& what = "The tool file (default: the nearest easel.yaml); 'reference' for the bundled tool"
) {
    app.add_option("--tool", tool.file, what)->type_name("FILE");
    add_assignments(app, "--set", tool.vars, "Sets a variable that the tool file declares");
    add_assignments(app, "--secret", tool.secrets, "Sets a secret, ${secret.NAME} in the tool file; never printed");
}

void add_selection(CLI::App& app, Selection& selection) {
    app.add_option("what", selection.what, "Scenario files or folders, case ids (with * and ?), id prefixes, or tags");
    app.add_option("-g,--filter", selection.filter, "Only cases whose id or title holds this text");
    app.add_option("--tags", selection.tags, "Only cases with these tags: 'score', 'not slow', 'ags and score'")->allow_extra_args(false);
    app.add_option("--exclude", selection.exclude, "Leave these ids, prefixes or tags out")->allow_extra_args(false);
}

void add_color(CLI::App& app, Color& color) {
    static std::map<std::string, Color> const words{{"auto", Color::automatic}, {"always", Color::always}, {"never", Color::never}};
    app.add_option_function<std::string>(
           "--color",
           [&color](std::string const& word) {
               auto const found = words.find(word);
               if (found == words.end()) throw CLI::ValidationError("--color", "takes auto, always or never");
               color = found->second;
           },
           "auto, always or never"
    )->type_name("WHEN");
    app.add_flag_callback("--no-color", [&color] { color = Color::never; }, "The same as --color never");
}

void add_trace(CLI::App& app, bool& trace) {
    app.add_option_function<std::string>("--trace", [&trace](std::string const& word) { trace = word == "on"; }, "on: the report in one file keeps headers and bodies of passing cases, too (default: off)")
        ->check(CLI::IsMember({"on", "off"}))
        ->type_name("WHEN");
}

void add_level(CLI::App& app, verdict::Threshold& level) {
    app.add_option_function<std::string>(
           "--level",
           [&level](std::string const& word) {
               auto const threshold = verdict::threshold_named(word);
               if (!threshold) throw CLI::ValidationError("--level", "takes must, should or all");
               level = *threshold;
           },
           "What fails the run when it is not met: must; should: that, too; all: a 'may', too"
    )->type_name("LEVEL");
    app.add_flag_callback("--strict", [&level] { level = std::max(level, verdict::Threshold::should); }, "The same as --level should");
}

void add_run(CLI::App& app, Run& run) {
    add_selection(app, run.selection);
    add_tool_flags(app, run.tool);
    app.add_option("--profile", run.profile, "A selection of cases with rules of its own; see easel list profiles")->type_name("NAME");
    app.add_option_function<std::string>(
           "--variant", [&run](std::string const& id) { run.tool.vars["variant"] = id; },
           "The bundled tool in an unusual manner, though it is right; see easel list variants"
    )->type_name("ID");
    app.add_option("-j,--jobs", run.jobs, "Cases in flight")->check(CLI::Range(1, 256))->capture_default_str();
    app.add_option("--seed", run.seed, "Seed of every id and random value")->capture_default_str();
    app.add_option("--clock", run.clock, "real, virtual or virtual:TIME; virtual needs the bundled tool (its default)");
    app.add_option("--timeout", run.timeout, "Ends the run after so many seconds, with reports")->check(CLI::NonNegativeNumber);
    app.add_option("--wait-for-tool", run.wait_for_tool, "Waits so many seconds for the tool to answer")->check(CLI::NonNegativeNumber);
    app.add_flag_callback("--no-doctor", [&run] { run.doctor = false; }, "Judges a tool even if it refuses plain launches");
    app.add_option("--output", run.output, "Folder for the reports (default: reports/<time>)")->type_name("DIR");
    app.add_option("--report", run.reports, "json, junit, html, ctrf, tap, github or har; into the report folder, or to PATH")
        ->allow_extra_args(false)
        ->type_name("KIND[=PATH]");
    add_trace(app, run.trace);
    app.add_option("--expected-failures", run.expected_failures, "The baseline file")->type_name("FILE");
    app.add_option_function<std::string>(
           "--format",
           [&run](std::string const& word) {
               if (word != "short" && word != "long") throw CLI::ValidationError("--format", "takes short or long");
               run.long_format = word == "long";
           },
           "short: one line per failure; long: with the scenario's line and the evidence"
    );
    add_color(app, run.color);
    app.add_flag("-q,--quiet", run.quiet, "Prints failures and the closing lines only");
    app.add_flag("-v,--verbose", run.verbose, "Prints every case with its reason");
    app.add_flag("--dry-run", run.dry_run, "Prints what would be played, and plays nothing");
    app.add_flag_callback("-x", [&run] { run.max_failures = 1; }, "Stops at the first failure");
    app.add_option("--max-failures", run.max_failures, "Stops after so many failures")->check(CLI::PositiveNumber);
    app.add_flag("--pass-with-no-tests", run.pass_with_no_tests, "An empty selection is no error");
    add_level(app, run.level);
    app.add_option("--max-inconclusive", run.max_inconclusive, "Ends with 5 when more cases than this are inconclusive")->check(CLI::NonNegativeNumber);
    app.add_flag("--last-failed", run.last_failed, "Plays what did not end well in the run before");
    app.add_option("--rerun", run.rerun, "Plays exactly these cases, by id")->delimiter(',')->allow_extra_args(false)->type_name("IDS");
    app.add_option("--shard", run.shard, "Plays one part of the selection: 1/4 to 4/4")->type_name("NUMBER/COUNT");
    app.add_option("--timings", run.timings, "How long cases took, to make equal parts (default: easel-timings.json, where it is here)")->type_name("FILE");
    auto* retries = app.add_option("--retries", run.retries, "Plays what fails again, up to so many times; the last turn decides")->check(CLI::Range(0, 100));
    app.add_option("--repeat", run.repeat, "Plays every case so many times; the gravest turn decides")->check(CLI::Range(1, 1000))->excludes(retries);
    app.add_flag("--fail-on-flaky", run.fail_on_flaky, "A case whose turns end differently fails the run");
    app.add_flag("--ui", run.ui, "Opens a console that follows the run, and stays until Ctrl-C");
    app.add_option("--ui-port", run.ui_port, "Port of that console (default: any that is free)");
    app.add_option("--platform", run.platform, "Plays the fact cases against this Canvas instead of the mock; see docs/platform-suite.md")->type_name("URL");
    app.add_option("--platform-config", run.platform_config, "Who we are on that Canvas, and what is what there")->type_name("FILE");
    app.add_option("--disable-check", run.disabled_checks, "For tests: the mock leaves this check out")->allow_extra_args(false)->group("");
}

void add_serve(CLI::App& app, Serve& serve) {
    add_tool_flags(app, serve.tool, "The tool file (default: no tool is known); the tool must run by itself");
    app.add_option("--port", serve.port, "Port (default: the tool file's, else 8090)");
    app.add_option("--control-port", serve.control_port, "Port of the control API (default: the next one, or any that is free)");
    app.add_option("--token-file", serve.token_file, "Takes the control API's token, readable by you alone")->type_name("FILE");
    app.add_option("--host", serve.address, "Address to listen on")->capture_default_str();
    app.add_option("--public-url", serve.public_url, "Origin that tools and browsers see")->type_name("URL");
    app.add_option("--world", serve.worlds, "A world file, laid over the default world; several times for several worlds")
        ->allow_extra_args(false)
        ->type_name("[NAME=]FILE");
    app.add_option("--clock", serve.clock, "real, virtual or virtual:TIME; a virtual clock stands still until it is moved (default: real)");
    app.add_option("--seed", serve.seed, "Seed of every id");
    app.add_option("--access-log", serve.access_log, "Writes the access log to this file instead of here")->type_name("FILE");
    app.add_option("--state", serve.state, "Keeps the worlds in this file; what it holds is served again")->type_name("FILE");
    app.add_option("--replay", serve.replay, "Opens a result (a file, or a folder with one) in the console, to play its cases again here")->type_name("FILE");
    app.add_flag("--tls", serve.tls, "Listens with https, under a local certificate authority");
    app.add_option("--ca-dir", serve.ca_dir, "Folder of that authority, made when it is not there (default: in your data folder)")->type_name("DIR");
    app.add_flag("-q,--quiet", serve.quiet, "No access log");
}

void add_coverage(CLI::App& app, Coverage& coverage) {
    app.add_flag("--facts", coverage.facts, "Plays every fact case; tells which facts of docs/canvas they show");
    app.add_option("--from", coverage.from, "A result.json, or a folder with one, instead of playing")->type_name("RESULT");
    app.add_flag_callback("--json", [&coverage] { coverage.format = "json"; }, "The same as --format json");
    app.add_option("--format", coverage.format, "text, md or json")->check(CLI::IsMember({"text", "md", "json"}))->type_name("FORMAT");
    add_selection(app, coverage.selection);
    add_tool_flags(app, coverage.tool);
}

void add_output(CLI::App& app, std::string& output) {
    app.add_option("-o,--output", output, "File; - for standard output (default: beside the result)")->type_name("FILE");
}

void add_report(CLI::App& app, Report& report) {
    app.require_subcommand(1);
    auto const kind = [&](std::string const& name, std::string const& help) {
        auto* one = app.add_subcommand(name, help);
        one->callback([&report, name] { report.kind = name; });
        return one;
    };
    auto* merge = kind("merge", "Make one result of the shards of a run");
    merge->add_option("results", report.files, "Results, or folders with them")->required();
    merge->add_option("-o,--output", report.output, "Folder for the reports (default: reports/merged)")->type_name("DIR");
    merge->add_flag("--partial", report.partial, "Takes what is there, though shards overlap or are missing");
    add_trace(*merge, report.trace);
    for (auto const& [name, help] : {
             std::pair{"junit", "Write JUnit XML"}, {"ctrf", "Write CTRF"}, {"tap", "Write TAP"}, {"github", "Write Markdown for GitHub"},
         }) {
        auto* one = kind(name, help);
        one->add_option("result", report.files, "A result, or a folder with one or with the journal of a killed run (default: reports/latest)")->expected(0, 1);
        add_output(*one, report.output);
    }
    auto* html = kind("html", "Write the report in one file, index.html; of several results with a matrix");
    html->add_option("results", report.files, "Results, or folders with them (default: reports/latest); the first is the one that the report is about");
    html->add_option("--matrix", report.matrix, "A result for the matrix, as further names are; several times")->allow_extra_args(false)->type_name("RESULT");
    html->add_option("--compare", report.compare, "An earlier result: what is new, fixed, or fails for another reason")->type_name("RESULT");
    add_trace(*html, report.trace);
    add_output(*html, report.output);
    auto* har = kind("har", "Write the exchanges as HTTP Archive 1.2");
    har->add_option("result", report.files, "A result or a folder with one (default: reports/latest); RESULT#CASE: one case")->expected(0, 1);
    add_output(*har, report.output);
    auto* diff = kind("diff", "Compare two results; ends with 1 when something fails that did not");
    diff->add_option("results", report.files, "The earlier and the later result")->required()->expected(2);
}

void add_baseline(CLI::App& app, BaselineVerb& baseline) {
    app.require_subcommand(1);
    auto* check = app.add_subcommand("check", "Read the file, and hold it against a result");
    auto* update = app.add_subcommand("update", "Write what a result shows into the file; comments stay");
    for (auto* one : {check, update}) {
        one->add_option("file", baseline.file, "The expected-failures file")->required();
        one->add_option("result", baseline.result, one == check ? "A result.json, or a folder with one" : "A result.json, or a folder with one (default: reports/latest)");
    }
    update->callback([&baseline] { baseline.update = true; });
}

void add_init(CLI::App& app, Init& init) {
    auto* from = app.add_option("--from-json", init.from_json, "Takes the addresses from a Canvas developer key's JSON")->type_name("FILE|URL");
    auto* by = app.add_option("--register", init.registration, "Lets the tool register itself at this address (Dynamic Registration)")->type_name("URL");
    from->excludes(by);
    app.add_option("--output", init.output, "The tool file to write")->type_name("FILE")->capture_default_str();
    app.add_flag("--force", init.force, "Replaces files that are there");
    app.add_option("--ci", init.ci, "github: writes .github/workflows/easel.yml, too")->check(CLI::IsMember({"github"}))->type_name("KIND");
    app.add_option("--port", init.port, "Port of the platform that the tool is told about")->check(CLI::Range(1, 65535))->capture_default_str();
    app.add_option("--ca", init.ca_file, "PEM file of authorities to trust for https")->type_name("FILE");
    app.add_option("--wait", init.wait, "Waits so many seconds for a registration")->check(CLI::PositiveNumber)->capture_default_str();
}

/// The library's message, with the nearest flag where one was not known.
std::string usage_error(CLI::App& app, CLI::ParseError const& error, int argc, char const* const* argv) {
    std::string text = error.what();
    if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-') {
        std::vector<std::string> verbs;
        for (auto const* one : app.get_subcommands({})) verbs.push_back(one->get_name());
        text = "there is no verb '" + std::string(argv[1]) + "'";
        if (auto const near = base::nearest(argv[1], verbs)) text += "; did you mean '" + *near + "'?";
        return text;
    }
    auto const* sub = app.get_subcommands().empty() ? &app : app.get_subcommands().front();
    std::vector<std::string> known;
    for (auto const* option : sub->get_options()) known.push_back("--" + option->get_single_name());
    for (int i = 1; i < argc; ++i) {
        std::string_view const word = argv[i];
        if (!word.starts_with("--") || text.find(word) == std::string::npos) continue;
        if (auto const near = base::nearest(word.substr(0, word.find('=')), known)) text += "; did you mean '" + *near + "'?";
        break;
    }
    return text;
}

} // namespace

std::optional<Command> read_command_line(int argc, char const* const* argv, int& exit_code) {
    Run run_options;
    Serve serve_options;
    Init init_options;
    Doctor doctor_options;
    List list_options;
    Validate validate_options;
    CheckConfig check_config_options;
    Explain explain_options;
    Schema schema_options;
    ToolVerb tool_options;
    Replay replay_options;
    Ui ui_options;
    Coverage coverage_options;
    Report report_options;
    BaselineVerb baseline_options;

    CLI::App app("Easel holds up a canvas: a mock Canvas LMS and conformance test harness for LTI tools.", "easel");
    app.require_subcommand(1);
    app.set_version_flag("--version", std::string("easel ") + version);

    auto* run_app = app.add_subcommand("run", "Play scenarios against a tool and judge it");
    add_run(*run_app, run_options);

    auto* serve_app = app.add_subcommand("serve", "Be a Canvas to try a tool against by hand; judges nothing");
    add_serve(*serve_app, serve_options);

    auto* init_app = app.add_subcommand("init", "Write a tool file: by asking, from a developer key's JSON, or by registering the tool");
    add_init(*init_app, init_options);

    auto* doctor_app = app.add_subcommand("doctor", "Check the setup of a tool, judge nothing");
    add_tool_flags(*doctor_app, doctor_options.tool);
    doctor_app->add_option("--wait-for-tool", doctor_options.wait_for_tool, "Waits so many seconds for the tool to answer")->check(CLI::NonNegativeNumber);
    add_color(*doctor_app, doctor_options.color);

    auto* list_app = app.add_subcommand("list", "List cases; 'easel list defects', 'variants', 'requirements', 'facts', 'errors', 'profiles' for the catalogues");
    add_selection(*list_app, list_options.selection);
    list_app->add_flag("--json", list_options.json, "As JSON");

    auto* validate_app = app.add_subcommand("validate", "Check scenario and tool files without playing them");
    validate_app->add_option("paths", validate_options.paths, "Files or folders (default: the suites that come with Easel)");
    add_tool_flags(*validate_app, validate_options.tool, "none is checked");
    validate_app->add_flag("--json", validate_options.json, "Problems as JSON, for editors");

    auto* check_config_app = app.add_subcommand("check-config", "Check the configuration that a tool shows: XML, or a developer key's JSON");
    check_config_app->add_option("source", check_config_options.source, "The document")->required()->type_name("FILE|URL");
    check_config_app->add_option("--ca", check_config_options.ca_file, "PEM file of authorities to trust for https")->type_name("FILE");
    check_config_app->add_flag("--json", check_config_options.json, "What was found as JSON, for editors");

    auto* explain_app = app.add_subcommand("explain", "Explain a case, requirement, fact, error row, defect, variant or reason code");
    explain_app->add_option("what", explain_options.what, "Its id; with --prompt RESULT#CASE")->required();
    explain_app->add_flag("--prompt", explain_options.prompt, "A failing case of a result in Markdown, for whoever is to mend the tool");

    auto* schema_app = app.add_subcommand("schema", "Print the JSON Schema of scenarios, tool files, worlds or results");
    schema_app->add_option("which", schema_options.which, "scenario, tool, world or result")
        ->check(CLI::IsMember({"scenario", "tool", "world", "result"}))
        ->capture_default_str();

    auto* tool_app = app.add_subcommand("tool", "Run the bundled reference tool by itself");
    tool_app->add_option("--port", tool_options.port, "Port on 127.0.0.1")->capture_default_str();
    tool_app->add_option("--defect", tool_options.defect, "Break it in one known way; see easel list defects")->type_name("ID");
    tool_app->add_option("--variant", tool_options.variant, "Have it look unusual, though it is right; see easel list variants")->type_name("ID");
    tool_app->add_option("--seed", tool_options.seed, "Seed of its random values (default: from the system)");

    auto* replay_app = app.add_subcommand("replay", "Play recorded cases again: FIXED, SAME, DIFFERENT, FLAKY or ERROR");
    std::string recorded;
    replay_app->add_option("file", recorded, "result.json or index.html; with #CASE one case, else every failing one")->required()->type_name("FILE[#CASE]");
    replay_app->add_option("--kind", replay_options.kind, "case, from-hop, tool-side, mock-side (needs no tool) or what-if")
        ->check(CLI::IsMember({"case", "from-hop", "tool-side", "mock-side", "what-if"}))
        ->capture_default_str();
    replay_app->add_option("--from-hop", replay_options.from_hop, "Plays up to this hop and holds before it; with --step")->check(CLI::PositiveNumber)->type_name("N");
    replay_app->add_option("--change", replay_options.changes, "what-if: a part of the world, the clock or an answer")->allow_extra_args(false)->type_name("KEY=VALUE");
    replay_app->add_option("--repeat", replay_options.repeat, "Plays so many times; FLAKY when the turns end differently")->check(CLI::Range(1, 1000))->capture_default_str();
    replay_app->add_flag("--literal", replay_options.literal, "tool-side: sends nonce, state and times as they were recorded");
    replay_app->add_flag("--step", replay_options.step, "Holds before each request of the browser and each answer of the mock; commands on standard input");
    replay_app->add_flag("--json", replay_options.json, "Prints the outcome as JSON");
    add_tool_flags(*replay_app, replay_options.tool, "the recorded one");
    add_color(*replay_app, replay_options.color);
    replay_app->add_flag("-v,--verbose", replay_options.verbose, "Prints both first causes whole, every substitution and every hop");

    auto* ui_app = app.add_subcommand("ui", "Open the replay console over a result");
    ui_app->add_option("file", ui_options.file, "A result.json, an index.html, or a folder with one (default: reports/latest)");
    ui_app->add_option("--port", ui_options.port, "Port (default: any that is free)");
    ui_app->add_option("--host", ui_options.address, "Address to listen on")->capture_default_str();
    ui_app->add_flag("--allow-remote", ui_options.remote, "Lets other computers in, too");
    ui_app->add_option("--token-file", ui_options.token_file, "Writes a token for programs to this file")->type_name("FILE");
    add_tool_flags(*ui_app, ui_options.tool, "the recorded one");

    auto* coverage_app = app.add_subcommand("coverage", "Tell which requirements cases speak for, and what came out; or which facts about Canvas");
    add_coverage(*coverage_app, coverage_options);

    auto* report_app = app.add_subcommand("report", "Make reports of results: merge shards, compare two, or write another format");
    add_report(*report_app, report_options);

    auto* baseline_app = app.add_subcommand("baseline", "Check the expected-failures file, or bring it up to date");
    add_baseline(*baseline_app, baseline_options);

    for (auto* sub : app.get_subcommands({})) {
        add_environment_twins(*sub);
        for (auto* inner : sub->get_subcommands({})) add_environment_twins(*inner);
    }

    try {
        app.parse(argc, argv);
    } catch (CLI::Success const& answered) {
        exit_code = app.exit(answered);
        return std::nullopt;
    } catch (CLI::ParseError const& error) {
        std::cerr << "easel: " << usage_error(app, error, argc, argv) << "\nRun 'easel --help' or 'easel <verb> --help'.\n";
        exit_code = exit_usage;
        return std::nullopt;
    }
    if (*run_app) return run_options;
    if (*serve_app) return serve_options;
    if (*init_app) return init_options;
    if (*doctor_app) return doctor_options;
    if (*list_app) return list_options;
    if (*validate_app) return validate_options;
    if (*check_config_app) return check_config_options;
    if (*explain_app) return explain_options;
    if (*schema_app) return schema_options;
    if (*tool_app) return tool_options;
    if (*ui_app) return ui_options;
    if (*coverage_app) return coverage_options;
    if (*report_app) return report_options;
    if (*baseline_app) return baseline_options;
    auto const hash = recorded.rfind('#');
    replay_options.file = recorded.substr(0, hash);
    if (hash != std::string::npos) replay_options.case_id = recorded.substr(hash + 1);
    return replay_options;
}

} // namespace easel::cli
