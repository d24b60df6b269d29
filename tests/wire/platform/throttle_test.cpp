// The throttle before everything of a service call (throttling-pagination.md 1 to 3).
#include "wire/platform/calling.hpp"

#include <gmock/gmock.h>

namespace easel::platform {
namespace {

using testing::Contains;
using testing::Field;

class Throttled : public PlatformTest {
  protected:
    Throttled() : stage_(set_stage()) {}

    http::Response line_items(http::Request const& request) { return ask(line_items_path(*stage_), request); }
    http::Response line_items() { return line_items(authorized(*stage_)); }
    [[nodiscard]] traffic::Trail const& trail() const { return stage_->log.exchanges().back().trail; }
    void advance(base::Duration span) {
        run([](auto& time, base::Duration by) -> http::awaitable<bool> {
            co_await time.advance(by);
            co_return true;
        }(*stage_->time, span));
    }

    std::shared_ptr<Stage> stage_;
};

std::string remaining(http::Response const& response) {
    return std::string(response.headers.get("X-Rate-Limit-Remaining"));
}

TEST_F(Throttled, OrdinaryAnswersSayWhatTheyCost) { // 2.1, 2.2
    auto const answer = line_items();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.get("X-Request-Cost"), "0.05");
    EXPECT_EQ(remaining(answer), "600.0");
    EXPECT_THAT(trail(), Contains(Field(&traffic::Check::fact, "throttling-pagination/2.2")));
    auto const refused = line_items({});
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(remaining(refused), "600.0") << "3.22: known by the address";
}

TEST_F(Throttled, ABucketIsSharedByTokensAndLeaksWithTheStagesClock) { // 3.16, 3.4
    stage_->world.throttle.cost_per_request = 300;
    EXPECT_EQ(remaining(line_items()), "300.0");
    EXPECT_EQ(remaining(line_items()), "0.0") << "every request has a token of its own";
    auto const answer = line_items();
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.headers.get("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(answer.body, "403 Forbidden (Rate Limit Exceeded)\n");
    EXPECT_FALSE(answer.headers.has("X-Request-Cost"));
    EXPECT_EQ(decided_by(trail()), "throttling-pagination/3.9");
    EXPECT_EQ(line_items(authorized(*stage_, "GET", "", probe_client)).status, 200) << "another client's bucket";
    advance(std::chrono::seconds(6));
    EXPECT_EQ(line_items().status, 200) << "540 and 50 of its own";
}

TEST_F(Throttled, AFullBucketAnswersBeforeAnyOtherCheck) { // 3.23
    stage_->world.throttle.after_requests = 0;
    auto const score = ask(line_item_path(*stage_) + "/scores", authorized(*stage_, "POST", "no json"));
    EXPECT_EQ(score.status, 403);
    EXPECT_EQ(ask("/api/lti/courses/999999/line_items", authorized(*stage_)).status, 403);
    EXPECT_TRUE(stage_->world.results.empty());
}

TEST_F(Throttled, ABadTokenHasABucketOfItsOwn) { // 3.18
    stage_->world.throttle.after_requests = 1;
    EXPECT_EQ(line_items().status, 200);
    EXPECT_EQ(line_items().status, 403);
    http::Request bad;
    bad.headers.set("Authorization", "Bearer nonsense");
    EXPECT_EQ(line_items(bad).status, 401);
    EXPECT_EQ(line_items(bad).status, 403);
    auto expired = authorized(*stage_);
    auto& issuer = *stage_->issuers.at(tool_client);
    issuer.expired_tokens.insert(issuer.issued_tokens.back());
    EXPECT_EQ(line_items(expired).status, 401) << "expired: no valid token";
}

TEST_F(Throttled, ACourseMaySpeakADialectOfItsOwn) { // 1.2
    stage_->world.throttle.after_requests = 0;
    auto& course = *world::course_named(stage_->world, "bio101");
    course.dialects = stage_->world.dialects;
    course.dialects->throttled_is_429 = true;
    EXPECT_EQ(line_items().status, 429);
    EXPECT_EQ(ask("/api/lti/courses/999999/line_items", authorized(*stage_)).status, 403);
}

TEST_F(Throttled, SessionsAreNotMetered) { // 2.4, 3.20
    http::Request request;
    request.headers.set("Cookie", "canvas_session=" + world::user_named(stage_->world, "ada")->legacy_id);
    auto const answer = line_items(request);
    EXPECT_EQ(answer.status, 401);
    EXPECT_FALSE(answer.headers.has("X-Rate-Limit-Remaining"));
    EXPECT_FALSE(answer.headers.has("X-Request-Cost"));
    EXPECT_TRUE(stage_->buckets.all().empty());
}

TEST_F(Throttled, TheTokenEndpointIsMeteredByAddress) { // 3.22
    auto const answer = ask(stage_->issuers.at(tool_client)->token_url(), token_request(*stage_));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(remaining(answer), "600.0");
    EXPECT_EQ(stage_->buckets.all().count("ip:"), 1U);
}

TEST_F(Throttled, BlockedClientsAreRefusedEvenWhenItIsOff) { // 2.5
    stage_->world.throttle.enabled = false;
    stage_->world.throttle.blocked = {tool_client};
    auto const answer = line_items();
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(remaining(answer), "0.0");
    EXPECT_EQ(decided_by(trail()), "throttling-pagination/2.5");
}

} // namespace
} // namespace easel::platform
