#include "deep_linking/context.hpp"

#include <algorithm>

namespace easel::deep_linking {

using world::ContextKind;

Context find_context(world::World& world, ContextKind kind, world::Id id) {
    Context context{.kind = kind, .id = id};
    auto const find_course = [&](world::Id course) {
        context.course = world::course_by_id(world, course);
        return context.course != nullptr && context.course->state != world::CourseState::deleted;
    };
    switch (kind) {
        case ContextKind::account:
            context.found = world.account.id == id;
            break;
        case ContextKind::course:
            context.found = find_course(id);
            break;
        case ContextKind::group:
            context.group = world::group_by_id(world, id);
            context.found = context.group != nullptr && !context.group->deleted &&
                            (context.group->course == 0 || find_course(context.group->course));
            break;
    }
    return context;
}

world::Dialects const& dialects_of(world::World const& world, Context const& context) {
    return context.course != nullptr ? world::dialects_in(world, *context.course) : world.dialects;
}

world::Tool* reachable_tool(world::World& world, Context const& context, std::string_view client_id) {
    if (context.course != nullptr) return world::tool_for(world, *context.course, client_id);
    auto const found = std::find_if(world.tools.begin(), world.tools.end(), [&](world::Tool const& tool) {
        return !tool.deleted && tool.course == 0 && tool.client_id == client_id;
    });
    return found == world.tools.end() ? nullptr : &*found;
}

bool may_manage(Context const& context, world::User const* user) {
    if (user == nullptr || user->deleted) return false;
    if (user->account_admin || user->site_admin) return true;
    if (context.course == nullptr) return false;
    auto const& enrolments = context.course->enrolments;
    return std::any_of(enrolments.begin(), enrolments.end(), [&](world::Enrolment const& each) {
        bool const staff =
            each.role == world::Role::teacher || each.role == world::Role::ta || each.role == world::Role::designer;
        return each.user == user->id && staff && each.state == world::EnrolmentState::active;
    });
}

std::string path_of(Context const& context) {
    auto const id = std::to_string(context.id);
    switch (context.kind) {
        case ContextKind::account:
            return "accounts/" + id;
        case ContextKind::course:
            return "courses/" + id;
        case ContextKind::group:
            return "groups/" + id;
    }
    return id;
}

} // namespace easel::deep_linking
