// `easel report merge|diff|junit|html|ctrf|tap|github|har`: reports of runs that have ended.
#include "cli/profile.hpp"
#include "cli/reports.hpp"
#include "cli/sharding.hpp"
#include "cli/workshop.hpp"
#include "report/compare.hpp"
#include "report/report.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

namespace easel::cli {
namespace {

namespace fs = std::filesystem;

int told(base::Fault const& fault) {
    std::cerr << "easel: " << to_string(fault) << "\n";
    return exit_code_of(fault);
}

/// The evidence pack of a rehearsed certification, which no part can write.
base::Result<void> write_pack(std::string const& folder, verdict::RunResult const& whole) {
    auto const named = whole.vars.find("profile");
    auto const* const profile = named == whole.vars.end() ? nullptr : find_profile(named->second);
    if (profile == nullptr || profile->tests.empty()) return {};
    auto const suite = load_suites({});
    std::set<std::string, std::less<>> here;
    for (auto const& result : whole.cases) here.insert(result.id);
    std::vector<scenario::Case const*> played;
    for (auto const& one : suite.cases)
        if (here.contains(one.id)) played.push_back(&one);
    ProfileRules const rules(*profile, played);
    return write_whole(folder + "/evidence.md", report::evidence_pack(whole, profile->name, rules.tests()));
}

int merge(Report const& options) {
    std::vector<report::Part> parts;
    RenderOptions rendering;
    rendering.trace = options.trace;
    for (auto const& file : options.files) {
        auto recording = read_recording(file);
        if (!recording) return told(recording.error());
        parts.push_back({file, std::move(recording->run)});
        auto& known = recording->around;
        rendering.around.sources.merge(known.sources);
        rendering.around.worlds.merge(known.worlds);
        if (rendering.around.tool.empty()) rendering.around.tool = known.tool;
    }
    auto const whole = report::merge(std::move(parts), options.partial);
    if (!whole) return told(whole.error());
    auto const folder = options.output.empty() ? std::string("reports/merged") : options.output;
    if (auto const written = write_reports(folder, *whole, {}, rendering); !written) return told(written.error());
    if (auto const written = write_whole(folder + "/" + timings_name, timings_json({}, *whole)); !written) return told(written.error());
    if (auto const written = write_pack(folder, *whole); !written) return told(written.error());
    report::ConsoleOptions console;
    console.quiet = true;
    console.threshold = whole->threshold;
    console.result_path = folder + "/result.json";
    std::cout << report::summary_lines(*whole, console);
    return exit_ok;
}

int diff(Report const& options) {
    auto const before = read_result(options.files.front());
    auto const after = before ? read_result(options.files.back()) : before;
    if (!after) return told(after.error());
    std::cout << report::diff_text(*before, *after, options.files.front(), options.files.back());
    auto const all = report::compare(*before, *after);
    bool const worse = std::any_of(all.begin(), all.end(), [](auto const& one) { return one.change == report::Change::fresh; });
    return worse ? exit_failed : exit_ok;
}

/// What the report is compared with and set beside.
base::Result<void> read_others(Report const& options, std::string const& name, RenderOptions& rendering) {
    std::vector<std::string> names{name};
    auto beside = options.files;
    if (!beside.empty()) beside.erase(beside.begin());
    beside.insert(beside.end(), options.matrix.begin(), options.matrix.end());
    for (auto const& file : beside) {
        auto run = read_result(file);
        if (!run) return run.error();
        names.push_back(name_of(*run, file, names));
        rendering.matrix.push_back({names.back(), *std::move(run)});
    }
    if (options.compare.empty()) return {};
    auto run = read_result(options.compare);
    if (!run) return run.error();
    auto const called = name_of(*run, options.compare, {name});
    rendering.compare = report::Part{called, *std::move(run)};
    return {};
}

} // namespace

int report_verb(Report const& options) {
    if (options.kind == "merge") return merge(options);
    if (options.kind == "diff") return diff(options);
    auto const given = options.files.empty() ? std::string("reports/latest") : options.files.front();
    auto const named = options.kind == "har" ? split_case(given) : CaseName{given, ""};
    auto const& from = named.file;
    auto recording = read_recording(from);
    if (!recording) return told(recording.error());
    auto const& run = recording->run;
    RenderOptions rendering;
    rendering.around = std::move(recording->around);
    rendering.trace = options.trace;
    if (auto const read = read_others(options, run.tool_name, rendering); !read) return told(read.error());
    std::error_code ignored;
    auto const folder = fs::is_directory(from, ignored) ? from : fs::path(from).parent_path().generic_string();
    auto const in_folder = [&](std::string const& name) { return folder.empty() ? name : folder + "/" + name; };
    // Of a killed run there is only a journal; replay and the other verbs want the whole result.
    auto const result = in_folder("result.json");
    bool const of_journal = from.ends_with(".ndjson") || fs::exists(in_folder("journal.ndjson"), ignored);
    if (of_journal && !fs::exists(result, ignored)) {
        if (auto const written = write_whole(result, render("json", run, folder, {})); !written) return told(written.error());
        std::cerr << "easel: " << result << " made of the journal: " << run.cases.size() << " of " << run.selected << " cases had finished\n";
    }
    if (!named.case_id.empty() && std::none_of(run.cases.begin(), run.cases.end(), [&](auto const& one) { return one.id == named.case_id; })) {
        std::cerr << "easel: " << from << " holds no case '" << named.case_id << "'\n";
        return exit_bad_file;
    }
    auto const text = options.kind == "har" ? report::har(run, named.case_id) : render(options.kind, run, folder, rendering);
    if (options.output == "-") {
        std::cout << text;
        return exit_ok;
    }
    auto const to = options.output.empty() ? in_folder(usual_name(options.kind)) : options.output;
    if (auto const written = write_whole(to, text); !written) return told(written.error());
    std::cout << to << "\n";
    return exit_ok;
}

} // namespace easel::cli
