#include "tool_config/schema.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace easel::tool_config {
namespace {

enum class Type {
    string,
    object,
    array,
    boolean,
    number,
    boolean_or_string,
    number_or_string,
    object_or_string,
    string_or_null
};

std::string_view words(Type type) {
    switch (type) {
        case Type::string:
            return "a string";
        case Type::object:
            return "an object";
        case Type::array:
            return "an array";
        case Type::boolean:
            return "true or false";
        case Type::number:
            return "a number";
        case Type::boolean_or_string:
            return "true, false or a string";
        case Type::number_or_string:
            return "a number or a string";
        case Type::object_or_string:
            return "an object or a string";
        case Type::string_or_null:
            return "a string or null";
    }
    return {};
}

bool is(json::value const& value, Type type) {
    switch (type) {
        case Type::string:
            return value.is_string();
        case Type::object:
            return value.is_object();
        case Type::array:
            return value.is_array();
        case Type::boolean:
            return value.is_bool();
        case Type::number:
            return value.is_number();
        case Type::boolean_or_string:
            return value.is_bool() || value.is_string();
        case Type::number_or_string:
            return value.is_number() || value.is_string();
        case Type::object_or_string:
            return value.is_object() || value.is_string();
        case Type::string_or_null:
            return value.is_string() || value.is_null();
    }
    return false;
}

/// A member of settings and placements. `words`: the only ones it may have; "": any.
struct Member {
    std::string_view name;
    Type type;
    std::string_view fact;
    std::string_view allowed = {};   ///< comma-separated
    std::string_view placement = {}; ///< only there does it mean something
};

/// The message types of the two columns of section 3, and the newer ones that no placement takes. Which of these the
/// schema lists is not established.
constexpr std::string_view message_types =
    "LtiResourceLinkRequest,LtiDeepLinkingRequest,LtiEulaRequest,LtiAssetProcessorSettingsRequest,"
    "LtiReportReviewRequest";

constexpr std::array shared_members{
    Member{"message_type", Type::string, "developer-key/2.2.6", message_types},
    Member{"text", Type::string, "developer-key/2.2.7"},
    Member{"labels", Type::object, "developer-key/2.2.8"},
    Member{"custom_fields", Type::object, "developer-key/2.2.9"},
    Member{"target_link_uri", Type::string, "developer-key/2.2.10"},
    Member{"url", Type::string, "developer-key/2.2.11"},
    Member{"selection_height", Type::number_or_string, "developer-key/2.2.12"},
    Member{"selection_width", Type::number_or_string, "developer-key/2.2.12"},
    Member{"launch_height", Type::number_or_string, "developer-key/2.2.13"},
    Member{"launch_width", Type::number_or_string, "developer-key/2.2.13"},
    Member{"icon_url", Type::string, "developer-key/2.2.14"},
    Member{"canvas_icon_class", Type::string, "developer-key/2.2.15"},
    Member{"required_permissions", Type::string, "developer-key/2.2.16"},
    Member{"visibility", Type::string, "developer-key/2.2.17", "admins,members,public"},
    Member{"windowTarget", Type::string_or_null, "developer-key/2.2.18", "_blank"},
    Member{
        "display_type",
        Type::string,
        "developer-key/2.2.19",
        "default,full_width,full_width_in_context,full_width_with_nav,in_nav_context,borderless"},
    Member{"default", Type::string, "developer-key/2.2.20", "enabled,disabled"},
    Member{"icon_svg_path_64", Type::string, "developer-key/2.2.21"},
    Member{"accept_media_types", Type::string, "developer-key/2.2.22"},
    Member{"use_tray", Type::boolean_or_string, "developer-key/2.2.23"},
    Member{"prefer_sis_email", Type::boolean, "developer-key/2.2.24"},
    Member{"oauth_compliant", Type::boolean, "developer-key/2.2.24"},
};

constexpr std::array placement_members{
    Member{"enabled", Type::boolean_or_string, "developer-key/2.3.2"},
    Member{"root_account_only", Type::boolean, "developer-key/2.3.3", "", "account_navigation"},
    Member{"require_resource_selection", Type::boolean, "developer-key/2.3.5", "", "submission_type_selection"},
    Member{"eula", Type::object, "developer-key/2.3.6", "", "ActivityAssetProcessor"},
};

constexpr std::array tool_members{
    Member{"title", Type::string, "developer-key/2.1"},
    Member{"description", Type::string, "developer-key/2.2"},
    Member{"target_link_uri", Type::string, "developer-key/2.3"},
    Member{"oidc_initiation_url", Type::string, "developer-key/2.4"},
    Member{"oidc_initiation_urls", Type::object, "developer-key/2.5"},
    Member{"public_jwk", Type::object, "developer-key/2.6"},
    Member{"public_jwk_url", Type::string, "developer-key/2.7"},
    Member{"scopes", Type::array, "developer-key/2.8"},
    Member{"custom_fields", Type::object_or_string, "developer-key/2.9"},
    Member{"extensions", Type::array, "developer-key/2.10"},
};
constexpr std::array<std::string_view, 4> required_members{
    "title", "description", "target_link_uri", "oidc_initiation_url"};

constexpr std::array extension_members{
    Member{"platform", Type::string, "developer-key/2.2.1"},
    Member{"settings", Type::object, "developer-key/2.2.2"},
    Member{"domain", Type::string, "developer-key/2.2.3"},
    Member{"tool_id", Type::string, "developer-key/2.2.4"},
    Member{"privacy_level", Type::string, "developer-key/2.2.5", "public,name_only,email_only,anonymous"},
};

/// What oauth2-token.md 4.1 lists, documented and hidden.
constexpr std::array<std::string_view, 29> all_scopes{
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://canvas.instructure.com/lti-ags/progress/scope/show",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    "https://purl.imsglobal.org/spec/lti/scope/noticehandlers",
    "https://purl.imsglobal.org/spec/lti/scope/asset.readonly",
    "https://purl.imsglobal.org/spec/lti/scope/report",
    "https://purl.imsglobal.org/spec/lti/scope/eula/user",
    "https://purl.imsglobal.org/spec/lti/scope/eula/deployment",
    "https://canvas.instructure.com/lti/public_jwk/scope/update",
    "https://canvas.instructure.com/lti/account_lookup/scope/show",
    "https://canvas.instructure.com/lti/page_content/show",
    "https://purl.imsglobal.org/spec/lti-reg/scope/registration.readonly",
    "https://purl.imsglobal.org/spec/lti-reg/scope/registration",
    "https://canvas.instructure.com/lti/account_external_tools/scope/create",
    "https://canvas.instructure.com/lti/account_external_tools/scope/destroy",
    "https://canvas.instructure.com/lti/account_external_tools/scope/list",
    "https://canvas.instructure.com/lti/account_external_tools/scope/show",
    "https://canvas.instructure.com/lti/account_external_tools/scope/update",
    "https://canvas.instructure.com/lti/data_services/scope/create",
    "https://canvas.instructure.com/lti/data_services/scope/show",
    "https://canvas.instructure.com/lti/data_services/scope/update",
    "https://canvas.instructure.com/lti/data_services/scope/list",
    "https://canvas.instructure.com/lti/data_services/scope/destroy",
    "https://canvas.instructure.com/lti/data_services/scope/list_event_types",
    "https://canvas.instructure.com/lti/feature_flags/scope/show",
    "https://canvas.instructure.com/lti/replace_editor_contents",
};

std::string quoted(std::string_view text) {
    return "'" + std::string(text) + "'";
}

/// Canvas's schema helper words these itself; the sentences are ours (developer-key.md 8), each with the place.
void misfit(Review& review, std::string sentence, std::string const& pointer, std::string_view fact) {
    review.complain("configuration", sentence + " (at " + pointer + ")", pointer, std::string(fact));
}

void require(
    json::object const& object, std::string_view name, std::string const& place, std::string_view fact, Review& review
) {
    // At the top null counts as absent; below, it is a value of the wrong type.
    auto const* const value = place.empty() ? present(object, name) : object.if_contains(name);
    if (value == nullptr) misfit(review, quoted(name) + " is required", place + step(name), fact);
}

/// Blank texts are fine wherever words are listed: a blank message type means a resource link launch.
void check_member(json::object const& object, Member const& member, std::string const& place, Review& review) {
    auto const* const value = object.if_contains(member.name);
    if (value == nullptr || (value->is_null() && place.empty())) return;
    auto const at = place + step(member.name);
    if (!is(*value, member.type)) {
        misfit(review, quoted(member.name) + " must be " + std::string(words(member.type)), at, member.fact);
        return;
    }
    auto const* const text = value->if_string();
    if (!member.allowed.empty() && text != nullptr && !text->empty()) {
        auto const allowed = base::split(member.allowed, ',');
        if (std::find(allowed.begin(), allowed.end(), std::string_view(*text)) == allowed.end()) {
            misfit(review, quoted(member.name) + " must be one of " + base::join(allowed, ", "), at, member.fact);
            return;
        }
    }
    review.meets(std::string(member.fact));
}

void check_members(
    json::object const& object, std::span<Member const> members, std::string const& place, Review& review
) {
    for (auto const& member : members) check_member(object, member, place, review);
}

void check_description(json::object const& placement, std::string const& place, Review& review) {
    auto const* const value = placement.if_contains("description");
    if (value == nullptr) return;
    constexpr std::size_t longest = 255;
    constexpr std::string_view fact = "developer-key/2.3.4";
    // Counted in characters: continuation bytes do not begin one.
    auto const* const text = value->if_string();
    auto const length = text == nullptr ? 0 : std::count_if(text->begin(), text->end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    });
    if (text != nullptr && static_cast<std::size_t>(length) <= longest) return review.meets(std::string(fact));
    review.complain(
        "configuration",
        "description must be a string with a maximum length of 255",
        place + "/description",
        std::string(fact)
    );
}

