#include "base/text.hpp"
#include "registration/registration.hpp"

namespace easel::registration {

std::optional<Route> route(std::string_view method, std::string_view path) {
    using What = Route::What;
    if (path == configuration_path && method == "GET") return Route{What::configuration, {}};
    if (path == registrations_path && method == "POST") return Route{What::create, {}};
    auto const parts = base::split(path.substr(path.starts_with('/') ? 1 : 0), '/');
    if (parts.size() < 4 || parts[0] != "api" || parts[1] != "lti") return std::nullopt;
    if (parts[2] == "registrations" && parts.size() == 4) {
        if (method == "GET") return Route{What::read, parts[3]};
        if (method == "PUT") return Route{What::update, parts[3]};
        return std::nullopt;
    }
    if (parts[2] != "accounts" || method != "GET" || parts.size() < 5) return std::nullopt;
    if (parts[4] == "registration_token" && parts.size() == 5) return Route{What::begin, {}};
    if (parts[4] != "registrations" || parts.size() < 6) return std::nullopt;
    if (parts.size() == 6) return Route{What::show, parts[5]};
    if (parts.size() == 7 && parts[6] == "view") return Route{What::view, parts[5]};
    return std::nullopt;
}

} // namespace easel::registration
