#include "check/configuration.hpp"
#include "check/json_place.hpp"
#include "tool_config/tool_config.hpp"

#include <charconv>

namespace easel::check {
namespace {

/// "... at line 3, column 7": where the parser stopped.
int number_after(std::string_view text, std::string_view word) {
    auto const at = text.rfind(word);
    int number = 0;
    if (at == std::string_view::npos) return 0;
    auto const digits = text.substr(at + word.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

} // namespace

ConfigurationCheck judge_json_configuration(std::string_view text) {
    ConfigurationCheck found;
    found.requirements = {"CFG-014"};
    auto const document = base::parse_json(text);
    if (!document) {
        auto const& message = document.error().message;
        auto const end = place_of_byte(text, text.size(), "");
        int const line = number_after(message, "line ");
        int const column = number_after(message, "column ");
        found.flaws.push_back(
            {"CFG-014",
             line > 0 ? line : end.line,
             column > 0 ? column : end.column,
             "it is no JSON: " + message,
             false}
        );
        return found;
    }
    for (auto const& complaint : tool_config::read(*document, {}).complaints) {
        auto const place = place_in_json(text, complaint.pointer, "");
        found.flaws.push_back({"CFG-014", place.line, place.column, "Canvas says: " + complaint.message, false});
    }
    return found;
}

} // namespace easel::check
