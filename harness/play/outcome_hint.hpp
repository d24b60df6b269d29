#pragma once

#include "traffic/exchange.hpp"

#include <deque>
#include <string>

namespace easel::play {

/// What Canvas refused last of what the tool sent to the Outcomes service: cause and remedy by the documented table; ""
/// when it refused nothing that the table has. Libraries often hide that answer from whoever calls them.
[[nodiscard]] std::string outcome_hint(std::deque<traffic::Exchange> const& exchanges);

} // namespace easel::play
