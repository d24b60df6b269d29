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
            context.account = account_by_id(world, id);
            context.found = world.account.id == id || context.account != nullptr;
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

namespace {

void add_accounts(World& world, std::vector<Installed>& chain, Id account) {
    for (auto const* each = account_by_id(world, account); each != nullptr; each = account_by_id(world, each->parent))
        chain.push_back({0, each->id});
    chain.push_back({});
}

} // namespace

std::vector<Installed> chain_of(World& world, Context const& context) {
    if (context.course != nullptr) return chain_of(world, *context.course);
    std::vector<Installed> chain;
    add_accounts(world, chain, context.account == nullptr ? 0 : context.account->id);
    return chain;
}

std::vector<Installed> chain_of(World& world, Course const& course) {
    std::vector<Installed> chain{{course.id, 0}};
    add_accounts(world, chain, course.account);
    return chain;
}

bool is_installed(World& world, Tool const& tool, Installed const& place) {
    if (tool.course == 0 || place.course == 0) return tool.course == place.course && tool.account == place.account;
    if (tool.course == place.course) return true;
    auto const* const course = course_by_id(world, place.course);
    if (course == nullptr || course->cloned_from.empty()) return false;
    auto const* const original = course_named(world, course->cloned_from);
    return original != nullptr && original->id == tool.course;
}

std::optional<std::size_t> distance_to(World& world, std::vector<Installed> const& chain, Tool const& tool) {
    for (std::size_t distance = 0; distance < chain.size(); ++distance)
        if (is_installed(world, tool, chain[distance])) return distance;
    return std::nullopt;
}

bool reaches(World& world, Context const& place, Tool const& tool) {
    return distance_to(world, chain_of(world, place), tool).has_value();
}

std::string const& context_id_of(World& world, Installed const& place) {
    if (auto const* const course = course_by_id(world, place.course)) return course->context_id;
    auto const* const account = account_by_id(world, place.account);
    return account == nullptr ? world.account.context_id : account->context_id;
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
