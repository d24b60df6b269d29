// The tokens of a `send` step: bearer tokens, good and bad, and the form that asks for one.
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "lti13/scopes.hpp"
#include "lti13/token.hpp"
#include "play/send.hpp"

namespace easel::play {
namespace {

namespace json = base::json;

constexpr std::string_view ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";

std::string with_claims(std::string const& token, json::object const& changes, std::string const& secret) {
    auto decoded = jose::decode(token);
    if (!decoded) return token;
    for (auto const& [name, value] : changes) {
        if (is_removal(value)) {
            decoded->claims.erase(name);
        } else {
            decoded->claims[name] = value;
        }
    }
    return jose::sign_hmac(decoded->header, decoded->claims, secret);
}

} // namespace

std::string whole_scope(std::string const& written) {
    if (written.find("://") != std::string::npos) return written;
    if (written == "contextmembership.readonly") return lti13::nrps_scope;
    if (written == "progress") return lti13::progress_scope;
    return std::string(ags) + written;
}

std::vector<std::string> service_scopes() {
    std::vector<std::string> scopes(lti13::grade_scopes.begin(), lti13::grade_scopes.end());
    scopes.emplace_back(lti13::nrps_scope);
    return scopes;
}

std::optional<std::string> bearer_token(Sender const& sender) {
    auto& issuer = sender.issuer;
    auto const* wish = sender.parameters.find("token");
    auto const fresh = [&](std::vector<std::string> const& scopes) {
        return lti13::mint_token(issuer, sender.client_id, scopes, sender.now);
    };
    // What a browser sends on its own behalf has a session and no token.
    if (wish == nullptr && sender.parameters.find("session") != nullptr) return std::nullopt;
    if (wish == nullptr) return fresh(service_scopes());
    if (auto const* members = wish->if_object()) {
        auto const wishes = Parameters{*members};
        auto scopes = wishes.texts("scopes");
        for (auto& scope : scopes) scope = whole_scope(scope);
        auto token = fresh(members->contains("scopes") ? scopes : service_scopes());
        auto const* claims = wishes.object("claims");
        return claims == nullptr ? token : with_claims(token, *claims, issuer.secret);
    }
    auto const word = wish->is_string() ? std::string(wish->as_string()) : std::string("valid");
    if (word == "none") return std::nullopt;
    if (word == "garbage") return "this-is-no-token";
    if (word == "no_scope") return fresh({});
    auto token = fresh(service_scopes());
    if (word == "expired") {
        auto const decoded = jose::decode(token);
        if (auto const* jti = decoded ? decoded->claims.if_contains("jti") : nullptr) {
            issuer.expired_tokens.insert(std::string(jti->as_string()));
        }
    }
    // Not the last character: its spare bits must stay zero, or the token is none at all.
    if (word == "wrong_signature") token[token.size() - 10] = token[token.size() - 10] == 'x' ? 'y' : 'x';
    return token;
}

base::Fields token_form(Sender const& sender) {
    auto const& parameters = sender.parameters;
    json::object header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", sender.signer.kid}};
    json::object claims{
        {"iss", sender.client_id},
        {"sub", sender.client_id},
        {"aud", sender.signer.audience},
        {"iat", base::to_numeric_date(sender.now)},
        {"exp", base::to_numeric_date(sender.now) + 300},
        {"jti", sender.random.uuid()},
    };
    auto key = sender.signer.key;
    if (auto const* changes = parameters.object("assertion")) {
        for (auto const& [point, value] : *changes) {
            auto name = std::string_view(point);
            bool const of_header = name.starts_with("header.");
            if (of_header) name.remove_prefix(7);
            if (name.starts_with("claims.")) name.remove_prefix(7);
            auto& target = of_header ? header : claims;
            if (name == "key") {
                key = keys::fixture_key("attacker");
            } else if (is_removal(value)) {
                target.erase(name);
            } else {
                target[name] = value;
            }
        }
    }
    auto const alg = base::text_member(header, "alg").value_or("");
    auto assertion = alg == "none"           ? jose::unsigned_token(header, claims)
                     : alg.starts_with("HS") ? jose::sign_hmac(header, claims, "secret")
                                             : jose::sign(header, claims, key);
    if (auto const raw = parameters.text("body")) assertion = *raw;
    base::Fields form{
        {"grant_type", parameters.text("grant_type").value_or("client_credentials")},
        {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
        {"client_assertion", assertion},
        {"scope", parameters.text("scope").value_or(whole_scope("score"))},
    };
    if (auto const* extra = parameters.object("extra")) {
        for (auto const& [name, value] : *extra) base::set(form, std::string_view(name), text_of(value));
    }
    for (auto const& name : parameters.texts("omit")) base::remove(form, name);
    return form;
}

} // namespace easel::play
