#include "tool_config/tool_config.hpp"

#include <utility>

namespace easel::tool_config {
namespace {

std::string deployment_id(world::World& world, world::Id tool, world::Installed const& place) {
    return std::to_string(tool) + ":" + world::context_id_of(world, place);
}

/// `from` with what belongs to the one deployment left as it is.
void reconfigure(world::Tool& tool, world::Tool const& from, base::Instant now) {
    auto configured = from;
    configured.id = tool.id;
    configured.name = tool.name;
    configured.deployment_id = tool.deployment_id;
    configured.course = tool.course;
    configured.account = tool.account;
    configured.deleted = tool.deleted;
    configured.created_at = tool.created_at;
    configured.updated_at = now;
    configured.legacy_key = tool.legacy_key;
    configured.legacy_secret = tool.legacy_secret;
    tool = std::move(configured);
}

world::Tool& add(
    world::World& world, world::Tool tool, world::Installed place, std::string name, base::Instant now
) {
    tool.id = world.next_id++;
    tool.course = place.course;
    tool.account = place.account;
    tool.name = std::move(name);
    tool.deleted = false;
    tool.created_at = tool.updated_at = now;
    tool.deployment_id = deployment_id(world, tool.id, place);
    auto& added = world.tools.emplace_back(std::move(tool));
    world::touch(world, added);
    world::touch_rest(world);
    return added;
}

} // namespace

world::Tool& install(
    world::World& world, Configuration configuration, world::Installed place, std::string name, base::Instant now
) {
    auto& [internal, key, tool] = configuration;
    if (key.client_id.empty()) {
        do key.client_id = std::to_string(world::shard_offset + world.next_id++);
        while (world::key_by_client_id(world, key.client_id) != nullptr);
        world::touch_rest(world);
    }
    tool.client_id = key.client_id;
    auto* kept = world::key_by_client_id(world, key.client_id);
    if (kept == nullptr) {
        kept = &world.keys.emplace_back(std::move(key));
    } else {
        *kept = std::move(key);
    }
    world::touch(world, *kept);

    // Every deployment of a key has the key's configuration.
    world::Tool* here = nullptr;
    for (auto& each : world.tools) {
        if (each.client_id != tool.client_id || each.deleted) continue;
        reconfigure(each, tool, now);
        if (world::Installed{each.course, each.account} == place && here == nullptr) {
            here = &each;
            each.name = name;
        }
        world::touch(world, each);
    }
    return here != nullptr ? *here : add(world, std::move(tool), place, std::move(name), now);
}

world::Tool* deploy(
    world::World& world, std::string_view client_id, world::Installed place, std::string name, base::Instant now
) {
    for (auto const& each : world.tools)
        if (each.client_id == client_id) return &add(world, each, place, std::move(name), now);
    return nullptr;
}

} // namespace easel::tool_config
