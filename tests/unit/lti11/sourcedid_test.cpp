// outcomes.md 7.1
#include "lti11/sourcedid.hpp"

#include <gtest/gtest.h>

namespace easel::lti11 {
namespace {

Sourced const of_ada{7, 1, 42, 9};

TEST(Sourcedid, LegacyFormHoldsTheIdsAndTheirSignature) {
    world::World const world;
    auto const text = sourcedid(world, {}, of_ada);
    EXPECT_TRUE(text.starts_with("7-1-42-9-")) << text;
    auto const read = read_legacy(text);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->sourced, of_ada);
    EXPECT_EQ(read->signature, legacy_signature(world, of_ada));
    EXPECT_EQ(read->signature.size(), 40U);
    world::World other;
    other.account.guid = "another:canvas-lms";
    EXPECT_NE(legacy_signature(other, of_ada), read->signature);
}

TEST(Sourcedid, PatternIsAnchoredPerLine) {
    EXPECT_TRUE(read_legacy("\n7-1-42-9-abc\n").has_value());
    for (auto const* text : {"", "7-1-42-9", "7-1-42-9-", " 7-1-42-9-abc", "7-1-x-9-abc", "7-1-42-9-a&b", "7-1-42-9-a-b"})
        EXPECT_FALSE(read_legacy(text).has_value()) << text;
}

TEST(Sourcedid, EncryptedFormIsLongAndOpaque) {
    world::World const world;
    world::Dialects dialects;
    dialects.encrypted_sourcedids = true;
    auto const text = sourcedid(world, dialects, of_ada);
    EXPECT_GT(text.size(), 150U);
    EXPECT_FALSE(read_legacy(text).has_value());
    EXPECT_EQ(read_encrypted(world, text), of_ada);
    auto changed = text;
    changed[10] = changed[10] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(read_encrypted(world, changed).has_value());
    EXPECT_FALSE(read_encrypted(world, "").has_value());
    EXPECT_FALSE(read_encrypted(world, "aGVsbG8=").has_value());
}

} // namespace
} // namespace easel::lti11
