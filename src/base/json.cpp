#include "base/json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>

#include <array>
#include <charconv>
#include <cmath>

namespace easel::base {
namespace {

/// Which bytes a JSON text cannot hold as they are.
constexpr auto escaped = [] {
    std::array<bool, 256> table{};
    for (std::size_t code = 0; code != 0x20; ++code) table[code] = true;
    table['"'] = table['\\'] = true;
    return table;
}();

void write_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0; // where the characters begin that go out as they are
    for (std::size_t at = 0; at != text.size(); ++at) {
        char const c = text[at];
        auto const code = static_cast<unsigned char>(c);
        if (!escaped[code]) continue;
        out += text.substr(plain, at - plain);
        plain = at + 1;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\b':
                out += "\\b";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += hex[code >> 4];
                out += hex[code & 15];
        }
    }
    out += text.substr(plain);
    out += '"';
}

void write_double(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";  // JSON has no other word for it; Rails writes the same
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

void write(std::string& out, json::value const& value) {
    switch (value.kind()) {
        case json::kind::null:
            out += "null";
            break;
        case json::kind::bool_:
            out += value.get_bool() ? "true" : "false";
            break;
        case json::kind::int64:
            out += std::to_string(value.get_int64());
            break;
        case json::kind::uint64:
            out += std::to_string(value.get_uint64());
            break;
        case json::kind::double_:
            write_double(out, value.get_double());
            break;
        case json::kind::string:
            write_string(out, std::string_view(value.get_string()));
            break;
        case json::kind::array: {
            char lead = '[';
            for (auto const& item : value.get_array()) {
                out += lead;
                write(out, item);
                lead = ',';
            }
            out += lead == '[' ? "[]" : "]";
            break;
        }
        case json::kind::object: {
            char lead = '{';
            for (auto const& [key, item] : value.get_object()) {
                out += lead;
                write_string(out, std::string_view(key));
                out += ':';
                write(out, item);
                lead = ',';
            }
            out += lead == '{' ? "{}" : "}";
            break;
        }
    }
}

}  // namespace

std::string dump(json::value const& value) {
    std::string out;
    if (value.is_structured()) out.reserve(256);
    write(out, value);
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
