#include "external_tools/settings.hpp"

#include "rest/rest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace easel::external_tools {

namespace {

namespace json = base::json;

constexpr std::array<std::string_view, 39> shown{
    "account_navigation",
    "analytics_hub",
    "assignment_edit",
    "assignment_group_menu",
    "assignment_index_menu",
    "assignment_menu",
    "assignment_selection",
    "assignment_view",
    "collaboration",
    "course_assignments_menu",
    "course_home_sub_navigation",
    "course_navigation",
    "course_settings_sub_navigation",
    "discussion_topic_index_menu",
    "discussion_topic_menu",
    "editor_button",
    "file_index_menu",
    "file_menu",
    "global_navigation",
    "homework_submission",
    "link_selection",
    "migration_selection",
    "module_group_menu",
    "module_index_menu",
    "module_index_menu_modal",
    "module_menu",
    "module_menu_modal",
    "post_grades",
    "quiz_index_menu",
    "quiz_menu",
    "resource_selection",
    "similarity_detection",
    "student_context_card",
    "submission_type_selection",
    "tool_configuration",
    "top_navigation",
    "user_navigation",
    "wiki_index_menu",
    "wiki_page_menu"};

/// Only behind a flag, so that it is shown of a tool that has it and of no other.
constexpr std::string_view behind_flag = "conference_selection";

constexpr std::array<std::string_view, 22> keys{
    "canvas_icon_class",
    "custom_fields",
    "default",
    "display_type",
    "enabled",
    "icon_svg_path_64",
    "icon_url",
    "message_type",
    "prefer_sis_email",
    "required_permissions",
    "launch_height",
    "launch_width",
    "launch_method",
    "selection_height",
    "selection_width",
    "text",
    "labels",
    "windowTarget",
    "url",
    "target_link_uri",
    "root_account_only",
    "visibility"};

bool takes(std::string_view placement, std::string_view key) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) return true;
    if (placement == "file_menu") return key == "accept_media_types";
    if (placement == "editor_button") return key == "use_tray";
    if (placement == "submission_type_selection") return key == "description" || key == "require_resource_selection";
    return false;
}

bool is_size(std::string_view key) {
    return key == "selection_width" || key == "selection_height";
}

/// What Ruby's `to_i` makes of it.
int size_from(json::value const& value) {
    auto const text = rest::text(value).value_or("");
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string text_of(json::object const& settings, std::string_view key) {
    return rest::text(settings, key).value_or("");
}

std::optional<int> size_of(json::object const& settings, std::string_view key) {
    auto const* const value = settings.if_contains(key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    return size_from(*value);
}

/// The label of these `labels` for the locale, or for its language.
std::string localised(json::object const& settings, std::string_view locale) {
    auto const* const labels = settings.if_contains("labels");
    if (labels == nullptr || !labels->is_object()) return {};
    auto exact = text_of(labels->get_object(), locale);
    return exact.empty() ? text_of(labels->get_object(), locale.substr(0, locale.find('-'))) : exact;
}

void derive(world::Placement& placement) {
    auto const& stored = placement.stored;
    placement.enabled = !stored.contains("enabled") || rest::truth(stored.at("enabled"));
    placement.message_type = text_of(stored, "message_type");
    placement.text = text_of(stored, "text");
    placement.target_link_uri = text_of(stored, "url");
    if (placement.target_link_uri.empty()) placement.target_link_uri = text_of(stored, "target_link_uri");
    placement.custom = {};
    if (auto const* const custom = stored.if_contains("custom_fields"); custom != nullptr && custom->is_object())
        placement.custom = custom->get_object();
    placement.width = size_of(stored, "selection_width");
    placement.height = size_of(stored, "selection_height");
    placement.visibility = text_of(stored, "visibility");
    placement.window_target = text_of(stored, "windowTarget");
    placement.display_type = text_of(stored, "display_type");
    placement.on_by_default = text_of(stored, "default") != "disabled";
}

} // namespace

std::span<std::string_view const> placement_names() {
    return shown;
}

bool is_placement_name(std::string_view name) {
    return name == behind_flag || std::find(shown.begin(), shown.end(), name) != shown.end();
}

void apply_settings(world::Placement& placement, json::object const& settings) {
    auto stored = settings_of(placement);
    for (auto const& [key, value] : settings) {
        if (!takes(placement.name, key)) continue;
        if (key == "visibility") {
            auto const word = rest::text(value).value_or("");
            if (word != "members" && word != "admins" && word != "public") continue;
        }
        if (key == "enabled") {
            stored[key] = rest::truth(value);
        } else if (is_size(key) && !value.is_null()) {
            stored[key] = size_from(value);
        } else {
            stored[key] = value;
        }
    }
    placement.stored = std::move(stored);
    derive(placement);
}

json::object settings_of(world::Placement const& placement) {
    if (!placement.stored.empty()) return placement.stored;
    json::object made;
    auto const put = [&](std::string_view key, std::string const& text) {
        if (!text.empty()) made[key] = text;
    };
    if (!placement.enabled) made["enabled"] = false;
    put("message_type", placement.message_type);
    put("text", placement.text);
    bool const of_lti13 = placement.message_type.starts_with("Lti");
    put(of_lti13 ? "target_link_uri" : "url", placement.target_link_uri);
    if (!placement.custom.empty()) made["custom_fields"] = placement.custom;
    if (placement.width) made["selection_width"] = *placement.width;
    if (placement.height) made["selection_height"] = *placement.height;
    put("visibility", placement.visibility);
    put("windowTarget", placement.window_target);
    put("display_type", placement.display_type);
    if (!placement.on_by_default) made["default"] = "disabled";
    for (auto const& [key, value] : placement.other)
        if (takes(placement.name, key) && !made.contains(key)) made[key] = value;
    return made;
}

std::string label_of(world::Tool const& tool, world::Placement const& placement, std::string_view locale) {
    for (auto label :
         {localised(placement.stored.empty() ? placement.other : placement.stored, locale),
          placement.text,
          localised(tool.settings, locale),
          tool.text,
          tool.title})
        if (!label.empty()) return label;
    return "External Tool";
}

json::object placement_json(world::Tool const& tool, world::Placement const& placement, std::string_view locale) {
    auto shown_settings = settings_of(placement);
    shown_settings.erase("labels");
    if (!shown_settings.contains("enabled")) shown_settings["enabled"] = true;
    shown_settings["label"] = label_of(tool, placement, locale);
    auto const size = [&](std::string_view key, std::optional<int> of_tool, int otherwise) {
        auto& slot = shown_settings[key];
        if (slot.is_null()) slot = of_tool.value_or(otherwise);
    };
    size("selection_width", tool.width, 800);
    size("selection_height", tool.height, 400);
    if (!tool.icon_url.empty() && text_of(shown_settings, "icon_url").empty())
        shown_settings["icon_url"] = tool.icon_url;
    return shown_settings;
}

} // namespace easel::external_tools
