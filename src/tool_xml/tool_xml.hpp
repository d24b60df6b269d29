#pragma once

#include "base/json.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A tool's configuration as a Common Cartridge basic LTI link, as Canvas reads it. @par Source canvas/config-xml.md
namespace easel::tool_xml {

/// A larger document is refused.
inline constexpr std::size_t most_bytes = std::size_t{1024} * 1024;
/// Elements below this depth are not read: the bound of the parser that Canvas uses.
inline constexpr std::size_t most_depth = 256;
/// Options nested deeper are not read.
inline constexpr std::size_t most_nested_options = 16;

/// What a document says of a tool. Absent is what it does not say; texts are trimmed. @par Source config-xml.md 2, 3
struct Configured {
    std::optional<std::string> title;
    std::optional<std::string> description;
    std::optional<std::string> url; ///< the secure one, if there is one
    std::optional<std::string> domain;
    std::optional<std::string> privacy_level; ///< as written
    std::optional<std::string> not_selectable;
    std::optional<std::string> consumer_key;
    std::optional<std::string> shared_secret;
    std::optional<std::string> tool_id;
    base::json::object custom_fields;   ///< those of `blti:custom` over those of the extension
    base::json::object settings; ///< of Canvas's extension and the icon; placements among them; without custom_fields
};

/// Why Canvas does not take a document.
struct Refusal {
    std::string fact;    ///< "config-xml/5.1"
    std::string message; ///< Canvas's words. @par Source config-xml.md 5
};

struct Read {
    Configured configured;          ///< what can be read, refused or not
    std::vector<Refusal> refusals;  ///< in the order in which Canvas looks; the first decides
    std::vector<std::string> facts; ///< what it rests on, "config-xml/2.3"
};
[[nodiscard]] Read read(std::string_view document);

/// Is `url` what is left of one whose `&` were not escaped: two `=` with neither `&` nor `;` between them?
/// @par Source config-xml.md 5
[[nodiscard]] bool looks_unescaped(std::string_view url);

} // namespace easel::tool_xml
