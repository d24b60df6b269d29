#include "services/ags_call.hpp"
#include "services/answers.hpp"
#include "services/preamble.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace easel::services {
namespace {

namespace json = base::json;

/// A count where it is one: 100, not 100.0.
json::value percent(double completion) {
    auto const whole = static_cast<std::int64_t>(std::llround(completion));
    if (static_cast<double>(whole) == completion) return whole;
    return completion;
}

json::value progress_json(Call& call, world::Progress const& progress) {
    json::object out;
    out["id"] = progress.id;
    out["context_id"] = progress.assignment;
    out["context_type"] = "Assignment";
    out["user_id"] = progress.user;
    out["tag"] = progress.tag;
    out["completion"] = percent(progress.completion);
    out["workflow_state"] = world::to_string(progress.state);
    out["created_at"] = base::to_iso8601(progress.created_at, 0);
    out["updated_at"] = base::to_iso8601(progress.updated_at, 0);
    if (progress.message.empty()) {
        out["message"] = nullptr;
    } else {
        out["message"] = progress.message;
    }
    if (!progress.results.is_null()) {
        call.applies("ags/8.5");
        out["results"] = progress.results;
    }
    out["url"] = progress_url(request_origin(call.context.issuer, call.request), *call.course, progress);
    return json::value(std::move(out));
}

}  // namespace

std::string progress_url(std::string_view origin, world::Course const& course, world::Progress const& progress) {
    return std::string(origin) + "/api/lti/courses/" + std::to_string(course.id) + "/progress/" +
           std::to_string(progress.id);
}

http::Response show_progress(Call& call) {
    auto& world = call.world();
    auto const* const progress = world::progress_by_id(world, call.route.item);
    if (!call.holds("ags/8.1", progress != nullptr, "ags/4.7")) return list_error(404, no_such_resource);
    if (progress == nullptr) return nothing_to_go_on();
    if (!call.holds("ags/8.2", progress->assignment != 0, "ags/4.28")) {
        return object_error(
            403, "Tool does not have permission to view a Progress not associated with an Assignment"
        );
    }
    auto const* const assignment = world::assignment_by_id(world, progress->assignment);
    if (assignment != nullptr) call.answer.assignment = assignment->name;
    bool const own = assignment != nullptr && assignment->tool != 0 && assignment->tool == call.tool->id;
    if (!call.holds("ags/8.3", own, "ags/4.28")) {
        return object_error(422, "Progress associated with Assignment that isn't linked to this Tool");
    }
    if (auto const* user = world::user_by_id(world, progress->user)) call.answer.user = user->name;
    call.applies("ags/8.4");
    return success(200, "application/json", progress_json(call, *progress));
}

}  // namespace easel::services
