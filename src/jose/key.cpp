#include "jose/key.hpp"

#include "base/codec.hpp"
#include "jose/openssl.hpp"

#include <boost/json/object.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <optional>
#include <utility>

namespace easel::jose {
namespace {

using Number = std::unique_ptr<BIGNUM, Deleter<BN_clear_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Deleter<BN_CTX_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;
using Decoder = std::unique_ptr<OSSL_DECODER_CTX, Deleter<OSSL_DECODER_CTX_free>>;

constexpr int min_bits = 512;
constexpr int max_bits = 16384;  // OpenSSL verifies nothing longer

base::Fault bad_key(std::string message) {
    ERR_clear_error();  // OpenSSL's queue must not speak up at the next, unrelated call
    return base::Fault{base::FaultKind::bad_file, std::move(message), ""};
}

Number number_of(EVP_PKEY const* key, char const* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) ERR_clear_error();
    return Number(number);
}

std::string base64url_of(BIGNUM const* number) {
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    return base::base64url_encode(bytes);
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio, &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

constexpr std::string_view rs256 = "RS256";

char const* digest_of(std::string_view alg) {
    return alg.ends_with("512") ? "SHA512" : alg.ends_with("384") ? "SHA384" : "SHA256";
}

/// For PS*: PSS with a salt as long as the digest.
bool set_padding(EVP_PKEY_CTX* context, std::string_view alg) {
    if (!alg.starts_with("PS")) return true;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

std::string sign_with(EVP_PKEY* key, std::string_view alg, std::string_view bytes) {
    DigestContext const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr; // of the context
    std::size_t size = 0;
    std::string signature;
    bool const ready =
        context &&
        EVP_DigestSignInit_ex(context.get(), &settings, digest_of(alg), nullptr, nullptr, key, nullptr) == 1 &&
        set_padding(settings, alg) && EVP_DigestSign(context.get(), nullptr, &size, bytes_of(bytes), bytes.size()) == 1;
    if (ready) {
        signature.resize(size);
        auto* const out = reinterpret_cast<unsigned char*>(signature.data());
        if (EVP_DigestSign(context.get(), out, &size, bytes_of(bytes), bytes.size()) == 1) {
            signature.resize(size);
            return signature;
        }
    }
    ERR_clear_error();
    return "";
}

bool verify_with(EVP_PKEY* key, std::string_view alg, std::string_view bytes, std::string_view signature) {
    DigestContext const context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr;
    bool const fits =
        context &&
        EVP_DigestVerifyInit_ex(context.get(), &settings, digest_of(alg), nullptr, nullptr, key, nullptr) == 1 &&
        set_padding(settings, alg) &&
        EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(bytes), bytes.size()) == 1;
    ERR_clear_error();
    return fits;
}

/// Why this key must not be used, or "": OpenSSL computes with whatever numbers it is given.
std::string objection(EVP_PKEY* key) {
    auto const n = number_of(key, OSSL_PKEY_PARAM_RSA_N);
    auto const e = number_of(key, OSSL_PKEY_PARAM_RSA_E);
    if (!n || !e) return "the key has no modulus or exponent";
    if (BN_num_bits(n.get()) < min_bits || BN_num_bits(n.get()) > max_bits) {
        return "the modulus has fewer than 512 or more than 16384 bits";
    }
    if (BN_is_odd(n.get()) == 0) return "the modulus is even";
    if (BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) || BN_num_bits(e.get()) > 64) {
        return "the exponent is even, 1, or longer than 64 bits";
    }
    if (!number_of(key, OSSL_PKEY_PARAM_RSA_D)) return "";

    auto const p = number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
    auto const q = number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
    if (p && q) {
        Number const product(BN_new());
        NumberContext const context(BN_CTX_new());
        if (BN_mul(product.get(), p.get(), q.get(), context.get()) != 1 || BN_cmp(product.get(), n.get()) != 0) {
            return "the prime factors do not make the modulus";
        }
    }
    constexpr std::string_view sample = "does the private half fit?";
    bool const fits = verify_with(key, rs256, sample, sign_with(key, rs256, sample));
    return fits ? "" : "the private half does not fit the public half";
}

int no_password(char*, int, int, void*) {
    return -1;
}

/// The key that `text` holds, of the wanted half.
Pkey read_pem(std::string_view text, int selection) {
    EVP_PKEY* key = nullptr;
    Decoder const decoder(OSSL_DECODER_CTX_new_for_pkey(&key, "PEM", nullptr, "RSA", selection, nullptr, nullptr));
    // Without a callback OpenSSL would ask for the password of an encrypted key on the terminal.
    if (!decoder || OSSL_DECODER_CTX_set_pem_password_cb(decoder.get(), no_password, nullptr) != 1) return nullptr;
    auto const* data = bytes_of(text);
    std::size_t size = text.size();
    if (OSSL_DECODER_from_data(decoder.get(), &data, &size) != 1) ERR_clear_error();
    return Pkey(key);
}

}  // namespace

struct Key::Impl {
    Pkey key;
    bool is_private = false;
    int bits = 0;

    /// Checks the key and takes it over.
    static base::Result<std::shared_ptr<Impl const>> adopt(Pkey key) {
        if (auto reason = objection(key.get()); !reason.empty()) return bad_key(std::move(reason));
        auto impl = std::make_shared<Impl>();
        impl->is_private = number_of(key.get(), OSSL_PKEY_PARAM_RSA_D) != nullptr;
        impl->bits = EVP_PKEY_get_bits(key.get());
        impl->key = std::move(key);
        return std::shared_ptr<Impl const>(std::move(impl));
    }
};

