#include "scenario/scenario.hpp"

#include "fuzz/fuzz.hpp"
#include "fuzz/problems.hpp"

#include <algorithm>

namespace easel::fuzz {

void scenario(std::string_view input) {
    // A line "%%%" begins the text that every include finds.
    auto const mark = input.find("\n%%%\n");
    auto const text = std::string(input.substr(0, mark));
    auto const included = mark == std::string_view::npos ? text : std::string(input.substr(mark + 5));

    scenario::Loader loader(
        {.requirements = {"LAUNCH-005", "ERR-003"}, .facts = {"ags/5.2.13"}, .errors = {"timestamp-stale"}}
    );
    loader.add(text, "suite/fuzz.yaml", "fuzz", [&](std::string const& path) -> std::optional<std::string> {
        if (path.find("absent") != std::string::npos) return std::nullopt;
        return included;
    });
    auto const suite = loader.finish();
    for (auto const& problem : suite.problems) {
        auto const file = std::ranges::find(suite.documents, problem.at.file, &yaml::Document::file);
        check_problems({problem}, file == suite.documents.end() ? text : *file->source);
    }
    std::string last;
    for (auto const& each : suite.cases) {
        require(each.id == "fuzz" || each.id.starts_with("fuzz/"), "an id tells its file: " + each.id);
        require(each.id > last, "ids are unique and sorted");
        last = each.id;
        int number = 0;
        for (auto const& step : each.steps) {
            require(step.number == ++number, "steps are counted");
            require(!step.verb().empty(), "a step has a verb");
        }
        (void)each.needs_tool();
        (void)each.needs_registration_alone();
    }
}

} // namespace easel::fuzz
