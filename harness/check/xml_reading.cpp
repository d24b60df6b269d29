#include "check/xml_reading.hpp"

#include "base/codec.hpp"
#include "base/xml_text.hpp"

#include <algorithm>

namespace easel::check::xml {
namespace {

std::string line_of(std::string_view text, std::size_t at) {
    auto const before = text.substr(0, std::min(at, text.size()));
    return "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
}

/// The name of a reference, "#228" or "nbsp", that `text` begins with behind its `&`; "" when it begins none.
std::string_view reference_name(std::string_view text) {
    auto const end = text.find_first_of("; \t\r\n&<>\"'", 1);
    if (end == std::string_view::npos || text[end] != ';') return {};
    return text.substr(1, end - 1);
}

bool is_number(std::string_view name) {
    if (!name.starts_with('#')) return false;
    bool const hex = name.size() > 1 && name[1] == 'x';
    auto const digits = name.substr(hex ? 2 : 1);
    auto const is_digit = [hex](char c) {
        return (c >= '0' && c <= '9') || (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')));
    };
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit);
}

bool is_name(std::string_view name) {
    auto const is_sign = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':' ||
               c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
    };
    return !name.empty() && (name[0] < '0' || name[0] > '9') && std::all_of(name.begin(), name.end(), is_sign);
}

/// What pugixml lets pass: references to nothing, the end of a section that never began, control characters.
class Lenience {
  public:
    explicit Lenience(std::string_view text)
        : text_(text),
          has_document_type_(text.find("<!DOCTYPE") != std::string_view::npos) {}

    std::vector<Flaw> look() {
        for (std::size_t at = 0; at < text_.size() && flaws_.size() < most_flaws; ++at) at = look_at(at);
        return std::move(flaws_);
    }

  private:
    /// The last byte of what has been seen.
    std::size_t look_at(std::size_t at) {
        char const c = text_[at];
        if (!in_tag_ && c == '<') {
            auto const end = base::end_of_xml_section(text_, at);
            in_tag_ = end == std::string_view::npos;
            return in_tag_ ? at : end - 1;
        }
        if (in_tag_ && quote_ == 0 && c == '>') {
            in_tag_ = false;
        } else if (in_tag_ && (c == '"' || c == '\'') && (quote_ == 0 || quote_ == c)) {
            quote_ = quote_ == 0 ? c : char{0};
        } else if (in_tag_ && quote_ != 0 && c == '<') {
            note(at, "a `<` stands in an attribute");
        } else if (c == '&') {
            look_at_reference(at);
        } else if (!in_tag_ && text_.substr(at).starts_with("]]>")) {
            note(at, "`]]>` stands in a text");
            return at + 2;
        } else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') {
            note(at, "a control character");
        }
        return at;
    }

    void look_at_reference(std::size_t at) {
        constexpr std::size_t longest_shown = 32;
        auto const name = reference_name(text_.substr(at));
        if (is_number(name)) return;
        for (auto const* known : {"amp", "lt", "gt", "quot", "apos"})
            if (name == known) return;
        if (!is_name(name)) return note(at, "a bare `&`", true);
        if (has_document_type_) return; // which may define it, or names a file that does
        auto const shown = name.size() > longest_shown ? "a reference" : "`&" + std::string(name) + ";`";
        note(at, shown + ", which XML does not know", true);
    }

    void note(std::size_t at, std::string what, bool is_ampersand = false) {
        flaws_.push_back({at, std::move(what), is_ampersand});
    }

    std::string_view text_;
    bool has_document_type_ = false;
    bool in_tag_ = false;
    char quote_ = 0;
    std::vector<Flaw> flaws_;
};

bool says_utf8(std::string_view text) {
    auto const declaration = text.substr(0, std::min(text.find("?>"), text.size()));
    auto const named = declaration.find("encoding");
    if (!text.starts_with("<?xml") || named == std::string_view::npos) return true;
    auto const value = declaration.substr(named);
    return value.find("UTF-8") != std::string_view::npos || value.find("utf-8") != std::string_view::npos;
}

/// Where the first line begins that is no UTF-8.
std::size_t first_invalid_line(std::string_view text) {
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n', begin)) {
        if (!base::is_valid_utf8(text.substr(begin, end - begin))) break;
        begin = end + 1;
    }
    return begin;
}

} // namespace

std::vector<Flaw> flaws(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    auto const begin = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    auto const bare = text.substr(begin);
    if (bare.empty()) return {{0, "there is nothing", false}};
    if (says_utf8(bare) && !base::is_valid_utf8(bare))
        return {{begin + first_invalid_line(bare), "it is no valid UTF-8", false}};
    if (auto const declared = bare.find("<?xml "); declared != std::string_view::npos && declared != 0 && declared < 64)
        return {{begin + declared, "something stands before the XML declaration", false}};
    pugi::xml_document document;
    auto const parsed = document.load_buffer(text.data(), text.size());
    if (!parsed)
        return {{static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)), parsed.description(), false}};
    std::vector<std::size_t> roots;
    for (auto const& node : document)
        if (node.type() == pugi::node_element) roots.push_back(offset_of(node));
    if (roots.empty()) return {{begin, "there is no element", false}};
    if (roots.size() > 1) return {{roots[1], "there are several elements outside", false}};
    auto found = Lenience(bare).look();
    for (auto& flaw : found) flaw.offset += begin;
    return found;
}

std::string trouble(std::string_view text) {
    auto const narrow = base::utf8_of_utf16(text);
    auto const readable = narrow ? std::string_view(*narrow) : text;
    auto const found = flaws(readable);
    return found.empty() ? std::string() : found.front().what + ", " + line_of(readable, found.front().offset);
}

std::size_t offset_of(pugi::xml_node element) {
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(element.offset_debug(), 1)) - 1;
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
