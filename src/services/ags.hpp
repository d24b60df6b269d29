#pragma once

#include "http/message.hpp"
#include "lti13/issuer.hpp"
#include "traffic/answer.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <optional>
#include <string_view>
#include <vector>

/// The LTI Advantage services as pure functions of (world, request, now): no I/O.
namespace easel::services {

struct Context {
    world::World& world;
    lti13::Issuer& issuer;
    base::Instant now;       ///< Canvas's clock: course dates, `submitted_at` defaults
    base::Instant tool_now;  ///< what the tool's clock shows: tokens, "in the future"
};

/// What an AGS path and method ask for; nothing for any other path. "other" when the path is AGS but no route fits.
[[nodiscard]] std::optional<traffic::CallKind> ags_kind(std::string_view method, std::string_view path);
/// The course id in an AGS path.
[[nodiscard]] std::optional<world::Id> ags_course(std::string_view path);

/// Answers any request below /api/lti/courses/. The trail holds the checks in Canvas's order; a refusal's last entry is
/// the one that failed. Entries that are no checks but rows and rules (an effect on the gradebook, a row of the
/// documented table) say `passed` and stand where they applied. @par Source canvas/ags.md
[[nodiscard]] traffic::Answer answer_ags(Context context, http::Request const& request);

/// A person gives (or clears) a score in the gradebook: the submission, and what follows for the student's result on
/// the assignment's default line item. Timestamps of results stay. @par Source canvas/ags.md 5.5, 5.11
void grade_by_person(
    world::World& world, world::Assignment const& assignment, world::Id user, std::optional<double> score
);
/// Somebody saved the assignment in Canvas: its default line item takes title, points and dates.
/// @par Source canvas/ags.md 6.2
void assignment_edited(world::World& world, world::Assignment const& assignment);
/// Assigns it to these students alone, to everybody when empty. What others have handed in can no longer be graded.
/// @par Source canvas/ags.md 5.3
void assign_only_to(world::World& world, world::Assignment& assignment, std::vector<world::Id> students);

}  // namespace easel::services
