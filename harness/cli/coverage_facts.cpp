// `easel coverage --facts`: plays every fact case and tells which facts about Canvas they show.
#include "cli/coverage_facts.hpp"

#include "check/coverage.hpp"

#include "check/catalogue.hpp"
#include "cli/suites.hpp"
#include "cli/workshop.hpp"

#include <algorithm>
#include <iostream>
#include <map>

namespace easel::cli {
namespace {

namespace json = base::json;
using verdict::CaseResult;

/// One fact and what shows it.
struct Row {
    check::Fact const* fact = nullptr;
    std::vector<std::string> cases;
    bool refuses = false; ///< it decided an answer somewhere in the run
    /// A fact that no case shows, for no reason.
    [[nodiscard]] bool missing() const { return cases.empty() && fact->uncovered.empty(); }
    [[nodiscard]] char const* state() const { return !cases.empty() ? "covered" : missing() ? "missing" : "uncovered"; }
};

std::vector<CaseResult> play_all(std::vector<scenario::Case const*> const& cases, base::Result<void>& opened) {
    std::optional<ChosenTool> const no_tool;
    WorkshopOptions how;
    if (auto const clock = choose_clock("", nullptr)) how.clock = *clock;
    Workshop workshop(no_tool, how);
    std::vector<CaseResult> results;
    auto const ending = workshop.run([&]() -> http::awaitable<void> {
        auto const ready = co_await workshop.open();
        if (ready.fault) {
            opened = *ready.fault;
        } else {
            results = co_await play::play_cases(workshop.theatre(), cases, {});
        }
        co_await workshop.close();
    });
    if (ending == Workshop::Ending::interrupted) workshop.leave(exit_interrupted);
    if (ending == Workshop::Ending::terminated) workshop.leave(exit_terminated);
    return results;
}

/// "ags/5.2.9" before "ags/5.2.10": numbers in an id count as numbers.
bool comes_before(std::string_view a, std::string_view b) {
    auto const digits = [](std::string_view text) {
        return std::min(text.find_first_not_of("0123456789"), text.size());
    };
    while (!a.empty() && !b.empty()) {
        auto const left = digits(a);
        auto const right = digits(b);
        if (left != right && left > 0 && right > 0) return left < right;
        auto const length = std::max<std::size_t>(1, std::min(left, right));
        if (auto const order = a.substr(0, length).compare(b.substr(0, length)); order != 0) return order < 0;
        a.remove_prefix(length);
        b.remove_prefix(length);
    }
    return a.size() < b.size();
}

std::vector<Row> rows_of(std::vector<CaseResult> const& results, std::vector<scenario::Case const*> const& cases) {
    std::map<std::string, std::vector<std::string>> shown;
    std::map<std::string_view, bool> looks;
    for (auto const* played : cases) looks[played->id] = played->looks_at_content();
    auto const refusing = check::refusing_facts(results);
    for (auto const& played : results) {
        for (auto& fact : check::facts_shown(played, looks[played.id], refusing)) shown[fact].push_back(played.id);
    }
    std::vector<Row> rows;
    for (auto const& [id, fact] : check::catalogues().facts) rows.push_back({&fact, shown[id], refusing.contains(id)});
    std::sort(rows.begin(), rows.end(), [](Row const& a, Row const& b) {
        return comes_before(a.fact->id, b.fact->id);
    });
    return rows;
}

json::object as_json(Row const& row) {
    json::array cases;
    for (auto const& id : row.cases) cases.emplace_back(id);
    return {
        {"id", row.fact->id},
        {"state", row.state()},
        {"cases", std::move(cases)},
        {"refuses", row.refuses},
        {"uncovered", row.fact->uncovered.empty() ? json::value() : json::value(row.fact->uncovered)},
        {"text", row.fact->text},
    };
}

void print(Row const& row, std::size_t width) {
    std::cout << row.state() << std::string(11 - std::string_view(row.state()).size(), ' ') << row.fact->id
              << std::string(width - row.fact->id.size() + 2, ' ');
    if (!row.cases.empty()) {
        std::cout << row.cases.front();
        if (row.cases.size() > 1) std::cout << " and " << row.cases.size() - 1 << " more";
    } else {
        std::cout << (row.missing() ? row.fact->text : row.fact->uncovered);
    }
    std::cout << "\n";
}

} // namespace

int coverage_of_facts(Coverage const& options) {
    auto const suite = load_suites({});
    if (!suite.problems.empty()) {
        print_problems(suite.problems, suite.documents);
        return exit_bad_file;
    }
    std::vector<scenario::Case const*> cases;
    for (auto const& played : suite.cases) {
        if (!played.facts.empty() && !played.needs_tool()) cases.push_back(&played);
    }
    base::Result<void> opened;
    auto const results = play_all(cases, opened);
    if (!opened) {
        std::cerr << "easel: " << to_string(opened.error()) << "\n";
        return exit_code_of(opened.error());
    }
    auto const rows = rows_of(results, cases);
    std::map<std::string_view, int> counts{{"covered", 0}, {"uncovered", 0}, {"missing", 0}};
    std::size_t width = 0;
    for (auto const& row : rows) {
        ++counts[row.state()];
        width = std::max(width, row.fact->id.size());
    }
    std::vector<std::string> failed;
    for (auto const& played : results) {
        if (played.verdict != verdict::Verdict::passed) failed.push_back(played.id);
    }
    if (options.format == "json") {
        json::array facts;
        for (auto const& row : rows) facts.push_back(as_json(row));
        json::array not_passed;
        for (auto const& id : failed) not_passed.emplace_back(id);
        std::cout << base::dump(json::object{
                         {"covered", counts["covered"]},
                         {"uncovered", counts["uncovered"]},
                         {"missing", counts["missing"]},
                         {"not_passed", std::move(not_passed)},
                         {"facts", std::move(facts)},
                     })
                  << "\n";
    } else {
        for (auto const& row : rows) print(row, width);
        std::cout << rows.size() << " facts: " << counts["covered"] << " covered by " << cases.size() << " cases, "
                  << counts["uncovered"] << " uncovered for a reason, " << counts["missing"] << " missing\n";
    }
    for (auto const& id : failed) std::cerr << "easel: " << id << " did not pass, so it shows nothing\n";
    return counts["missing"] == 0 && failed.empty() ? exit_ok : exit_failed;
}

} // namespace easel::cli
