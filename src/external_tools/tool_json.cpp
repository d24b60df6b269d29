#include "base/text.hpp"
#include "external_tools/external_tools.hpp"
#include "external_tools/settings.hpp"

#include <algorithm>
#include <vector>

namespace easel::external_tools {

namespace {

namespace json = base::json;

json::value text_or_null(std::string const& text) {
    if (text.empty()) return nullptr;
    return json::value(text);
}

/// Some account's favorite or, as long as none has any, marked as one when it was made.
bool is_favorite(
    world::World const& world,
    world::Tool const& tool,
    std::vector<world::Id> world::Account::*of_root,
    std::vector<world::Id> world::SubAccount::*of_account,
    std::string_view mark
) {
    bool any = false;
    auto const has = [&](std::vector<world::Id> const& list) {
        any = any || !list.empty();
        return std::find(list.begin(), list.end(), tool.id) != list.end();
    };
    if (has(world.account.*of_root)) return true;
    for (auto const& account : world.accounts)
        if (has(account.*of_account)) return true;
    auto const* const marked = tool.settings.if_contains(mark);
    return !any && marked != nullptr && *marked == true;
}

void add_head(json::object& shown, world::Tool const& tool) {
    auto const level = tool.deleted ? std::string_view("deleted") : world::to_string(tool.privacy);
    shown["id"] = tool.id;
    shown["name"] = tool.title;
    shown["description"] = text_or_null(tool.description);
    shown["url"] = text_or_null(tool.target_link_uri);
    shown["domain"] = text_or_null(tool.domain);
    shown["consumer_key"] = world::is_lti11(tool) ? tool.consumer_key : "N/A"; // inferred
    shown["created_at"] = base::to_iso8601(tool.created_at, 0);
    shown["updated_at"] = base::to_iso8601(tool.updated_at, 0);
    shown["privacy_level"] = level;
    shown["custom_fields"] = nullptr;
    if (!tool.custom.empty() || tool.settings.contains("custom_fields")) shown["custom_fields"] = tool.custom;
    shown["workflow_state"] = level;
    auto const* const help = tool.settings.if_contains("vendor_help_link");
    shown["vendor_help_link"] = help == nullptr ? json::value() : *help;
}

} // namespace

json::object tool_json(world::World const& world, world::Tool const& tool, std::string_view locale) {
    json::object shown;
    shown.reserve(placement_names().size() + 24);
    add_head(shown, tool);
    for (auto const name : placement_names()) shown[name] = nullptr;
    bool editor = false;
    bool top = false;
    for (auto const& placement : tool.placements) {
        if (!is_placement_name(placement.name)) continue;
        shown[placement.name] = placement_json(tool, placement, locale);
        editor = editor || placement.name == "editor_button";
        top = top || placement.name == "top_navigation";
    }
    if (editor)
        shown["is_rce_favorite"] = is_favorite(
            world, tool, &world::Account::rce_favorites, &world::SubAccount::rce_favorites, "is_rce_favorite"
        );
    if (top)
        shown["is_top_nav_favorite"] = is_favorite(
            world,
            tool,
            &world::Account::top_nav_favorites,
            &world::SubAccount::top_nav_favorites,
            "is_top_nav_favorite"
        );
    if (tool.width) shown["selection_width"] = *tool.width;
    if (tool.height) shown["selection_height"] = *tool.height;
    if (auto const* const prefer = tool.settings.if_contains("prefer_sis_email")) shown["prefer_sis_email"] = *prefer;
    if (!tool.icon_url.empty()) shown["icon_url"] = tool.icon_url;
    shown["not_selectable"] = tool.not_selectable;
    bool const lti11 = world::is_lti11(tool);
    shown["version"] = lti11 ? "1.1" : "1.3";
    if (auto const key = base::whole_number(tool.client_id); !lti11 && key) {
        shown["developer_key_id"] = *key;
        // A world has one registration a key; it goes by the key's local number.
        shown["lti_registration_id"] = *key % world::shard_offset;
    }
    shown["deployment_id"] = tool.deployment_id;
    if (auto const* const unified = tool.settings.if_contains("unified_tool_id")) shown["unified_tool_id"] = *unified;
    return shown;
}

} // namespace easel::external_tools
