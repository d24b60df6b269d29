// `easel report merge|junit|ctrf|tap|github`: reports of runs that have ended.
#include "cli/profile.hpp"
#include "cli/reports.hpp"
#include "cli/sharding.hpp"
#include "cli/workshop.hpp"
#include "report/report.hpp"

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
    for (auto const& file : options.files) {
        auto run = read_result(file);
        if (!run) return told(run.error());
        parts.push_back({file, *std::move(run)});
    }
    auto const whole = report::merge(std::move(parts), options.partial);
    if (!whole) return told(whole.error());
    auto const folder = options.output.empty() ? std::string("reports/merged") : options.output;
    if (auto const written = write_reports(folder, *whole, {}); !written) return told(written.error());
    if (auto const written = write_whole(folder + "/" + timings_name, timings_json({}, *whole)); !written) return told(written.error());
    if (auto const written = write_pack(folder, *whole); !written) return told(written.error());
    report::ConsoleOptions console;
    console.quiet = true;
    console.threshold = whole->threshold;
    console.result_path = folder + "/result.json";
    std::cout << report::summary_lines(*whole, console);
    return exit_ok;
}

} // namespace

int report_verb(Report const& options) {
    if (options.kind == "merge") return merge(options);
    auto const from = options.files.empty() ? std::string("reports/latest") : options.files.front();
    auto const run = read_result(from);
    if (!run) return told(run.error());
    std::error_code ignored;
    auto const folder = fs::is_directory(from, ignored) ? from : fs::path(from).parent_path().generic_string();
    auto const in_folder = [&](std::string const& name) { return folder.empty() ? name : folder + "/" + name; };
    // Of a killed run there is only a journal; replay and the other verbs want the whole result.
    auto const result = in_folder("result.json");
    if (!fs::exists(result, ignored)) {
        if (auto const written = write_whole(result, render("json", *run, folder)); !written) return told(written.error());
        std::cerr << "easel: " << result << " made of the journal: " << run->cases.size() << " of " << run->selected << " cases had finished\n";
    }
    auto const text = render(options.kind, *run, folder);
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
