#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "reference_tool/reference_tool.hpp"
#include "reference_tool/switches.hpp"

#include <optional>
#include <string>
#include <vector>

namespace easel::reference_tool {

/// Why a launch is refused, and the status that says so.
struct LaunchRefusal {
    int status = 400; ///< 401: signature, identity or audience; 400: the rest
    std::string reason;
};
using Verified = std::optional<LaunchRefusal>; ///< nothing: all well

/// How far the platform's clock may be off.
inline constexpr base::Duration leeway{60'000};
/// The largest id_token that is read; a defect lowers it.
[[nodiscard]] std::size_t token_limit(Switches const& defects);

/// `alg`, `crit` and `kid`, before any key is looked for.
/// @par Source Security Framework 5.1.3 and 5.4; RFC 7515 4.1.11; RFC 8725 3.1
[[nodiscard]] Verified verify_header(base::json::object const& header, Switches const& defects);

/// Every claim but `nonce`, in the order of Security Framework 5.1.3, then the message of LTI Core 5.3. Pure.
/// @param own_origin  "http://127.0.0.1:9001"; the target must lie there
[[nodiscard]] Verified verify_claims(
    base::json::object const& claims,
    Registration const& registration,
    std::string_view own_origin,
    base::Instant now,
    Switches const& defects
);

/// The claim `https://purl.imsglobal.org/spec/lti/claim/<name>`, or null.
[[nodiscard]] base::json::value const* lti_claim(base::json::object const& claims, std::string_view name);
/// The strings of claim `roles`.
[[nodiscard]] std::vector<std::string> roles_of(base::json::object const& claims);

} // namespace easel::reference_tool
