#include "base/json.hpp"
#include "check/catalogue.hpp"
#include "cli/profile.hpp"
#include "cli/suites.hpp"
#include "reference_tool/reference_tool.hpp"

#include <iostream>

namespace easel::cli {
namespace {

namespace json = base::json;

json::array texts(std::vector<std::string> const& all) {
    json::array array;
    for (auto const& text : all) array.emplace_back(text);
    return array;
}

/// A catalogue's rows as (id, rest of the line, JSON).
void print_rows(std::vector<std::tuple<std::string, std::string, json::object>> const& rows, bool as_json) {
    if (as_json) {
        json::array all;
        for (auto const& [id, line, object] : rows) all.push_back(object);
        std::cout << base::dump(all) << "\n";
        return;
    }
    std::size_t width = 0;
    for (auto const& [id, line, object] : rows) width = std::max(width, id.size());
    for (auto const& [id, line, object] : rows) {
        std::cout << id << std::string(width - id.size() + 2, ' ') << line << "\n";
    }
}

/// True when `word` names a catalogue; it has been printed then.
bool print_catalogue(std::string const& word, bool as_json) {
    std::vector<std::tuple<std::string, std::string, json::object>> rows;
    auto const& all = check::catalogues();
    if (word == "defects") {
        for (auto const& defect : reference_tool::defects()) {
            rows.emplace_back(
                defect.id, defect.primary + "  " + defect.text,
                json::object{{"id", defect.id}, {"primary", defect.primary}, {"also", texts(defect.also)}, {"text", defect.text}}
            );
        }
    } else if (word == "unbroken") {
        for (auto const& one : reference_tool::unbroken())
            rows.emplace_back(one.requirement, one.reason, json::object{{"id", one.requirement}, {"reason", one.reason}});
    } else if (word == "variants") {
        for (auto const& variant : reference_tool::variants()) {
            rows.emplace_back(
                variant.id, variant.text,
                json::object{
                    {"id", variant.id}, {"text", variant.text}, {"silent", texts(variant.silent)},
                    {"may_warn", texts(variant.may_warn)}, {"tells", variant.tells}}
            );
        }
    } else if (word == "requirements") {
        for (auto const& [id, row] : all.requirements) {
            json::value const reason = row.unobserved.empty() ? json::value() : json::value(row.unobserved);
            rows.emplace_back(
                id, row.level + "  " + row.text,
                json::object{
                    {"id", id}, {"area", row.area}, {"level", row.level}, {"text", row.text}, {"source", row.source},
                    {"provoke", row.provoke}, {"observe", row.observe}, {"unobserved", reason}
                }
            );
        }
    } else if (word == "profiles") {
        for (auto const& profile : profiles()) {
            rows.emplace_back(profile.name, profile.text, json::object{{"name", profile.name}, {"text", profile.text}});
        }
    } else if (word == "facts") {
        for (auto const& [id, row] : all.facts) rows.emplace_back(id, row.text, json::object{{"id", id}, {"text", row.text}, {"source", row.source}});
    } else if (word == "errors") {
        for (auto const& [name, row] : all.errors) {
            rows.emplace_back(
                name, std::to_string(row.status) + "  " + row.message,
                json::object{{"name", name}, {"status", row.status}, {"message", row.message}, {"advice", row.advice}}
            );
        }
    } else {
        return false;
    }
    print_rows(rows, as_json);
    return true;
}

} // namespace

int list(List const& options) {
    if (options.selection.what.size() == 1 && print_catalogue(options.selection.what.front(), options.json)) return exit_ok;
    auto const suite = load_suites(split_names(options.selection.what).paths);
    if (!suite.problems.empty()) {
        print_problems(suite.problems, suite.documents);
        return exit_bad_file;
    }
    auto selection = options.selection;
    // Listing shows everything; only running leaves facts and slow cases out.
    if (selection.what.empty()) selection.what = {"*"};
    std::vector<std::string> unknown;
    auto const cases = select(suite, selection, unknown);
    print_unknown(unknown, suite);
    if (options.json) {
        json::array all;
        for (auto const* played : cases) {
            all.push_back(json::object{
                {"id", played->id},
                {"title", played->title},
                {"purpose", played->purpose},
                {"tags", texts(played->tags)},
                {"requirements", texts(played->requirements)},
                {"facts", texts(played->facts)},
                {"file", played->at.file},
                {"line", played->at.line},
            });
        }
        std::cout << base::dump(all) << "\n";
    } else {
        for (auto const* played : cases) {
            std::cout << played->id << "  " << played->title;
            for (auto const& id : played->requirements) std::cout << "  " << id;
            for (auto const& id : played->facts) std::cout << "  " << id;
            std::cout << "\n";
        }
        std::cerr << cases.size() << (cases.size() == 1 ? " case\n" : " cases\n");
    }
    return cases.empty() || !unknown.empty() ? exit_nothing : exit_ok;
}

} // namespace easel::cli
