#include "base/codec.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace easel::base {
namespace {

constexpr std::string_view standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Values = std::array<std::int8_t, 256>;

constexpr Values values_of(std::string_view alphabet) {
    Values values{};
    for (auto& value : values) value = -1;
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }
    return values;
}

constexpr Values standard_values = values_of(standard_alphabet);
constexpr Values url_values = values_of(url_alphabet);

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
    std::string out((bytes.size() + 2) / 3 * 4, '=');
    auto* to = out.data();
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        auto const byte = [&](std::size_t i) -> std::uint32_t {
            return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0;
        };
        std::uint32_t const group = byte(0) << 16 | byte(1) << 8 | byte(2);
        std::size_t const digits = std::min<std::size_t>(bytes.size() - at, 3) + 1;
        for (std::size_t i = 0; i < digits; ++i) *to++ = alphabet[group >> (18 - 6 * i) & 63];
    }
    if (!padded) out.resize(static_cast<std::size_t>(to - out.data()));
    return out;
}

/// Unpadded text. Left-over bits must be zero, so that no two texts mean the same bytes.
std::optional<std::string> decode(std::string_view text, Values const& values) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (char const c : text) {
        int const value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        bits = (bits << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>(bits >> held & 0xff);
        }
    }
    if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
    return out;
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

void append_percent(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    auto const code = static_cast<unsigned char>(c);
    out += '%';
    out += hex[code >> 4];
    out += hex[code & 15];
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void append_form_encoded(std::string& out, std::string_view text) {
    std::size_t plain = 0; // where the characters begin that go out as they are
    for (std::size_t at = 0; at != text.size(); ++at) {
        char const c = text[at];
        if (is_alphanumeric(c) || c == '*' || c == '-' || c == '.' || c == '_') continue;
        out += text.substr(plain, at - plain);
        plain = at + 1;
        if (c == ' ') {
            out += '+';
        } else {
            append_percent(out, c);
        }
    }
    out += text.substr(plain);
}

auto named(std::string_view name) {
    return [name](auto const& field) { return field.first == name; };
}

}  // namespace

std::string const* find(Fields const& fields, std::string_view name) {
    auto const at = std::find_if(fields.begin(), fields.end(), named(name));
    return at == fields.end() ? nullptr : &at->second;
}

std::string value_of(Fields const& fields, std::string_view name) {
    auto const* const found = find(fields, name);
    return found == nullptr ? std::string() : *found;
}

void set(Fields& fields, std::string_view name, std::string value) {
    auto const at = std::find_if(fields.begin(), fields.end(), named(name));
    if (at == fields.end()) {
        fields.emplace_back(name, std::move(value));
        return;
    }
    at->second = std::move(value);
    fields.erase(std::remove_if(at + 1, fields.end(), named(name)), fields.end());
}

void remove(Fields& fields, std::string_view name) {
    std::erase_if(fields, named(name));
}

std::string base64url_encode(std::string_view bytes) {
    return encode(bytes, url_alphabet, false);
}

std::optional<std::string> base64url_decode(std::string_view text) {
    return decode(text, url_values);
}

std::string base64_encode(std::string_view bytes) {
    return encode(bytes, standard_alphabet, true);
}

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
    return decode(text, standard_values);
}

std::string hex_encode(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (auto const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char const c : text) {
        if (is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            append_percent(out, c);
        }
    }
    return out;
}

std::string percent_decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    std::size_t plain = 0; // where the characters begin that go out as they are
    auto const replace = [&](std::size_t at, std::size_t size, char by) {
        out += text.substr(plain, at - plain);
        out += by;
        plain = at + size;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            replace(i, 3, static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
            i += 2;
        } else if (text[i] == '+' && plus_is_blank) {
            replace(i, 1, ' ');
        }
    }
    out += text.substr(plain);
    return out;
}

std::string form_encode(Fields const& fields) {
    std::string out;
    std::size_t size = 0;
    for (auto const& [name, value] : fields) size += name.size() + value.size() + 8;
    out.reserve(size);
    for (auto const& [name, value] : fields) {
        if (!out.empty()) out += '&';
        append_form_encoded(out, name);
        out += '=';
        append_form_encoded(out, value);
    }
    return out;
}

namespace {

/// Calls `take(name, value)`, both still encoded, for each pair until it answers true.
template <class Take>
void each_pair(std::string_view text, Take const& take) {
    while (!text.empty()) {
        auto const end = text.find('&');
        auto const pair = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (pair.empty()) continue;
        auto const equals = pair.find('=');
        auto const value = equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1);
        if (take(pair.substr(0, equals), value)) return;
    }
}

} // namespace

Fields form_decode(std::string_view text) {
    Fields fields;
    each_pair(text, [&](std::string_view name, std::string_view value) {
        fields.emplace_back(percent_decode(name, true), percent_decode(value, true));
        return false;
    });
    return fields;
}

std::optional<std::string> form_value(std::string_view text, std::string_view name) {
    std::optional<std::string> found;
    each_pair(text, [&](std::string_view sent, std::string_view value) {
        bool const plain = sent.find_first_of("%+") == std::string_view::npos;
        bool const wanted = plain ? sent == name : percent_decode(sent, true) == name;
        if (wanted) found = percent_decode(value, true);
        return wanted;
    });
    return found;
}

}  // namespace easel::base
