#include "cli/html_report.hpp"

#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "cli/suites.hpp"
#include "jose/key.hpp"
#include "report/redact.hpp"
#include "yaml/node.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace easel::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view world_file = "fixtures/worlds/default.yaml";
constexpr std::uintmax_t most_source = std::uintmax_t{1} << 20U; ///< no scenario or tool file may be larger

/// From the binary, else from disk.
std::optional<std::string> text_of(std::string const& path) {
    if (auto const embedded = embedded_file(path)) return std::string(*embedded);
    std::error_code failed;
    auto const size = fs::file_size(path, failed);
    if (failed || size > most_source || !fs::is_regular_file(path, failed)) return std::nullopt;
    auto text = report::load_result(path);
    return text ? std::optional<std::string>(*std::move(text)) : std::nullopt;
}

bool names_secret(std::string const& key) {
    auto const lower = base::to_lower(key);
    return std::ranges::any_of(
        std::vector<std::string_view>{"secret", "password", "passwd", "token", "private", "credential"},
        [&](auto word) { return lower.find(word) != std::string::npos && lower != "token_url"; }
    );
}

void collect_secrets(yaml::Node const& node, bool named, std::vector<std::string>& into) {
    if (node.is_scalar()) {
        // A word of a command may set a variable. What is written as ${...} is no secret itself.
        auto const equals = node.scalar.find('=');
        bool const sets = !named && equals != std::string::npos && names_secret(node.scalar.substr(0, equals));
        auto const value = sets ? node.scalar.substr(equals + 1) : node.scalar;
        if ((named || sets) && value.find("${") == std::string::npos) into.push_back(value);
    }
    for (auto const& item : node.items) collect_secrets(item, named, into);
    for (auto const& member : node.members)
        collect_secrets(member.value, named || names_secret(member.key.scalar), into);
}

std::set<std::string> files_of_interest(verdict::RunResult const& run) {
    std::set<std::string> files;
    for (auto const& result : run.cases) {
        if (result.verdict == verdict::Verdict::passed && !result.unexpected_pass && !result.flaky) continue;
        files.insert(result.at.file);
        for (auto const& check : result.checks) files.insert(check.at.file);
        for (auto const& step : result.steps) files.insert(step.at.file);
    }
    files.erase("");
    return files;
}

std::string tool_text(verdict::RunResult const& run, std::vector<std::string> const& secrets) {
    if (run.tool_file.empty()) return {};
    auto const text = text_of(run.tool_file);
    if (!text || jose::sha256_hex(*text) != run.config_sha256) return {};
    return without_secrets(*text, secrets);
}

} // namespace

std::string without_secrets(std::string const& tool_file, std::vector<std::string> secrets) {
    yaml::Problems problems;
    auto const document = yaml::parse(tool_file, "tool", problems);
    if (!problems.empty()) return {};
    collect_secrets(document.root, false, secrets);
    report::Redactor redactor(std::move(secrets));
    return redactor.text(tool_file);
}

report::HtmlOptions html_options(verdict::RunResult const& run, RenderOptions const& options) {
    report::HtmlOptions out;
    for (auto const& [id, row] : check::catalogues().requirements)
        out.catalogue.push_back({id, row.area, row.level, row.text, row.source, check::source_address(row.source)});
    for (auto const& [id, fact] : check::catalogues().facts) out.facts.emplace(id, fact.text);
    out.around = options.around;
    report::Redactor redactor(options.secrets);
    for (auto const& file : files_of_interest(run)) {
        if (out.around.sources.contains(file)) continue;
        if (auto const text = text_of(file)) out.around.sources.emplace(file, redactor.text(*text));
    }
    if (out.around.worlds.empty()) out.around.worlds.emplace(world_file, embedded_file(world_file).value_or(""));
    if (out.around.tool.empty()) out.around.tool = tool_text(run, options.secrets);
    out.partial = options.partial;
    out.compare = options.compare;
    out.matrix = options.matrix;
    out.trace = options.trace;
    return out;
}

base::Result<std::string> result_file(std::string const& path) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) return path;
    auto const folder = path.ends_with('/') ? path : path + "/";
    for (auto const* name : {"result.json", "journal.ndjson", "index.html"}) {
        if (fs::exists(folder + name, ignored)) return folder + name;
    }
    return base::Fault{base::FaultKind::bad_file, "holds neither result.json, journal.ndjson nor index.html", path};
}

base::Result<report::Recording> read_recording(std::string const& path) {
    auto const file = result_file(path);
    if (!file) return file.error();
    auto const text = report::load_result(*file);
    if (!text) return text.error();
    if (file->ends_with(".ndjson")) {
        auto run = report::read_journal(*text, *file);
        if (!run) return run.error();
        return report::Recording{*std::move(run), {}};
    }
    return report::read_recording(*text, *file);
}

CaseName split_case(std::string const& text) {
    std::error_code ignored;
    auto const hash = text.rfind('#');
    if (hash == std::string::npos || fs::exists(text, ignored)) return {text, ""};
    return {text.substr(0, hash), text.substr(hash + 1)};
}

std::string name_of(verdict::RunResult const& run, std::string const& path, std::vector<std::string> const& others) {
    auto name = run.tool_name.empty() ? std::string("no tool") : run.tool_name;
    if (std::ranges::find(others, name) == others.end()) return name;
    fs::path const file(path);
    auto const is_usual =
        file.filename() == "result.json" || file.filename() == "index.html" || file.filename().empty();
    auto const place = (is_usual ? file.parent_path().filename() : file.filename()).generic_string();
    if (!place.empty()) name += " (" + place + ")";
    for (int n = 2; std::ranges::find(others, name) != others.end(); ++n) {
        name = run.tool_name + " (" + (place.empty() ? "" : place + ", ") + std::to_string(n) + ")";
    }
    return name;
}

} // namespace easel::cli
