#include "services/ags.hpp"

#include "services/ags_call.hpp"
#include "services/answers.hpp"
#include "services/preamble.hpp"
#include "services/ruby.hpp"
#include "traffic/checks.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace easel::services {
namespace {

std::vector<std::string> const& scopes_of(Action action) {
    static std::string const ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    static std::vector<std::string> const read{ags + "lineitem", ags + "lineitem.readonly"};
    static std::vector<std::string> const write{ags + "lineitem"};
    static std::vector<std::string> const score{ags + "score"};
    static std::vector<std::string> const results{ags + "result.readonly"};
    static std::vector<std::string> const progress{"https://canvas.instructure.com/lti-ags/progress/scope/show"};
    switch (action) {
        case Action::list_line_items:
        case Action::show_line_item:
            return read;
        case Action::post_score:
            return score;
        case Action::list_results:
        case Action::show_result:
            return results;
        case Action::show_progress:
            return progress;
        default:
            return write;
    }
}

/// The row of ags.md 1 for the action.
std::string_view route_fact(Action action) {
    constexpr std::array<std::string_view, 9> facts{
        "ags/1.1", "ags/1.2", "ags/1.3", "ags/1.4", "ags/1.5", "ags/1.6", "ags/1.7", "ags/1.8", "ags/1.9"};
    return facts[static_cast<std::size_t>(action)];
}

/// The row of ags.md 9 that describes the course; "" for states the matrix does not list.
std::string_view course_state_fact(world::Course const& course, base::Instant now) {
    switch (course.state) {
        case world::CourseState::completed:
            return "ags/9.2";
        case world::CourseState::unpublished:
            return "ags/9.8";
        case world::CourseState::deleted:
            return "ags/9.9";
        case world::CourseState::available:
            break;
    }
    bool const own_ended = course.end_at && *course.end_at < now;
    bool const term_ended = course.term_end_at && *course.term_end_at < now;
    if (own_ended && course.restrict_dates) return "ags/9.3";
    if (own_ended) return term_ended ? "" : "ags/9.4";
    if (!term_ended) return "ags/9.1";
    if (!course.end_at) return "ags/9.5";
    return course.restrict_dates ? "ags/9.7" : "ags/9.6";
}

/// Rows 1 to 6 of ags.md 3, and the rows of ags.md 4 behind them.
constexpr PreambleFacts preamble{
    {"ags/3.1a", "ags/3.1b", "ags/3.1c", "ags/3.1d", "ags/3.1e", "ags/3.1f", "ags/3.1g", "ags/3.1h", "ags/3.2",
     "ags/3.3"},
    {"ags/3.4a", "ags/4.7"},
    {"ags/3.4b", "ags/4.5"},
    {"ags/3.5", "ags/4.8"},
    {"ags/3.6", "ags/4.6"}};

/// Rows 4 to 7 of ags.md 3; sets `course` and `tool`.
std::optional<http::Response> check_course_and_tool(Call& call) {
    auto& world = call.world();
    auto const now = call.context.now;
    // Progress looks the course up by the rule of the flag's absence and has no row 7 (ags.md 8).
    bool const progress = call.route.action == Action::show_progress;
    auto* const course = call.route.course ? world::course_by_id(world, *call.route.course) : nullptr;
    call.course = course;
    auto const& dialects = call.dialects();
    bool const flag_on = !progress && dialects.concluded == world::Dialects::Concluded::answer_422;
    bool concluded = false;
    if (course != nullptr) {
        call.answer.course = course->name;
        if (auto const state = course_state_fact(*course, now); !state.empty()) call.applies(state);
        concluded = course->state != world::CourseState::deleted && world::is_concluded(*course, now, flag_on);
    } else {
        call.applies("ags/9.10");
    }
    call.tool = course == nullptr ? nullptr : world::tool_for(world, *course, call.caller.client_id);
    if (progress) call.applies("ags/8.6");
    ContextState const state{
        course != nullptr && (flag_on || !concluded),
        course != nullptr && course->state != world::CourseState::deleted,
        dialects.deleted_context_long_text,
        call.tool};
    if (auto refusal = check_context(state, call.caller, preamble, call.answer.trail)) return refusal;
    if (course == nullptr || call.tool == nullptr) return nothing_to_go_on();
    if (progress) return std::nullopt;
    if (!call.holds("ags/3.7", !concluded, "ags/4.11")) {
        return object_error(422, "This course has concluded. AGS requests will no longer be accepted for this course.");
    }
    return std::nullopt;
}

http::Response respond(Call& call) {
    auto const route = ags_route(call.request.method, call.request.path());
    if (!call.holds("ags/1.10", route && route->action != Action::none)) return unforeseen_error(404);
    if (!route || route->action == Action::none) return nothing_to_go_on();
    call.route = *route;
    call.applies(route_fact(route->action));

    auto params = Params::read(call.request);
    if (!call.holds("ags/1.12", params.has_value())) return unforeseen_error(400);
    if (params) call.params = std::move(*params);
    if (call.params.has_unread_body()) call.applies("ags/1.11");
    auto const accept = call.request.headers.get("Accept");
    if (!accept.empty() && accept.find("*/*") == std::string_view::npos) call.applies("ags/1.13");

    auto caller = check_caller(call.context, call.request, scopes_of(route->action), preamble, call.answer);
    if (!caller) return caller.error();
    call.caller = std::move(*caller);
    if (auto refusal = check_course_and_tool(call)) return std::move(*refusal);

    switch (route->action) {
        case Action::list_line_items:
            return list_line_items(call);
        case Action::create_line_item:
            return create_line_item(call);
        case Action::show_line_item:
            return show_line_item(call);
        case Action::update_line_item:
            return update_line_item(call);
        case Action::delete_line_item:
            return delete_line_item(call);
        case Action::post_score:
            return post_score(call);
        case Action::list_results:
            return list_results(call);
        case Action::show_result:
            return show_result(call);
        case Action::show_progress:
            return show_progress(call);
        case Action::none:
            break;
    }
    return unforeseen_error(404);
}

}  // namespace

