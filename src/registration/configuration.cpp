#include "lti13/subject.hpp"
#include "lti13/variables.hpp"
#include "registration/parts.hpp"

#include <boost/json.hpp>

namespace easel::registration {
namespace {

json::array placements_of(bool deep_linking) {
    json::array names;
    for (auto const& rule : world::placement_rules()) {
        // The old name of two others is not offered any more (registration.md 2.2).
        if (rule.name == "resource_selection") continue;
        if (deep_linking ? rule.deep_linking : rule.resource_link) names.emplace_back(rule.name);
    }
    return names;
}

} // namespace

json::object configuration(world::World const& world, lti13::Issuer const& issuer) {
    auto const base = issuer.origin + issuer.base_path;
    json::array scopes;
    for (auto const scope : tool_config::lti_scopes()) scopes.emplace_back(scope);
    json::array variables;
    for (auto const& name : lti13::variable_names()) variables.emplace_back(name);
    json::array messages{
        json::object{{"type", "LtiResourceLinkRequest"}, {"placements", placements_of(false)}},
        json::object{{"type", "LtiDeepLinkingRequest"}, {"placements", placements_of(true)}},
    };
    return {
        {"issuer", issuer.issuer},
        {"authorization_endpoint", issuer.authorization_url()},
        {"registration_endpoint", base + std::string(registrations_path)},
        {"jwks_uri", issuer.jwks_url()},
        {"token_endpoint", issuer.token_url()},
        {"token_endpoint_auth_methods_supported", json::array{"private_key_jwt"}},
        {"token_endpoint_auth_signing_alg_values_supported", json::array{"RS256"}},
        {"scopes_supported", std::move(scopes)},
        {"response_types_supported", json::array{"id_token"}},
        {"id_token_signing_alg_values_supported", json::array{"RS256"}},
        {"claims_supported", json::array{"sub", "picture", "email", "name", "given_name", "family_name", "locale"}},
        {"subject_types_supported", json::array{"public"}},
        {"authorization_server", lti13::authority(issuer)},
        {platform_configuration,
         json::object{
             {"product_family_code", "canvas"},
             {"version", "OpenSource"},
             {"messages_supported", std::move(messages)},
             {"notice_types_supported", json::array{"LtiHelloWorldNotice", "LtiContextCopyNotice"}},
             {"variables", std::move(variables)},
             {"https://canvas.instructure.com/lti/account_name", world.account.name},
             {"https://canvas.instructure.com/lti/account_lti_guid", world.account.guid},
         }},
    };
}

} // namespace easel::registration
