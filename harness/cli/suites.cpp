#include "cli/suites.hpp"

#include "base/text.hpp"
#include "check/catalogue.hpp"
#include "cli/variant_hints.hpp"
#include "play/tamper.hpp"
#include "play/tamper_lti11.hpp"
#include "world_file/world_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

namespace easel::cli::embedded {
std::vector<std::pair<std::string_view, std::string_view>> const& files();
}

namespace easel::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suite_root = "scenarios/";

std::optional<std::string> read_text(fs::path const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    constexpr std::size_t most = std::size_t{2} << 20U; // more than is taken: who parses it says that it is too long
    std::string text(most, '\0');
    in.read(text.data(), static_cast<std::streamsize>(most));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

/// "launch/untrusted.yaml" -> "launch.untrusted"
std::string id_base(std::string relative) {
    if (relative.ends_with(".yaml")) relative.resize(relative.size() - 5);
    return base::replace_all(std::move(relative), "/", ".");
}

/// Folders named `common` hold steps that other files include, not scenarios.
bool is_scenario(fs::path const& path) {
    if (path.extension() != ".yaml") return false;
    return std::none_of(path.begin(), path.end(), [](fs::path const& part) { return part == "common"; });
}

scenario::Catalogue catalogue() {
    scenario::Catalogue ids;
    for (auto const& [id, row] : check::catalogues().requirements) ids.requirements.push_back(id);
    for (auto const& [id, row] : check::catalogues().facts) ids.facts.push_back(id);
    for (auto const& [name, row] : check::catalogues().errors) ids.errors.push_back(name);
    for (auto const& [name, row] : check::catalogues().outcomes) ids.errors.push_back(name);
    return ids;
}

void add_embedded(scenario::Loader& loader) {
    for (auto const& [path, text] : embedded::files()) {
        if (!path.starts_with(suite_root) || !is_scenario(path)) continue;
        auto const read = [](std::string const& included) -> std::optional<std::string> {
            auto const found = embedded_file(included);
            return found ? std::optional<std::string>(*found) : std::nullopt;
        };
        loader.add(std::string(text), std::string(path), id_base(std::string(path.substr(suite_root.size()))), read);
    }
}

void add_file(scenario::Loader& loader, fs::path const& file, fs::path const& root, yaml::Problems& problems) {
    auto text = read_text(file);
    if (!text) {
        problems.push_back({{file.generic_string(), 0, 0}, "cannot be read", "", "unreadable", 1});
        return;
    }
    auto const read = [](std::string const& included) { return read_text(included); };
    loader.add(std::move(*text), file.generic_string(), id_base(fs::relative(file, root).generic_string()), read);
}

/// Tamper points are the engine's vocabulary; the loader of scenarios does not know them.
void check_tamper_points(scenario::Suite& suite) {
    for (auto const& played : suite.cases) {
        for (auto const& step : played.steps) {
            if (auto const* begun = std::get_if<scenario::Register>(&step.action); begun != nullptr && begun->tamper.value.is_object()) {
                for (auto const& point : begun->tamper.value.as_object()) {
                    std::string_view const name = point.key();
                    if (name.starts_with("configuration.") || name.starts_with("answer.")) continue;
                    auto const message = "unknown tamper point '" + std::string(name) + "'";
                    suite.problems.push_back({begun->tamper.at, message, "configuration.NAME or answer.NAME", "unknown-tamper-point", 1});
                }
            }
            auto const* launch = std::get_if<scenario::Launch>(&step.action);
            if (launch == nullptr || !launch->tamper.value.is_object()) continue;
            for (auto const& [point, value] : launch->tamper.value.as_object()) {
                auto const problem = launch->lti11 ? play::tamper_point_problem_lti11(std::string_view(point))
                                                   : play::tamper_point_problem(std::string_view(point));
                if (problem) {
                    suite.problems.push_back({launch->tamper.at, *problem, "", "unknown-tamper-point", 1});
                } else if (auto const wrong = play::tamper_value_problem(std::string_view(point), value)) {
                    suite.problems.push_back({launch->tamper.at, *wrong, "", "bad-tamper-value", 1});
                }
            }
        }
    }
}

bool holds_expression(std::string_view text) { return text.find("${") != std::string_view::npos; }

bool tags_hold(scenario::Case const& played, std::string const& expression) {
    for (auto const& part : base::split(base::replace_all(expression, " and ", ","), ',')) {
        auto const term = std::string(base::trim(part));
        if (term.starts_with("not ") ? played.has_tag(term.substr(4)) : !played.has_tag(term)) return false;
    }
    return true;
}

std::optional<std::string> nearest_project_file() {
    for (auto folder = fs::current_path();; folder = folder.parent_path()) {
        auto const candidate = folder / "easel.yaml";
        if (fs::exists(candidate)) return fs::relative(candidate).generic_string();
        if (folder == folder.root_path()) return std::nullopt;
    }
}

} // namespace

