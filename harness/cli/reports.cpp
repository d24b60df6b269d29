#include "cli/reports.hpp"

#include "base/text.hpp"
#include "report/report.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>

namespace easel::cli {
namespace {

namespace fs = std::filesystem;

base::Fault cannot_write(std::string const& path, std::string const& why) {
    return {base::FaultKind::io, "cannot write: " + why, path};
}

base::Result<void> write_whole(std::string const& path, std::string const& text) {
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

} // namespace

base::Result<std::vector<std::string>> junit_paths(std::vector<std::string> const& reports) {
    std::vector<std::string> paths;
    for (auto const& report : reports) {
        auto const equals = report.find('=');
        auto const kind = report.substr(0, equals);
        if (kind != "junit") return base::Fault{base::FaultKind::usage, "--report knows junit[=PATH], not '" + kind + "'", ""};
        if (equals != std::string::npos) paths.push_back(report.substr(equals + 1));
    }
    if (auto const* bazel = std::getenv("XML_OUTPUT_FILE"); bazel != nullptr && *bazel != '\0') paths.emplace_back(bazel);
    return paths;
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
    folder.journal_.open(folder.file("journal.ndjson"), std::ios::binary | std::ios::trunc);
    if (!folder.journal_) return cannot_write(folder.file("journal.ndjson"), "the file cannot be opened");
    return folder;
}

void ReportFolder::journal(verdict::CaseResult const& result) {
    journal_ << report::journal_line(result) << std::flush;
}

base::Result<void> ReportFolder::write(verdict::RunResult const& run, bool strict, std::vector<std::string> const& extra) {
    report::JunitOptions options;
    options.strict = strict;
    options.result_path = "result.json";
    auto const junit = report::junit(run, options);
    if (auto done = write_whole(file("result.json"), report::result_json(run)); !done) return done;
    if (auto done = write_whole(file("junit.xml"), junit); !done) return done;
    for (auto const& path : extra) {
        std::error_code ignored;
        if (fs::path(path).has_parent_path()) fs::create_directories(fs::path(path).parent_path(), ignored);
        if (auto done = write_whole(path, junit); !done) return done;
    }
    return {};
}

} // namespace easel::cli
