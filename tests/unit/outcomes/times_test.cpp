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
