#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "cli/html_report.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"
#include "reference_tool/reference_tool.hpp"

#include <iostream>
#include <map>
#include <sstream>

namespace easel::cli {
namespace {

/// @par Source requirements.md C.4, and what the engine adds
std::map<std::string, std::string> const& reasons() {
    static std::map<std::string, std::string> const all{
        {"needs_browser", "The tool ended on a page that only a script can leave. Easel's browser runs none; give the tool file an accept marker or a session probe."},
        {"no_marker", "Neither the status nor a service call told whether the launch was accepted, and comparing its page with those of valid and of hopeless launches did not either. Give oracle.accept_markers, oracle.reject_markers or oracle.session_probe in the tool file."},
        {"twin_rejected", "A launch with a defect is judged between two valid launches. One of those was refused, so a refusal of the defective one proves nothing."},
        {"no_stimulus", "The case needs the tool to act, and the tool file has no such action (or it needs a person)."},
        {"marker_not_found", "The tool file's marker found no number on the page that the action ended on. Compare oracle.result_marker or oracle.roster_marker with that page."},
        {"no_page", "The action ended on no page that the harness could look at; one of the form http or form does."},
        {"stimulus_failed", "The tool was made to act, but what came of it was not what the case is about."},
        {"blocked", "Something that the case rests on did not hold; another case judges that."},
        {"single_deployment", "The case needs a second deployment of the registration; name one under lti13.registrations in the tool file."},
        {"single_registration", "The case needs a second registration under the same issuer; name one under lti13.registrations in the tool file."},
        {"placement_not_declared", "The case launches the tool at a placement that the tool file does not list; name those where the tool shows under placements."},
        {"single_key", "The case needs a second consumer key; name one under lti11.keys in the tool file."},
        {"single_issuer", "The case needs a registration of another issuer; name one under lti13.registrations in the tool file, with `issuer`."},
        {"several_registrations", "The case is about tools with one registration of the issuer; this one has several."},
        {"no_trusted_audience", "The case needs an audience that the tool trusts; name one under policy.trusted_audiences in the tool file."},
        {"no_user_marker", "The case is about whose page the tool shows, and nothing captures that; give oracle.user_marker in the tool file."},
        {"no_state_cookie", "The login set no cookie that a state could stand in."},
        {"one_address", "The tool shows every launch at the same address, so no launch's page can be asked for by its address."},
        {"not_there", "The Canvas that --platform names cannot be made to play this: the case changes its world, or uses what the configuration does not map."},
        {"own_clock", "The case moves the clock, and this tool keeps a clock of its own that cannot be moved."},
        {"no_key_set", "The tool's key set could not be read, so its signatures could not be checked."},
        {"no_second_resource", "The case compares two of a kind and there was one: two pages that a target link can open (name them under oracle.resources in the tool file), or the pages of two launches."},
        {"not_exercised", "The tool never made the call that the case looks at."},
        {"timeout", "A deadline passed or a limit was hit before anything could be judged."},
        {"tool_ended", "The tool that Easel started ended, or answered nobody any more, while the case was played; by itself, so that no other case has to do with it. It was started again for the next case."},
        {"unreachable", "The tool did not answer at all."},
        {"feature_off", "The tool file does not say where the tool registers itself (lti13.registration_url), or says that it does not (features.dynreg); or not where it shows its configuration (configuration)."},
        {"moved_elsewhere", "The tool's configuration is at another host than the tool file says, and Easel does not go there."},
        {"not_offered", "The tool file does not say that the tool has what the case is about (features)."},
        {"no_stage", "The case's world could not be built."},
        {"no_launch", "The step needs a launch before it, and there was none."},
        {"no_registration", "The step needs a registration before it, and there was none."},
        {"no_call", "The step looks at a call that the case has not seen."},
        {"no_line_item", "The step needs a line item, and the assignment has none."},
        {"bad_value", "A value of the step could not be worked out."},
        {"bad_change", "The change could not be made to this world."},
        {"bad_answer", "The answer that the step plans could not be worked out."},
        {"not_logged", "The call has been pushed out of the log."},
        {"io", "A file or connection of the harness itself failed."},
        {"internal", "The harness has a fault; please report it."},
        {"conflicting_evidence", "What was seen speaks for both acceptance and refusal: an accept marker on a page of an error status, or the page of a valid launch without the session that one opens. A narrower marker or oracle.session_probe in the tool file would decide."},
    };
    return all;
}

/// Everything that is said of one thing.
struct Sheet {
    std::ostringstream out;
    void print(std::string const& label, std::string const& text);
    void print_cases(scenario::Suite const& suite, std::string const& id);
    bool requirement(std::string const& what, scenario::Suite const& suite);
    bool error(std::string const& what);
    bool outcome(std::string const& what);
    bool fact(std::string const& what, scenario::Suite const& suite);
    bool played(std::string const& what, scenario::Suite const& suite);
};

void Sheet::print(std::string const& label, std::string const& text) {
    if (!text.empty()) out << label << std::string(label.size() < 13 ? 13 - label.size() : 1, ' ') << text << "\n";
}

void Sheet::print_cases(scenario::Suite const& suite, std::string const& id) {
    std::string names;
    for (auto const& one_case : suite.cases) {
        for (auto const& named : {one_case.requirements, one_case.facts}) {
            for (auto const& one : named) {
                if (one == id) names += (names.empty() ? "" : ", ") + one_case.id;
            }
        }
    }
    print("cases", names.empty() ? "none" : names);
}

bool Sheet::requirement(std::string const& what, scenario::Suite const& suite) {
    auto const& all = check::catalogues().requirements;
    auto const found = all.find(what);
    if (found == all.end()) return false;
    auto const& row = found->second;
    out << row.id << "  [" << row.level << "]\n";
    print("requires", row.text);
    print("source", row.source);
    print("provoked by", row.provoke);
    print("judged by", row.observe);
    print_cases(suite, what);
    print("no case", row.unobserved);
    return true;
}

bool Sheet::error(std::string const& what) {
    auto const& all = check::catalogues().errors;
    auto const found = all.find(what);
    if (found == all.end()) return false;
    auto const& row = found->second;
    out << row.name << "\n";
    print("Canvas says", std::to_string(row.status) + " " + row.message);
    print("remedy", row.advice);
    print("source", row.source);
    return true;
}

/// A refusal of the Outcomes service: its cause, the remedy, and how to see it at all.
bool Sheet::outcome(std::string const& what) {
    auto const& all = check::catalogues().outcomes;
    auto const found = all.find(what);
    if (found == all.end()) return false;
    auto const& row = found->second;
    out << row.name << "\n";
    auto const major = row.code_major.empty() ? std::string() : row.code_major + ": ";
    print("Canvas says", std::to_string(row.status) + " " + major + row.description);
    print("cause", row.cause);
    print("remedy", row.remedy);
    print(
        "to see it",
        "the answer's body says it, in imsx_description and ext_canvas_error_code. Libraries may keep that to themselves: "
        "where django-lti-provider just shows \"Post grade failed\", add a logger named pylti with the level DEBUG and a "
        "console handler to LOGGING, and read what Canvas answered"
    );
    print("source", row.source);
    return true;
}

bool Sheet::fact(std::string const& what, scenario::Suite const& suite) {
    auto const& all = check::catalogues().facts;
    auto const found = all.find(what);
    if (found == all.end()) return false;
    out << found->second.id << "\n";
    print("Canvas", found->second.text);
    print("source", found->second.source);
    print_cases(suite, what);
    return true;
}

bool Sheet::played(std::string const& what, scenario::Suite const& suite) {
    for (auto const& one : suite.cases) {
        if (one.id != what) continue;
        out << one.id << "\n";
        print("scenario", one.title);
        print("purpose", one.purpose);
        print("file", yaml::to_string(one.at));
        for (auto const& id : one.requirements) {
            auto const row = check::catalogues().requirements.find(id);
            print("requirement", id + (row == check::catalogues().requirements.end() ? "" : "  " + row->second.text));
        }
        for (auto const& id : one.facts) {
            auto const row = check::catalogues().facts.find(id);
            print("fact", id + (row == check::catalogues().facts.end() ? "" : "  " + row->second.text));
        }
        std::string steps;
        for (auto const& step : one.steps) steps += (steps.empty() ? "" : ", ") + std::string(step.verb());
        print("steps", steps);
        print("run it", "easel run " + one.id);
        return true;
    }
    return false;
}

int print_prompt(std::string const& what) {
    auto const named = split_case(what);
    if (named.case_id.empty()) {
        std::cerr << "easel: explain --prompt takes RESULT#CASE, e.g. reports/latest#launch.untrusted/algorithm-none\n";
        return exit_usage;
    }
    auto recording = read_recording(named.file);
    if (!recording) {
        std::cerr << "easel: " << to_string(recording.error()) << "\n";
        return exit_code_of(recording.error());
    }
    for (auto const& result : recording->run.cases) {
        if (result.id != named.case_id) continue;
        RenderOptions options;
        options.around = std::move(recording->around);
        std::cout << report::prompt(recording->run, result, html_options(recording->run, options));
        return exit_ok;
    }
    std::cerr << "easel: " << named.file << " holds no case '" << named.case_id << "'\n";
    return exit_bad_file;
}

} // namespace

std::optional<std::string> explanation(std::string const& what, scenario::Suite const& suite) {
    Sheet sheet;
    if (sheet.requirement(what, suite) || sheet.error(what) || sheet.outcome(what) || sheet.fact(what, suite) || sheet.played(what, suite)) return sheet.out.str();
    if (auto const* defect = reference_tool::find_defect(what)) {
        sheet.out << defect->id << "\n";
        sheet.print("defect", defect->text);
        sheet.print("breaks", defect->primary);
        sheet.print("try it", "easel run --tool reference --set defect=" + defect->id + " " + defect->primary);
        return sheet.out.str();
    }
    if (auto const* variant = reference_tool::find_variant(what)) {
        sheet.out << variant->id << "\n";
        sheet.print("variant", variant->text);
        sheet.print("hints left out", base::join(variant->silent, ", "));
        sheet.print("may warn of", base::join(variant->may_warn, ", "));
        sheet.print("try it", "easel run --tool reference --variant " + variant->id);
        return sheet.out.str();
    }
    if (auto const reason = reasons().find(what); reason != reasons().end()) {
        sheet.out << what << "\n";
        sheet.print("means", reason->second);
        return sheet.out.str();
    }
    return std::nullopt;
}

int explain(Explain const& options) {
    auto const& what = options.what;
    if (options.prompt) return print_prompt(what);
    auto const suite = load_suites({});
    if (auto const text = explanation(what, suite)) {
        std::cout << *text;
        return exit_ok;
    }
    std::vector<std::string> known;
    for (auto const& [id, row] : check::catalogues().requirements) known.push_back(id);
    for (auto const& [id, row] : check::catalogues().facts) known.push_back(id);
    for (auto const& [id, row] : check::catalogues().errors) known.push_back(id);
    for (auto const& [id, row] : check::catalogues().outcomes) known.push_back(id);
    for (auto const& played : suite.cases) known.push_back(played.id);
    for (auto const& defect : reference_tool::defects()) known.push_back(defect.id);
    for (auto const& variant : reference_tool::variants()) known.push_back(variant.id);
    for (auto const& [code, text] : reasons()) known.push_back(code);
    std::cerr << "easel: nothing is called '" << what << "'";
    if (auto const near = base::nearest(what, known)) std::cerr << "; did you mean '" << *near << "'?";
    std::cerr << "\n";
    return exit_usage;
}

} // namespace easel::cli
