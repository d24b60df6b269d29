// Whether a tool is what a link leads to (2.2).
#include "lti11/tool_url.hpp"

#include <gtest/gtest.h>

namespace easel::lti11 {
namespace {

struct Row {
    char const* name;
    std::string url;
    std::string domain;
    std::string link;
    std::string rule;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class ToolUrl : public testing::TestWithParam<Row> {};

TEST_P(ToolUrl, MatchesAsCanvasMatches) {
    world::Tool tool;
    tool.target_link_uri = GetParam().url;
    tool.domain = GetParam().domain;
    EXPECT_EQ(matching_rule(tool, GetParam().link), GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    ToolUrl,
    testing::Values(
        Row{"same", "https://t.test/launch", "", "https://t.test/launch", "2.2.1"},
        Row{"case_of_the_host", "https://T.test/launch", "", "https://t.TEST/launch", "2.2.1"},
        Row{"blanks", "  https://t.test/launch ", "", "https://t.test/launch", "2.2.1"},
        Row{"no_scheme", "t.test/launch", "", "http://t.test/launch", "2.2.1"},
        Row{"default_port", "https://t.test:443/launch", "", "https://t.test/launch", "2.2.1"},
        Row{"further_query", "https://t.test/launch", "", "https://t.test/launch?quiz=1", "2.2.1"},
        Row{"query_in_another_order", "https://t.test/launch?a=1&b=2", "", "https://t.test/launch?b=2&c=3&a=1", "2.2.1"},
        Row{"query_missing", "https://t.test/launch?a=1", "", "https://t.test/launch", ""},
        Row{"other_query", "https://t.test/launch?a=1", "", "https://t.test/launch?a=2", ""},
        Row{"other_path", "https://t.test/launch", "", "https://t.test/launch/1", ""},
        Row{"other_scheme", "https://t.test/launch", "", "http://t.test/launch", ""},
        Row{"domain", "", "t.test", "https://t.test/anything", "2.2.2"},
        Row{"below_the_domain", "", "t.test", "https://quiz.t.test/anything", "2.2.2"},
        Row{"ends_alike", "", "t.test", "https://not-t.test/", ""},
        Row{"port_not_in_the_domain", "", "t.test", "https://t.test:8080/", ""},
        Row{"port_in_the_domain", "", "t.test:8080", "https://t.test:8080/", "2.2.2"},
        Row{"domain_as_a_url", "", "https://T.test/", "https://t.test/x", "2.2.2"},
        Row{"nothing", "", "", "https://t.test/", ""},
        Row{"no_link", "https://t.test/launch", "t.test", "", ""}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::lti11
