#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The grammar of expressions, see expression.hpp; shared by the loader, the evaluation and the tool file's reader.
namespace easel::scenario {

struct Name {
    std::string dotted;  ///< "quiz1.line_item.id"
};

struct Operand {
    std::variant<Name, base::Duration, base::json::value> value;  ///< a json value: number or text
    bool subtract = false;
    std::size_t begin = 0;  ///< where it stands in the text
    std::size_t end = 0;
};

enum class Filter { none, seconds, iso, iso0, upper, lower };

struct Expression {
    std::vector<Operand> operands;
    Filter filter = Filter::none;
    /// The name, when the expression is nothing but one.
    [[nodiscard]] std::string const* only_name() const;
};

/// A stretch of a text: an expression, or what stands between two.
struct Piece {
    std::string literal;  ///< `$${` already reduced to `${`
    std::optional<Expression> expression;
    std::size_t begin = 0;  ///< where it stands in the text
    std::size_t end = 0;
};

struct SyntaxError {
    std::size_t offset = 0;  ///< bytes from the start of the text
    std::string message;     ///< "expected a name, a duration, a number or a text"
};

/// Cuts a text into pieces; the first error ends it.
[[nodiscard]] std::variant<std::vector<Piece>, SyntaxError> cut(std::string_view text);

[[nodiscard]] inline bool has_expression(std::string_view text) {
    return text.find("${") != std::string_view::npos;
}

}  // namespace easel::scenario
