#pragma once

#include "base/json.hpp"
#include "base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace easel::jose {

/// An RSA key, public or private (RFC 7517, RFC 7518 section 6.3). Cheap to copy.
class Key {
  public:
    Key() = default; ///< empty; every use of it fails

    /// PKCS#1, PKCS#8 or SPKI PEM.
    [[nodiscard]] static base::Result<Key> from_pem(std::string_view pem);
    /// A JWK object; needs `kty`, `n`, `e`; private members are read when present.
    [[nodiscard]] static base::Result<Key> from_jwk(base::json::value const& jwk);
    /// Costs 0.1 to 1.3 s for 2048 bits.
    [[nodiscard]] static base::Result<Key> generate(int bits = 2048);

    [[nodiscard]] bool empty() const { return !impl_; }
    [[nodiscard]] bool is_private() const;
    [[nodiscard]] int bits() const;

    /// `kty`, `e`, `n`, `kid`, `alg` (RS256), `use` (sig), in this order.
    [[nodiscard]] base::json::object public_jwk(std::string_view kid) const;
    [[nodiscard]] std::string public_pem() const;  ///< SPKI
    [[nodiscard]] std::string private_pem() const; ///< PKCS#8; "" for a public key

    /// RSASSA-PKCS1-v1_5 with SHA-256; "" when this key cannot sign.
    [[nodiscard]] std::string sign_rs256(std::string_view bytes) const;
    [[nodiscard]] bool verify_rs256(std::string_view bytes, std::string_view signature) const;
    /// By `alg`, one that `is_rsa_algorithm` (jose/algorithms.hpp) knows; "" when this key cannot sign.
    [[nodiscard]] std::string sign(std::string_view alg, std::string_view bytes) const;
    [[nodiscard]] bool verify(std::string_view alg, std::string_view bytes, std::string_view signature) const;

  private:
    struct Impl;
    std::shared_ptr<Impl const> impl_;
};

/// HMAC-SHA-256 (RFC 2104); also signs Canvas's own hints and tokens.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// `bits` 256, 384 or 512.
[[nodiscard]] std::string hmac(int bits, std::string_view key, std::string_view bytes);
[[nodiscard]] std::string sha256(std::string_view bytes); ///< its 32 bytes
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
[[nodiscard]] std::string sha1_hex(std::string_view bytes);
[[nodiscard]] std::string sha1(std::string_view bytes); ///< its 20 bytes
/// Compares in time that depends on the length only.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

} // namespace easel::jose
