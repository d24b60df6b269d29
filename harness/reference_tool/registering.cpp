// Registering with a platform: its configuration, the registration, what is kept of the answer.
#include "base/text.hpp"
#include "base/url.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/services.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr char const* tool_configuration = "https://purl.imsglobal.org/spec/lti-tool-configuration";
constexpr char const* platform_configuration = "https://purl.imsglobal.org/spec/lti-platform-configuration";
/// Every hosted Canvas has this issuer, whatever its host. @par Source registration.md 2.2
constexpr std::string_view canvas_issuer = "https://canvas.instructure.com";
constexpr std::string_view canvas_hosts = ".instructure.com";

/// What the browser brought.
struct Invitation {
    base::Url configuration;
    std::string token; ///< "" : none came
};

/// What a platform says of itself.
struct Platform {
    Registration told; ///< without client id
    std::string registration_endpoint;
    std::vector<std::string> scopes;
    json::value messages; ///< null: it does not say
};

std::string query_value(http::Request const& request, std::string_view name) {
    return request.query_value(name).value_or("");
}

/// What goes into the Authorization header; "" : no such header.
std::string authorization(Installation const& tool, std::string const& token) {
    if (!token.empty()) return "Bearer " + token;
    return tool.broken("sends-undefined-token") ? "Bearer undefined" : "";
}

bool belongs(std::string const& issuer, base::Url const& configuration) {
    if (issuer == canvas_issuer) return configuration.host.ends_with(canvas_hosts);
    auto const url = base::parse_url(issuer);
    return url && url->scheme == configuration.scheme && url->host == configuration.host && url->port == configuration.port;
}

/// Nothing when the configuration cannot be used.
std::optional<Platform> read_platform(std::string_view body) {
    auto const document = base::parse_json(body);
    if (!document || !document->is_object()) return std::nullopt;
    auto const text = [&](std::string_view name) { return base::text_member(*document, name).value_or(""); };
    Platform platform;
    platform.told.issuer = text("issuer");
    platform.told.authorization_url = text("authorization_endpoint");
    platform.told.token_url = text("token_endpoint");
    platform.told.jwks_url = text("jwks_uri");
    platform.registration_endpoint = text("registration_endpoint");
    for (auto const& url :
         {platform.told.issuer, platform.told.authorization_url, platform.told.token_url, platform.told.jwks_url,
          platform.registration_endpoint})
        if (!base::parse_url(url)) return std::nullopt;
    if (auto const* scopes = base::member(*document, "scopes_supported"); scopes != nullptr && scopes->is_array())
        for (auto const& scope : scopes->get_array())
            if (scope.is_string()) platform.scopes.emplace_back(scope.get_string());
    auto const* own = base::member(*document, platform_configuration);
    auto const* messages = own == nullptr ? nullptr : base::member(*own, "messages_supported");
    if (messages != nullptr) platform.messages = *messages;
    return platform;
}

/// Does the platform show this message there?
bool offers(Platform const& platform, std::string_view type, std::string_view placement) {
    auto const* messages = platform.messages.if_array();
    if (messages == nullptr) return false;
    return std::any_of(messages->begin(), messages->end(), [&](json::value const& each) {
        auto const* placements = base::member(each, "placements");
        auto const* list = placements == nullptr ? nullptr : placements->if_array();
        return base::text_member(each, "type") == type && list != nullptr &&
               std::find(list->begin(), list->end(), json::value(placement)) != list->end();
    });
}

json::array messages_for(Installation const& tool, Platform const& platform) {
    struct Place {
        std::string_view type;
        std::string_view placement;
    };
    static constexpr std::array places{
        Place{"LtiResourceLinkRequest", "course_navigation"},
        Place{"LtiDeepLinkingRequest", "assignment_selection"},
        Place{"LtiDeepLinkingRequest", "link_selection"},
    };
    json::array messages;
    for (auto const& [type, placement] : places) {
        bool const all = tool.broken("asks-for-every-scope");
        if (!all && !offers(platform, type, placement)) continue;
        bool const misnamed = tool.broken("misnames-deep-linking") && type == "LtiDeepLinkingRequest";
        messages.emplace_back(json::object{
            {"type", misnamed ? std::string_view("LtiDeepLinking") : type},
            {"target_link_uri", tool.url("/launch")},
            {"placements", json::array{placement}}});
    }
    return messages;
}

