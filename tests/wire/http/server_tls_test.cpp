#include "certificates/certificates.hpp"
#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>

#include <unistd.h>

namespace easel::http {
namespace {

using testing::StartsWith;

/// A server with a certificate for 127.0.0.1 and the file that vouches for it.
class TlsServerTest : public ServerTest {
  protected:
    TlsServerTest() : ca_file_(testing::TempDir() + "easel_server_tls_" + std::to_string(::getpid()) + ".pem") {
        auto const now = std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
        auto const authority = certificates::make_authority(now);
        auto const pair = certificates::make_server(*authority, {"127.0.0.1"}, now);
        std::ofstream(ca_file_) << authority->certificate;
        identity_ = {pair->certificate, pair->key};
    }
    ~TlsServerTest() override { std::remove(ca_file_.c_str()); }

    ServerOptions secure() const {
        ServerOptions options;
        options.tls = identity_;
        return options;
    }

    base::Result<Response> ask(std::uint16_t port, std::string body = {}) {
        asio::io_context loop{1};
        Client client(loop, ca_file_);
        Request request;
        request.method = body.empty() ? "GET" : "POST";
        request.body = std::move(body);
        return run(loop, client.send(url_of("https://127.0.0.1:" + std::to_string(port) + "/a"), std::move(request)));
    }

    std::string ca_file_;
    TlsIdentity identity_;
};

TEST_F(TlsServerTest, AnswersWhoeverTrustsIt) {
    auto const port = start(echo, secure());
    EXPECT_EQ(server_->origin(), "https://127.0.0.1:" + std::to_string(port));
    auto const answer = ask(port);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "GET /a ");
}

TEST_F(TlsServerTest, CarriesBodiesOfAnySizeBothWays) {
    auto const port = start(echo, secure());
    std::string const body(3 * 1024 * 1024, 'x');
    auto const answer = ask(port, body);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body.size(), body.size() + std::string("POST /a ").size());
}

TEST_F(TlsServerTest, EndsAnAnswerProperlyWhenItCloses) {
    // Without a goodbye the client could not tell a whole answer from a cut one.
    auto const port = start(
        [](Request) -> awaitable<Response> {
            auto response = text(200, "whole");
            response.headers.set("Connection", "close");
            co_return response;
        },
        secure()
    );
    auto const answer = ask(port);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "whole");
}

TEST_F(TlsServerTest, DropsWhoeverSpeaksPlainHttpAndServesOthers) {
    auto const port = start(echo, secure());
    auto socket = raw::connect_to(port);
    socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(socket.receive_all(), testing::Not(StartsWith("HTTP/")));
    EXPECT_FALSE(socket.was_silent());
    EXPECT_TRUE(ask(port));
}

TEST_F(TlsServerTest, ASilentHandshakeHasALimit) {
    auto options = secure();
    options.read = base::Duration(50);
    auto socket = raw::connect_to(start(echo, options));
    EXPECT_EQ(socket.receive_all(), "");
    EXPECT_FALSE(socket.was_silent()) << "the server did not hang up";
}

TEST_F(TlsServerTest, ATruncatedAnswerIsTruncated) {
    auto const port = start(
        [](Request) -> awaitable<Response> {
            auto response = text(200, "0123456789");
            response.delivery = Delivery::truncated;
            co_return response;
        },
        secure()
    );
    EXPECT_FALSE(ask(port));
}

TEST_F(TlsServerTest, ClosesWhileAClientIsConnected) {
    auto const port = start(echo, secure());
    auto const socket = raw::connect_to(port);
    ASSERT_TRUE(ask(port)); // so that the silent one has been accepted
    stop();
}

TEST(TlsServer, AnIdentityThatIsNoneIsRefused) {
    asio::io_context loop{1};
    auto const now = std::chrono::time_point_cast<base::Duration>(std::chrono::system_clock::now());
    auto const one = certificates::make_authority(now);
    auto const other = certificates::make_authority(now);
    for (auto const& identity : std::vector<TlsIdentity>{{"", ""}, {"text", one->key}, {one->certificate, other->key}}) {
        ServerOptions options;
        options.tls = identity;
        auto const server = Server::listen(loop, echo, options);
        ASSERT_FALSE(server);
        EXPECT_EQ(server.error().kind, base::FaultKind::bad_file);
    }
}

} // namespace
} // namespace easel::http
