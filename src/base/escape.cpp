#include "base/codec.hpp"

#include <array>
#include <cstdint>

namespace easel::base {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

void append_utf8(std::string& out, std::uint32_t code) {
    auto const tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | code >> 6);
        tail(0);
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | code >> 12);
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0 | code >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

struct Sequence {
    std::size_t size = 1;  ///< bytes it takes, at least 1; of an invalid one, those that could have begun a character
    bool valid = false;
    std::uint32_t code = 0;
};

/// The UTF-8 sequence at the front of `text` (RFC 3629, section 4). `text` is not empty.
Sequence read_utf8(std::string_view text) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    unsigned const first = byte(0);
    if (first < 0x80) return {.size = 1, .valid = true, .code = first};
    std::size_t size = 0;
    unsigned low = 0x80;  // the second byte's range is narrower after some first bytes
    unsigned high = 0xbf;
    if (first >= 0xc2 && first <= 0xdf) {
        size = 2;
    } else if (first >= 0xe0 && first <= 0xef) {
        size = 3;
        if (first == 0xe0) low = 0xa0;
        if (first == 0xed) high = 0x9f;
    } else if (first >= 0xf0 && first <= 0xf4) {
        size = 4;
        if (first == 0xf0) low = 0x90;
        if (first == 0xf4) high = 0x8f;
    } else {
        return {};
    }
    std::uint32_t code = first & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if (i >= text.size() || byte(i) < low || byte(i) > high) return {.size = i, .valid = false, .code = 0};
        code = code << 6 | (byte(i) & 0x3fU);
        low = 0x80;
        high = 0xbf;
    }
    return {.size = size, .valid = true, .code = code};
}

/// XML 1.0, production 2.
bool xml_allows(std::uint32_t code) {
    if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
    return code != 0xfffe && code != 0xffff;
}

/// What the reference between `&` and `;` stands for; "" when it is none we know.
std::string entity(std::string_view name) {
    struct Named {
        std::string_view name;
        std::string_view text;
    };
    constexpr std::array<Named, 5> known{
        {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}}
    };
    for (auto const& row : known) {
        if (row.name == name) return std::string(row.text);
    }
    if (name.size() < 2 || name.front() != '#') return "";
    name.remove_prefix(1);
    std::uint32_t base = 10;
    if (name.front() == 'x' || name.front() == 'X') {
        base = 16;
        name.remove_prefix(1);
    }
    if (name.empty()) return "";
    std::uint32_t code = 0;
    for (char const c : name) {
        std::uint32_t digit = 16;
        if (c >= '0' && c <= '9') digit = static_cast<std::uint32_t>(c - '0');
        if (c >= 'a' && c <= 'f') digit = static_cast<std::uint32_t>(c - 'a' + 10);
        if (c >= 'A' && c <= 'F') digit = static_cast<std::uint32_t>(c - 'A' + 10);
        if (digit >= base) return "";
        if (code < 0x110000) code = code * base + digit;
    }
    // HTML reads a reference to what is no character as U+FFFD.
    bool const is_character = code != 0 && code < 0x110000 && (code < 0xd800 || code > 0xdfff);
    std::string out;
    append_utf8(out, is_character ? code : 0xfffd);
    return out;
}

/// What stands for the character in HTML; "" where it may stand for itself.
std::string_view entity_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&#39;";
        default:
            return {};
    }
}

}  // namespace

std::string html_escape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t plain = 0; // where the characters begin that go out as they are
    for (std::size_t at = 0; at != text.size(); ++at) {
        auto const entity = entity_of(text[at]);
        if (entity.empty()) continue;
        out += text.substr(plain, at - plain);
        out += entity;
        plain = at + 1;
    }
    out += text.substr(plain);
    return out;
}

std::string html_unescape(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '&') {
            auto const end = text.find_first_of("&;", i + 1);
            if (end != std::string_view::npos && text[end] == ';') {
                if (auto const meant = entity(text.substr(i + 1, end - i - 1)); !meant.empty()) {
                    out += meant;
                    i = end;
                    continue;
                }
            }
        }
        out += text[i];
    }
    return out;
}

std::string to_valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        auto const sequence = read_utf8(text);
        if (sequence.valid && xml_allows(sequence.code)) {
            out += text.substr(0, sequence.size);
        } else {
            out += replacement;
        }
        text.remove_prefix(sequence.size);
    }
    return out;
}

bool is_valid_utf8(std::string_view text) {
    while (!text.empty()) {
        auto const sequence = read_utf8(text);
        if (!sequence.valid) return false;
        text.remove_prefix(sequence.size);
    }
    return true;
}

}  // namespace easel::base
