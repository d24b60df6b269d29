// deep-linking.md 3.1 and 3.2: what becomes of an item's members.
#include "canvas.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace easel::deep_linking {
namespace {

constexpr auto full = R"({
  "type": "ltiResourceLink", "title": "Rivers", "text": "<p>All about rivers</p>",
  "url": "https://tool.example/quiz/5",
  "custom": {"quiz_id": "5", "user": "$User.id", "n": 3, "deep": {"a": 1}, "list": [1]},
  "iframe": {"width": 800, "height": 600},
  "window": {"targetName": "_blank", "windowFeatures": "x"},
  "lineItem": {"label": "Rivers quiz", "scoreMaximum": 12.5, "resourceId": "q5", "tag": "graded"},
  "available": {"startDateTime": "2026-01-05T08:00:00Z", "endDateTime": "2026-02-05T08:00:00Z"},
  "submission": {"startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-01-31T23:59:00Z"}
})";

base::Instant at(char const* text) {
    return base::parse_iso8601(text)->at;
}

json::object const kept_custom{
    {"quiz_id", "5"},
    {"user", "$User.id"},
    {"n", 3},
};

TEST(Fields, GoIntoTheAssignment) {
    Canvas canvas;
    canvas.placement = "module_index_menu_modal";
    canvas.items = {object(full)};
    canvas.post();
    auto const& made = canvas.world.assignments.back();
    EXPECT_EQ(made.title, "Rivers quiz");
    EXPECT_EQ(made.description, "<p>All about rivers</p>");
    EXPECT_EQ(made.points, 12.5);
    EXPECT_EQ(made.target_link_uri, "https://tool.example/quiz/5");
    EXPECT_EQ(made.tool, canvas.tool->id);
    EXPECT_EQ(made.submission_types, "external_tool");
    EXPECT_EQ(made.unlock_at, at("2026-01-05T08:00:00Z"));
    EXPECT_EQ(made.lock_at, at("2026-02-05T08:00:00Z"));
    EXPECT_EQ(made.due_at, at("2026-01-31T23:59:00Z"));
    EXPECT_EQ(made.frame_width, 800);
    EXPECT_EQ(made.frame_height, 600);
    EXPECT_TRUE(made.new_tab);
    EXPECT_EQ(made.custom, kept_custom);
    EXPECT_FALSE(made.published);
    EXPECT_EQ(made.course, canvas.course().id);

    auto const& line_item = canvas.world.line_items.back();
    EXPECT_EQ(line_item.assignment, made.id);
    EXPECT_TRUE(line_item.coupled);
    EXPECT_EQ(line_item.client_id, client);
    EXPECT_EQ(line_item.label, "Rivers quiz");
    EXPECT_EQ(line_item.score_maximum, 12.5);
    EXPECT_EQ(line_item.resource_id, "q5");
    EXPECT_EQ(line_item.tag, "graded");

    auto const& module = canvas.world.modules.back();
    EXPECT_EQ(module.title, "New Content From App");
    EXPECT_FALSE(module.published);
    EXPECT_EQ(module.course, canvas.course().id);
    auto const& line = canvas.world.module_items.back();
    EXPECT_EQ(line.module, module.id);
    EXPECT_EQ(line.assignment, made.id);
    EXPECT_EQ(line.link, 0);
    EXPECT_EQ(line.title, "Rivers quiz");
    EXPECT_FALSE(line.published);

    auto const answered = canvas.response().at("content_items").at(0);
    EXPECT_EQ(answered.at("title"), "Rivers quiz");
    EXPECT_EQ(answered.at("assignment_id"), json::value(made.id));
}

