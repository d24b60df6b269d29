#pragma once

#include "base/codec.hpp"
#include "http/message.hpp"
#include "reference_tool/installation.hpp"
#include "reference_tool/verify.hpp"

#include <optional>
#include <string>
#include <vector>

/// Launches of LTI 1.1: a form that is signed by OAuth 1.0a. @par Source lti11.md; requirements B.15
namespace easel::reference_tool {

/// What was verified of a launch.
struct SignedLaunch {
    std::string consumer_key;
    base::Fields parameters; ///< what was signed
};

/// Signature, key, method, time and nonce; the first thing that is wrong, otherwise. Notes the nonce of a launch that
/// is right. @par Source lti11.md 4; RFC 5849, 3.2 and 3.3
struct VerifiedLaunch {
    std::optional<SignedLaunch> launch;
    LaunchRefusal refusal;
};
[[nodiscard]] VerifiedLaunch verify_lti11(Installation& tool, http::Request const& request);

/// What is wrong with the message itself, whoever signed it; "" : nothing. @par Source lti11.md 1.1
[[nodiscard]] std::string trouble_with_message(base::Fields const& parameters, Switches const& defects);

/// The context roles among `roles`, by the short names of LTI 1.1. @par Source lti11.md 2
[[nodiscard]] std::vector<std::string> context_roles(std::string_view roles, Switches const& defects);

/// The message asks to choose something (lti11.md 6.1), and what it says of it.
[[nodiscard]] bool asks_for_content(base::Fields const& fields);
[[nodiscard]] std::optional<Picker> content_picker_of(base::Fields const& fields);
/// What was chosen goes back through the browser, signed. @par Source lti11.md 6.2
[[nodiscard]] http::Response return_content(
    Installation& tool, Session const& session, std::vector<std::string> const& chosen
);

} // namespace easel::reference_tool
