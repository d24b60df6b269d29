#pragma once

#include "base/json.hpp"
#include "lti13/issuer.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace easel::lti13 {

/// How long a hint and its stored launch live. @par Source canvas/lti13-launch.md 3.3
inline constexpr base::Duration launch_life = std::chrono::minutes(5);

/// Canvas's own note to itself inside a login. @par Source canvas/lti13-launch.md 2.1
struct Hint {
    std::string verifier;
    std::string canvas_domain;  ///< host[:port]
    std::string context_type;   ///< "Course" or "Account"
    world::Id context_id = 0;   ///< global
    std::string locale = "en";
    bool storage_target = true;
    std::int64_t expires = 0;
};

[[nodiscard]] std::string sign_hint(Issuer const& issuer, Hint const& hint);
/// Nothing when it is no JWT or not signed by this issuer.
[[nodiscard]] std::optional<Hint> read_hint(Issuer const& issuer, std::string_view text);

/// The login hint of somebody who is not logged in.
[[nodiscard]] std::string public_login_hint();

}  // namespace easel::lti13
