#include "jose/key.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace easel::jose {
namespace {

std::string to_hex(unsigned char const* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += digits[bytes[i] >> 4];
        out += digits[bytes[i] & 15];
    }
    return out;
}

std::string digest_of(char const* name, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    std::size_t size = 0;
    if (EVP_Q_digest(nullptr, name, nullptr, bytes.data(), bytes.size(), digest.data(), &size) != 1) {
        throw std::runtime_error(std::string("OpenSSL offers no ") + name);
    }
    return {reinterpret_cast<char const*>(digest.data()), size};
}

std::string digest_hex(char const* name, std::string_view bytes) {
    auto const digest = digest_of(name, bytes);
    return to_hex(reinterpret_cast<unsigned char const*>(digest.data()), digest.size());
}

}  // namespace

std::string hmac(int bits, std::string_view key, std::string_view bytes) {
    char const* const digest = bits == 512 ? "SHA512" : bits == 384 ? "SHA384" : bits == 160 ? "SHA1" : "SHA256";
    // An empty key is a key as well, but OpenSSL takes a null pointer for "no key set".
    auto const address = [](std::string_view text) {
        return reinterpret_cast<unsigned char const*>(text.empty() ? "" : text.data());
    };
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    std::size_t size = 0;
    auto const* const made = EVP_Q_mac(
        nullptr,
        "HMAC",
        nullptr,
        digest,
        nullptr,
        address(key),
        key.size(),
        address(bytes),
        bytes.size(),
        mac.data(),
        mac.size(),
        &size
    );
    if (made == nullptr) throw std::runtime_error("OpenSSL offers no HMAC");
    return {reinterpret_cast<char const*>(mac.data()), size};
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    return hmac(256, key, bytes);
}

std::string sha256_hex(std::string_view bytes) {
    return digest_hex("SHA256", bytes);
}

std::string sha1_hex(std::string_view bytes) {
    return digest_hex("SHA1", bytes);
}

std::string sha1(std::string_view bytes) {
    return digest_of("SHA1", bytes);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace easel::jose
