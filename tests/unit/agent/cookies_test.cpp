#include "agent/browser.hpp"

#include <gmock/gmock.h>

namespace {

using easel::agent::CookieJar;
using easel::base::Instant;
using easel::base::parse_url;

Instant const now = *easel::base::parse_lenient_time("2026-03-01T10:00:00Z");

struct Row {
    char const* name;
    char const* from;
    char const* set_cookie;
    char const* to;
    char const* want;  ///< the Cookie header
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Cookies : public testing::TestWithParam<Row> {};

TEST_P(Cookies, AreSentWhereABrowserSendsThem) {
    auto const& row = GetParam();
    CookieJar jar;
    jar.store(*parse_url(row.from), row.set_cookie, now);
    EXPECT_EQ(jar.header_for(*parse_url(row.to), now), row.want);
}

constexpr char const* tool = "http://127.0.0.1:9001/lti/login";

INSTANTIATE_TEST_SUITE_P(
    Rules,
    Cookies,
    testing::ValuesIn<Row>({
        // loopback and ports: feasibility.md E
        {"plain", tool, "a=1", "http://127.0.0.1:9001/lti/launch", "a=1"},
        {"ports_do_not_matter", tool, "a=1; Path=/", "http://127.0.0.1:8502/", "a=1"},
        {"secure_over_loopback", tool, "a=1; Path=/; Secure; SameSite=None", "http://127.0.0.1:9001/x", "a=1"},
        {"same_site_none_needs_secure", tool, "a=1; Path=/; SameSite=None", "http://127.0.0.1:9001/x", ""},
        {"same_site_lax", tool, "a=1; Path=/; SameSite=Lax", "http://127.0.0.1:9001/x", "a=1"},
        {"partitioned", tool, "a=1; Path=/; Secure; Partitioned; SameSite=None", "http://127.0.0.1:9001/x", "a=1"},
        {"other_loopback_host", tool, "a=1; Path=/", "http://localhost:9001/x", ""},
        {"secure_from_plain_http", "http://tool.example/", "a=1; Secure", "https://tool.example/", ""},
        {"secure_to_plain_http", "https://tool.example/", "a=1; Secure", "http://tool.example/", ""},
        {"secure_to_https", "https://tool.example/", "a=1; Secure", "https://tool.example/x", "a=1"},
        // RFC 6265, sections 5.1.3 and 5.1.4
        {"default_path", tool, "a=1", "http://127.0.0.1:9001/other", ""},
        {"path_is_no_mere_prefix", tool, "a=1; Path=/lti", "http://127.0.0.1:9001/ltix", ""},
        {"path_itself", tool, "a=1; Path=/lti", "http://127.0.0.1:9001/lti", "a=1"},
        {"host_only", "https://tool.example/", "a=1", "https://www.tool.example/", ""},
        {"domain", "https://www.tool.example/", "a=1; Domain=.tool.example", "https://x.tool.example/", "a=1"},
        {"foreign_domain", "https://tool.example/", "a=1; Domain=canvas.example", "https://canvas.example/", ""},
        {"domain_of_an_address", tool, "a=1; Path=/; Domain=127.0.0.1", "http://127.0.0.1:9001/", "a=1"},
        {"part_of_an_address", tool, "a=1; Path=/; Domain=0.0.1", "http://127.0.0.1:9001/", ""},
        {"top_level_domain", "https://tool.example/", "a=1; Domain=example", "https://other.example/", ""},
        // lifetime
        {"max_age_zero", tool, "a=1; Path=/; Max-Age=0", tool, ""},
        {"max_age", tool, "a=1; Path=/; Max-Age=300", tool, "a=1"},
        {"max_age_beats_expires", tool, "a=1; Path=/; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT", tool, "a=1"},
        {"huge_max_age", tool, "a=1; Path=/; Max-Age=9223372036854775807", tool, "a=1"},
        {"expired", tool, "a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", tool, ""},
        {"expires_later", tool, "a=1; Path=/; Expires=Sun, 01 Mar 2026 10:00:01 GMT", tool, "a=1"},
        {"expires_with_hyphens", tool, "a=1; Path=/; Expires=Sun, 01-Mar-26 09:59:59 GMT", tool, ""},
        {"unreadable_date", tool, "a=1; Path=/; Expires=soon", tool, "a=1"},
        // prefixes
        {"host_prefix", tool, "__Host-a=1; Path=/; Secure", tool, "__Host-a=1"},
        {"host_prefix_needs_path", tool, "__Host-a=1; Path=/lti; Secure", tool, ""},
        {"secure_prefix_needs_secure", tool, "__Secure-a=1; Path=/", tool, ""},
        // values
        {"value_with_equals", tool, "a=b=c; Path=/", tool, "a=b=c"},
        {"quoted_value", tool, "a=\"b c\"; Path=/", tool, "a=\"b c\""},
        {"empty_value", tool, "a=; Path=/", tool, "a="},
        {"no_name", tool, "=1; Path=/", tool, ""},
        {"no_pair", tool, "secure", tool, ""},
        {"empty", tool, "", tool, ""},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(CookieJar, ReplacesAndDeletes) {
    CookieJar jar;
    auto const url = *parse_url(tool);
    jar.store(url, "a=1; Path=/", now);
    jar.store(url, "a=2; Path=/", now);
    EXPECT_EQ(jar.cookies().size(), 1u);
    EXPECT_EQ(jar.header_for(url, now), "a=2");
    jar.store(url, "a=; Path=/; Max-Age=0", now);
    EXPECT_TRUE(jar.cookies().empty());
}

TEST(CookieJar, SendsLongerPathsFirstAndOlderCookiesFirst) {
    CookieJar jar;
    auto const url = *parse_url(tool);
    jar.store(url, "old=1; Path=/", now);
    jar.store(url, "new=2; Path=/", now);
    jar.store(url, "deep=3; Path=/lti", now);
    EXPECT_EQ(jar.header_for(url, now), "deep=3; old=1; new=2");
}

TEST(CookieJar, ForgetsCookiesWhenTheirTimeComes) {
    CookieJar jar;
    auto const url = *parse_url(tool);
    jar.store(url, "a=1; Path=/; Max-Age=300", now);
    EXPECT_EQ(jar.header_for(url, now + std::chrono::seconds{299}), "a=1");
    EXPECT_EQ(jar.header_for(url, now + std::chrono::seconds{300}), "");
}

TEST(CookieJar, KeepsOfAFrameWhatTheModeAllows) {
    using easel::agent::FrameCookies;
    auto const url = *parse_url(tool);
    CookieJar jar;
    jar.store(url, "a=1; Path=/; Secure; SameSite=None; Partitioned", now, FrameCookies::block);
    jar.store(url, "b=2; Path=/; Secure; SameSite=None", now, FrameCookies::partition);
    jar.store(url, "c=3; Path=/; Partitioned", now, FrameCookies::partition);
    EXPECT_TRUE(jar.cookies().empty());
    jar.store(url, "d=4; Path=/; Secure; SameSite=None; Partitioned", now, FrameCookies::partition);
    jar.store(url, "e=5; Path=/", now);
    EXPECT_EQ(jar.header_for(url, now, FrameCookies::partition), "d=4");
    EXPECT_EQ(jar.header_for(url, now, FrameCookies::block), "");
    EXPECT_EQ(jar.header_for(url, now), "d=4; e=5");
}

TEST(CookieJar, IsBounded) {
    CookieJar jar;
    auto const url = *parse_url(tool);
    for (int i = 0; i < 3'000; ++i) jar.store(url, "c" + std::to_string(i) + "=1; Path=/", now);
    EXPECT_LE(jar.cookies().size(), 1'000u);
    jar.clear();
    jar.store(url, "big=" + std::string(5'000, 'x'), now);
    EXPECT_TRUE(jar.cookies().empty());
}

}  // namespace
