#include "replay/substitution.hpp"

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

struct Row {
    char const* name;
    char const* text;
    char const* expected;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Applied : public testing::TestWithParam<Row> {};

TEST_P(Applied, ReplacesWhatItKnows) {
    Substitutions table;
    table.learn("nonce", "old-nonce-1", "new-nonce-1", 3);
    table.learn("state", "old-nonce-1-longer", "NEW", 3);
    table.learn("url", "http://a/b c&d", "http://x/y", 4);
    table.learn("iat", "12", "99", 5);
    EXPECT_EQ(table.apply(GetParam().text), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    Applied,
    testing::Values(
        Row{"whole", "old-nonce-1", "new-nonce-1"},
        Row{"inside", "nonce=old-nonce-1&x=1", "nonce=new-nonce-1&x=1"},
        Row{"the_longest_first", "old-nonce-1-longer", "NEW"},
        Row{"again_and_again", "old-nonce-1 old-nonce-1", "new-nonce-1 new-nonce-1"},
        Row{"percent_encoded", "u=http%3A%2F%2Fa%2Fb%20c%26d", "u=http%3A%2F%2Fx%2Fy"},
        Row{"for_html", "<a href='http://a/b c&amp;d'>", "<a href='http://x/y'>"},
        Row{"short_ones_only_whole", "12", "99"},
        Row{"short_ones_not_inside", "112 12", "112 12"},
        Row{"nothing_known", "hello", "hello"},
        Row{"empty", "", ""}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Learned, KeepsTheFirstNoteAndNoEqualOnes) {
    Substitutions table;
    table.learn("nonce", "a-value-of-old", "first", 1);
    table.learn("nonce", "a-value-of-old", "second", 2);
    table.learn("nonce", "same", "same", 3);
    table.learn("nonce", "", "something", 4);
    ASSERT_EQ(table.all().size(), 1U);
    EXPECT_EQ(table.of("a-value-of-old"), "first");
    EXPECT_EQ(table.all().front().hop, 1);
    EXPECT_FALSE(table.of("same"));
}

TEST(Regenerated, KnowsWhatIsFresh) {
    for (auto const* name : {"nonce", "state", "jti", "iat", "exp", "oauth_nonce", "oauth_timestamp", "access_token"})
        EXPECT_TRUE(is_regenerated(name)) << name;
    for (auto const* name : {"sub", "aud", "userId", "scoreGiven", ""}) EXPECT_FALSE(is_regenerated(name)) << name;
}

} // namespace
} // namespace easel::replay
