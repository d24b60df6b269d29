// Numbers as Ruby reads and prints them (3.3).
#include "outcomes/call.hpp"

#include <gtest/gtest.h>

namespace easel::outcomes {
namespace {

struct Row {
    char const* name;
    std::string text;
    std::optional<double> value;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Float : public testing::TestWithParam<Row> {};

TEST_P(Float, IsReadAsRubyDoes) {
    EXPECT_EQ(read_float(GetParam().text), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Float,
    testing::Values(
        Row{"fraction", "0.92", 0.92}, Row{"one", "1", 1}, Row{"plus", "+0.5", 0.5}, Row{"minus_zero", "-0", 0},
        Row{"no_whole", ".5", 0.5}, Row{"exponent", "1e-1", 0.1}, Row{"capital_exponent", "5E+1", 50}, Row{"hex", "0x1", 1},
        Row{"hex_letters", "0xfF", 255}, Row{"underscore", "1_0", 10}, Row{"underscore_behind_the_point", "0.2_5", 0.25},
        Row{"blanks", " \n0.5\t", 0.5}, Row{"leading_zero", "007", 7}, Row{"negative", "-3.5", -3.5},
        Row{"empty", "", std::nullopt}, Row{"blank", "  ", std::nullopt}, Row{"no_fraction", "5.", std::nullopt},
        Row{"comma", "1,5", std::nullopt}, Row{"percent", "50%", std::nullopt}, Row{"nan", "nan", std::nullopt},
        Row{"NaN", "NaN", std::nullopt}, Row{"infinity", "Infinity", std::nullopt}, Row{"word", "half", std::nullopt},
        Row{"no_break_space", "\xC2\xA0" "0.5", std::nullopt}, Row{"two_underscores", "1__0", std::nullopt},
        Row{"underscore_first", "_1", std::nullopt}, Row{"underscore_last", "1_", std::nullopt},
        Row{"sign_alone", "-", std::nullopt}, Row{"point_alone", ".", std::nullopt}, Row{"exponent_alone", "1e", std::nullopt},
        Row{"hex_alone", "0x", std::nullopt}, Row{"two_numbers", "1 2", std::nullopt}, Row{"two_signs", "--1", std::nullopt},
        Row{"beyond_all_doubles", "1e999", std::nullopt}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Percent, IsPrintedAsRubyDoes) {
    EXPECT_EQ(percent_text(0.92), "92%");
    EXPECT_EQ(percent_text(0), "0%");
    EXPECT_EQ(percent_text(1), "100%");
    EXPECT_EQ(percent_text(0.125), "12.5%");
    EXPECT_EQ(percent_text(0.555), "55.50000000000001%");
}

} // namespace
} // namespace easel::outcomes