base::Result<Key> Key::from_pem(std::string_view pem) {
    auto pkey = read_pem(pem, EVP_PKEY_KEYPAIR);
    if (!pkey) pkey = read_pem(pem, EVP_PKEY_PUBLIC_KEY);
    if (!pkey) return bad_key("the text holds no RSA key in PEM form");
    auto impl = Impl::adopt(std::move(pkey));
    if (!impl) return impl.error();
    Key key;
    key.impl_ = std::move(*impl);
    return key;
}

base::Result<Key> Key::from_jwk(base::json::value const& jwk) {
    if (!jwk.is_object()) return bad_key("the JWK is no JSON object");
    if (base::text_member(jwk, "kty") != "RSA") return bad_key("the JWK's kty is not RSA");
    if (base::member(jwk, "oth") != nullptr) return bad_key("a JWK with more than two primes is not supported");

    struct Part {
        char const* member;
        char const* param;
    };
    constexpr std::array<Part, 8> parts{
        {
         {"n", OSSL_PKEY_PARAM_RSA_N},
         {"e", OSSL_PKEY_PARAM_RSA_E},
         {"d", OSSL_PKEY_PARAM_RSA_D},
         {"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
         {"q", OSSL_PKEY_PARAM_RSA_FACTOR2},
         {"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
         {"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
         {"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
         }
    };
    bool const has_private = base::member(jwk, "d") != nullptr;
    // RFC 7518, section 6.3.2: the five further numbers come together or not at all; some of them alone tell nothing.
    bool has_primes = has_private;
    for (auto const* const name : {"p", "q", "dp", "dq", "qi"}) {
        has_primes = has_primes && base::member(jwk, name) != nullptr;
    }
    std::size_t const wanted = has_primes ? 8 : has_private ? 3 : 2;

    ParamBuilder const builder(OSSL_PARAM_BLD_new());
    std::array<Number, 8> numbers;  // the builder only points at them
    for (std::size_t i = 0; i < wanted; ++i) {
        std::string const name = parts[i].member;
        auto const text = base::text_member(jwk, name);
        if (!text || text->empty()) return bad_key("the JWK has no " + name);
        auto const bytes = base::base64url_decode(*text);
        if (!bytes) return bad_key("the JWK's " + name + " is not base64url");
        if (bytes->size() > max_bits / 8 + 1) return bad_key("the JWK's " + name + " is too long");
        numbers[i].reset(BN_bin2bn(bytes_of(*bytes), static_cast<int>(bytes->size()), nullptr));
        if (!numbers[i] || OSSL_PARAM_BLD_push_BN(builder.get(), parts[i].param, numbers[i].get()) != 1) {
            return bad_key("OpenSSL does not take the JWK's " + name);
        }
    }
    Params const params(OSSL_PARAM_BLD_to_param(builder.get()));
    PkeyContext const context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* made = nullptr;
    bool const ok =
        params && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
        EVP_PKEY_fromdata(context.get(), &made, has_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params.get()) ==
            1;
    Pkey pkey(made);
    if (!ok) return bad_key("the JWK's numbers make no RSA key");
    auto impl = Impl::adopt(std::move(pkey));
    if (!impl) return impl.error();
    Key key;
    key.impl_ = std::move(*impl);
    return key;
}

base::Result<Key> Key::generate(int bits) {
    if (bits < min_bits || bits > max_bits) return bad_key("an RSA key has 512 to 16384 bits");
    Pkey pkey(EVP_RSA_gen(static_cast<unsigned>(bits)));
    if (!pkey) return bad_key("OpenSSL could not generate an RSA key");
    auto impl = Impl::adopt(std::move(pkey));
    if (!impl) return impl.error();
    Key key;
    key.impl_ = std::move(*impl);
    return key;
}

bool Key::is_private() const {
    return impl_ && impl_->is_private;
}

int Key::bits() const {
    return impl_ ? impl_->bits : 0;
}

base::json::object Key::public_jwk(std::string_view kid) const {
    base::json::object jwk;
    if (!impl_) return jwk;
    jwk["kty"] = "RSA";
    jwk["e"] = base64url_of(number_of(impl_->key.get(), OSSL_PKEY_PARAM_RSA_E).get());
    jwk["n"] = base64url_of(number_of(impl_->key.get(), OSSL_PKEY_PARAM_RSA_N).get());
    jwk["kid"] = kid;
    jwk["alg"] = "RS256";
    jwk["use"] = "sig";
    return jwk;
}

std::string Key::public_pem() const {
    Bio const bio(BIO_new(BIO_s_mem()));
    if (!impl_ || !bio || PEM_write_bio_PUBKEY(bio.get(), impl_->key.get()) != 1) return "";
    return text_of(bio.get());
}

std::string Key::private_pem() const {
    Bio const bio(BIO_new(BIO_s_mem()));
    if (!is_private() || !bio) return "";
    if (PEM_write_bio_PKCS8PrivateKey(bio.get(), impl_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return "";
    return text_of(bio.get());
}

std::string Key::sign_rs256(std::string_view bytes) const {
    return sign(rs256, bytes);
}

bool Key::verify_rs256(std::string_view bytes, std::string_view signature) const {
    return verify(rs256, bytes, signature);
}

std::string Key::sign(std::string_view alg, std::string_view bytes) const {
    return is_private() ? sign_with(impl_->key.get(), alg, bytes) : std::string();
}

bool Key::verify(std::string_view alg, std::string_view bytes, std::string_view signature) const {
    return impl_ && verify_with(impl_->key.get(), alg, bytes, signature);
}

}  // namespace easel::jose