void check_eula(json::object const& placement, std::string const& place, Review& review) {
    auto const* const value = placement.if_contains("eula");
    if (value == nullptr || !value->is_object()) return;
    auto const& eula = value->get_object();
    auto const at = place + "/eula";
    check_member(eula, {"target_link_uri", Type::string, "developer-key/2.3.6"}, at, review);
    check_member(eula, {"custom_fields", Type::object, "developer-key/2.3.6"}, at, review);
    auto const* const fields = present(eula, "custom_fields");
    if (fields == nullptr || !fields->is_object()) return;
    for (auto const& field : fields->get_object()) {
        if (field.value().is_string()) continue;
        misfit(
            review,
            quoted(field.key()) + " must be a string",
            at + "/custom_fields" + step(field.key()),
            "developer-key/2.3.6"
        );
    }
}

void check_placement(json::value const& value, std::string const& place, Review& review) {
    if (!value.is_object()) return misfit(review, "a placement must be an object", place, "developer-key/2.3.1");
    auto const& placement = value.get_object();
    require(placement, "placement", place, "developer-key/2.3.1", review);
    std::string_view name;
    if (auto const* const given = present(placement, "placement")) {
        auto const at = place + "/placement";
        auto const* const text = given->if_string();
        if (text != nullptr) name = *text;
        if (text == nullptr) {
            misfit(review, "'placement' must be a string", at, "developer-key/2.3.1");
        } else if (placement_rule(name) == nullptr) {
            misfit(review, quoted(name) + " is no placement of Canvas", at, "developer-key/2.3.1");
        } else {
            review.meets("developer-key/2.3.1");
        }
    }
    check_members(placement, shared_members, place, review);
    for (auto const& member : placement_members)
        if (member.placement.empty() || member.placement == name) check_member(placement, member, place, review);
    if (name == "submission_type_selection") check_description(placement, place, review);
    if (name == "ActivityAssetProcessor") check_eula(placement, place, review);
}

