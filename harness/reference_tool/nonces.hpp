#pragma once

#include "base/instant.hpp"

#include <map>
#include <string>

namespace easel::reference_tool {

/// Nonces that were used, as long as their launch would be taken again. @par Source RFC 5849, 3.3
class NonceBook {
  public:
    /// Notes the nonce; false when it stands here already.
    [[nodiscard]] bool take(std::string const& nonce, base::Instant now, base::Duration keep) {
        constexpr std::size_t most = 100'000;
        if (used_.size() >= most) std::erase_if(used_, [&](auto const& one) { return one.second <= now; });
        auto const [at, fresh] = used_.emplace(nonce, now + keep);
        if (!fresh && at->second > now) return false;
        at->second = now + keep;
        return true;
    }

  private:
    std::map<std::string, base::Instant> used_; ///< until when it counts
};

} // namespace easel::reference_tool
