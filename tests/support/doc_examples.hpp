#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace easel::support {

/// The ```yaml blocks of a page below the source folder, in order.
inline std::vector<std::string> yaml_examples(std::string const& page) {
    std::ifstream stream(std::string(EASEL_SOURCE_DIR) + "/" + page);
    std::vector<std::string> examples;
    bool inside = false;
    for (std::string line; std::getline(stream, line);) {
        if (line == "```yaml") {
            inside = true;
            examples.emplace_back();
        } else if (line == "```") {
            inside = false;
        } else if (inside) {
            examples.back() += line + "\n";
        }
    }
    return examples;
}

}  // namespace easel::support
