#pragma once

#include "play/seat.hpp"

#include <string>

/// The seat of a case at the bundled tool, as seed and case id alone decide it.
namespace easel::play {

struct BundledSeat {
    Seat seat;                               ///< without clock
    std::string tool_path;                   ///< "/t/<name>"
    std::vector<std::string> platform_paths; ///< of the issuers that were added, for `remove_issuer`
};
/// Adds the issuers that the seat needs. @param query  of the authorization endpoint
[[nodiscard]] BundledSeat bundled_seat(
    platform::Platform& platform,
    std::string const& tool_origin,
    std::string const& query,
    std::uint64_t seed,
    std::string const& case_id,
    bool several
);

} // namespace easel::play
