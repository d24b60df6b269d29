#pragma once

#include "base/json.hpp"

#include <string>
#include <string_view>

/// JSON written piece by piece, for answers that hold dozens of objects.
namespace easel::base {

/// What a text of JSON does not hold as it is, besides what no JSON text may: `html` escapes `<`, `>`, `&`, U+2028 and
/// U+2029 too, as Rails does.
enum class Escapes { json, html };

/// As `dump`.
void append_json(std::string& out, json::value const& value, Escapes escapes);
void append_json(std::string& out, std::string_view text, Escapes escapes);
void append_json(std::string& out, double number);

} // namespace easel::base
