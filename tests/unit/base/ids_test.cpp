#include "base/ids.hpp"

#include <gmock/gmock.h>

#include <set>

namespace easel::base {
namespace {

TEST(StableHash, IsTheSameForever) {
    // Ids of recorded runs are made from these: a changed number makes every old report unreplayable.
    EXPECT_EQ(stable_hash({}), 0xcbf29ce484222325ULL);
    EXPECT_EQ(stable_hash({"7", "launch.ok/first"}), 0x4b940d378192b1e9ULL);
    Random random(7);
    EXPECT_EQ(random.next(), 0x63cbe1e459320dd7ULL);
}

TEST(StableHash, SeesBordersAndOrder) {
    std::set<std::uint64_t> const all{
        stable_hash({"ab", "c"}),
        stable_hash({"a", "bc"}),
        stable_hash({"abc"}),
        stable_hash({"abc", ""}),
        stable_hash({"", "abc"}),
        stable_hash({"c", "ab"}),
        stable_hash({})};
    EXPECT_EQ(all.size(), 7U);
}

TEST(Random, RepeatsItselfForASeed) {
    Random a(42);
    Random b(42);
    Random c(43);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(a.next(), b.next());
    EXPECT_NE(a.next(), c.next());
}

TEST(Random, StaysBelowTheBoundAndReachesAll) {
    Random random(1);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) {
        auto const value = random.below(7);
        ASSERT_LT(value, 7U);
        seen.insert(value);
    }
    EXPECT_EQ(seen.size(), 7U);
    EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, MakesHexDigits) {
    Random random(5);
    EXPECT_EQ(random.hex(0), "");
    EXPECT_THAT(random.hex(40), testing::MatchesRegex("[0-9a-f]{40}"));
}

TEST(Random, MakesVersion4Uuids) {
    Random random(9);
    std::set<std::string> seen;
    for (int i = 0; i < 50; ++i) {
        auto const uuid = random.uuid();
        EXPECT_THAT(uuid, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        seen.insert(uuid);
    }
    EXPECT_EQ(seen.size(), 50U);
}

TEST(SystemEntropy, Differs) {
    EXPECT_NE(system_entropy(), system_entropy());
}

}  // namespace
}  // namespace easel::base