TEST(Fields, GoIntoModuleItemAndLink) {
    Canvas canvas;
    canvas.world.dialects.deep_linking_line_items = false;
    canvas.placement = "module_index_menu_modal";
    canvas.items = {object(full)};
    canvas.post();
    auto const& link = canvas.world.links.back();
    EXPECT_EQ(link.title, "Rivers"); // the label belongs to line items
    EXPECT_EQ(link.url, "https://tool.example/quiz/5");
    EXPECT_EQ(link.custom, kept_custom);
    EXPECT_EQ(link.frame_width, 800);
    EXPECT_EQ(link.frame_height, 600);
    EXPECT_NE(link.link_id, link.lookup_uuid);
    auto const& line = canvas.world.module_items.back();
    EXPECT_EQ(line.link, link.id);
    EXPECT_EQ(line.assignment, 0);
    EXPECT_EQ(line.title, "Rivers");
    EXPECT_TRUE(line.new_tab);
    EXPECT_FALSE(line.published);
}

TEST(Fields, MayBeOddOrAbsent) {
    struct Row {
        char const* name;
        char const* item;
        std::function<void(Canvas&, world::Assignment const&)> check;
    };
    std::vector<Row> const rows{
        {"width alone",
         R"({"iframe":{"width":"640"},"lineItem":{"scoreMaximum":1}})",
         [](Canvas&, auto const& a) {
             EXPECT_EQ(a.frame_width, 640);
             EXPECT_EQ(a.frame_height, std::nullopt);
         }},
        {"no title: the tool's",
         R"({"lineItem":{"scoreMaximum":1}})",
         [](Canvas&, auto const& a) { EXPECT_EQ(a.title, "Quizzes"); }},
        {"maximum a text",
         R"({"title":"T","lineItem":{"scoreMaximum":"7.5"}})",
         [](Canvas&, auto const& a) { EXPECT_EQ(a.points, 7.5); }},
        {"maximum zero",
         R"({"title":"T","lineItem":{"scoreMaximum":0}})",
         [](Canvas&, auto const& a) { EXPECT_EQ(a.points, 0); }},
        {"dates that are none",
         R"({"title":"T","lineItem":{"scoreMaximum":1},"available":{"startDateTime":"soon"},"submission":5})",
         [](Canvas&, auto const& a) {
             EXPECT_EQ(a.unlock_at, std::nullopt);
             EXPECT_EQ(a.due_at, std::nullopt);
         }},
        {"resource id a number",
         R"({"title":"T","lineItem":{"scoreMaximum":1,"resourceId":5}})",
         [](Canvas& c, auto const&) { EXPECT_EQ(c.world.line_items.back().resource_id, "5"); }},
        {"custom no object",
         R"({"title":"T","custom":"x","lineItem":{"scoreMaximum":1}})",
         [](Canvas&, auto const& a) { EXPECT_TRUE(a.custom.empty()); }},
        {"other window",
         R"({"title":"T","window":{"targetName":"mine"},"lineItem":{"scoreMaximum":1}})",
         [](Canvas&, auto const& a) { EXPECT_FALSE(a.new_tab); }},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        canvas.placement = "course_assignments_menu";
        auto item = object(row.item);
        item["type"] = "ltiResourceLink";
        canvas.items = {item};
        auto const before = canvas.world.assignments.size();
        canvas.post();
        ASSERT_EQ(canvas.world.assignments.size(), before + 1);
        row.check(canvas, canvas.world.assignments.back());
    }
}

