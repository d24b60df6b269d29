#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

#include <sys/socket.h>

namespace easel::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

Handler answering(Response response) {
    return [response](Request) -> awaitable<Response> { co_return response; };
}

Response disturbed(Delivery delivery, std::string body) {
    auto response = text(200, std::move(body));
    response.delivery = delivery;
    return response;
}

TEST_F(ServerTest, AThrowingHandlerIsA500AndALine) {
    testing::internal::CaptureStderr();
    auto socket = raw::connect_to(start([](Request request) -> awaitable<Response> {
        if (request.path() == "/odd") throw 7;
        throw std::runtime_error("no such world");
        co_return Response();
    }));
    for (auto const* path : {"/x?y", "/odd"}) {
        socket.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        auto const answer = socket.receive_message();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json"));
        EXPECT_THAT(answer, EndsWith(R"({"errors":[{"message":"internal error"}]})"));
    }
    stop();
    EXPECT_EQ(
        testing::internal::GetCapturedStderr(),
        "easel: GET /x?y: uncaught exception: no such world\neasel: GET /odd: uncaught exception\n"
    );
}

TEST_F(ServerTest, TruncatedAnnouncesAllAndSendsHalf) {
    auto socket = raw::connect_to(start(answering(disturbed(Delivery::truncated, "0123456789"))));
    socket.send(get);
    auto const answer = socket.receive_all();
    EXPECT_THAT(answer, HasSubstr("Content-Length: 10\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n01234"));
    EXPECT_FALSE(socket.was_reset());
    EXPECT_FALSE(socket.was_silent());
}

TEST_F(ServerTest, TruncatedWithoutABodyEndsWithinTheHead) {
    auto socket = raw::connect_to(start(answering(disturbed(Delivery::truncated, ""))));
    socket.send(get);
    auto const answer = socket.receive_all();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_EQ(answer.find("\r\n\r\n"), std::string::npos);
}

TEST_F(ServerTest, ResetSendsNothing) {
    auto socket = raw::connect_to(start(answering(disturbed(Delivery::reset, "lost"))));
    socket.send(get);
    EXPECT_EQ(socket.receive_all(), "");
    EXPECT_TRUE(socket.was_reset());
}

TEST_F(ServerTest, StallLastsUntilTheServerCloses) {
    auto socket = raw::connect_to(start(answering(disturbed(Delivery::stall, "never"))));
    socket.send(get);
    socket.send(get); // what comes meanwhile is dropped
    timeval const patience{0, 50'000};
    ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    EXPECT_EQ(socket.receive(), "");
    EXPECT_TRUE(socket.was_silent());
    stop();
    auto const end = ::recv(socket.fd(), nullptr, 0, 0);
    EXPECT_LE(end, 0);
}

TEST_F(ServerTest, StallEndsWithThePeer) {
    auto socket = raw::connect_to(start(answering(disturbed(Delivery::stall, "never"))));
    socket.send(get);
    socket.end_sending();
    EXPECT_EQ(socket.receive_all(), "");
    EXPECT_FALSE(socket.was_silent());
}

TEST_F(ServerTest, DelayWaitsFirst) {
    auto response = text(200, "late");
    response.delay = base::Duration(60);
    auto socket = raw::connect_to(start(answering(response)));
    auto const begin = std::chrono::steady_clock::now();
    socket.send(get);
    EXPECT_THAT(socket.receive_message(), EndsWith("late"));
    EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(60));
}

} // namespace
} // namespace easel::http
