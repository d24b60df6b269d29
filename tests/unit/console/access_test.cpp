#include "console/access.hpp"

#include <gtest/gtest.h>

namespace easel::console {
namespace {

constexpr std::uint16_t port = 4711;

Access made(bool any_address = false) {
    AccessOptions options;
    options.port = port;
    options.token = "token";
    options.session = "session";
    options.names = {"desk.example"};
    options.any_address = any_address;
    return Access(options);
}

http::Request request_of(std::string method, std::string target, http::Headers headers) {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = std::move(headers);
    return request;
}

struct Row {
    char const* name;
    char const* method;
    http::Headers headers;
    int status; ///< 0: let in
    bool any_address = false;
};

class Callers : public testing::TestWithParam<Row> {};

TEST_P(Callers, AreLetInOrNot) {
    auto const& row = GetParam();
    auto const refused = made(row.any_address).refusal(request_of(row.method, "/easel/v1/replay/run", row.headers));
    EXPECT_EQ(refused ? refused->status : 0, row.status);
    if (!refused) return;
    EXPECT_NE(refused->body.find("\"schema_version\":1,\"error\":{\"code\":"), std::string::npos) << refused->body;
    EXPECT_EQ(refused->headers.get("X-Content-Type-Options"), "nosniff");
}

http::Headers headers(std::initializer_list<http::Headers::Field> more, std::string host = "127.0.0.1:4711") {
    http::Headers all{{"Host", std::move(host)}};
    for (auto const& [name, value] : more) all.add(name, value);
    return all;
}

http::Headers::Field const cookie{"Cookie", "a=b; easel_console_4711=session"};
http::Headers::Field const own{"Origin", "http://127.0.0.1:4711"};

INSTANTIATE_TEST_SUITE_P(
    Access, Callers,
    testing::Values(
        Row{"the page reads", "GET", headers({cookie}), 0},
        Row{"the page reads with Origin", "GET", headers({cookie, own}), 0},
        Row{"the page posts", "POST", headers({cookie, own}), 0},
        Row{"by another name of loopback", "GET", headers({cookie}, "localhost:4711"), 0},
        Row{"by IPv6", "GET", headers({cookie}, "[::1]:4711"), 0},
        Row{"by a name that was given", "GET", headers({cookie}, "DESK.example:4711"), 0},
        Row{"no cookie", "GET", headers({}), 401},
        Row{"the cookie of another console", "GET", headers({{"Cookie", "easel_console_4712=session"}}), 401},
        Row{"a wrong session", "GET", headers({{"Cookie", "easel_console_4711=sessioN"}}), 401},
        Row{"an empty session", "GET", headers({{"Cookie", "easel_console_4711="}}), 401},
        Row{"a name that was made to lead here", "GET", headers({cookie}, "evil.example:4711"), 403},
        Row{"another port", "GET", headers({cookie}, "127.0.0.1:80"), 403},
        Row{"no Host", "GET", {cookie}, 403},
        Row{"a name that begins like an address", "GET", headers({cookie}, "127.0.0.1.evil.example:4711"), 403},
        Row{"a page of another site posts", "POST", headers({cookie, {"Origin", "http://evil.example"}}), 403},
        Row{"a page of another port posts", "POST", headers({cookie, {"Origin", "http://127.0.0.1:80"}}), 403},
        Row{"a page of no origin posts", "POST", headers({cookie, {"Origin", "null"}}), 403},
        Row{"a post without Origin", "POST", headers({cookie}), 403},
        Row{"a page of another site reads", "GET", headers({cookie, {"Origin", "http://evil.example"}}), 403},
        Row{"a delete without Origin", "DELETE", headers({cookie}), 403},
        Row{"an address of the network", "GET", headers({cookie}, "192.0.2.7:4711"), 403},
        Row{"the same where others are let in", "GET", headers({cookie}, "192.0.2.7:4711"), 0, true},
        Row{"a name even then", "GET", headers({cookie}, "evil.example:4711"), 403, true}
    ),
    [](auto const& info) {
        std::string name = info.param.name;
        for (auto& c : name)
            if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
        return name;
    }
);

TEST(Access, TheTokenIsGoodOnceAndBecomesACookieThatNoScriptReads) {
    auto access = made();
    auto const first = access.exchange(request_of("GET", "/?token=token", headers({})));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->status, 302);
    EXPECT_EQ(first->headers.get("Location"), "/");
    EXPECT_EQ(first->headers.get("Set-Cookie"), "easel_console_4711=session; Path=/; HttpOnly; SameSite=Strict");
    auto const second = access.exchange(request_of("GET", "/?token=token", headers({})));
    ASSERT_TRUE(second);
    EXPECT_EQ(second->status, 403);
    EXPECT_FALSE(second->headers.has("Set-Cookie"));
    auto const reload = access.exchange(request_of("GET", "/?token=token", headers({cookie})));
    ASSERT_TRUE(reload);
    EXPECT_EQ(reload->status, 302) << "whoever is in may open the address again";
}

TEST(Access, AWrongTokenSpendsNothing) {
    auto access = made();
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=guess", headers({})))->status, 403);
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=", headers({})))->status, 403);
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=token", headers({}, "evil.example:4711")))->status, 403);
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=token", headers({})))->status, 302);
}

TEST(Access, ARenewedTokenIsGoodOnceAndTheOneBeforeNoMore) {
    auto access = made();
    access.renew("fresh");
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=token", headers({})))->status, 403);
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=fresh", headers({})))->status, 302);
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=fresh", headers({})))->status, 403);
    access.renew("fresher");
    EXPECT_EQ(access.exchange(request_of("GET", "/?token=fresher", headers({})))->status, 302);
    EXPECT_FALSE(access.refusal(request_of("GET", "/", headers({cookie})))) << "who is in stays in";
}

TEST(Access, OnlyTheFirstPageTakesATokenInItsAddress) {
    auto access = made();
    EXPECT_FALSE(access.exchange(request_of("GET", "/easel/v1/replay/run?token=token", headers({}))));
    EXPECT_FALSE(access.exchange(request_of("POST", "/?token=token", headers({}))));
    EXPECT_FALSE(access.exchange(request_of("GET", "/", headers({}))));
}

TEST(Access, WhatIsAnsweredRunsNothingButTheConsolesOwnFiles) {
    auto response = http::text(200, "");
    protect(response);
    auto const policy = std::string(response.headers.get("Content-Security-Policy"));
    for (auto const* part : {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"})
        EXPECT_NE(policy.find(part), std::string::npos) << part;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    protect(response, "http://127.0.0.1:8090");
    EXPECT_TRUE(std::string(response.headers.get("Content-Security-Policy")).ends_with("frame-ancestors http://127.0.0.1:8090"));
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
}

} // namespace
} // namespace easel::console
