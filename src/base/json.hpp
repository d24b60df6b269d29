#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace easel::base {

namespace json = boost::json;

/// Parses one JSON text (depth at most 32). The fault says where it broke.
[[nodiscard]] Result<json::value> parse_json(std::string_view text);
/// One line without blanks; members in their order. A double reads as Ruby prints it ("10.0", "0.8"), never "1E1".
[[nodiscard]] std::string dump(json::value const& value);

/// The member `key` if `value` is an object that has it; else null.
[[nodiscard]] json::value const* member(json::value const& value, std::string_view key);
/// The member as text; nothing when it is absent or no string.
[[nodiscard]] std::optional<std::string> text_member(json::value const& value, std::string_view key);
[[nodiscard]] std::optional<std::string> text_member(json::object const& object, std::string_view key);
/// Any JSON number as double.
[[nodiscard]] std::optional<double> number(json::value const& value);
/// The value at a JSON pointer (RFC 6901), or null.
[[nodiscard]] json::value const* at_pointer(json::value const& value, std::string_view pointer);

} // namespace easel::base
