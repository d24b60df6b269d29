#include "yaml/node.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace easel::yaml {
namespace {

struct Row {
    char const* name;
    char const* yaml;
    char const* json;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Scalars : public testing::TestWithParam<Row> {};
TEST_P(Scalars, FollowTheCoreSchema) {
    Problems problems;
    auto const document = parse(GetParam().yaml, "t.yaml", problems);
    ASSERT_TRUE(problems.empty()) << problems[0].message;
    EXPECT_EQ(base::json::serialize(to_json(document.root)), GetParam().json);
}
INSTANTIATE_TEST_SUITE_P(
    CoreSchema,
    Scalars,
    testing::ValuesIn(std::vector<Row>{
        {"text",                   "hello",                 R"("hello")"          },
        {"tilde",                  "~",                     "null"                },
        {"tilde_word",             "~remove",               R"("~remove")"        },
        {"null_word",              "Null",                  "null"                },
        {"quoted_null",            "'null'",                R"("null")"           },
        {"yes_is_text",            "yes",                   R"("yes")"            },
        {"truth",                  "True",                  "true"                },
        {"falsehood",              "FALSE",                 "false"               },
        {"quoted_truth",           "\"true\"",              R"("true")"           },
        {"integer",                "42",                    "42"                  },
        {"negative",               "-7",                    "-7"                  },
        {"plus",                   "+7",                    "7"                   },
        {"leading_zeros",          "007",                   "7"                   },
        {"octal",                  "0o17",                  "15"                  },
        {"hexadecimal",            "0xFF",                  "255"                 },
        {"bad_octal",              "0o9",                   R"("0o9")"            },
        {"client_id",              "10000000000007",        "10000000000007"      },
        {"quoted_client_id",       "\"10000000000007\"",    R"("10000000000007")" },
        {"unsigned",               "18446744073709551615",  "18446744073709551615"},
        {"beyond_64_bits",         "100000000000000000000", "1E20"                },
        {"floating",               "2.5",                   "2.5E0"               },
        {"no_whole_part",          "[.5]",                  "[5E-1]"              },
        {"no_fraction",            "3.",                    "3E0"                 },
        {"exponent",               "1e3",                   "1E3"                 },
        {"half_exponent",          "1e",                    R"("1e")"             },
        {"dot",                    "[.]",                   R"(["."])"            },
        {"minus",                  "['-', -x]",             R"(["-","-x"])"       },
        {"infinity_has_no_json",   ".inf",                  R"(".inf")"           },
        {"too_large_for_a_double", "1e999",                 R"("1e999")"          },
        {"version",                "1.3.0",                 R"("1.3.0")"          },
        {"date",                   "2026-03-01",            R"("2026-03-01")"     },
        {"expression",             "\"${now - 1h}\"",       R"("${now - 1h}")"    },
        {"block",                  "|\n  two\n  lines\n",   R"("two\nlines\n")"   },
        {"order",                  "{b: 1, a: 2}",          R"({"b":1,"a":2})"    },
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Json, GoesThereAndBack) {
    auto const value = base::json::parse(R"({"a":[1,2.5,"3","true",true,null],"b":{"c":""},"d":18446744073709551615})");
    auto const node = from_json(value, {"f", 3, 4});
    EXPECT_EQ(to_json(node), value);
    EXPECT_EQ(to_string(node.find("b")->find("c")->at), "f:3:4");
}

TEST(FromJson, GivesEachNodeItsPointer) {
    auto const value = base::json::value(base::json::object{
        {"a", base::json::array{1, base::json::object{{"b/c", 2}, {"d~e", nullptr}}}},
    });
    auto const node = pointed_from_json(value, "/over");
    EXPECT_EQ(to_json(node), value);
    EXPECT_EQ(to_string(node.at), "/over");
    auto const& inner = node.find("a")->items.at(1);
    EXPECT_EQ(inner.at.pointer, "/over/a/1");
    EXPECT_EQ(inner.find("b/c")->at.pointer, "/over/a/1/b~1c");
    EXPECT_EQ(inner.find("d~e")->at.pointer, "/over/a/1/d~0e");
    EXPECT_EQ(inner.members.front().key.at.pointer, "/over/a/1/b~1c");
}

}  // namespace
}  // namespace easel::yaml
