#include "replay/redacted_text.hpp"

#include <algorithm>

namespace easel::replay {
namespace {

bool is_base64url(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

} // namespace

bool is_redacted(std::string_view text) {
    return text.find(tag_open) != std::string_view::npos;
}

std::string as_ascii(std::string text) {
    for (std::size_t at = 0; (at = text.find(tag_open, at)) != std::string::npos;) {
        auto const end = text.find(tag_close, at);
        if (end == std::string::npos) return text;
        auto name = text.substr(at + tag_open.size(), end - at - tag_open.size());
        std::replace(name.begin(), name.end(), '#', '-');
        text.replace(at, end + tag_close.size() - at, "redacted-" + name);
    }
    return text;
}

std::size_t run_end(std::string_view text, std::size_t at) {
    while (at < text.size() && is_base64url(text[at])) ++at;
    return at;
}

std::vector<std::string_view> tokens_in(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; (at = text.find("eyJ", at)) != std::string_view::npos;) {
        auto const header_end = run_end(text, at);
        auto const claims_end = header_end < text.size() && text[header_end] == '.' ? run_end(text, header_end + 1)
                                                                                    : std::string_view::npos;
        if (claims_end == std::string_view::npos || claims_end >= text.size() || text[claims_end] != '.') {
            at = std::max(header_end, at + 1);
            continue;
        }
        auto end = run_end(text, claims_end + 1);
        if (text.substr(claims_end + 1).starts_with(tag_open))
            end = std::min(text.find(tag_close, claims_end), text.size() - tag_close.size()) + tag_close.size();
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

std::string_view without_signature(std::string_view token) {
    return token.substr(0, token.find('.', token.find('.') + 1) + 1);
}

} // namespace easel::replay
