#include "world_json/world_json.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace easel::world_json {
namespace {

namespace json = base::json;

struct Row {
    char const* name;
    char const* text;
    char const* pointer;
    char const* message;
};
void PrintTo(Row const& row, std::ostream* out) { *out << row.name; }

class Unreadable : public testing::TestWithParam<Row> {};

TEST_P(Unreadable, IsNamedByItsPointer) {
    auto const parsed = base::parse_json(GetParam().text);
    ASSERT_TRUE(parsed);
    auto const world = from_json(parsed->as_object());
    ASSERT_FALSE(world);
    EXPECT_EQ(world.error().kind, base::FaultKind::bad_file);
    EXPECT_EQ(world.error().where, GetParam().pointer);
    EXPECT_EQ(world.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Worlds,
    Unreadable,
    testing::ValuesIn<Row>({
        {"unknown_member", R"({"planets":[]})", "/planets", "is unknown"},
        {"unknown_in_row", R"({"users":[{"id":1},{"id":2,"a/b":0}]})", "/users/1/a~1b", "is unknown"},
        {"transient", R"({"tracks":true})", "/tracks", "is unknown"},
        {"no_list", R"({"users":{}})", "/users", "is no list"},
        {"no_object", R"({"users":[7]})", "/users/0", "is no object"},
        {"no_whole_number", R"({"users":[{"id":1.5}]})", "/users/0/id", "is no whole number"},
        {"no_number", R"({"throttle":{"maximum":"many"}})", "/throttle/maximum", "is no number"},
        {"too_large", R"({"file_service":{"status":99999999999}})", "/file_service/status", "is too large"},
        {"no_text", R"({"account":{"name":1}})", "/account/name", "is no text"},
        {"neither", R"({"users":[{"deleted":1}]})", "/users/0/deleted", "is neither true nor false"},
        {"no_time", R"({"courses":[{"end_at":"soon"}]})", "/courses/0/end_at", "is no time"},
        {"no_word", R"({"courses":[{"state":"open"}]})", "/courses/0/state", "'open' is not among its words"},
        {"no_generator", R"({"random":"x"})", "/random", "is no state of a generator"},
        {"in_a_map", R"({"spent_returns":{"n":true}})", "/spent_returns/n", "is no time"},
    }),
    [](auto const& row) { return std::string(row.param.name); }
);

TEST(Reading, TakesWhatIsAbsentAsANewRowHasIt) {
    auto world = from_json({});
    ASSERT_TRUE(world);
    EXPECT_EQ(to_json(*world), to_json(world::World{}));
    world = from_json(json::object{{"users", json::array{json::object{{"id", 7}}}}});
    ASSERT_TRUE(world);
    EXPECT_EQ(world->users.front().id, 7);
    EXPECT_EQ(world->users.front().locale, "en");
}

} // namespace
} // namespace easel::world_json
