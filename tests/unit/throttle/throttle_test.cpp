// The leaking bucket, number by number (throttling-pagination.md 1 to 3).
#include "throttle/throttle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::throttle {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Not;

constexpr auto client = "lti_advantage:10000000000001";

class Throttle : public testing::Test {
  protected:
    /// One request that is answered at once, at second `at`: the answer that the caller sees.
    http::Response send(double at, std::string const& who = client) {
        now_ = base::Instant(base::Duration(static_cast<std::int64_t>(at * 1000)));
        rows_.clear();
        auto refused = buckets_.enter(world_, world_.dialects, who, now_, rows_);
        if (refused) return *refused;
        auto response = http::json(200, "{}");
        buckets_.leave(world_, who, now_, response, rows_);
        return response;
    }
    static std::string remaining(http::Response const& response) {
        return std::string(response.headers.get("X-Rate-Limit-Remaining"));
    }

    world::World world_;
    Buckets buckets_;
    base::Instant now_;
    Rows rows_; ///< of the last request
};

struct Second {
    int at;
    int status;
    char const* remaining;
};

// The worked table of section 3: a cost of 40 for each request, one every second, starting empty.
TEST_F(Throttle, CountsAsTheWorkedTableDoes) {
    world_.throttle.cost_per_request = 40;
    for (int n = 0; n < 19; ++n) {
        auto const answer = send(n);
        EXPECT_EQ(answer.status, 200) << n;
        EXPECT_EQ(remaining(answer), std::to_string(560 - 30 * n) + ".0");
        EXPECT_EQ(answer.headers.get("X-Request-Cost"), "40.0");
    }
    for (auto const& row : {Second{19, 403, "30.0"}, {20, 403, "40.0"}, {21, 403, "50.0"}, {22, 200, "20.0"}}) {
        auto const answer = send(row.at);
        EXPECT_EQ(answer.status, row.status) << row.at;
        EXPECT_EQ(remaining(answer), row.remaining) << row.at;
        EXPECT_EQ(answer.headers.has("X-Request-Cost"), row.status == 200) << "2.1: not on throttled answers";
    }
    EXPECT_THAT(rows_, Contains("3.14")) << "served again after so many seconds";
}

TEST_F(Throttle, LetsElevenRequestsRunTogether) { // 3.12
    for (int i = 0; i < 11; ++i) EXPECT_FALSE(buckets_.enter(world_, world_.dialects, client, now_, rows_)) << i;
    auto const twelfth = buckets_.enter(world_, world_.dialects, client, now_, rows_);
    ASSERT_TRUE(twelfth);
    EXPECT_EQ(remaining(*twelfth), "50.0"); // 2.6
    EXPECT_EQ(rows_.back(), "3.9");
    http::Response answer;
    buckets_.leave(world_, client, now_, answer, rows_);
    EXPECT_FALSE(buckets_.enter(world_, world_.dialects, client, now_, rows_)) << "one has left";
}

