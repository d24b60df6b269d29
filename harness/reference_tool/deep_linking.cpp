#include "reference_tool/deep_linking.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/exposure.hpp"
#include "reference_tool/lti11.hpp"

#include <boost/json.hpp>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr base::Duration response_life = std::chrono::minutes(5);

json::value const* settings_of(json::object const& claims) {
    auto const* settings = claims.if_contains(dl_claim("deep_linking_settings"));
    return settings != nullptr && settings->is_object() ? settings : nullptr;
}

bool flag(json::value const& settings, std::string_view name, bool otherwise) {
    auto const* value = base::member(settings, name);
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

std::vector<std::string> texts_in(json::value const& settings, std::string_view name) {
    std::vector<std::string> texts;
    auto const* list = base::member(settings, name);
    if (list == nullptr || !list->is_array()) return texts;
    for (auto const& each : list->get_array())
        if (each.is_string()) texts.emplace_back(each.get_string());
    return texts;
}

std::string lti(std::string_view name) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + std::string(name);
}

/// The claims of the answer, `items` among them. @par Source Deep Linking 4.5; Security Framework 5.2.2
json::object response_claims(Installation& tool, Session const& session, json::array items) {
    auto const& told = tool.registration(session.registration);
    auto issued = tool.now();
    if (tool.broken("deep-links-in-the-past")) issued -= std::chrono::hours(1);
    auto const nonce = tool.random.uuid();
    json::object claims;
    claims["iss"] = tool.broken("deep-links-as-itself") ? tool.options.origin : told.client_id;
    claims["aud"] = tool.broken("deep-links-to-token-url") ? told.token_url : told.issuer;
    claims["iat"] = base::to_numeric_date(issued);
    claims["exp"] = base::to_numeric_date(issued + response_life);
    claims["nonce"] = tool.broken("deep-links-with-one-nonce") ? "once-and-for-all" : nonce;
    claims[lti("message_type")] =
        tool.broken("deep-links-as-a-request") ? "LtiDeepLinkingRequest" : "LtiDeepLinkingResponse";
    claims[lti("version")] = "1.3.0";
    if (!tool.broken("deep-links-without-deployment")) claims[lti("deployment_id")] = session.deployment;
    if (!items.empty()) {
        auto const said =
            items.size() == 1 ? std::string("1 item chosen") : std::to_string(items.size()) + " items chosen";
        claims[dl_claim(tool.broken("misspells-deep-link-message") ? "msg " : "msg")] = said;
    }
    if (session.picker->data) {
        if (!tool.broken("loses-deep-link-data")) claims[dl_claim("data")] = *session.picker->data;
    } else if (tool.broken("invents-deep-link-data")) {
        claims[dl_claim("data")] = "state of " + session.id;
    }
    auto& into = claims[dl_claim("content_items")];
    if (tool.broken("deep-links-one-item-bare") && !items.empty()) {
        into = items.front();
    } else {
        into = std::move(items);
    }
    return claims;
}

std::string signed_response(Installation const& tool, std::size_t registration, json::object const& claims) {
    auto const signing = tool.signing_key(registration);
    std::string kid = signing.kid;
    if (tool.broken("deep-links-with-unknown-kid")) kid += "-of-yesterday";
    if (tool.broken("deep-links-with-another-key"))
        return jose::sign({{"alg", "RS256"}, {"typ", "JWT"}, {"kid", kid}}, claims, keys::fixture_key("attacker"));
    if (tool.broken("deep-links-unsigned")) return jose::unsigned_token({{"alg", "none"}, {"typ", "JWT"}}, claims);
    return jose::sign({{"alg", "RS256"}, {"typ", "JWT"}, {"kid", kid}}, claims, signing.key);
}

} // namespace

std::string dl_claim(std::string_view name) {
    return "https://purl.imsglobal.org/spec/lti-dl/claim/" + std::string(name);
}

bool asks_for_picker(json::object const& claims) {
    auto const* type = lti_claim(claims, "message_type");
    return type != nullptr && type->is_string() && type->get_string() == "LtiDeepLinkingRequest";
}

