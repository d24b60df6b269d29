#pragma once

#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>

/// `lis_result_sourcedid`: whose result of which assignment, for which tool. @par Source canvas/outcomes.md 7.1
namespace easel::lti11 {

struct Sourced {
    world::Id tool = 0;
    world::Id course = 0;
    world::Id assignment = 0;
    world::Id user = 0;
    friend bool operator==(Sourced const&, Sourced const&) = default;
};

/// In the form that the course's dialect says.
[[nodiscard]] std::string sourcedid(world::World const& world, world::Dialects const& dialects, Sourced const& sourced);

/// The legacy form's parts and its signature, not yet verified; nothing when a text has another form. The pattern is
/// anchored per line: line breaks around it do no harm.
struct LegacySourcedid {
    Sourced sourced;
    std::string signature;
};
[[nodiscard]] std::optional<LegacySourcedid> read_legacy(std::string_view text);
[[nodiscard]] std::string legacy_signature(world::World const& world, Sourced const& sourced);
/// The encrypted form; nothing when it is not this installation's.
[[nodiscard]] std::optional<Sourced> read_encrypted(world::World const& world, std::string_view text);

} // namespace easel::lti11
