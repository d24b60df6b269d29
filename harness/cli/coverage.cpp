// `easel coverage`: which requirements cases speak for, and what came out; of a finished run, or by playing.
#include "base/text.hpp"
#include "cli/coverage_facts.hpp"
#include "cli/coverage_matrix.hpp"
#include "cli/reports.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"

#include <algorithm>
#include <iostream>
#include <map>

namespace easel::cli {
namespace {

namespace json = base::json;

/// Plays the selection; nothing, and `exit_code` set, when that cannot be.
std::optional<verdict::RunResult> play(Coverage const& options, int& exit_code) {
    auto const suite = load_suites(split_names(options.selection.what).paths);
    if (!suite.problems.empty()) {
        print_problems(suite.problems, suite.documents);
        exit_code = exit_bad_file;
        return std::nullopt;
    }
    std::vector<std::string> unknown;
    auto const cases = select(suite, options.selection, unknown);
    for (auto const& word : unknown) std::cerr << "easel: nothing is called '" << word << "'; see easel list\n";
    if (cases.empty() || !unknown.empty()) {
        exit_code = exit_nothing;
        return std::nullopt;
    }
    std::optional<ChosenTool> const tool = load_tool(options.tool, exit_code);
    if (!tool) return std::nullopt;
    WorkshopOptions how;
    how.clock = *choose_clock("", &tool->file);
    Workshop workshop(tool, how);
    Workshop::Opened opened;
    verdict::RunResult run;
    auto const ending = workshop.run([&]() -> http::awaitable<void> {
        opened = co_await workshop.open();
        if (opened.ok()) {
            workshop.describe(run, cases);
            run.cases = co_await play::play_cases(workshop.theatre(), cases, {});
        }
        co_await workshop.close();
    });
    if (ending == Workshop::Ending::interrupted) workshop.leave(exit_interrupted);
    if (ending == Workshop::Ending::terminated) workshop.leave(exit_terminated);
    if (opened.ok()) return run;
    std::cerr << "easel: " << (opened.fault ? to_string(*opened.fault) : "the setup is wrong; see easel doctor") << "\n";
    exit_code = opened.fault ? exit_code_of(*opened.fault) : exit_unreachable;
    return std::nullopt;
}

std::map<std::string, int> count(std::vector<CoverageRow> const& rows) {
    std::map<std::string, int> counts;
    for (auto const& row : rows) ++counts[row.state];
    return counts;
}

std::string counted(std::vector<CoverageRow> const& rows) {
    std::vector<std::string> parts;
    for (auto const& [state, number] : count(rows)) parts.push_back(std::to_string(number) + " " + state);
    return std::to_string(rows.size()) + " requirements: " + base::join(parts, ", ");
}

std::string word(CoverageCell const& cell) {
    return cell.verdict ? std::string(verdict::to_string(*cell.verdict)) : "not played";
}

void print_json(verdict::RunResult const& run, std::vector<CoverageRow> const& rows) {
    json::object counts;
    for (auto const& [state, number] : count(rows)) counts[state] = number;
    json::array all;
    for (auto const& row : rows) {
        json::array cases;
        for (auto const& cell : row.cells) cases.emplace_back(json::object{{"id", cell.case_id}, {"verdict", word(cell)}});
        all.emplace_back(json::object{
            {"id", row.requirement->id},
            {"level", row.requirement->level},
            {"state", row.state},
            {"cases", std::move(cases)},
            {"unobserved", row.requirement->unobserved.empty() ? json::value() : json::value(row.requirement->unobserved)},
            {"text", row.requirement->text},
            {"source", row.requirement->source},
        });
    }
    std::cout << base::dump(json::object{
                     {"tool", run.tool_name}, {"seed", run.seed}, {"counts", std::move(counts)}, {"requirements", std::move(all)},
                 })
              << "\n";
}

void print_markdown(verdict::RunResult const& run, std::vector<CoverageRow> const& rows) {
    auto const cell = [](std::string const& text) { return base::replace_all(text, "|", "\\|"); };
    std::cout << "# Coverage of the requirements\n\nTool: " << cell(run.tool_name) << ", seed " << run.seed << ". " << counted(rows)
              << ".\n\n| Requirement | Level | State | Cases | The tool |\n|---|---|---|---|---|\n";
    for (auto const& row : rows) {
        std::string cases;
        for (auto const& one : row.cells) cases += (cases.empty() ? "" : "<br>") + ("`" + one.case_id + "` " + word(one));
        if (cases.empty()) cases = cell(row.requirement->unobserved);
        std::cout << "| " << row.requirement->id << " | " << row.requirement->level << " | " << row.state << " | " << cases << " | "
                  << cell(row.requirement->text) << " |\n";
    }
}

void print_text(std::vector<CoverageRow> const& rows) {
    std::size_t width = 0;
    for (auto const& row : rows) width = std::max(width, row.requirement->id.size());
    for (auto const& row : rows) {
        auto const& id = row.requirement->id;
        std::cout << row.state << std::string(14 - std::min<std::size_t>(row.state.size(), 13), ' ') << id
                  << std::string(width - id.size() + 2, ' ');
        if (row.cells.empty()) {
            std::cout << (row.requirement->unobserved.empty() ? row.requirement->text : row.requirement->unobserved) << "\n";
            continue;
        }
        // The case that the state comes from, then how many more there are.
        auto const named = std::find_if(row.cells.begin(), row.cells.end(), [&](auto const& cell) { return word(cell) == row.state; });
        std::cout << named->case_id;
        if (row.cells.size() > 1) std::cout << " and " << row.cells.size() - 1 << " more";
        std::cout << "\n";
    }
    std::cout << counted(rows) << "\n";
}

} // namespace

int coverage(Coverage const& options) {
    if (options.facts) return coverage_of_facts(options);
    int exit_code = exit_ok;
    std::optional<verdict::RunResult> run;
    std::vector<scenario::Case> cases = load_suites({}).cases;
    if (options.from.empty()) {
        run = play(options, exit_code);
        if (!run) return exit_code;
    } else {
        auto read = read_result(options.from);
        if (!read) {
            std::cerr << "easel: " << to_string(read.error()) << "\n";
            return exit_bad_file;
        }
        run = *std::move(read);
    }
    auto const rows = coverage_matrix(*run, cases);
    if (options.format == "json") print_json(*run, rows);
    else if (options.format == "md") print_markdown(*run, rows);
    else print_text(rows);
    return exit_ok;
}

} // namespace easel::cli
