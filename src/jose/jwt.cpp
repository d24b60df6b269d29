#include "jose/jwt.hpp"

#include "base/codec.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace easel::jose {
namespace {

base::Fault broken(std::string message) {
    return base::Fault{base::FaultKind::bad_file, std::move(message), ""};
}

/// The JSON object in a part; `name` says which part it is.
base::Result<base::json::object> read_object(std::string_view part, std::string const& name) {
    auto const text = base::base64url_decode(part);
    if (!text) return broken("the token's " + name + " is not base64url");
    auto value = base::parse_json(*text);
    if (!value) return broken("the token's " + name + " is " + value.error().message);
    if (!value->is_object()) return broken("the token's " + name + " is no JSON object");
    return std::move(value->as_object());
}

std::string first_two_parts(base::json::object const& header, base::json::value const& claims) {
    auto const first = base::base64url_encode(base::dump(header));
    auto const second = base::base64url_encode(base::dump(claims));
    constexpr std::size_t longest_signature = 700; // of RSA-4096, and its dot
    std::string input;
    input.reserve(first.size() + 1 + second.size() + longest_signature);
    return input.append(first).append(1, '.').append(second);
}

std::string_view algorithm(base::json::object const& header) {
    auto const* const alg = header.if_contains("alg");
    return alg != nullptr && alg->is_string() ? std::string_view(alg->get_string()) : std::string_view();
}

}  // namespace

base::Result<Jwt> decode(std::string_view token) {
    auto const first = token.find('.');
    auto const second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
        return broken("the token has not exactly three parts");
    }
    auto header = read_object(token.substr(0, first), "header");
    if (!header) return header.error();
    auto claims = read_object(token.substr(first + 1, second - first - 1), "payload");
    if (!claims) return claims.error();
    auto signature = base::base64url_decode(token.substr(second + 1));
    if (!signature) return broken("the token's signature is not base64url");
    return Jwt{
        .header = std::move(*header),
        .claims = std::move(*claims),
        .signing_input = std::string(token.substr(0, second)),
        .signature = std::move(*signature)};
}

std::string sign(base::json::object const& header, base::json::value const& claims, Key const& key) {
    auto token = first_two_parts(header, claims);
    auto const signature = base::base64url_encode(key.sign_rs256(token));
    return token.append(1, '.').append(signature);
}

std::string sign_hmac(base::json::object const& header, base::json::value const& claims, std::string_view secret) {
    auto const alg = algorithm(header);
    int const bits = alg == "HS512" ? 512 : alg == "HS384" ? 384 : 256;
    auto const input = first_two_parts(header, claims);
    return input + "." + base::base64url_encode(hmac(bits, secret, input));
}

std::string unsigned_token(base::json::object const& header, base::json::value const& claims) {
    return first_two_parts(header, claims) + ".";
}

bool verifies(Jwt const& token, Key const& key) {
    return algorithm(token.header) == "RS256" && key.verify_rs256(token.signing_input, token.signature);
}

bool verifies_hs256(Jwt const& token, std::string_view secret) {
    return algorithm(token.header) == "HS256" &&
           equal_in_constant_time(hmac_sha256(secret, token.signing_input), token.signature);
}

std::optional<base::json::object> find_jwk(base::json::value const& set, std::string_view kid) {
    auto const* const keys = base::member(set, "keys");
    if (keys == nullptr || !keys->is_array()) return std::nullopt;
    for (auto const& jwk : keys->get_array()) {
        if (base::text_member(jwk, "kid") == kid) return jwk.get_object();
    }
    return std::nullopt;
}

}  // namespace easel::jose
