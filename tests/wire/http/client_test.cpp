#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <ostream>

namespace easel::http {
namespace {

using base::FaultKind;
using testing::ElementsAre;
using testing::Pair;

ClientLimits small_limits() {
    ClientLimits limits;
    limits.connect = base::Duration(2'000);
    limits.total = base::Duration(2'000);
    limits.headers = 1024;
    limits.body = 100;
    return limits;
}

base::Result<Response> ask(std::string_view url, Request request = {}, ClientLimits limits = small_limits()) {
    asio::io_context loop{1};
    Client client(loop);
    return run(loop, client.send(url_of(url), std::move(request), limits));
}

/// Answers every request with the same bytes, then closes.
raw::Peer::Script saying(std::string bytes) {
    return [bytes](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        socket.send(bytes);
    };
}

struct FaultRow {
    char const* name;
    std::string answer; ///< then the connection closes
    FaultKind kind;
    char const* message;
};
void PrintTo(FaultRow const& row, std::ostream* os) {
    *os << row.name;
}

class BadAnswers : public testing::TestWithParam<FaultRow> {};

TEST_P(BadAnswers, AreNamedFaults) {
    raw::Peer const peer(saying(GetParam().answer));
    auto const response = ask(peer.url("/x?y"));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, GetParam().message);
    EXPECT_EQ(response.error().kind, GetParam().kind);
    EXPECT_EQ(response.error().where, peer.url("/x?y"));
}

std::string repeat(std::string_view text, std::size_t count) {
    std::string out;
    while (count-- > 0) out += text;
    return out;
}

constexpr auto io = FaultKind::io;
constexpr auto limit = FaultKind::limit;
constexpr auto* ended = "connection closed before a complete answer";
constexpr auto* body_limit = "response body exceeds the limit of 100 bytes";
constexpr auto* head_limit = "response headers exceed the limit of 1 KB";

/// A 200 with these fields and what follows them.
std::string ok(std::string const& fields, std::string const& rest = {}) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + rest;
}
std::string const chunked = "Transfer-Encoding: chunked\r\n";

INSTANTIATE_TEST_SUITE_P(
    Http, BadAnswers,
    testing::ValuesIn<FaultRow>({
        // name, what is sent, kind, message
        {"nothing", "", io, ended},
        {"half_a_head", "HTTP/1.1 200 OK\r\nContent-Le", io, ended},
        {"half_a_body", ok("Content-Length: 10\r\n", "12345"), io, ended},
        {"half_a_chunk", ok(chunked, "5\r\nab"), io, ended},
        {"no_last_chunk", ok(chunked, "2\r\nab\r\n"), io, ended},
        {"only_interim", "HTTP/1.1 100 Continue\r\n\r\n", io, ended},
        {"tls_alert", "\x15\x03\x01\x02\x02", io, "not an HTTP answer: bad version"},
        {"words", "220 mail.example ready\r\n", io, "not an HTTP answer: bad version"},
        {"http_2", "HTTP/2.0 200 OK\r\n\r\n", io, "not an HTTP answer: bad version"},
        {"bad_status", "HTTP/1.1 2x0 OK\r\n\r\n", io, "not an HTTP answer: bad status"},
        {"header_bytes", ok("X: a\x01\r\n"), io, "not an HTTP answer: bad value"},
        {"header_name", ok("X Y: a\r\n"), io, "not an HTTP answer: bad field"},
        {"bad_length", ok("Content-Length: -1\r\n"), io, "not an HTTP answer: bad Content-Length"},
        {"bad_chunk", ok(chunked, "xyzzy\r\n"), io, "not an HTTP answer: bad chunk"},
        {"announced_body", ok("Content-Length: 101\r\n"), limit, body_limit},
        {"chunked_body", ok(chunked, "65\r\n" + repeat("x", 101)), limit, body_limit},
        {"body_to_the_end", ok("", repeat("x", 101)), limit, body_limit},
        {"long_field", ok("X: " + repeat("x", 2000) + "\r\n"), limit, head_limit},
        {"many_fields", ok(repeat("Set-Cookie: a=b\r\n", 100)), limit, head_limit},
        {"chunk_extension", ok(chunked, "1;" + repeat("x", 2000)), limit, head_limit},
        {"many_interim", repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 11), limit, "more than 10 interim answers"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

struct GoodRow {
    char const* name;
    std::string answer;
    int status;
    char const* body;
};
void PrintTo(GoodRow const& row, std::ostream* os) {
    *os << row.name;
}

class GoodAnswers : public testing::TestWithParam<GoodRow> {};

TEST_P(GoodAnswers, AreReadWhole) {
    raw::Peer const peer(saying(GetParam().answer));
    auto const response = ask(peer.url());
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->status, GetParam().status);
    EXPECT_EQ(response->body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    Http, GoodAnswers,
    testing::ValuesIn<GoodRow>({
        // name, what is sent, status, body
        {"length", ok("Content-Length: 2\r\n", "ok"), 200, "ok"},
        {"chunks", ok(chunked, "1\r\no\r\n1\r\nk\r\n0\r\nX: y\r\n\r\n"), 200, "ok"},
        {"to_the_end", ok("", "ok"), 200, "ok"},
        {"old_version", "HTTP/1.0 200 OK\r\n\r\nok", 200, "ok"},
        {"empty", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 404, ""},
        {"no_content", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204, ""},
        {"no_reason", "HTTP/1.1 599 \r\nContent-Length: 1\r\n\r\nx", 599, "x"},
        {"after_interim",
         "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok("Content-Length: 2\r\n", "ok"),
         200, "ok"},
        {"too_much", ok("Content-Length: 2\r\n", "ok and more"), 200, "ok"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Client, SendsWhatItWasGiven) {
    std::string seen;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        seen = socket.receive_message();
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    auto request = form_post("/ignored", {{"a", "1 2"}});
    request.headers.add("Cookie", "k=v");
    ASSERT_TRUE(ask(peer.url("/login?x=%20"), request).has_value());
    EXPECT_EQ(
        seen, "POST /login?x=%20 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(peer.port()) +
                  "\r\nUser-Agent: easel\r\nContent-Type: application/x-www-form-urlencoded\r\nCookie: k=v\r\n"
                  "Content-Length: 5\r\nConnection: close\r\n\r\na=1+2"
    );
}

TEST(Client, LeavesRedirectsAndCookiesAlone) {
    std::atomic<int> connections = 0;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        ++connections;
        socket.receive_until("\r\n\r\n");
        socket.send(
            "HTTP/1.1 302 Found\r\nLocation: /again\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n"
            "Content-Length: 0\r\n\r\n"
        );
    });
    auto const response = ask(peer.url());
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 302);
    EXPECT_EQ(response->headers.get("location"), "/again");
    EXPECT_THAT(response->headers.all("Set-Cookie"), ElementsAre("a=1", "b=2"));
    EXPECT_EQ(connections, 1);
}

TEST(Client, HeadExpectsNoBody) {
    raw::Peer const peer(saying("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
    Request request;
    request.method = "HEAD";
    auto const response = ask(peer.url(), request);
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->headers.get("Content-Length"), "5000");
}

TEST(Client, NobodyListens) {
    auto const response = ask("http://127.0.0.1:" + std::to_string(raw::dead_port()) + "/");
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "connection refused");
    EXPECT_EQ(response.error().kind, FaultKind::io);
}

TEST(Client, TriesEveryAddressOfAName) {
    raw::Peer const peer(saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")); // IPv4 only
    auto const response = ask("http://localhost:" + std::to_string(peer.port()) + "/");
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, "ok");
}

TEST(Client, ConnectingHasALimit) {
    raw::FullQueue const queue;
    auto limits = small_limits();
    limits.connect = base::Duration(50);
    auto const response = ask("http://127.0.0.1:" + std::to_string(queue.port()) + "/", {}, limits);
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "no connection within 50 ms");
    EXPECT_EQ(response.error().kind, FaultKind::timeout);
}

TEST(Client, SilenceHasALimit) {
    raw::Peer const peer([](raw::Socket& socket, int) { socket.receive_all(); });
    auto limits = small_limits();
    limits.total = base::Duration(50);
    auto const response = ask(peer.url(), {}, limits);
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "no answer within 50 ms");
    EXPECT_EQ(response.error().kind, FaultKind::timeout);
}

TEST(Client, APeerThatReadsNothingHasALimit) {
    std::promise<void> done;
    raw::Peer const peer([over = done.get_future().share()](raw::Socket&, int) { over.wait(); });
    auto limits = small_limits();
    limits.total = base::Duration(50);
    Request request;
    request.method = "POST";
    request.body.assign(32 * 1024 * 1024, 'x');
    auto const response = ask(peer.url(), request, limits);
    done.set_value();
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "no answer within 50 ms");
}

TEST(Client, AnEndlessBodyEndsAtTheLimit) {
    raw::Peer const peer([](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        std::string const chunk = "1000\r\n" + std::string(4096, 'x') + "\r\n";
        while (socket.send(chunk)) continue;
    });
    auto limits = small_limits();
    limits.body = 1024 * 1024;
    limits.total = base::Duration(10'000);
    auto const response = ask(peer.url(), {}, limits);
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "response body exceeds the limit of 1 MB");
}

TEST(Client, ADripEndsAtTheTotalLimit) {
    raw::Peer const peer([](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        socket.send("HTTP/1.1 200 OK\r\nX: ");
        while (socket.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    });
    auto limits = small_limits();
    limits.total = base::Duration(60);
    auto const response = ask(peer.url(), {}, limits);
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "no answer within 60 ms");
}

TEST(Client, ARushWithoutEndEndsAtTheTotalLimit) {
    raw::Peer const peer([](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (socket.send("1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n")) continue;
    });
    auto limits = small_limits();
    limits.total = base::Duration(60);
    limits.body = std::size_t{1} << 40U;
    auto const response = ask(peer.url(), {}, limits);
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "no answer within 60 ms");
}

TEST(Client, AResetIsNamed) {
    raw::Peer const peer([](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        std::this_thread::sleep_for(std::chrono::milliseconds(20)); // the bytes first, or the reset overtakes them
        socket.reset();
    });
    auto const response = ask(peer.url());
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().message, "connection reset before a complete answer");
    EXPECT_EQ(response.error().kind, FaultKind::io);
}

