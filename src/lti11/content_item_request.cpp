#include "lti11/content_item_request.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "jose/jwt.hpp"

#include <boost/json.hpp>

#include <array>

namespace easel::lti11 {
namespace {

/// What a placement asks its picker for; empty texts are not sent.
struct ContentItemRules {
    std::string_view accept_media_types = {};
    std::string_view document_targets = {};
    std::string_view accept_unsigned = {};
    std::string_view auto_create = {};
    std::string_view accept_copy_advice = {};
    std::string_view file_extensions = {};
};

struct Picker {
    std::string_view placement;
    char const* row; ///< of lti11.md 6.1
    ContentItemRules rules;
};

constexpr std::string_view link_type = "application/vnd.ims.lti.v1.ltilink";
constexpr ContentItemRules link_rules{link_type, "frame,window", "true", "false"};
constexpr ContentItemRules editor_rules{
    "image/*,text/html,application/vnd.ims.lti.v1.ltilink,*/*", "embed,frame,iframe,window", "true", "false"};
constexpr ContentItemRules migration_rules{
    "application/vnd.ims.imsccv1p1,application/vnd.ims.imsccv1p2,application/vnd.ims.imsccv1p3,application/zip,"
    "application/xml",
    "download",
    "true",
    "false",
    "true",
    "zip,imscc,mbz,xml"};

constexpr std::array<Picker, 8> pickers{{
    {"editor_button", "6.1.12", editor_rules},
    {"resource_selection", "6.1.13", link_rules},
    {"link_selection", "6.1.13", link_rules},
    {"assignment_selection", "6.1.13", link_rules},
    {"submission_type_selection", "6.1.13", link_rules},
    {"collaboration", "6.1.14", {link_type, "window", "false", "true"}},
    {"migration_selection", "6.1.15", migration_rules},
    {"homework_submission", "6.1.16", {"*/*"}}, // the rest depends on the assignment
}};

Picker const* picker_of(std::string_view placement) {
    static constexpr Picker menu{"", "6.1.17", {}};
    for (auto const& each : pickers)
        if (each.placement == placement) return &each;
    return placement.ends_with("_index_menu") || placement.ends_with("_group_menu") ? &menu : nullptr;
}

/// What the assignment takes: links shown in a window, files handed in.
void add_homework(lti13::Subject const& s, Parameters& p) {
    auto const types = s.about == nullptr ? std::string() : accepted_homework(*s.about);
    bool const files = types.find("file") != std::string::npos;
    std::vector<std::string> targets;
    if (types.find("url") != std::string::npos) targets.emplace_back("window");
    if (files) targets.emplace_back("none");
    p["accept_presentation_document_targets"] = base::join(targets, ",");
    p["accept_copy_advice"] = files ? "true" : "false";
}

} // namespace

std::string sign_data(lti13::Issuer const& issuer, ContentItemData const& data) {
    base::json::object claims{{"default_launch_url", data.default_launch_url}};
    if (data.content_item_id != 0) {
        claims["content_item_id"] = data.content_item_id;
        claims["oauth_consumer_key"] = data.consumer_key;
    }
    return jose::sign_hmac({{"typ", "JWT"}, {"alg", "HS256"}}, std::move(claims), issuer.secret);
}

std::optional<ContentItemData> read_data(lti13::Issuer const& issuer, std::string_view text) {
    auto const token = jose::decode(text);
    if (!token || !jose::verifies_hs256(*token, issuer.secret)) return std::nullopt;
    // The platform signs hints, tokens and return URLs with the same secret: these have no launch URL.
    auto url = base::text_member(token->claims, "default_launch_url");
    if (!url) return std::nullopt;
    ContentItemData data;
    data.default_launch_url = std::move(*url);
    data.consumer_key = base::text_member(token->claims, "oauth_consumer_key").value_or("");
    if (auto const* const item = token->claims.if_contains("content_item_id"); item != nullptr && item->is_int64())
        data.content_item_id = item->get_int64();
    return data;
}

base::Result<Parameters> picker_parameters(
    lti13::Subject const& subject, std::string const& launch_url, world::Id item
) {
    auto const* const picker = picker_of(subject.placement);
    if (picker == nullptr)
        return base::Fault{
            base::FaultKind::bad_file,
            subject.placement.empty() ? "a picker needs a placement"
                                      : "Content-Item not supported at this placement ('" + subject.placement + "')",
            {}};
    note(subject, {"6.a", "6.1.1", "6.1.2", "6.1.3", "6.1.5", "6.1.6", "6.1.7", "6.1.11", picker->row});
    Parameters p;
    p["lti_message_type"] = content_item_request;
    p["lti_version"] = "LTI-1p0";
    add_common(subject, p);
    auto const pages = subject.issuer.origin + "/" + subject.context_path() + "/external_content/";
    ContentItemData data{launch_url, item, {}};
    p["content_item_return_url"] = pages + "success/external_tool_dialog";
    if (item != 0) {
        note(subject, {"6.1.4", "6.1.8"});
        data.consumer_key = subject.tool->consumer_key;
        // How the path names the item is not established.
        p["content_item_return_url"] = pages + "update/external_tool_dialog/" + std::to_string(item);
    }
    p["data"] = sign_data(subject.issuer, data);
    p["accept_multiple"] = subject.placement == "editor_button" ? "true" : "false";
    auto const& rules = picker->rules;
    for (auto const& [name, value] : {
             std::pair{"accept_media_types", rules.accept_media_types},
             {"accept_presentation_document_targets", rules.document_targets},
             {"accept_unsigned", rules.accept_unsigned},
             {"auto_create", rules.auto_create},
             {"accept_copy_advice", rules.accept_copy_advice},
             {"ext_content_file_extensions", rules.file_extensions},
         })
        if (!value.empty()) p[name] = value;
    if (subject.placement == "homework_submission") add_homework(subject, p);
    if (auto const* const assignment = subject.known_assignment()) {
        note(subject, {"6.1.9"});
        p["ext_lti_assignment_id"] = assignment->link_id;
    }
    auto const before = p.size();
    add_custom(subject, p);
    if (p.size() != before) note(subject, {"6.1.10"});
    return p;
}

} // namespace easel::lti11
