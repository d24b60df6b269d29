#pragma once

#include "base/instant.hpp"
#include "jose/key.hpp"
#include "lti13/token_memo.hpp"
#include "traffic/answer.hpp"

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace easel::lti13 {

inline constexpr std::string_view token_path = "/login/oauth2/token";

struct PlatformKey {
    std::string kid; ///< ISO UTC time plus a suffix, as Canvas names them
    jose::Key key;
};

/// One registration's platform side: its URLs, its keys, its tokens.
struct Issuer {
    std::string issuer;    ///< `iss`
    std::string origin;    ///< "http://127.0.0.1:8090": base of service URLs
    std::string base_path; ///< "" or "/r/<n>": precedes the three paths below
    std::string region = "not_configured";

    /// Past, present, future; the second signs. @par Source canvas/lti13-launch.md 4
    std::array<PlatformKey, 3> keys;
    int rotations = 0;  ///< how often the keys were rotated
    std::string secret; ///< signs hints and access tokens (HS256)

    std::uint64_t granted = 0;     ///< access tokens so far: number and secret make a token's jti
    std::uint64_t expired_below = 0; ///< those of a lower number were all made to expire
    std::vector<std::string> issued_tokens; ///< jti of the last thousands of access tokens, oldest first
    std::set<std::string> expired_tokens;   ///< jti of those made to expire, as far as they are remembered
    mutable TokenMemo tokens_read;          ///< saves work, changes no answer

    [[nodiscard]] std::string authorization_url() const { return origin + base_path + "/api/lti/authorize_redirect"; }
    [[nodiscard]] std::string token_url() const { return (origin + base_path).append(token_path); }
    [[nodiscard]] std::string jwks_url() const { return origin + base_path + "/api/lti/security/jwks"; }
    [[nodiscard]] PlatformKey const& signing_key() const { return keys[1]; }
};

/// `{"keys":[...]}` of the three public keys.
[[nodiscard]] std::string jwks_body(Issuer const& issuer);
/// GET <base>/api/lti/security/jwks. @par Source canvas/lti13-launch.md 4
[[nodiscard]] traffic::Answer answer_jwks(Issuer const& issuer);
/// Future becomes present, present becomes past, and there is a new future. Making a key takes up to a second, so the
/// retired past key comes back under a new kid. @par Source canvas/lti13-launch.md 4
void rotate_keys(Issuer& issuer, base::Instant now);

} // namespace easel::lti13
