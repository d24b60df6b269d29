#include "check/xml_reading.hpp"

#include "base/codec.hpp"

#include <algorithm>

namespace easel::check::xml {
namespace {

std::string line_of(std::string_view text, std::size_t at) {
    auto const before = text.substr(0, std::min(at, text.size()));
    return "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

/// Whether `text` begins with a reference that needs no declaration.
bool begins_with_reference(std::string_view text) {
    auto const end = text.substr(0, 12).find(';');
    if (end == std::string_view::npos || end < 2) return false;
    auto const name = text.substr(1, end - 1);
    for (auto const known : {"amp", "lt", "gt", "quot", "apos"})
        if (name == known) return true;
    if (name[0] != '#') return false;
    bool const hex = name.size() > 2 && name[1] == 'x';
    auto const digits = name.substr(hex ? 2 : 1);
    auto const is_digit = [hex](char c) {
        return (c >= '0' && c <= '9') || (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
    };
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
}

/// Where a comment, CDATA section, instruction or declaration that begins at `at` is over; npos when none begins there.
std::size_t over_at(std::string_view text, std::size_t at) {
    struct Section {
        std::string_view begins, ends;
    };
    for (auto const& [begins, ends] :
         {Section{"<!--", "-->"}, Section{"<![CDATA[", "]]>"}, Section{"<?", "?>"}, Section{"<!", ">"}}) {
        if (!text.substr(at).starts_with(begins)) continue;
        auto const end = text.find(ends, at + begins.size());
        return end == std::string_view::npos ? text.size() : end + ends.size();
    }
    return std::string_view::npos;
}

/// What pugixml lets pass: references to nothing, the end of a section that never began, control characters.
std::string lenience(std::string_view text) {
    bool in_tag = false;
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        if (!in_tag && c == '<') {
            if (auto const end = over_at(text, at); end != std::string_view::npos) {
                at = end - 1;
                continue;
            }
            in_tag = true;
        } else if (in_tag && quote == 0 && c == '>') {
            in_tag = false;
        } else if (in_tag && (c == '"' || c == '\'') && (quote == 0 || quote == c)) {
            quote = quote == 0 ? c : char{0};
        } else if (in_tag && quote != 0 && c == '<') {
            return "a `<` stands in an attribute, " + line_of(text, at);
        } else if (c == '&' && !begins_with_reference(text.substr(at))) {
            return "a bare `&`, " + line_of(text, at);
        } else if (!in_tag && text.substr(at).starts_with("]]>")) {
            return "`]]>` stands in a text, " + line_of(text, at);
        } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            return "a control character, " + line_of(text, at);
        }
    }
    return {};
}

bool says_utf8(std::string_view text) {
    auto const declaration = text.substr(0, std::min(text.find("?>"), text.size()));
    auto const named = declaration.find("encoding");
    if (!text.starts_with("<?xml") || named == std::string_view::npos) return true;
    auto const value = declaration.substr(named);
    return value.find("UTF-8") != std::string_view::npos || value.find("utf-8") != std::string_view::npos;
}

} // namespace

std::string trouble(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    auto bare = text;
    if (bare.starts_with(byte_order_mark)) bare.remove_prefix(byte_order_mark.size());
    if (bare.empty()) return "there is nothing";
    if (says_utf8(bare) && !base::is_valid_utf8(bare)) return "it is no valid UTF-8";
    if (auto const declared = bare.find("<?xml "); declared != std::string_view::npos && declared != 0 && declared < 64)
        return "something stands before the XML declaration";
    pugi::xml_document document;
    auto const parsed = document.load_buffer(text.data(), text.size());
    if (!parsed)
        return std::string(parsed.description()) + ", " +
               line_of(text, static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)));
    auto const roots = std::count_if(document.begin(), document.end(), [](auto const& node) {
        return node.type() == pugi::node_element;
    });
    if (roots != 1) return roots == 0 ? "there is no element" : "there are several elements outside";
    return lenience(bare);
}

std::string_view local_name(pugi::xml_node node) {
    auto const name = std::string_view(node.name());
    auto const colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string namespace_of(pugi::xml_node node) {
    auto const name = std::string(node.name());
    auto const colon = name.find(':');
    auto const declares = colon == std::string::npos ? std::string("xmlns") : "xmlns:" + name.substr(0, colon);
    for (auto at = node; at; at = at.parent())
        if (auto const declared = at.attribute(declares.c_str())) return declared.value();
    return {};
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
    for (auto const node : parent.children())
        if (node.type() == pugi::node_element && local_name(node) == name) return node;
    return {};
}

std::string content(pugi::xml_node node) {
    std::string text;
    for (auto const part : node.children())
        if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) text += part.value();
    return text;
}

} // namespace easel::check::xml
