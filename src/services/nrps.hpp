#pragma once

#include "services/ags.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace easel::services {

/// A path of the Names and Roles service; nothing for any other path. @par Source canvas/nrps.md 1
struct NrpsRoute {
    world::ContextKind context = world::ContextKind::course; ///< course or group
    std::optional<world::Id> id;                             ///< nothing: no decimal number
    std::string reference;                                   ///< what stands there instead, "sis_course_id:BIO-101-S1"
};
[[nodiscard]] std::optional<NrpsRoute> nrps_route(std::string_view path);

/// Answers `/api/lti/{courses,groups}/<id>/names_and_roles`: the preamble's checks (nrps/2.n), those of `rlid`
/// (nrps/2.14 to 2.19), then the roster. @par Source canvas/nrps.md
[[nodiscard]] traffic::Answer answer_nrps(Context context, http::Request const& request);

} // namespace easel::services
