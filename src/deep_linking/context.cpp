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

} // namespace easel::deep_linking
