// deep-linking.md 3: the decision table.
#include "canvas.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <set>

namespace easel::deep_linking {
namespace {

constexpr auto plain = R"({"type":"ltiResourceLink","title":"Reading"})";
constexpr auto graded = R"({"type":"ltiResourceLink","title":"Quiz","lineItem":{"scoreMaximum":10}})";
constexpr auto pointless = R"({"type":"ltiResourceLink","title":"Poll","lineItem":{"tag":"x"}})";
constexpr auto html = R"({"type":"html","html":"<p>"})";

json::array listed(std::vector<std::string> const& texts) {
    json::array all;
    for (auto const& text : texts) all.push_back(object(text));
    return all;
}

struct Row {
    char const* name;
    char const* placement;
    std::vector<std::string> items;
    bool in_module;   ///< data has a module
    bool line_items;  ///< flag LI
    bool module_flag; ///< flag MI
    char const* fact; ///< the row of the table
    int links, assignments, modules, module_items;
    bool reload;
};

TEST(DecisionTable, MakesWhatItSays) {
    std::vector<Row> const rows{
        {"one link selected", "link_selection", {plain}, false, true, true, "3.1", 0, 0, 0, 0, false},
        {"one link selected in a module", "link_selection", {plain}, true, true, true, "3.1", 0, 0, 0, 0, false},
        {"one link and something else", "link_selection", {plain, html}, false, true, true, "3.1", 0, 0, 0, 0, false},
        {"one graded link, flag off", "link_selection", {graded}, true, false, true, "3.1", 0, 0, 0, 0, false},
        {"one graded link", "link_selection", {graded}, true, true, true, "3.8", 0, 1, 0, 1, true},
        {"one graded link, no module", "link_selection", {graded}, false, true, true, "3.8", 0, 1, 0, 0, true},
        {"several links in a module", "link_selection", {plain, plain}, true, true, true, "3.8", 2, 0, 0, 2, true},
        {"several links, no module", "link_selection", {plain, plain}, false, true, true, "3.3", 2, 0, 0, 0, false},
        {"collaboration", "collaboration", {plain}, false, true, true, "3.2", 0, 0, 0, 0, false},
        {"editor", "editor_button", {plain, html, plain}, false, true, true, "3.3", 2, 0, 0, 0, false},
        {"editor without links", "editor_button", {html}, false, true, true, "3.3", 0, 0, 0, 0, false},
        {"editor, graded", "editor_button", {graded}, false, true, true, "3.3", 1, 0, 0, 0, false},
        {"homework", "homework_submission", {plain}, false, true, true, "3.3", 1, 0, 0, 0, false},
        {"submission type", "submission_type_selection", {plain}, false, true, true, "3.3", 1, 0, 0, 0, false},
        {"conference", "conference_selection", {html}, false, true, true, "3.3", 0, 0, 0, 0, false},
        {"assignment", "assignment_selection", {plain}, false, true, true, "3.4", 0, 0, 0, 0, false},
        {"assignment, graded", "assignment_selection", {graded}, false, true, true, "3.4", 0, 0, 0, 0, false},
        {"module menu", "module_menu_modal", {plain, graded}, true, true, true, "3.8", 1, 1, 0, 2, true},
        {"module menu, flag off", "module_menu_modal", {plain, graded}, true, false, true, "3.8", 2, 0, 0, 2, true},
        {"module menu, one in error",
         "module_menu_modal",
         {pointless, graded},
         true,
         true,
         true,
         "3.8",
         0,
         1,
         0,
         1,
         true},
        {"module menu, all in error",
         "module_menu_modal",
         {pointless, pointless},
         true,
         true,
         true,
         "3.6",
         0,
         0,
         0,
         0,
         true},
        {"module index", "module_index_menu_modal", {plain, graded}, false, true, true, "3.8", 1, 1, 1, 2, true},
        {"module index, flag off", "module_index_menu_modal", {plain}, false, true, false, "3.3", 1, 0, 0, 0, false},
        {"module index, nothing chosen", "module_index_menu_modal", {}, false, true, true, "3.6", 0, 0, 0, 0, true},
        {"module index, all in error",
         "module_index_menu_modal",
         {pointless},
         false,
         true,
         true,
         "3.6",
         0,
         0,
         0,
         0,
         true},
        {"assignments menu, all graded",
         "course_assignments_menu",
         {graded, graded},
         false,
         true,
         true,
         "3.7",
         0,
         2,
         0,
         0,
         true},
        {"assignments menu, one in error",
         "course_assignments_menu",
         {graded, pointless},
         false,
         true,
         true,
         "3.7",
         0,
         1,
         0,
         0,
         true},
        {"assignments menu, mixed",
         "course_assignments_menu",
         {graded, plain},
         false,
         true,
         true,
         "3.8",
         1,
         1,
         1,
         2,
         true},
        {"assignments menu, line items off",
         "course_assignments_menu",
         {graded},
         false,
         false,
         true,
         "3.8",
         1,
         0,
         1,
         1,
         true},
        {"assignments menu, both off",
         "course_assignments_menu",
         {graded},
         false,
         false,
         false,
         "3.3",
         1,
         0,
         0,
         0,
         false},
        {"assignments menu, modules off, mixed",
         "course_assignments_menu",
         {graded, plain},
         false,
         true,
         false,
         "3.8",
         0,
         1,
         0,
         0,
         true},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        canvas.world.dialects.deep_linking_line_items = row.line_items;
        canvas.world.dialects.deep_linking_module_index = row.module_flag;
        canvas.placement = row.placement;
        canvas.items = listed(row.items);
        if (row.in_module) {
            auto& module = canvas.world.modules.emplace_back();
            module.id = canvas.module_id = 4711;
            module.course = canvas.course().id;
        }
        auto const links = canvas.world.links.size();
        auto const assignments = canvas.world.assignments.size();
        auto const modules = canvas.world.modules.size();
        auto const lines = canvas.world.module_items.size();
        canvas.post();
        ASSERT_EQ(canvas.answer.response.status, 200) << canvas.answer.response.body;
        EXPECT_TRUE(canvas.reached("deep-linking/" + std::string(row.fact)));
        EXPECT_EQ(canvas.world.links.size() - links, row.links);
        EXPECT_EQ(canvas.world.assignments.size() - assignments, row.assignments);
        EXPECT_EQ(canvas.world.modules.size() - modules, row.modules);
        EXPECT_EQ(canvas.world.module_items.size() - lines, row.module_items);
        auto const response = canvas.response();
        EXPECT_EQ(response.at("reloadpage").as_bool(), row.reload);
        EXPECT_EQ(response.at("moduleCreated").as_bool(), row.modules != 0);
        for (auto const& item : response.at("content_items").as_array()) {
            bool const looked_up =
                std::string_view(row.fact) == "3.3" && base::text_member(item, "type") == "ltiResourceLink";
            EXPECT_EQ(base::member(item, "lookup_uuid") != nullptr, looked_up);
        }
    }
}

TEST(Creation, AModuleThatIsGoneIsNotFound) { // 3.13
    for (bool const elsewhere : {false, true}) {
        Canvas canvas;
        canvas.placement = "module_menu_modal";
        auto& module = canvas.world.modules.emplace_back();
        module.id = canvas.module_id = 4711;
        module.course = elsewhere ? world::course_named(canvas.world, "chem202")->id : canvas.course().id;
        module.deleted = !elsewhere;
        canvas.items = listed({graded});
        auto const assignments = canvas.world.assignments.size();
        canvas.post();
        EXPECT_EQ(canvas.answer.response.status, 404);
        EXPECT_EQ(canvas.decided(), "deep-linking/3.13");
        EXPECT_EQ(canvas.world.assignments.size(), assignments);
    }
}

TEST(Creation, FlagsOfACourseCountOverTheWorlds) {
    Canvas canvas;
    canvas.placement = "module_index_menu_modal";
    canvas.course().dialects = canvas.world.dialects;
    canvas.course().dialects->deep_linking_module_index = false;
    canvas.post();
    EXPECT_TRUE(canvas.reached("deep-linking/3.3"));
}

TEST(Creation, LinksBelongToTheContextInThePath) { // 3.12
    struct Row {
        char const* name;
        world::ContextKind kind;
        char const* path;
    };
    for (auto const kind : {world::ContextKind::course, world::ContextKind::account, world::ContextKind::group}) {
        Canvas canvas;
        auto& group = canvas.world.groups.emplace_back();
        group.id = 900;
        group.course = canvas.course().id;
        auto const id = kind == world::ContextKind::course    ? canvas.course().id
                        : kind == world::ContextKind::account ? canvas.world.account.id
                                                              : group.id;
        std::string const word = kind == world::ContextKind::course    ? "courses"
                                 : kind == world::ContextKind::account ? "accounts"
                                                                       : "groups";
        canvas.path = "/" + word + "/" + std::to_string(id) + "/deep_linking_response";
        canvas.post();
        ASSERT_EQ(canvas.answer.response.status, 200) << word;
        ASSERT_FALSE(canvas.world.links.empty());
        auto const& link = canvas.world.links.back();
        EXPECT_EQ(link.context_kind, kind);
        EXPECT_EQ(link.context, id);
        EXPECT_EQ(link.tool, canvas.tool->id);
        EXPECT_EQ(canvas.response().at("content_items").at(0).at("lookup_uuid"), json::value(link.lookup_uuid));
        EXPECT_EQ(
            canvas.response().at("ltiEndpoint"),
            json::value("http://127.0.0.1:8090/" + word + "/" + std::to_string(id) + "/external_tools/retrieve")
        );
    }
}

TEST(Creation, LineItemsNeedACourse) { // 3.9, 3.10
    Canvas canvas;
    canvas.path = "/accounts/" + std::to_string(canvas.world.account.id) + "/deep_linking_response";
    canvas.placement = "course_assignments_menu";
    canvas.items = listed({graded});
    canvas.post();
    EXPECT_TRUE(canvas.reached("deep-linking/3.10"));
    EXPECT_TRUE(canvas.reached("deep-linking/3.3"));
    EXPECT_FALSE(canvas.reached("deep-linking/3.9"));
}

TEST(Creation, WhatWasNotAskedForPasses) { // 3.2.4 to 3.2.6
    Canvas canvas;
    canvas.placement = "assignment_selection";
    canvas.items = listed({html, plain, R"({"type":"hologram"})"});
    canvas.items.push_back("no object");
    canvas.post();
    ASSERT_EQ(canvas.answer.response.status, 200);
    EXPECT_EQ(canvas.response().at("content_items"), json::value(canvas.items));
    for (auto const* fact : {"3.2.4", "3.2.5", "3.2.6"})
        EXPECT_TRUE(canvas.reached("deep-linking/" + std::string(fact)));
}

TEST(Creation, NotesEveryRowItMade) {
    Canvas canvas;
    canvas.world.tracks = true;
    canvas.placement = "module_index_menu_modal";
    canvas.items = listed({plain, graded});
    canvas.post();
    using Table = world::Touched::Table;
    std::set<Table> tables;
    for (auto const& each : canvas.world.touched) tables.insert(each.table);
    std::set<Table> const expected{
        Table::assignments, Table::line_items, Table::links, Table::modules, Table::module_items, Table::rest};
    EXPECT_EQ(tables, expected);
}

} // namespace
} // namespace easel::deep_linking
