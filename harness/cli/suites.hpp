#pragma once

#include "cli/options.hpp"
#include "scenario/scenario.hpp"
#include "tool/tool_file.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Finds, reads and selects what a command names: suites, worlds and tool files, from disk or from inside the binary.
namespace easel::cli {

/// Files that ship inside the binary, by path below the repository: "scenarios/...", "fixtures/...".
[[nodiscard]] std::optional<std::string_view> embedded_file(std::string_view path);

/// Reads the suites that `paths` name (files or folders); no paths: the suites that come with Easel.
[[nodiscard]] scenario::Suite load_suites(std::vector<std::string> const& paths);

/// Reads one file of a suite from memory; what it includes comes from `others`, else from where suites come from.
[[nodiscard]] scenario::Suite load_source(
    std::string text, std::string const& file, std::string const& id_base, std::map<std::string, std::string> const& others
);

/// Builds each case's world and looks its launches' users and targets up; what is wrong is appended.
void check_against_world(std::vector<scenario::Case const*> const& cases, yaml::Node const& default_world, yaml::Problems& problems);

/// Splits what was given into paths that exist and everything else.
struct Named {
    std::vector<std::string> paths;
    std::vector<std::string> words;
};
[[nodiscard]] Named split_names(std::vector<std::string> const& what);

/// Does a word of the command line mean this case: its id, the beginning of it, a tag, a requirement or a fact.
[[nodiscard]] bool word_matches(scenario::Case const& played, std::string const& word);

/// The cases a selection means. Without any word: every case about a tool that is not tagged `slow`. `unknown` takes words
/// that match nothing.
[[nodiscard]] std::vector<scenario::Case const*>
select(scenario::Suite const& suite, Selection const& selection, std::vector<std::string>& unknown);

/// Says of each word that it means nothing, and which case, requirement or tag it may have meant.
void print_unknown(std::vector<std::string> const& unknown, scenario::Suite const& suite);

/// A tool file, read with `choice`'s variables; the problems are printed and nothing is returned when it is wrong.
struct ChosenTool {
    tool::ToolFile file;
    yaml::Document document;
};
/// A tool file is given, or there is one here.
[[nodiscard]] bool names_tool(ToolChoice const& choice);
[[nodiscard]] std::optional<ChosenTool> load_tool(ToolChoice const& choice, int& exit_code);
/// What reports must not show: what was given with --secret, and what the tool shares with its platform.
[[nodiscard]] std::vector<std::string> secrets_of(ToolChoice const& choice, std::optional<ChosenTool> const& tool);

/// The default world, with `over` (a world file's path) laid over it.
[[nodiscard]] std::optional<yaml::Node> load_world(std::string const& over, int& exit_code);

/// What a case, requirement, fact, error row, defect, variant or reason code is, as `easel explain` prints it.
[[nodiscard]] std::optional<std::string> explanation(std::string const& what, scenario::Suite const& suite);

/// Prints problems in compiler form with excerpts.
void print_problems(yaml::Problems const& problems, std::vector<yaml::Document> const& documents);

/// The text of a line of any document read so far, for excerpts in reports.
[[nodiscard]] std::function<std::optional<std::string>(yaml::Position const&)>
source_lines(std::vector<yaml::Document> const& documents);

} // namespace easel::cli
