#pragma once

#include "base/json.hpp"
#include "http/message.hpp"
#include "lti13/issuer.hpp"
#include "traffic/answer.hpp"
#include "world/world.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Dynamic Registration: a tool registers itself with Canvas, an admin begins it and switches the key on.
/// @par Source canvas/registration.md
namespace easel::registration {

inline constexpr std::string_view configuration_path = "/api/lti/security/openid-configuration";
inline constexpr std::string_view registrations_path = "/api/lti/registrations";
inline constexpr char const* platform_configuration = "https://purl.imsglobal.org/spec/lti-platform-configuration";
inline constexpr char const* tool_configuration = "https://purl.imsglobal.org/spec/lti-tool-configuration";

/// What an admin begins a registration with.
struct Invitation {
    std::string registration_url;          ///< of the tool
    world::Id user = 0;                    ///< who begins it; 0: somebody unnamed
    std::optional<world::Id> existing = {}; ///< the registration that is to be changed
};

/// A registration that has begun: what Canvas's page is told, and where it sends the browser.
struct Begun {
    std::string uuid;
    std::string token; ///< valid for an hour, good for one registration
    std::string configuration_url;
    std::string tool_url; ///< the tool's URL with both parameters
};
/// @par Source canvas/registration.md 2, 2.1
[[nodiscard]] Begun begin(
    world::World& world, lti13::Issuer const& issuer, Invitation const& invitation, base::Instant now
);
/// The uuid inside a registration token that this issuer signed, whatever its age.
[[nodiscard]] std::optional<std::string> token_uuid(lti13::Issuer const& issuer, http::Request const& request);

/// What a path and method ask for.
struct Route {
    enum class What { begin, configuration, create, read, update, show, view } what = What::configuration;
    std::string id; ///< of the registration, as it stands in the path
};
[[nodiscard]] std::optional<Route> route(std::string_view method, std::string_view path);

/// The openid configuration. @par Source canvas/registration.md 2.2
[[nodiscard]] base::json::object configuration(world::World const& world, lti13::Issuer const& issuer);

struct Context {
    world::World& world;
    lti13::Issuer& issuer;
    base::Instant now;
    base::Instant tool_now;
    world::User const* session = nullptr; ///< who is logged in to the browser that asks; null: nobody
};
/// Answers every route. The answer's `client_id` names the key that was made.
[[nodiscard]] traffic::Answer answer(Context const& context, Route const& route, http::Request const& request);

/// A tool's registration as Canvas keeps it.
struct Kept {
    world::Tool* tool = nullptr;
    world::Id id = 0; ///< global
    std::string uuid; ///< of the token that it was made with
};
/// Every registration of the world, in the order of their making.
[[nodiscard]] std::vector<Kept> registrations(world::World& world);
/// What an admin does in the end: the key is switched on.
void switch_on(world::World& world, Kept const& kept);

} // namespace easel::registration
