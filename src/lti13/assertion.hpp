#pragma once

#include "base/json.hpp"
#include "http/message.hpp"
#include "jose/jwt.hpp"
#include "lti13/issuer.hpp"
#include "lti13/token.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::lti13 {

/// Checks a client assertion's signature; the text of the refusal, or nothing. @par Source canvas/oauth2-token.md 3.1
[[nodiscard]] std::optional<std::string> signature_fault(
    jose::Jwt const& assertion,
    world::DeveloperKey const& key,
    FetchedJwks const& fetched,
    bool classic,
    traffic::Trail& trail
);

/// Checks its claims; all that is wrong in one text, or nothing. @par Source canvas/oauth2-token.md 3.2
[[nodiscard]] std::optional<std::string> claims_fault(
    base::json::value const& claims, std::vector<std::string> const& audiences, base::Instant now, traffic::Trail& trail
);

/// "the following assertions are missing: aud,jti", or nothing; null counts as missing (inferred).
[[nodiscard]] std::optional<std::string> missing_claims(base::json::value const& claims);
/// `aud` is, or holds, one of `accepted`.
[[nodiscard]] bool audience_fits(base::json::value const& claims, std::vector<std::string> const& accepted);
/// A member as number, if it is one.
[[nodiscard]] std::optional<double> numeric_claim(base::json::value const& claims, std::string_view name);

/// Token URLs that name the host a request went to: that of its Host header, and the issuer's own, which is the same
/// host seen from outside when a proxy stands before us.
[[nodiscard]] std::vector<std::string> token_urls(Issuer const& issuer, http::Request const& request);

/// Exactly an integer, as text or number.
[[nodiscard]] std::optional<world::Id> client_number(base::json::value const* subject);

}  // namespace easel::lti13
