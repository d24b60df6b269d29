#include "agent/html.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace easel::agent {
namespace {

constexpr std::size_t longest_page = 1024 * 1024;
constexpr std::size_t most_attributes = 100;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

bool has_raw_content(std::string_view name) {
    return name == "script" || name == "style" || name == "textarea" || name == "title" || name == "xmp" ||
           name == "iframe" || name == "noframes";
}

/// Position of `</name` followed by a blank, `/` or `>`, case ignored; the end when there is none.
std::size_t find_end_tag(std::string_view html, std::size_t from, std::string_view name) {
    for (auto at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
        auto const rest = html.substr(at + 2);
        if (rest.size() < name.size()) break;
        if (!base::equals_ignoring_case(rest.substr(0, name.size()), name)) continue;
        if (rest.size() == name.size()) return at;
        auto const after = rest[name.size()];
        if (is_blank(after) || after == '/' || after == '>') return at;
    }
    return html.size();
}

}  // namespace

std::optional<std::string> HtmlToken::attribute(std::string_view wanted) const {
    for (auto const& [key, value] : attributes) {
        if (key == wanted) return value;
    }
    return std::nullopt;
}

std::string HtmlToken::attribute_or(std::string_view wanted, std::string_view fallback) const {
    auto value = attribute(wanted);
    return value ? *value : std::string(fallback);
}

HtmlReader::HtmlReader(std::string_view html)
    : html_(html.substr(0, longest_page)) {}

bool HtmlReader::next(HtmlToken& token) {
    token = {};
    if (!raw_element_.empty()) {
        auto const end = find_end_tag(html_, at_, raw_element_);
        token.kind = HtmlToken::Kind::raw;
        token.name = std::exchange(raw_element_, {});
        token.text = html_.substr(at_, end - at_);
        at_ = end;
        return true;
    }
    while (at_ < html_.size()) {
        auto const rest = html_.substr(at_);
        if (rest.starts_with("<!--")) {
            at_ += 4;
            skip_to("-->");
            continue;
        }
        if (rest.starts_with("<!") || rest.starts_with("<?")) {
            skip_to(">");
            continue;
        }
        bool const closes = rest.size() > 2 && rest[0] == '<' && rest[1] == '/' && is_letter(rest[2]);
        if (closes || (rest.size() > 1 && rest[0] == '<' && is_letter(rest[1]))) {
            token.kind = closes ? HtmlToken::Kind::end : HtmlToken::Kind::start;
            at_ += closes ? 2 : 1;
            read_tag(token);
            return true;
        }
        // Text up to the next `<`; one that begins no markup is text itself.
        auto const end = std::min(html_.find('<', at_ + 1), html_.size());
        token.kind = HtmlToken::Kind::text;
        token.text = html_.substr(at_, end - at_);
        at_ = end;
        return true;
    }
    return false;
}

void HtmlReader::read_tag(HtmlToken& token) {
    auto const begin = at_;
    while (at_ < html_.size() && !is_blank(html_[at_]) && html_[at_] != '/' && html_[at_] != '>') ++at_;
    token.name = base::to_lower(html_.substr(begin, at_ - begin));
    while (at_ < html_.size()) {
        skip_blanks();
        if (at_ >= html_.size()) break;
        if (html_[at_] == '>') {
            ++at_;
            break;
        }
        if (html_[at_] == '/') {
            ++at_;
            continue;
        }
        read_attribute(token);
    }
    if (token.kind == HtmlToken::Kind::start && has_raw_content(token.name)) raw_element_ = token.name;
}

void HtmlReader::read_attribute(HtmlToken& token) {
    auto const begin = at_;
    ++at_;  // a stray `=` or quote is part of the name, as browsers have it
    while (at_ < html_.size() && !is_blank(html_[at_]) && html_[at_] != '/' && html_[at_] != '>' && html_[at_] != '=') {
        ++at_;
    }
    auto name = base::to_lower(html_.substr(begin, at_ - begin));
    std::string_view value;
    skip_blanks();
    if (at_ < html_.size() && html_[at_] == '=') {
        ++at_;
        skip_blanks();
        auto const quote = at_ < html_.size() ? html_[at_] : '>';
        if (quote == '"' || quote == '\'') {
            auto const end = std::min(html_.find(quote, at_ + 1), html_.size());
            value = html_.substr(at_ + 1, end - at_ - 1);
            at_ = std::min(end + 1, html_.size());
        } else {
            auto const from = at_;
            while (at_ < html_.size() && !is_blank(html_[at_]) && html_[at_] != '>') ++at_;
            value = html_.substr(from, at_ - from);
        }
    }
    // The first of two attributes of one name counts.
    if (token.attributes.size() < most_attributes && !token.attribute(name)) {
        token.attributes.emplace_back(std::move(name), base::html_unescape(value));
    }
}

void HtmlReader::skip_blanks() {
    while (at_ < html_.size() && is_blank(html_[at_])) ++at_;
}

void HtmlReader::skip_to(std::string_view mark) {
    auto const found = html_.find(mark, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + mark.size();
}

}  // namespace easel::agent
