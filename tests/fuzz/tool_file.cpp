#include "tool/tool_file.hpp"

#include "fuzz/fuzz.hpp"
#include "fuzz/problems.hpp"

#include <algorithm>

namespace easel::fuzz {

void tool_file(std::string_view input) {
    yaml::Problems problems;
    auto const document = yaml::parse(std::string(input), "tool.yaml", problems);
    tool::Settings const settings{.vars = {{"defect", "late"}}, .secrets = {{"KEY", "hidden"}}};
    auto const file = tool::read_tool_file(document, settings, problems);
    check_problems(problems, std::string(input));
    if (!problems.empty()) return;
    for (auto const& [name, action] : file.actions) {
        auto const& names = tool::action_names();
        require(std::ranges::find(names, name) != names.end(), "an action has a fixed name: " + name);
    }
    if (file.lti13) require(!file.lti13->login_url.empty(), "a tool that loads can be launched");
}

} // namespace easel::fuzz
