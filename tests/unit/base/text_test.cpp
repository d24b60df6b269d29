#include "base/text.hpp"

#include <gmock/gmock.h>

namespace easel::base {
namespace {

using testing::ElementsAre;

TEST(Text, TrimsBlanksOfEveryKind) {
    EXPECT_EQ(trim(" \t a b\r\n"), "a b");
    EXPECT_EQ(trim("  "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Text, LowersAsciiOnly) {
    EXPECT_EQ(to_lower("AZ-\xC3\x84"), "az-\xC3\x84");
}

TEST(Text, ComparesWithoutCase) {
    EXPECT_TRUE(equals_ignoring_case("Content-TYPE", "content-type"));
    EXPECT_FALSE(equals_ignoring_case("content", "content-type"));
    EXPECT_FALSE(equals_ignoring_case("@", "`"));
}

TEST(Text, SplitKeepsEmptyParts) {
    EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
    EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(Text, JoinUndoesSplit) {
    EXPECT_EQ(join(split("a,,b,", ','), ","), "a,,b,");
    EXPECT_EQ(join({}, ","), "");
}

TEST(Text, ReplacesWithoutLookingAtWhatItPutIn) {
    EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa");
    EXPECT_EQ(replace_all("a.b.c", ".", ""), "abc");
    EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(Text, SlugKeepsLettersAndDigits) {
    EXPECT_EQ(slug("No KID sent!"), "no-kid-sent");
    EXPECT_EQ(slug("  400: bad -- \xC3\xA9 2"), "400-bad-2");
    EXPECT_EQ(slug("!?"), "");
}

struct NearestRow {
    char const* name;
    char const* word;
    char const* want;  ///< null: no candidate is near enough
};
void PrintTo(NearestRow const& row, std::ostream* os) {
    *os << row.name;
}
class Nearest : public testing::TestWithParam<NearestRow> {};

TEST_P(Nearest, FindsWhatWasMeant) {
    std::vector<std::string> const candidates{"score", "results", "line_items", "login"};
    auto const found = nearest(GetParam().word, candidates);
    EXPECT_EQ(found.value_or("(none)"), GetParam().want == nullptr ? "(none)" : GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Words,
    Nearest,
    testing::ValuesIn<NearestRow>({
        {"missing_letter",            "scre",       "score"     },
        {"swapped_letters",           "socre",      "score"     },
        {"other_case",                "SCORE",      "score"     },
        {"two_slips_in_a_long_word",  "lineitem",   "line_items"},
        {"two_slips_in_a_short_word", "sc",         nullptr     },
        {"another_word",              "membership", nullptr     },
        {"empty",                     "",           nullptr     },
}),
    [](auto const& info) { return std::string(info.param.name); }
);

struct GlobRow {
    char const* name;
    char const* pattern;
    char const* text;
    bool want;
};
void PrintTo(GlobRow const& row, std::ostream* os) {
    *os << row.name;
}
class Glob : public testing::TestWithParam<GlobRow> {};

TEST_P(Glob, Matches) {
    EXPECT_EQ(glob_match(GetParam().pattern, GetParam().text), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Patterns,
    Glob,
    testing::ValuesIn<GlobRow>({
        {"whole",                   "launch/ok", "launch/ok",                 true },
        {"star_at_end",             "launch*",   "launch.untrusted/alg-none", true },
        {"star_is_nothing",         "a*b",       "ab",                        true },
        {"star_goes_back",          "*ab",       "aab",                       true },
        {"two_stars",               "*.a*c",     "x.abc",                     true },
        {"question_mark",           "a?c",       "abc",                       true },
        {"question_mark_needs_one", "abc?",      "abc",                       false},
        {"too_short",               "abc",       "ab",                        false},
        {"too_long",                "ab",        "abc",                       false},
        {"empty_matches_empty",     "",          "",                          true },
        {"only_stars",              "**",        "",                          true },
        {"no_star_no_rest",         "*a",        "ab",                        false},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

}  // namespace
}  // namespace easel::base
