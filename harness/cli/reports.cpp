#include "cli/reports.hpp"

#include "base/text.hpp"
#include "cli/environment.hpp"
#include "report/report.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <sstream>

namespace easel::cli {
namespace {

namespace fs = std::filesystem;

base::Fault cannot_write(std::string const& path, std::string const& why) {
    return {base::FaultKind::io, "cannot write: " + why, path};
}

base::Result<std::string> read_whole(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return base::Fault{base::FaultKind::bad_file, "cannot be read", path};
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

constexpr std::array kinds{
    std::pair{"json", "result.json"}, std::pair{"junit", "junit.xml"}, std::pair{"ctrf", "ctrf.json"},
    std::pair{"tap", "results.tap"},  std::pair{"github", "summary.md"},
};

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
            return base::Fault{base::FaultKind::usage, "--report knows json, junit, ctrf, tap and github, not '" + choice.kind + "'", ""};
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

std::string render(std::string_view kind, verdict::RunResult const& run, std::string const& folder) {
    if (kind == "json") return report::result_json(run);
    if (kind == "ctrf") return report::ctrf(run);
    if (kind == "tap") return report::tap(run);
    if (kind == "github") return report::github_summary(run, summary_limit);
    report::JunitOptions options;
    options.result_path = "result.json";
    // GitLab shows attachments by paths from the project's folder.
    if (variable("GITLAB_CI") && fs::path(folder).is_relative()) options.attachment = folder + "/result.json";
    return report::junit(run, options);
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
    for (auto const* name : {"result.json", "junit.xml", "evidence.md"}) fs::remove(folder.file(name), failed);
    folder.journal_.open(folder.file("journal.ndjson"), std::ios::binary | std::ios::trunc);
    if (!folder.journal_) return cannot_write(folder.file("journal.ndjson"), "the file cannot be opened");
    return folder;
}

void ReportFolder::begin_journal(verdict::RunResult const& run) { journal_ << report::journal_header(run) << std::flush; }

void ReportFolder::journal(verdict::CaseResult const& result) {
    journal_ << report::journal_line(result) << std::flush;
}

base::Result<void> ReportFolder::write(verdict::RunResult const& run, std::vector<ReportChoice> const& reports) const {
    return write_reports(path_, run, reports);
}

base::Result<void> write_reports(std::string const& folder, verdict::RunResult const& run, std::vector<ReportChoice> const& reports) {
    auto all = reports;
    all.insert(all.begin(), {{"json", ""}, {"junit", ""}});
    for (auto const& [kind, path] : all) {
        auto const to = path.empty() ? folder + "/" + usual_name(kind) : path;
        if (auto done = write_whole(to, render(kind, run, folder)); !done) return done;
    }
    return {};
}

base::Result<verdict::RunResult> read_result(std::string const& path) {
    auto file = path;
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        file = path + "/result.json";
        if (!fs::exists(file, ignored)) file = path + "/journal.ndjson";
        if (!fs::exists(file, ignored)) return base::Fault{base::FaultKind::bad_file, "holds neither result.json nor journal.ndjson", path};
    }
    auto const text = read_whole(file);
    if (!text) return text.error();
    return file.ends_with(".ndjson") ? report::read_journal(*text, file) : report::read_result_json(*text, file);
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
