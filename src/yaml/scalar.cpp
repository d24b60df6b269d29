#include "yaml/scalar.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace easel::yaml {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
}

template <class Number>
std::optional<Number> whole(std::string_view digits, int radix) {
    Number number{};
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, radix);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::optional<Scalar> real(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
    return Scalar{ScalarType::floating, number};
}

/// [-+]?[0-9]+ | 0o[0-7]+ | 0x[0-9a-fA-F]+
std::optional<Scalar> integer(std::string_view text) {
    if (text.size() > 2 && (text.starts_with("0o") || text.starts_with("0x"))) {
        auto const number = whole<std::uint64_t>(text.substr(2), text[1] == 'o' ? 8 : 16);
        if (!number) return std::nullopt;
        if (*number <= INT64_MAX) return Scalar{ScalarType::integer, static_cast<std::int64_t>(*number)};
        return Scalar{ScalarType::integer, *number};
    }
    std::size_t const sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    if (text.size() == sign || skip_digits(text, sign) != text.size()) return std::nullopt;
    auto const digits = text.starts_with('+') ? text.substr(1) : text;
    if (auto const number = whole<std::int64_t>(digits, 10)) return Scalar{ScalarType::integer, *number};
    if (auto const number = whole<std::uint64_t>(digits, 10)) return Scalar{ScalarType::integer, *number};
    return real(text);
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
std::optional<Scalar> floating(std::string_view text) {
    std::size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    auto const whole_part = skip_digits(text, at) - at;
    at += whole_part;
    if (at < text.size() && text[at] == '.') {
        auto const fraction = skip_digits(text, at + 1) - (at + 1);
        if (whole_part == 0 && fraction == 0) return std::nullopt;
        at += 1 + fraction;
    } else if (whole_part == 0) {
        return std::nullopt;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        auto const exponent = skip_digits(text, at);
        if (exponent == at) return std::nullopt;
        at = exponent;
    }
    if (at != text.size()) return std::nullopt;
    return real(text);
}

}  // namespace

Scalar read_scalar(Node const& node) {
    if (node.is_null()) return {ScalarType::null, nullptr};
    std::string_view const text = node.scalar;
    if (!node.quoted && !text.empty()) {
        if (text == "~" || text == "null" || text == "Null" || text == "NULL") return {ScalarType::null, nullptr};
        if (text == "true" || text == "True" || text == "TRUE") return {ScalarType::boolean, true};
        if (text == "false" || text == "False" || text == "FALSE") return {ScalarType::boolean, false};
        char const first = text.front();
        if (is_digit(first) || first == '-' || first == '+' || first == '.') {
            if (auto number = integer(text)) return *number;
            if (auto number = floating(text)) return *number;
        }
    }
    return {ScalarType::text, base::json::string(text)};
}

int shown_width(Node const& node) {
    if (!node.is_scalar()) return 1;
    auto const line = std::string_view(node.scalar).substr(0, node.scalar.find('\n'));
    auto const characters = std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    return static_cast<int>(std::max<std::ptrdiff_t>(1, characters + (node.quoted ? 2 : 0)));
}

std::string shorten(std::string text) {
    constexpr std::size_t longest = 60;
    std::replace(text.begin(), text.end(), '\n', ' ');
    if (text.size() <= longest) return text;
    auto cut = longest - 3;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;  // not inside a character
    return text.substr(0, cut) + "...";
}

std::string describe(Node const& node) {
    switch (node.kind) {
        case Node::Kind::null:
            return "nothing";
        case Node::Kind::sequence:
            return "a list";
        case Node::Kind::mapping:
            return "a mapping";
        case Node::Kind::scalar:
            break;
    }
    switch (read_scalar(node).type) {
        case ScalarType::null:
            return "nothing";
        case ScalarType::boolean:
            return node.scalar;
        case ScalarType::integer:
        case ScalarType::floating:
            return "the number " + shorten(node.scalar);
        case ScalarType::text:
            break;
    }
    return "the text '" + shorten(node.scalar) + "'";
}

}  // namespace easel::yaml
