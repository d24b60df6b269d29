#pragma once

#include "base/json.hpp"
#include "jose/jwt.hpp"
#include "lti13/issuer.hpp"
#include "lti13/token.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::deep_linking {

namespace json = base::json;

/// One entry of an error body. @par Source canvas/deep-linking.md 2.3
struct Complaint {
    std::string group;     ///< the member of `errors`
    std::string attribute; ///< mostly the same
    std::string type;
    std::string message;
};
[[nodiscard]] Complaint complaint(std::string group, std::string text);
[[nodiscard]] std::string error_body(std::vector<Complaint> const& complaints);

/// The members that only deep linking has: "https://purl.imsglobal.org/spec/lti-dl/claim/<name>".
[[nodiscard]] std::string dl_claim(std::string_view name);

struct Verified {
    std::vector<Complaint> complaints; ///< empty: the response counts
    json::object claims;
    world::DeveloperKey* key = nullptr; ///< null only with complaints
};
/// Checks 2 to 6. @par Source canvas/deep-linking.md 2.2
[[nodiscard]] Verified verify_response(
    world::World& world, lti13::Issuer const& issuer, std::string const& text, lti13::FetchedJwks const& fetched,
    base::Instant tool_now, traffic::Trail& trail
);

/// What checks 7 to 9 say about the return URL's `data`.
[[nodiscard]] Complaint data_complaint(std::string type);

} // namespace easel::deep_linking
