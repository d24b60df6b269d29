#include "check/configuration.hpp"
#include "check/json_place.hpp"
#include "tool_config/tool_config.hpp"

namespace easel::check {

ConfigurationCheck judge_json_configuration(std::string_view text) {
    ConfigurationCheck found;
    found.requirements = {"CFG-014"};
    auto const document = base::parse_json(text);
    if (!document) {
        auto const trouble = json_trouble(document.error().message, text, "");
        found.flaws.push_back({"CFG-014", trouble.at.line, trouble.at.column, "it is " + trouble.message, false});
        return found;
    }
    for (auto const& complaint : tool_config::read(*document, {}).complaints) {
        auto const place = place_in_json(text, complaint.pointer, "");
        found.flaws.push_back({"CFG-014", place.line, place.column, "Canvas says: " + complaint.message, false});
    }
    return found;
}

} // namespace easel::check
