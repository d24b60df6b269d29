#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Request values as Canvas's language reads and prints them. Every function takes any value.
namespace easel::services::ruby {

namespace json = base::json;

/// `to_s` of a scalar; JSON for objects and arrays; "" for null.
[[nodiscard]] std::string to_s(json::value const& value);
/// `to_f`: what a text begins with, else 0; 0 for null and whatever has no number in it.
[[nodiscard]] double to_f(json::value const& value);
/// `to_i` of a text, held within +-10^15.
[[nodiscard]] std::int64_t to_i(std::string_view text);
/// A finite number, or a text that is one from end to end (what a numericality validation takes).
[[nodiscard]] bool is_number(json::value const& value);
/// null, false, blank text, empty array or object.
[[nodiscard]] bool is_blank(json::value const& value);
[[nodiscard]] bool is_scalar(json::value const& value);
/// Nothing for null and empty text. @par Source canvas/ags.md 5.1, `new_submission`
[[nodiscard]] std::optional<bool> to_boolean(json::value const& value);
/// 8 -> "8.0", 1e20 -> "1.0e+20".
[[nodiscard]] std::string float_text(double value);
/// JSON as Rails renders it: floats with a fraction; `<`, `>`, `&` and U+2028, U+2029 escaped.
[[nodiscard]] std::string render(json::value const& value);

/// An object rendered member by member, without the tree of values in between: for answers that hold dozens of them.
class ObjectText {
  public:
    explicit ObjectText(std::string& out) : out_(out) {}
    /// `name` is plain ASCII.
    void add(std::string_view name, std::string_view text);
    void add(std::string_view name, double number);
    void add(std::string_view name, json::value const& value);
    void close();

  private:
    void begin(std::string_view name);
    std::string& out_;
    char lead_ = '{';
};

}  // namespace easel::services::ruby
