#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"
#include "lti13/issuer.hpp"
#include "traffic/answer.hpp"
#include "world/world.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// The Outcomes service of LTI 1.1: a tool posts scores and work of one student for one assignment.
/// @par Source canvas/outcomes.md
namespace easel::outcomes {

/// A larger body is answered 413.
inline constexpr std::size_t most_body = 1024 * 1024;
/// Deeper elements of a document count as absent, as for the parser that Canvas uses.
inline constexpr std::size_t most_depth = 256;

/// What the service remembers between two requests. Bounded, and not part of the world: whoever keeps that would write a
/// nonce down with every request.
struct Desk {
    std::map<std::string, base::Instant> nonces; ///< "<tool id>:<nonce>" or "<tool id>#<hash of a long one>", and until when
    std::int64_t next_report = 1;                          ///< number of the next error report
};

/// Which endpoint of which tool a path names. @par Source canvas/outcomes.md 1
struct Route {
    enum class What { passback, legacy, placement } what = What::passback;
    world::Id tool = 0;
};
[[nodiscard]] std::optional<Route> route(std::string_view path);
/// What a request to that endpoint asks for: `outcome`, `outcome_read`, `outcome_delete`, or `other` for what is no POST.
[[nodiscard]] traffic::CallKind kind_of(Route const& route, http::Request const& request);
/// Whoever the request says that signed it; "" when it says nobody.
[[nodiscard]] std::string consumer_key_of(http::Request const& request);

/// World names of what the request's sourcedid says, believed as it stands: for telling requests apart before they are
/// answered. "" where it says nothing.
struct Concerned {
    std::string course;
    std::string assignment;
    std::string user;
};
[[nodiscard]] Concerned concerned(world::World& world, Route const& route, http::Request const& request);

struct Context {
    world::World& world;
    Desk& desk;
    lti13::Issuer const& issuer;
    base::Instant now;      ///< of the stage
    base::Instant tool_now; ///< what a tool's clock shows
};
/// Canvas's checks in Canvas's order, each in the trail.
[[nodiscard]] traffic::Answer answer(Context const& context, Route const& route, http::Request const& request);

} // namespace easel::outcomes
