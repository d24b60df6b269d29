#include "world_file/world_file.hpp"

#include <gtest/gtest.h>

namespace easel::world_file {
namespace {

struct Row {
    char const* name;
    char const* base;
    char const* over;
    char const* want;  ///< as JSON
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Merging : public testing::TestWithParam<Row> {};

TEST_P(Merging, LaysOneOnTheOther) {
    yaml::Problems problems;
    auto const base = yaml::parse(GetParam().base, "base.yaml", problems);
    auto const over = yaml::parse(GetParam().over, "over.yaml", problems);
    EXPECT_TRUE(problems.empty());
    EXPECT_EQ(base::dump(yaml::to_json(merge(base.root, over.root))), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Worlds,
    Merging,
    testing::ValuesIn<Row>({
        {"deep",            "a: {b: 1, c: 2}", "a: {c: 3, d: 4}",       R"({"a":{"b":1,"c":3,"d":4}})"},
        {"list_replaces",   "a: [1, 2]",       "a: [3]",                R"({"a":[3]})"                },
        {"kind_replaces",   "a: {b: 1}",       "a: text",               R"({"a":"text"})"             },
        {"removes",         "{a: 1, b: 2}",    "a: ~remove",            R"({"b":2})"                  },
        {"removes_nothing", "a: 1",            "b: {c: ~remove, d: 1}", R"({"a":1,"b":{"d":1}})"      },
        {"nothing_over",    "a: 1",            "",                      R"({"a":1})"                  },
        {"order_is_kept",   "{a: 1, b: 2}",    "{c: 3, b: 4, a: 5}",    R"({"a":5,"b":4,"c":3})"      },
}),
    [](auto const& row) { return std::string(row.param.name); }
);

}  // namespace
}  // namespace easel::world_file
