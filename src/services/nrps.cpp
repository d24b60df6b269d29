#include "services/nrps.hpp"

#include "services/ags_call.hpp"
#include "services/answers.hpp"
#include "services/nrps_call.hpp"
#include "services/paging.hpp"
#include "services/preamble.hpp"
#include "services/ruby.hpp"
#include "traffic/checks.hpp"
#include "world/context.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace easel::services {
namespace {

namespace json = base::json;

constexpr std::string_view media_type = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";

std::vector<std::string> const& scopes() {
    static std::vector<std::string> const one{
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"};
    return one;
}

constexpr PreambleFacts preamble{
    {"nrps/2.1",
     "nrps/2.2",
     "nrps/2.3",
     "nrps/2.4",
     "nrps/2.5",
     "nrps/2.6",
     "nrps/2.7",
     "nrps/2.8",
     "nrps/2.9",
     "nrps/2.10"},
    {"nrps/2.12a"},
    {"nrps/2.11"},
    {"nrps/2.12"},
    {"nrps/2.13"}};

/// By its own id, or by the one that is unique among all shards (nrps.md 1).
template <class Find>
auto* by_any_id(RosterCall& call, Find const& find) {
    auto const id = call.route.id;
    auto* found = id ? find(*id) : nullptr;
    if (found != nullptr || !id || *id <= world::shard_offset) return found;
    call.applies("nrps/1.6");
    return find(*id - world::shard_offset);
}

world::Course* course_by_reference(world::World& world, std::string_view reference) {
    constexpr std::string_view sis = "sis_course_id:";
    if (!reference.starts_with(sis)) return nullptr;
    auto const wanted = base::percent_decode(reference.substr(sis.size()));
    auto const found = std::find_if(world.courses.begin(), world.courses.end(), [&](auto const& course) {
        return !course.sis_id.empty() && course.sis_id == wanted;
    });
    return found == world.courses.end() ? nullptr : &*found;
}

/// Notes which of several tools of the key counts, and which does not.
void note_choice(RosterCall& call) {
    auto const& tools = call.context.world.tools;
    auto const of_key = std::count_if(tools.begin(), tools.end(), [&](auto const& tool) {
        return !tool.deleted && tool.client_id == call.caller.client_id;
    });
    if (call.tool == nullptr && of_key > 0) call.applies("nrps/2.25");
    if (call.tool != nullptr && of_key > 1) call.applies("nrps/2.24");
}

/// Rows 11 to 13; sets `course`, `group` and `tool`.
std::optional<http::Response> find_context(RosterCall& call) {
    auto& world = call.context.world;
    ContextState state;
    if (call.route.context == world::ContextKind::group) {
        call.group = by_any_id(call, [&](world::Id id) { return world::group_by_id(world, id); });
        if (call.group != nullptr) {
            call.course = call.group->course == 0 ? nullptr : world::course_by_id(world, call.group->course);
            state.found = true;
            state.alive = !call.group->deleted;
        }
    } else {
        call.course = by_any_id(call, [&](world::Id id) { return world::course_by_id(world, id); });
        if (!call.route.reference.empty()) {
            call.applies("nrps/1.6");
            call.course = course_by_reference(world, call.route.reference);
        }
        state.found = call.course != nullptr;
        state.alive = state.found && call.course->state != world::CourseState::deleted;
    }
    if (call.course != nullptr) call.answer.course = call.course->name;
    if (state.found) {
        world::Context const place{.kind = call.route.context, .course = call.course, .group = call.group};
        call.tool = world::tool_for(world, place, call.caller.client_id);
        state.long_text = call.dialects().deleted_context_long_text;
        note_choice(call);
    }
    state.tool = call.tool;
    return check_context(state, call.caller, preamble, call.answer.trail);
}

/// Notes the rules of the query's parameters.
void read_query(RosterCall& call) {
    auto const text_of = [&](std::string_view name) {
        auto const* const value = call.params.scalar(name);
        return value == nullptr || ruby::is_blank(*value) ? std::string() : ruby::to_s(*value);
    };
    call.role = text_of("role");
    call.rlid = text_of("rlid");
    if (!call.role.empty()) call.applies("nrps/1.8");
    if (!call.rlid.empty()) call.applies("nrps/1.9");
    if (!call.role.empty() && !call.rlid.empty()) call.applies("nrps/1.14");
    if (call.params.find("limit") != nullptr) call.applies("nrps/1.10");
    if (call.params.find("per_page") != nullptr) call.applies("nrps/1.11");
    if (call.params.find("page") != nullptr) call.applies("nrps/1.12");
    constexpr std::array<std::string_view, 5> known{"role", "rlid", "limit", "per_page", "page"};
    auto const& query = call.params.query();
    bool const foreign = std::any_of(query.begin(), query.end(), [&](auto const& field) {
        return std::find(known.begin(), known.end(), field.first) == known.end();
    });
    if (foreign) call.applies("nrps/1.13");
}

json::object context_json(RosterCall& call) {
    json::object context;
    call.applies("nrps/4.2");
    if (call.group != nullptr) {
        context["id"] = call.group->context_id;
        context["title"] = call.group->title;
        return context;
    }
    call.applies("nrps/4.3");
    context["id"] = call.course->context_id;
    context["label"] = call.course->label;
    context["title"] = call.course->title;
    return context;
}

http::Response roster(RosterCall& call) {
    auto const members = listed_members(call);
    bool const tens = call.dialects().roster_pages_of_ten;
    constexpr std::int64_t largest = 50;
    auto const origin = request_origin(call.context.issuer, call.request);
    auto const place = call.group != nullptr ? "/api/lti/groups/" + std::to_string(call.group->id)
                                             : "/api/lti/courses/" + std::to_string(call.course->id);
    auto const page = page_of(
        call.params,
        members.size(),
        origin + place + "/names_and_roles",
        {tens ? std::int64_t{10} : largest, largest, PageRules::Limit::roster}
    );
    if (!call.holds("nrps/5.5", page.has_value())) return list_error(404, no_such_resource);
    if (!page) return nothing_to_go_on();
    call.applies(tens ? "nrps/5.2" : "nrps/5.1");
    call.applies("nrps/5.3");
    if (page->beyond) call.applies("nrps/5.4");

    json::object body;
    call.applies("nrps/4.1");
    body["id"] = origin + call.request.target;
    body["context"] = context_json(call);
    auto& list = body["members"].emplace_array();
    call.applies("nrps/4.4");
    note_member_rules(call);
    bool something_missing = false;
    for (std::size_t i = page->first; i < page->first + page->count; ++i) {
        list.emplace_back(member_json(call, members[i]));
        auto const& user = *members[i].user;
        something_missing = something_missing || user.full_name.empty() || user.email.empty() || user.sis_id.empty();
    }
    if (something_missing) call.applies("nrps/4.16");
    if (call.request.headers.has("Accept")) call.applies("nrps/1.5");
    call.applies("nrps/1.3");
    auto response = success(200, media_type, json::value(std::move(body)));
    response.headers.set("Link", page->link);
    return response;
}

http::Response respond(RosterCall& call) {
    auto const route = nrps_route(call.request.path());
    if (!call.holds("nrps/1.15", route && call.request.method == "GET")) return unforeseen_error(404);
    if (!route) return nothing_to_go_on();
    call.route = *route;
    call.applies(route->context == world::ContextKind::group ? "nrps/1.2" : "nrps/1.1");
    auto params = Params::read(call.request);
    if (!call.holds("nrps/1.16", params.has_value())) return unforeseen_error(400);
    if (!params) return nothing_to_go_on();
    call.params = std::move(*params);

    auto caller = check_caller(call.context, call.request, scopes(), preamble, call.answer);
    if (!caller) return caller.error();
    call.caller = std::move(*caller);
    call.applies("nrps/2.22");
    if (call.request.headers.has("Cookie")) call.applies("nrps/2.23");
    if (auto refusal = find_context(call)) return std::move(*refusal);
    if (call.tool == nullptr || (call.course == nullptr && call.group == nullptr)) return nothing_to_go_on();
    read_query(call);
    if (auto refusal = find_link(call)) return std::move(*refusal);
    return roster(call);
}

} // namespace

bool RosterCall::holds(std::string_view fact, bool passed) {
    return traffic::note(answer.trail, std::string(fact), passed);
}

void RosterCall::applies(std::string_view fact) {
    answer.trail.push_back({fact, true});
}

world::Dialects const& RosterCall::dialects() const {
    return course != nullptr ? world::dialects_in(context.world, *course) : context.world.dialects;
}

std::optional<http::Response> find_link(RosterCall& call) {
    if (call.rlid.empty()) return std::nullopt;
    auto& world = call.context.world;
    if (call.course != nullptr && call.rlid == call.course->context_id) {
        call.applies("nrps/2.20");
        return std::nullopt;
    }
    auto const assignment = std::find_if(world.assignments.begin(), world.assignments.end(), [&](auto const& each) {
        return each.tool != 0 && each.link_id == call.rlid;
    });
    auto* const of_assignment = assignment == world.assignments.end() ? nullptr : &*assignment;
    auto* const link = of_assignment == nullptr ? world::link_by_link_id(world, call.rlid) : nullptr;
    bool const exists = of_assignment != nullptr || link != nullptr;

    // The tool that a link opens today: the one it is bound to, or once that is gone another one of the same key.
    world::Id const bound = of_assignment != nullptr ? of_assignment->tool : link != nullptr ? link->tool : 0;
    auto* const bound_tool = bound == 0 ? nullptr : world::tool_by_id(world, bound);
    bool opens_caller = bound == call.tool->id;
    if (bound_tool != nullptr && bound_tool->deleted) opens_caller = bound_tool->client_id == call.tool->client_id;
    auto const refused = [](std::string_view message) { return object_error(400, message); };
    if (!call.holds("nrps/2.14", !exists || opens_caller))
        return refused("Tool does not have access to rlid or rlid does not exist");
    if (!call.holds("nrps/2.15", exists)) return refused("Invalid 'rlid' parameter");
    // An assignment that is gone, or another course's, is not looked at; without it there is no tag either.
    bool const here = of_assignment != nullptr && !of_assignment->deleted && call.course != nullptr &&
                      of_assignment->course == call.course->id;
    if (!call.holds("nrps/2.16", !here || of_assignment->submission_types == "external_tool"))
        return refused("Requested assignment not configured for external tool launches");
    // What stands in somebody's text has a link but no tag; an item of a module has both.
    bool const tagged =
        here ||
        (link != nullptr && std::any_of(world.module_items.begin(), world.module_items.end(), [&](auto const& item) {
             return item.link == link->id;
         }));
    if (!call.holds("nrps/2.17", tagged)) return refused("Requested ResourceLink was not found");
    if (!call.holds("nrps/2.19", bound == call.tool->id))
        return refused("Requested ResourceLink bound to unexpected external tool");
    call.assignment = of_assignment;
    call.link = link;
    if (of_assignment != nullptr) call.answer.assignment = of_assignment->name;
    return std::nullopt;
}

traffic::Answer answer_nrps(Context context, http::Request const& request) {
    RosterCall call{context, request};
    call.answer.trail.reserve(48);
    call.answer.response = respond(call);
    // The check that decided stays the last one.
    auto& trail = call.answer.trail;
    if (call.answer.response.status >= 400) trail.insert(trail.end() - 1, {"nrps/1.4", true});
    return std::move(call.answer);
}

} // namespace easel::services
