#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace easel::base {

/// Names and values in their order; names may repeat. Forms, queries and login parameters.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The first value of `name`, or null.
[[nodiscard]] std::string const* find(Fields const& fields, std::string_view name);
/// The same, "" where there is none.
[[nodiscard]] std::string value_of(Fields const& fields, std::string_view name);
/// Replaces the first `name` (dropping further ones) or appends it.
void set(Fields& fields, std::string_view name, std::string value);
/// Drops every `name`.
void remove(Fields& fields, std::string_view name);

/// Base 64 with the URL alphabet, unpadded (RFC 7515, section 2). Decoding refuses other characters and padding.
/// Both decoders refuse left-over bits that are not zero: one text for one value.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);
/// Base 64 with the standard alphabet and padding (RFC 4648, section 4).
[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

/// Two lower-case hex digits a byte.
[[nodiscard]] std::string hex_encode(std::string_view bytes);

/// RFC 3986 percent-encoding of everything but unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Decodes %XX; a stray % stays as it is. `plus_is_blank` as in forms.
[[nodiscard]] std::string percent_decode(std::string_view text, bool plus_is_blank = false);

/// application/x-www-form-urlencoded (WHATWG URL, section 5): a blank becomes `+`.
[[nodiscard]] std::string form_encode(Fields const& fields);
[[nodiscard]] Fields form_decode(std::string_view text);
/// The first value of `name` in such a text, which is not decoded as a whole.
[[nodiscard]] std::optional<std::string> form_value(std::string_view text, std::string_view name);

/// Escapes & < > " ' for HTML text and attribute values; `'` becomes `&#39;` as Rails prints it.
[[nodiscard]] std::string html_escape(std::string_view text);
/// The five named entities and numeric references; unknown ones stay as they are.
[[nodiscard]] std::string html_unescape(std::string_view text);

/// Replaces invalid UTF-8 and characters that XML 1.0 forbids by U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);
[[nodiscard]] bool is_valid_utf8(std::string_view text);

} // namespace easel::base
