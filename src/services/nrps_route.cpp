#include "services/nrps.hpp"

#include <charconv>

namespace easel::services {

std::optional<NrpsRoute> nrps_route(std::string_view path) {
    constexpr std::string_view courses = "/api/lti/courses/";
    constexpr std::string_view groups = "/api/lti/groups/";
    constexpr std::string_view ending = "/names_and_roles";
    path = path.substr(0, path.find('?'));
    if (path.ends_with('/')) path.remove_suffix(1);
    NrpsRoute route;
    if (path.starts_with(groups)) {
        route.context = world::ContextKind::group;
        path.remove_prefix(groups.size());
    } else if (path.starts_with(courses)) {
        path.remove_prefix(courses.size());
    } else {
        return std::nullopt;
    }
    if (!path.ends_with(ending)) return std::nullopt;
    path.remove_suffix(ending.size());
    if (path.empty() || path.find('/') != std::string_view::npos) return std::nullopt;
    world::Id id = 0;
    auto const* const end = path.data() + path.size();
    auto const [stopped, error] = std::from_chars(path.data(), end, id);
    if (error == std::errc{} && stopped == end && id > 0) {
        route.id = id;
    } else {
        route.reference = std::string(path);
    }
    return route;
}

} // namespace easel::services
