#pragma once

#include "base/json.hpp"
#include "http/message.hpp"
#include "lti13/issuer.hpp"
#include "traffic/answer.hpp"
#include "world/world.hpp"

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <vector>

namespace easel::lti13 {

/// What came of fetching the tool's public_jwk_url; the body counts whatever its status.
/// @par Source oauth2-token.md 3.1
struct FetchedJwks {
    enum class Outcome { not_needed, fetched, unreachable } outcome = Outcome::not_needed;
    std::string body;
    int status = 200;
};

/// The `sub` of the assertion (unverified), or the form's client_id: who asks. Nothing when neither is there.
[[nodiscard]] std::optional<std::string> token_request_client(http::Request const& request);

/// POST <base>/login/oauth2/token: every check of oauth2-token.md in its order.
[[nodiscard]] traffic::Answer grant_token(
    world::World& world, Issuer& issuer, http::Request const& request, FetchedJwks const& jwks, base::Instant now
);

/// Mints an access token without any check; for tests, `send` and tampering.
/// @param account  uuid of the account that the key belongs to; "" : none is named
[[nodiscard]] std::string mint_token(
    Issuer& issuer,
    std::string const& client_id,
    std::vector<std::string> const& scopes,
    base::Instant now,
    std::string const& account = {}
);
/// Makes every access token expire that was granted so far; says how many of them had not before.
std::size_t expire_tokens(Issuer& issuer);
/// Puts an issuer where it stood after so many grants, those of lower numbers than `expired_below` made to expire.
void remember_tokens(Issuer& issuer, std::uint64_t granted, std::uint64_t expired_below);
/// The uuid of the root account, to which every key belongs.
[[nodiscard]] std::string account_uuid(world::World const& world);

/// Who calls a service.
struct Caller {
    std::string client_id;
    world::DeveloperKey* key = nullptr;
};
struct Refused {
    int status;
    std::string type; ///< Rails status symbol
    std::string message;
};
/// Checks 1-3 of ags.md section 3 (token, developer key, scope: any of `scopes_any`); appends to `trail`.
[[nodiscard]] boost::system::result<Caller, Refused> check_bearer(
    world::World& world,
    Issuer const& issuer,
    http::Request const& request,
    std::vector<std::string> const& scopes_any,
    base::Instant now,
    traffic::Trail& trail
);
/// Do checks 1a to 1h pass: is it a token of this issuer that counts now?
[[nodiscard]] bool is_good_bearer(Issuer const& issuer, http::Request const& request, base::Instant now);
/// The client id inside a bearer token that this issuer signed, whatever its age; used to find registration and stage.
[[nodiscard]] std::optional<std::string> bearer_client(Issuer const& issuer, http::Request const& request);

[[noreturn]] void throw_exception_from_error(Refused const& refused, boost::source_location const& at);

} // namespace easel::lti13
