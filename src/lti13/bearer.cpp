#include "base/text.hpp"
#include "lti13/assertion.hpp"
#include "lti13/token.hpp"

#include <algorithm>

namespace easel::lti13 {

namespace {

constexpr std::int64_t oldest = 3600; ///< seconds
constexpr std::int64_t ahead = 30;

/// From the header, else the parameter `access_token` (oauth2-token.md 6); `parameter` keeps what had to be decoded.
std::string_view bearer_token(http::Request const& request, std::string& parameter) {
    std::string_view const header = request.headers.get("Authorization");
    if (header.size() > 7 && base::equals_ignoring_case(header.substr(0, 7), "bearer "))
        return base::trim(header.substr(7));
    auto const query = request.query();
    auto const form = request.form();
    auto const* found = base::find(query, "access_token");
    if (found == nullptr) found = base::find(form, "access_token");
    if (found != nullptr) parameter = *found;
    return parameter;
}

bool is_for_us(base::json::value const& claims, Issuer const& issuer, http::Request const& request) {
    if (base::text_member(claims, "aud") == issuer.token_url()) return true; // nearly always
    auto accepted = token_urls(issuer, request);
    auto const scheme = issuer.origin.substr(0, issuer.origin.find(':'));
    for (auto const* host : {"canvas.instructure.com", "sso.canvaslms.com"})
        accepted.push_back(scheme + "://" + host + "/login/oauth2/token");
    return audience_fits(claims, accepted);
}

} // namespace

boost::system::result<Caller, Refused> check_bearer(
    world::World& world,
    Issuer const& issuer,
    http::Request const& request,
    std::vector<std::string> const& scopes_any,
    base::Instant now,
    traffic::Trail& trail
) {
    auto const passes = [&](char const* row, bool passed) {
        trail.push_back({"ags/3." + std::string(row), passed});
        return passed;
    };
    auto const refused = [](std::string message) { return Refused{401, "unauthorized", std::move(message)}; };
    auto const bad_field = [&](std::string const& text) { return refused("Invalid access token field/s: " + text); };

    std::string parameter;
    auto const text = bearer_token(request, parameter);
    if (!passes("1a", !text.empty())) return refused("Missing access token");
    auto const token = issuer.tokens_read.read(text, issuer.secret);
    if (!passes("1b", token.is_jwt)) return refused("Invalid access token format");
    // Canvas also has texts for single causes; which one a forged algorithm gets is not established (ags.md 3).
    if (!passes("1c", token.claims != nullptr)) return refused("Access token invalid - signature likely incorrect");

    auto const& claims = *token.claims;
    auto const seconds = base::to_numeric_date(now);
    auto const jti = base::text_member(claims, "jti").value_or("");
    auto const exp = numeric_claim(claims, "exp");
    bool const alive = !issuer.expired_tokens.contains(jti) && (!exp || *exp > static_cast<double>(seconds));
    if (!passes("1d", alive)) return refused("Access token expired");

    // Only the first failing claim check is named.
    auto const missing = missing_claims(claims);
    if (!passes("1e", !missing)) return bad_field(*missing);
    if (!passes("1f", is_for_us(claims, issuer, request))) return bad_field("the 'aud' is invalid");
    auto const iat = numeric_claim(claims, "iat").value_or(0);
    if (!passes("1g", iat <= static_cast<double>(seconds + ahead)))
        return bad_field("the 'iat' must not be in the future");
    if (!passes("1h", iat >= static_cast<double>(seconds - oldest)))
        return bad_field("the 'iat' must be less than 3600 seconds old");

    auto const number = client_number(base::member(claims, "sub"));
    auto* const key = number ? world::key_by_number(world, *number) : nullptr;
    bool const usable = key != nullptr && key->state == world::KeyState::active;
    if (!passes("2", usable)) return refused("Unknown or inactive Developer Key");

    Caller caller;
    caller.client_id = key->client_id;
    caller.scopes = base::split(base::text_member(claims, "scopes").value_or(""), ' ');
    caller.key = key;
    bool const allowed = std::any_of(scopes_any.begin(), scopes_any.end(), [&](std::string const& scope) {
        return std::find(caller.scopes.begin(), caller.scopes.end(), scope) != caller.scopes.end();
    });
    if (!passes("3", allowed)) return refused("Insufficient permissions");
    return caller;
}

std::optional<std::string> bearer_client(Issuer const& issuer, http::Request const& request) {
    std::string parameter;
    auto const token = issuer.tokens_read.read(bearer_token(request, parameter), issuer.secret);
    return token.claims == nullptr ? std::nullopt : base::text_member(*token.claims, "sub");
}

} // namespace easel::lti13
