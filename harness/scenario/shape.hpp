#pragma once

#include "yaml/shape.hpp"

#include <string>
#include <vector>

/// Shapes inside a scenario file. Used inside this module.
namespace easel::scenario {

/// A step before `${case.KEY}` is replaced: any value may still be such an expression; it may be an include.
[[nodiscard]] yaml::Shape const& written_step_shape();
/// A step of one case: expressions only where they are worked out when the step plays.
[[nodiscard]] yaml::Shape const& step_shape();
/// A file that others include.
[[nodiscard]] yaml::Shape const& include_shape();

/// Keys of a row that are not its own.
[[nodiscard]] std::vector<std::string> const& reserved_row_keys();

}  // namespace easel::scenario
