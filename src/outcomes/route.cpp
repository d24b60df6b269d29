#include "base/text.hpp"
#include "outcomes/call.hpp"

namespace easel::outcomes {
namespace {

using traffic::CallKind;

std::optional<world::Id> id_of(std::string_view text) {
    auto const id = base::whole_number(text);
    return id && *id >= 0 ? id : std::nullopt;
}

constexpr std::string_view tools = "/api/lti/v1/tools/";
constexpr std::string_view placements = "/api/lti/v1/turnitin/outcomes_placement/";

} // namespace

std::optional<Route> route(std::string_view path) {
    using What = Route::What;
    if (path.starts_with(placements)) {
        auto const tool = id_of(path.substr(placements.size()));
        return tool ? std::optional(Route{What::placement, *tool}) : std::nullopt;
    }
    if (!path.starts_with(tools)) return std::nullopt;
    path.remove_prefix(tools.size());
    auto const slash = path.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto const tool = id_of(path.substr(0, slash));
    auto const rest = path.substr(slash);
    if (!tool || (rest != "/grade_passback" && rest != "/ext_grade_passback")) return std::nullopt;
    return Route{rest == "/grade_passback" ? What::passback : What::legacy, *tool};
}

traffic::CallKind kind_of(Route const& route, http::Request const& request) {
    if (request.method != "POST" || route.what == Route::What::placement) return CallKind::other;
    // Most requests replace; these need no second reading.
    auto const& body = request.body;
    bool const may_be_other = route.what == Route::What::legacy || body.find("readResult") != std::string::npos ||
                              body.find("deleteResult") != std::string::npos;
    if (!may_be_other || body.size() > most_body) return CallKind::outcome;
    auto const operation =
        route.what == Route::What::legacy ? read_legacy_form(request).operation : read_pox(body).operation;
    if (operation == "readResult") return CallKind::outcome_read;
    return operation == "deleteResult" ? CallKind::outcome_delete : CallKind::outcome;
}

} // namespace easel::outcomes
