#include "services/ruby.hpp"

#include <gtest/gtest.h>

namespace easel::services::ruby {
namespace {

json::value parsed(char const* text) { return base::parse_json(text).value(); }

TEST(Ruby, PrintsFloats) {
    EXPECT_EQ(float_text(50), "50.0");
    EXPECT_EQ(float_text(0), "0.0");
    EXPECT_EQ(float_text(12.5), "12.5");
    EXPECT_EQ(float_text(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(float_text(1e15), "1000000000000000.0");
    EXPECT_EQ(float_text(1e16), "1.0e+16");
    EXPECT_EQ(float_text(0.0001), "0.0001");
    EXPECT_EQ(float_text(0.00001), "1.0e-05");
    EXPECT_EQ(float_text(-2.5e100), "-2.5e+100");
}

TEST(Ruby, ReadsWhatANumberBeginsWith) {
    EXPECT_EQ(to_f(parsed("\"12abc\"")), 12);
    EXPECT_EQ(to_f(parsed("\" 3.5e2 \"")), 350);
    EXPECT_EQ(to_f(parsed("\"1_000\"")), 1000);
    EXPECT_EQ(to_f(parsed("\"-4.\"")), -4);
    EXPECT_EQ(to_f(parsed("\"1e\"")), 1);
    EXPECT_EQ(to_f(parsed("\"abc\"")), 0);
    EXPECT_EQ(to_f(parsed("null")), 0);
    EXPECT_EQ(to_f(parsed("7")), 7);
    EXPECT_EQ(to_i("12abc"), 12);
    EXPECT_EQ(to_i("-3"), -3);
    EXPECT_EQ(to_i("x"), 0);
    EXPECT_EQ(to_i("99999999999999999999999"), 1'000'000'000'000'000);
}

TEST(Ruby, KnowsNumbersFromEndToEnd) {
    for (auto const* text : {"1", "2.5", "\"10\"", "\" 1e3 \"", "\"-.5\""}) {
        EXPECT_TRUE(is_number(parsed(text))) << text;
    }
    for (auto const* text : {"null", "true", "\"\"", "\"1x\"", "\"nan\"", "\"1e999\"", "[]", "{}"}) {
        EXPECT_FALSE(is_number(parsed(text))) << text;
    }
}

TEST(Ruby, CastsBooleans) { // ags.md 5.1, new_submission
    for (auto const* text : {"false", "0", "\"0\"", "\"f\"", "\"F\"", "\"false\"", "\"FALSE\"", "\"off\"", "\"OFF\""}) {
        EXPECT_EQ(to_boolean(parsed(text)), false) << text;
    }
    for (auto const* text : {"true", "1", "\"no\"", "\"False\"", "\"t\""}) {
        EXPECT_EQ(to_boolean(parsed(text)), true) << text;
    }
    for (auto const* text : {"null", "\"\""}) EXPECT_EQ(to_boolean(parsed(text)), std::nullopt) << text;
}

TEST(Ruby, KnowsBlankValues) {
    for (auto const* text : {"null", "false", "\"\"", "\" \\t\"", "[]", "{}"}) {
        EXPECT_TRUE(is_blank(parsed(text))) << text;
    }
    for (auto const* text : {"0", "true", "\"a\"", "[0]", "{\"a\":0}"}) EXPECT_FALSE(is_blank(parsed(text))) << text;
}

TEST(Ruby, RendersJsonAsRailsDoes) {
    EXPECT_EQ(
        render(parsed(R"({"a":"<b>&\u2028\u2029\u00e9\u20ac","n":[1,2.0]})")),
        "{\"a\":\"\\u003cb\\u003e\\u0026\\u2028\\u2029\xc3\xa9\xe2\x82\xac\",\"n\":[1,2.0]}"
    );
    EXPECT_EQ(to_s(parsed("42.0")), "42.0");
    EXPECT_EQ(to_s(parsed("true")), "true");
    EXPECT_EQ(to_s(parsed("null")), "");
}

} // namespace
} // namespace easel::services::ruby
