#pragma once

#include "scenario/scenario.hpp"

namespace easel::scenario {

/// Makes a step from a node that `step_shape()` has found good; what the shape cannot see becomes a problem.
[[nodiscard]] Step decode_step(
    yaml::Node const& node, int number, Catalogue const& catalogue, yaml::Problems& problems
);

/// Checks the grammar of every expression below `node`, at its place.
void check_expressions(yaml::Node const& node, yaml::Problems& problems);

/// A problem at `node` when `id` is not among `known`; `kind` is "requirement", "fact", ...
void check_id(
    yaml::Node const& id, std::vector<std::string> const& known, std::string const& kind, yaml::Problems& problems
);

}  // namespace easel::scenario
