#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "http/message.hpp"
#include "jose/key.hpp"
#include "reference_tool/switches.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::reference_tool {

/// The usable keys of a key set by `kid`; others (another kty, use or alg, no kid, too short) are passed over.
/// Nothing when the text is no key set.
/// @par Source RFC 7517 section 5
[[nodiscard]] std::optional<std::map<std::string, jose::Key>> read_key_set(
    std::string_view body, Switches const& defects
);

/// One platform's keys as last fetched. Says when to fetch; fetching is the caller's.
class KeyCache {
  public:
    [[nodiscard]] bool fresh(base::Instant now) const { return fetched_ && now < expires_at_; }
    [[nodiscard]] bool empty() const { return !fetched_; }
    [[nodiscard]] jose::Key const* find(std::string_view kid) const;
    [[nodiscard]] std::map<std::string, jose::Key, std::less<>> const& all() const { return keys_; }

    /// May an unknown kid cause a fetch now? At most 20 within a minute, so that made-up kids do not flood the
    /// platform.
    /// @par Source RFC 8725 3.10
    bool take_refetch(base::Instant now);

    /// Keeps the keys for as long as `Cache-Control: max-age` allows (at most an hour; five minutes when it is absent).
    void store(std::map<std::string, jose::Key> keys, http::Headers const& headers, base::Instant now);

  private:
    std::map<std::string, jose::Key, std::less<>> keys_;
    bool fetched_ = false;
    base::Instant expires_at_;
    std::vector<base::Instant> refetches_;
};

} // namespace easel::reference_tool
