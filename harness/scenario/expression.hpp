#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Expressions in scenario values: `${now - 1h}`, `${quiz1.line_item.id}`, `${case.kid}`, `${uuid}`,
/// `${vars.defect}`, `${now + 1h | seconds}`.
///
/// expression := operand (("+" | "-") operand)* ("|" filter)?
/// operand    := name ("." name)* | duration | number | "text"
/// filter     := "seconds" (NumericDate) | "iso" | "iso0" (no fraction) | "upper" | "lower"
namespace easel::scenario {

/// What an expression stands for.
using Value = std::variant<base::json::value, base::Instant, base::Duration>;

/// Looks a dotted name up ("now", "quiz1.line_item.id"); nothing when there is none.
using Lookup = std::function<std::optional<Value>(std::string_view name)>;

/// How instants come out when a text is nothing but one expression: ISO 8601 text or NumericDate.
enum class InstantStyle { iso8601, numeric_date };

/// Checks the grammar only; the fault names column (within the text) and what was expected.
[[nodiscard]] base::Result<void> check_expression(std::string_view text_with_expressions);

/// Replaces every `${...}` inside the value's texts, keys excepted. A text that is one expression and nothing else
/// takes the expression's type; an unknown name is a fault.
[[nodiscard]] base::Result<base::json::value> evaluate(
    base::json::value const& value, Lookup const& lookup, InstantStyle style = InstantStyle::iso8601
);

/// Names used in the value, for checks at load time.
[[nodiscard]] std::vector<std::string> names_in(base::json::value const& value);

}  // namespace easel::scenario
