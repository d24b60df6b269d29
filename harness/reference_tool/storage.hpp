#pragma once

#include "http/message.hpp"
#include "reference_tool/installation.hpp"

#include <string>

/// The state check where the platform's frame keeps no cookies: the browser's share of it lies in the platform's
/// storage.
/// @par Source post-message.md 3; requirements PM-001 to PM-006
namespace easel::reference_tool {

/// Answers a login: stores the browser's share under a key of this login, then goes on to the platform; at once when
/// the platform has answered, after a second when nobody does.
[[nodiscard]] http::Response storing_page(Installation const& tool, Login const& login, std::string const& next);

/// Answers a launch that came without the login's cookie: refused for now, and asks the storage for the share. What it
/// holds comes back to /launch as `proof`.
[[nodiscard]] http::Response proof_page(Installation const& tool, Login const& login);

} // namespace easel::reference_tool
