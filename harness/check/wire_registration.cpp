// What a tool sends when it registers itself. @par Source requirements REG; registration.md 2
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_inspection.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <map>

namespace easel::check::wire {
namespace {

namespace json = base::json;

constexpr char const* tool_configuration = "https://purl.imsglobal.org/spec/lti-tool-configuration";
constexpr char const* platform_configuration = "https://purl.imsglobal.org/spec/lti-platform-configuration";
constexpr std::string_view canvas_prefix = "https://canvas.instructure.com/lti/";

/// One opened registration page and what the tool sent for it.
struct Registration {
    std::string configuration_url;
    std::string token; ///< "" : none was given
    std::vector<Exchange const*> fetches;
    std::vector<Exchange const*> posts;

    /// The platform's answer to the last fetch before hop `before`.
    [[nodiscard]] std::optional<json::object> configuration(int before) const {
        for (auto at = fetches.rbegin(); at != fetches.rend(); ++at) {
            if ((*at)->number > before || !(*at)->response || (*at)->response->status != 200) continue;
            auto const parsed = base::parse_json((*at)->response->body);
            if (parsed && parsed->is_object()) return parsed->as_object();
        }
        return std::nullopt;
    }
};

std::vector<Registration> registrations(Case const& run) {
    std::vector<Registration> all;
    for (auto const& exchange : run.exchanges) {
        if (exchange.to == traffic::Party::tool && exchange.kind == CallKind::registration_page) {
            auto const url = exchange.request.query_value("openid_configuration");
            if (url) all.push_back({*url, exchange.request.query_value("registration_token").value_or(""), {}, {}});
            continue;
        }
        if (all.empty() || exchange.to != traffic::Party::platform || exchange.from != traffic::Party::tool) continue;
        if (exchange.kind == CallKind::configuration) all.back().fetches.push_back(&exchange);
        if (exchange.kind == CallKind::registration) all.back().posts.push_back(&exchange);
    }
    return all;
}

/// Every posted registration that is a JSON object, with what belongs to it.
template <class Inspect>
void each_post(Case const& run, Findings& out, Inspect const& inspect) {
    for (auto const& registration : registrations(run)) {
        for (auto const* post : registration.posts) {
            auto const body = json_body(*post);
            if (!body) continue;
            out.saw(*post);
            inspect(registration, *post, *body);
        }
    }
}

void fetches_configuration(Case const& run, Findings& out) {
    for (auto const& registration : registrations(run)) {
        bool shown = registration.token.empty();
        for (auto const* fetch : registration.fetches) {
            out.saw(*fetch);
            if (fetch->request.target != target_of(registration.configuration_url))
                out.violated(*fetch, "asked for " + quoted(fetch->request.target) + " instead of the URL of openid_configuration");
            shown = shown || bearer_token(fetch->request) == registration.token;
        }
        if (!shown && !registration.fetches.empty())
            out.violated(
                *registration.fetches.back(), "asked for the configuration without `Authorization: Bearer` and the registration token"
            );
    }
}

void posts_json_with_token(Case const& run, Findings& out) {
    for (auto const& registration : registrations(run)) {
        for (auto const* post : registration.posts) {
            out.saw(*post);
            auto const type = post->request.content_type();
            bool const is_json = type == "application/json" || type.ends_with("+json");
            if (!is_json || !json_body(*post)) {
                out.violated(*post, "posted its registration as " + quoted(type) + " and not as a JSON object");
                continue;
            }
            if (!registration.token.empty() && bearer_token(post->request) != registration.token)
                out.violated(*post, "posted its registration without `Authorization: Bearer` and the registration token");
            auto const told = registration.configuration(post->number);
            auto const endpoint = told ? base::text_member(*told, "registration_endpoint") : std::nullopt;
            if (endpoint && post->request.target != target_of(*endpoint))
                out.violated(
                    *post, "posted its registration to " + quoted(post->request.target) + "; the configuration says " + quoted(*endpoint)
                );
        }
    }
}

bool holds(json::value const* list, std::initializer_list<std::string_view> words) {
    auto const* const array = list == nullptr ? nullptr : list->if_array();
    return array != nullptr && std::ranges::all_of(words, [&](std::string_view word) {
               return std::ranges::any_of(*array, [&](json::value const& each) { return each == json::value(word); });
           });
}

bool is_address(json::value const* value) {
    auto const* const text = value == nullptr ? nullptr : value->if_string();
    return text != nullptr && base::parse_url(*text).has_value();
}

void required_members(Case const& run, Findings& out) {
    each_post(run, out, [&](Registration const&, Exchange const& post, json::object const& sent) {
        auto const wrong = [&](std::string_view name, std::string_view wanted) {
            auto const* const value = sent.if_contains(name);
            out.violated(
                post, value == nullptr ? "registered without `" + std::string(name) + "`; it must be " + std::string(wanted)
                                       : "registered with " + std::string(name) + " " + quoted(*value) + "; it must be " + std::string(wanted)
            );
        };
        auto const is = [&](std::string_view name, std::string_view word) {
            if (base::text_member(sent, name) != word) wrong(name, "`" + std::string(word) + "`");
        };
        is("application_type", "web");
        if (!holds(sent.if_contains("response_types"), {"id_token"})) wrong("response_types", "a list with `id_token`");
        if (!holds(sent.if_contains("grant_types"), {"implicit", "client_credentials"}))
            wrong("grant_types", "a list with `implicit` and `client_credentials`");
        if (!is_address(sent.if_contains("initiate_login_uri"))) wrong("initiate_login_uri", "a URL");
        if (!is_address(sent.if_contains("jwks_uri"))) wrong("jwks_uri", "a URL");
        auto const* const redirects = sent.if_contains("redirect_uris");
        auto const* const list = redirects == nullptr ? nullptr : redirects->if_array();
        bool const addresses = list != nullptr && !list->empty() &&
                               std::ranges::all_of(*list, [](json::value const& each) { return is_address(&each); });
        if (!addresses) wrong("redirect_uris", "a list of URLs");
        if (base::text_member(sent, "client_name").value_or("").empty()) wrong("client_name", "a name");
        is("token_endpoint_auth_method", "private_key_jwt");
        // A tool that calls no service asks for no scope.
        auto const* const scope = sent.if_contains("scope");
        if (scope != nullptr && !scope->is_string() && !scope->is_null()) wrong("scope", "one text with blanks between the scopes");
    });
}

/// The tool's own object, when it is there.
json::object const* own_object(json::object const& sent) {
    auto const* const found = sent.if_contains(tool_configuration);
    return found == nullptr ? nullptr : found->if_object();
}

std::string authority(base::Url const& url) { return url.origin().substr(url.scheme.size() + 3); }

void tool_members(Case const& run, Findings& out) {
    each_post(run, out, [&](Registration const&, Exchange const& post, json::object const& sent) {
        auto const* const tool = own_object(sent);
        if (tool == nullptr) {
            out.violated(post, "registered without the object `" + std::string(tool_configuration) + "`");
            return;
        }
        for (std::string_view const name : {"claims", "messages"}) {
            auto const* const value = tool->if_contains(name);
            if (value == nullptr || !value->is_array())
                out.violated(post, "registered a tool configuration without a list `" + std::string(name) + "`");
        }
        auto const domain = base::text_member(*tool, "domain");
        auto const target = base::text_member(*tool, "target_link_uri");
        auto const url = target ? base::parse_url(*target) : base::Result<base::Url>(base::Fault{});
        if (!domain) out.violated(post, "registered a tool configuration without `domain`");
        if (!url) out.violated(post, "registered a tool configuration without a URL as `target_link_uri`");
        if (domain && url && !base::equals_ignoring_case(*domain, authority(*url)))
            out.violated(
                post, "registered the domain " + quoted(*domain) + "; the host of its target_link_uri is " + quoted(authority(*url))
            );
    });
}

template <class Inspect>
void each_message(json::object const& sent, Inspect const& inspect) {
    auto const* const tool = own_object(sent);
    auto const* const messages = tool == nullptr ? nullptr : tool->if_contains("messages");
    auto const* const list = messages == nullptr ? nullptr : messages->if_array();
    if (list == nullptr) return;
    for (auto const& message : *list) inspect(message);
}

void message_types(Case const& run, Findings& out) {
    // Messages of further LTI documents have names that are as good; only what no document has is wrong.
    static constexpr std::array<std::string_view, 9> known{
        "LtiResourceLinkRequest",   "LtiDeepLinkingRequest", "LtiEulaRequest",
        "LtiReportReviewRequest",   "LtiContextLaunchRequest", "LtiAssetProcessorSettingsRequest",
        "LtiSubmissionReviewRequest", "LtiStartProctoring",    "LtiDataPrivacyLaunchRequest"};
    each_post(run, out, [&](Registration const&, Exchange const& post, json::object const& sent) {
        each_message(sent, [&](json::value const& message) {
            auto const type = base::text_member(message, "type");
            if (!type)
                out.violated(post, "registered a message without a type");
            else if (std::ranges::find(known, *type) == known.end())
                out.violated(post, "registered a message of type " + quoted(*type) + ", which there is not");
        });
    });
}

/// A placement in the platform's own words.
std::string placement_name(std::string text) {
    if (text == "ContentArea") return "link_selection";
    if (text == "RichTextEditor") return "editor_button";
    return text.starts_with(canvas_prefix) ? text.substr(canvas_prefix.size()) : text;
}

/// The placements that the platform offers for a message; nothing when it does not offer the message.
std::optional<std::vector<std::string>> offered(json::object const& configuration, std::string_view type) {
    auto const* const own = configuration.if_contains(platform_configuration);
    auto const* const messages = own == nullptr ? nullptr : base::member(*own, "messages_supported");
    auto const* const list = messages == nullptr ? nullptr : messages->if_array();
    if (list == nullptr) return std::nullopt;
    for (auto const& message : *list) {
        if (base::text_member(message, "type") != type) continue;
        std::vector<std::string> names;
        auto const* const placements = base::member(message, "placements");
        if (placements == nullptr || !placements->is_array()) return names;
        for (auto const& each : placements->as_array())
            if (each.is_string()) names.push_back(placement_name(std::string(each.as_string())));
        return names;
    }
    return std::nullopt;
}

void only_what_is_offered(Case const& run, Findings& out) {
    each_post(run, out, [&](Registration const& registration, Exchange const& post, json::object const& sent) {
        auto const told = registration.configuration(post.number);
        if (!told) return;
        auto const* const supported = told->if_contains("scopes_supported");
        for (auto const& scope : base::split(base::text_member(sent, "scope").value_or(""), ' ')) {
            if (scope.empty() || scope == "openid" || supported == nullptr) continue;
            if (!holds(supported, {scope}))
                out.violated(post, "asked for the scope " + quoted(scope) + ", which the platform does not offer");
        }
        each_message(sent, [&](json::value const& message) {
            auto const type = base::text_member(message, "type").value_or("");
            auto const names = offered(*told, type);
            auto const* const placements = base::member(message, "placements");
            if (placements == nullptr || !placements->is_array() || !names) return;
            for (auto const& each : placements->as_array()) {
                auto const name = each.is_string() ? placement_name(std::string(each.as_string())) : std::string();
                if (std::ranges::find(*names, name) == names->end())
                    out.violated(
                        post, "asked for the placement " + quoted(each) + " of " + type + ", which the platform does not offer"
                    );
            }
        });
    });
}

void token_used_once(Case const& run, Findings& out) {
    std::map<std::string, int> taken; ///< posts that the platform took, by token
    for (auto const& registration : registrations(run)) {
        for (auto const* post : registration.posts) {
            out.saw(*post);
            auto const token = bearer_token(post->request);
            if (token.empty()) continue;
            if (taken[token] > 0)
                out.violated(*post, "posted a registration with a token that it had registered with before");
            if (post->response && post->response->status < 300) ++taken[token];
        }
    }
}

void no_invented_token(Case const& run, Findings& out) {
    static constexpr std::array<std::string_view, 6> words{"undefined", "null", "none", "nil", "nan", "[object object]"};
    for (auto const& registration : registrations(run)) {
        if (!registration.token.empty()) continue;
        for (auto const& list : {registration.fetches, registration.posts}) {
            for (auto const* call : list) {
                out.saw(*call);
                if (!call->request.headers.has("Authorization")) continue;
                auto const header = std::string(call->request.headers.get("Authorization"));
                auto const token = base::to_lower(bearer_token(call->request));
                bool const empty = base::trim(token).empty() && base::to_lower(header).starts_with("bearer");
                if (empty || std::ranges::find(words, token) != words.end())
                    out.violated(*call, "sent the header `Authorization: " + header.substr(0, 100) + "` although no registration token was given");
            }
        }
    }
}

constexpr std::string_view posts = "posted registrations";
constexpr std::array rules{
    Rule{
        "REG-001",
        "requests for the platform's configuration",
        fetches_configuration,
        "Fetch the URL of openid_configuration as it is, with `Authorization: Bearer <registration_token>`."},
    Rule{
        "REG-002",
        posts,
        posts_json_with_token,
        "Post JSON to the configuration's registration_endpoint, with `Authorization: Bearer <registration_token>`."},
    Rule{"REG-003", posts, required_members, "Send every member that Dynamic Registration asks for."},
    Rule{
        "REG-004",
        posts,
        tool_members,
        "Send the tool configuration with domain, target_link_uri, claims and messages; the domain is the host of target_link_uri, with its port."},
    Rule{"REG-005", posts, message_types, "Name messages LtiResourceLinkRequest and LtiDeepLinkingRequest."},
    Rule{
        "REG-006",
        posts,
        only_what_is_offered,
        "Ask for what scopes_supported and messages_supported list, no more."},
    Rule{"REG-012", posts, token_used_once, "Remember the registration tokens that were used."},
    Rule{
        "REG-013",
        "requests of a registration without token",
        no_invented_token,
        "Leave the Authorization header out where there is no registration token."},
};

} // namespace

std::span<Rule const> registration_rules() {
    return rules;
}

} // namespace easel::check::wire