void check_extension(json::value const& value, std::string const& place, Review& review) {
    if (!value.is_object()) return misfit(review, "an extension must be an object", place, "developer-key/2.10");
    auto const& extension = value.get_object();
    require(extension, "platform", place, "developer-key/2.2.1", review);
    require(extension, "settings", place, "developer-key/2.2.2", review);
    check_members(extension, extension_members, place, review);
    auto const* const found = present(extension, "settings");
    if (found == nullptr || !found->is_object()) return;
    auto const& settings = found->get_object();
    auto const at = place + "/settings";
    check_members(settings, shared_members, at, review);
    require(settings, "placements", at, "developer-key/2.2.26", review);
    check_member(settings, {"placements", Type::array, "developer-key/2.2.26"}, at, review);
    auto const* const placements = present(settings, "placements");
    if (placements == nullptr || !placements->is_array()) return;
    for (std::size_t i = 0; i < placements->get_array().size(); ++i)
        check_placement(placements->get_array()[i], at + "/placements/" + std::to_string(i), review);
}

void check_scopes(json::object const& document, Review& review) {
    auto const* const scopes = present(document, "scopes");
    if (scopes == nullptr || !scopes->is_array()) return;
    for (std::size_t i = 0; i < scopes->get_array().size(); ++i) {
        auto const& scope = scopes->get_array()[i];
        auto const* const text = scope.if_string();
        if (text != nullptr &&
            std::find(all_scopes.begin(), all_scopes.end(), std::string_view(*text)) != all_scopes.end())
            continue;
        misfit(
            review,
            "'scopes' must hold scopes of LTI only, not " + base::dump(scope),
            "/scopes/" + std::to_string(i),
            "developer-key/2.8"
        );
    }
}

bool is_base64url(json::value const& value) {
    auto const* const text = value.if_string();
    return text != nullptr && !text->empty() && base::base64url_decode(*text).has_value();
}

} // namespace

void Review::complain(std::string field, std::string message, std::string pointer, std::string fact) {
    complaints.push_back({std::move(field), std::move(message), std::move(pointer), std::move(fact)});
}

void Review::meets(std::string fact) {
    if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(std::move(fact));
}

