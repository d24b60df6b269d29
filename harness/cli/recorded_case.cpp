#include "cli/recorded_case.hpp"

#include "cli/html_report.hpp"
#include "cli/variant_hints.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <utility>

namespace easel::cli {

using replay::Recording;
using verdict::CaseResult;

namespace {

constexpr char const* bundled_file = "fixtures/tools/reference.yaml";
constexpr char const* default_world_file = "fixtures/worlds/default.yaml";

yaml::Document bundled(yaml::Problems& problems) {
    return yaml::parse(std::string(embedded_file(bundled_file).value_or("")), bundled_file, problems);
}

scenario::Case const* in(scenario::Suite const& suite, std::string const& id) {
    auto const found = std::find_if(suite.cases.begin(), suite.cases.end(), [&](auto const& one) { return one.id == id; });
    return found == suite.cases.end() ? nullptr : &*found;
}

} // namespace

base::Result<Recording> load_recorded(std::string const& path) {
    auto const file = result_file(path);
    if (!file) return file.error();
    if (!file->ends_with(".ndjson")) return replay::load_recording(*file);
    auto read = read_recording(*file);
    if (!read) return read.error();
    return Recording{*file, std::move(read->run), std::move(read->around)};
}

scenario::Case const* Scenarios::find(CaseResult const& recorded) {
    if (auto const source = recording_.around.sources.find(recorded.at.file); source != recording_.around.sources.end()) {
        add("file:" + source->first, [&] { return load_source(source->second, source->first, recorded.group, recording_.around.sources); });
        if (auto const* found = anywhere(recorded.id)) return found;
    }
    add("", [] { return load_suites({}); });
    if (auto const* found = anywhere(recorded.id)) return found;
    std::error_code ignored;
    if (!std::filesystem::exists(recorded.at.file, ignored)) return nullptr;
    // The id's group tells how far up the suite's root is.
    std::filesystem::path root(recorded.at.file);
    for (auto i = std::count(recorded.group.begin(), recorded.group.end(), '.') + 1; i > 0; --i) root = root.parent_path();
    auto const folder = root.empty() ? std::string(".") : root.generic_string();
    add(folder, [&] { return load_suites({folder}); });
    return anywhere(recorded.id);
}

scenario::Suite Scenarios::together() const {
    scenario::Suite all;
    std::set<std::string> seen;
    for (auto const& suite : suites_)
        for (auto const& one : suite.cases)
            if (seen.insert(one.id).second) all.cases.push_back(one);
    return all;
}

void Scenarios::add(std::string const& name, std::function<scenario::Suite()> const& load) {
    if (!loaded_.insert(name).second) return;
    suites_.push_back(load());
    auto const& documents = suites_.back().documents;
    documents_.insert(documents_.end(), documents.begin(), documents.end());
}

scenario::Case const* Scenarios::anywhere(std::string const& id) const {
    for (auto const& suite : suites_)
        if (auto const* found = in(suite, id)) return found;
    return nullptr;
}

yaml::Node world_of(Recording const& recording) {
    if (auto const found = recording.around.worlds.find(default_world_file); found != recording.around.worlds.end()) {
        yaml::Problems problems;
        auto const document = yaml::parse(found->second, found->first, problems);
        if (problems.empty()) return document.root;
    }
    int ignored = 0;
    return load_world("", ignored).value_or(yaml::Node{});
}

ToolChoice choice_of(ToolChoice choice, Recording const& recording) {
    // What was recorded for the bundled tool is the path inside the binary.
    auto const recorded = recording.run.tool_file == bundled_file ? std::string("reference") : recording.run.tool_file;
    if (choice.file.empty()) choice.file = recorded;
    yaml::Document other; // another file need not have the variables of the recorded one
    yaml::Problems ignored;
    if (choice.file != recorded && choice.file != "reference") other = yaml::load(choice.file, choice.file, ignored);
    if (choice.file != recorded && choice.file == "reference") other = bundled(ignored);
    auto const* const declared = other.root.find("vars");
    for (auto const& [name, value] : recording.run.vars) {
        bool const known = choice.file == recorded || (declared != nullptr && declared->find(name) != nullptr);
        if (known && name != "profile") choice.vars.try_emplace(name, value);
    }
    return choice;
}

base::Result<ChosenTool> read_tool(ToolChoice const& choice) {
    std::error_code ignored;
    auto const missing = [](std::string message) { return base::Fault{base::FaultKind::unreachable, std::move(message), ""}; };
    if (choice.file.empty()) return missing("the recording names no tool file: give it with --tool FILE");
    if (choice.file != "reference" && !std::filesystem::exists(choice.file, ignored))
        return missing("the tool file '" + choice.file + "' is not here: give it with --tool FILE");
    ChosenTool chosen;
    yaml::Problems problems;
    chosen.document = choice.file == "reference" ? bundled(problems) : yaml::load(choice.file, choice.file, problems);
    if (problems.empty()) chosen.file = tool::read_tool_file(chosen.document, {choice.vars, choice.secrets}, problems);
    if (!problems.empty()) {
        auto const& first = problems.front();
        return missing(yaml::to_string(first.at) + ": " + first.message + (first.hint.empty() ? "" : "; " + first.hint));
    }
    if (chosen.file.start) fit_hints(chosen.file, chosen.file.start->variant);
    return chosen;
}

base::Result<ChosenTool> read_tool_offline(ToolChoice choice, Recording const& recording) {
    std::error_code ignored;
    bool const here = choice.file == "reference" || std::filesystem::exists(choice.file, ignored);
    std::string text;
    if (!here || !recording.around.tool.empty()) text = recording.around.tool;
    if (text.empty() && here && choice.file != "reference") {
        yaml::Problems problems;
        auto const document = yaml::load(choice.file, choice.file, problems);
        if (document.source) text = *document.source;
    }
    if (choice.file == "reference" || text.empty()) return read_tool(choice);
    static std::regex const secret(R"(\$\{(secret|env)\.([A-Za-z0-9_]+)\})");
    for (std::sregex_iterator at(text.begin(), text.end(), secret), end; at != end; ++at) choice.secrets.try_emplace((*at)[2].str(), "left-out-" + (*at)[2].str());
    text = std::regex_replace(text, std::regex(R"(\$\{env\.([A-Za-z0-9_]+)\})"), "$${secret.$1}");
    ChosenTool chosen;
    yaml::Problems problems;
    chosen.document = yaml::parse(text, choice.file, problems);
    if (problems.empty()) chosen.file = tool::read_tool_file(chosen.document, {choice.vars, choice.secrets}, problems);
    if (!problems.empty()) return base::Fault{base::FaultKind::unreachable, yaml::to_string(problems.front().at) + ": " + problems.front().message, ""};
    return chosen;
}

} // namespace easel::cli