bool word_matches(scenario::Case const& played, std::string const& word) {
    if (played.has_tag(word) || base::glob_match(word, played.id)) return true;
    auto const starts = [&](std::string_view prefix) {
        if (!std::string_view(played.id).starts_with(prefix)) return false;
        auto const rest = std::string_view(played.id).substr(prefix.size());
        return rest.empty() || rest.front() == '.' || rest.front() == '/';
    };
    if (starts(word)) return true;
    auto const& ids = played.requirements;
    auto const& facts = played.facts;
    return std::find(ids.begin(), ids.end(), word) != ids.end() || std::find(facts.begin(), facts.end(), word) != facts.end();
}

std::optional<std::string_view> embedded_file(std::string_view path) {
    for (auto const& [name, text] : embedded::files()) {
        if (name == path) return text;
    }
    return std::nullopt;
}

scenario::Suite load_suites(std::vector<std::string> const& paths) {
    scenario::Loader loader(catalogue());
    yaml::Problems problems;
    if (paths.empty()) add_embedded(loader);
    for (auto const& text : paths) {
        fs::path const path(text);
        std::error_code ignored;
        if (!fs::is_directory(path, ignored)) {
            add_file(loader, path, path.parent_path().empty() ? fs::path(".") : path.parent_path(), problems);
            continue;
        }
        std::vector<fs::path> files;
        for (auto const& entry : fs::recursive_directory_iterator(path)) {
            if (entry.is_regular_file() && is_scenario(fs::relative(entry.path(), path))) files.push_back(entry.path());
        }
        std::sort(files.begin(), files.end());
        for (auto const& file : files) add_file(loader, file, path, problems);
    }
    auto suite = loader.finish();
    suite.problems.insert(suite.problems.end(), problems.begin(), problems.end());
    check_tamper_points(suite);
    return suite;
}

scenario::Suite load_source(
    std::string text, std::string const& file, std::string const& id_base, std::map<std::string, std::string> const& others
) {
    scenario::Loader loader(catalogue());
    auto const read = [&](std::string const& included) -> std::optional<std::string> {
        if (auto const found = others.find(included); found != others.end()) return found->second;
        if (auto const found = embedded_file(included)) return std::string(*found);
        return read_text(included);
    };
    loader.add(std::move(text), file, id_base, read);
    auto suite = loader.finish();
    check_tamper_points(suite);
    return suite;
}

