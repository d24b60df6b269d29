#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <ostream>

namespace easel::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t kilo = 1024;

ServerOptions small_limits() {
    ServerOptions options;
    options.headers = kilo;
    options.body = 100;
    options.read = base::Duration(60);
    return options;
}

struct Row {
    char const* name;
    std::string sent;
    char const* status_line;
    char const* body;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class ServerRefuses : public ServerTest, public testing::WithParamInterface<Row> {};

TEST_P(ServerRefuses, AndClosesButServesOthers) {
    int handled = 0;
    auto const port = start(
        [&](Request request) {
            ++handled;
            return echo(std::move(request));
        },
        small_limits()
    );
    auto socket = raw::connect_to(port);
    socket.send(GetParam().sent);
    auto const answer = socket.receive_all();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::string(GetParam().status_line) + "\r\n"));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(answer, EndsWith(R"({"errors":[{"message":")" + std::string(GetParam().body) + R"("}]})"));
    EXPECT_FALSE(socket.was_reset());
    EXPECT_FALSE(socket.was_silent());

    auto other = raw::connect_to(port);
    other.send("GET /fine HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(other.receive_message(), EndsWith("GET /fine "));
    socket.close();
    other.close();
    stop();
    EXPECT_EQ(handled, 1);
}

std::string post(std::string_view fields, std::string_view body) {
    return "POST / HTTP/1.1\r\nHost: h\r\n" + std::string(fields) + "\r\n" + std::string(body);
}

std::string get(std::string_view target, std::string_view fields) {
    return "GET " + std::string(target) + " HTTP/1.1\r\n" + std::string(fields) + "\r\n";
}

constexpr auto* bad = "400 Bad Request";
constexpr auto* malformed = "not an HTTP request";
constexpr auto* big = "413 Content Too Large";
constexpr auto* over_body = "request body exceeds the limit of 100 bytes";
constexpr auto* long_head = "431 Request Header Fields Too Large";
constexpr auto* over_head = "request headers exceed the limit of 1 KB";
constexpr auto* slow = "408 Request Timeout";
constexpr auto* late = "no complete request within 60 ms";
constexpr auto* chunked = "Transfer-Encoding: chunked\r\n";

