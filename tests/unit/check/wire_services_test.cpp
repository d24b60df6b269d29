// Line items, results, progress and rosters beyond the first call: each rule finds what breaks it, and no more.
#include "wire_scene.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <functional>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;
namespace json = easel::base::json;

using Row = Spoiled;

class Services : public testing::TestWithParam<Row> {};

TEST_P(Services, AreJudgedByHowTheyAreUsed) {
    expect_judged(GetParam(), correct_with_all());
}

/// The last exchange of a kind that the tool made.
Exchange& last(Scene& scene, CallKind kind) {
    for (auto each = scene.exchanges.rbegin(); each != scene.exchanges.rend(); ++each)
        if (each->kind == kind && each->from != easel::traffic::Party::probe) return *each;
    throw std::logic_error("no exchange of that kind");
}
std::function<void(Scene&)> with(CallKind kind, std::string name, json::value value) {
    return [kind, name, value](Scene& scene) { set_member(last(scene, kind), name, value); };
}
std::function<void(Scene&)> without(CallKind kind, std::string name) {
    return [kind, name](Scene& scene) { remove_member(last(scene, kind), name); };
}
std::function<void(Scene&)> to(CallKind kind, std::string target) {
    return [kind, target](Scene& scene) { set_target(last(scene, kind), target); };
}
json::value parsed(std::string_view text) {
    return easel::base::parse_json(text).value();
}
void answer_items(Scene& scene, char const* items) {
    set_answer_claim(last(scene, CallKind::deep_link_return), dl("content_items"), parsed(items));
}

std::vector<Row> line_item_rows() {
    auto const passed = Verdict::passed;
    auto const warned = Verdict::warned;
    auto const create = CallKind::line_item_create;
    auto const update = CallKind::line_item_update;
    std::string const container = "/api/lti/courses/3/line_items";
    return {
        {"a second quiz",
         "LI-003",
         [=](Scene& s) {
             with(create, "resourceId", "quiz")(s);
             with(create, "tag", "grade")(s);
         },
         "made a second line item with resourceId `quiz`"},
        {"a second quiz past page one",
         "LI-020",
         [=](Scene& s) {
             with(create, "resourceId", "quiz")(s);
             with(create, "tag", "grade")(s);
         },
         "made a second line item"},
        {"another tag", "LI-003", with(create, "resourceId", "quiz"), "", passed},
        {"a link of another course", "LI-007", with(create, "resourceLinkId", "link-1"), "`\"link-1\"`"},
        {"a number for a link", "LI-007", with(create, "resourceLinkId", 3), "`3`"},
        {"another link", "LI-010", with(update, "resourceLinkId", "link-4"), "changed `resourceLinkId`"},
        {"another id", "LI-010", with(update, "id", "9"), "changed `id`"},
        {"dates dropped", "LI-010", without(update, "endDateTime"), "left out `endDateTime`", warned},
        {"id left out", "LI-010", without(update, "id"), "", passed},
        {"query lost", "LI-011", to(update, container + "/9"), "where the id has the query `type_id=7`"},
        {"made-up address", "LI-011", to(update, container + "/item/9"), "no id that it was given"},
        {"bare member", "LI-017", with(create, "weight", 2), "`weight`"},
        {"member of its own", "LI-017", with(create, "https://tool.test/weight", 2), "", passed},
    };
}

