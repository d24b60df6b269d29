#include "base/text.hpp"
#include "lti13/assertion.hpp"
#include "lti13/token.hpp"
#include "traffic/checks.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace easel::lti13 {

namespace {

constexpr std::int64_t oldest = 3600; ///< seconds
constexpr std::int64_t ahead = 30;

/// From the header, else the parameter `access_token` (oauth2-token.md 6); `parameter` keeps what had to be decoded.
std::string_view bearer_token(http::Request const& request, std::string& parameter) {
    std::string_view const header = request.headers.get("Authorization");
    if (header.size() > 7 && base::equals_ignoring_case(header.substr(0, 7), "bearer "))
        return base::trim(header.substr(7));
    auto found = request.query_value("access_token");
    if (!found) found = request.form_value("access_token");
    if (found) parameter = std::move(*found);
    return parameter;
}

std::string_view text_of(base::json::value const& claims, std::string_view name) {
    auto const* const found = base::member(claims, name);
    auto const* const text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string_view() : std::string_view(*text);
}

/// Is `text` these parts one after the other?
bool is_joined(std::string_view text, std::initializer_list<std::string_view> parts) {
    for (auto const part : parts) {
        if (!text.starts_with(part)) return false;
        text.remove_prefix(part.size());
    }
    return text.empty();
}

bool is_for_us(base::json::value const& claims, Issuer const& issuer, http::Request const& request) {
    if (is_joined(text_of(claims, "aud"), {issuer.origin, issuer.base_path, token_path})) return true; // nearly always
    auto accepted = token_urls(issuer, request);
    auto const scheme = issuer.origin.substr(0, issuer.origin.find(':'));
    for (auto const* host : {"canvas.instructure.com", "sso.canvaslms.com"})
        accepted.push_back(scheme + "://" + host + "/login/oauth2/token");
    return audience_fits(claims, accepted);
}

Refused refused(std::string message) {
    return Refused{401, "unauthorized", std::move(message)};
}

/// Checks 1 to 8: a token of ours that counts now. `passes` hears the row of oauth2-token.md 6, that of ags.md 3 and the
/// outcome, and says what comes of it; `applies` hears of rows that decide nothing.
template <class Passes, class Applies>
boost::system::result<base::json::value const*, Refused> good_token(
    Issuer const& issuer, http::Request const& request, base::Instant now, Passes const& passes, Applies const& applies
) {
    std::string parameter;
    auto const text = bearer_token(request, parameter);
    if (!parameter.empty()) applies("6.17");
    if (!passes("1", "1a", !text.empty())) return refused("Missing access token");
    auto const token = issuer.tokens_read.read(text, issuer.secret);
    if (!passes("2", "1b", token.is_jwt)) return refused("Invalid access token format");
    // Canvas also has texts for single causes; which one a forged algorithm gets is not established (ags.md 3).
    if (!passes("3", "1c", token.claims != nullptr))
        return refused("Access token invalid - signature likely incorrect");

    auto const& claims = *token.claims;
    auto const seconds = base::to_numeric_date(now);
    auto const& expired = issuer.expired_tokens;
    auto const exp = numeric_claim(claims, "exp");
    bool const ended = !expired.empty() && expired.contains(std::string(text_of(claims, "jti")));
    bool const alive = !ended && (!exp || *exp > static_cast<double>(seconds));
    if (!passes("4", "1d", alive)) return refused("Access token expired");

    // Only the first failing claim check is named.
    auto const bad_field = [&](std::string const& wrong) {
        applies("6.14");
        return refused("Invalid access token field/s: " + wrong);
    };
    auto const missing = missing_claims(claims);
    if (!passes("5", "1e", !missing)) return bad_field(*missing);
    if (!passes("6", "1f", is_for_us(claims, issuer, request))) return bad_field("the 'aud' is invalid");
    auto const iat = numeric_claim(claims, "iat").value_or(0);
    if (!passes("7", "1g", iat <= static_cast<double>(seconds + ahead)))
        return bad_field("the 'iat' must not be in the future");
    if (!passes("8", "1h", iat >= static_cast<double>(seconds - oldest)))
        return bad_field("the 'iat' must be less than 3600 seconds old");
    return token.claims;
}

/// Does the token name a scope that its key no longer has?
bool lost_scope(std::string_view scopes, world::DeveloperKey const& key) {
    while (!scopes.empty()) {
        auto const scope = scopes.substr(0, scopes.find(' '));
        scopes.remove_prefix(std::min(scope.size() + 1, scopes.size()));
        if (std::find(key.scopes.begin(), key.scopes.end(), scope) == key.scopes.end()) return true;
    }
    return false;
}

/// Is `scope` among the words of `text`?
bool has_word(std::string_view text, std::string_view scope) {
    for (auto at = text.find(scope); at != std::string_view::npos; at = text.find(scope, at + 1)) {
        auto const end = at + scope.size();
        if ((at == 0 || text[at - 1] == ' ') && (end == text.size() || text[end] == ' ')) return true;
    }
    return false;
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
    // The checks stand in two fact files; the AGS file's id decides.
    auto const passes = [&](std::string_view token_row, std::string_view service_row, bool passed) {
        passed = traffic::note(trail, {"oauth2-token/6.", token_row}, passed);
        return traffic::note(trail, {"ags/3.", service_row}, passed);
    };
    auto const applies = [&](std::string_view row) { trail.push_back({{"oauth2-token/", row}, true}); };
    auto const before_deciding = [&](std::string_view row) { // before the check that decided
        auto const at = trail.empty() || trail.back().passed ? trail.end() : trail.end() - 2;
        trail.insert(at, traffic::Check{{"oauth2-token/", row}, true});
    };
    auto const good = good_token(issuer, request, now, passes, before_deciding);
    if (!good) return good.error();
    auto const& claims = **good;

    auto const number = client_number(base::member(claims, "sub"));
    auto* const key = number ? world::key_by_number(world, *number) : nullptr;
    bool const usable = key != nullptr && key->state == world::KeyState::active;
    if (key != nullptr && !usable) applies("6.16");
    if (!passes("9", "2", usable)) return refused("Unknown or inactive Developer Key");

    auto const scopes = text_of(claims, "scopes");
    bool const allowed = std::any_of(scopes_any.begin(), scopes_any.end(), [&](std::string const& scope) {
        return has_word(scopes, scope);
    });
    // Nothing else ends a token: not a newer one, not another use, not that the key's scopes have changed.
    applies("6.15");
    if (!issuer.issued_tokens.empty() && issuer.issued_tokens.back() != text_of(claims, "jti")) applies("5.5");
    if (lost_scope(scopes, *key)) applies("4.3");
    if (!passes("10", "3", allowed)) return refused("Insufficient permissions");
    return Caller{key->client_id, key};
}

bool is_good_bearer(Issuer const& issuer, http::Request const& request, base::Instant now) {
    auto const passes = [](std::string_view token_row, std::string_view service_row, bool passed) {
        return traffic::holds({"ags/3.", service_row}, traffic::holds({"oauth2-token/6.", token_row}, passed));
    };
    return good_token(issuer, request, now, passes, [](std::string_view) {}).has_value();
}

std::optional<std::string> bearer_client(Issuer const& issuer, http::Request const& request) {
    std::string parameter;
    auto const token = issuer.tokens_read.read(bearer_token(request, parameter), issuer.secret);
    return token.claims == nullptr ? std::nullopt : base::text_member(*token.claims, "sub");
}

} // namespace easel::lti13
