#include "traffic/exchange.hpp"

#include <gmock/gmock.h>

#include <set>

namespace easel::traffic {
namespace {

TEST(CallKind, HasANameThatLeadsBack) {
    auto const names = call_kind_names();
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    EXPECT_THAT(names, testing::IsSupersetOf({"score", "line_items", "line_item_create", "token", "jwks", "results"}));
    for (auto const& name : names) {
        auto const kind = call_kind(name);
        ASSERT_TRUE(kind.has_value()) << name;
        EXPECT_EQ(to_string(*kind), name);
    }
    EXPECT_EQ(to_string(CallKind::line_item_delete), "line_item_delete");
    EXPECT_EQ(call_kind("Score"), std::nullopt);
    EXPECT_EQ(call_kind(""), std::nullopt);
}

TEST(Party, HasAName) {
    EXPECT_EQ(to_string(Party::browser), "browser");
    EXPECT_EQ(to_string(Party::tool), "tool");
    EXPECT_EQ(to_string(Party::platform), "platform");
    EXPECT_EQ(to_string(Party::probe), "probe");
}

TEST(Log, NumbersInOrderOfRequests) {
    Log log;
    auto& first = log.begin({});
    auto& second = log.begin({});
    log.finish(second);
    log.finish(first);
    EXPECT_EQ(first.number, 1);
    EXPECT_EQ(second.number, 2);
    ASSERT_EQ(log.exchanges().size(), 2U);
    EXPECT_EQ(&log.exchanges().front(), &first);
}

TEST(Log, KeepsReferencesGoodWhileItGrows) {
    Log log(10'000);
    auto& first = log.begin({});
    first.url = "http://127.0.0.1/first";
    for (int i = 0; i < 5000; ++i) log.begin({});
    EXPECT_EQ(first.url, "http://127.0.0.1/first");
    EXPECT_EQ(first.number, 1);
}

TEST(Log, TellsTheObserverAfterEachFinish) {
    Log log;
    std::vector<int> seen;
    log.on_finish = [&](Exchange const& exchange) { seen.push_back(exchange.number); };
    auto& first = log.begin({});
    auto& second = log.begin({});
    EXPECT_THAT(seen, testing::IsEmpty());
    log.finish(second);
    log.finish(first);
    EXPECT_THAT(seen, testing::ElementsAre(2, 1));
}

TEST(Log, CutsLargeBodiesAndRemembersTheirSize) {
    Log log;
    auto& exchange = log.begin({});
    exchange.request.body.assign(kept_body_size + 1, 'q');
    exchange.response.emplace();
    exchange.response->body.assign(kept_body_size, 'a');
    log.finish(exchange);
    log.finish(exchange);  // again: the cut body must not pass for the whole one
    EXPECT_EQ(exchange.request.body.size(), kept_body_size);
    EXPECT_EQ(exchange.request_size, kept_body_size + 1);
    EXPECT_EQ(exchange.response->body.size(), kept_body_size);
    EXPECT_EQ(exchange.response_size, kept_body_size);
}

TEST(Log, FinishesWithoutAResponse) {
    Log log;
    auto& exchange = log.begin({});
    exchange.error = "connect took more than 5s";
    log.finish(exchange);
    EXPECT_FALSE(exchange.response.has_value());
    EXPECT_EQ(exchange.response_size, 0U);
}

TEST(Log, DropsTheOldestBeyondItsCapacity) {
    Log log(3);
    for (int i = 0; i < 5; ++i) log.begin({});
    EXPECT_EQ(log.dropped(), 2U);
    ASSERT_EQ(log.exchanges().size(), 3U);
    EXPECT_EQ(log.exchanges().front().number, 3);
    EXPECT_EQ(log.exchanges().back().number, 5);
}

TEST(Log, FindsByNumberWhatItStillHolds) {
    Log log(3);
    EXPECT_EQ(log.find(1), nullptr);
    for (int i = 0; i < 5; ++i) log.begin({});
    EXPECT_EQ(log.find(2), nullptr);
    for (int number = 3; number <= 5; ++number) {
        ASSERT_NE(log.find(number), nullptr);
        EXPECT_EQ(log.find(number)->number, number);
    }
    EXPECT_EQ(log.find(6), nullptr);
    EXPECT_EQ(std::as_const(log).find(4), log.find(4));
}

TEST(Log, KeepsTheRunningExchangeWhateverItsCapacity) {
    Log log(0);
    auto& exchange = log.begin({});
    log.finish(exchange);
    EXPECT_EQ(log.exchanges().size(), 1U);
}

}  // namespace
}  // namespace easel::traffic