std::vector<Row> other_rows() {
    auto const passed = Verdict::passed;
    auto const warned = Verdict::warned;
    auto const score = CallKind::score;
    auto const item = std::string("/api/lti/courses/3/line_items/5");
    return {
        {"two slashes", "SCORE-002", to(score, item + "//scores"), "two slashes", warned},
        {"markup", "SCORE-022", with(score, "comment", "<b>Good</b>"), "HTML", warned},
        {"less and more", "SCORE-022", with(score, "comment", "3 < 4 and 5 > 4"), "", passed},
        {"only the end",
         "SCORE-028",
         with(score, "activityProgress", "Completed"),
         "no progress but the end",
         Verdict::informed},
        {"no zone",
         "SCORE-029",
         with(score, "submission", parsed(R"({"startedAt": "2026-03-01T10:00:00.250"})")),
         "names no time zone"},
        {"no fraction",
         "SCORE-029",
         with(score, "submission", parsed(R"({"submittedAt": "2026-03-01T10:00:00Z"})")),
         "no fraction",
         Verdict::informed},
        {"handed in before it began",
         "SCORE-029",
         with(score, "submission",
              parsed(R"({"startedAt": "2026-03-01T10:00:00.2Z", "submittedAt": "2026-03-01T09:00:00.2Z"})")),
         "before it was started"},
        // The level of the row is may: a warning counts as information.
        {"bare start", "SCORE-029", with(score, "startedAt", "2026-03-01T10:00:00.2Z"), "beside", Verdict::informed},
        {"second page left",
         "RES-007",
         [](Scene& s) {
             last(s, CallKind::results).request.target += "&user_id=" + std::string(ada_sub);
         },
         "did not ask for the next page"},
        {"differences with a limit",
         "NRPS-014",
         to(CallKind::memberships, "/api/lti/courses/1/names_and_roles?x=1&since=7&limit=5"),
         "changed the differences link"},
        {"differences left alone",
         "NRPS-014",
         to(CallKind::memberships, "/api/lti/courses/1/names_and_roles?x=1"),
         "made no use of",
         Verdict::informed},
        {"a line item all the same",
         "DL-021",
         [](Scene& s) { answer_items(s, R"([{"type": "ltiResourceLink", "lineItem": {"scoreMaximum": 1}}])"); },
         "`lineItem`",
         warned},
        {"a window",
         "DL-022",
         [](Scene& s) { answer_items(s, R"([{"type": "ltiResourceLink", "window": {}}])"); },
         "`window`",
         warned},
        {"a window and a frame",
         "DL-022",
         [](Scene& s) { answer_items(s, R"([{"type": "ltiResourceLink", "window": {}, "iframe": {}}])"); },
         "",
         passed},
        {"data of another picker",
         "DL-027",
         [](Scene& s) { set_answer_claim(s.at(CallKind::deep_link_return), dl("data"), "x"); },
         "",
         passed}, // none was sent there: DL-015 judges that
        {"another deployment",
         "DL-027",
         [](Scene& s) {
             set_answer_claim(
                 last(s, CallKind::deep_link_return), "https://purl.imsglobal.org/spec/lti/claim/deployment_id", "2:x"
             );
         },
         "deployment_id of another"},
        {"title as markup",
         "DL-029",
         [](Scene& s) { last(s, CallKind::launch).response->body = "<h1>Choose <img src=x onerror=1></h1>"; },
         "as markup"},
        {"title in a script and an attribute",
         "DL-029",
         [](Scene& s) {
             last(s, CallKind::launch).response->body =
                 "<script>var t = '<img src=x onerror=1>';</script><input value=\"<img src=x onerror=1>\">"
                 "<p>&lt;img src=x onerror=1&gt;</p>";
         },
         "",
         passed},
    };
}

} // namespace

std::set<std::string> easel::check::test::broken_by_service_rows() {
    std::set<std::string> broken;
    for (auto const& rows : {line_item_rows(), other_rows()})
        for (auto const& row : rows)
            if (row.verdict != Verdict::passed) broken.insert(row.requirement);
    return broken;
}

namespace {

std::string slug(Row const& row) {
    std::string name = std::string(row.requirement) + "_" + row.name;
    for (auto& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(LineItems, Services, testing::ValuesIn(line_item_rows()), [](auto const& info) {
    return slug(info.param);
});
INSTANTIATE_TEST_SUITE_P(Others, Services, testing::ValuesIn(other_rows()), [](auto const& info) {
    return slug(info.param);
});

}  // namespace