Verified verify_picker(json::object const& claims, Switches const& defects) {
    if (defects.broken("refuses-pickers")) return LaunchRefusal{400, "This tool has nothing to choose from."};
    auto const* settings = settings_of(claims);
    if (settings == nullptr) {
        if (defects.broken("launches-deep-linking-requests") || defects.broken("picks-without-settings")) return {};
        return LaunchRefusal{400, "The request to choose says nothing about what and where to."};
    }
    auto const back = base::parse_url(base::text_member(*settings, "deep_link_return_url").value_or(""));
    if (!back && !defects.broken("picks-without-return-url"))
        return LaunchRefusal{400, "The request to choose names no place to return to."};
    if (defects.broken("demands-picker-options") && base::member(*settings, "accept_media_types") == nullptr)
        return LaunchRefusal{400, "The request to choose names no media types."};
    return {};
}

std::optional<Picker> picker_of(json::object const& claims) {
    if (!asks_for_picker(claims)) return {};
    Picker picker;
    auto const* settings = settings_of(claims);
    if (settings == nullptr) return picker; // gets here under a defect only
    picker.return_url = base::text_member(*settings, "deep_link_return_url").value_or("");
    picker.several = flag(*settings, "accept_multiple", false);
    picker.line_items = flag(*settings, "accept_lineitem", true);
    picker.data = base::text_member(*settings, "data");
    picker.title = base::text_member(*settings, "title").value_or("");
    picker.types = texts_in(*settings, "accept_types");
    picker.targets = texts_in(*settings, "accept_presentation_document_targets");
    for (auto const& range : base::split(base::text_member(*settings, "accept_media_types").value_or(""), ','))
        if (auto const type = base::trim(range); !type.empty()) picker.media_types.emplace_back(type);
    return picker;
}

http::Response page_of(Installation const& tool, Session const& session) {
    auto const& base_path = tool.options.base_path;
    auto const offers = session.picker ? offers_for(tool, *session.picker) : std::vector<Offer>();
    auto page = session.picker
                    ? picker_page(session, base_path, offers, tool.broken("shows-picker-title-as-markup"))
                    : welcome_page(session, base_path);
    spoil_page(tool, session, page);
    return page;
}

http::Response pick(Installation& tool, http::Request const& request) {
    auto const* here = tool.session_of(request);
    if (here == nullptr) return plain_page(401, "Nobody has come here to choose.");
    auto const form = request.form();
    // Several pickers may be open in one browser: the form says which one this is (requirement DL-027).
    auto const* id = base::find(form, "picker");
    auto const opened = id == nullptr ? tool.pickers.end() : tool.pickers.find(*id);
    bool const own = opened != tool.pickers.end() && opened->second.user == here->user &&
                     opened->second.registration == here->registration;
    auto const session = own && !tool.broken("one-picker-per-session") ? opened->second : *here;
    if (!session.picker) return plain_page(401, "Nobody has come here to choose.");
    auto const* wish = base::find(form, "do");
    bool const cancelled = wish == nullptr || *wish != "choose";
    if (cancelled && tool.broken("cancels-into-the-void"))
        return outcome_page(200, session, "Nothing was chosen.", false);
    std::vector<std::string> chosen;
    for (auto const& [name, value] : form)
        if (name == "item" && !cancelled) chosen.push_back(value);
    if (!session.picker->several && chosen.size() > 1) chosen.resize(1);

    if (session.outcomes) return return_content(tool, session, chosen); // LTI 1.1
    auto const claims = response_claims(tool, session, items_for(tool, *session.picker, chosen));
    auto back = session.picker->return_url;
    if (tool.broken("drops-return-query")) back = back.substr(0, back.find('?'));
    auto const* field = tool.broken("deep-links-in-another-field") ? "id_token" : "JWT";
    return posting_page(session, back, {{field, signed_response(tool, session.registration, claims)}});
}

} // namespace easel::reference_tool
