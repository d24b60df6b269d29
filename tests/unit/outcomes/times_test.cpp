// Times as Rails reads them (3.4).
#include "outcomes/call.hpp"

#include <gtest/gtest.h>

namespace easel::outcomes {
namespace {

struct Row {
    char const* name;
    std::string text;
    std::string at; ///< "": no time, "impossible": one that breaks Canvas
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Time : public testing::TestWithParam<Row> {};

TEST_P(Time, IsReadAsRailsDoes) {
    auto const read = read_time(GetParam().text);
    auto const told = read.impossible ? "impossible" : read.at ? base::to_iso8601(*read.at) : "";
    EXPECT_EQ(told, GetParam().at);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    Time,
    testing::Values(
        Row{"zulu", "2017-04-16T18:54:36Z", "2017-04-16T18:54:36.000Z"},
        Row{"seed", "\n          2017-04-16T18:54:36.736+00:00\n        ", "2017-04-16T18:54:36.736Z"},
        Row{"offset", "2017-04-16T20:54:36+02:00", "2017-04-16T18:54:36.000Z"},
        Row{"no_offset", "2017-04-16T18:54:36", "2017-04-16T18:54:36.000Z"},
        Row{"date_only", "2017-04-16", "2017-04-16T00:00:00.000Z"},
        Row{"blank_for_t", "2017-04-16 18:54:36 UTC", "2017-04-16T18:54:36.000Z"},
        Row{"slashes", "2017/04/16 18:54:36", "2017-04-16T18:54:36.000Z"},
        Row{"mail", "Sun, 16 Apr 2017 18:54:36 +0000", "2017-04-16T18:54:36.000Z"},
        Row{"english", "April 16th, 2017 6:54pm", "2017-04-16T18:54:00.000Z"},
        Row{"english_morning", "16 april 2017 06:54", "2017-04-16T06:54:00.000Z"},
        Row{"month_thirteen", "2017-13-45T00:00:00Z", "impossible"},
        Row{"february_thirtieth", "2017-02-30", "impossible"},
        Row{"april_thirty_first", "April 31 2017 9am", "impossible"},
        Row{"hour_twenty_five", "2017-04-16T25:00:00Z", "impossible"},
        Row{"after_the_end_of_the_day", "2017-04-16T24:00:01Z", "impossible"},
        Row{"minute_sixty", "2017-04-16T18:60:00Z", "impossible"},
        Row{"second_sixty_one", "2017-04-16T18:54:61Z", "impossible"},
        Row{"zone_of_a_day", "2017-04-16T18:54:36+24:00", "impossible"},
        Row{"zone_of_a_day_apart", "2017-04-16 6:54:36 GMT+24:00", "impossible"},
        Row{"end_of_the_day", "2017-04-16T24:00:00Z", "2017-04-17T00:00:00.000Z"},
        Row{"leap_second", "2017-04-16T18:54:60Z", "2017-04-16T18:55:00.000Z"},
        Row{"blank_and_gmt", "2017-04-16 18:54:36 GMT", "2017-04-16T18:54:36.000Z"},
        Row{"t_and_gmt", "2017-04-16T18:54:36 GMT", "2017-04-16T18:54:36.000Z"},
        Row{"t_and_est", "2017-04-16T18:54:36 EST", "2017-04-16T23:54:36.000Z"},
        Row{"est_at_once", "2017-04-16T18:54:36EST", "2017-04-16T23:54:36.000Z"},
        Row{"iso_afternoon", "2017-04-16 6:54pm", "2017-04-16T18:54:00.000Z"},
        Row{"iso_afternoon_apart", "2017-04-16 6:54:10 P.M.", "2017-04-16T18:54:10.000Z"},
        Row{"iso_afternoon_with_dots", "2017-04-16 6:54p.m.", "2017-04-16T18:54:00.000Z"},
        Row{"hour_of_one_digit", "2017-04-16T8:05:00Z", "2017-04-16T08:05:00.000Z"},
        Row{"month_of_one_digit", "2017-4-6 18:54", "2017-04-06T18:54:00.000Z"},
        Row{"fraction_after_a_comma", "2017-04-16 18:54:36,250 GMT", "2017-04-16T18:54:36.250Z"},
        Row{"date_with_a_zone", "2017-04-16-05:00", "2017-04-16T05:00:00.000Z"},
        Row{"weekday_first", "Sun 2017-04-16 18:54:36 EDT", "2017-04-16T22:54:36.000Z"},
        Row{"offset_and_its_name", "2017-04-16 18:54:36 +0200 CEST", "2017-04-16T16:54:36.000Z"},
        Row{"javascript", "Sun Apr 16 2017 18:54:36 GMT-0500 (EST)", "2017-04-16T23:54:36.000Z"},
        Row{"javascript_in_words", "Sun Apr 16 2017 18:54:36 GMT+0200 (Central European Summer Time)", "2017-04-16T16:54:36.000Z"},
        Row{"zone_as_a_comment", "Sun, 16 Apr 2017 18:54:36 (PST)", "2017-04-17T02:54:36.000Z"},
        Row{"java", "Sun Apr 16 18:54:36 EST 2017", "2017-04-16T23:54:36.000Z"},
        Row{"java_utc", "Sun Apr 16 18:54:36 UTC 2017", "2017-04-16T18:54:36.000Z"},
        Row{"java_gmt_and_offset", "Sun Apr 16 18:54:36 GMT+02:00 2017", "2017-04-16T16:54:36.000Z"},
        Row{"utc_and_offset", "16 Apr 2017 18:54:36 UTC+05:30", "2017-04-16T13:24:36.000Z"},
        Row{"utc_and_hours", "16 Apr 2017 18:54:36 UTC-3", "2017-04-16T21:54:36.000Z"},
        Row{"mail_of_the_west", "Sun, 16 Apr 2017 18:54:36 PDT", "2017-04-17T01:54:36.000Z"},
        Row{"mail_in_small_letters", "sun, 16 apr 2017 18:54:36 mst", "2017-04-17T01:54:36.000Z"},
        Row{"hour_alone", "Apr 16 2017 9am", "2017-04-16T09:00:00.000Z"},
        Row{"hour_alone_apart", "Apr. 16, 2017 at 9 pm EST", "2017-04-17T02:00:00.000Z"},
        Row{"midnight", "Apr 16 2017 12am", "2017-04-16T00:00:00.000Z"},
        Row{"noon", "Apr 16 2017 12:30 PM", "2017-04-16T12:30:00.000Z"},
        Row{"time_first", "18:54 on Sunday the 16th of April 2017", "2017-04-16T18:54:00.000Z"},
        Row{"unknown_zone", "Sun Apr 16 18:54:36 XYZ 2017", ""},
        Row{"unknown_zone_after_iso", "2017-04-16 18:54:36 Berlin", ""},
        Row{"two_zones", "16 Apr 2017 18:54:36 GMT +0200", ""},
        Row{"two_times", "16 Apr 2017 18:54 19:54", ""},
        Row{"unknown_time", "16 Apr 2017 18h54", ""},
        Row{"iso_and_garbage", "2017-04-16Thello", ""},
        Row{"iso_of_one_digit_minutes", "2017-04-16T18:5", ""},
        Row{"endless", "2017-04-16" + std::string(60'000, '0'), ""},
        Row{"colons", "2017-04-16 :::", ""},
        Row{"letter", "a", ""},
        Row{"word", "yesterday at noon", ""},
        Row{"number", "1492368876", ""},
        Row{"empty", "", ""},
        Row{"month_alone", "April", ""}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::outcomes
