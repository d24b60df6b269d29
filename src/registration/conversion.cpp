// A registration as the configuration of a developer key. @par Source canvas/registration.md 2.4, Conversion
#include "base/text.hpp"
#include "registration/parts.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace easel::registration {
namespace {

json::object object_of(json::object const& object, std::string_view name) {
    auto const* const value = present(object, name);
    auto const* const found = value == nullptr ? nullptr : value->if_object();
    return found == nullptr ? json::object() : *found;
}

json::array list_of(json::object const& object, std::string_view name) {
    auto const* const value = present(object, name);
    auto const* const found = value == nullptr ? nullptr : value->if_array();
    return found == nullptr ? json::array() : *found;
}

std::string canvas_member(std::string_view name) { return std::string(canvas_prefix) + std::string(name); }

void copy(json::object const& from, std::string_view name, json::object& to, std::string_view as) {
    if (auto const* const value = present(from, name)) to[as] = *value;
}

/// Without a level of its own a tool shows what its claims ask for.
std::string privacy_of(json::object const& tool, Review& review) {
    if (auto const level = base::text_member(tool, canvas_member("privacy_level"))) return *level;
    review.meets("2.4.36");
    auto const claims = list_of(tool, "claims");
    auto const asks = [&](std::initializer_list<std::string_view> names) {
        return std::any_of(claims.begin(), claims.end(), [&](json::value const& claim) {
            auto const* const text = claim.if_string();
            return text != nullptr && std::find(names.begin(), names.end(), std::string_view(*text)) != names.end();
        });
    };
    bool const name = asks({"name", "given_name", "family_name", "https://purl.imsglobal.org/spec/lti/claim/lis"});
    bool const email = asks({"email"});
    if (asks({"picture"}) || (name && email)) return "public";
    return name ? "name_only" : email ? "email_only" : "anonymous";
}

json::object placement_of(json::object const& message, std::string const& name, Review& review) {
    json::object placement{{"placement", name}};
    copy(message, "type", placement, "message_type");
    copy(message, "target_link_uri", placement, "target_link_uri");
    copy(message, "icon_uri", placement, "icon_url");
    copy(message, "label", placement, "text");
    copy(message, "custom_parameters", placement, "custom_fields");
    copy(message, canvas_member("visibility"), placement, "visibility");
    bool const of_launch = name == "assignment_edit" || name == "post_grades";
    auto const size = std::string(of_launch ? "launch_" : "selection_");
    copy(message, canvas_member("launch_width"), placement, size + "width");
    copy(message, canvas_member("launch_height"), placement, size + "height");
    if (auto const type = base::text_member(message, canvas_member("display_type"))) {
        bool const new_window = *type == "new_window";
        placement["display_type"] = new_window ? "default" : *type;
        if (new_window) placement["windowTarget"] = "_blank";
    }
    auto const* const shown = present(message, canvas_member("course_navigation/default_enabled"));
    if (name == "course_navigation" && shown != nullptr && *shown == json::value(false)) {
        placement["default"] = "disabled";
        review.meets("2.4.29");
    }
    return placement;
}

} // namespace

json::object key_configuration(json::object const& sent, Review& review) {
    auto const tool = object_of(sent, tool_configuration);
    json::array placements;
    std::set<std::string> taken;
    for (auto const& each : list_of(tool, "messages")) {
        auto const* const message = each.if_object();
        if (message == nullptr) continue;
        auto names = list_of(*message, "placements");
        // A licence is agreed to in no place of its own (developer-key.md 3).
        if (base::text_member(*message, "type") == "LtiEulaRequest") continue;
        if (names.empty()) {
            names.emplace_back("link_selection");
            review.meets("2.4.33");
        }
        for (auto const& written : names) {
            auto const* const text = written.if_string();
            auto const name = text == nullptr ? std::nullopt : placement_named(*text);
            if (!name) continue;
            if (taken.insert(*name).second)
                placements.emplace_back(placement_of(*message, *name, review));
            else
                review.meets("2.4.34");
        }
    }
    json::object settings{{"placements", std::move(placements)}};
    copy(sent, "client_name", settings, "text");
    copy(sent, "logo_uri", settings, "icon_url");
    review.meets("2.4.35");
    json::object extension{
        {"platform", "canvas.instructure.com"},
        {"privacy_level", privacy_of(tool, review)},
        {"settings", std::move(settings)},
    };
    copy(tool, "domain", extension, "domain");
    copy(tool, canvas_member("tool_id"), extension, "tool_id");

    json::array scopes;
    for (auto const& scope : scopes_of(sent)) scopes.emplace_back(scope);
    json::object document{
        {"title", base::text_member(sent, "client_name").value_or("")},
        {"description", base::text_member(tool, "description").value_or("")},
        {"target_link_uri", base::text_member(tool, "target_link_uri").value_or("")},
        {"oidc_initiation_url", base::text_member(sent, "initiate_login_uri").value_or("")},
        {"public_jwk_url", base::text_member(sent, "jwks_uri").value_or("")},
        {"scopes", std::move(scopes)},
        {"extensions", json::array{std::move(extension)}},
    };
    copy(tool, "custom_parameters", document, "custom_fields");
    return document;
}

json::object stored_members(json::object const& sent) {
    static constexpr std::array<std::string_view, 15> of_registration{
        "application_type",   "grant_types", "response_types", "redirect_uris",
        "initiate_login_uri", "jwks_uri",    "client_name",    "token_endpoint_auth_method",
        "scope",              "contacts",    "client_uri",     "logo_uri",
        "tos_uri",            "policy_uri",  tool_configuration};
    json::object stored;
    for (auto const name : of_registration)
        if (auto const* const value = present(sent, name)) stored[name] = *value;
    return stored;
}

} // namespace easel::registration