TEST(Client, AnEarlyRefusalOfALargeBodyIsHeard) {
    raw::Peer const peer([](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        socket.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
        socket.receive_all();
    });
    Request request;
    request.method = "POST";
    request.body.assign(8 * 1024 * 1024, 'x');
    auto const response = ask(peer.url(), request);
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->status, 413);
}

TEST(Client, AHundredMegabytesWithinTheLimit) {
    constexpr std::size_t size = 100 * 1024 * 1024;
    raw::Peer const peer([](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        socket.send("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n");
        std::string const piece(1024 * 1024, 'x');
        for (int i = 0; i < 100 && socket.send(piece); ++i) continue;
    });
    ClientLimits limits;
    limits.body = size;
    auto const whole = ask(peer.url(), {}, limits);
    ASSERT_TRUE(whole.has_value()) << whole.error().message;
    EXPECT_EQ(whole->body.size(), size);
    limits.body = size - 1;
    auto const refused = ask(peer.url(), {}, limits);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().message, "response body exceeds the limit of 104857599 bytes");
}

TEST(Client, ServerAndClientOnOneLoop) {
    asio::io_context loop{1};
    auto server = Server::listen(loop, echo);
    ASSERT_TRUE(server.has_value());
    Client client(loop);
    auto const url = url_of((*server)->origin() + "/a?b=c");
    auto const response = run(loop, [](Client& with, Server& from, base::Url to) -> awaitable<base::Result<Response>> {
        Request request;
        request.method = "PUT";
        request.body = "hello";
        auto answer = co_await with.send(std::move(to), request);
        from.close();
        co_return answer;
    }(client, **server, url));
    ASSERT_TRUE(response.has_value()) << response.error().message;
    EXPECT_EQ(response->body, "PUT /a?b=c hello");
}

TEST(ClientLifetime, TheLoopMayEndFirstInMidRequest) {
    raw::Peer const peer([](raw::Socket& socket, int) { socket.receive_all(); });
    asio::io_context loop{1};
    auto client = std::make_unique<Client>(loop);
    spawn(loop, [](awaitable<base::Result<Response>> sending) -> awaitable<void> {
        static_cast<void>(co_await std::move(sending));
    }(client->send(url_of(peer.url()), {}, {})));
    loop.run_for(std::chrono::milliseconds(20));
    client.reset();
    loop.run_for(std::chrono::milliseconds(5));
}

} // namespace
} // namespace easel::http