json::value const* present(json::object const& object, std::string_view name) {
    auto const* const value = object.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::string step(std::string_view name) {
    return "/" + base::replace_all(base::replace_all(std::string(name), "~", "~0"), "/", "~1");
}

std::vector<std::string> const& privacy_levels() {
    static std::vector<std::string> const levels{"public", "name_only", "email_only", "anonymous"};
    return levels;
}

PlacementRule const* placement_rule(std::string_view name) {
    auto const& all = placement_rules();
    auto const found = std::find_if(all.begin(), all.end(), [&](auto const& rule) { return rule.name == name; });
    return found == all.end() ? nullptr : &*found;
}

std::span<std::string_view const> lti_scopes() {
    return all_scopes;
}

void check_jwk(json::value const& jwk, Review& review) {
    std::string const place = "/public_jwk";
    if (!jwk.is_object()) return; // the configuration's own schema says so
    auto const& key = jwk.get_object();
    auto const before = review.complaints.size();
    for (auto const& [name, fact] :
         {std::pair<std::string_view, std::string_view>{"kty", "developer-key/2.1.1"},
          {"alg", "developer-key/2.1.2"},
          {"e", "developer-key/2.1.3"},
          {"n", "developer-key/2.1.3"},
          {"kid", "developer-key/2.1.4"}})
        require(key, name, place, fact, review);
    auto const fixed = [&](std::string_view name, std::string_view wanted, std::string_view fact) {
        auto const* const value = present(key, name);
        if (value != nullptr && *value != json::value(wanted))
            misfit(review, quoted(name) + " must be " + std::string(wanted), place + step(name), fact);
    };
    fixed("kty", "RSA", "developer-key/2.1.1");
    fixed("alg", "RS256", "developer-key/2.1.2");
    for (std::string_view const name : {"e", "n"}) {
        auto const* const value = present(key, name);
        if (value != nullptr && !is_base64url(*value))
            misfit(review, quoted(name) + " must be base64url", place + step(name), "developer-key/2.1.3");
    }
    if (auto const* const kid = present(key, "kid"); kid != nullptr && !kid->is_string())
        misfit(review, "'kid' must be a string", place + "/kid", "developer-key/2.1.4");
    fixed("use", "sig", "developer-key/2.1.5");
    for (std::string_view const secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
        if (key.contains(secret))
            misfit(
                review,
                quoted(secret) + " is private and must not be there",
                place + step(secret),
                "developer-key/2.1.6"
            );
    if (review.complaints.size() != before) return;
    for (int row = 1; row <= 4; ++row) review.meets("developer-key/2.1." + std::to_string(row));
    if (key.contains("use")) review.meets("developer-key/2.1.5");
}

void check_schema(json::object const& document, Review& review) {
    for (auto const name : required_members) {
        auto const member =
            std::find_if(tool_members.begin(), tool_members.end(), [&](auto const& each) { return each.name == name; });
        require(document, name, "", member->fact, review);
    }
    check_members(document, tool_members, "", review);
    check_scopes(document, review);
    auto const* const extensions = present(document, "extensions");
    if (extensions == nullptr || !extensions->is_array()) return;
    for (std::size_t i = 0; i < extensions->get_array().size(); ++i)
        check_extension(extensions->get_array()[i], "/extensions/" + std::to_string(i), review);
}

void check_placements(json::object const& document, Review& review) {
    auto const* const extensions = present(document, "extensions");
    if (extensions == nullptr || !extensions->is_array()) return;
    for (std::size_t e = 0; e < extensions->get_array().size(); ++e) {
        auto const& extension = extensions->get_array()[e];
        if (base::text_member(extension, "platform") != canvas_platform) continue;
        auto const* const placements = base::at_pointer(extension, "/settings/placements");
        if (placements == nullptr || !placements->is_array()) return;
        for (std::size_t i = 0; i < placements->get_array().size(); ++i) {
            auto const& placement = placements->get_array()[i];
            auto const* const rule = placement_rule(base::text_member(placement, "placement").value_or(""));
            auto const type = base::text_member(placement, "message_type").value_or("");
            if (rule == nullptr) continue;
            bool const taken = type.empty() || (type == "LtiResourceLinkRequest" && rule->resource_link) ||
                               (type == "LtiDeepLinkingRequest" && rule->deep_linking);
            if (taken) {
                review.meets(rule->fact);
                continue;
            }
            review.complain(
                "placements",
                "Placement " + rule->name + " does not support message type " + type,
                "/extensions/" + std::to_string(e) + "/settings/placements/" + std::to_string(i) + "/message_type",
                rule->fact
            );
        }
        return; // further entries for Canvas count for nothing
    }
}

} // namespace easel::tool_config
