#pragma once

#include "base/json.hpp"
#include "lti11/launch.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Patches an LTI 1.1 launch on its way. A point is a dotted name:
///
///   parameters.<name>   a parameter, before signing; a list sends it once for each value
///   posted.<name>       a field of the form after signing; a list likewise; `posted.*`: every field (only ~remove)
///   oauth.key           the consumer key
///   oauth.secret        what is signed with
///   oauth.method, oauth.timestamp, oauth.nonce, oauth.version   the protocol parameters, before signing
///   oauth.signature     replaces the signature; "~changed": one character of it
///   deliver.method      "get": sent as a query, and signed so
///   deliver.after       a duration: the browser holds it back so long
///
/// A value "~remove" drops the thing. @par Source canvas/lti11.md 4
namespace easel::play {

/// Nothing when the point exists for a launch of LTI 1.1; else what is wrong, with the nearest one.
[[nodiscard]] std::optional<std::string> tamper_point_problem_lti11(std::string_view point);

/// A launch as the browser posts it.
struct SignedLaunch {
    base::Url url;
    base::Fields form;
    std::string secret;      ///< it was signed with
    std::string base_string; ///< that was signed
};
[[nodiscard]] SignedLaunch sign_launch(
    lti11::Launch const& launch, base::Url url, oauth1::Freshness const& fresh, base::json::object const& tamper
);

} // namespace easel::play
