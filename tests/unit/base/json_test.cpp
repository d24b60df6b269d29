#include "base/json.hpp"

#include <boost/json/object.hpp>

#include <gmock/gmock.h>

#include <limits>

namespace easel::base {
namespace {

struct Row {
    char const* name;
    char const* text;
    char const* want;  ///< the dump, or what the fault says
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
std::string row_name(testing::TestParamInfo<Row> const& info) {
    return info.param.name;
}

class JsonRoundTrip : public testing::TestWithParam<Row> {};

TEST_P(JsonRoundTrip, Dumps) {
    auto const value = parse_json(GetParam().text);
    ASSERT_TRUE(value.has_value()) << to_string(value.error());
    auto const text = dump(*value);
    EXPECT_EQ(text, GetParam().want);
    auto const again = parse_json(text);
    ASSERT_TRUE(again.has_value()) << to_string(again.error());
    EXPECT_EQ(dump(*again), text);
}

INSTANTIATE_TEST_SUITE_P(
    Json,
    JsonRoundTrip,
    testing::ValuesIn<Row>({
        {"order_kept",          R"({"z":1,"a":2,"m":{"y":[],"b":{}}})", R"({"z":1,"a":2,"m":{"y":[],"b":{}}})"},
        {"blanks_dropped",      " [ 1 , true , null , false ]\n ",      "[1,true,null,false]"                 },
        {"whole_double",        "10.0",                                 "10.0"                                },
        {"short_double",        "0.8",                                  "0.8"                                 },
        {"third",               "0.3333333333333333",                   "0.3333333333333333"                  },
        {"long_fraction",       "0.09090909090909091",                  "0.09090909090909091"                 },
        {"far_too_large",       "1e400",                                "null"                                },
        {"far_too_small",       "1e-400",                               "0.0"                                 },
        {"negative",            "-2.50",                                "-2.5"                                },
        {"small_double",        "0.00001",                              "1.0e-05"                             },
        {"large_double",        "1e20",                                 "1.0e+20"                             },
        {"large_plain_double",  "1e15",                                 "1000000000000000.0"                  },
        {"large_integer",       "9223372036854775807",                  "9223372036854775807"                 },
        {"unsigned_integer",    "18446744073709551615",                 "18446744073709551615"                },
        {"escapes",             R"("a\"\\\/\b\f\n\r\tA\u001f")",        R"("a\"\\/\b\f\n\r\tA\u001f")"        },
        {"utf8_stays",          "\"\\u00e9\xC3\xA9\"",                  "\"\xC3\xA9\xC3\xA9\""                },
        {"escaped_nul",         R"("a\u0000b")",                        R"("a\u0000b")"                       },
        {"last_duplicate_wins", R"({"a":1,"a":2})",                     R"({"a":2})"                          },
}),
    row_name
);

TEST(Json, ReadsTheNearestDouble) {
    for (int above = 1; above < 100; ++above) {
        for (int below = 1; below < 100; ++below) {
            json::value const quotient = static_cast<double>(above) / below;
            auto const read = parse_json(dump(quotient));
            ASSERT_TRUE(read.has_value());
            EXPECT_EQ(*read, quotient) << above << "/" << below;
        }
    }
}

TEST(Json, WritesNullForWhatJsonHasNoNumberFor) {
    EXPECT_EQ(dump(std::numeric_limits<double>::quiet_NaN()), "null");
    EXPECT_EQ(dump(-std::numeric_limits<double>::infinity()), "null");
}

class JsonRefused : public testing::TestWithParam<Row> {};

TEST_P(JsonRefused, SaysWhere) {
    auto const value = parse_json(GetParam().text);
    ASSERT_FALSE(value.has_value());
    EXPECT_THAT(value.error().message, testing::HasSubstr(GetParam().want));
}

INSTANTIATE_TEST_SUITE_P(
    Json,
    JsonRefused,
    testing::ValuesIn<Row>({
        {"empty",         "",               "ends too early"  },
        {"open_object",   R"({"a":)",       "ends too early"  },
        {"second_value",  "{}\n {}",        "line 2, column 2"},
        {"bare_word",     "{\"a\": nope}",  "line 1, column"  },
        {"second_line",   "{\n \"a\": 01}", "line 2"          },
        {"single_quotes", "{'a':1}",        "line 1, column 2"},
        {"invalid_utf8",  "\"\xFF\"",       "line 1"          },
        {"not_a_number",  "NaN",            "line 1, column 1"},
}),
    row_name
);

TEST(Json, RefusesDeepNesting) {
    EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')).has_value());
    EXPECT_FALSE(parse_json(std::string(33, '[') + std::string(33, ']')).has_value());
    EXPECT_FALSE(parse_json(std::string(100'000, '[')).has_value());
}

TEST(Json, FindsMembers) {
    auto const value = parse_json(R"({"text":"t","number":1.5,"none":null})").value();
    ASSERT_NE(member(value, "number"), nullptr);
    EXPECT_EQ(number(*member(value, "number")), 1.5);
    EXPECT_EQ(member(value, "missing"), nullptr);
    EXPECT_EQ(member(*member(value, "text"), "text"), nullptr);
    EXPECT_EQ(text_member(value, "text"), "t");
    EXPECT_EQ(text_member(value, "number"), std::nullopt);
    EXPECT_EQ(text_member(value, "none"), std::nullopt);
    EXPECT_EQ(text_member(value, "missing"), std::nullopt);
    EXPECT_EQ(text_member(value.get_object(), "text"), "t");
    EXPECT_EQ(text_member(value.get_object(), "number"), std::nullopt);
    EXPECT_EQ(text_member(value.get_object(), "missing"), std::nullopt);
}

TEST(Json, ReadsEveryNumber) {
    EXPECT_EQ(number(parse_json("-3").value()), -3.0);
    EXPECT_EQ(number(parse_json("18446744073709551615").value()), 18446744073709551615.0);
    EXPECT_EQ(number(parse_json("2.5e1").value()), 25.0);
    EXPECT_EQ(number(parse_json("\"3\"").value()), std::nullopt);
    EXPECT_EQ(number(parse_json("true").value()), std::nullopt);
}

TEST(Json, FollowsPointers) {
    auto const value = parse_json(R"({"a/b":{"~":[10,{"x":true}]},"":7})").value();
    EXPECT_EQ(at_pointer(value, ""), &value);
    ASSERT_NE(at_pointer(value, "/a~1b/~0/1/x"), nullptr);
    EXPECT_EQ(dump(*at_pointer(value, "/a~1b/~0/1/x")), "true");
    ASSERT_NE(at_pointer(value, "/"), nullptr);
    EXPECT_EQ(dump(*at_pointer(value, "/")), "7");
    EXPECT_EQ(at_pointer(value, "/a~1b/~0/2"), nullptr);
    EXPECT_EQ(at_pointer(value, "/a~1b/~0/-"), nullptr);
    EXPECT_EQ(at_pointer(value, "/a~1b/~0/01"), nullptr);
    EXPECT_EQ(at_pointer(value, "/missing/x"), nullptr);
    EXPECT_EQ(at_pointer(value, "a"), nullptr);
}

}  // namespace
}  // namespace easel::base