INSTANTIATE_TEST_SUITE_P(
    Http, ServerRefuses,
    testing::ValuesIn<Row>({
        // name, what is sent, status line, message
        {"garbage", std::string("\x16\x03\x01\x02\x00\x01", 6), bad, malformed},
        {"words", "hello there\r\n\r\n", bad, malformed},
        {"http_2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", bad, malformed},
        {"no_host", get("/", ""), bad, malformed},
        {"header_bytes", get("/", "Host: h\r\nX: a\x02\r\n"), bad, malformed},
        {"header_name", get("/", "Host: h\r\nX Y: a\r\n"), bad, malformed},
        {"smuggled_length", post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "x"), bad, malformed},
        {"broken_chunk", post(chunked, "nothex\r\n"), bad, malformed},
        {"announced_body", post("Content-Length: 101\r\n", ""), big, over_body},
        {"sent_body", post("Content-Length: 5000000\r\n", std::string(5'000'000, 'x')), big, over_body},
        {"chunked_body", post(chunked, "65\r\n" + std::string(101, 'x') + "\r\n0\r\n\r\n"), big, over_body},
        {"many_chunks", post(chunked, "60\r\n" + std::string(96, 'x') + "\r\n6\r\n012345\r\n0\r\n\r\n"), big,
         over_body},
        {"expected_body", post("Expect: 100-continue\r\nContent-Length: 101\r\n", ""), big, over_body},
        {"long_target", get("/" + std::string(2 * kilo, 'x'), "Host: h\r\n"), long_head, over_head},
        {"long_field", get("/", "Host: h\r\nX: " + std::string(2 * kilo, 'x') + "\r\n"), long_head, over_head},
        {"endless_field", get("/", "Host: h\r\nX: " + std::string(1'000'000, 'x')), long_head, over_head},
        {"half_a_head", "GET / HTTP/1.1\r\nHost: h\r\nX: ", slow, late},
        {"half_a_body", post("Content-Length: 10\r\n", "12345"), slow, late},
        {"half_a_chunk", post(chunked, "5\r\n12"), slow, late},
        {"half_a_line", "G", slow, late},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST_F(ServerTest, ADripDoesNotPutOffTheReadLimit) {
    auto socket = raw::connect_to(start(echo, small_limits()));
    auto const begin = std::chrono::steady_clock::now();
    // Drips until the server's answer is there or the connection is gone.
    std::thread drip([&] {
        for (int i = 0; i < 400 && socket.send("a"); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    });
    auto const answer = socket.receive_until("\r\n\r\n");
    auto const took = std::chrono::steady_clock::now() - begin;
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 408 "));
    EXPECT_LT(took, std::chrono::milliseconds(1'500)); // 400 drips take 2 s
    stop();
    drip.join();
}

TEST_F(ServerTest, TheReadLimitCountsPerRequest) {
    auto socket = raw::connect_to(start(echo, small_limits()));
    for (int i = 0; i < 4; ++i) {
        socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na");
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
        socket.send("b");
        EXPECT_THAT(socket.receive_message(), EndsWith("POST / ab"));
    }
}

TEST_F(ServerTest, AnIdleConnectionEndsWithoutAWord) {
    ServerOptions options;
    options.idle = base::Duration(30);
    auto const port = start(echo, options);
    auto silent = raw::connect_to(port);
    EXPECT_EQ(silent.receive_all(), "");
    EXPECT_FALSE(silent.was_silent());
    auto used = raw::connect_to(port);
    used.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(used.receive_message(), EndsWith("GET / "));
    EXPECT_EQ(used.receive_all(), "");
    EXPECT_FALSE(used.was_silent());
}

TEST_F(ServerTest, AHandlerMayTakeLongerThanTheIdleLimit) {
    ServerOptions options;
    options.idle = base::Duration(20);
    auto socket = raw::connect_to(start(
        [](Request) -> awaitable<Response> {
            co_await sleep_wall(std::chrono::milliseconds(60));
            co_return text(200, "slow");
        },
        options
    ));
    socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(socket.receive_message(), EndsWith("slow"));
}

std::ptrdiff_t open_descriptors() {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

TEST_F(ServerTest, APeerThatTakesNothingIsDropped) {
    constexpr std::size_t size = 16 * kilo * kilo; // more than the system buffers
    ServerOptions options;
    options.idle = base::Duration(20);
    std::promise<void> entered;
    auto const port = start(
        [&](Request) -> awaitable<Response> {
            entered.set_value();
            co_return text(200, std::string(size, 'x'));
        },
        options
    );
    auto const before = open_descriptors();
    auto socket = raw::connect_to(port);
    socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    // The peer cannot see the end behind what it has not read, the process can: its own socket stays, the server's
    // goes.
    auto const patience = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    entered.get_future().wait();
    while (open_descriptors() > before + 1 && std::chrono::steady_clock::now() < patience)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    auto const got = socket.receive_all();
    EXPECT_LT(got.size(), size);
    EXPECT_FALSE(socket.was_silent());
}

TEST_F(ServerTest, WhoeverEndsInMidRequestIsTold) {
    auto socket = raw::connect_to(start(echo));
    socket.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n12345");
    socket.end_sending();
    EXPECT_THAT(socket.receive_all(), StartsWith("HTTP/1.1 400 "));
}

TEST_F(ServerTest, ExactlyTheLimitIsFine) {
    auto options = small_limits();
    std::string const body(100, 'x');
    // 2 + (4 + 1 + 12) + (4 + 1 + 4) + (14 + 3 + 4) bytes
    options.headers = 49;
    auto socket = raw::connect_to(start(echo, options));
    socket.send(post("Content-Length: 100\r\n", body));
    EXPECT_THAT(socket.receive_message(), EndsWith("POST / " + body));
}

} // namespace
} // namespace easel::http
