#include "lti13/issuer.hpp"

namespace easel::lti13 {

std::string jwks_body(Issuer const& issuer) {
    base::json::array keys;
    for (auto const& [kid, key] : issuer.keys) keys.emplace_back(key.public_jwk(kid));
    return base::dump(base::json::object{
        {"keys", std::move(keys)}
    });
}

}  // namespace easel::lti13
