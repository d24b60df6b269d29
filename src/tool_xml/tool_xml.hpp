#pragma once

#include "base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A tool's configuration as a Common Cartridge basic LTI link, as Canvas reads it. @par Source canvas/config-xml.md
namespace easel::tool_xml {

/// A larger document is refused.
inline constexpr std::size_t most_bytes = 1024 * 1024;

/// What a document says of a tool: the parameters of the External Tools API that it stands for. @par Source config-xml.md 2, 3
struct Configured {
    /// `name`, `description`, `url`, `domain`, `privacy_level`, `icon_url`, `custom_fields`, `not_selectable`, placements and
    /// all further settings, with the names and the form that the API takes them in.
    base::json::object parameters;
    std::string consumer_key; ///< empty: none
    std::string shared_secret;
};

struct Read {
    std::optional<Configured> configured; ///< absent when Canvas refuses the document
    std::string refusal;                  ///< Canvas's words then. @par Source config-xml.md 5
    std::vector<std::string> facts;       ///< the rules that decided, "config-xml/5.1"
};
[[nodiscard]] Read read(std::string_view document);

} // namespace easel::tool_xml
