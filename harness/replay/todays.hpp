#pragma once

#include "replay/substitution.hpp"
#include "traffic/exchange.hpp"

#include <string>
#include <string_view>

/// What a recording holds as it is called today: origins, and values that were left out or are made anew.
namespace easel::replay {

/// Where things are now; a file writes {platform}, {tool} and {elsewhere}.
struct Origins {
    std::string platform, tool, elsewhere;
};

/// {platform}, {platform.host} and so on replaced.
[[nodiscard]] std::string with_origins(std::string text, Origins const& origins);

/// A text of the recording with today's values and origins.
[[nodiscard]] std::string as_today(std::string_view text, Substitutions const& table, Origins const& origins);

/// The table learns from two exchanges that are one what was left out or is made anew. Signed tokens as a whole are not
/// its business.
void learn_exchange(Substitutions& table, traffic::Exchange const& then, traffic::Exchange const& now);

/// Where an exchange goes, told by what stays from run to run.
[[nodiscard]] std::string place_of(traffic::Exchange const& exchange);

/// Headers of the connection itself, which nobody can repeat.
[[nodiscard]] bool is_for_this_connection(std::string_view header);

} // namespace easel::replay
