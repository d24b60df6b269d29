// A launch from the browser: the page around the tool's frame, and the form that begins the login or is the launch.
#include "base/codec.hpp"
#include "base/url.hpp"
#include "cli/serve_page.hpp"
#include "lti11/launch.hpp"

#include <algorithm>

namespace easel::cli {
namespace {

/// What to open, as the query names it.
struct Aim {
    lti13::LaunchIntent intent;
    world::Tool const* tool = nullptr;
    std::string title;
    std::string fault; ///< why it cannot be opened; "" : it can
    int status = 200;
};

Aim failed(int status, std::string text) {
    Aim aim;
    aim.status = status;
    aim.fault = std::move(text);
    return aim;
}

Aim aim_of(Visit const& visit) {
    auto& world = visit.served.stage->world;
    Aim aim;
    auto& intent = aim.intent;
    intent.user = visit.get("user");
    intent.assignment = visit.get("to");
    intent.course = visit.get("course");
    intent.group = visit.get("group");
    intent.tool = visit.get("tool");
    intent.placement = visit.get("placement");
    intent.module = visit.get("module");
    intent.link = visit.get("link");
    intent.url = visit.get("url");
    // any other word is the root account
    if (auto const* account = world::account_named(world, visit.get("account"))) intent.account = account->name;
    if (intent.user.empty()) return failed(400, "A launch needs a user.");
    if (world::user_named(world, intent.user) == nullptr) return failed(400, "There is no user '" + intent.user + "'.");
    world::Id tool_id = 0;
    if (auto const* assignment = world::assignment_named(world, intent.assignment)) {
        aim.title = assignment->title;
        tool_id = assignment->tool;
    } else if (!intent.assignment.empty()) {
        return failed(400, "There is no assignment '" + intent.assignment + "'.");
    }
    if (auto const* link = control::named_link(world, intent.link)) {
        aim.title = link->title;
        tool_id = link->tool;
        intent.link = link->name;
    } else if (!intent.link.empty()) {
        return failed(400, "There is no link '" + intent.link + "'.");
    }
    bool const somewhere =
        tool_id != 0 || !intent.course.empty() || !intent.group.empty() || !visit.get("account").empty();
    if (!somewhere) return failed(400, "A launch needs something to open: to, link, course, group or account.");
    if (tool_id != 0) {
        aim.tool = world::tool_by_id(world, tool_id);
    } else {
        aim.tool = world::tool_named(world, intent.tool.empty() ? "tool" : intent.tool);
        aim.title = intent.placement.empty() ? "Tool" : intent.placement;
    }
    if (aim.tool == nullptr || aim.tool->deleted) return failed(400, "There is no such tool.");
    auto const& address = world::is_lti11(*aim.tool) ? aim.tool->target_link_uri : aim.tool->login_url;
    if (address.empty())
        return failed(
            400, "This Canvas does not know where the tool is: start it with --tool FILE, or register the tool."
        );
    intent.tool = aim.tool->name;
    return aim;
}

http::Response trouble(Visit const& visit, int status, std::string const& text) {
    return html_page(
        visit,
        "Not launched",
        "<h1>Not launched</h1><p>" + base::html_escape(text) + "</p><p>" + html_link(visit.link("/"), "Back") + "</p>",
        status
    );
}

/// The form that the browser posts to the tool: the login initiation, or a signed launch of LTI 1.1.
struct Opening {
    std::string url;
    base::Fields fields;
    std::string session; ///< the session cookie's value
};

base::Result<Opening> opening_of(Visit const& visit, Aim const& aim) {
    auto& stage = *visit.served.stage;
    if (world::is_lti11(*aim.tool)) {
        auto const launch = stage.open_lti11(aim.intent);
        if (!launch) return launch.error();
        auto const* user = world::user_named(stage.world, aim.intent.user);
        return Opening{
            launch->url,
            lti11::signed_form(*launch, stage.freshness()),
            user == nullptr ? "" : user->legacy_id};
    }
    auto const login = stage.open(aim.intent, aim.tool->client_id);
    if (!login) return login.error();
    auto const* hint = base::find(login->fields, "login_hint");
    return Opening{login->url, login->fields, hint == nullptr ? "" : *hint};
}

/// A view of the console.
std::string console_link(Visit const& visit, std::string const& view, base::Fields fields) {
    if (visit.worlds.all().size() > 1) fields.emplace_back("world", visit.served.name);
    return visit.console + "#/" + view + "?" + base::form_encode(fields);
}

/// The calls that come from now on, as the console shows them. Its cookie goes along within one site alone.
std::string calls_frame(Visit const& visit, std::string const& user) {
    auto const canvas = base::parse_url(visit.served.issuer->origin);
    auto const console = base::parse_url(visit.console);
    bool const one_site = canvas && console && canvas->scheme == console->scheme && canvas->host == console->host;
    if (!one_site) return "<p>" + html_link(console_link(visit, "traffic", {{"as", user}}), "Its calls") + "</p>";
    auto const& log = visit.served.stage->log.exchanges();
    auto const since = std::to_string(log.empty() ? 0 : log.back().number);
    return "<iframe name=\"calls\" title=\"Calls of this launch\" src=\"" +
           base::html_escape(console_link(visit, "calls", {{"as", user}, {"since", since}})) + "\"></iframe>";
}

} // namespace

http::Response open_page(Visit const& visit) {
    auto const aim = aim_of(visit);
    if (!aim.fault.empty()) return trouble(visit, aim.status, aim.fault);
    base::Fields fields = visit.query;
    base::remove(fields, "world");
    base::remove(fields, "calls");
    auto const launch = visit.link("/launch", fields);
    auto const user = visit.get("user");
    bool const from_console = !visit.get("calls").empty();
    auto const back = from_console ? console_link(visit, "courses", {{"as", user}}) : visit.link("/", {{"as", user}});
    auto const frame = "<iframe name=\"tool_content\" title=\"" + base::html_escape(aim.title) + "\" src=\"" +
                       base::html_escape(launch) +
                       "\" allow=\"geolocation *; microphone *; camera *; midi *; encrypted-media *; autoplay *; "
                       "clipboard-write *; display-capture *; fullscreen *\"></iframe>";
    return html_page(
        visit,
        aim.title,
        "<h1>" + base::html_escape(aim.title) + "</h1><p class=\"note\">as " + base::html_escape(user) + " &middot; " +
            html_link(launch, "Open in a new tab", "target=\"_blank\" rel=\"noopener\"") + " &middot; " +
            html_link(back, from_console ? "Back to the console" : "Back") + "</p>" +
            (from_console ? "<div class=\"beside\">" + frame + calls_frame(visit, user) + "</div>" : frame)
    );
}

http::Response launch_page(Visit const& visit) {
    auto const aim = aim_of(visit);
    if (!aim.fault.empty()) return trouble(visit, aim.status, aim.fault);
    auto const opening = opening_of(visit, aim);
    if (!opening) return trouble(visit, 400, opening.error().message);
    std::string form =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Opening the tool</title></head><body>"
        "<form id=\"login\" method=\"POST\" action=\"" +
        base::html_escape(opening->url) + "\">";
    for (auto const& [name, value] : opening->fields)
        form += "<input type=\"hidden\" name=\"" + base::html_escape(name) + "\" value=\"" + base::html_escape(value) +
                "\">";
    form +=
        "<noscript><button>Go on to the "
        "tool</button></noscript></form><script>document.getElementById('login').submit()</script></body></html>\n";
    auto response = http::html(200, std::move(form));
    response.headers.set("Cache-Control", "no-store");
    // A tool of another site shows Canvas's authorization page in its frame: only over https may the cookie go there.
    bool const secure = visit.served.issuer->origin.starts_with("https:");
    response.headers.set(
        "Set-Cookie",
        std::string(platform::session_cookie) + "=" + opening->session + "; Path=/; HttpOnly; " +
            (secure ? "Secure; SameSite=None" : "SameSite=Lax")
    );
    return response;
}

} // namespace easel::cli
