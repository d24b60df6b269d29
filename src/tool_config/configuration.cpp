#include "tool_config/configuration.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace easel::tool_config {
namespace {

json::object object_of(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    auto const* const found = value == nullptr ? nullptr : value->if_object();
    return found == nullptr ? json::object() : *found;
}

/// Custom fields, also in the old form: "a=1\nb=2".
json::object custom_of(json::object const& object) {
    auto const text = base::text_member(object, "custom_fields").value_or("");
    if (text.empty()) return object_of(object, "custom_fields");
    json::object fields;
    for (auto const& line : base::split(text, '\n')) {
        auto const equals = line.find('=');
        auto const name = base::trim(std::string_view(line).substr(0, equals));
        if (equals == std::string::npos || name.empty()) continue;
        fields[name] = base::trim(std::string_view(line).substr(equals + 1));
    }
    return fields;
}

/// A size as Canvas reads it: a number, or the digits that a text begins with.
std::optional<int> size_of(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    if (value == nullptr) return std::nullopt;
    constexpr double largest = 1e6;
    if (auto const number = base::number(*value)) return static_cast<int>(std::clamp(*number, 0.0, largest));
    auto const text = base::text_member(object, name).value_or("");
    int size = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc{} || size < 0) return std::nullopt;
    return size;
}

/// The first of several levels that has the member.
json::value const* first_of(std::initializer_list<json::object const*> levels, std::string_view name) {
    for (auto const* level : levels)
        if (auto const* value = present(*level, name)) return value;
    return nullptr;
}

bool is_enabled(json::object const& placement) {
    auto const* const value = placement.if_contains("enabled");
    if (value == nullptr || value->is_null()) return true;
    if (auto const* truth = value->if_bool()) return *truth;
    auto const* const text = value->if_string();
    return text == nullptr || !base::equals_ignoring_case(*text, "false");
}

world::Placement placement_of(json::object const& placement, json::object const& settings, Review& review) {
    constexpr std::array<std::string_view, 12> taken{
        "placement",
        "message_type",
        "enabled",
        "text",
        "target_link_uri",
        "custom_fields",
        "selection_width",
        "selection_height",
        "visibility",
        "windowTarget",
        "display_type",
        "default"};
    auto const text = [&](std::string_view name) {
        auto const* const value = first_of({&placement, &settings}, name);
        auto const* const found = value == nullptr ? nullptr : value->if_string();
        return found == nullptr ? std::string() : std::string(*found);
    };
    world::Placement made;
    made.name = base::text_member(placement, "placement").value_or("");
    made.message_type = text("message_type");
    made.enabled = is_enabled(placement);
    review.meets("developer-key/6.6");
    made.text = text("text");
    review.meets("developer-key/6.2");
    made.target_link_uri = text("target_link_uri");
    review.meets("developer-key/6.3");
    made.custom = custom_of(present(placement, "custom_fields") != nullptr ? placement : settings);
    auto const size = [&](std::string_view name) {
        auto const own = size_of(placement, name);
        return own ? own : size_of(settings, name);
    };
    made.width = size("selection_width");
    made.height = size("selection_height");
    if (made.width || made.height) review.meets("developer-key/6.4");
    made.visibility = text("visibility");
    made.window_target = text("windowTarget");
    made.display_type = text("display_type");
    made.on_by_default = text("default") != "disabled";
    if (made.name == "course_navigation") review.meets("developer-key/6.8");
    for (auto const* level : {&settings, &placement})
        for (auto const& member : *level)
            if (std::find(taken.begin(), taken.end(), std::string_view(member.key())) == taken.end())
                made.other[member.key()] = member.value();
    return made;
}

/// The external form, sorted into the internal one.
struct Sorted {
    json::object internal;
    json::object launch_settings;
    json::array placements;
};

