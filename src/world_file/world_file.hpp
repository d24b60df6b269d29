#pragma once

#include "world/world.hpp"
#include "yaml/node.hpp"
#include "yaml/shape.hpp"

#include <cstdint>
#include <vector>

/// Reads a world from YAML. An inline `world:` of a scenario is merged over the default world first.
namespace easel::world_file {

/// `over` laid on `base`: mappings merge key by key, everything else replaces; a value `~remove` drops the key. A null
/// `over` changes nothing.
[[nodiscard]] yaml::Node merge(yaml::Node const& base, yaml::Node const& over);

/// The shape of a world, for checking and for the JSON Schema.
[[nodiscard]] yaml::Shape const& shape();

struct BuildOptions {
    world::Id first_id = 1; ///< Canvas ids count up from here
    std::uint64_t seed = 1; ///< source of UUIDs and hex ids
    base::Instant now;      ///< what relative times ("+7d") start from
    /// Put in before the file's own; a tool's id is assigned when 0, its deployment id made when empty.
    std::vector<world::DeveloperKey> keys = {};
    std::vector<world::Tool> tools = {};
};

/// Made-up tools of these names, as far as worlds that name them need them to be built.
[[nodiscard]] BuildOptions trial_build(std::vector<std::string> const& tools);

/// Checks the shape and builds the world; anything that names a thing that is not there becomes a problem at its place.
/// With a wrong shape the world is empty.
[[nodiscard]] world::World build(yaml::Node const& node, BuildOptions const& options, yaml::Problems& problems);

} // namespace easel::world_file
