#include "documents.hpp"

namespace easel::tool_config {
namespace {

std::string const jwk = R"({"kty":"RSA","alg":"RS256","e":"AQAB","kid":"one","n":"q8Zs1Yw0a0bX","use":"sig"})";
std::string const settings = "/extensions/0/settings";
std::string const first = settings + "/placements/0";

/// A member that must be of a type; `wrong` is JSON.
ConfigRow wrong(
    std::string name, std::string fact, std::string pointer, std::string value, std::string const& sentence
) {
    ConfigRow row{std::move(name), std::move(fact), {{pointer, std::move(value)}}, {}, pointer};
    row.complaints = {"configuration: " + sentence + " (at " + pointer + ")"};
    return row;
}

ConfigRow fine(std::string name, std::string fact, std::vector<Change> changes) {
    return {std::move(name), std::move(fact), std::move(changes), {}, {}};
}

std::vector<ConfigRow> tool_rows() {
    return {
        fine("example", "developer-key/2.1", {}),
        wrong("no_title", "developer-key/2.1", "/title", "~", "'title' is required"),
        wrong("null_title", "developer-key/2.1", "/title", "null", "'title' is required"),
        wrong("title_number", "developer-key/2.1", "/title", "3", "'title' must be a string"),
        wrong("no_description", "developer-key/2.2", "/description", "~", "'description' is required"),
        wrong("no_target", "developer-key/2.3", "/target_link_uri", "~", "'target_link_uri' is required"),
        wrong("no_login", "developer-key/2.4", "/oidc_initiation_url", "~", "'oidc_initiation_url' is required"),
        fine("logins_by_region", "developer-key/2.5", {{"/oidc_initiation_urls", R"({"us-east-1":"https://e.test"})"}}),
        wrong(
            "logins_no_object",
            "developer-key/2.5",
            "/oidc_initiation_urls",
            "[]",
            "'oidc_initiation_urls' must be an object"
        ),
        wrong("jwk_url_number", "developer-key/2.7", "/public_jwk_url", "7", "'public_jwk_url' must be a string"),
        fine("jwk", "developer-key/2.6", {{"/public_jwk", jwk}, {"/public_jwk_url", "~"}}),
        wrong(
            "unknown_scope",
            "developer-key/2.8",
            "/scopes/1",
            R"("https://purl.imsglobal.org/spec/lti-ags/scope/scores")",
            R"('scopes' must hold scopes of LTI only, not "https://purl.imsglobal.org/spec/lti-ags/scope/scores")"
        ),
        wrong("scope_number", "developer-key/2.8", "/scopes/0", "1", "'scopes' must hold scopes of LTI only, not 1"),
        fine(
            "hidden_scope",
            "developer-key/2.8",
            {{"/scopes/0", R"("https://canvas.instructure.com/lti/data_services/scope/create")"}}
        ),
        wrong("scopes_text", "developer-key/2.8", "/scopes", R"("score")", "'scopes' must be an array"),
        fine("no_scopes", "developer-key/4.5", {{"/scopes", "~"}}),
        fine("custom_text", "developer-key/2.9", {{"/custom_fields", R"("a=1\nb=2")"}}),
        wrong(
            "custom_list", "developer-key/2.9", "/custom_fields", "[]", "'custom_fields' must be an object or a string"
        ),
        wrong("extensions_object", "developer-key/2.10", "/extensions", "{}", "'extensions' must be an array"),
        {"extension_number",
         "developer-key/2.10",
         {{"/extensions/0", "1"}},
         {"configuration: an extension must be an object (at /extensions/0)"},
         "/extensions/0"},
        fine("no_extensions", "developer-key/4.6", {{"/extensions", "~"}}),
        fine("unknown_member", "developer-key/2.11", {{"/colour", R"("blue")"}}),
    };
}

std::vector<ConfigRow> jwk_rows() {
    auto const with =
        [](std::string name, std::string fact, std::string key, std::string value, std::string const& sentence) {
            auto row = wrong(std::move(name), std::move(fact), "/public_jwk/" + key, std::move(value), sentence);
            row.changes.insert(row.changes.begin(), {"/public_jwk", jwk});
            return row;
        };
    return {
        {"no_key",
         "developer-key/5.1",
         {{"/public_jwk_url", "~"}},
         {"lti_key: tool configuration must have public jwk or public jwk url"},
         ""},
        {"blank_key",
         "developer-key/5.1",
         {{"/public_jwk_url", R"(" ")"}, {"/public_jwk", "{}"}},
         {"lti_key: tool configuration must have public jwk or public jwk url"},
         ""},
        with("kty", "developer-key/2.1.1", "kty", R"("EC")", "'kty' must be RSA"),
        with("alg", "developer-key/2.1.2", "alg", R"("HS256")", "'alg' must be RS256"),
        with("no_alg", "developer-key/2.1.2", "alg", "~", "'alg' is required"),
        with("no_n", "developer-key/2.1.3", "n", "~", "'n' is required"),
        with("n_not_base64url", "developer-key/2.1.3", "n", R"("a+b/")", "'n' must be base64url"),
        with("e_number", "developer-key/2.1.3", "e", "65537", "'e' must be base64url"),
        with("no_kid", "developer-key/2.1.4", "kid", "~", "'kid' is required"),
        with("kid_number", "developer-key/2.1.4", "kid", "1", "'kid' must be a string"),
        with("use", "developer-key/2.1.5", "use", R"("enc")", "'use' must be sig"),
        with("private", "developer-key/2.1.6", "d", R"("AQAB")", "'d' is private and must not be there"),
        {"hello",
         "developer-key/5.2",
         {{"/public_jwk", R"({"hello":"world"})"}},
         {"configuration: 'kty' is required (at /public_jwk/kty)",
          "configuration: 'alg' is required (at /public_jwk/alg)",
          "configuration: 'e' is required (at /public_jwk/e)",
          "configuration: 'n' is required (at /public_jwk/n)",
          "configuration: 'kid' is required (at /public_jwk/kid)"},
         "/public_jwk/kty"},
    };
}

std::vector<ConfigRow> extension_rows() {
    return {
        wrong("no_platform", "developer-key/2.2.1", "/extensions/0/platform", "~", "'platform' is required"),
        fine("another_platform", "developer-key/4.4", {{"/extensions/0/platform", R"("lms.test")"}}),
        wrong("no_settings", "developer-key/2.2.2", "/extensions/0/settings", "~", "'settings' is required"),
        wrong("settings_list", "developer-key/2.2.2", "/extensions/0/settings", "[]", "'settings' must be an object"),
        wrong("domain", "developer-key/2.2.3", "/extensions/0/domain", "1", "'domain' must be a string"),
        wrong("tool_id", "developer-key/2.2.4", "/extensions/0/tool_id", "1", "'tool_id' must be a string"),
        wrong(
            "privacy",
            "developer-key/2.2.5",
            "/extensions/0/privacy_level",
            R"("everyone")",
            "'privacy_level' must be one of public, name_only, email_only, anonymous"
        ),
        fine("no_privacy", "developer-key/6.7", {{"/extensions/0/privacy_level", "~"}}),
        wrong(
            "message_type",
            "developer-key/2.2.6",
            settings + "/message_type",
            R"("LtiNothing")",
            "'message_type' must be one of LtiResourceLinkRequest, LtiDeepLinkingRequest, LtiEulaRequest, "
            "LtiAssetProcessorSettingsRequest, LtiReportReviewRequest"
        ),
        fine("blank_message_type", "developer-key/2.2.6", {{first + "/message_type", R"("")"}}),
        wrong("text", "developer-key/2.2.7", settings + "/text", "{}", "'text' must be a string"),
        wrong("labels", "developer-key/2.2.8", first + "/labels", "[]", "'labels' must be an object"),
        wrong(
            "custom", "developer-key/2.2.9", first + "/custom_fields", R"("a=1")", "'custom_fields' must be an object"
        ),
        wrong("target", "developer-key/2.2.10", first + "/target_link_uri", "1", "'target_link_uri' must be a string"),
        fine("url", "developer-key/2.2.11", {{first + "/url", R"("https://quiz.test")"}}),
        fine("size_in_text", "developer-key/2.2.12", {{first + "/selection_width", R"("800px")"}}),
        wrong(
            "size",
            "developer-key/2.2.12",
            first + "/selection_width",
            "true",
            "'selection_width' must be a number or a string"
        ),
        fine("launch_size", "developer-key/2.2.13", {{first + "/launch_height", "700"}}),
        wrong("icon", "developer-key/2.2.14", settings + "/icon_url", "1", "'icon_url' must be a string"),
        fine("icon_class", "developer-key/2.2.15", {{first + "/canvas_icon_class", R"("icon-lti")"}}),
        fine("permissions", "developer-key/2.2.16", {{first + "/required_permissions", R"("manage_grades")"}}),
        wrong(
            "visibility",
            "developer-key/2.2.17",
            first + "/visibility",
            R"("some")",
            "'visibility' must be one of admins, members, public"
        ),
        fine("window", "developer-key/2.2.18", {{first + "/windowTarget", "null"}}),
        wrong(
            "window_name",
            "developer-key/2.2.18",
            first + "/windowTarget",
            R"("_top")",
            "'windowTarget' must be one of _blank"
        ),
        wrong(
            "display",
            "developer-key/2.2.19",
            first + "/display_type",
            R"("tiny")",
            "'display_type' must be one of default, full_width, full_width_in_context, full_width_with_nav, "
            "in_nav_context, borderless"
        ),
        wrong(
            "default",
            "developer-key/2.2.20",
            first + "/default",
            R"("on")",
            "'default' must be one of enabled, disabled"
        ),
        fine("icon_path", "developer-key/2.2.21", {{first + "/icon_svg_path_64", R"("M0")"}}),
        fine("media_types", "developer-key/2.2.22", {{first + "/accept_media_types", R"("image/*")"}}),
        fine("tray", "developer-key/2.2.23", {{first + "/use_tray", R"("true")"}}),
        wrong(
            "sis_email",
            "developer-key/2.2.24",
            first + "/prefer_sis_email",
            R"("yes")",
            "'prefer_sis_email' must be true or false"
        ),
        fine(
            "environments", "developer-key/2.2.25", {{settings + "/environments", R"({"launch_url":"https://t.test"})"}}
        ),
        wrong("no_placements", "developer-key/2.2.26", settings + "/placements", "~", "'placements' is required"),
        wrong(
            "placements_object", "developer-key/2.2.26", settings + "/placements", "{}", "'placements' must be an array"
        ),
        fine("empty_placements", "developer-key/2.2.26", {{settings + "/placements", "[]"}}),
        fine("old_keys", "developer-key/2.2.27", {{settings + "/course_navigation", R"({"enabled":true})"}}),
    };
}

std::vector<ConfigRow> placement_rows() {
    auto const is = [](std::string placement) { return Change{first, R"({"placement":")" + placement + R"("})"}; };
    auto const with = [&](std::string name,
                          std::string fact,
                          std::string placement,
                          std::string key,
                          std::string value,
                          std::string const& sentence) {
        auto row = wrong(std::move(name), std::move(fact), first + "/" + key, std::move(value), sentence);
        row.changes.insert(row.changes.begin(), is(std::move(placement)));
        return row;
    };
    return {
        wrong("placement_number", "developer-key/2.3.1", first + "/placement", "1", "'placement' must be a string"),
        wrong("no_placement", "developer-key/2.3.1", first + "/placement", "~", "'placement' is required"),
        wrong(
            "unknown_placement",
            "developer-key/2.3.1",
            first + "/placement",
            R"("sidebar")",
            "'sidebar' is no placement of Canvas"
        ),
        wrong(
            "url_placement",
            "developer-key/2.3.1",
            first + "/placement",
            R"("https://canvas.instructure.com/lti/course_navigation")",
            "'https://canvas.instructure.com/lti/course_navigation' is no placement of Canvas"
        ),
        fine("enabled_text", "developer-key/2.3.2", {{first + "/enabled", R"("false")"}}),
        wrong(
            "enabled_number",
            "developer-key/2.3.2",
            first + "/enabled",
            "0",
            "'enabled' must be true, false or a string"
        ),
        with(
            "root_only",
            "developer-key/2.3.3",
            "account_navigation",
            "root_account_only",
            R"("x")",
            "'root_account_only' must be true or false"
        ),
        fine("root_only_elsewhere", "developer-key/2.3.1", {{first + "/root_account_only", R"("x")"}}),
        {"long_description",
         "developer-key/2.3.4",
         {is("submission_type_selection"), {first + "/description", "\"" + std::string(256, 'x') + "\""}},
         {"configuration: description must be a string with a maximum length of 255"},
         first + "/description"},
        {"description_number",
         "developer-key/2.3.4",
         {is("submission_type_selection"), {first + "/description", "1"}},
         {"configuration: description must be a string with a maximum length of 255"},
         first + "/description"},
        fine(
            "description_of_255",
            "developer-key/2.3.4",
            {is("submission_type_selection"), {first + "/description", "\"" + std::string(254, 'x') + "é\""}}
        ),
        with(
            "selection",
            "developer-key/2.3.5",
            "submission_type_selection",
            "require_resource_selection",
            R"("x")",
            "'require_resource_selection' must be true or false"
        ),
        with("eula", "developer-key/2.3.6", "ActivityAssetProcessor", "eula", "1", "'eula' must be an object"),
        {"eula_custom",
         "developer-key/2.3.6",
         {is("ActivityAssetProcessor"), {first + "/eula", R"({"custom_fields":{"a":1}})"}},
         {"configuration: 'a' must be a string (at " + first + "/eula/custom_fields/a)"},
         first + "/eula/custom_fields/a"},
        {"editor_button_launch",
         "developer-key/3.19",
         {{settings + "/placements/2/message_type", R"("LtiResourceLinkRequest")"}},
         {"placements: Placement editor_button does not support message type LtiResourceLinkRequest"},
         settings + "/placements/2/message_type"},
        {"course_navigation_picker",
         "developer-key/3.15",
         {{first + "/message_type", R"("LtiDeepLinkingRequest")"}},
         {"placements: Placement course_navigation does not support message type LtiDeepLinkingRequest"},
         first + "/message_type"},
        {"eula_request",
         "developer-key/3.15",
         {{first + "/message_type", R"("LtiEulaRequest")"}},
         {"placements: Placement course_navigation does not support message type LtiEulaRequest"},
         first + "/message_type"},
        {"all_at_once_in_order",
         "developer-key/5.6",
         {{"/public_jwk", R"({"kty":"RSA","alg":"RS256","e":"AQAB","n":"AQAB"})"},
          {"/title", "~"},
          {first + "/message_type", R"("LtiDeepLinkingRequest")"}},
         {"configuration: 'kid' is required (at /public_jwk/kid)",
          "configuration: 'title' is required (at /title)",
          "placements: Placement course_navigation does not support message type LtiDeepLinkingRequest"},
         "/public_jwk/kid"},
    };
}

} // namespace

std::vector<ConfigRow> config_rows() {
    std::vector<ConfigRow> all;
    for (auto& rows : {tool_rows(), jwk_rows(), extension_rows(), placement_rows()})
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

} // namespace easel::tool_config
