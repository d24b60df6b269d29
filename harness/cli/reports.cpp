#include "cli/reports.hpp"

#include "base/text.hpp"
#include "cli/environment.hpp"
#include "report/report.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <iostream>

namespace easel::cli {
namespace {

namespace fs = std::filesystem;

base::Fault cannot_write(std::string const& path, std::string const& why) {
    return {base::FaultKind::io, "cannot write: " + why, path};
}

constexpr std::array kinds{
    std::pair{"json", "result.json"}, std::pair{"junit", "junit.xml"}, std::pair{"ctrf", "ctrf.json"},
    std::pair{"tap", "results.tap"}, std::pair{"github", "summary.md"}, std::pair{"html", "index.html"},
    std::pair{"har", "exchanges.har"},
};
/// Written whether asked for or not.
constexpr std::array always{"json", "junit", "html"};

// GitHub refuses a step's summary above 1,024 KiB; what other tools added counts, too.
constexpr std::size_t summary_limit = 900 * 1024;
constexpr std::size_t github_limit = 1'000 * 1024;

} // namespace

base::Result<void> write_whole(std::string const& path, std::string const& text) {
    std::error_code ignored;
    if (fs::path(path).has_parent_path()) fs::create_directories(fs::path(path).parent_path(), ignored);
    auto const draft = path + ".new";
    {
        std::ofstream out(draft, std::ios::binary | std::ios::trunc);
        out << text;
        out.flush();
        if (!out) return cannot_write(path, "the file system refused it");
    }
    std::error_code failed;
    fs::rename(draft, path, failed);
    if (failed) return cannot_write(path, failed.message());
    return {};
}

base::Result<std::vector<ReportChoice>> read_report_choices(std::vector<std::string> const& reports) {
    std::vector<ReportChoice> choices;
    for (auto const& report : reports) {
        auto const equals = report.find('=');
        ReportChoice choice{report.substr(0, equals), equals == std::string::npos ? "" : report.substr(equals + 1)};
        if (usual_name(choice.kind).empty()) {
            return base::Fault{base::FaultKind::usage, "--report knows json, junit, html, ctrf, tap, github and har, not '" + choice.kind + "'", ""};
        }
        choices.push_back(std::move(choice));
    }
    if (auto const bazel = variable("XML_OUTPUT_FILE")) choices.push_back({"junit", *bazel});
    return choices;
}

std::string usual_name(std::string_view kind) {
    for (auto const& [known, name] : kinds) {
        if (kind == known) return name;
    }
    return "";
}

std::string render(std::string_view kind, verdict::RunResult const& run, std::string const& folder, RenderOptions const& options) {
    if (kind == "json") return report::result_json(run);
    if (kind == "html") return report::html(run, html_options(run, options));
    if (kind == "har") return report::har(run);
    if (kind == "ctrf") return report::ctrf(run);
    if (kind == "tap") return report::tap(run);
    if (kind == "github") return report::github_summary(run, summary_limit);
    report::JunitOptions junit;
    junit.result_path = "result.json";
    // GitLab shows attachments by paths from the project's folder.
    if (variable("GITLAB_CI") && fs::path(folder).is_relative()) junit.attachment = folder + "/index.html";
    return report::junit(run, junit);
}

base::Result<ReportFolder> ReportFolder::make(std::string const& output) {
    ReportFolder folder;
    folder.path_ = output;
    std::error_code failed;
    if (output.empty()) {
        auto const now = std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
        folder.path_ = "reports/" + base::replace_all(base::to_iso8601(now), ":", "-");
    }
    fs::create_directories(folder.path_, failed);
    if (failed) return cannot_write(folder.path_, failed.message());
    if (output.empty()) {
        fs::remove("reports/latest", failed);
        fs::create_directory_symlink(fs::path(folder.path_).filename(), "reports/latest", failed);
    }
    // What an earlier run left here must not look like this one's, should it be killed.
    for (auto const* name : {"result.json", "junit.xml", "index.html", "evidence.md"}) fs::remove(folder.file(name), failed);
    folder.journal_.open(folder.file("journal.ndjson"), std::ios::binary | std::ios::trunc);
    if (!folder.journal_) return cannot_write(folder.file("journal.ndjson"), "the file cannot be opened");
    return folder;
}

base::Result<void> ReportFolder::begin(verdict::RunResult const& run, RenderOptions const& options) {
    journal_ << report::journal_header(run) << std::flush;
    auto so_far = run;
    so_far.interrupted = true;
    auto as_told = options;
    // No path: the same run says the same wherever its folder is.
    as_told.partial = "the run is under way, or was killed; easel report html, given this folder, shows the cases that had finished";
    return write_whole(file("index.html"), render("html", so_far, path_, as_told));
}

void ReportFolder::journal(verdict::CaseResult const& result) {
    journal_ << report::journal_line(result) << std::flush;
}

base::Result<void>
ReportFolder::write(verdict::RunResult const& run, std::vector<ReportChoice> const& reports, RenderOptions const& options) const {
    return write_reports(path_, run, reports, options);
}

base::Result<void> write_reports(
    std::string const& folder, verdict::RunResult const& run, std::vector<ReportChoice> const& reports, RenderOptions const& options
) {
    std::vector<ReportChoice> all;
    for (auto const* kind : always) all.push_back({kind, ""});
    for (auto const& choice : reports) {
        bool const comes_anyway = choice.path.empty() && std::ranges::find(always, choice.kind) != always.end();
        if (!comes_anyway) all.push_back(choice);
    }
    for (auto const& [kind, path] : all) {
        auto const to = path.empty() ? folder + "/" + usual_name(kind) : path;
        if (auto done = write_whole(to, render(kind, run, folder, options)); !done) return done;
    }
    return {};
}

base::Result<verdict::RunResult> read_result(std::string const& path) {
    auto recording = read_recording(path);
    if (!recording) return recording.error();
    return std::move(recording->run);
}

void tell_github(verdict::RunResult const& run, bool asked) {
    bool const there = variable("GITHUB_ACTIONS").value_or("") == "true";
    if (!there && !asked) return;
    std::cout << report::github_annotations(run) << std::flush;
    auto const summary = variable("GITHUB_STEP_SUMMARY");
    if (!summary) return;
    std::error_code failed;
    auto const there_already = fs::file_size(*summary, failed);
    auto const used = failed ? 0 : static_cast<std::size_t>(there_already);
    auto const room = used >= github_limit ? 0 : std::min(summary_limit, github_limit - used);
    std::ofstream out(*summary, std::ios::binary | std::ios::app);
    out << report::github_summary(run, room);
    out.flush();
    if (!out) std::cerr << "easel: the summary could not be added to " << *summary << "\n";
}

} // namespace easel::cli
