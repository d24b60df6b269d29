#include "platform/routing.hpp"

#include "base/text.hpp"
#include "platform/platform.hpp"
#include "services/ags.hpp"

#include <charconv>

namespace easel::platform {
namespace {

/// The path's segment behind `marker`, if it is a number.
std::optional<world::Id> number_after(std::string_view path, std::string_view marker) {
    auto const at = path.find(marker);
    if (at == std::string_view::npos) return std::nullopt;
    auto segment = path.substr(at + marker.size());
    segment = segment.substr(0, segment.find('/'));
    world::Id id = 0;
    auto const* const stop = segment.data() + segment.size();
    auto const [end, error] = std::from_chars(segment.data(), stop, id);
    if (segment.empty() || error != std::errc{} || end != stop) return std::nullopt;
    return id;
}

} // namespace

Route route(std::string_view method, std::string_view path) {
    Route found;
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
    if (path.starts_with("/courses/") && path.find(return_path) != std::string_view::npos) {
        found.kind = traffic::CallKind::page;
        found.course = number_after(path, "/courses/");
    }
    return found;
}

std::string parameter(http::Request const& request, std::string_view name) {
    auto const query = request.query();
    if (auto const* value = base::find(query, name)) return *value;
    auto const form = request.form();
    if (auto const* value = base::find(form, name)) return *value;
    return {};
}

std::string cookie(http::Request const& request, std::string_view name) {
    for (auto const& part : base::split(request.headers.get("Cookie"), ';')) {
        auto const pair = base::trim(part);
        auto const equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
    }
    return {};
}

} // namespace easel::platform
