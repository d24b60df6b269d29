#pragma once

#include <pugixml.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// XML as tools send it: what a lenient parser lets pass, and names with their namespaces.
namespace easel::check::xml {

/// A place where a text is no well-formed XML.
struct Flaw {
    std::size_t offset = 0;
    std::string what;          ///< a clause: "`]]>` stands in a text"
    bool is_ampersand = false; ///< an `&` that begins no reference that XML knows
};
/// Far more than anybody reads; further ones are not told.
inline constexpr std::size_t most_flaws = 100;

/// Every one in UTF-8, in order; where the parser cannot go on, that place alone.
/// @par Source XML 1.0
[[nodiscard]] std::vector<Flaw> flaws(std::string_view text);

/// The first of them with its line, in UTF-8 or UTF-16; "" when the text is well-formed. Canvas's own parser mends much
/// of it, others do not.
/// @par Source XML 1.0; canvas/outcomes.md 2.1
[[nodiscard]] std::string trouble(std::string_view text);

/// Where an element's `<` stands in the text that it was read from.
[[nodiscard]] std::size_t offset_of(pugi::xml_node element);
/// A name without its prefix.
[[nodiscard]] std::string_view local_name(pugi::xml_node node);
/// The namespace that a node's name is in; "" without one.
[[nodiscard]] std::string namespace_of(pugi::xml_node node);
/// The first child element of that local name.
[[nodiscard]] pugi::xml_node child(pugi::xml_node parent, std::string_view name);
/// The text right below a node, CDATA included, as it stands.
[[nodiscard]] std::string content(pugi::xml_node node);

} // namespace easel::check::xml