TEST(Fields, FaultsAreToldInTheItem) { // 3.2
    struct Row {
        char const* name;
        std::string item;
        char const* fact;
        char const* errors;
        char const* title;
    };
    std::string const huge(256, 'x');
    std::string const wide = [] {
        std::string text;
        for (int i = 0; i < 255; ++i) text += "\xC3\xA9";
        return text;
    }();
    std::vector<Row> const rows{
        {"no maximum",
         R"({"title":"Reading","lineItem":{"tag":"no points"}})",
         "3.2.1",
         R"({"lineItem.scoreMaximum":"lineItem.scoreMaximum is a required field"})",
         "Reading"},
        {"no maximum, label",
         R"({"title":"Reading","lineItem":{"label":"Graded reading"}})",
         "3.2.1",
         R"({"lineItem.scoreMaximum":"lineItem.scoreMaximum is a required field"})",
         "Graded reading"},
        {"null maximum",
         R"({"title":"Reading","lineItem":{"scoreMaximum":null}})",
         "3.2.1",
         R"({"lineItem.scoreMaximum":"lineItem.scoreMaximum is a required field"})",
         "Reading"},
        {"maximum a word",
         R"({"title":"Reading","lineItem":{"scoreMaximum":"ten"}})",
         "3.2.2",
         R"({"points_possible":"points_possible is not a number"})",
         "Reading"},
        {"title too long",
         R"({"title":")" + huge + R"(","lineItem":{"scoreMaximum":1}})",
         "3.2.2",
         R"x({"title":"title is too long (maximum is 255 characters)"})x",
         nullptr},
        {"255 characters of two bytes",
         R"({"title":")" + wide + R"(","lineItem":{"scoreMaximum":1}})",
         "",
         "",
         nullptr},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.name);
        Canvas canvas;
        canvas.placement = "module_index_menu_modal";
        auto item = object(row.item);
        item["type"] = "ltiResourceLink";
        canvas.items = {item};
        auto const before = canvas.world.assignments.size();
        canvas.post();
        ASSERT_EQ(canvas.answer.response.status, 200);
        bool const good = std::string_view(row.fact).empty();
        EXPECT_EQ(canvas.decided(), good ? "" : "deep-linking/" + std::string(row.fact));
        EXPECT_EQ(canvas.world.assignments.size() - before, good ? 1 : 0);
        auto const answered = canvas.response().at("content_items").at(0);
        if (!good) {
            EXPECT_EQ(answered.at("errors"), json::value(object(row.errors)));
        }
        if (row.title != nullptr) {
            EXPECT_EQ(answered.at("title"), json::value(row.title));
        }
    }
}

TEST(Fields, AnEditedAssignmentKeepsItsState) { // 3.1.13
    Canvas canvas;
    auto* const quiz = world::assignment_named(canvas.world, "quiz1");
    canvas.placement = "course_assignments_menu";
    canvas.assignment_id = quiz->id;
    quiz->no_points = true;
    canvas.items = {
        object(R"({"type":"ltiResourceLink","title":"Cells again","lineItem":{"scoreMaximum":30,"tag":"t"}})")};
    auto const before = canvas.world.assignments.size();
    canvas.post();
    EXPECT_EQ(canvas.world.assignments.size(), before);
    EXPECT_EQ(quiz->title, "Cells again");
    EXPECT_EQ(quiz->points, 30);
    EXPECT_FALSE(quiz->no_points);
    EXPECT_TRUE(quiz->published);
    auto const* const line_item = world::default_line_item(canvas.world, quiz->id);
    EXPECT_EQ(line_item->score_maximum, 30);
    EXPECT_EQ(line_item->tag, "t");
    EXPECT_TRUE(canvas.reached("deep-linking/3.1.13"));
}

TEST(Fields, AnEditedAssignmentsLineItemIsTheToolsOwn) { // 3.1.13, inferred
    Canvas canvas;
    auto* const quiz = world::assignment_named(canvas.world, "quiz1");
    auto* line_item = world::default_line_item(canvas.world, quiz->id);
    if (line_item == nullptr) line_item = &world::add_coupled_line_item(canvas.world, *quiz, client);
    line_item->client_id = "10000000000999";
    line_item->deleted = true;
    canvas.placement = "course_assignments_menu";
    canvas.assignment_id = quiz->id;
    canvas.items = {object(R"({"type":"ltiResourceLink","title":"Cells again","lineItem":{"scoreMaximum":30}})")};
    auto const before = canvas.world.line_items.size();
    canvas.post();
    EXPECT_EQ(canvas.world.line_items.size(), before);
    EXPECT_EQ(line_item->score_maximum, 30);
    EXPECT_EQ(line_item->client_id, client);
    EXPECT_FALSE(line_item->deleted);
}

} // namespace
} // namespace easel::deep_linking
