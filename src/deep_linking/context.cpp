#include "deep_linking/context.hpp"

#include <algorithm>

namespace easel::deep_linking {

world::Tool* reachable_tool(world::World& world, world::Context const& context, std::string_view client_id) {
    if (context.course != nullptr) return world::tool_for(world, *context.course, client_id);
    for (auto const& place : world::chain_of(world, context)) {
        auto const found = std::find_if(world.tools.begin(), world.tools.end(), [&](world::Tool const& tool) {
            return !tool.deleted && tool.client_id == client_id && world::is_installed(world, tool, place);
        });
        if (found != world.tools.end()) return &*found;
    }
    return nullptr;
}

bool may_manage(world::Context const& context, world::User const* user) {
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

} // namespace easel::deep_linking
