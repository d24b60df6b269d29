#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"
#include "http/message.hpp"
#include "lti11/launch.hpp"
#include "lti13/launch.hpp"
#include "traffic/answer.hpp"
#include "world/context.hpp"
#include "world/world.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// The External Tools API: people list, install, change and launch tools by Canvas's REST API.
/// @par Source canvas/external-tools-api.md
namespace easel::external_tools {

/// Name of the session cookie that tells who is logged in; its value is the user's login hint.
inline constexpr char const* session_cookie = "canvas_session";

/// Which endpoint a path and method name.
struct Route {
    enum class What {
        list,
        show,
        create,
        update,
        remove,
        sessionless,        ///< asks for a URL
        launch_page,        ///< the page at that URL
        favor,              ///< one more favorite
        unfavor,
        visible_course_nav, ///< tools in the navigation of courses
    } what = What::list;
    enum class Favorite { rce, top_nav } favorite = Favorite::rce;
    world::Place place;             ///< no id: none, or one that is no number
    std::optional<world::Id> tool;
    std::string scope;              ///< "url:GET|/api/v1/courses/:course_id/external_tools"; "" : no API
};
/// Nothing for a path that is not of this API, or a method that it has not there.
[[nodiscard]] std::optional<Route> route(std::string_view method, std::string_view path);

/// How long a launch and a session token wait for the browser. @par Source canvas/external-tools-api.md 6.4
inline constexpr base::Duration sessionless_life = std::chrono::minutes(5);

/// A launch that waits for its page to be opened, once. Not part of the world: it lasts five minutes.
/// @par Source canvas/external-tools-api.md 6.4
struct Waiting {
    world::ContextKind context = world::ContextKind::course;
    base::Instant until;
    std::string url; ///< what the form is posted to
    base::Fields fields;
    traffic::Trail rests_on;
    /// LTI 1.3: the page opens this for whoever is logged in; there are no url and fields then.
    std::optional<lti13::LaunchIntent> intent = {};
    std::string client_id = {};
};

/// Logs a person in to Canvas's pages, once. @par Source canvas/external-tools-api.md 6.4
struct SessionToken {
    std::string login_hint;
    base::Instant until;
};

/// What the API remembers between two requests. Bounded.
struct Desk {
    std::map<std::string, Waiting> waiting; ///< by verifier
    std::map<std::string, SessionToken> session_tokens;
};

/// What fetching a configuration's URL gave. @par Source canvas/config-xml.md 4
struct Fetched {
    enum class Outcome { not_needed, fetched, timed_out, failed } outcome = Outcome::not_needed;
    std::string body;
};

struct Context {
    world::World& world;
    Desk& desk;
    std::string origin; ///< of the platform, as its users see it
    base::Instant now;
    std::string session; ///< login hint of who is logged in to Canvas in that browser; "" : nobody
    /// Opens a launch (LTI 1.3 by its client id).
    std::function<base::Result<lti13::LoginInitiation>(lti13::LaunchIntent const&, std::string const& client_id)> open;
    /// Opens a launch of LTI 1.1, signed now.
    std::function<base::Result<Waiting>(lti13::LaunchIntent const&)> open_lti11;
};

/// The URL that has to be fetched before the request can be answered (`config_type=by_url`); nothing: none.
/// @par Order  Only for callers who may create or change the tool, as Canvas reads the configuration after these checks.
[[nodiscard]] std::optional<std::string> wanted_url(Context const& context, Route const& route, http::Request const& request);

/// Canvas's checks in Canvas's order, each in the trail.
[[nodiscard]] traffic::Answer answer(
    Context const& context, Route const& route, http::Request const& request, Fetched const& fetched
);

/// The tool as the API shows it; never its secret. @par Source canvas/external-tools-api.md 4
/// @param locale  of whoever looks
[[nodiscard]] base::json::object
tool_json(world::World const& world, world::Tool const& tool, std::string_view locale = "en");

} // namespace easel::external_tools
