#pragma once

#include "deep_linking/creation.hpp"
#include "http/message.hpp"
#include "lti13/issuer.hpp"

namespace easel::deep_linking {

/// The object that the page hands to its opener. @par Source canvas/deep-linking.md 2.4
[[nodiscard]] json::object deep_link_response(
    Submission const& submission, Created const& created, json::object const& claims, world::DeveloperKey const& key,
    lti13::Issuer const& issuer, traffic::Trail& trail
);

/// The page around it. JSON stands in a script element, where nothing in it can end the element.
[[nodiscard]] http::Response success_page(json::object const& response, lti13::Issuer const& issuer);

/// JSON that may stand inside a script element, whatever texts it holds.
[[nodiscard]] std::string script_safe(json::value const& value);

/// Canvas's own answers to a browser, or to a program that asks for JSON.
[[nodiscard]] http::Response not_found(http::Request const& request);
[[nodiscard]] http::Response unauthorized(http::Request const& request);

} // namespace easel::deep_linking
