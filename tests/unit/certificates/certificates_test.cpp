#include "certificates/certificates.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <openssl/x509_vfy.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace easel::certificates {
namespace {

namespace fs = std::filesystem;

base::Instant noon() { return base::parse_iso8601("2026-03-01T12:00:00Z")->at; }

X509* certificate_of(std::string const& pem) {
    auto* const in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    auto* const read = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
    BIO_free(in);
    return read;
}

/// What a client that trusts `authority` says about the server for `host` at `now`.
int verdict_on(Pair const& server, std::string const& authority, std::string const& host, base::Instant now) {
    auto* const leaf = certificate_of(server.certificate);
    auto* const root = certificate_of(authority);
    auto* const store = X509_STORE_new();
    X509_STORE_add_cert(store, root);
    auto* const context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, leaf, nullptr);
    auto* const wish = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(wish, static_cast<time_t>(base::to_numeric_date(now)));
    X509_VERIFY_PARAM_set_purpose(wish, X509_PURPOSE_SSL_SERVER);
    bool const address = host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
    if (address) {
        X509_VERIFY_PARAM_set1_ip_asc(wish, host.c_str());
    } else {
        X509_VERIFY_PARAM_set1_host(wish, host.c_str(), 0);
    }
    X509_verify_cert(context);
    int const error = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    X509_free(root);
    X509_free(leaf);
    return error;
}

TEST(Certificates, AServerIsTrustedThroughItsAuthority) {
    auto const authority = make_authority(noon());
    ASSERT_TRUE(authority);
    auto const server = make_server(*authority, {"localhost", "127.0.0.1", "::1"}, noon());
    ASSERT_TRUE(server) << server.error().message;
    struct Row {
        char const* name;
        char const* host;
        base::Duration later;
        int verdict;
    };
    std::vector<Row> const rows{
        {"by name", "localhost", base::Duration(0), X509_V_OK},
        {"by address", "127.0.0.1", base::Duration(0), X509_V_OK},
        {"by IPv6 address", "::1", base::Duration(0), X509_V_OK},
        {"by a clock half an hour behind", "localhost", -std::chrono::minutes(30), X509_V_OK},
        {"another name", "example.test", base::Duration(0), X509_V_ERR_HOSTNAME_MISMATCH},
        {"another address", "127.0.0.2", base::Duration(0), X509_V_ERR_IP_ADDRESS_MISMATCH},
        {"after its life", "localhost", server_life + std::chrono::hours(1), X509_V_ERR_CERT_HAS_EXPIRED},
        {"before its life", "localhost", -std::chrono::hours(2), X509_V_ERR_CERT_NOT_YET_VALID},
    };
    for (auto const& row : rows) {
        EXPECT_EQ(verdict_on(*server, authority->certificate, row.host, noon() + row.later), row.verdict) << row.name;
    }
    auto const stranger = make_authority(noon());
    ASSERT_TRUE(stranger);
    EXPECT_NE(verdict_on(*server, stranger->certificate, "localhost", noon()), X509_V_OK);
}

TEST(Certificates, NoServerWithoutHosts) {
    auto const authority = make_authority(noon());
    ASSERT_TRUE(authority);
    for (auto const& hosts : std::vector<std::vector<std::string>>{{}, {""}, {"a,DNS:evil.test"}, {"a\nb"}}) {
        auto const server = make_server(*authority, hosts, noon());
        ASSERT_FALSE(server);
        EXPECT_EQ(server.error().kind, base::FaultKind::usage);
    }
}

TEST(Certificates, NoServerWithoutAnAuthority) {
    auto const one = make_authority(noon());
    auto const other = make_authority(noon());
    ASSERT_TRUE(one && other);
    auto const server = make_server({one->certificate, other->key}, {"localhost"}, noon());
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().kind, base::FaultKind::bad_file);
}

class Folder : public testing::Test {
  protected:
    Folder() : path(fs::path(testing::TempDir()) / ("easel_ca_" + std::to_string(::getpid()))) { fs::remove_all(path); }
    ~Folder() override { fs::remove_all(path); }

    [[nodiscard]] std::string read(char const* name) const {
        std::ifstream in(path / name);
        std::ostringstream text;
        text << in.rdbuf();
        return text.str();
    }

    fs::path path;
};

TEST_F(Folder, KeepsItsAuthority) {
    auto const first = local(path.string(), {"localhost"}, noon());
    ASSERT_TRUE(first) << first.error().message;
    auto const kept = read("ca.pem");
    EXPECT_EQ(fs::status(path / "ca-key.pem").permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(first->ca_file, (path / "ca.pem").string());
    auto const second = local(path.string(), {"127.0.0.1"}, noon() + std::chrono::hours(24));
    ASSERT_TRUE(second);
    EXPECT_EQ(read("ca.pem"), kept);
    EXPECT_EQ(verdict_on(second->server, kept, "127.0.0.1", noon() + std::chrono::hours(24)), X509_V_OK);
}

TEST_F(Folder, MakesTheCopyAgainThatACrashHadKept) {
    ASSERT_TRUE(local(path.string(), {"localhost"}, noon()));
    auto const kept = read("ca.pem");
    fs::remove(path / "ca.pem");
    ASSERT_TRUE(local(path.string(), {"localhost"}, noon()));
    EXPECT_EQ(read("ca.pem"), kept);
}

TEST_F(Folder, ReplacesAnAuthorityThatWouldEndBeforeItsServers) {
    ASSERT_TRUE(local(path.string(), {"localhost"}, noon()));
    auto const kept = read("ca.pem");
    ASSERT_TRUE(local(path.string(), {"localhost"}, noon() + std::chrono::hours(24 * 3500)));
    EXPECT_NE(read("ca.pem"), kept);
}

TEST_F(Folder, LeavesWhatIsSomethingElse) {
    fs::create_directories(path);
    std::ofstream(path / "ca.pem") << "my own notes\n";
    auto const made = local(path.string(), {"localhost"}, noon());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, base::FaultKind::bad_file);
    EXPECT_EQ(read("ca.pem"), "my own notes\n");
    EXPECT_FALSE(fs::exists(path / "ca-key.pem"));
}

TEST_F(Folder, AFolderThatCannotBeMadeIsNamed) {
    std::ofstream(path.string()) << "a file";
    auto const made = local((path / "below").string(), {"localhost"}, noon());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, base::FaultKind::io);
    EXPECT_NE(made.error().where.find("below"), std::string::npos);
}

} // namespace
} // namespace easel::certificates
