#include "platform/routing.hpp"

#include "base/text.hpp"
#include "content_items/content_items.hpp"
#include "deep_linking/deep_linking.hpp"
#include "platform/platform.hpp"
#include "services/ags.hpp"
#include "services/nrps.hpp"

#include <utility>

namespace easel::platform {
namespace {

/// The path's segment behind `marker`, if it is a number.
std::optional<world::Id> number_after(std::string_view path, std::string_view marker) {
    auto const at = path.find(marker);
    if (at == std::string_view::npos) return std::nullopt;
    auto segment = path.substr(at + marker.size());
    segment = segment.substr(0, segment.find('/'));
    return base::whole_number(segment);
}

void put(Route& route, world::Place const& place) {
    if (place.context == world::ContextKind::course) route.course = place.id;
    if (place.context == world::ContextKind::group) route.group = place.id;
}

bool is_answered_here(traffic::CallKind kind) {
    using enum traffic::CallKind;
    switch (kind) {
        case login:
        case launch:
        case action:
        case file:
        case registration_page:
        case tool_configuration:
            return false;
        case other:
        case authorization:
        case page:
        case jwks:
        case token:
        case score:
        case line_items:
        case line_item_create:
        case line_item:
        case line_item_update:
        case line_item_delete:
        case results:
        case progress:
        case memberships:
        case deep_link_return:
        case configuration:
        case registration:
        case registration_read:
        case registration_update:
        case outcome:
        case outcome_read:
        case outcome_delete:
        case content_item_return:
        case rest:
            return true;
    }
    return false;
}

} // namespace

Route route(std::string_view method, std::string_view target) {
    Route found;
    auto path = target.substr(0, target.find_first_of("?#"));
    if (path.starts_with("/r/")) {
        auto const end = path.find('/', 3);
        auto const length = end == std::string_view::npos ? path.size() : end;
        found.base_path = path.substr(0, length);
        path.remove_prefix(length);
    }
    if (path == "/api/lti/authorize_redirect" || path == "/api/lti/authorize") {
        found.kind = traffic::CallKind::authorization;
        found.second_hop = path == "/api/lti/authorize";
        return found;
    }
    if (path == "/api/lti/security/jwks") {
        found.kind = traffic::CallKind::jwks;
        found.from = traffic::Party::tool;
        return found;
    }
    if (path == "/login/oauth2/token") {
        found.kind = traffic::CallKind::token;
        found.from = traffic::Party::tool;
        return found;
    }
    if (auto const kind = services::ags_kind(method, path)) {
        found.kind = *kind;
        found.from = traffic::Party::tool;
        found.service = true;
        found.course = services::ags_course(path);
        found.line_item = number_after(path, "/line_items/");
        return found;
    }
    if (auto const roster = services::nrps_route(path)) {
        found.kind = method == "GET" ? traffic::CallKind::memberships : traffic::CallKind::other;
        found.from = traffic::Party::tool;
        found.service = true;
        found.roster = true;
        (roster->context == world::ContextKind::group ? found.group : found.course) = roster->id;
        return found;
    }
    if (auto const passback = outcomes::route(path)) {
        found.kind = traffic::CallKind::outcome;
        found.from = traffic::Party::tool;
        found.outcomes = passback;
        return found;
    }
    if (auto asked = external_tools::route(method, path)) {
        bool const page = asked->what == external_tools::Route::What::launch_page;
        found.kind = page ? traffic::CallKind::page : traffic::CallKind::rest;
        if (!page) found.from = traffic::Party::tool;
        put(found, asked->place);
        found.tools = std::move(asked);
        return found;
    }
    if (auto asked = registration::route(method, path)) {
        using What = registration::Route::What;
        if (asked->what == What::configuration) found.kind = traffic::CallKind::configuration;
        if (asked->what == What::create) found.kind = traffic::CallKind::registration;
        if (asked->what == What::read) found.kind = traffic::CallKind::registration_read;
        if (asked->what == What::update) found.kind = traffic::CallKind::registration_update;
        if (found.kind != traffic::CallKind::other) found.from = traffic::Party::tool;
        found.registration = std::move(asked);
        return found;
    }
    if (auto const back = deep_linking::return_route(path); back && method == "POST") {
        found.kind = traffic::CallKind::deep_link_return;
        put(found, *back);
        return found;
    }
    if (auto const place = content_items::retrieval_route(path); place && method == "GET") {
        found.kind = traffic::CallKind::page;
        found.retrieval = true;
        put(found, *place);
        return found;
    }
    if (content_items::brings_content(method, target)) {
        auto const back = content_items::return_route(path);
        found.kind = traffic::CallKind::content_item_return;
        put(found, *back);
        return found;
    }
    if (path.find(return_path) != std::string_view::npos) {
        for (auto const* context : {"/courses/", "/groups/", "/accounts/"}) {
            if (path.starts_with(context)) found.kind = traffic::CallKind::page;
        }
        if (path.starts_with("/courses/")) found.course = number_after(path, "/courses/");
        if (path.starts_with("/groups/")) found.group = number_after(path, "/groups/");
    }
    return found;
}

std::vector<traffic::CallKind> answered_kinds() {
    std::vector<traffic::CallKind> all;
    for (auto const& name : traffic::call_kind_names()) {
        auto const kind = *traffic::call_kind(name);
        if (is_answered_here(kind)) all.push_back(kind);
    }
    return all;
}

std::string parameter(http::Request const& request, std::string_view name) {
    if (auto value = request.query_value(name)) return std::move(*value);
    return request.form_value(name).value_or("");
}

std::string cookie(http::Request const& request, std::string_view name) {
    auto const sent = request.headers.get("Cookie");
    if (sent.empty()) return {};
    for (auto const& part : base::split(sent, ';')) {
        auto const pair = base::trim(part);
        auto const equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
    }
    return {};
}

std::vector<std::string> unbuilt_paths() {
    return {
        "/api/lti/notice-handlers/:tool_id",
        "/api/lti/asset_processors/:id/...",
        "/api/lti/asset_processor_eulas/:tool_id/...",
        "/api/lti/developer_key/update_public_jwk",
        "/api/lti/accounts/:id",
        "/api/lti/accounts/:account_id/registrations/:id/overlay",
    };
}

} // namespace easel::platform
