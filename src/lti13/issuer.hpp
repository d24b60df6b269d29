#pragma once

#include "jose/key.hpp"
#include "lti13/token_memo.hpp"

#include <array>
#include <set>
#include <string>
#include <vector>

namespace easel::lti13 {

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
    std::string secret; ///< signs hints and access tokens (HS256)

    std::vector<std::string> issued_tokens;  ///< jti of every access token, oldest first
    std::set<std::string> expired_tokens;    ///< jti of those made to expire by a scenario
    mutable TokenMemo tokens_read;           ///< saves work, changes no answer

    [[nodiscard]] std::string authorization_url() const { return origin + base_path + "/api/lti/authorize_redirect"; }
    [[nodiscard]] std::string token_url() const { return origin + base_path + "/login/oauth2/token"; }
    [[nodiscard]] std::string jwks_url() const { return origin + base_path + "/api/lti/security/jwks"; }
    [[nodiscard]] PlatformKey const& signing_key() const { return keys[1]; }
};

/// `{"keys":[...]}` of the three public keys.
[[nodiscard]] std::string jwks_body(Issuer const& issuer);

} // namespace easel::lti13
