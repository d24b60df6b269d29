#pragma once

#include "verdict/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the command line says, one plain struct per verb; read by command_line.cpp, obeyed by the file of the verb's name.
namespace easel::cli {

enum class Color { automatic, always, never };

/// @par Source conventions.md 3
enum ExitCode : int {
    exit_ok = 0,
    exit_failed = 1,       ///< an unexpected failure, or an unexpected pass of a baseline entry
    exit_usage = 2,        ///< wrong command line
    exit_bad_file = 3,     ///< a scenario, world, tool or result file is wrong
    exit_unreachable = 4,  ///< pre-flight failed; nothing was judged
    exit_trouble = 5,      ///< the harness's own trouble, or a case ended in error
    exit_nothing = 6,      ///< no case selected
    exit_timeout = 124,
    exit_interrupted = 130, ///< SIGINT
    exit_terminated = 143,  ///< SIGTERM
};

/// Which cases.
struct Selection {
    std::vector<std::string> what;    ///< paths, id globs, id prefixes or tags; empty: the tool suites that come with Easel
    std::string filter;               ///< part of an id or title, case ignored
    std::vector<std::string> tags;    ///< each "tag", "not tag", or several joined by "and"; all must hold
    std::vector<std::string> exclude; ///< as `what`
    std::vector<std::string> only;    ///< if any: nothing but cases that one of these words chooses, or is part of
    bool all = false;                 ///< nothing in `what` means every case there is
    bool slow = false; ///< also those that wait long, though not asked for: on a virtual clock they cost nothing
};

/// How to reach the tool under test.
struct ToolChoice {
    std::string file; ///< "" : what the verb takes otherwise; "reference": the bundled tool
    std::map<std::string, std::string> vars;
    std::map<std::string, std::string> secrets;
};

struct Run {
    Selection selection;
    std::string profile; ///< a name of fixtures/profiles.yaml; "": none
    ToolChoice tool;
    int jobs = 16;
    std::uint64_t seed = 1;
    std::string clock; ///< "", "real", "virtual", "virtual:RFC3339"
    double timeout = 0; ///< seconds; 0: none
    double wait_for_tool = 0;
    bool doctor = true; ///< a tool that refuses plain launches is not judged
    std::string output;
    std::vector<std::string> reports; ///< each "KIND" or "KIND=PATH"
    bool trace = false; ///< the report keeps headers and bodies of passing cases, too
    std::string expected_failures;
    bool long_format = true;
    Color color = Color::automatic;
    bool quiet = false;
    bool verbose = false;
    bool dry_run = false;
    int max_failures = 0; ///< 0: no limit
    bool pass_with_no_tests = false;
    verdict::Threshold level = verdict::Threshold::must;
    bool last_failed = false;
    std::vector<std::string> rerun; ///< exact ids
    std::string shard;              ///< "1/4"; "" : Bazel's, else everything
    std::string timings;            ///< file; "" : easel-timings.json where it is here
    int retries = 0;
    int repeat = 1;
    bool fail_on_flaky = false;
    std::optional<int> max_inconclusive; ///< nothing: no limit
    bool ui = false;                     ///< a console follows the run and stays after it
    std::uint16_t ui_port = 0;           ///< of that console; 0: any that is free
    std::string platform;        ///< origin of a Canvas to play the fact cases against; "" : the mock
    std::string platform_config; ///< file that says who we are there
    std::vector<std::string> disabled_checks; ///< facts whose checks the mock leaves out, to see that cases notice
};

struct Serve {
    ToolChoice tool;
    std::vector<std::string> worlds; ///< each "FILE" or "NAME=FILE"; empty: the default world
    std::uint16_t port = 0;
    std::uint16_t control_port = 0; ///< 0: the one after `port`, or any when that is taken
    std::string token_file;         ///< takes the control API's token
    std::string address = "127.0.0.1";
    std::string public_url;
    std::string clock; ///< "", "real", "virtual", "virtual:RFC3339"
    std::uint64_t seed = 1;
    std::string access_log; ///< file; "" : standard output
    std::string state;      ///< file that keeps the worlds; "" : they end with the process
    bool tls = false;
    std::string ca_dir; ///< of the local authority; "" : in the user's data folder
    std::string replay; ///< a result whose cases the console plays again; "" : none at the start
    bool quiet = false;
};

struct Init {
    std::string from_json;    ///< file or URL of a developer key's configuration; "" : none
    std::string registration; ///< URL at which the tool registers itself; "" : none
    std::string output = "easel.yaml";
    std::string ci;           ///< "github": a workflow, too
    std::string ca_file;      ///< authorities to trust for https
    bool force = false;
    std::uint16_t port = 8090; ///< of the platform that the file names
    double wait = 60;          ///< seconds for a registration
};

struct Doctor {
    ToolChoice tool;
    double wait_for_tool = 0;
    Color color = Color::automatic;
};

struct List {
    Selection selection;
    bool json = false;
};

struct Validate {
    std::vector<std::string> paths; ///< empty: the suites that come with Easel
    ToolChoice tool;
    bool json = false;
};

struct CheckConfig {
    std::string source; ///< file or URL
    std::string ca_file;
    bool json = false;
};

struct Explain {
    std::string what; ///< an id; with `prompt` FILE#CASE
    bool prompt = false;
};

struct Schema {
    std::string which = "scenario"; ///< "scenario", "tool", "world", "result"
};

struct ToolVerb {
    std::uint16_t port = 9001;
    std::string defect;
    std::string variant;
    std::uint64_t seed = 0; ///< 0: from the system
};

struct Replay {
    std::string file; ///< result.json or index.html
    std::string case_id; ///< "" : every failing case; with mock-side every case
    std::string kind = "case";
    int from_hop = 0;
    std::vector<std::string> changes; ///< each KEY=VALUE
    int repeat = 1;
    bool literal = false;
    bool step = false;
    bool json = false;
    ToolChoice tool;
    Color color = Color::automatic;
    bool verbose = false;
};

/// `easel ui`: the console over a result.
struct Ui {
    std::string file; ///< a result.json, an index.html or a folder with one; "" : reports/latest
    std::uint16_t port = 0;
    std::string address = "127.0.0.1";
    bool remote = false; ///< peers from elsewhere are let in
    std::string token_file; ///< takes a token for programs; "" : there is none
    ToolChoice tool;
};

struct Coverage {
    bool facts = false;  ///< facts about Canvas instead of requirements of tools
    std::string from;    ///< a result.json or a folder with one; "" : plays
    Selection selection; ///< of what is played
    ToolChoice tool;
    std::string format = "text"; ///< "text", "md" or "json"
};

/// `easel report merge`, `diff` and the formats.
struct Report {
    std::string kind;               ///< "merge", "diff", "junit", "html", "ctrf", "tap", "github", "har"
    std::vector<std::string> files; ///< results or folders with them; one but for merge, diff and html; har: FILE#CASE, too
    std::vector<std::string> matrix; ///< html: runs beside the first, as further files are
    std::string compare;            ///< html: an earlier result; "": none
    bool trace = false;             ///< html and merge: headers and bodies of passing cases, too
    std::string output;             ///< merge: folder; else file, "-" : standard output, "" : beside the result
    bool partial = false;
};

struct BaselineVerb {
    bool update = false; ///< else check
    std::string file;
    std::string result; ///< a result.json or a folder with one; "" : none for check, reports/latest for update
};

using Command = std::variant<Run, Serve, Init, Doctor, List, Validate, CheckConfig, Explain, Schema, ToolVerb, Replay, Ui, Coverage, Report, BaselineVerb>;

/// Reads the command line and the EASEL_* environment. Nothing: it has been answered (help, version, or a usage error on
/// standard error) and `exit_code` is set.
[[nodiscard]] std::optional<Command> read_command_line(int argc, char const* const* argv, int& exit_code);

int run(Run const& options);
int serve(Serve const& options);
int init(Init const& options);
int doctor(Doctor const& options);
int list(List const& options);
int validate(Validate const& options);
int check_config(CheckConfig const& options);
int explain(Explain const& options);
int schema(Schema const& options);
int tool(ToolVerb const& options);
int replay(Replay const& options);
int ui(Ui const& options);
int coverage(Coverage const& options);
int report_verb(Report const& options);
int baseline(BaselineVerb const& options);

} // namespace easel::cli
