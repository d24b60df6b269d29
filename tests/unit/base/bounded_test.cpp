#include "base/bounded.hpp"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace easel::base {
namespace {


struct Row {
    char const* name;
    std::map<int, int> before; ///< key and age; the higher the number, the younger
    std::vector<int> kept;
};

void PrintTo(Row const& row, std::ostream* out) { *out << row.name; }

class MakeRoom : public testing::TestWithParam<Row> {};

TEST_P(MakeRoom, KeepsTheYoungest) {
    constexpr std::size_t most = 4;
    auto map = GetParam().before;
    make_room(map, most, [](int age) { return age < 10; }, [](int age) { return age; });
    std::vector<int> kept;
    for (auto const& entry : map) kept.push_back(entry.first);
    EXPECT_EQ(kept, GetParam().kept);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, MakeRoom,
    testing::Values(
        Row{"none", {}, {}}, Row{"fewer_stay_though_over", {{1, 1}, {2, 2}, {3, 3}}, {1, 2, 3}},
        Row{"what_is_over_goes_first", {{1, 1}, {2, 30}, {3, 2}, {4, 20}}, {2, 4}},
        Row{"then_the_oldest", {{1, 40}, {2, 10}, {3, 30}, {4, 20}}, {1, 3}},
        Row{"half_stays_of_one_age", {{1, 10}, {2, 10}, {3, 10}, {4, 10}}, {3, 4}},
        Row{"all_may_be_over", {{1, 1}, {2, 2}, {3, 3}, {4, 4}}, {}}
    ),
    [](auto const& row) { return std::string(row.param.name); }
);

} // namespace
} // namespace easel::base
