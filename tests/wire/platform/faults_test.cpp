// Planned faults: answers replaced, delayed, cut or withheld, for one kind of call (design.md 4).
#include "wire/platform/calling.hpp"

#include <chrono>

namespace easel::platform {
namespace {

using traffic::CallKind;

class Faults : public PlatformTest {
  protected:
    Faults() : stage_(set_stage()) {}

    Fault& plan(CallKind kind, int times = 1) {
        Fault fault;
        fault.kind = kind;
        fault.times = times;
        fault.label = "planned";
        return stage_->faults.emplace_back(std::move(fault));
    }
    base::Result<http::Response> try_score(std::string const& assignment = "quiz1") {
        return send(line_item_path(*stage_, assignment) + "/scores", authorized(*stage_, "POST", score_body(*stage_)));
    }
    [[nodiscard]] std::string last_fault() const { return stage_->log.exchanges().back().fault; }

    std::shared_ptr<Stage> stage_;
};

TEST_F(Faults, ReplaceAsManyAnswersAsTheySay) {
    auto& fault = plan(CallKind::score, 2);
    fault.answer = http::text(503, "busy");
    fault.answer->headers.set("Retry-After", "7");
    for (int i = 0; i < 2; ++i) {
        auto const answer = post_score(*stage_);
        EXPECT_EQ(answer.status, 503);
        EXPECT_EQ(answer.body, "busy");
        EXPECT_EQ(answer.headers.get("Retry-After"), "7");
        EXPECT_EQ(last_fault(), "planned");
        EXPECT_TRUE(stage_->log.exchanges().back().trail.empty()) << "nothing was checked";
    }
    EXPECT_TRUE(stage_->world.results.empty()) << "a replaced answer is not worked out";
    EXPECT_EQ(post_score(*stage_).status, 200);
    EXPECT_EQ(last_fault(), "");
}

TEST_F(Faults, OfOneKindLeaveTheOthersAlone) {
    plan(CallKind::results, -1).answer = http::text(500, "");
    EXPECT_EQ(post_score(*stage_).status, 200);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(line_item_path(*stage_) + "/results", authorized(*stage_)).status, 500);
}

TEST_F(Faults, OfOneAssignmentLeaveTheOthersAlone) {
    auto& fault = plan(CallKind::score);
    fault.assignment = "quiz2";
    fault.answer = http::text(500, "");
    EXPECT_EQ(post_score(*stage_, "quiz1").status, 200);
    EXPECT_EQ(post_score(*stage_, "quiz2").status, 500);
    EXPECT_EQ(post_score(*stage_, "quiz2").status, 200);
}

TEST_F(Faults, ComeInTheOrderOfTheirMaking) {
    plan(CallKind::score).answer = http::text(500, "");
    plan(CallKind::score).answer = http::text(503, "");
    EXPECT_EQ(post_score(*stage_).status, 500);
    EXPECT_EQ(post_score(*stage_).status, 503);
    EXPECT_EQ(post_score(*stage_).status, 200);
}

TEST_F(Faults, StrikeTokensToo) {
    plan(CallKind::token).answer = http::text(500, "");
    auto const url = stage_->issuers.at(tool_client)->token_url();
    EXPECT_EQ(ask(url, token_request(*stage_)).status, 500);
    EXPECT_EQ(ask(url, token_request(*stage_)).status, 200);
}

TEST_F(Faults, SpareTheProbe) {
    plan(CallKind::score).answer = http::text(500, "");
    EXPECT_EQ(post_score(*stage_, "quiz1", probe_client).status, 200);
    EXPECT_EQ(post_score(*stage_).status, 500);
}

TEST_F(Faults, DelayAnAnswerThatIsOtherwiseTheSame) {
    constexpr base::Duration delay{30};
    plan(CallKind::score).delay = delay;
    auto const begun = std::chrono::steady_clock::now();
    EXPECT_EQ(post_score(*stage_).status, 200);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, delay);
    EXPECT_EQ(last_fault(), "planned");
}

TEST_F(Faults, TruncateAnAnswerThatCountedAllTheSame) {
    plan(CallKind::score).delivery = http::Delivery::truncated;
    auto const answer = try_score();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, base::FaultKind::io);
    EXPECT_EQ(stage_->world.results.size(), 1U);
    EXPECT_EQ(stage_->log.exchanges().back().response->status, 200);
}

TEST_F(Faults, LookLikeAFullBucket) { // throttling-pagination/1.1 to 1.7
    plan(CallKind::score).throttled = true;
    auto const answer = post_score(*stage_);
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.body, "403 Forbidden (Rate Limit Exceeded)\n");
    EXPECT_EQ(answer.headers.get("X-Rate-Limit-Remaining"), "50.0");
    EXPECT_FALSE(answer.headers.has("X-Request-Cost"));
    EXPECT_TRUE(stage_->world.results.empty());
    EXPECT_EQ(post_score(*stage_).status, 200);
    stage_->world.dialects.throttled_is_429 = true;
    plan(CallKind::score).throttled = true;
    EXPECT_EQ(post_score(*stage_).status, 429);
}

TEST_F(Faults, LetTheFirstCallsGoBy) {
    auto& fault = plan(CallKind::score);
    fault.after = 1;
    fault.answer = http::text(500, "");
    EXPECT_EQ(post_score(*stage_, "quiz1").status, 200);
    EXPECT_EQ(post_score(*stage_, "quiz2").status, 500);
    EXPECT_EQ(fault.struck, 1);
}

TEST_F(Faults, WithAProbabilityAreTheSameForTheSameSeed) {
    auto const pattern = [&](Stage& stage) {
        auto& fault = stage.faults.emplace_back();
        fault.kind = CallKind::line_items;
        fault.times = -1;
        fault.probability = 0.5;
        fault.answer = http::text(500, "");
        std::string out;
        for (int i = 0; i < 16; ++i) out += ask(line_items_path(stage), authorized(stage)).status == 500 ? 'x' : '.';
        return out;
    };
    auto const first = pattern(*stage_);
    EXPECT_NE(first.find('x'), std::string::npos);
    EXPECT_NE(first.find('.'), std::string::npos);
    platform_->remove(*stage_);
    EXPECT_EQ(pattern(*set_stage()), first);
}

TEST_F(Faults, MayBeTakenBackWhileTheyStrike) {
    auto& fault = plan(CallKind::score);
    fault.delivery = http::Delivery::truncated;
    stage_->before_answer = [&]() -> http::awaitable<void> {
        stage_->faults.clear();
        co_return;
    };
    EXPECT_FALSE(try_score().has_value());
    EXPECT_TRUE(try_score().has_value());
}

TEST_F(Faults, ResetAConnectionWithoutAWord) {
    auto& fault = plan(CallKind::score);
    fault.delivery = http::Delivery::reset;
    fault.answer = http::json(500, "{}");
    EXPECT_FALSE(try_score().has_value());
    EXPECT_TRUE(stage_->world.results.empty());
    EXPECT_TRUE(try_score().has_value());
}

} // namespace
} // namespace easel::platform
