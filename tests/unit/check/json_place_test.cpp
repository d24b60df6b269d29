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

TEST(Places, OfBytesCountFromOne) {
    EXPECT_EQ(easel::yaml::to_string(easel::check::place_of_byte("a\nbc", 3, "f")), "f:2:2");
    EXPECT_EQ(easel::yaml::to_string(easel::check::place_of_byte("a\nbc", 99, "f")), "f:2:3");
    EXPECT_EQ(easel::yaml::to_string(easel::check::place_of_byte("", 0, "f")), "f:1:1");
}

} // namespace
