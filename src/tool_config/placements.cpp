#include "tool_config/tool_config.hpp"

namespace easel::tool_config {

std::vector<PlacementRule> const& placement_rules() {
    // A fact for each row of developer-key.md 3.
    static std::vector<PlacementRule> const rules = [] {
        std::vector<PlacementRule> all;
        for (auto const& [name, resource_link, deep_linking] : world::placement_rules()) {
            auto fact = "developer-key/3." + std::to_string(all.size() + 1);
            all.push_back({std::string(name), resource_link, deep_linking, std::move(fact)});
        }
        return all;
    }();
    return rules;
}

} // namespace easel::tool_config
