#include "jose/key.hpp"

#include "base/codec.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

namespace easel::jose {
namespace {

struct FreeDigest {
    void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
};
using Digest = std::unique_ptr<EVP_MD, FreeDigest>;

/// Looking an algorithm up by its name takes longer than hashing a request does.
EVP_MD const* algorithm(char const* name) {
    static std::map<std::string, Digest, std::less<>> const known = [] {
        std::map<std::string, Digest, std::less<>> all;
        for (auto const* each : {"SHA1", "SHA256"}) all.emplace(each, EVP_MD_fetch(nullptr, each, nullptr));
        return all;
    }();
    auto const found = known.find(name);
    if (found == known.end() || !found->second) throw std::runtime_error(std::string("OpenSSL offers no ") + name);
    return found->second.get();
}

std::string digest_of(char const* name, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm(name), nullptr) != 1)
        throw std::runtime_error(std::string("OpenSSL cannot compute ") + name);
    return {reinterpret_cast<char const*>(digest.data()), size};
}

struct FreeMac {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// An HMAC of that digest, to be given a key; one for each thread.
EVP_MAC_CTX* mac_of(char const* digest) {
    thread_local std::map<std::string, Mac, std::less<>> made;
    if (auto const found = made.find(digest); found != made.end()) return found->second.get();
    std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> const method(EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
    Mac context(method ? EVP_MAC_CTX_new(method.get()) : nullptr);
    std::string name(digest);
    std::array<OSSL_PARAM, 2> const parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0), OSSL_PARAM_construct_end()};
    if (!context || EVP_MAC_CTX_set_params(context.get(), parameters.data()) != 1)
        throw std::runtime_error("OpenSSL offers no HMAC");
    return made.emplace(std::move(name), std::move(context)).first->second.get();
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
    auto* const context = mac_of(digest);
    bool const made = EVP_MAC_init(context, address(key), key.size(), nullptr) == 1 &&
                      EVP_MAC_update(context, address(bytes), bytes.size()) == 1 &&
                      EVP_MAC_final(context, mac.data(), &size, mac.size()) == 1;
    if (!made) throw std::runtime_error("OpenSSL offers no HMAC");
    return {reinterpret_cast<char const*>(mac.data()), size};
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    return hmac(256, key, bytes);
}

std::string sha256(std::string_view bytes) {
    return digest_of("SHA256", bytes);
}

std::string sha256_hex(std::string_view bytes) {
    return base::hex_encode(sha256(bytes));
}

std::string sha1(std::string_view bytes) {
    return digest_of("SHA1", bytes);
}

std::string sha1_hex(std::string_view bytes) {
    return base::hex_encode(sha1(bytes));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace easel::jose
