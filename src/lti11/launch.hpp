#pragma once

#include "base/codec.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "lti13/issuer.hpp"
#include "lti13/launch.hpp"
#include "oauth1/oauth1.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <string>

/// LTI 1.1: launches as forms signed by OAuth 1.0a. @par Source canvas/lti11.md
namespace easel::lti11 {

/// A launch as the browser will post it, before it is signed.
struct Launch {
    std::string url;     ///< where the form is posted to
    base::Fields fields; ///< by name, as Canvas sends them; without the protocol parameters but `oauth_callback`
    /// Scheme, host, path and query that the signature counts: the query is empty where it was copied into the form.
    base::Url signed_url;
    oauth1::Credentials signer;
    std::string course; ///< world names
    std::string assignment;
    std::string user;
    world::ContextKind context_kind = world::ContextKind::account; ///< where it was opened
    world::Id context = 0;
    std::string placement; ///< "" : none, it was a link
    world::Id about = 0;   ///< the assignment on whose page the placement was opened
    world::Id module = 0;  ///< in which the link, or whose menu, was opened
    traffic::Trail rests_on; ///< facts
};

/// The parameters of a launch that `intent` names. Refused (FaultKind::bad_file) when it names nothing that exists, what
/// Canvas would not launch, or a tool of LTI 1.3. @par Source canvas/lti11.md 1
[[nodiscard]] base::Result<Launch> open_launch(
    world::World& world, lti13::Issuer const& issuer, lti13::LaunchIntent const& intent, base::Instant now
);

/// 43 letters and digits, longer than some libraries allow by default. @par Source canvas/lti11.md 4.2
[[nodiscard]] std::string fresh_nonce(base::Random& random);
/// The form as it is posted: the five protocol parameters, the fields, the signature.
[[nodiscard]] base::Fields signed_form(Launch const& launch, oauth1::Freshness const& fresh);

} // namespace easel::lti11
