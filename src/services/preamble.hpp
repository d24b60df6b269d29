#pragma once

#include "lti13/token.hpp"
#include "services/ags.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What every LTI Advantage service asks first: whose token, for what, in which context. @par Source canvas/nrps.md 2
namespace easel::services {

/// A check as the service's own fact file numbers it, and the row of the documented error table behind it, if any.
struct PreambleCheck {
    std::string_view fact;
    std::string_view row = {};
};

struct PreambleFacts {
    std::array<std::string_view, 10> token; ///< of `lti13::check_bearer`, in its order
    PreambleCheck found;                    ///< the context is there at all: the general 404
    PreambleCheck key_on;                   ///< the key is switched on for the context's account
    PreambleCheck alive;                    ///< the context is not deleted
    PreambleCheck linked;                   ///< the context or an account above it has a tool of the key
};

/// A course or group, as far as the preamble looks at it.
struct ContextState {
    bool found = false;
    bool alive = false;
    bool long_text = false;            ///< dialect: "Context is deleted or not found"
    world::Tool const* tool = nullptr; ///< the caller's in that context
};

/// Notes a check in the trail and says whether it passed; a failing one is preceded by its row of the error table.
bool note(traffic::Trail& trail, PreambleCheck const& check, bool passed);

/// The caller, or the refusal. Fills in the answer's trail and client id.
[[nodiscard]] boost::system::result<lti13::Caller, http::Response> check_caller(
    Context const& context,
    http::Request const& request,
    std::vector<std::string> const& scopes_any,
    PreambleFacts const& facts,
    traffic::Answer& answer
);

/// Nothing when the context is one in which the caller may act.
[[nodiscard]] std::optional<http::Response> check_context(
    ContextState const& state, lti13::Caller const& caller, PreambleFacts const& facts, traffic::Trail& trail
);

/// Scheme of the platform and host that was asked; a host that is none falls back to the platform's own.
[[nodiscard]] std::string request_origin(lti13::Issuer const& issuer, http::Request const& request);

} // namespace easel::services
