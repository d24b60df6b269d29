#include "lti13/hint.hpp"

#include "jose/jwt.hpp"
#include "lti13/launch.hpp"

namespace easel::lti13 {

std::string sign_hint(Issuer const& issuer, Hint const& hint) {
    base::json::object claims{
        {"verifier", hint.verifier},
        {"canvas_domain", hint.canvas_domain},
        {"context_type", hint.context_type},
        {"context_id", hint.context_id},
        {"canvas_locale", hint.locale},
        {"include_storage_target", hint.storage_target},
        {"exp", hint.expires}};
    auto const token = jose::sign_hmac({{"typ", "JWT"}, {"alg", "HS256"}}, claims, issuer.secret);
    issuer.tokens_read.remember(token, issuer.secret, std::move(claims)); // it comes back in a moment
    return token;
}

std::optional<Hint> read_hint(Issuer const& issuer, std::string_view text) {
    auto const token = issuer.tokens_read.read(text, issuer.secret);
    if (token.claims == nullptr) return std::nullopt;
    auto const& claims = *token.claims;
    auto const verifier = base::text_member(claims, "verifier");
    if (!verifier) return std::nullopt;
    auto const number = [&](std::string_view name) {
        auto const* const found = base::member(claims, name);
        return found == nullptr ? 0.0 : base::number(*found).value_or(0);
    };
    Hint hint;
    hint.verifier = *verifier;
    hint.canvas_domain = base::text_member(claims, "canvas_domain").value_or("");
    hint.context_type = base::text_member(claims, "context_type").value_or("");
    hint.context_id = static_cast<world::Id>(number("context_id"));
    hint.locale = base::text_member(claims, "canvas_locale").value_or("en");
    auto const* const storage = base::member(claims, "include_storage_target");
    hint.storage_target = storage != nullptr && storage->is_bool() && storage->as_bool();
    hint.expires = static_cast<std::int64_t>(number("exp"));
    return hint;
}

std::string public_login_hint() {
    return jose::sha1_hex("a visitor of a public course");
}

std::optional<std::string> hint_verifier(Issuer const& issuer, std::string_view hint) {
    auto const token = issuer.tokens_read.read(hint, issuer.secret);
    return token.claims == nullptr ? std::nullopt : base::text_member(*token.claims, "verifier");
}

} // namespace easel::lti13
