#include "base/instant.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace easel::base {
namespace {

using namespace std::chrono_literals;

struct Row {
    char const* name;
    char const* text;
    char const* want = "";  ///< as to_iso8601 prints it
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name << ' ' << row.text;
}
std::string row_name(testing::TestParamInfo<Row> const& info) {
    return info.param.name;
}

class Iso8601Read : public testing::TestWithParam<Row> {};
TEST_P(Iso8601Read, GivesTheInstant) {
    auto const read = parse_iso8601(GetParam().text);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(to_iso8601(read->at), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Base,
    Iso8601Read,
    testing::ValuesIn<Row>({
        {"zulu",                 "2026-03-01T10:00:00Z",               "2026-03-01T10:00:00.000Z"},
        {"lower_case",           "2026-03-01t10:00:00z",               "2026-03-01T10:00:00.000Z"},
        {"milliseconds",         "2026-03-01T10:00:00.250Z",           "2026-03-01T10:00:00.250Z"},
        {"comma",                "2026-03-01T10:00:00,25Z",            "2026-03-01T10:00:00.250Z"},
        {"nanoseconds_are_cut",  "2026-03-01T10:00:00.999999999Z",     "2026-03-01T10:00:00.999Z"},
        {"very_long_fraction",
         "2026-03-01T10:00:00.0010000000000000000000000000000000001Z", "2026-03-01T10:00:00.001Z"},
        {"offset_with_colon",    "2026-03-01T10:00:00+02:00",          "2026-03-01T08:00:00.000Z"},
        {"offset_without_colon", "2026-03-01T10:00:00-0530",           "2026-03-01T15:30:00.000Z"},
        {"offset_of_hours",      "2026-03-01T10:00:00+02",             "2026-03-01T08:00:00.000Z"},
        {"offset_over_midnight", "2026-01-01T00:30:00+01:00",          "2025-12-31T23:30:00.000Z"},
        {"no_offset",            "2026-03-01T10:00:00",                "2026-03-01T10:00:00.000Z"},
        {"no_seconds",           "2026-03-01T10:15Z",                  "2026-03-01T10:15:00.000Z"},
        {"basic",                "20260301T100000Z",                   "2026-03-01T10:00:00.000Z"},
        {"basic_no_seconds",     "20260301T1015Z",                     "2026-03-01T10:15:00.000Z"},
        {"basic_everything",     "20260301T100000.5+0200",             "2026-03-01T08:00:00.500Z"},
        {"leap_day",             "2024-02-29T00:00:00Z",               "2024-02-29T00:00:00.000Z"},
        {"before_the_epoch",     "1969-12-31T23:59:59.999Z",           "1969-12-31T23:59:59.999Z"},
        {"last_second",          "9999-12-31T23:59:59Z",               "9999-12-31T23:59:59.000Z"},
}),
    row_name
);

class Iso8601Refused : public testing::TestWithParam<Row> {};
TEST_P(Iso8601Refused, GivesNothing) {
    EXPECT_EQ(parse_iso8601(GetParam().text).has_value(), false);
}
INSTANTIATE_TEST_SUITE_P(
    Base,
    Iso8601Refused,
    testing::ValuesIn<Row>({
        {"empty",                   ""                          },
        {"bare_date",               "2026-03-01"                },
        {"bare_basic_date",         "20260301"                  },
        {"only_the_t",              "2026-03-01T"               },
        {"no_such_day",             "2026-02-30T10:00:00Z"      },
        {"no_leap_year",            "2025-02-29T10:00:00Z"      },
        {"century_is_no_leap_year", "1900-02-29T10:00:00Z"      },
        {"month_13",                "2026-13-01T10:00:00Z"      },
        {"month_0",                 "2026-00-01T10:00:00Z"      },
        {"day_0",                   "2026-03-00T10:00:00Z"      },
        {"hour_24",                 "2026-03-01T24:00:00Z"      },
        {"minute_60",               "2026-03-01T10:60:00Z"      },
        {"leap_second",             "2026-06-30T23:59:60Z"      },
        {"one_digit_hour",          "2026-03-01T1:00:00Z"       },
        {"blank_for_t",             "2026-03-01 10:00:00Z"      },
        {"blank_before",            " 2026-03-01T10:00:00Z"     },
        {"blank_after",             "2026-03-01T10:00:00Z "     },
        {"mixed_forms",             "2026-03-01T100000Z"        },
        {"mixed_forms_other_way",   "20260301T10:00:00Z"        },
        {"half_a_hyphen",           "2026-0301T10:00:00Z"       },
        {"empty_fraction",          "2026-03-01T10:00:00.Z"     },
        {"fraction_of_a_minute",    "2026-03-01T10:00.5Z"       },
        {"offset_of_one_digit",     "2026-03-01T10:00:00+2"     },
        {"offset_without_minutes",  "2026-03-01T10:00:00+02:"   },
        {"offset_of_24_hours",      "2026-03-01T10:00:00+24:00" },
        {"offset_of_60_minutes",    "2026-03-01T10:00:00+01:60" },
        {"offset_after_zulu",       "2026-03-01T10:00:00Z+02:00"},
        {"zone_name",               "2026-03-01T10:00:00 UTC"   },
        {"two_digit_year",          "26-03-01T10:00:00Z"        },
        {"five_digit_year",         "12026-03-01T10:00:00Z"     },
        {"sign",                    "+2026-03-01T10:00:00Z"     },
        {"word",                    "yesterday"                 },
        {"epoch_seconds",           "1772359200"                },
}),
    row_name
);

TEST(Iso8601Read, TellsZoneAndFraction) {
    EXPECT_TRUE(parse_iso8601("2026-03-01T10:00:00Z")->zone_given);
    EXPECT_TRUE(parse_iso8601("2026-03-01T10:00:00-00:00")->zone_given);
    EXPECT_FALSE(parse_iso8601("2026-03-01T10:00:00.12")->zone_given);
    EXPECT_EQ(parse_iso8601("2026-03-01T10:00:00Z")->fraction_digits, 0);
    EXPECT_EQ(parse_iso8601("2026-03-01T10:00:00.12Z")->fraction_digits, 2);
    EXPECT_EQ(parse_iso8601("2026-03-01T10:00:00.123456Z")->fraction_digits, 6);
}

// ags.md 5.5: what fails the strict parser gets a lenient one.
class LenientTime : public testing::TestWithParam<Row> {};
TEST_P(LenientTime, GivesTheInstant) {
    auto const read = parse_lenient_time(GetParam().text);
    std::string const printed = read ? to_iso8601(*read) : "";
    EXPECT_EQ(printed, GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Ags_5_5,
    LenientTime,
    testing::ValuesIn<Row>({
        {"iso",                   "2026-03-01T10:00:00+02:00",   "2026-03-01T08:00:00.000Z"},
        {"utc",                   "2026-03-01 10:00:00 UTC",     "2026-03-01T10:00:00.000Z"},
        {"no_zone",               "2026-03-01 10:00:00",         "2026-03-01T10:00:00.000Z"},
        {"offset_apart",          "2026-03-01 10:00:00 +0200",   "2026-03-01T08:00:00.000Z"},
        {"offset_attached",       "2026-03-01 10:00:00.5-05:00", "2026-03-01T15:00:00.500Z"},
        {"t_and_utc",             "2026-03-01T10:00:00 UTC",     "2026-03-01T10:00:00.000Z"},
        {"bare_date",             "2026-03-01",                  "2026-03-01T00:00:00.000Z"},
        {"blanks_around",         " 2026-03-01T10:00:00Z ",      "2026-03-01T10:00:00.000Z"},
        {"no_such_day",           "2026-02-30",                  ""                        },
        {"no_such_day_with_time", "2026-02-30 10:00:00",         ""                        },
        {"other_zone_name",       "2026-03-01 10:00:00 CET",     ""                        },
        {"zone_without_time",     "2026-03-01 UTC",              ""                        },
        {"word",                  "yesterday",                   ""                        },
        {"number",                "1772359200",                  ""                        },
        {"empty",                 "",                            ""                        },
        {"only_a_blank",          " ",                           ""                        },
}),
    row_name
);

TEST(Iso8601Print, CutsToTheWantedDecimals) {
    auto const at = parse_iso8601("2026-03-01T10:00:00.987Z")->at;
    EXPECT_EQ(to_iso8601(at, 3), "2026-03-01T10:00:00.987Z");
    EXPECT_EQ(to_iso8601(at, 0), "2026-03-01T10:00:00Z");
}

TEST(Iso8601Print, WritesYearsBeforeZeroWithASign) {
    EXPECT_EQ(to_iso8601(parse_iso8601("0000-01-01T01:00:00+02:00")->at), "-0001-12-31T23:00:00.000Z");
}

TEST(NumericDate, ConvertsBothWays) {
    auto const at = parse_iso8601("2026-03-01T10:00:00.900Z")->at;
    EXPECT_EQ(to_numeric_date(at), 1772359200);
    EXPECT_EQ(from_numeric_date(1772359200.9), at);
    EXPECT_EQ(to_numeric_date(Instant{-1ms}), -1);
    EXPECT_EQ(from_numeric_date(-0.001), Instant{-1ms});
}

TEST(NumericDate, SurvivesWildNumbers) {
    auto const last = parse_iso8601("9999-12-31T23:59:59Z")->at;
    EXPECT_EQ(from_numeric_date(1e300), last);
    EXPECT_EQ(from_numeric_date(std::numeric_limits<double>::infinity()), last);
    EXPECT_LT(from_numeric_date(-1e300), Instant{});
    EXPECT_EQ(from_numeric_date(std::nan("")), Instant{});
}

struct DurationRow {
    char const* name;
    char const* text;
    Duration want;
    char const* printed;
};
void PrintTo(DurationRow const& row, std::ostream* os) {
    *os << row.name;
}
class DurationRead : public testing::TestWithParam<DurationRow> {};
TEST_P(DurationRead, ReadsAndPrints) {
    EXPECT_EQ(parse_duration(GetParam().text), GetParam().want);
    EXPECT_EQ(to_string(GetParam().want), GetParam().printed);
}
INSTANTIATE_TEST_SUITE_P(
    Base,
    DurationRead,
    testing::ValuesIn<DurationRow>({
        {"milliseconds",    "250ms",       250ms,                 "250ms"      },
        {"seconds",         "15s",         15s,                   "15s"        },
        {"minutes",         "5m",          5min,                  "5m"         },
        {"hours",           "2h",          2h,                    "2h"         },
        {"days",            "1d",          24h,                   "1d"         },
        {"two_parts",       "1h30m",       90min,                 "1h30m"      },
        {"carried",         "90m",         90min,                 "1h30m"      },
        {"all_parts",       "1d2h3m4s5ms", 26h + 3min + 4s + 5ms, "1d2h3m4s5ms"},
        {"nothing",         "0s",          0ms,                   "0s"         },
        {"nothing_in_days", "0d",          0ms,                   "0s"         },
}),
    [](auto const& info) { return std::string(info.param.name); }
);

class DurationRefused : public testing::TestWithParam<Row> {};
TEST_P(DurationRefused, GivesNothing) {
    EXPECT_EQ(parse_duration(GetParam().text), std::nullopt);
}
INSTANTIATE_TEST_SUITE_P(
    Base,
    DurationRefused,
    testing::ValuesIn<Row>({
        {"empty",                  ""                     },
        {"bare_number",            "15"                   },
        {"bare_number_at_the_end", "1h30"                 },
        {"bare_unit",              "s"                    },
        {"unknown_unit",           "3w"                   },
        {"upper_case",             "3S"                   },
        {"blank",                  "1h 30m"               },
        {"sign",                   "-1s"                  },
        {"decimals",               "1.5s"                 },
        {"wrong_order",            "30m1h"                },
        {"unit_twice",             "1h1h"                 },
        {"too_large",              "99999999999999999999s"},
        {"too_large_in_days",      "200000000000d"        },
}),
    row_name
);

TEST(DurationPrint, ShowsTheSign) {
    EXPECT_EQ(to_string(Duration{-90min}), "-1h30m");
}

}  // namespace
}  // namespace easel::base