void check_against_world(std::vector<scenario::Case const*> const& cases, yaml::Node const& default_world, yaml::Problems& problems) {
    yaml::Problems ignored;
    auto const usual = world_file::build(default_world, world_file::trial_build({"tool", "probe"}), ignored);
    for (auto const* played : cases) {
        auto world = usual;
        if (!played->world.is_null()) {
            auto const before = problems.size();
            std::vector<std::string> tools{"tool", "probe"};
            for (auto const* further : {"second", "other"}) {
                if (played->needs_registration(further)) tools.emplace_back(further);
            }
            world = world_file::build(world_file::merge(default_world, played->world), world_file::trial_build(tools), problems);
            if (problems.size() != before) continue;
        }
        for (auto const& step : played->steps) {
            auto const* launch = std::get_if<scenario::Launch>(&step.action);
            if (auto const* begun = std::get_if<scenario::Register>(&step.action);
                begun != nullptr && !begun->as.empty() && world::user_named(world, begun->as) == nullptr)
                problems.push_back({step.at, "the world has no user '" + begun->as + "'", "", "unknown-user", 1});
            if (launch == nullptr) continue;
            if (!holds_expression(launch->as) && !launch->as.empty() && world::user_named(world, launch->as) == nullptr) {
                problems.push_back({step.at, "the world has no user '" + launch->as + "'", "", "unknown-user", 1});
            }
            if (launch->to == "picked" || launch->to == "picked before") continue; // made while the case plays
            if (launch->to == "account" || world::account_named(world, launch->to) != nullptr) continue;
            if (!holds_expression(launch->to) && !launch->to.empty() && world::assignment_named(world, launch->to) == nullptr &&
                world::link_named(world, launch->to) == nullptr && world::course_named(world, launch->to) == nullptr) {
                problems.push_back({step.at, "the world has no assignment, link or course '" + launch->to + "'", "", "unknown-assignment", 1});
            }
        }
    }
}

Named split_names(std::vector<std::string> const& what) {
    Named named;
    for (auto const& text : what) {
        std::error_code ignored; // a word may be no name that a file could have
        bool const there = text.find('/') != std::string::npos && fs::exists(text, ignored);
        bool const path = text.ends_with(".yaml") || there || fs::is_directory(text, ignored);
        (path ? named.paths : named.words).push_back(text);
    }
    return named;
}

namespace {

bool is_about_tool(scenario::Case const& played) {
    return played.needs_tool() || !played.requirements.empty();
}

} // namespace

void print_unknown(std::vector<std::string> const& unknown, scenario::Suite const& suite) {
    if (unknown.empty()) return;
    std::set<std::string> names;
    for (auto const& played : suite.cases) {
        names.insert({played.id, played.id.substr(0, played.id.find('/')), played.id.substr(0, played.id.find_first_of("./"))});
        for (auto const* words : {&played.tags, &played.requirements, &played.facts}) names.insert(words->begin(), words->end());
    }
    std::vector<std::string> const known(names.begin(), names.end());
    for (auto const& word : unknown) {
        auto const near = base::nearest(word, known);
        std::cerr << "easel: nothing is called '" << word << "'; "
                  << (near ? "did you mean '" + *near + "'?" : std::string("see easel list")) << "\n";
    }
}

std::vector<scenario::Case const*>
select(scenario::Suite const& suite, Selection const& selection, std::vector<std::string>& unknown) {
    auto const named = split_names(selection.what);
    bool const everything = named.words.empty();
    for (auto const& word : named.words) {
        if (std::none_of(suite.cases.begin(), suite.cases.end(), [&](auto const& played) { return word_matches(played, word); })) {
            unknown.push_back(word);
        }
    }
    // A word that names cases about a tool does not mean the fact cases of the same subject; one that names nothing else does.
    std::vector<std::string> about_tools;
    for (auto const& word : named.words) {
        bool const names_some = std::any_of(suite.cases.begin(), suite.cases.end(), [&](auto const& played) {
            return is_about_tool(played) && word_matches(played, word);
        });
        if (names_some && !selection.all) about_tools.push_back(word);
    }
    auto const chooses = [&](std::string const& word, scenario::Case const& played) {
        bool const tools_only = std::find(about_tools.begin(), about_tools.end(), word) != about_tools.end();
        return word_matches(played, word) && (!tools_only || is_about_tool(played));
    };
    std::vector<scenario::Case const*> chosen;
    for (auto const& played : suite.cases) {
        auto const matches = [&](std::string const& word) { return word_matches(played, word); };
        if (everything && !selection.all) {
            // Facts say what Canvas does; they never enter a tool's counts unless they are asked for.
            bool const about_tool = is_about_tool(played) || !named.paths.empty();
            if (!about_tool || (played.has_tag("slow") && selection.tags.empty() && !selection.slow)) continue;
        } else if (!everything && std::none_of(named.words.begin(), named.words.end(), [&](auto const& word) { return chooses(word, played); })) {
            continue;
        }
        if (std::any_of(selection.exclude.begin(), selection.exclude.end(), matches)) continue;
        if (!std::all_of(selection.tags.begin(), selection.tags.end(), [&](auto const& tags) { return tags_hold(played, tags); })) continue;
        auto const text = base::to_lower(played.id + " " + played.title);
        auto const holds_text = [&](std::string const& part) { return text.find(base::to_lower(part)) != std::string::npos; };
        if (!holds_text(selection.filter)) continue;
        auto const is_meant = [&](std::string const& word) { return matches(word) || holds_text(word); };
        if (!selection.only.empty() && std::none_of(selection.only.begin(), selection.only.end(), is_meant)) continue;
        chosen.push_back(&played);
    }
    return chosen;
}

