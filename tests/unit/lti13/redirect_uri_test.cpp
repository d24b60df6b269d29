#include "lti13/launch.hpp"

#include <gtest/gtest.h>

namespace easel::lti13 {
namespace {

struct Row {
    char const* name;
    char const* registered;
    char const* requested;
    bool matches;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class RedirectUri : public testing::TestWithParam<Row> {};

// lti13-launch.md 3.2
TEST_P(RedirectUri, Matches) {
    EXPECT_EQ(redirect_uri_matches(GetParam().registered, GetParam().requested), GetParam().matches);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    RedirectUri,
    testing::ValuesIn<Row>({
        {"equal",               "https://t.com/l",       "https://t.com/l",          true },
        {"free_query",          "https://t.com",         "https://t.com?foo=bar",    true },
        {"longer_path",         "https://t.com/l",       "https://t.com/l/x",        false},
        {"trailing_slash",      "https://t.com/l",       "https://t.com/l/",         false},
        {"case",                "https://t.com/l",       "https://t.com/L",          false},
        {"port",                "https://t.com/l",       "https://t.com:443/l",      false},
        {"scheme",              "https://t.com/l",       "http://t.com/l",           false},
        {"prefix_of_host",      "https://t.com",         "https://t.com.evil.com",   false},
        {"empty",               "https://t.com/l",       "",                         false},
        {"pair_present",        "https://t.com?m=true",  "https://t.com?m=true&f=b", true },
        {"pair_in_other_order", "https://t.com?m=true",  "https://t.com?f=b&m=true", true },
        {"pair_absent",         "https://t.com?m=true",  "https://t.com?f=b",        false},
        {"pair_other_value",    "https://t.com?m=true",  "https://t.com?m=false",    false},
        {"no_query_asked",      "https://t.com?m=true",  "https://t.com",            false},
        {"base_is_compared",    "https://t.com?m=true",  "https://evil.com?m=true",  false},
        {"all_pairs_demanded",  "https://t.com?a=1&b=2", "https://t.com?a=1",        false},
}),
    [](auto const& row) { return std::string(row.param.name); }
);

}  // namespace
}  // namespace easel::lti13
