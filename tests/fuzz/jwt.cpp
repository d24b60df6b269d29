#include "jose/jwt.hpp"

#include "base/codec.hpp"
#include "fuzz/fuzz.hpp"

namespace easel::fuzz {
namespace {

constexpr std::string_view secret = "a secret";

void check_printing(jose::Jwt const& token) {
    auto const printed = jose::unsigned_token(token.header, token.claims);
    auto const again = jose::decode(printed);
    require(again.has_value(), "a printed token reads");
    // By their text: an infinite number (1e400) has none and is printed as null.
    require(base::dump(again->header) == base::dump(token.header), "a header reads as it was printed");
    require(base::dump(again->claims) == base::dump(token.claims), "claims read as they were printed");
    require(again->signature.empty(), "an unsigned token has no signature");

    auto const made = jose::decode(jose::sign_hmac(token.header, token.claims, secret));
    require(made.has_value(), "a signed token reads");
    auto const* const alg = token.header.if_contains("alg");
    bool const hs256 = alg != nullptr && alg->is_string() && std::string_view(alg->get_string()) == "HS256";
    require(jose::verifies_hs256(*made, secret) == hs256, "HS256, and nothing else, verifies");
    require(!jose::verifies_hs256(*made, "another secret"), "another secret does not verify");
}

} // namespace

void jwt(std::string_view input) {
    if (auto const token = jose::decode(input)) {
        auto const text = token->signing_input + "." + base::base64url_encode(token->signature);
        require(text == input, "the parts are the token");
        check_printing(*token);
    }
    // "header JSON \n payload JSON", so that the fuzzer need not find base64url.
    auto rest = input;
    auto const header = take_line(rest);
    auto const coded = base::base64url_encode(header) + "." + base::base64url_encode(rest) + ".";
    if (auto const token = jose::decode(coded)) {
        check_printing(*token);
        if (auto const key = jose::Key::from_jwk(token->claims)) {
            auto const printed = jose::Key::from_jwk(key->public_jwk("kid"));
            require(printed && printed->bits() == key->bits(), "a key reads as it was printed");
            require(!jose::verifies(*token, *key), "an unsigned token does not verify");
        }
        if (auto const jwk = jose::find_jwk(token->claims, "kid"))
            require(base::text_member(base::json::value(*jwk), "kid") == "kid", "the key found is the one wanted");
    }
}

} // namespace easel::fuzz
