#pragma once

#include "base/json.hpp"
#include "jose/key.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace easel::jose {

/// A compact JWS taken apart (RFC 7515, section 3.1); nothing is verified yet.
struct Jwt {
    base::json::object header;
    base::json::object claims;
    std::string signing_input; ///< the first two parts with their dot
    std::string signature;     ///< decoded bytes; may be empty
};

/// Takes a token apart; the fault names the part that is broken. Exactly three parts; header and payload JSON objects.
[[nodiscard]] base::Result<Jwt> decode(std::string_view token);

/// Signs with RS256; `header` is used as it is (the caller sets `alg`, `kid`, `typ`), so that broken ones can be made.
[[nodiscard]] std::string sign(base::json::object const& header, base::json::value const& claims, Key const& key);
/// The same with HS256/384/512 by `header.alg` (HS256 when it names none of them).
[[nodiscard]] std::string sign_hmac(
    base::json::object const& header, base::json::value const& claims, std::string_view secret
);
/// Header, payload and an empty third part.
[[nodiscard]] std::string unsigned_token(base::json::object const& header, base::json::value const& claims);

/// alg is RS256 and the signature fits.
[[nodiscard]] bool verifies(Jwt const& token, Key const& key);
[[nodiscard]] bool verifies_hs256(Jwt const& token, std::string_view secret);

/// The JWK of `set` (`{"keys":[...]}`) whose `kid` is exactly `kid`; nothing when absent or malformed.
[[nodiscard]] std::optional<base::json::object> find_jwk(base::json::value const& set, std::string_view kid);

} // namespace easel::jose
