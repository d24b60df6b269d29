#include "external_tools/external_tools.hpp"

#include "base/text.hpp"

#include <vector>

namespace easel::external_tools {

namespace {

using What = Route::What;

/// The path's parts without the API's prefix, and without ".json" behind the last.
std::vector<std::string> parts_of(std::string_view path) {
    if (path.ends_with(".json")) path.remove_suffix(5);
    return base::split(path, '/');
}

std::string scope_of(std::string_view method, std::string_view pattern) {
    return "url:" + std::string(method) + "|/api/v1/" + std::string(pattern);
}

std::string place_pattern(world::ContextKind kind) {
    switch (kind) {
        case world::ContextKind::course:
            return "courses/:course_id/external_tools";
        case world::ContextKind::group:
            return "groups/:group_id/external_tools";
        case world::ContextKind::account:
            break;
    }
    return "accounts/:account_id/external_tools";
}

std::optional<Route> favorite(std::string_view method, std::vector<std::string> const& parts, Route found) {
    if (parts.size() != 6 || found.place.context != world::ContextKind::account) return std::nullopt;
    if (method != "POST" && method != "DELETE") return std::nullopt;
    found.what = method == "POST" ? What::favor : What::unfavor;
    found.favorite = parts[4] == "rce_favorites" ? Route::Favorite::rce : Route::Favorite::top_nav;
    found.tool = base::whole_number(parts[5]).value_or(0);
    found.scope = scope_of(method, "accounts/:id/external_tools/" + parts[4] + "/:tool_id");
    return found;
}

std::optional<Route> of_one(std::string_view method, std::string_view tool, Route found) {
    if (method == "GET") {
        found.what = What::show;
    } else if (method == "PUT") {
        found.what = What::update;
    } else if (method == "DELETE") {
        found.what = What::remove;
    } else {
        return std::nullopt;
    }
    if (found.place.context == world::ContextKind::group) return std::nullopt;
    found.tool = base::whole_number(tool).value_or(0);
    found.scope = scope_of(method, place_pattern(found.place.context) + "/:external_tool_id");
    return found;
}

} // namespace

std::optional<Route> route(std::string_view method, std::string_view path) {
    constexpr std::string_view api = "/api/v1";
    bool const of_api = path.starts_with("/api/v1/");
    if (of_api) path.remove_prefix(api.size());
    auto const parts = parts_of(path);
    Route found;
    if (of_api && method == "GET" && path.starts_with("/external_tools/visible_course_nav_tools") && parts.size() == 3) {
        found.what = What::visible_course_nav;
        found.scope = scope_of(method, "external_tools/visible_course_nav_tools");
        return found;
    }
    auto const place = world::place_of(parts);
    if (!place || parts.size() < 4 || parts[3] != "external_tools") return std::nullopt;
    found.place = *place;
    auto const pattern = place_pattern(place->context);
    if (parts.size() == 5 && parts[4] == "sessionless_launch" && place->context != world::ContextKind::group) {
        if (!of_api) {
            found.what = What::launch_page;
            return method == "GET" ? std::optional(found) : std::nullopt;
        }
        if (method != "GET" && method != "POST") return std::nullopt; // by POST: dialect sessionless_post
        found.what = What::sessionless;
        found.scope = scope_of("GET", pattern + "/sessionless_launch");
        return found;
    }
    if (!of_api) return std::nullopt;
    if (parts.size() == 4) {
        bool const creates = method == "POST" && place->context != world::ContextKind::group;
        if (method != "GET" && !creates) return std::nullopt;
        found.what = creates ? What::create : What::list;
        found.scope = scope_of(method, pattern);
        return found;
    }
    if (parts[4] == "rce_favorites" || parts[4] == "top_nav_favorites") return favorite(method, parts, found);
    if (parts.size() != 5) return std::nullopt;
    if (parts[4] == "visible_course_nav_tools" && method == "GET") {
        found.what = What::visible_course_nav;
        found.scope = scope_of(method, pattern + "/visible_course_nav_tools");
        return found;
    }
    return of_one(method, parts[4], found);
}

} // namespace easel::external_tools
