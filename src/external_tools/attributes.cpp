#include "external_tools/attributes.hpp"

#include "base/text.hpp"
#include "external_tools/settings.hpp"

#include <algorithm>
#include <array>

namespace easel::external_tools {

namespace {

namespace json = base::json;

void applies(traffic::Trail& trail, std::string_view row) {
    trail.push_back({{"external-tools-api/", row}, true});
}

bool is_blank(std::string_view text) {
    return base::trim(text).empty();
}

/// Where texts go as they come; what is no text leaves nothing.
void set_texts(world::Tool& tool, json::object const& parameters) {
    using Member = std::string world::Tool::*;
    constexpr std::array<std::pair<std::string_view, Member>, 5> members{{
        {"name", &world::Tool::title},
        {"description", &world::Tool::description},
        {"icon_url", &world::Tool::icon_url},
        {"text", &world::Tool::text},
        {"consumer_key", &world::Tool::consumer_key},
    }};
    for (auto const& [name, member] : members)
        if (parameters.contains(name)) tool.*member = rest::text(parameters, name).value_or("");
    for (auto const* name : {"canvas_icon_class", "app_center_id", "unified_tool_id"})
        if (auto const* const value = parameters.if_contains(name)) tool.settings[name] = *value;
}

void set_addresses(world::Tool& tool, json::object const& parameters, traffic::Trail& trail) {
    auto const set = [&](std::string_view name, std::string& member) {
        if (!parameters.contains(name)) return;
        auto const sent = rest::text(parameters, name).value_or("");
        if (is_blank(sent)) applies(trail, "5.3.6");
        member = is_blank(sent) ? "" : sent;
    };
    set("url", tool.target_link_uri);
    set("domain", tool.domain);
}

void set_privacy(world::Tool& tool, json::object const& parameters, traffic::Trail& trail) {
    if (!parameters.contains("privacy_level")) return;
    auto const level = world::privacy_from(rest::text(parameters, "privacy_level").value_or(""));
    if (level)
        tool.privacy = *level;
    else
        applies(trail, "5.3.4");
}

/// One line for each, `name=value`; what stands behind a second `=` is lost.
json::object from_lines(std::string_view lines) {
    json::object fields;
    for (auto const& line : base::split(base::replace_all(std::string(lines), "\r", "\n"), '\n')) {
        auto const parts = base::split(line, '=');
        if (parts.size() > 1 && !is_blank(parts[0]) && !is_blank(parts[1])) fields[parts[0]] = parts[1];
    }
    return fields;
}

void set_custom(world::Tool& tool, json::object const& parameters, traffic::Trail& trail) {
    auto const keep = [&](json::object fields) {
        if (!tool.custom.empty()) applies(trail, "5.3.11");
        tool.custom = std::move(fields);
        tool.settings["custom_fields"] = true; // shown from now on, be there none
    };
    if (auto const* const fields = parameters.if_contains("custom_fields"); fields != nullptr && fields->is_object())
        keep(fields->get_object());
    if (auto const lines = rest::text(parameters, "custom_fields_string")) {
        applies(trail, "5.1.9");
        keep(from_lines(*lines));
    }
}

void set_placement(world::Tool& tool, std::string const& name, json::value const& value, traffic::Trail& trail) {
    auto const at = std::find_if(tool.placements.begin(), tool.placements.end(), [&](auto const& each) {
        return each.name == name;
    });
    bool const had = at != tool.placements.end();
    auto const* const settings = value.if_object();
    if (settings == nullptr) {
        applies(trail, "5.3.5");
        if (had) tool.placements.erase(at);
        return;
    }
    auto const was_enabled = had && at->enabled;
    auto& placement = had ? *at : tool.placements.emplace_back();
    placement.name = name;
    if (had) applies(trail, "5.3.2");
    apply_settings(placement, *settings);
    if (!settings->contains("enabled")) return;
    if (!placement.enabled) {
        applies(trail, "5.3.7");
        if (name == "resource_selection") {
            applies(trail, "5.3.8");
            tool.not_selectable = true;
        }
    } else if (had && !was_enabled) {
        applies(trail, "5.3.9");
        if (name == "resource_selection") tool.not_selectable = false;
    }
}

/// What Canvas takes; everything else is passed over.
bool is_known(std::string_view name) {
    constexpr std::array<std::string_view, 24> names{
        "name",
        "description",
        "url",
        "icon_url",
        "canvas_icon_class",
        "domain",
        "privacy_level",
        "consumer_key",
        "shared_secret",
        "custom_fields",
        "custom_fields_string",
        "text",
        "config_type",
        "config_url",
        "config_xml",
        "not_selectable",
        "app_center_id",
        "oauth_compliant",
        "is_rce_favorite",
        "is_top_nav_favorite",
        "unified_tool_id",
        "verify_uniqueness",
        "access_token",
        "as_user_id"};
    return is_placement_name(name) || std::find(names.begin(), names.end(), name) != names.end();
}

/// Rows for what is dropped silently of a placement.
void note_dropped(std::string_view name, json::value const& value, world::Tool const& tool, traffic::Trail& trail) {
    auto const* const sent = value.if_object();
    auto const* const kept = world::placement_of(tool, name);
    if (sent == nullptr || kept == nullptr) return;
    bool unknown = false;
    for (auto const& [key, one] : *sent) {
        if (key == "visibility" && rest::text(one).value_or("") != kept->visibility) applies(trail, "5.1.5");
        unknown = unknown || (key != "visibility" && !kept->stored.contains(key));
        if (key == "selection_width" || key == "selection_height") applies(trail, "5.1.11");
        if (key == "accept_media_types" || key == "use_tray" || key == "require_resource_selection")
            if (kept->stored.contains(key)) applies(trail, "5.1.10");
    }
    if (unknown) applies(trail, "5.1.4");
}

} // namespace

void set_attributes(world::Tool& tool, json::object const& parameters, traffic::Trail& trail) {
    for (auto const& [name, value] : parameters) {
        if (!is_known(name)) applies(trail, "5.1.3");
        if (!is_placement_name(name)) continue;
        set_placement(tool, name, value, trail);
        note_dropped(name, value, tool, trail);
    }
    set_texts(tool, parameters);
    set_addresses(tool, parameters, trail);
    set_privacy(tool, parameters, trail);
    if (parameters.contains("shared_secret")) {
        auto const secret = rest::text(parameters, "shared_secret").value_or("");
        if (is_blank(secret))
            applies(trail, "5.3.3");
        else
            tool.shared_secret = secret;
    }
    set_custom(tool, parameters, trail);
    if (auto const no = rest::truth(parameters, "not_selectable")) tool.not_selectable = *no;
    if (auto const compliant = rest::truth(parameters, "oauth_compliant")) tool.oauth_compliant = *compliant;
    if (auto const favorite = rest::truth(parameters, "is_rce_favorite")) tool.settings["is_rce_favorite"] = *favorite;
    if (auto const favorite = rest::truth(parameters, "is_top_nav_favorite"))
        tool.settings["is_top_nav_favorite"] = *favorite;
}

void drop_dead_placements(world::Tool& tool, traffic::Trail& trail) {
    if (!world::is_lti11(tool)) return;
    bool const tool_has_icon = !tool.icon_url.empty() || tool.settings.contains("canvas_icon_class");
    std::erase_if(tool.placements, [&](world::Placement const& placement) {
        if (placement.stored.empty()) return false;
        bool const leads_nowhere = placement.target_link_uri.empty() && tool.target_link_uri.empty();
        bool const faceless = placement.name == "editor_button" && !tool_has_icon &&
                              !placement.stored.contains("icon_url") && !placement.stored.contains("canvas_icon_class");
        bool const dead = leads_nowhere && !placement.stored.contains("enabled");
        if (dead) applies(trail, "5.1.12");
        if (faceless) applies(trail, "5.1.13");
        return dead || faceless;
    });
}

} // namespace easel::external_tools
