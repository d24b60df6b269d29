#pragma once

#include "cli/suites.hpp"
#include "replay/recording.hpp"

#include <deque>
#include <functional>
#include <set>
#include <string>
#include <vector>

/// What a recorded case is played with today: its scenario, its world, its tool.
namespace easel::cli {

/// What is to be played again: a result.json, a report, a journal, or the folder of a run with one of them. One that was
/// changed by hand is a fault of kind bad_file; a journal has no digest to tell.
[[nodiscard]] base::Result<replay::Recording> load_recorded(std::string const& path);

/// Scenarios by case: those that the file holds, else those that come with Easel, else those on disk.
class Scenarios {
  public:
    explicit Scenarios(replay::Recording const& recording) : recording_(recording) {}

    scenario::Case const* find(verdict::CaseResult const& recorded);
    [[nodiscard]] std::vector<yaml::Document> const& documents() const { return documents_; }
    /// Every case that was found so far.
    [[nodiscard]] scenario::Suite together() const;

  private:
    void add(std::string const& name, std::function<scenario::Suite()> const& load);
    [[nodiscard]] scenario::Case const* anywhere(std::string const& id) const;

    replay::Recording const& recording_;
    std::set<std::string> loaded_;
    std::deque<scenario::Suite> suites_;
    std::vector<yaml::Document> documents_;
};

[[nodiscard]] yaml::Node world_of(replay::Recording const& recording);
/// What the tool was called with, and is now.
[[nodiscard]] ToolChoice choice_of(ToolChoice choice, replay::Recording const& recording);
/// A tool that is played at, or why there is none.
[[nodiscard]] base::Result<ChosenTool> read_tool(ToolChoice const& choice);
/// For a replay without the tool: its description is enough, whatever its secrets are.
[[nodiscard]] base::Result<ChosenTool> read_tool_offline(ToolChoice choice, replay::Recording const& recording);

} // namespace easel::cli
