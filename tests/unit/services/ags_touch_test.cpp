// Whoever keeps the world learns of every row that a call has changed.
#include "canvas.hpp"

#include "services/files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace easel::services {
namespace {

using Table = world::Touched::Table;

struct Case {
    char const* name;
    std::function<void(Canvas&)> act;
    std::set<Table> tables;
};
void PrintTo(Case const& row, std::ostream* out) { *out << row.name; }

class AgsTouch : public testing::TestWithParam<Case> {};

TEST_P(AgsTouch, NotesWhatChanged) {
    Canvas canvas;
    canvas.world.tracks = true;
    GetParam().act(canvas);
    std::set<Table> tables;
    for (auto const& touched : canvas.world.touched) {
        tables.insert(touched.table);
        EXPECT_EQ(touched.row == nullptr, touched.table == Table::rest);
    }
    EXPECT_EQ(tables, GetParam().tables);
}

constexpr auto file =
    R"({"https://canvas.instructure.com/lti/submission":{"content_items":[{"type":"file","url":"https://t.test/a"}]}})";

INSTANTIATE_TEST_SUITE_P(
    Calls, AgsTouch,
    testing::Values(
        Case{"score", [](Canvas& c) { c.score(); }, {Table::submissions, Table::results, Table::rest}},
        Case{"refused_score", [](Canvas& c) { c.score(R"({"timestamp":"x"})"); }, {}},
        Case{"second_score",
             [](Canvas& c) {
                 c.score();
                 c.world.touched.clear();
                 c.score();
             },
             {Table::submissions, Table::results}},
        Case{"file", [](Canvas& c) { c.score(file); },
             {Table::submissions, Table::results, Table::progresses, Table::rest}},
        Case{"file_fetched",
             [](Canvas& c) {
                 c.score(file);
                 c.world.touched.clear();
                 auto const id = queued_files(c.world).front();
                 (void)begin_file(c.world, id, c.now);
                 finish_file(c.world, id, {200, "", 1, ""}, c.now);
             },
             {Table::submissions, Table::progresses}},
        Case{"create", [](Canvas& c) { c.ask("POST", items_path, R"({"label":"Lab","scoreMaximum":5})"); },
             {Table::assignments, Table::line_items, Table::rest}},
        Case{"update", [](Canvas& c) { c.ask("PUT", item_path, R"({"label":"Lab"})"); },
             {Table::assignments, Table::line_items}},
        Case{"remove",
             [](Canvas& c) {
                 c.item().coupled = false;
                 c.add_result(51, 21, 42, 3);
                 c.ask("DELETE", item_path);
             },
             {Table::assignments, Table::line_items, Table::results}},
        Case{"look", [](Canvas& c) { c.ask("GET", items_path); }, {}},
        Case{"person",
             [](Canvas& c) {
                 c.add_result(51, 21, 42, 3);
                 grade_by_person(c.world, c.quiz(), 42, 5);
             },
             {Table::submissions, Table::results}},
        Case{"edit", [](Canvas& c) { assignment_edited(c.world, c.quiz()); }, {Table::line_items}}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::services
