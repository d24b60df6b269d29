#include "world/context.hpp"

namespace easel::world {

Context find_context(World& world, ContextKind kind, Id id) {
    Context context{.kind = kind, .id = id};
    auto const find_course = [&](Id course) {
        context.course = course_by_id(world, course);
        return context.course != nullptr && context.course->state != CourseState::deleted;
    };
    switch (kind) {
        case ContextKind::account:
            context.found = world.account.id == id;
            break;
        case ContextKind::course:
            context.found = find_course(id);
            break;
        case ContextKind::group:
            context.group = group_by_id(world, id);
            context.found = context.group != nullptr && !context.group->deleted &&
                            (context.group->course == 0 || find_course(context.group->course));
            break;
    }
    return context;
}

Dialects const& dialects_in(World const& world, Context const& context) {
    return context.course != nullptr ? dialects_in(world, *context.course) : world.dialects;
}

std::string context_path(ContextKind kind, Id id) {
    auto const number = std::to_string(id);
    switch (kind) {
        case ContextKind::course:
            return "courses/" + number;
        case ContextKind::group:
            return "groups/" + number;
        case ContextKind::account:
            break;
    }
    return "accounts/" + number;
}

} // namespace easel::world
