#include "play/changing.hpp"

#include <algorithm>

namespace easel::play {

namespace json = base::json;

namespace {

Problem change_placement(world::World& world, world::Tool& tool, std::string_view name, json::value const& to) {
    auto const* const rule = world::placement_rule(name);
    if (rule == nullptr) return "Canvas has no placement " + std::string(name);
    auto found = std::find_if(tool.placements.begin(), tool.placements.end(), [&](world::Placement const& placement) {
        return placement.name == name;
    });
    if (found == tool.placements.end()) found = tool.placements.insert(found, world::default_placement(*rule));
    auto& placement = *found;
    touch(world, tool);
    bool removed = false;
    auto problem = each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = text_of(value);
            removed = text == "deleted";
            placement.enabled = text == "on";
            if (!removed && text != "on" && text != "off") return "a placement can be 'on', 'off' or 'deleted'";
        } else if (key == "message_type") {
            auto const type = text_of(value);
            bool const allowed = type == "LtiDeepLinkingRequest"    ? rule->deep_linking
                                 : type == "LtiResourceLinkRequest" ? rule->resource_link
                                                                    : false;
            if (!allowed) return std::string(name) + " cannot send " + type;
            placement.message_type = type;
        } else if (key == "enabled") {
            return put(placement.enabled, key, value);
        } else if (key == "text") {
            return put(placement.text, key, value);
        } else if (key == "target_link_uri") {
            return put(placement.target_link_uri, key, value);
        } else if (key == "custom") {
            return put(placement.custom, key, value);
        } else if (key == "width") {
            return put(placement.width, key, value);
        } else if (key == "height") {
            return put(placement.height, key, value);
        } else if (key == "visibility") {
            return put(placement.visibility, key, value);
        } else if (key == "window_target") {
            return put(placement.window_target, key, value);
        } else if (key == "display_type") {
            return put(placement.display_type, key, value);
        } else {
            return unknown("a placement", key);
        }
        return std::nullopt;
    });
    if (removed) tool.placements.erase(found);
    return problem;
}

Problem change_one_tool(world::World& world, world::Tool& tool, json::value const& to) {
    touch(world, tool);
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = text_of(value);
            if (text != "deleted" && text != "installed") return "a tool can be 'deleted' or 'installed'";
            tool.deleted = text == "deleted";
        } else if (key == "privacy") {
            auto const privacy = world::privacy_from(text_of(value));
            if (!privacy) return "no such privacy: " + text_of(value);
            tool.privacy = *privacy;
        } else if (key == "title") {
            return put(tool.title, key, value);
        } else if (key == "login_url") {
            return put(tool.login_url, key, value);
        } else if (key == "target_link_uri") {
            return put(tool.target_link_uri, key, value);
        } else if (key == "query") {
            auto& url = tool.target_link_uri;
            url += (url.find('?') == std::string::npos ? "?" : "&") + text_of(value);
        } else if (key == "custom") {
            return put(tool.custom, key, value);
        } else if (key == "domain") {
            return put(tool.domain, key, value);
        } else if (key == "width") {
            return put(tool.width, key, value);
        } else if (key == "height") {
            return put(tool.height, key, value);
        } else {
            return unknown("a tool", key);
        }
        return std::nullopt;
    });
}

} // namespace

Problem change_tool(Changing& change, json::value const& to) {
    if (auto const* const named = to.if_object(); named != nullptr && !named->empty()) { // tools by their names
        auto const name = std::string_view(named->begin()->key());
        if (world::tool_named(change.world, name) != nullptr) {
            for (auto const& [key, value] : *named) {
                auto* const tool = world::tool_named(change.world, std::string_view(key));
                if (tool == nullptr) return "there is no tool '" + std::string(key) + "'";
                if (auto problem = change_one_tool(change.world, *tool, value)) return problem;
            }
            return std::nullopt;
        }
    }
    auto* const found = world::tool_named(change.world, "tool");
    return found == nullptr ? Problem("there is no tool") : change_one_tool(change.world, *found, to);
}

Problem change_placements(Changing& change, json::value const& to) {
    auto* const tool = world::tool_named(change.world, "tool");
    if (tool == nullptr) return "there is no tool";
    if (!to.is_object()) return "name the placement first";
    for (auto const& [name, value] : to.as_object())
        if (auto problem = change_placement(change.world, *tool, std::string_view(name), value)) return problem;
    return std::nullopt;
}

Problem change_key(Changing& change, json::value const& to) {
    auto* const found = world::key_by_client_id(change.world, change.tool_client);
    if (found == nullptr) return "there is no key";
    auto& key = *found;
    touch(change.world, key);
    return each(to, [&](std::string_view name, json::value const& value) -> Problem {
        if (name == "state") {
            auto const text = text_of(value);
            if (text == "off" || text == "on") {
                key.on_for_account = text == "on";
                return std::nullopt;
            }
            auto const state = world::key_state_from(text);
            if (!state) return "no such key state: " + text;
            key.state = *state;
        } else if (name == "scopes") {
            return put(key.scopes, name, value);
        } else if (name == "public_jwk") {
            if (value.is_null() || is_removal(value)) {
                key.public_jwk.reset();
            } else {
                key.public_jwk = value;
            }
        } else if (name == "public_jwk_url") {
            return put(key.public_jwk_url, name, value);
        } else if (name == "redirect_uris") {
            return put(key.redirect_uris, name, value);
        } else {
            return unknown("a key", name);
        }
        return std::nullopt;
    });
}

Problem change_dialects(Changing& change, json::value const& to) {
    touch_rest(change.world);
    return set_dialects(change.world.dialects, to);
}

Problem change_throttle(Changing& change, json::value const& to) {
    auto& throttle = change.world.throttle;
    touch_rest(change.world);
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = text_of(value);
            if (text != "on" && text != "off") return "the throttle can be 'on' or 'off'";
            throttle.enabled = text == "on";
        } else if (key == "enabled") {
            return put(throttle.enabled, key, value);
        } else if (key == "maximum") {
            return put(throttle.maximum, key, value);
        } else if (key == "high_water_mark") {
            return put(throttle.high_water_mark, key, value);
        } else if (key == "outflow") {
            return put(throttle.outflow, key, value);
        } else if (key == "up_front_cost") {
            return put(throttle.up_front_cost, key, value);
        } else if (key == "cost_per_request") {
            return put(throttle.cost_per_request, key, value);
        } else if (key == "after_requests") {
            return put(throttle.after_requests, key, value);
        } else if (key == "blocked") {
            if (auto problem = put(throttle.blocked, key, value)) return problem;
            // "tool" and "other" besides client ids.
            for (auto& client : throttle.blocked)
                if (client == "tool" || client == "other") client = change.client(client);
        } else {
            return unknown("the throttle", key);
        }
        return std::nullopt;
    });
}

Problem change_file_service(Changing& change, json::value const& to) {
    auto& service = change.world.file_service;
    touch_rest(change.world);
    if (to.is_null()) { // it works again
        service = {};
        return std::nullopt;
    }
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "status") return put(service.status, key, value);
        if (key == "body") return put(service.body, key, value);
        return unknown("the file service", key);
    });
}

} // namespace easel::play