bool names_tool(ToolChoice const& choice) {
    return !choice.file.empty() || nearest_project_file().has_value();
}

std::vector<std::string> secrets_of(ToolChoice const& choice, std::optional<ChosenTool> const& tool) {
    std::vector<std::string> secrets;
    for (auto const& [name, value] : choice.secrets) secrets.push_back(value);
    if (tool && tool->file.lti11)
        for (auto const& key : tool->file.lti11->keys) secrets.push_back(key.shared_secret);
    return secrets;
}

std::optional<ChosenTool> load_tool(ToolChoice const& choice, int& exit_code) {
    ChosenTool chosen;
    yaml::Problems problems;
    auto file = choice.file;
    if (file.empty()) {
        auto const found = nearest_project_file();
        if (!found) {
            std::cerr << "easel: no tool to play against: give --tool FILE, put an easel.yaml here, or use --tool reference for the bundled tool\n";
            exit_code = exit_usage;
            return std::nullopt;
        }
        file = *found;
    }
    if (file == "reference") {
        std::string const path = "fixtures/tools/reference.yaml";
        chosen.document = yaml::parse(std::string(embedded_file(path).value_or("")), path, problems);
    } else {
        chosen.document = yaml::load(file, file, problems);
    }
    if (problems.empty()) chosen.file = tool::read_tool_file(chosen.document, {choice.vars, choice.secrets}, problems);
    if (!problems.empty()) {
        print_problems(problems, {chosen.document});
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    if (chosen.file.start) fit_hints(chosen.file, chosen.file.start->variant);
    return chosen;
}

std::optional<yaml::Node> load_world(std::string const& over, int& exit_code) {
    yaml::Problems problems;
    std::string const path = "fixtures/worlds/default.yaml";
    std::vector<yaml::Document> documents{yaml::parse(std::string(embedded_file(path).value_or("")), path, problems)};
    auto world = documents.front().root;
    if (!over.empty()) {
        documents.push_back(yaml::load(over, over, problems));
        if (problems.empty()) {
            auto const* inner = documents.back().root.find("world");
            auto const& node = inner != nullptr ? *inner : documents.back().root;
            world_file::shape().check(node, problems);
            world = world_file::merge(world, node);
        }
    }
    if (!problems.empty()) {
        print_problems(problems, documents);
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    return world;
}

void print_problems(yaml::Problems const& problems, std::vector<yaml::Document> const& documents) {
    for (auto const& problem : problems) {
        auto const document = std::find_if(documents.begin(), documents.end(), [&](auto const& one) { return one.file == problem.at.file; });
        std::cerr << yaml::format(problem, document == documents.end() ? nullptr : document->source.get()) << "\n";
    }
}

std::function<std::optional<std::string>(yaml::Position const&)> source_lines(std::vector<yaml::Document> const& documents) {
    return [&documents](yaml::Position const& at) -> std::optional<std::string> {
        for (auto const& document : documents) {
            if (document.file != at.file || !document.source || at.line < 1) continue;
            auto const lines = base::split(*document.source, '\n');
            if (static_cast<std::size_t>(at.line) <= lines.size()) return lines[static_cast<std::size_t>(at.line) - 1];
        }
        return std::nullopt;
    };
}

} // namespace easel::cli