json::object registration_of(Installation const& tool, Platform const& platform) {
    std::vector<std::string> scopes;
    for (auto const* scope :
         {scope_line_items, scope_line_items_readonly, scope_results, scope_score, scope_memberships}) {
        auto const& offered = platform.scopes;
        bool const known = std::find(offered.begin(), offered.end(), scope) != offered.end();
        if (known || tool.broken("asks-for-every-scope")) scopes.emplace_back(scope);
    }
    auto const origin = base::parse_url(tool.options.origin);
    auto domain = origin ? origin->origin().substr(origin->scheme.size() + 3) : std::string();
    if (tool.broken("registers-domain-without-port") && origin) domain = origin->host;
    json::array grants{"implicit", "client_credentials"};
    if (tool.broken("registers-without-client-credentials")) grants.pop_back();
    return {
        {"application_type", "web"},
        {"response_types", json::array{"id_token"}},
        {"grant_types", std::move(grants)},
        {"initiate_login_uri", tool.url("/login")},
        {"redirect_uris", json::array{tool.url("/launch")}},
        {"client_name", "Easel reference tool"},
        {"jwks_uri", tool.url("/jwks.json")},
        {"token_endpoint_auth_method", "private_key_jwt"},
        {"scope", base::join(scopes, " ")},
        {tool_configuration,
         json::object{
             {"domain", domain},
             {"target_link_uri", tool.url("/launch")},
             {"description", "A small tool that does everything right"},
             {"claims", json::array{"iss", "sub", "name", "given_name", "family_name", "email"}},
             {"messages", messages_for(tool, platform)},
         }},
    };
}

http::Request posted(Installation const& tool, json::object const& registration) {
    http::Request request;
    request.method = "POST";
    request.body = base::dump(registration);
    request.headers.set("Content-Type", "application/json");
    if (tool.broken("registers-by-form")) {
        base::Fields fields;
        for (auto const& [name, value] : registration)
            fields.emplace_back(name, value.is_string() ? std::string(value.get_string()) : base::dump(value));
        request = http::form_post("/", fields);
    }
    request.headers.set("Accept", "application/json");
    return request;
}

/// The platform's own words about a refusal: the standard's body, or Canvas's list. @par Source registration.md 2.3
std::string refusal_words(Reply const& reply) {
    if (reply.status == 0) return "it did not answer";
    auto const text = "it answered " + std::to_string(reply.status);
    auto const document = base::parse_json(reply.body);
    if (!document) return text;
    for (auto const* name : {"error_description", "error", "errorMessage"})
        if (auto const words = base::text_member(*document, name)) return text + ": " + *words;
    auto const* errors = base::member(*document, "errors");
    if (errors == nullptr || !errors->is_array() || errors->get_array().empty()) return text;
    auto const& first = errors->get_array().front();
    if (first.is_string()) return text + ": " + std::string(first.get_string());
    return text + ": " + base::text_member(first, "message").value_or("no words");
}

/// The configuration's URL as it is asked for; a correct tool takes it as it came.
base::Url asked_for(Installation const& tool, base::Url url) {
    if (tool.broken("cuts-configuration-url")) {
        url.query.clear();
        url.has_query = false;
    }
    return url;
}

void keep(Installation& tool, Registration registration) {
    if (tool.broken("forgets-its-client-id")) registration.client_id += "0";
    auto& all = tool.options.registrations;
    auto const same = std::find_if(all.begin(), all.end(), [&](Registration const& each) {
        return each.issuer == registration.issuer && each.client_id == registration.client_id;
    });
    if (same != all.end()) {
        *same = std::move(registration); // only a defect comes here
        return;
    }
    all.push_back(std::move(registration));
    tool.keys.emplace_back();
}

