#include "http/tls_probe.hpp"
#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <string>

#include <unistd.h>

namespace easel::http {
namespace {

using testing::StartsWith;

template <class T, void (*release)(T*)>
struct Release {
    void operator()(T* object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509, X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Release<SSL_CTX, SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Release<SSL, SSL_free>>;

/// A certificate that vouches for itself and is good for `names` ("DNS:localhost,IP:127.0.0.1").
Certificate self_signed(EVP_PKEY* key, char const* names) {
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key);
    auto* const subject = X509_get_subject_name(certificate.get());
    std::string const name = "easel test";
    std::basic_string<unsigned char> const bytes(name.begin(), name.end());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, bytes.data(), static_cast<int>(bytes.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names);
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

/// An https server of a few lines; `pem` names the file that vouches for it.
class TlsPeer {
  public:
    explicit TlsPeer(char const* names, int requests_per_connection = 1, bool say_goodbye = true)
        : key_(EVP_EC_gen("P-256")),
          certificate_(self_signed(key_.get(), names)),
          context_(SSL_CTX_new(TLS_server_method())),
          pem_(testing::TempDir() + "easel_tls_" + std::to_string(::getpid()) + ".pem"),
          peer_([this, requests_per_connection, say_goodbye](raw::Socket& socket, int) {
              serve(socket, requests_per_connection, say_goodbye);
          }) {
        SSL_CTX_use_PrivateKey(context_.get(), key_.get());
        SSL_CTX_use_certificate(context_.get(), certificate_.get());
        std::unique_ptr<BIO, Release<BIO, BIO_free_all>> const out(BIO_new_file(pem_.c_str(), "w"));
        PEM_write_bio_X509(out.get(), certificate_.get());
    }
    ~TlsPeer() { std::remove(pem_.c_str()); }
    TlsPeer(TlsPeer const&) = delete;
    TlsPeer& operator=(TlsPeer const&) = delete;

    /// From now on it takes TLS 1.1 and older, too.
    void take_old_versions() {
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    }

    [[nodiscard]] std::string pem() const { return pem_; }
    [[nodiscard]] std::string url(std::string const& host) const {
        return "https://" + host + ":" + std::to_string(peer_.port()) + "/";
    }
    [[nodiscard]] int connections() const { return connections_; }
    [[nodiscard]] std::string server_name() const { return server_name_; }

  private:
    void serve(raw::Socket& socket, int requests, bool say_goodbye) {
        ++connections_;
        Session const session(SSL_new(context_.get()));
        SSL_set_fd(session.get(), socket.fd());
        if (SSL_accept(session.get()) != 1) return;
        auto const* const name = SSL_get_servername(session.get(), TLSEXT_NAMETYPE_host_name);
        server_name_ = name == nullptr ? "" : name;
        for (int i = 0; i < requests; ++i) {
            std::array<char, 4096> buffer{};
            if (SSL_read(session.get(), buffer.data(), static_cast<int>(buffer.size())) <= 0) return;
            std::string const answer =
                say_goodbye ? "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret" : "HTTP/1.1 200 OK\r\n\r\nsecret";
            SSL_write(session.get(), answer.data(), static_cast<int>(answer.size()));
        }
        if (say_goodbye) SSL_shutdown(session.get());
    }

    Key key_;
    Certificate certificate_;
    Context context_;
    std::string pem_;
    std::atomic<int> connections_ = 0;
    std::string server_name_;
    raw::Peer peer_;
};

base::Result<Response> ask(std::string const& url, std::string const& ca_file) {
    asio::io_context loop{1};
    Client client(loop, ca_file);
    return run(loop, client.send(url_of(url), Request()));
}

std::string old_version_of(std::string const& url) {
    asio::io_context loop{1};
    return run(loop, old_tls_taken(loop, url_of(url)));
}

TEST(OldTls, IsToldWhereItIsTaken) {
    TlsPeer usual("IP:127.0.0.1");
    EXPECT_EQ(old_version_of(usual.url("127.0.0.1")), "");
    TlsPeer old("IP:127.0.0.1");
    old.take_old_versions();
    EXPECT_EQ(old_version_of(old.url("127.0.0.1")), "TLSv1.1");
    EXPECT_EQ(old_version_of("https://127.0.0.1:1/"), "");
}

TEST(Https, TrustsTheGivenAuthority) {
    TlsPeer const peer("DNS:localhost,IP:127.0.0.1");
    for (auto const* host : {"localhost", "127.0.0.1"}) {
        auto const response = ask(peer.url(host), peer.pem());
        ASSERT_TRUE(response.has_value()) << response.error().message;
        EXPECT_EQ(response->body, "secret");
    }
}

TEST(Https, NamesTheHostItWants) {
    std::string name;
    {
        TlsPeer const peer("DNS:localhost");
        EXPECT_TRUE(ask(peer.url("localhost"), peer.pem()).has_value());
        name = peer.server_name();
    }
    EXPECT_EQ(name, "localhost");
}

TEST(Https, TrustsNobodyUnknown) {
    TlsPeer const peer("IP:127.0.0.1");
    auto const response = ask(peer.url("127.0.0.1"), {});
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().kind, base::FaultKind::io);
    EXPECT_THAT(response.error().message, StartsWith("certificate not trusted: self"));
    EXPECT_EQ(response.error().where, peer.url("127.0.0.1"));
}

TEST(Https, TrustsNobodyUnderAnotherName) {
    TlsPeer const peer("DNS:tool.example");
    auto const response = ask(peer.url("127.0.0.1"), peer.pem());
    ASSERT_FALSE(response.has_value());
    EXPECT_THAT(response.error().message, StartsWith("certificate not trusted"));
}

TEST(Https, AMissingAuthorityFileIsNamed) {
    TlsPeer const peer("IP:127.0.0.1");
    auto const response = ask(peer.url("127.0.0.1"), "/nowhere/ca.pem");
    ASSERT_FALSE(response.has_value());
    EXPECT_THAT(response.error().message, StartsWith("cannot read the certificates of /nowhere/ca.pem: "));
}

TEST(Https, AnEndWithoutGoodbyeIsAnEnd) {
    TlsPeer const peer("IP:127.0.0.1", 1, false);
    auto const response = ask(peer.url("127.0.0.1"), peer.pem());
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, "secret");
}

TEST(Https, ConnectionsCanBeKept) {
    TlsPeer const peer("IP:127.0.0.1", 3);
    asio::io_context loop{1};
    Client client(loop, peer.pem());
    auto const bodies = run(loop, [](Client& with, base::Url url) -> awaitable<std::string> {
        ClientLimits limits;
        limits.keep_alive = true;
        std::string out;
        for (int i = 0; i < 3; ++i) {
            auto const answer = co_await with.send(url, Request(), limits);
            out += answer ? answer->body : answer.error().message;
        }
        co_return out;
    }(client, url_of(peer.url("127.0.0.1"))));
    EXPECT_EQ(bodies, "secretsecretsecret");
    EXPECT_EQ(peer.connections(), 1);
}

TEST(Https, APlainServerIsNotTls) {
    raw::Peer const peer([](raw::Socket& socket, int) {
        static_cast<void>(socket.receive());
        socket.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    auto const response = ask("https://127.0.0.1:" + std::to_string(peer.port()) + "/", {});
    ASSERT_FALSE(response.has_value());
    EXPECT_THAT(response.error().message, StartsWith("TLS handshake failed: "));
}

TEST(Https, ASilentHandshakeHasALimit) {
    raw::Peer const peer([](raw::Socket& socket, int) { socket.receive_all(); });
    asio::io_context loop{1};
    Client client(loop);
    ClientLimits limits;
    limits.connect = base::Duration(50);
    auto const response =
        run(loop, client.send(url_of("https://127.0.0.1:" + std::to_string(peer.port()) + "/"), Request(), limits));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "no connection within 50 ms");
}

} // namespace
} // namespace easel::http