TEST_F(Throttle, NeverRefusesWhoSendsOneRequestAfterTheOther) { // 3.13
    for (int i = 0; i < 20'000; ++i) ASSERT_EQ(send(0).status, 200) << i;
    auto const answer = send(0);
    EXPECT_EQ(remaining(answer), "600.0");
    EXPECT_EQ(answer.headers.get("X-Request-Cost"), "0.05");
    EXPECT_THAT(rows_, Contains("3.13"));
}

TEST_F(Throttle, SaysNothingButThatItIsThrottled) { // 1.1, 1.3 to 1.7
    world_.throttle.after_requests = 0;
    auto const answer = send(0);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.headers.get("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.body, "403 Forbidden (Rate Limit Exceeded)\n");
    EXPECT_EQ(remaining(answer), "600.0");
    EXPECT_FALSE(answer.headers.has("X-Request-Cost"));
    EXPECT_FALSE(answer.headers.has("Retry-After"));
}

TEST_F(Throttle, Answers429WhereTheWorldSaysSo) { // 1.2
    world_.throttle.after_requests = 0;
    world_.dialects.throttled_is_429 = true;
    auto const answer = send(0);
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.body, "429 Too Many Requests (Rate Limit Exceeded)\n");
    EXPECT_THAT(rows_, Contains("1.2"));
    EXPECT_THAT(rows_, Not(Contains("1.1")));
}

TEST_F(Throttle, RefusesAfterSoManyRequestsOfANamedClient) {
    world_.throttle.after_requests = 2;
    EXPECT_EQ(send(0).status, 200);
    EXPECT_EQ(send(100).status, 200);
    EXPECT_EQ(send(200).status, 403);
    EXPECT_EQ(send(200, "token:abc").status, 200) << "a bucket of its own";
    for (int i = 0; i < 4; ++i) EXPECT_EQ(send(200, "ip:").status, 200) << "token requests do not count";
    buckets_.clear();
    EXPECT_EQ(send(300).status, 200);
}

TEST_F(Throttle, RefusesNobodyWhenItIsOff) { // 3.1
    world_.throttle.enabled = false;
    world_.throttle.cost_per_request = 700;
    EXPECT_EQ(send(0).status, 200);
    auto const answer = send(0);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(rows_, Contains("3.1"));
    EXPECT_EQ(answer.headers.get("X-Request-Cost"), "700.0") << "the headers stay";
    EXPECT_EQ(remaining(answer), "-200.0") << "2.3, 3.2: 800 at most";
}

TEST_F(Throttle, RefusesBlockedClientsEvenWhenItIsOff) { // 2.5
    world_.throttle.enabled = false;
    world_.throttle.blocked = {"10000000000001"};
    world_.dialects.throttled_is_429 = true;
    auto const answer = send(0);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(remaining(answer), "0.0");
    EXPECT_EQ(rows_.back(), "2.5");
    EXPECT_EQ(send(0, "lti_advantage:10000000000002").status, 200);
    EXPECT_EQ(send(0, "token:10000000000001").status, 200);
}

TEST_F(Throttle, ForgetsABucketAfterAnHour) { // 3.6
    world_.throttle.cost_per_request = 500;
    world_.throttle.outflow = 0;
    EXPECT_EQ(remaining(send(0)), "100.0");
    EXPECT_EQ(remaining(send(3599)), "-200.0");
    EXPECT_EQ(remaining(send(3599 + 3600)), "100.0");
    EXPECT_THAT(rows_, Contains("3.6"));
}

TEST_F(Throttle, LetsALongPauseSwallowThePreflight) { // 3.8: the leak alone is not clamped
    world_.throttle.cost_per_request = 540;
    EXPECT_EQ(remaining(send(0)), "60.0");
    world_.throttle.cost_per_request = 0;
    send(59);
    EXPECT_EQ(buckets_.all().at(client).count, 0) << "540 - 590 + 50 = 0, less 50 more, but never below nothing";
    EXPECT_EQ(buckets_.all().at(client).requests, 2);
}

struct Who {
    char const* name;
    http::Headers headers;
    char const* target;
    char const* client_id;
    bool of_service;
    bool has_session;
    char const* bucket; ///< its beginning; "" : not metered
};
void PrintTo(Who const& row, std::ostream* os) {
    *os << row.name;
}
class Identifiers : public testing::TestWithParam<Who> {};

TEST_P(Identifiers, TellWhoSharesABucket) {
    auto const& row = GetParam();
    http::Request request;
    request.target = row.target;
    request.headers = row.headers;
    auto const bucket = bucket_of(request, row.client_id, row.of_service, row.has_session);
    EXPECT_TRUE(std::string_view(row.bucket).empty() ? bucket.empty() : bucket.starts_with(row.bucket)) << bucket;
}

INSTANTIATE_TEST_SUITE_P(
    Throttle, Identifiers,
    testing::ValuesIn<Who>({
        {"service_with_a_good_token", {{"Authorization", "Bearer a.b.c"}}, "/", "207", true, false, "lti_advantage:207"}, // 3.16
        {"service_with_a_bad_token", {{"Authorization", "Bearer a.b.c"}}, "/", "", true, false, "token:"},                 // 3.18
        {"elsewhere_with_a_good_token", {{"Authorization", "bearer a.b.c"}}, "/", "207", false, false, "token:"},
        {"token_as_a_parameter", {}, "/x?access_token=abc", "", true, false, "token:"},
        {"token_in_a_session", {{"Authorization", "Bearer x"}}, "/", "", true, true, "token:"},
        {"session", {}, "/", "", false, true, ""}, // 3.20
        {"nobody", {}, "/", "", true, false, "ip:"}, // 3.22
        {"other_scheme", {{"Authorization", "Basic eDp5"}}, "/", "", true, false, "ip:"},
        {"empty_token", {{"Authorization", "Bearer "}}, "/", "", true, false, "ip:"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(OldTools, ShareABucketByDomain) { // 3.21
    world::Tool tool;
    tool.target_link_uri = "https://tool.test:8443/launch?x=1";
    EXPECT_EQ(bucket_of_tool(tool), "tool:tool.test");
    tool.domain = "test";
    EXPECT_EQ(bucket_of_tool(tool), "tool:test");
    EXPECT_EQ(bucket_of_tool({}), "tool:");
}

TEST(Tokens, HaveBucketsOfTheirOwn) {
    http::Request one;
    one.headers.set("Authorization", "Bearer one");
    http::Request two;
    two.target = "/?access_token=two";
    http::Request same;
    same.target = "/?access_token=one";
    EXPECT_NE(bucket_of(one, "", true, false), bucket_of(two, "", true, false));
    EXPECT_EQ(bucket_of(one, "", true, false), bucket_of(same, "", true, false));
    EXPECT_THAT(bucket_of(one, "", true, false), Not(testing::HasSubstr("one"))) << "the token itself is not kept";
}

TEST_F(Throttle, ForgetsTheOldestOfTooManyCallers) {
    constexpr int callers = 5'000;
    for (int n = 0; n < callers; ++n) (void)send(n, "token:" + std::to_string(n));
    EXPECT_LE(buckets_.all().size(), 2'000U);
    EXPECT_FALSE(buckets_.all().contains("token:0"));
    EXPECT_TRUE(buckets_.all().contains("token:" + std::to_string(callers - 1)));
}

} // namespace
} // namespace easel::throttle
