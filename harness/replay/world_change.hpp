#pragma once

#include "base/json.hpp"
#include "platform/platform.hpp"
#include "replay/what_if.hpp"
#include "world/world.hpp"
#include "yaml/node.hpp"

#include <optional>
#include <string>
#include <vector>

/// The world of a run that is held, changed while it stands: in the words of a what-if.
namespace easel::replay {

/// A change that was made.
struct WorldChanged {
    Change change;
    base::json::object step{}; ///< as under `change` of a scenario; empty: the language has no words for it
};

/// Why nothing was changed.
struct BadChange {
    std::size_t at = 0; ///< of which change
    std::string message;
};

struct WorldChanges {
    std::vector<WorldChanged> made;
    std::optional<BadChange> bad; ///< then nothing has been made
};

/// What may stand before `=`, one sentence.
[[nodiscard]] std::string known_world_changes();

/// Makes all changes or none. Where the scenario language has words, its `change` step is made; everything else is
/// carried over from the world file's own keys, as the control API does.
/// @param definition  the case's world on the default world; has the changes of the latter kind afterwards
[[nodiscard]] WorldChanges change_world(
    platform::Stage& stage, yaml::Node& definition, std::vector<Change> const& changes
);

/// What the console's controls show: courses with people and assignments, the dated set of dialects.
[[nodiscard]] base::json::object world_view(world::World& world);

} // namespace easel::replay
