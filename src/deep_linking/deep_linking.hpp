#pragma once

#include "http/message.hpp"
#include "lti13/issuer.hpp"
#include "lti13/token.hpp"
#include "traffic/answer.hpp"
#include "world/context.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What comes back from a tool's picker: the response's checks in Canvas's order, and what Canvas creates from it.
/// The request side, the claim `deep_linking_settings` and the return URL, is lti13/deep_linking_request.hpp.
namespace easel::deep_linking {

/// `/{courses,accounts,groups}/<id>/deep_linking_response`; nothing for any other path.
[[nodiscard]] std::optional<world::Place> return_route(std::string_view path);

/// The client that a response claims to come from (its `iss`, unverified): whose key set is to be fetched.
[[nodiscard]] std::optional<std::string> response_client(http::Request const& request);

/// POST of the form field JWT. `session_user` is the login hint of whoever is logged in to Canvas in that browser.
/// The page carries `deep_link_response` as JSON in `<script type="application/json" id="deep_link_response">` and
/// tells its opener by postMessage. @par Source canvas/deep-linking.md 2, 3
[[nodiscard]] traffic::Answer answer_return(
    world::World& world,
    lti13::Issuer const& issuer,
    http::Request const& request,
    lti13::FetchedJwks const& jwks,
    std::string const& session_user,
    base::Instant now,
    base::Instant tool_now
);

} // namespace easel::deep_linking
