#include "world/context.hpp"
#include "world_file/builder.hpp"

namespace easel::world_file {

void Builder::developer_key(Node const& key, Node const& node) {
    world::DeveloperKey made;
    made.name = name_of(key);
    made.client_id = text(node, "client_id");
    made.state = world::key_state_from(text(node, "state", "active")).value_or(made.state);
    made.on_for_account = flag(node, "on_for_account", true);
    made.scopes = texts(node, "scopes");
    if (auto const* const jwk = node.find("public_jwk")) made.public_jwk = yaml::to_json(*jwk);
    made.public_jwk_url = text(node, "public_jwk_url");
    made.client_secret = text(node, "client_secret");
    made.redirect_uris = texts(node, "redirect_uris");
    if (world::key_by_client_id(world_, made.client_id) != nullptr)
        problem(*node.find("client_id"), "client id '" + made.client_id + "' is taken", "duplicate-name");
    world_.keys.push_back(std::move(made));
}

void Builder::add_tool(world::Tool made) {
    if (made.id == 0) made.id = world_.next_id++;
    made.created_at = made.updated_at = options_.now;
    // One that was installed from a configuration has the placements of it, be they none.
    if (made.placements.empty() && made.configuration.empty()) {
        made.placements = world::default_placements();
        if (world::is_lti11(made)) {
            made.placements.push_back(world::default_placement(*world::placement_rule("resource_selection")));
            for (auto& placement : made.placements) placement.message_type.clear(); // an ordinary launch
        }
    }
    if (made.deployment_id.empty()) {
        made.deployment_id =
            std::to_string(made.id) + ":" + world::context_id_of(world_, {made.course, made.account});
    }
    world_.tools.push_back(std::move(made));
}

void Builder::tool(Node const& key, Node const& node) {
    if (!is_new(key, "a tool", world::tool_named(world_, key.scalar) != nullptr)) return;
    world::Tool made;
    made.name = name_of(key);
    if (auto const* const owner = node.find("key")) {
        for (auto const& each : world_.keys)
            if (each.name == owner->scalar || each.client_id == owner->scalar) made.client_id = each.client_id;
        if (made.client_id.empty()) unknown(*owner, "key", world_.keys);
    } else {
        made.consumer_key = text(node, "consumer_key");
        made.shared_secret = text(node, "shared_secret");
        if (made.consumer_key.empty() || made.shared_secret.empty())
            problem(node, "a tool has a key (LTI 1.3), or a consumer_key and a shared_secret (LTI 1.1)", "missing-key");
    }
    made.oauth_compliant = flag(node, "oauth_compliant", false);
    made.post_only = flag(node, "post_only", false);
    if (auto const* const where = node.find("course")) {
        if (auto const* const course = world::course_named(world_, where->scalar))
            made.course = course->id;
        else
            unknown(*where, "course", world_.courses);
    }
    made.account = account_in(node, "account");
    if (made.course != 0 && made.account != 0)
        problem(*node.find("account"), "a tool is installed in a course or in an account", "one-of");
    made.deployment_id = text(node, "deployment_id");
    made.deleted = flag(node, "deleted", false);
    made.privacy = world::privacy_from(text(node, "privacy", "public")).value_or(made.privacy);
    made.title = text(node, "title", made.name);
    made.description = text(node, "description");
    made.login_url = text(node, "login_url");
    made.target_link_uri = text(node, "target_link_uri");
    made.custom = object(node, "custom");
    made.domain = text(node, "domain");
    made.tool_id = text(node, "tool_id");
    made.not_selectable = flag(node, "not_selectable", false);
    made.icon_url = text(node, "icon_url");
    made.text = text(node, "text");
    made.width = whole(node, "width");
    made.height = whole(node, "height");
    if (auto const* const legacy = node.find("lti11")) {
        made.legacy_key = text(*legacy, "key");
        made.legacy_secret = text(*legacy, "secret");
    }
    add_tool(std::move(made));
    if (auto const* const written = node.find("placements")) world_.tools.back().placements = placements(*written, world::is_lti11(world_.tools.back()));
}

std::vector<world::Placement> Builder::placements(Node const& node, bool lti11) {
    std::vector<world::Placement> all;
    auto const add = [&](Node const& name, Node const& how) {
        if (auto made = placement(name, how, lti11)) all.push_back(std::move(*made));
    };
    for (auto const& name : node.items) add(name, {});
    for (auto const& [name, how] : node.members) add(name, how);
    return all;
}

std::optional<world::Placement> Builder::placement(Node const& name, Node const& node, bool lti11) {
    auto const* const rule = world::placement_rule(name.scalar);
    if (rule == nullptr) {
        unknown(name, "placement", world::placement_rules());
        return std::nullopt;
    }
    auto made = world::default_placement(*rule);
    if (lti11) made.message_type.clear();
    made.message_type = text(node, "message_type", made.message_type);
    bool const of_lti13 = made.message_type.starts_with("Lti");
    if (lti11 ? of_lti13 : !of_lti13) {
        problem(
            *node.find("message_type"),
            made.message_type + (lti11 ? " is sent to tools of LTI 1.3 only" : " is sent to tools of LTI 1.1 only"),
            "unknown-word"
        );
        return std::nullopt;
    }
    // developer-key.md 3: editor_button with a resource link launch is the usual mistake.
    if (!lti11 && (made.message_type == "LtiDeepLinkingRequest" ? !rule->deep_linking : !rule->resource_link)) {
        problem(*node.find("message_type"), "'" + name.scalar + "' cannot send " + made.message_type, "unknown-word");
        return std::nullopt;
    }
    made.enabled = flag(node, "enabled", true);
    made.text = text(node, "text");
    made.target_link_uri = text(node, "target_link_uri");
    made.custom = object(node, "custom");
    made.width = whole(node, "width");
    made.height = whole(node, "height");
    made.visibility = text(node, "visibility");
    made.window_target = text(node, "window_target");
    made.display_type = text(node, "display_type");
    made.on_by_default = text(node, "default", "enabled") == "enabled";
    return made;
}

} // namespace easel::world_file
