#include "wire/console/fixtures.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace easel::console {
namespace {

TEST_F(ConsoleTest, NothingIsToldWithoutTheToken) {
    start();
    for (auto const* path : {"/", "/console.js", "/easel/v1/replay/run", "/easel/v1/replay/cases", "/easel/v1/replay/events", "/easel/v1/replay/held"}) {
        auto const answer = raw(std::string("GET ") + path + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
        EXPECT_EQ(answer.status, 401) << path;
        EXPECT_EQ(answer.body.find("ags.score"), std::string::npos);
    }
    auto const wrong = raw("GET /?token=guess HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
    EXPECT_EQ(wrong.status, 403);
    EXPECT_EQ(wrong.head.find("Set-Cookie"), std::string::npos);
}

TEST_F(ConsoleTest, TheTokenOpensTheDoorOnce) {
    start();
    EXPECT_EQ(console_->address(), "http://" + host() + "/?token=token");
    auto const first = raw("GET /?token=token HTTP/1.1\r\nHost: " + host() + "\r\n\r\n");
    EXPECT_EQ(first.status, 302);
    EXPECT_NE(first.head.find("Set-Cookie: easel_console_" + std::to_string(port_) + "=session; Path=/; HttpOnly; SameSite=Strict"), std::string::npos) << first.head;
    EXPECT_EQ(raw("GET /?token=token HTTP/1.1\r\nHost: " + host() + "\r\n\r\n").status, 403);
    EXPECT_EQ(get("/").status, 200);
}

TEST_F(ConsoleTest, AForeignHostIsRefused) {
    start();
    for (auto const* name : {"evil.example", "127.0.0.1.evil.example", "192.0.2.7"}) {
        auto const answer = raw("GET /easel/v1/replay/run HTTP/1.1\r\nHost: " + std::string(name) + ":" + std::to_string(port_) + "\r\n" + cookie() + "\r\n");
        EXPECT_EQ(answer.status, 403) << name;
        EXPECT_EQ(answer.code(), "foreign_host");
    }
    EXPECT_EQ(raw("GET /easel/v1/replay/events HTTP/1.1\r\nHost: evil.example\r\n" + cookie() + "\r\n").status, 403) << "a stream is no way around";
}

TEST_F(ConsoleTest, APageOfAnotherSiteCannotPost) {
    start();
    for (auto const* origin : {"http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"}) {
        auto const answer = raw(
            "POST /easel/v1/replay/cases/ags.score/late/replay HTTP/1.1\r\nHost: " + host() + "\r\n" + cookie() + "Origin: " + origin + "\r\nContent-Length: 2\r\n\r\n{}"
        );
        EXPECT_EQ(answer.status, 403) << origin;
        EXPECT_EQ(answer.code(), "foreign_origin");
    }
    auto const none = raw("POST /easel/v1/replay/clock HTTP/1.1\r\nHost: " + host() + "\r\n" + cookie() + "Content-Length: 2\r\n\r\n{}");
    EXPECT_EQ(none.code(), "foreign_origin");
    EXPECT_EQ(get("/easel/v1/replay/run").object().at("runs").as_array().size(), 0u) << "nothing was begun";
}

/// An address of this computer that is none of its loopback, if it has one.
std::optional<in_addr> outer_address() {
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return std::nullopt;
    std::optional<in_addr> found;
    for (auto const* one = all; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_addr->sa_family != AF_INET) continue;
        auto const address = reinterpret_cast<sockaddr_in const*>(one->ifa_addr)->sin_addr; // NOLINT
        if ((ntohl(address.s_addr) >> 24U) != 127) found = address;
    }
    ::freeifaddrs(all);
    return found;
}

std::string ask_from_outside(in_addr address, std::uint16_t port) {
    http::raw::Socket socket(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr = address;
    to.sin_port = htons(port);
    if (::connect(socket.fd(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) return {}; // NOLINT
    std::string text(INET_ADDRSTRLEN, '\0');
    ::inet_ntop(AF_INET, &address, text.data(), INET_ADDRSTRLEN);
    socket.send(
        "GET /easel/v1/replay/run HTTP/1.1\r\nHost: " + std::string(text.c_str()) + ":" + std::to_string(port) + "\r\nCookie: easel_console_" + std::to_string(port) +
        "=session\r\n\r\n"
    );
    return socket.receive_message();
}

TEST_F(ConsoleTest, PeersFromElsewhereAreRefusedUnlessToldOtherwise) {
    auto const outer = outer_address();
    if (!outer) GTEST_SKIP() << "this computer has no address but loopback's";
    start([](Options& options) { options.address = "0.0.0.0"; });
    EXPECT_TRUE(ask_from_outside(*outer, port_).starts_with("HTTP/1.1 403 "));
    EXPECT_EQ(get("/easel/v1/replay/run").status, 200) << "from here it goes on";
}

TEST_F(ConsoleTest, ToldOtherwiseTheyAreLetInWithTheToken) {
    auto const outer = outer_address();
    if (!outer) GTEST_SKIP() << "this computer has no address but loopback's";
    start([](Options& options) {
        options.address = "0.0.0.0";
        options.remote = true;
    });
    EXPECT_TRUE(ask_from_outside(*outer, port_).starts_with("HTTP/1.1 200 "));
}

TEST_F(ConsoleTest, ThePageAndItsFilesRunNothingElse) {
    start();
    auto const page = get("/");
    EXPECT_NE(page.head.find("Content-Security-Policy: default-src 'none'; script-src 'self'"), std::string::npos);
    EXPECT_NE(page.body.find("<script src=\"/console.js\">"), std::string::npos);
    EXPECT_EQ(get("/console.js").body, "1;");
    EXPECT_NE(get("/console.js").head.find("Content-Type: text/javascript"), std::string::npos);
    EXPECT_EQ(get("/../etc/passwd").status, 404);
    EXPECT_EQ(get("/report.js").status, 404);
}

} // namespace
} // namespace easel::console
