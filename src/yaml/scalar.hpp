#pragma once

#include "yaml/node.hpp"

#include <string>

/// What a scalar means by the YAML core schema. Used inside this module.
namespace easel::yaml {

enum class ScalarType { null, boolean, integer, floating, text };

struct Scalar {
    ScalarType type = ScalarType::text;
    base::json::value value;
};

/// Quoted scalars are text; so are numbers that a double cannot hold, `.inf` and `.nan`, which JSON lacks.
[[nodiscard]] Scalar read_scalar(Node const& node);

/// Characters that the node takes on its first line, for carets.
[[nodiscard]] int shown_width(Node const& node);

/// "the text 'x'", "the number 5", "a list", ... for messages.
[[nodiscard]] std::string describe(Node const& node);

/// A text cut to a length fit for messages.
[[nodiscard]] std::string shorten(std::string text);

}  // namespace easel::yaml
