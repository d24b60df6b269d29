#pragma once

#include "base/codec.hpp"
#include "base/instant.hpp"
#include "base/url.hpp"
#include "reference_tool/reference_tool.hpp"
#include "reference_tool/switches.hpp"
#include "reference_tool/verify.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What an LTI 1.1 launch has to prove. @par Source canvas/lti11.md 4; RFC 5849
namespace easel::reference_tool {

/// How far a timestamp may be off.
inline constexpr base::Duration oauth_window{300'000};

/// Nonces that were used, by consumer key. Each is kept while its timestamp could still pass.
class NonceBook {
  public:
    /// False when it was used before.
    bool use(std::string_view consumer_key, std::string_view nonce, base::Instant now);

  private:
    std::map<std::pair<std::string, std::string>, base::Instant> used_; ///< with the time to forget it at
};

/// Key, method, signature, timestamp and nonce of a form posted to `url`.
[[nodiscard]] Verified verify_form(
    Lti11 const& told, base::Url const& url, base::Fields const& form, base::Instant now, NonceBook& nonces
);
/// Version, message and link, of a form whose signature is right.
[[nodiscard]] Verified verify_message(base::Fields const& form);

/// The roles within the context by their short names; whatever a person is elsewhere does not count.
/// @par Source canvas/lti11.md 2
[[nodiscard]] std::vector<std::string> context_roles(std::string_view list);

} // namespace easel::reference_tool
