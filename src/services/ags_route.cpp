#include "services/ags_route.hpp"

#include "base/text.hpp"
#include "services/ags.hpp"

#include <algorithm>
#include <array>

namespace easel::services {
namespace {

std::optional<world::Id> id_of(std::string_view segment) {
    auto const id = base::whole_number(segment);
    return id && *id > 0 ? id : std::nullopt;
}

Action line_item_action(std::string_view method, std::string_view below, bool has_item) {
    if (below.empty()) {
        if (method == "GET") return Action::show_line_item;
        if (method == "PUT") return Action::update_line_item;
        if (method == "DELETE") return Action::delete_line_item;
        return Action::none;
    }
    if (below == "scores") return method == "POST" && !has_item ? Action::post_score : Action::none;
    if (below == "results" && method == "GET") return has_item ? Action::show_result : Action::list_results;
    return Action::none;
}

traffic::CallKind kind_of(Action action) {
    using traffic::CallKind;
    switch (action) {
        case Action::list_line_items:
            return CallKind::line_items;
        case Action::create_line_item:
            return CallKind::line_item_create;
        case Action::show_line_item:
            return CallKind::line_item;
        case Action::update_line_item:
            return CallKind::line_item_update;
        case Action::delete_line_item:
            return CallKind::line_item_delete;
        case Action::post_score:
            return CallKind::score;
        case Action::list_results:
        case Action::show_result:
            return CallKind::results;
        case Action::show_progress:
            return CallKind::progress;
        case Action::none:
            break;
    }
    return CallKind::other;
}

}  // namespace

std::optional<AgsRoute> ags_route(std::string_view method, std::string_view path) {
    constexpr std::string_view root = "/api/lti/courses/";
    if (!path.starts_with(root)) return std::nullopt;
    path = path.substr(root.size(), path.find('?') - root.size());
    if (path.ends_with('/')) path.remove_suffix(1);

    // <course> / line_items / <line item> / scores|results / <result>
    std::array<std::string_view, 5> parts{};
    std::size_t count = 0;
    bool too_long = false;
    for (std::size_t at = 0; at <= path.size();) {
        auto const slash = std::min(path.find('/', at), path.size());
        if (count == parts.size()) {
            too_long = true;
            break;
        }
        parts[count++] = path.substr(at, slash - at);
        at = slash + 1;
    }
    if (count < 2 || (parts[1] != "line_items" && parts[1] != "progress")) return std::nullopt;

    AgsRoute route;
    route.course = id_of(parts[0]);
    if (too_long) return route;
    if (parts[1] == "progress") {
        if (count != 3 || method != "GET") return route;
        route.action = Action::show_progress;
        route.item = id_of(parts[2]).value_or(0);
        return route;
    }
    if (count == 2) {
        if (method == "GET") route.action = Action::list_line_items;
        if (method == "POST") route.action = Action::create_line_item;
        return route;
    }
    route.line_item = id_of(parts[2]).value_or(0);
    route.item = count == 5 ? id_of(parts[4]).value_or(0) : 0;
    route.action = line_item_action(method, parts[3], count == 5);
    return route;
}

std::optional<traffic::CallKind> ags_kind(std::string_view method, std::string_view path) {
    auto const route = ags_route(method, path);
    if (!route) return std::nullopt;
    return kind_of(route->action);
}

std::optional<world::Id> ags_course(std::string_view path) {
    auto const route = ags_route("GET", path);
    if (!route) return std::nullopt;
    return route->course;
}

}  // namespace easel::services
