#include "lti13/deep_linking_request.hpp"

#include "base/codec.hpp"
#include "jose/jwt.hpp"
#include "world/context.hpp"

#include <algorithm>
#include <array>

namespace easel::lti13 {

namespace {

constexpr char const* lti_link = "application/vnd.ims.lti.v1.ltilink";
constexpr char const* cartridges =
    "application/vnd.ims.imsccv1p1,application/vnd.ims.imsccv1p2,application/vnd.ims.imsccv1p3,application/zip,"
    "application/xml";

struct Picker {
    std::string_view placement;
    PickerRules rules;
};

/// @par Source canvas/deep-linking.md 1.1 and 1.2 (`modal`)
std::vector<Picker> const& pickers() {
    static std::vector<std::string> const links{"ltiResourceLink"};
    static std::vector<std::string> const both{"iframe", "window"};
    static std::vector<Picker> const all{
        {"assignment_selection", {links, both, lti_link, false, false, true}},
        {"collaboration", {links, {"iframe"}, lti_link, false, true, false}},
        {"conference_selection", {{"link", "html"}, both, "text/html,*/*", false, true, false}},
        {"course_assignments_menu", {links, both, lti_link, true, false, true}},
        {"editor_button",
         {{"link", "file", "html", "ltiResourceLink", "image"},
          {"embed", "iframe", "window"},
          "image/*,text/html,application/vnd.ims.lti.v1.ltilink,*/*",
          true,
          false,
          true}},
        {"homework_submission", {{"file", "ltiResourceLink"}, {"iframe"}, "*/*", false, false, false}},
        {"link_selection", {links, both, lti_link, true, false, true}},
        {"migration_selection", {{"file"}, {"iframe"}, cartridges, false, false, true}},
        {"module_index_menu_modal", {links, both, lti_link, true, true, true}},
        {"module_menu_modal", {links, both, lti_link, true, true, true}},
        {"submission_type_selection", {links, both, lti_link, false, false, false}},
        // Neither the media types nor auto_create of these two are established.
        {"ActivityAssetProcessor", {{"ltiAssetProcessor"}, both, "", true, false, false}},
        {"ActivityAssetProcessorContribution", {{"ltiAssetProcessor"}, both, "", true, false, false}},
    };
    return all;
}

base::json::array to_array(std::vector<std::string> const& texts) {
    return base::json::array(texts.begin(), texts.end());
}

/// The members of `data` that are there only when they apply.
constexpr std::array<std::pair<char const*, world::Id ReturnData::*>, 3> optional_ids{{
    {"context_module_id", &ReturnData::context_module_id},
    {"assignment_id", &ReturnData::assignment_id},
    {"content_item_id", &ReturnData::content_item_id},
}};

} // namespace

std::optional<PickerRules> picker_rules(std::string_view placement) {
    auto const& all = pickers();
    auto const found =
        std::find_if(all.begin(), all.end(), [&](Picker const& each) { return each.placement == placement; });
    if (found == all.end()) return std::nullopt;
    return found->rules;
}

std::string sign_return_data(Issuer const& issuer, ReturnData const& data, base::Instant now) {
    base::json::object claims{
        {"nonce", data.nonce},
        {"placement", data.placement},
        {"modal", data.modal},
    };
    for (auto const& [name, member] : optional_ids)
        if (data.*member != 0) claims[name] = data.*member;
    claims["exp"] = base::to_numeric_date(now + std::chrono::hours(1)); // written, but never looked at (1.2)
    return jose::sign_hmac({{"typ", "JWT"}, {"alg", "HS256"}}, std::move(claims), issuer.secret);
}

std::optional<ReturnData> read_return_data(Issuer const& issuer, std::string_view text) {
    auto const token = issuer.tokens_read.read(text, issuer.secret);
    if (token.claims == nullptr) return std::nullopt;
    // The platform signs hints and access tokens with the same secret: these have no placement.
    auto nonce = base::text_member(*token.claims, "nonce");
    auto placement = base::text_member(*token.claims, "placement");
    if (!nonce || !placement) return std::nullopt;
    ReturnData data;
    data.nonce = std::move(*nonce);
    data.placement = std::move(*placement);
    auto const* const modal = base::member(*token.claims, "modal");
    data.modal = modal != nullptr && modal->is_bool() && modal->as_bool();
    for (auto const& [name, member] : optional_ids)
        if (auto const* const found = base::member(*token.claims, name))
            data.*member = static_cast<world::Id>(base::number(*found).value_or(0));
    return data;
}

base::json::object deep_linking_settings(
    Issuer const& issuer,
    world::ContextKind kind,
    world::Id context,
    PickerRules const& rules,
    ReturnData const& data,
    base::Instant now
) {
    auto const url = issuer.origin + "/" + world::context_path(kind, context) +
                     "/deep_linking_response?data=" + base::percent_encode(sign_return_data(issuer, data, now));
    base::json::object settings{
        {"deep_link_return_url", url},
        {"accept_types", to_array(rules.accept_types)},
        {"accept_presentation_document_targets", to_array(rules.document_targets)},
        {"accept_media_types", rules.accept_media_types},
        {"auto_create", rules.auto_create},
        {"accept_multiple", rules.accept_multiple},
    };
    if (rules.accept_media_types.empty()) settings.erase("accept_media_types");
    return settings;
}

} // namespace easel::lti13
