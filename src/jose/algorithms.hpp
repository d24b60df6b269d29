#pragma once

#include "jose/jwt.hpp"

#include <string>
#include <string_view>

namespace easel::jose {

/// Is `alg` one that an RSA key can serve: RS256, RS384, RS512, PS256, PS384 or PS512 (RFC 7518, sections 3.3, 3.5)?
[[nodiscard]] bool is_rsa_algorithm(std::string_view alg);

/// The signature fits by the algorithm that the header names; false for those that no RSA key serves.
[[nodiscard]] bool verifies_as_named(Jwt const& token, Key const& key);

/// Signs by the algorithm that the header names; an empty third part where no RSA key serves it.
[[nodiscard]] std::string
sign_as_named(base::json::object const& header, base::json::value const& claims, Key const& key);

} // namespace easel::jose
