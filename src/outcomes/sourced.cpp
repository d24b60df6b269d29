// Whose result of which assignment: the checks of a sourcedid.
#include "base/text.hpp"
#include "lti11/sourcedid.hpp"
#include "lti11/tool_url.hpp"
#include "outcomes/call.hpp"

#include <algorithm>

namespace easel::outcomes {
namespace {

Reply invalid_sourcedid() {
    return failure("sourcedid_invalid", "Invalid sourcedid");
}
Reply invalid_tool() {
    return failure("tool_invalid", "Tool is invalid");
}

/// Enrolled as a student, though perhaps only invited. @par Source canvas/outcomes.md 2, check 10f
bool is_current_student(world::Course const& course, world::Id user) {
    using world::EnrolmentState;
    using world::Role;
    return std::any_of(course.enrolments.begin(), course.enrolments.end(), [&](world::Enrolment const& enrolment) {
        bool const student = enrolment.role == Role::student || enrolment.role == Role::test_student;
        bool const current = enrolment.state == EnrolmentState::active || enrolment.state == EnrolmentState::invited;
        return enrolment.user == user && student && current;
    });
}

/// Where the assignment leads: its own URL, else its tool's.
std::string url_behind(world::World& world, world::Assignment const& assignment) {
    if (!assignment.target_link_uri.empty()) return assignment.target_link_uri;
    auto const* const tool = world::tool_by_id(world, assignment.tool);
    return tool == nullptr ? std::string() : tool->target_link_uri;
}

/// Checks 10a to 10d.
std::optional<Reply> read_sourcedid(Call& call, lti11::Sourced& sourced) {
    auto const& text = call.asked.sourcedid;
    if (base::trim(text).empty()) call.applies("2.20");
    if (!call.holds("2.10a", !base::trim(text).empty())) return invalid_sourcedid();
    if (text.find('\n') != std::string::npos) call.applies("2.1.9");
    if (auto const legacy = lti11::read_legacy(text)) {
        call.applies("7.1.1");
        sourced = legacy->sourced;
        bool const known = world::tool_by_id(call.world(), sourced.tool) != nullptr;
        if (!call.holds("2.10b", known)) return invalid_tool();
        bool const right = legacy->signature == lti11::legacy_signature(call.world(), sourced);
        if (!call.holds("2.10c", right)) return failure("signature_invalid", "Invalid signature");
        return std::nullopt;
    }
    auto const opened = lti11::read_encrypted(call.world(), text);
    if (!call.holds("2.10d", opened.has_value())) return invalid_sourcedid();
    call.applies("7.1.2");
    if (opened) sourced = *opened;
    return std::nullopt;
}

} // namespace

std::optional<Reply> refuse_sourcedid(Call& call) {
    auto& world = call.world();
    lti11::Sourced sourced;
    if (auto refused = read_sourcedid(call, sourced)) return refused;

    call.course = world::course_by_id(world, sourced.course);
    bool const alive = call.course != nullptr && call.course->state != world::CourseState::deleted;
    if (call.course != nullptr) call.answer.course = call.course->name;
    if (!call.holds("2.10e", alive)) return failure("course_invalid", "Course is invalid");

    call.user = world::user_by_id(world, sourced.user);
    if (call.user != nullptr) call.answer.user = call.user->name;
    bool const student = call.course != nullptr && call.user != nullptr && !call.user->deleted &&
                         is_current_student(*call.course, call.user->id);
    if (!call.holds("2.10f", student)) return failure("user_not_in_course", "User is no longer in course");

    call.assignment = world::assignment_by_id(world, sourced.assignment);
    if (call.assignment != nullptr) call.answer.assignment = call.assignment->name;
    bool const there =
        call.assignment != nullptr && call.assignment->course == sourced.course && !call.assignment->deleted;
    if (!call.holds("2.10g", there)) return failure("assignment_invalid", "Assignment is invalid");

    auto const* const tool = world::tool_by_id(world, sourced.tool);
    bool const linked = call.assignment != nullptr && call.assignment->tool != 0 && tool != nullptr && !tool->deleted;
    auto const rule = linked ? lti11::matching_rule(*tool, url_behind(world, *call.assignment)) : std::string_view();
    if (!rule.empty()) call.applies(rule);
    if (!call.holds("2.10h", !rule.empty()))
        return failure("assignment_tool_mismatch", "Assignment is no longer associated with this tool");
    if (!call.holds("2.10i", sourced.tool == call.tool->id)) return invalid_tool();
    return std::nullopt;
}

Concerned concerned(world::World& world, Route const& route, http::Request const& request) {
    Concerned told;
    if (route.what == Route::What::placement || request.body.size() > most_body) return told;
    auto const text = route.what == Route::What::legacy ? read_legacy_form(request).sourcedid : read_pox(request.body).sourcedid;
    auto const legacy = lti11::read_legacy(text);
    auto const sourced = legacy ? std::optional(legacy->sourced) : lti11::read_encrypted(world, text);
    if (!sourced) return told;
    if (auto const* const course = world::course_by_id(world, sourced->course)) told.course = course->name;
    if (auto const* const assignment = world::assignment_by_id(world, sourced->assignment)) told.assignment = assignment->name;
    if (auto const* const user = world::user_by_id(world, sourced->user)) told.user = user->name;
    return told;
}

} // namespace easel::outcomes