Sorted sort(json::object const& document, std::vector<std::string> const& redirect_uris, Review& review) {
    json::object canvas;
    json::array vendors;
    bool found = false;
    if (auto const* const extensions = present(document, "extensions")) {
        for (auto const& each : extensions->as_array()) {
            auto const& extension = each.as_object();
            if (base::text_member(extension, "platform") != canvas_platform) {
                vendors.push_back(each);
            } else if (!found) {
                canvas = extension;
                found = true;
            }
        }
    }
    review.meets(found ? "developer-key/4.1" : "developer-key/4.6");
    Sorted sorted;
    sorted.launch_settings = object_of(canvas, "settings");
    if (auto const* const placements = sorted.launch_settings.if_contains("placements"))
        sorted.placements = placements->as_array();
    sorted.launch_settings.erase("placements");
    for (auto const& rule : placement_rules())
        if (sorted.launch_settings.erase(rule.name) != 0) review.meets("developer-key/2.2.27");
    if (found) {
        review.meets("developer-key/4.2");
        review.meets("developer-key/4.3");
    }

    if (sorted.launch_settings.contains("environments")) review.meets("developer-key/2.2.25");

    auto& internal = sorted.internal;
    auto const copy = [&](json::object const& from, std::string_view name) {
        if (auto const* const value = present(from, name)) internal[name] = *value;
    };
    for (auto const* name : {"title", "description", "target_link_uri", "oidc_initiation_url", "oidc_initiation_urls"})
        copy(document, name);
    internal["redirect_uris"] = json::array(redirect_uris.begin(), redirect_uris.end());
    copy(document, "public_jwk");
    copy(document, "public_jwk_url");
    auto const* const scopes = present(document, "scopes");
    if (scopes == nullptr) {
        review.meets("developer-key/4.5");
        review.meets("developer-key/6.9");
    }
    internal["scopes"] = scopes == nullptr ? json::value(json::array()) : *scopes;
    copy(document, "custom_fields");
    // Nothing else moves up: what the tool itself says, its scopes above all, is not for an extension to change.
    for (auto const* name : {"domain", "tool_id", "privacy_level"}) copy(canvas, name);
    for (auto const& member : document) {
        if (member.key() == "extensions" || internal.contains(member.key()) || member.value().is_null()) continue;
        internal[member.key()] = member.value();
        review.meets("developer-key/2.11");
    }
    if (!vendors.empty()) {
        internal["vendor_extensions"] = std::move(vendors);
        review.meets("developer-key/4.4");
    }
    internal["launch_settings"] = sorted.launch_settings;
    internal["placements"] = sorted.placements;
    return sorted;
}

} // namespace

Configuration make_configuration(json::object const& document, Install const& options, Review& review) {
    auto redirect_uris = options.redirect_uris;
    if (redirect_uris.empty()) {
        redirect_uris.push_back(base::text_member(document, "target_link_uri").value_or(""));
        review.meets("developer-key/2.12");
        review.meets("developer-key/6.1");
    }
    auto sorted = sort(document, redirect_uris, review);
    auto privacy = options.privacy_level;
    if (privacy.empty()) privacy = base::text_member(sorted.internal, "privacy_level").value_or("");
    if (privacy.empty()) review.meets("developer-key/6.7");

    Configuration made;
    auto& key = made.key;
    key.client_id = options.client_id;
    key.name = options.key_name.empty() ? base::text_member(document, "title").value_or("") : options.key_name;
    for (auto const& scope : sorted.internal["scopes"].as_array()) key.scopes.emplace_back(scope.as_string());
    if (auto const* const jwk = present(document, "public_jwk"); jwk != nullptr && !jwk->as_object().empty())
        key.public_jwk = *jwk;
    key.public_jwk_url = base::text_member(document, "public_jwk_url").value_or("");
    key.redirect_uris = std::move(redirect_uris);

    auto& tool = made.tool;
    tool.client_id = options.client_id;
    tool.title = base::text_member(document, "title").value_or("");
    tool.description = base::text_member(document, "description").value_or("");
    tool.login_url = base::text_member(document, "oidc_initiation_url").value_or("");
    tool.target_link_uri = base::text_member(document, "target_link_uri").value_or("");
    tool.custom = custom_of(document);
    if (!tool.custom.empty()) review.meets("developer-key/6.5");
    tool.domain = base::text_member(sorted.internal, "domain").value_or("");
    tool.tool_id = base::text_member(sorted.internal, "tool_id").value_or("");
    tool.privacy = world::privacy_from(privacy).value_or(world::Privacy::anonymous);
    tool.width = size_of(sorted.launch_settings, "selection_width");
    tool.height = size_of(sorted.launch_settings, "selection_height");
    tool.configuration = document;
    auto const& off = options.disabled_placements;
    for (auto const& each : sorted.placements) {
        auto placement = placement_of(each.as_object(), sorted.launch_settings, review);
        if (std::find(off.begin(), off.end(), placement.name) != off.end()) {
            placement.enabled = false;
            review.meets("developer-key/5.5");
        }
        tool.placements.push_back(std::move(placement));
    }
    made.internal = std::move(sorted.internal);
    return made;
}

} // namespace easel::tool_config
