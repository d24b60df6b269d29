#include "tool_xml/document.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/xml_text.hpp"
#include "tool_xml/tool_xml.hpp"

#include <algorithm>
#include <map>

namespace easel::tool_xml {
namespace {

/// References are left to recovered_xml_text, and a document type defines nothing: no entity grows.
constexpr unsigned parsing = pugi::parse_cdata | pugi::parse_ws_pcdata | pugi::parse_eol;

/// Where the tag that begins at `at` ends, behind its `>`.
std::size_t tag_end(std::string_view text, std::size_t at) {
    char quote = 0;
    for (; at < text.size(); ++at) {
        char const c = text[at];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return at + 1;
        }
    }
    return text.size();
}

bool begins_name(char c) {
    auto const byte = static_cast<unsigned char>(c);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || byte >= 0x80;
}

/// An end tag ends the innermost element whatever it is called, a `<` that begins nothing is dropped, what is left open
/// is closed, what is nested too deeply is cut off: thus a broken document is recovered.
std::string recovered(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::vector<std::string_view> open;
    for (std::size_t at = 0; at < text.size();) {
        auto const next = std::min(text.find('<', at), text.size());
        out.append(text.substr(at, next - at));
        at = next;
        if (at == text.size()) break;
        if (auto const end = base::end_of_xml_section(text, at); end != std::string_view::npos) {
            out.append(text.substr(at, end - at));
            at = end;
            continue;
        }
        bool const ends = text.substr(at).starts_with("</");
        if (!ends && (at + 1 == text.size() || !begins_name(text[at + 1]))) {
            ++at;
            continue;
        }
        auto const end = tag_end(text, at);
        auto const tag = text.substr(at, end - at);
        if (!tag.ends_with('>')) break;
        at = end;
        if (ends) {
            if (open.empty()) break;
            out.append("</").append(open.back()).append(">");
            open.pop_back();
        } else if (tag.ends_with("/>")) {
            out.append(tag);
        } else {
            if (open.size() == most_depth) break;
            out.append(tag);
            open.push_back(tag.substr(1, tag.find_first_of(" \t\r\n>", 1) - 1));
        }
        if (open.empty()) break; // what follows the root is not read
    }
    for (; !open.empty(); open.pop_back()) out.append("</").append(open.back()).append(">");
    return out;
}

bool has_wide_characters(std::string_view text) {
    return text.substr(0, 4).find('\0') != std::string_view::npos || text.starts_with("\xFE\xFF") ||
           text.starts_with("\xFF\xFE");
}

class Reader {
  public:
    Element read(pugi::xml_node node, std::size_t depth) {
        std::vector<std::string> declared;
        for (auto const& attribute : node.attributes()) {
            std::string_view const name = attribute.name();
            if (name != "xmlns" && !name.starts_with("xmlns:")) continue;
            declared.emplace_back(name == "xmlns" ? std::string_view() : name.substr(6));
            spaces_[declared.back()].emplace_back(attribute.value());
        }
        Element made;
        made.node = node;
        std::string_view const name = node.name();
        auto const colon = name.find(':');
        auto const prefix = colon == std::string_view::npos ? std::string() : std::string(name.substr(0, colon));
        auto const found = spaces_.find(prefix);
        bool const known = found != spaces_.end() && !found->second.empty();
        made.name = name.substr(known && colon != std::string_view::npos ? colon + 1 : 0);
        if (known) made.space = found->second.back();
        if (depth < most_depth)
            for (auto const& child : node.children())
                if (child.type() == pugi::node_element) made.children.push_back(read(child, depth + 1));
        for (auto const& one : declared) spaces_[one].pop_back();
        return made;
    }

  private:
    std::map<std::string, std::vector<std::string_view>, std::less<>> spaces_;
};

void gather(pugi::xml_node node, std::size_t depth, std::string& text) {
    for (auto const& part : node.children()) {
        if (part.type() == pugi::node_pcdata) text += base::recovered_xml_text(part.value());
        if (part.type() == pugi::node_cdata) text += part.value();
        if (part.type() == pugi::node_element && depth < most_depth) gather(part, depth + 1, text);
    }
}

} // namespace

std::string Element::attribute(char const* key) const {
    return base::to_valid_utf8(base::recovered_xml_text(node.attribute(key).value()));
}

std::string Element::text() const {
    std::string all;
    gather(node, 0, all);
    return std::string(base::trim(base::to_valid_utf8(all)));
}

Document::Document(std::string_view text) {
    auto const whole = has_wide_characters(text) ? std::string(text) : recovered(text);
    // What is broken all the same keeps what came before the break.
    (void)tree_.load_buffer(whole.data(), whole.size(), parsing);
    for (auto const& child : tree_.children()) {
        if (child.type() != pugi::node_element || found_) continue;
        found_ = true;
        root_ = Reader().read(child, 1);
        for (auto const& attribute : child.attributes()) {
            std::string_view const name = attribute.name();
            if (name != "xmlns" && !name.starts_with("xmlns:")) continue;
            declared_.push_back({std::string(name == "xmlns" ? std::string_view() : name.substr(6)), attribute.value()}
            );
        }
    }
}

} // namespace easel::tool_xml
