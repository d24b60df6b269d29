#include "jose/algorithms.hpp"

#include "base/codec.hpp"
#include "jose/openssl.hpp"

#include <boost/json/object.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

namespace easel::jose {
namespace {


std::string named_in(base::json::object const& header) {
    auto const* const alg = header.if_contains("alg");
    return alg != nullptr && alg->is_string() ? std::string(alg->get_string()) : std::string();
}

char const* digest_of(std::string_view alg) {
    auto const size = alg.substr(2);
    return size == "512" ? "SHA512" : size == "384" ? "SHA384" : "SHA256";
}

/// For PS*: PSS with a salt as long as the digest.
bool set_padding(EVP_PKEY_CTX* context, std::string_view alg) {
    if (!alg.starts_with("PS")) return true;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

Bio memory(std::string const& pem) {
    return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

} // namespace

bool is_rsa_algorithm(std::string_view alg) {
    return alg.size() == 5 && (alg.starts_with("RS") || alg.starts_with("PS")) &&
           (alg.ends_with("256") || alg.ends_with("384") || alg.ends_with("512"));
}

bool verifies_as_named(Jwt const& token, Key const& key) {
    auto const alg = named_in(token.header);
    if (alg == "RS256") return verifies(token, key);
    if (!is_rsa_algorithm(alg) || key.empty()) return false;
    auto const pem = key.public_pem();
    Pkey const pkey(PEM_read_bio_PUBKEY(memory(pem).get(), nullptr, nullptr, nullptr));
    DigestContext const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr; // of the context
    bool const fits =
        pkey && context &&
        EVP_DigestVerifyInit_ex(context.get(), &settings, digest_of(alg), nullptr, nullptr, pkey.get(), nullptr) == 1 &&
        set_padding(settings, alg) &&
        EVP_DigestVerify(
            context.get(),
            bytes_of(token.signature),
            token.signature.size(),
            bytes_of(token.signing_input),
            token.signing_input.size()
        ) == 1;
    ERR_clear_error();
    return fits;
}

std::string sign_as_named(base::json::object const& header, base::json::value const& claims, Key const& key) {
    auto const alg = named_in(header);
    auto const token = unsigned_token(header, claims);
    if (!is_rsa_algorithm(alg) || !key.is_private()) return token;
    auto const input = std::string_view(token).substr(0, token.size() - 1);
    auto const pem = key.private_pem();
    Pkey const pkey(PEM_read_bio_PrivateKey(memory(pem).get(), nullptr, nullptr, nullptr));
    DigestContext const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr;
    std::size_t size = 0;
    std::string signature;
    bool const ready =
        pkey && context &&
        EVP_DigestSignInit_ex(context.get(), &settings, digest_of(alg), nullptr, nullptr, pkey.get(), nullptr) == 1 &&
        set_padding(settings, alg) && EVP_DigestSign(context.get(), nullptr, &size, bytes_of(input), input.size()) == 1;
    if (ready) {
        signature.resize(size);
        auto* const out = reinterpret_cast<unsigned char*>(signature.data());
        bool const made = EVP_DigestSign(context.get(), out, &size, bytes_of(input), input.size()) == 1;
        signature.resize(made ? size : 0);
    }
    ERR_clear_error();
    return token + base::base64url_encode(signature);
}

} // namespace easel::jose
