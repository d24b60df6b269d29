#include "base/json.hpp"

#include "base/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace easel::base {
namespace {

/// Bits of a byte in `held_back`: no text of JSON holds it as it is; no text of JSON within HTML does.
constexpr unsigned char in_json = 1;
constexpr unsigned char in_html = 2;
constexpr auto held_back = [] {
    std::array<unsigned char, 256> table{};
    for (std::size_t code = 0; code != 0x20; ++code) table[code] = in_json | in_html;
    table['"'] = table['\\'] = in_json | in_html;
    table['<'] = table['>'] = table['&'] = in_html;
    table[0xe2] = in_html; // what U+2028 and U+2029 begin with
    return table;
}();

void write_escape(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::string_view named = "\"\"\\\\\bb\ff\nn\rr\tt"; // each followed by its letter
    for (std::size_t i = 0; i != named.size(); i += 2) {
        if (named[i] != c) continue;
        out += '\\';
        out += named[i + 1];
        return;
    }
    auto const code = static_cast<unsigned char>(c);
    out += "\\u00";
    out += hex[code >> 4];
    out += hex[code & 15];
}

void write_with_escapes(std::string& out, std::string_view text, unsigned char mask) {
    std::size_t plain = 0; // where the characters begin that go out as they are
    for (std::size_t at = 0; at != text.size(); ++at) {
        char const c = text[at];
        if ((held_back[static_cast<unsigned char>(c)] & mask) == 0) continue;
        bool const separator = c == '\xe2';
        auto const three = text.substr(at, separator ? 3 : 0);
        if (separator && three != "\xe2\x80\xa8" && three != "\xe2\x80\xa9") continue;
        out += text.substr(plain, at - plain);
        if (separator) {
            out += three.back() == '\xa8' ? "\\u2028" : "\\u2029";
            at += 2;
        } else {
            write_escape(out, c);
        }
        plain = at + 1;
    }
    out += text.substr(plain);
}

template <typename Number>
void write_integer(std::string& out, Number number) {
    std::array<char, 24> digits{};
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void write_double(std::string& out, double value) {
    constexpr double exact = 1e15; // whole numbers below have all their digits in an integer
    if (!std::isfinite(value)) {
        out += "null"; // JSON has no other word for it; Rails writes the same
        return;
    }
    if (std::abs(value) < exact && value == std::trunc(value) && !(value == 0 && std::signbit(value))) {
        write_integer(out, static_cast<std::int64_t>(value));
        out += ".0";
        return;
    }
    auto const size = std::abs(value);
    bool const plain = size == 0 || (size >= 1e-4 && size < 1e16);
    std::array<char, 64> buffer{};
    auto const end = std::to_chars(
        buffer.data(),
        buffer.data() + buffer.size(),
        value,
        plain ? std::chars_format::fixed : std::chars_format::scientific
    );
    std::string text(buffer.data(), end.ptr);
    if (text.find('.') == std::string::npos) {
        auto const exponent = text.find('e');
        text.insert(exponent == std::string::npos ? text.size() : exponent, ".0");
    }
    out += text;
}

} // namespace

void append_json(std::string& out, double number) {
    write_double(out, number);
}

void append_json(std::string& out, std::string_view text, Escapes escapes) {
    auto const mask = escapes == Escapes::html ? in_html : in_json;
    unsigned char seen = 0;
    for (char const c : text) seen |= held_back[static_cast<unsigned char>(c)];
    out += '"';
    if ((seen & mask) == 0) {
        out += text; // as nearly always
    } else {
        write_with_escapes(out, text, mask);
    }
    out += '"';
}

void append_json(std::string& out, json::value const& value, Escapes escapes) {
    switch (value.kind()) {
        case json::kind::null:
            out += "null";
            break;
        case json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            write_integer(out, value.get_int64());
            break;
        case json::kind::uint64:
            write_integer(out, value.get_uint64());
            break;
        case json::kind::double_:
            write_double(out, value.get_double());
            break;
        case json::kind::string:
            append_json(out, std::string_view(value.get_string()), escapes);
            break;
        case json::kind::array: {
            char lead = '[';
            for (auto const& item : value.get_array()) {
                out += lead;
                append_json(out, item, escapes);
                lead = ',';
            }
            out += lead == '[' ? "[]" : "]";
            break;
        }
        case json::kind::object: {
            char lead = '{';
            for (auto const& [key, item] : value.get_object()) {
                out += lead;
                append_json(out, std::string_view(key), escapes);
                out += ':';
                append_json(out, item, escapes);
                lead = ',';
            }
            out += lead == '{' ? "{}" : "}";
            break;
        }
    }
}

std::string dump(json::value const& value) {
    std::string out;
    if (value.is_structured()) out.reserve(256);
    append_json(out, value, Escapes::json);
    return out;
}

json::value const* member(json::value const& value, std::string_view key) {
    auto const* const object = value.if_object();
    return object == nullptr ? nullptr : object->if_contains(key);
}

std::optional<std::string> text_member(json::value const& value, std::string_view key) {
    auto const* const object = value.if_object();
    return object == nullptr ? std::nullopt : text_member(*object, key);
}

std::optional<std::string> text_member(json::object const& object, std::string_view key) {
    auto const* const found = object.if_contains(key);
    if (found == nullptr || !found->is_string()) return std::nullopt;
    return std::string(std::string_view(found->get_string()));
}

std::optional<double> number(json::value const& value) {
    switch (value.kind()) {
        case json::kind::int64:
            return static_cast<double>(value.get_int64());
        case json::kind::uint64:
            return static_cast<double>(value.get_uint64());
        case json::kind::double_:
            return value.get_double();
        default:
            return std::nullopt;
    }
}

json::value const* at_pointer(json::value const& value, std::string_view pointer) {
    json::error_code error;
    return value.find_pointer(pointer, error);
}

}  // namespace easel::base
