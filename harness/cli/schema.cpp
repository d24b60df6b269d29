#include "cli/suites.hpp"
#include "scenario/scenario.hpp"
#include "world_file/world_file.hpp"

#include <iostream>

namespace easel::cli {

int schema(Schema const& options) {
    if (options.which == "result") {
        std::cout << embedded_file("fixtures/schemas/result.schema.json").value_or("") << "\n";
        return exit_ok;
    }
    base::json::object made;
    if (options.which == "tool") {
        made = tool::tool_file_schema();
    } else if (options.which == "scenario") {
        made = scenario::schema();
    } else {
        made = {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "Easel world"}};
        for (auto const& [key, value] : world_file::shape().to_schema()) made[key] = value;
    }
    std::cout << base::dump(made) << "\n";
    return exit_ok;
}

} // namespace easel::cli
