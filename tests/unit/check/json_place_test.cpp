#include "check/json_place.hpp"

#include <gmock/gmock.h>

#include <string>

namespace {

using easel::check::place_in_json;

constexpr char const* text = "{\n\t\"title\" : \"a \\\" b\",\n  \"list\": [1, {\"in/ner\": true}, [2,3]],\n  \"last\": null }";

struct Row {
    char const* pointer;
    char const* place;
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.pointer; }

class Places : public testing::TestWithParam<Row> {};

TEST_P(Places, AreFound) { EXPECT_EQ(easel::yaml::to_string(place_in_json(text, GetParam().pointer, "key.json")), GetParam().place); }

INSTANTIATE_TEST_SUITE_P(
    Json,
    Places,
    testing::Values(
        Row{"", "key.json:1:1"},
        Row{"/title", "key.json:2:12"},
        Row{"/list", "key.json:3:11"},
        Row{"/list/0", "key.json:3:12"},
        Row{"/list/1/in~1ner", "key.json:3:26"},
        Row{"/list/2/1", "key.json:3:36"},
        Row{"/last", "key.json:4:11"},
        Row{"/list/1/missing", "key.json:3:15"},
        Row{"/nowhere", "key.json:1:1"}
    ),
    [](auto const& info) { return std::to_string(info.index); }
);

struct TroubleRow {
    char const* name;
    char const* message;
    char const* place;
    char const* left;
};
void PrintTo(TroubleRow const& row, std::ostream* os) { *os << row.name; }

class Troubles : public testing::TestWithParam<TroubleRow> {};

TEST_P(Troubles, AreWhereTheParserStopped) {
    auto const trouble = easel::check::json_trouble(GetParam().message, "{\n]", "key.json");
    EXPECT_EQ(easel::yaml::to_string(trouble.at), GetParam().place);
    EXPECT_EQ(trouble.message, GetParam().left);
}

INSTANTIATE_TEST_SUITE_P(
    Json,
    Troubles,
    testing::Values(
        TroubleRow{"placed", "not JSON: syntax error at line 12, column 7", "key.json:12:7", "not JSON: syntax error"},
        TroubleRow{"nowhere", "not JSON: too deep", "key.json:2:2", "not JSON: too deep"},
        TroubleRow{"last_place", "not JSON: ' at line 3' at line 1, column 2", "key.json:1:2", "not JSON: ' at line 3'"},
        TroubleRow{"no_column", "not JSON: x at line 1", "key.json:1:2", "not JSON: x"}
    ),
    [](auto const& info) { return info.param.name; }
);

TEST(Places, OfBytesCountFromOne) {
    EXPECT_EQ(easel::yaml::to_string(easel::check::place_of_byte("a\nbc", 3, "f")), "f:2:2");
    EXPECT_EQ(easel::yaml::to_string(easel::check::place_of_byte("a\nbc", 99, "f")), "f:2:3");
    EXPECT_EQ(easel::yaml::to_string(easel::check::place_of_byte("", 0, "f")), "f:1:1");
}

} // namespace
