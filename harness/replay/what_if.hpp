#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "platform/fault.hpp"
#include "scenario/scenario.hpp"
#include "yaml/node.hpp"

#include <optional>
#include <string>
#include <vector>

/// A case with something changed: its world, its clock, what the mock answers.
namespace easel::replay {

/// "world.courses.bio101.state" and "concluded".
struct Change {
    std::string key;
    std::string value; ///< as YAML
};
/// "KEY=VALUE"; nothing when there is no `=`.
[[nodiscard]] std::optional<Change> read_change(std::string const& text);

struct WhatIf {
    yaml::Node world;                   ///< laid over the case's; null: nothing
    std::optional<base::Instant> start; ///< of a virtual clock
    std::optional<std::uint64_t> seed;
    std::vector<platform::Fault> faults; ///< before those of the case
};

/// What may stand before `=`, one sentence.
[[nodiscard]] std::string known_changes();

/// A key that means nothing, or a value that does not fit, is a fault of usage that says what is known.
/// @param world  the case's, on the default world
[[nodiscard]] base::Result<WhatIf> read_what_if(std::vector<Change> const& changes, yaml::Node const& world);

/// The case with the changed world.
[[nodiscard]] scenario::Case changed(scenario::Case played, WhatIf const& what_if);

} // namespace easel::replay
