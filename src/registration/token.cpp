// The registration token: made when an admin begins, read when the tool shows it.
#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "lti13/subject.hpp"
#include "registration/parts.hpp"

#include <boost/json.hpp>

namespace easel::registration {
namespace {

constexpr std::int64_t token_life = 3600; ///< seconds; registration.md 2.1

} // namespace

Begun begin(world::World& world, lti13::Issuer const& issuer, Invitation const& invitation, base::Instant now) {
    Begun begun;
    begun.uuid = world.random.uuid();
    world::touch_rest(world);
    json::object claims{
        {"uuid", begun.uuid},
        {"initiated_at", base::to_iso8601(now)},
        {"user_id", global(invitation.user)},
        {"root_account_global_id", global(world.account.id)},
        {"root_account_domain", lti13::authority(issuer)},
        {"exp", base::to_numeric_date(now) + token_life},
    };
    // A claim without value is left out, and its registration fails for that (registration.md 2.3).
    if (!invitation.registration_url.empty()) claims["registration_url"] = invitation.registration_url;
    if (invitation.existing) claims["existing_registration"] = *invitation.existing;
    begun.token = jose::sign_hmac({{"typ", "JWT"}, {"alg", "HS256"}}, claims, issuer.secret);
    begun.configuration_url = issuer.origin + issuer.base_path + std::string(configuration_path) + "?" +
                              base::form_encode({{"registration_token", begun.token}});
    begun.tool_url = invitation.registration_url;
    if (auto url = base::parse_url(invitation.registration_url)) {
        url->query += (url->query.empty() ? "" : "&") +
                      base::form_encode(
                          {{"openid_configuration", begun.configuration_url}, {"registration_token", begun.token}}
                      );
        url->has_query = true;
        begun.tool_url = url->text();
    }
    return begun;
}

json::value const* token_claims(lti13::Issuer const& issuer, std::string_view token) {
    return issuer.tokens_read.read(token, issuer.secret).claims;
}

std::string bearer_of(http::Request const& request) {
    std::string_view const header = request.headers.get("Authorization");
    if (header.size() > 7 && base::equals_ignoring_case(header.substr(0, 7), "bearer "))
        return std::string(base::trim(header.substr(7)));
    return {};
}

std::optional<std::string> token_uuid(lti13::Issuer const& issuer, http::Request const& request) {
    auto const uuid_in = [&](std::string const& token) -> std::optional<std::string> {
        auto const* claims = token.empty() ? nullptr : token_claims(issuer, token);
        return claims == nullptr ? std::nullopt : base::text_member(*claims, "uuid");
    };
    if (auto found = uuid_in(bearer_of(request))) return found;
    return uuid_in(request.query_value("registration_token").value_or(""));
}

} // namespace easel::registration