bool Call::holds(std::string_view fact, bool passed, std::string_view row) {
    if (!passed && !row.empty()) applies(row);
    return traffic::note(answer.trail, fact, passed);
}

void Call::applies(std::string_view fact) {
    answer.trail.push_back({fact, true});
}

void Call::applies_once(std::string_view fact) {
    auto const& trail = answer.trail;
    bool const noted =
        std::any_of(trail.rbegin(), trail.rend(), [&](auto const& check) { return check.fact.view() == fact; });
    if (!noted) applies(fact);
}

http::Response nothing_to_go_on() {
    return unforeseen_error(500);
}

bool has_other_members(Params const& params, std::initializer_list<std::string_view> known) {
    auto const& body = params.body();
    return std::any_of(body.begin(), body.end(), [&](auto const& member) {
        return std::find(known.begin(), known.end(), std::string_view(member.key())) == known.end();
    });
}

std::string line_items_url(std::string_view origin, world::Course const& course) {
    constexpr std::size_t path = 100; // and what others append
    std::string url;
    url.reserve(origin.size() + path);
    url.append(origin).append("/api/lti/courses/").append(std::to_string(course.id)).append("/line_items");
    return url;
}

std::string line_item_url(Call const& call, world::LineItem const& item) {
    return line_items_url(call.context.issuer.origin, *call.course) + "/" + std::to_string(item.id);
}

std::string result_url(Call const& call, world::Result const& result) {
    return line_item_url(call, *call.line_item) + "/results/" + std::to_string(result.id);
}

bool is_default(world::World& world, world::LineItem const& item) {
    return world::default_line_item(world, item.assignment) == &item;
}

std::optional<http::Response> find_line_item(Call& call, LineItemChecks const& checks) {
    auto& world = call.world();
    auto* const item = world::line_item_by_id(world, call.route.line_item);
    auto* const assignment = item == nullptr ? nullptr : world::assignment_by_id(world, item->assignment);
    if (!call.holds("ags/3.8a", assignment != nullptr && !item->deleted, "ags/4.7")) {
        return list_error(404, no_such_resource);
    }
    if (assignment == nullptr) return nothing_to_go_on();
    bool const own = item->client_id == call.caller.client_id;
    if (checks.owner) {
        if (!call.holds("ags/3.8b", own, "ags/4.9")) {
            return object_error(412, "Tool does not have permission to view line_item");
        }
    } else if (!own) {
        call.applies("ags/3.9");
    }
    if (!call.holds(checks.in_course, assignment->course == call.course->id, "ags/4.7")) {
        return list_error(404, no_such_resource);
    }
    call.answer.assignment = assignment->name;

    bool fits = true;
    if (auto const* link = call.params.find("resourceLinkId"); link != nullptr && !ruby::is_blank(*link)) {
        fits = item->linked && link->is_string() && std::string_view(link->get_string()) == assignment->link_id;
    }
    if (!call.holds(checks.link, fits, "ags/4.10")) {
        bool const period = call.dialects().final_periods;
        return object_error(
            412, std::string("The specified LTI link ID is not associated with the line item") + (period ? "." : "")
        );
    }
    call.line_item = item;
    call.assignment = assignment;
    return std::nullopt;
}

traffic::Answer answer_ags(Context context, http::Request const& request) {
    Call call{context, request, {}, {}, {}, nullptr, nullptr, nullptr, nullptr, {}};
    call.answer.trail.reserve(64);
    call.answer.response = respond(call);
    return std::move(call.answer);
}

}  // namespace easel::services
