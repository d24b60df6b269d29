#pragma once

#include <pugixml.hpp>

#include <string>
#include <string_view>

/// XML as tools send it: what a lenient parser lets pass, and names with their namespaces.
namespace easel::check::xml {

/// Why the text is no well-formed XML, with the line; "" when it is. Canvas's own parser mends much of it, others do
/// not.
/// @par Source XML 1.0; canvas/outcomes.md 2.1
[[nodiscard]] std::string trouble(std::string_view text);

/// A name without its prefix.
[[nodiscard]] std::string_view local_name(pugi::xml_node node);
/// The namespace that a node's name is in; "" without one.
[[nodiscard]] std::string namespace_of(pugi::xml_node node);
/// The first child element of that local name.
[[nodiscard]] pugi::xml_node child(pugi::xml_node parent, std::string_view name);
/// The text right below a node, CDATA included, as it stands.
[[nodiscard]] std::string content(pugi::xml_node node);

} // namespace easel::check::xml
