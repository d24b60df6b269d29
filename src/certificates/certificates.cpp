#include "certificates/certificates.hpp"

#include "base/instant.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <cctype>
#include <cstdint>
#include <memory>

namespace easel::certificates {
namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

constexpr auto authority_life = std::chrono::hours(24 * 3650);
/// A clock that is a little behind must not call a fresh certificate one of tomorrow.
constexpr auto leeway = std::chrono::hours(1);

base::Fault trouble(std::string const& what) {
    ERR_clear_error(); // OpenSSL's queue must not speak up at the next, unrelated call
    return base::Fault{base::FaultKind::io, what, {}};
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    auto const size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
    Bio const out(BIO_new(BIO_s_mem()));
    return PEM_write_bio_X509(out.get(), certificate) == 1 ? text_of(out.get()) : std::string();
}

std::string pem_of(EVP_PKEY* key) {
    Bio const out(BIO_new(BIO_s_mem()));
    bool const written = PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
    return written ? text_of(out.get()) : std::string();
}

Bio reader(std::string const& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

Certificate read_certificate(std::string const& pem) {
    Certificate read(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    return read;
}

Key read_key(std::string const& pem) {
    Key read(PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    return read;
}

bool add_extension(X509* certificate, X509* issuer, int which, std::string const& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    Extension const extension(X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A certificate for `key` that nobody has signed yet; null on trouble.
Certificate blank(EVP_PKEY* key, std::string const& name, base::Instant now, base::Duration life) {
    Certificate made(X509_new());
    std::uint64_t serial = 0;
    unsigned char bytes[8];
    if (!made || RAND_bytes(bytes, sizeof bytes) != 1) return nullptr;
    for (auto const byte : bytes) serial = serial << 8U | byte;
    auto const time = [](base::Instant at) { return static_cast<time_t>(base::to_numeric_date(at)); };
    auto const started = ASN1_TIME_set(X509_getm_notBefore(made.get()), time(now - leeway)) != nullptr;
    auto const ended = ASN1_TIME_set(X509_getm_notAfter(made.get()), time(now + life)) != nullptr;
    auto const* const text = reinterpret_cast<unsigned char const*>(name.data());
    bool const good = started && ended && X509_set_version(made.get(), X509_VERSION_3) == 1 &&
                      ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1U) == 1 &&
                      X509_set_pubkey(made.get(), key) == 1 &&
                      X509_NAME_add_entry_by_txt(
                          X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, text, static_cast<int>(name.size()), -1, 0
                      ) == 1;
    return good ? std::move(made) : nullptr;
}

bool is_address(std::string const& host) {
    return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

/// "DNS:localhost,IP:127.0.0.1"; nothing for a host that would be read as more than a name.
std::optional<std::string> alternative_names(std::vector<std::string> const& hosts) {
    std::string names;
    for (auto const& host : hosts) {
        for (auto const c : host) {
            if (std::isalnum(static_cast<unsigned char>(c)) == 0 && std::string_view(".-:*_").find(c) == std::string_view::npos) return std::nullopt;
        }
        if (host.empty()) return std::nullopt;
        names += (names.empty() ? "" : ",") + std::string(is_address(host) ? "IP:" : "DNS:") + host;
    }
    if (names.empty()) return std::nullopt;
    return names;
}

} // namespace

base::Result<Pair> make_authority(base::Instant now) {
    Key const key(EVP_EC_gen("P-256"));
    if (!key) return trouble("no key could be made");
    auto const made = blank(key.get(), "Easel local CA", now, authority_life);
    bool const good = made && X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) == 1 &&
                      add_extension(made.get(), made.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                      add_extension(made.get(), made.get(), NID_key_usage, "critical,keyCertSign,cRLSign") &&
                      add_extension(made.get(), made.get(), NID_subject_key_identifier, "hash") &&
                      X509_sign(made.get(), key.get(), EVP_sha256()) > 0;
    if (!good) return trouble("no certificate authority could be made");
    return Pair{pem_of(made.get()), pem_of(key.get())};
}

base::Result<Pair> make_server(Pair const& authority, std::vector<std::string> const& hosts, base::Instant now) {
    auto const signer = read_certificate(authority.certificate);
    auto const signing_key = read_key(authority.key);
    if (!signer || !signing_key || X509_check_private_key(signer.get(), signing_key.get()) != 1) {
        ERR_clear_error();
        return base::Fault{base::FaultKind::bad_file, "the certificate authority is no certificate with its key", {}};
    }
    auto const names = alternative_names(hosts);
    if (!names) return base::Fault{base::FaultKind::usage, "a server certificate needs host names or addresses", {}};
    Key const key(EVP_EC_gen("P-256"));
    if (!key) return trouble("no key could be made");
    auto const made = blank(key.get(), hosts.front(), now, server_life);
    bool const good = made && X509_set_issuer_name(made.get(), X509_get_subject_name(signer.get())) == 1 &&
                      add_extension(made.get(), signer.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                      add_extension(made.get(), signer.get(), NID_key_usage, "critical,digitalSignature") &&
                      add_extension(made.get(), signer.get(), NID_ext_key_usage, "serverAuth") &&
                      add_extension(made.get(), signer.get(), NID_subject_alt_name, *names) &&
                      add_extension(made.get(), signer.get(), NID_authority_key_identifier, "keyid") &&
                      X509_sign(made.get(), signing_key.get(), EVP_sha256()) > 0;
    if (!good) return trouble("no certificate could be made for " + *names);
    return Pair{pem_of(made.get()) + authority.certificate, pem_of(key.get())};
}

bool is_authority(Pair const& pair) {
    auto const certificate = read_certificate(pair.certificate);
    auto const key = read_key(pair.key);
    bool const fits = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1 &&
                      X509_check_ca(certificate.get()) == 1;
    ERR_clear_error();
    return fits;
}

bool expires_before(Pair const& pair, base::Instant moment) {
    auto const certificate = read_certificate(pair.certificate);
    auto at = static_cast<time_t>(base::to_numeric_date(moment));
    return !certificate || X509_cmp_time(X509_get0_notAfter(certificate.get()), &at) < 0;
}

} // namespace easel::certificates
