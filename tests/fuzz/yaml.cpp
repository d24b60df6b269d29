#include "base/codec.hpp"
#include "base/json.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/problems.hpp"

namespace easel::fuzz {

void yaml(std::string_view input) {
    yaml::Problems problems;
    auto const document = yaml::parse(std::string(input), "fuzz.yaml", problems);
    check_problems(problems, std::string(input));
    if (!problems.empty()) return;
    auto const value = yaml::to_json(document.root);
    auto const again = yaml::to_json(yaml::from_json(value, document.root.at));
    require(
        base::dump(again) == base::dump(value), "a value stays the same when it becomes YAML: " + base::dump(value)
    );
}

} // namespace easel::fuzz
