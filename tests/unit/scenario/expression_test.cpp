#include "scenario/expression.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace easel::scenario {
namespace {

namespace json = base::json;
using testing::ElementsAre;
using testing::HasSubstr;

std::optional<Value> look_up(std::string_view name) {
    auto const now = base::parse_iso8601("2026-03-01T10:00:00.250Z")->at;
    if (name == "now") return Value(now);
    if (name == "launched_at") return Value(now - base::Duration{90'000});
    if (name == "quiz1.line_item.id") return Value(json::value("http://127.0.0.1/li/1"));
    if (name == "quiz1.points") return Value(json::value(10));
    if (name == "list") return Value(json::parse("[1,2]"));
    if (name == "nobody") return Value(json::value(nullptr));
    if (name == "yes") return Value(json::value(true));
    if (name == "limit") return Value(base::Duration{1500});
    return std::nullopt;
}

struct Row {
    char const* name;
    char const* text;
    char const* want;  ///< JSON, or what the fault's message must hold
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
std::string name_of(testing::TestParamInfo<Row> const& info) {
    return info.param.name;
}

class Values : public testing::TestWithParam<Row> {};
TEST_P(Values, AreWorkedOut) {
    EXPECT_TRUE(check_expression(GetParam().text));
    auto const value = evaluate(json::value(GetParam().text), look_up);
    ASSERT_TRUE(value) << value.error().message;
    EXPECT_EQ(json::serialize(*value), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Expressions,
    Values,
    testing::ValuesIn(std::vector<Row>{
        {"no_expression",    "plain $ {text}",                  R"("plain $ {text}")"              },
        {"now",              "${now}",                          R"("2026-03-01T10:00:00.250Z")"    },
        {"blanks",           "${  now  }",                      R"("2026-03-01T10:00:00.250Z")"    },
        {"an_hour_ago",      "${now - 1h}",                     R"("2026-03-01T09:00:00.250Z")"    },
        {"tight",            "${now-1h30m+1s}",                 R"("2026-03-01T08:30:01.250Z")"    },
        {"span_before_time", "${1d + now}",                     R"("2026-03-02T10:00:00.250Z")"    },
        {"seconds",          "${now + 1h | seconds}",           "1772362800"                       },
        {"iso",              "${now|iso}",                      R"("2026-03-01T10:00:00.250Z")"    },
        {"iso0",             "${now | iso0}",                   R"("2026-03-01T10:00:00Z")"        },
        {"gap",              "${now - launched_at}",            R"("1m30s")"                       },
        {"gap_in_seconds",   "${now - launched_at | seconds}",  "90"                               },
        {"broken_seconds",   "${limit | seconds}",              "1.5E0"                            },
        {"durations",        "${1h - 30m}",                     R"("30m")"                         },
        {"dotted",           "${quiz1.line_item.id}",           R"("http://127.0.0.1/li/1")"       },
        {"keeps_type",       "${quiz1.points}",                 "10"                               },
        {"sum",              "${quiz1.points + 5 - 1}",         "14"                               },
        {"fractions",        "${quiz1.points + 0.5}",           "1.05E1"                           },
        {"number_into_text", "${quiz1.points} points",          R"("10 points")"                   },
        {"bool_into_text",   "is ${yes}",                       R"("is true")"                     },
        {"time_into_text",   "at ${now}!",                      R"("at 2026-03-01T10:00:00.250Z!")"},
        {"two",              "${quiz1.points}/${quiz1.points}", R"("10/10")"                       },
        {"list",             "${list}",                         "[1,2]"                            },
        {"null",             "${nobody}",                       "null"                             },
        {"text",             "${\"a}b\" + \"c\"}",              R"("a}bc")"                        },
        {"upper",            "${\"abc\" | upper}",              R"("ABC")"                         },
        {"lower",            "${\"ABC\" | lower}",              R"("abc")"                         },
        {"escaped",          "a $${now} b",                     R"("a ${now} b")"                  },
        {"escaped_beside",   "$${x} ${quiz1.points}",           R"("${x} 10")"                     },
        {"empty",            "",                                R"("")"                            },
}),
    name_of
);

class Faults : public testing::TestWithParam<Row> {};
TEST_P(Faults, SayWhy) {
    auto const value = evaluate(json::value(GetParam().text), look_up);
    ASSERT_FALSE(value) << json::serialize(*value);
    EXPECT_EQ(value.error().kind, base::FaultKind::bad_file);
    EXPECT_THAT(value.error().message, HasSubstr(GetParam().want));
}
INSTANTIATE_TEST_SUITE_P(
    Expressions,
    Faults,
    testing::ValuesIn(std::vector<Row>{
        {"unknown_name",     "${quiz2.id}",                            "nothing is called 'quiz2.id'"          },
        {"unknown_in_text",  "x ${nope} y",                            "${nope}: nothing is called 'nope'"     },
        {"time_plus_time",   "${now + now}",                           "a time cannot be added to a time"      },
        {"span_minus_time",  "${1h - now}",                            "a time cannot be taken from a duration"},
        {"text_minus_text",  "${\"a\" - \"b\"}",                       "cannot be taken"                       },
        {"number_plus_text", "${1 + \"b\"}",                           "a text cannot be added to a number"    },
        {"number_plus_span", "${1 + 1h}",                              "a duration cannot be added to a number"},
        {"overflow",         "${now + 100000000000d + 100000000000d}", "cannot be added"                       },
        {"list_in_text",     "x${list}",                               "a list cannot stand inside a text"     },
        {"null_in_text",     "x${nobody}",                             "null cannot stand inside a text"       },
        {"seconds_of_text",  "${\"a\" | seconds}",                     "'seconds' takes a time or a duration"  },
        {"iso_of_number",    "${1 | iso}",                             "'iso' takes a time"                    },
        {"upper_of_time",    "${now | upper}",                         "take a text"                           },
}),
    name_of
);

class BadGrammar : public testing::TestWithParam<Row> {};
TEST_P(BadGrammar, NamesTheColumn) {
    auto const checked = check_expression(GetParam().text);
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message, HasSubstr(GetParam().want));
    EXPECT_FALSE(evaluate(json::value(GetParam().text), look_up));
}
INSTANTIATE_TEST_SUITE_P(
    Expressions,
    BadGrammar,
    testing::ValuesIn(std::vector<Row>{
        {"empty",          "${}",                  "column 3: expected a name"                },
        {"no_end",         "a ${now",              "column 8: expected '+'"                   },
        {"nothing_at_all", "${",                   "column 3: expected a name"                },
        {"two_names",      "${now now}",           "column 7: expected '+'"                   },
        {"no_operand",     "${now - }",            "column 9: expected a name"                },
        {"dot_at_end",     "${quiz1.}",            "column 9: expected a name behind the dot" },
        {"bad_duration",   "${now - 5x}",          "column 9: expected a number or a duration"},
        {"bad_filter",     "${now | secs}",        "column 9: expected a filter"              },
        {"two_filters",    "${now | iso | upper}", "column 13: expected"                      },
        {"open_quote",     "${\"abc}",             "column 3: the text in quotes has no end"  },
        {"second_one",     "${now} ${1.2.3}",      "column 10: expected a number"             },
        {"nested",         "${${now}}",            "column 3: expected a name"                },
}),
    name_of
);

TEST(Evaluate, WalksThroughValuesButNotKeys) {
    auto const value = json::parse(R"({"${now}":["${quiz1.points}",{"a":"${now | seconds}"}],"n":1,"z":null})");
    auto const got = evaluate(value, look_up);
    ASSERT_TRUE(got);
    EXPECT_EQ(json::serialize(*got), R"({"${now}":[10,{"a":1772359200}],"n":1,"z":null})");
}

TEST(Evaluate, InstantsAsNumericDates) {
    auto const got = evaluate(json::parse(R"(["${now}","at ${now}"])"), look_up, InstantStyle::numeric_date);
    ASSERT_TRUE(got);
    EXPECT_EQ(json::serialize(*got), R"([1772359200,"at 2026-03-01T10:00:00.250Z"])");
}

TEST(Evaluate, ValuesAreNotEvaluatedAgain) {
    auto const got = evaluate(json::value("${x}"), [](auto) { return Value(json::value("${now}")); });
    ASSERT_TRUE(got);
    EXPECT_EQ(json::serialize(*got), R"("${now}")");
}

TEST(NamesIn, ListsEachOnce) {
    auto const value =
        json::parse(R"({"a":"${now - 1h}","b":["${quiz1.id} ${now}","${\"text\" + login.state}"],"c":"${bad"})");
    EXPECT_THAT(names_in(value), ElementsAre("now", "quiz1.id", "login.state"));
}

}  // namespace
}  // namespace easel::scenario
