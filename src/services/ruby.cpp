#include "services/ruby.hpp"

#include "base/json_text.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace easel::services::ruby {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Digits, with single underscores between them, from `at` on; they go to `out`.
std::size_t take_digits(std::string_view text, std::size_t at, std::string& out) {
    while (at < text.size()) {
        bool const between =
            text[at] == '_' && at > 0 && is_digit(text[at - 1]) && at + 1 < text.size() && is_digit(text[at + 1]);
        if (!is_digit(text[at]) && !between) break;
        if (!between) out += text[at];
        ++at;
    }
    return at;
}

struct Prefix {
    double value = 0;
    std::size_t length = 0;  ///< of the number, 0 when the text does not begin with one
};

Prefix number_prefix(std::string_view text) {
    std::string digits;
    std::size_t at = 0;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) digits += text[at++];
    auto const sign = digits.size();
    at = take_digits(text, at, digits);
    if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
        digits += '.';
        at = take_digits(text, at + 1, digits);
    }
    if (digits.size() == sign) return {};
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::string exponent = "e";
        auto after = at + 1;
        if (after < text.size() && (text[after] == '+' || text[after] == '-')) exponent += text[after++];
        auto const end = take_digits(text, after, exponent);
        if (end > after) {
            digits += exponent;
            at = end;
        }
    }
    return {std::strtod(digits.c_str(), nullptr), at};
}

}  // namespace

std::string to_s(json::value const& value) {
    if (value.is_null()) return {};
    if (auto const* text = value.if_string()) return std::string(std::string_view(*text));
    return base::dump(value);
}

double to_f(json::value const& value) {
    if (auto const number = base::number(value)) return *number;
    if (auto const* text = value.if_string()) return number_prefix(base::trim(std::string_view(*text))).value;
    return 0;
}

std::int64_t to_i(std::string_view text) {
    constexpr std::int64_t limit = 1'000'000'000'000'000;
    text = base::trim(text);
    bool const minus = text.starts_with('-');
    std::string digits;
    take_digits(text, minus || text.starts_with('+') ? 1 : 0, digits);
    std::int64_t value = 0;
    for (char const c : digits) value = std::min(limit, value * 10 + (c - '0'));
    return minus ? -value : value;
}

bool is_number(json::value const& value) {
    if (auto const number = base::number(value)) return std::isfinite(*number);
    auto const* text = value.if_string();
    if (text == nullptr) return false;
    auto const trimmed = base::trim(std::string_view(*text));
    auto const prefix = number_prefix(trimmed);
    return prefix.length != 0 && prefix.length == trimmed.size() && std::isfinite(prefix.value);
}

bool is_blank(json::value const& value) {
    switch (value.kind()) {
        case json::kind::null:
            return true;
        case json::kind::bool_:
            return !value.get_bool();
        case json::kind::string:
            return base::trim(std::string_view(value.get_string())).empty();
        case json::kind::array:
            return value.get_array().empty();
        case json::kind::object:
            return value.get_object().empty();
        default:
            return false;
    }
}

bool is_scalar(json::value const& value) {
    return !value.is_object() && !value.is_array();
}

std::optional<bool> to_boolean(json::value const& value) {
    constexpr std::array<std::string_view, 7> falsehoods{"0", "f", "F", "false", "FALSE", "off", "OFF"};
    if (value.is_null()) return std::nullopt;
    if (auto const* truth = value.if_bool()) return *truth;
    if (auto const* text = value.if_string()) {
        if (text->empty()) return std::nullopt;
        return std::find(falsehoods.begin(), falsehoods.end(), std::string_view(*text)) == falsehoods.end();
    }
    if (auto const number = base::number(value)) return *number != 0;
    return true;
}

std::string float_text(double value) {
    return base::dump(json::value(value));
}

std::string render(json::value const& value) {
    std::string out;
    if (value.is_structured()) out.reserve(256);
    base::append_json(out, value, base::Escapes::html);
    return out;
}

void ObjectText::begin(std::string_view name) {
    out_ += std::exchange(lead_, ',');
    out_ += '"';
    out_ += name;
    out_ += "\":";
}

void ObjectText::add(std::string_view name, std::string_view text) {
    begin(name);
    base::append_json(out_, text, base::Escapes::html);
}

void ObjectText::add(std::string_view name, double number) {
    begin(name);
    base::append_json(out_, number);
}

void ObjectText::add(std::string_view name, json::value const& value) {
    begin(name);
    base::append_json(out_, value, base::Escapes::html);
}

void ObjectText::close() {
    out_ += lead_ == '{' ? "{}" : "}";
}

}  // namespace easel::services::ruby
