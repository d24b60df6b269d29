#include "external_tools/call.hpp"

#include "traffic/checks.hpp"

namespace easel::external_tools {

namespace {

using What = Route::What;

/// The right that is asked for before anything else about the request; nothing: it comes later, or none is needed.
std::optional<rest::Right> first_right(Route const& route) {
    switch (route.what) {
        case What::list:
            return rest::Right::read;
        case What::show: // 1.5: in an account anybody who is logged in may look
            if (route.place.context == world::ContextKind::account) break;
            return rest::Right::read;
        case What::create:
        case What::favor:
        case What::unfavor:
            return rest::Right::manage_tools;
        case What::update: // the tool is looked up before
        case What::remove:
        case What::visible_course_nav:
        case What::sessionless: // 6.2.3
        case What::launch_page:
            break;
    }
    return std::nullopt;
}

/// The row of external-tools-api.md 1 that says who may do it.
std::string_view right_row(Route const& route) {
    using world::ContextKind;
    auto const kind = route.place.context;
    bool const rce = route.favorite == Route::Favorite::rce;
    switch (route.what) {
        case What::list:
            return kind == ContextKind::course ? "1.1" : kind == ContextKind::account ? "1.2" : "1.3";
        case What::show:
            return kind == ContextKind::account ? "1.4" : "1.5";
        case What::create:
            return "1.6";
        case What::update:
            return "1.7";
        case What::remove:
            return "1.8";
        case What::favor:
            return rce ? "1.9" : "1.11";
        case What::unfavor:
            return rce ? "1.10" : "1.12";
        case What::visible_course_nav:
            return "1.13";
        case What::sessionless:
        case What::launch_page:
            break;
    }
    return "1.5";
}

http::Response unreadable(Call& call) {
    call.applies("2.15");
    return http::json(400, R"({"errors":[{"message":"Bad Request"}]})");
}

} // namespace

bool Call::holds(std::string_view row, bool passed) {
    return traffic::note(answer.trail, {"external-tools-api/", row}, passed);
}

void Call::applies(std::string_view row) {
    answer.trail.push_back({{"external-tools-api/", row}, true});
}

http::Response Call::ok(json::value value) const {
    if (rest::wants_text_ids(request)) rest::write_ids_as_texts(value);
    return http::json(200, base::dump(value));
}

world::Installed installed_in(world::Context const& place) {
    if (place.course != nullptr) return {place.course->id, 0};
    return {0, place.account == nullptr ? 0 : place.account->id};
}

world::Tool* find_tool(world::World& world, world::Id id, std::vector<world::Installed> const& places) {
    auto* const tool = world::tool_by_id(world, id);
    if (tool == nullptr || tool->deleted) return nullptr;
    for (auto const& place : places)
        if (world::is_installed(world, *tool, place)) return tool;
    return nullptr;
}

std::optional<http::Response> refuse_right(Call& call, rest::Right right) {
    bool const may = rest::may(*call.caller.user, right, call.place);
    bool const passes = call.holds(right_row(call.route), may);
    if (passes) return std::nullopt;
    return not_permitted(call);
}

http::Response not_permitted(Call& call) {
    auto const& dialects = call.world().dialects;
    call.applies(dialects.rest_unauthorized_is_401 ? "2.18" : "2.6");
    if (call.route.what == What::create) call.applies("2.17");
    return rest::not_permitted(dialects);
}

std::optional<http::Response> refuse(Call& call) {
    auto& world = call.world();
    auto const& route = call.route;
    auto parameters = rest::parameters(call.request);
    if (!parameters) return unreadable(call);
    call.parameters = std::move(*parameters);
    auto refused =
        rest::refuse_caller(world, call.request, call.parameters, route.scope, call.context.now, call.caller, call.answer.trail);
    if (refused) return refused;
    call.answer.user = call.caller.user->name;
    if (route.what == What::visible_course_nav && !route.place.id) return std::nullopt;

    if (route.place.id) call.place = world::find_context(world, route.place.context, *route.place.id);
    if (!call.holds("2.7", call.place.found)) return rest::not_found();
    if (!call.place.found) return rest::unforeseen(); // only where that check is switched off
    if (call.place.course != nullptr) call.answer.course = call.place.course->name;
    if (auto const right = first_right(route))
        if (auto no = refuse_right(call, *right)) return no;

    bool const of_one = route.what == What::show || route.what == What::update || route.what == What::remove;
    if (!of_one) return std::nullopt;
    bool const looks_only = route.what == What::show;
    if (looks_only && route.place.context == world::ContextKind::account) call.applies("1.4");
    if (!looks_only) call.applies("2.16");
    call.tool = find_tool(world, route.tool.value_or(0), {installed_in(call.place)});
    if (auto const* const gone = world::tool_by_id(world, route.tool.value_or(0)); gone != nullptr && gone->deleted)
        call.applies("5.4.2");
    if (!call.holds("2.8", call.tool != nullptr)) return rest::not_found();
    if (call.tool == nullptr) return rest::unforeseen();
    return looks_only ? std::nullopt : refuse_right(call, rest::Right::manage_tools);
}

} // namespace easel::external_tools
