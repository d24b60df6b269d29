#include "jose/algorithms.hpp"

#include "base/codec.hpp"

#include <boost/json/object.hpp>

namespace easel::jose {

bool is_rsa_algorithm(std::string_view alg) {
    return alg.size() == 5 && (alg.starts_with("RS") || alg.starts_with("PS")) &&
           (alg.ends_with("256") || alg.ends_with("384") || alg.ends_with("512"));
}

bool verifies_as_named(Jwt const& token, Key const& key) {
    auto const alg = base::text_member(token.header, "alg").value_or("");
    return is_rsa_algorithm(alg) && key.verify(alg, token.signing_input, token.signature);
}

std::string sign_as_named(base::json::object const& header, base::json::value const& claims, Key const& key) {
    auto const alg = base::text_member(header, "alg").value_or("");
    auto const token = unsigned_token(header, claims);
    if (!is_rsa_algorithm(alg)) return token;
    auto const input = std::string_view(token).substr(0, token.size() - 1);
    return token + base::base64url_encode(key.sign(alg, input));
}

} // namespace easel::jose
