#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <chrono>
#include <string>
#include <vector>

/// A local certificate authority for `https` on one's own machine.
namespace easel::certificates {

struct Pair {
    std::string certificate; ///< PEM; of a server: the chain
    std::string key;         ///< PEM
};

[[nodiscard]] base::Result<Pair> make_authority(base::Instant now);
/// A server certificate for host names and addresses, signed by the authority.
[[nodiscard]] base::Result<Pair> make_server(Pair const& authority, std::vector<std::string> const& hosts, base::Instant now);

/// A certificate that may sign others, with its own key.
[[nodiscard]] bool is_authority(Pair const& pair);
[[nodiscard]] bool expires_before(Pair const& pair, base::Instant moment);

/// Browsers distrust server certificates that are good for longer.
inline constexpr std::chrono::hours server_life{24 * 397};

/// The authority kept in `folder` (ca.pem; ca-key.pem with the key and mode 0600), made when absent or about to expire, and a fresh server
/// certificate. FaultKind::io or bad_file when the folder cannot be used or holds something else.
struct Local {
    std::string ca_file; ///< what clients are to trust
    Pair server;
};
[[nodiscard]] base::Result<Local> local(std::string const& folder, std::vector<std::string> const& hosts, base::Instant now);

} // namespace easel::certificates