bool is_known(Installation const& tool, std::string const& issuer, std::string const& client_id) {
    auto const& all = tool.options.registrations;
    return std::any_of(all.begin(), all.end(), [&](Registration const& each) {
        return each.issuer == issuer && each.client_id == client_id;
    });
}

http::Response finish(Installation& tool, Invitation const& invitation, Platform platform, Reply const& reply) {
    auto const origin = invitation.configuration.origin();
    auto const document = base::parse_json(reply.body);
    auto const client_id = document ? base::text_member(*document, "client_id").value_or("") : std::string();
    bool const taken = (reply.status == 200 || reply.status == 201) && !client_id.empty();
    if (!taken && tool.broken("keeps-refused-registrations")) {
        platform.told.client_id = "0";
        keep(tool, std::move(platform.told));
        return unregistered_page(400, "The platform did not register this tool: " + refusal_words(reply));
    }
    if (!taken && tool.broken("hides-refused-registrations")) return registered_page(origin);
    if (!taken)
        return unregistered_page(400, "The platform did not register this tool: " + refusal_words(reply));
    // Whoever is served here already must not be led elsewhere by a newcomer (requirement REG-009).
    if (is_known(tool, platform.told.issuer, client_id) && !tool.broken("replaces-registrations"))
        return unregistered_page(409, "The platform named a client that this tool has already.");
    platform.told.client_id = client_id;
    if (auto const deployment = base::text_member(*document, "deployment_id"))
        platform.told.deployments = {*deployment};
    keep(tool, std::move(platform.told));
    if (tool.broken("never-closes")) return unregistered_page(200, "Done.");
    return registered_page(tool.broken("closes-for-anybody") ? "*" : origin);
}

} // namespace

http::awaitable<http::Response> register_with(SharedTool tool, http::Request request) {
    auto const named = base::parse_url(query_value(request, "openid_configuration"));
    if (!named) co_return unregistered_page(400, "A registration needs the URL of a platform's openid_configuration.");
    Invitation invitation{*named, query_value(request, "registration_token")};
    // A token is good for one registration (requirement REG-012); without one the configuration's URL tells them apart.
    auto const invitation_id = invitation.token.empty() ? invitation.configuration.text() : invitation.token;
    if (tool->spent_invitations.contains(invitation_id) && !tool->broken("registers-again-on-reload"))
        co_return unregistered_page(409, "This registration is over.");

    http::Request get;
    get.headers.set("Accept", "application/json");
    auto const credentials = authorization(*tool, invitation.token);
    if (!credentials.empty() && !tool->broken("asks-for-configuration-without-token"))
        get.headers.set("Authorization", credentials);
    auto const told = co_await fetch(tool, asked_for(*tool, invitation.configuration).text(), std::move(get));
    if (told.status != 200)
        co_return unregistered_page(400, "The platform's configuration could not be read: " + refusal_words(told));
    auto platform = read_platform(told.body);
    if (!platform) co_return unregistered_page(400, "The platform's configuration is incomplete.");
    if (!belongs(platform->told.issuer, invitation.configuration) && !tool->broken("believes-any-issuer"))
        co_return unregistered_page(400, "The platform's configuration speaks for another platform.");

    constexpr std::size_t most_remembered = 10'000;
    if (tool->spent_invitations.size() >= most_remembered) tool->spent_invitations.clear();
    tool->spent_invitations.insert(invitation_id);
    auto post = posted(*tool, registration_of(*tool, *platform));
    if (!credentials.empty() && !tool->broken("registers-without-token")) post.headers.set("Authorization", credentials);
    auto endpoint = platform->registration_endpoint;
    if (tool->broken("guesses-registration-endpoint")) endpoint = endpoint.substr(0, endpoint.find('?'));
    auto const reply = co_await fetch(tool, endpoint, std::move(post));
    co_return finish(*tool, invitation, std::move(*platform), reply);
}

} // namespace easel::reference_tool
