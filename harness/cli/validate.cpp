#include "base/json.hpp"
#include "cli/suites.hpp"

#include <iostream>

namespace easel::cli {

int validate(Validate const& options) {
    auto suite = load_suites(options.paths);
    int exit_code = exit_ok;
    std::vector<scenario::Case const*> cases;
    for (auto const& played : suite.cases) cases.push_back(&played);
    check_against_world(cases, load_world("", exit_code).value_or(yaml::Node{}), suite.problems);
    if (!options.tool.file.empty()) {
        if (!load_tool(options.tool, exit_code)) return exit_code;
    }
    if (options.json) {
        base::json::array all;
        for (auto const& problem : suite.problems) {
            all.push_back(base::json::object{
                {"file", problem.at.file},
                {"line", problem.at.line},
                {"column", problem.at.column},
                {"code", problem.code},
                {"message", problem.message},
                {"hint", problem.hint},
            });
        }
        std::cout << base::dump(all) << "\n";
    } else {
        print_problems(suite.problems, suite.documents);
        if (suite.problems.empty()) {
            std::cout << suite.cases.size() << (suite.cases.size() == 1 ? " case, no problem\n" : " cases, no problem\n");
        }
    }
    return suite.problems.empty() ? exit_ok : exit_bad_file;
}

} // namespace easel::cli
