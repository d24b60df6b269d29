#include "world/context.hpp"

#include "base/text.hpp"

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

std::optional<Place> place_of(std::vector<std::string> const& parts) {
    if (parts.size() < 3 || !parts[0].empty()) return std::nullopt;
    Place place;
    if (parts[1] == "courses") {
        place.context = ContextKind::course;
    } else if (parts[1] == "accounts") {
        place.context = ContextKind::account;
    } else if (parts[1] == "groups") {
        place.context = ContextKind::group;
    } else {
        return std::nullopt;
    }
    auto const id = base::whole_number(parts[2]);
    if (id && *id > 0) place.id = id;
    return place;
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
