#pragma once

#include "lti11/launch.hpp"

#include <string>

namespace easel::lti11 {

/// A launch of what was embedded: of that URL of the tool, from no link. @par Source canvas/lti11.md 8
[[nodiscard]] base::Result<Launch> open_embedded(
    world::World& world, lti13::Issuer const& issuer, lti13::LaunchIntent const& intent, std::string const& url,
    base::Instant now
);

} // namespace easel::lti11
