#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace easel::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view get = "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(ServerTest, KeepsTheConnection) {
    auto socket = raw::connect_to(start(echo));
    for (int i = 0; i < 3; ++i) {
        socket.send(get);
        EXPECT_EQ(
            socket.receive_message(),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 9\r\n\r\nGET /a?b "
        );
        EXPECT_FALSE(socket.was_silent());
    }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    auto socket = raw::connect_to(start(echo));
    socket.send(
        "POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\none"
        "\r\n" // a stray empty line
        "POST /2 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
        "GET /3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    );
    EXPECT_THAT(socket.receive_message(), EndsWith("POST /1 one"));
    EXPECT_THAT(socket.receive_message(), EndsWith("POST /2 two"));
    auto const last = socket.receive_all();
    EXPECT_THAT(last, EndsWith("GET /3 "));
    EXPECT_THAT(last, HasSubstr("Connection: close\r\n"));
    EXPECT_FALSE(socket.was_silent());
}

TEST_F(ServerTest, TakesARequestByteByByte) {
    auto socket = raw::connect_to(start(echo));
    std::string_view const request =
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
    for (char const c : request) socket.send({&c, 1});
    EXPECT_THAT(socket.receive_message(), EndsWith("POST /x ab"));
}

TEST_F(ServerTest, HeadHasTheLengthButNoBody) {
    auto socket = raw::connect_to(start(echo));
    socket.send("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    auto const answer = socket.receive_all();
    EXPECT_THAT(answer, HasSubstr("Content-Length: 8\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(ServerTest, AsksForTheBodyWhenThePeerWaitsToBeAsked) {
    auto socket = raw::connect_to(start(echo));
    socket.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(socket.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    socket.send("body");
    EXPECT_THAT(socket.receive_message(), EndsWith("POST /a body"));
}

TEST_F(ServerTest, Version10ClosesUnlessAskedNotTo) {
    auto const port = start(echo);
    auto closing = raw::connect_to(port);
    closing.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_THAT(closing.receive_all(), HasSubstr("Connection: close\r\n"));
    EXPECT_FALSE(closing.was_silent());
    auto staying = raw::connect_to(port);
    for (int i = 0; i < 2; ++i) {
        staying.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_THAT(staying.receive_message(), HasSubstr("Connection: keep-alive\r\n"));
    }
}

TEST_F(ServerTest, AHandlerMayEndTheConnection) {
    auto socket = raw::connect_to(start([](Request) -> awaitable<Response> {
        auto response = text(200, "bye");
        response.headers.set("Connection", "Close");
        co_return response;
    }));
    socket.send(get);
    auto const answer = socket.receive_all();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith("bye"));
    EXPECT_FALSE(socket.was_silent());
}

TEST_F(ServerTest, NobodyCanSmuggleALineIntoTheHead) {
    auto socket = raw::connect_to(start([](Request request) -> awaitable<Response> {
        co_return redirect(request.query().at(0).second); // decoded, so with the line break
    }));
    socket.send("GET /?to=/x%0D%0ASet-Cookie:%20a=b%0D%0A%0D%0A<html> HTTP/1.1\r\nHost: h\r\n\r\n");
    auto const answer = socket.receive_message();
    EXPECT_THAT(answer, HasSubstr("Location: /xSet-Cookie: a=b<html>\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("\r\nSet-Cookie")));
}

TEST_F(ServerTest, BodilessStatusKeepsTheConnectionInStep) {
    auto socket = raw::connect_to(start([](Request request) -> awaitable<Response> {
        auto response = text(request.path() == "/none" ? 204 : 200, "body");
        co_return response;
    }));
    socket.send("GET /none HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(socket.receive_until("\r\n\r\n"), Not(HasSubstr("Content-Length")));
    socket.send("GET /some HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(socket.receive_message(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerTest, ManyAtOnce) {
    auto const port = start([](Request request) -> awaitable<Response> {
        co_await sleep_wall(std::chrono::milliseconds(1));
        co_return text(200, std::string(request.path()));
    });
    std::vector<raw::Socket> sockets;
    for (int i = 0; i < 200; ++i) sockets.push_back(raw::connect_to(port));
    for (std::size_t round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < sockets.size(); ++i)
            sockets[i].send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        for (std::size_t i = 0; i < sockets.size(); ++i)
            EXPECT_THAT(sockets[i].receive_message(), EndsWith("\r\n\r\n/" + std::to_string(i)));
    }
}

TEST_F(ServerTest, AHundredMegabytesArriveWhole) {
    constexpr std::size_t size = 100 * 1024 * 1024;
    auto socket =
        raw::connect_to(start([](Request) -> awaitable<Response> { co_return text(200, std::string(size, 'x')); }));
    socket.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(socket.receive_until("\r\n\r\n"), HasSubstr("Content-Length: 104857600\r\n"));
    std::size_t got = 0;
    for (auto part = socket.receive(); !part.empty(); part = socket.receive()) got += part.size();
    EXPECT_EQ(got, size);
    EXPECT_FALSE(socket.was_reset());
}

TEST_F(ServerTest, OriginNamesThePort) {
    auto const port = start(echo);
    EXPECT_EQ(server_->origin(), "http://127.0.0.1:" + std::to_string(port));
}

TEST(ServerListen, FailsWhenThePortIsTaken) {
    asio::io_context loop;
    auto const first = Server::listen(loop, echo);
    ASSERT_TRUE(first.has_value());
    ServerOptions options;
    options.port = (*first)->port();
    auto const second = Server::listen(loop, echo, options);
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().kind, base::FaultKind::io);
    EXPECT_EQ(
        second.error().message, "cannot listen on 127.0.0.1:" + std::to_string(options.port) + ": the port is taken"
    );
}

TEST(ServerListen, FailsWithoutAnAddress) {
    asio::io_context loop;
    ServerOptions options;
    options.address = "tool.example";
    auto const server = Server::listen(loop, echo, options);
    ASSERT_FALSE(server.has_value());
    EXPECT_EQ(server.error().message, "cannot listen on tool.example:0: not an IP address");
}

TEST(ServerListen, TakesIpv6) {
    asio::io_context loop;
    ServerOptions options;
    options.address = "::1";
    auto const server = Server::listen(loop, echo, options);
    if (!server) GTEST_SKIP() << "no IPv6 here: " << server.error().message;
    EXPECT_EQ((*server)->origin(), "http://[::1]:" + std::to_string((*server)->port()));
}

} // namespace
} // namespace easel::http
