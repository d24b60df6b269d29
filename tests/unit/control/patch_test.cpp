// Changes in the world file's keys: what is named changes, everything else stays.
#include "control_fixture.hpp"

namespace easel::control {
namespace {

using world::assignment_named;
using world::course_named;
using world::user_named;

class PatchTest : public ControlTest {
  protected:
    void patch(std::string const& body) {
        auto const answered = ask("PATCH", "/worlds/default", body);
        EXPECT_EQ(answered.status, 200) << base::dump(answered.body);
    }
};

TEST_F(PatchTest, MembersChangeAndTheRestStays) {
    auto& quiz = *assignment_named(world(), "quiz1");
    auto const kept = quiz;
    quiz.title = "Renamed by a tool";
    patch(R"({"courses": {"bio101": {"assignments": {"quiz1": {"attempts": 2}}}}})");
    EXPECT_EQ(quiz.allowed_attempts, 2);
    EXPECT_EQ(quiz.title, "Renamed by a tool");
    EXPECT_EQ(quiz.id, kept.id);
    EXPECT_EQ(quiz.link_id, kept.link_id);
    EXPECT_EQ(quiz.due_at, kept.due_at);
}

TEST_F(PatchTest, NullIsNoPointsOfAnAssignmentAndTakesAwayOneOfThatName) {
    patch(R"({"courses": {"bio101": {"assignments": {"points": {"title": "P", "points": 3}}}}})");
    patch(R"({"courses": {"bio101": {"assignments": {"points": {"points": null}}}}})");
    EXPECT_FALSE(assignment_named(world(), "points")->deleted);
    patch(R"({"courses": {"bio101": {"assignments": {"points": null}}}})");
    auto const* gone = assignment_named(world(), "points");
    EXPECT_TRUE(gone == nullptr || gone->deleted);
}

TEST_F(PatchTest, WrittenAsYaml) {
    auto const patched = [&](std::string const& text) {
        auto asked = request("PATCH", "/worlds/default", text);
        asked.headers.set("Content-Type", "application/yaml");
        return send(asked);
    };
    EXPECT_EQ(patched("courses:\n  bio101: {state: completed}\n").status, 200);
    EXPECT_EQ(course_named(world(), "bio101")->state, world::CourseState::completed);
    struct Row {
        std::string text, says;
    };
    for (auto const& row : {Row{"courses:\n  bio101:\n    stat: x\n", "body:3:5: unknown key 'stat'"}, Row{"a: [", "body:1"}, Row{"- a", "mapping"}, Row{"", "mapping"}}) {
        auto const refused = patched(row.text);
        EXPECT_EQ(refused.status, 400) << row.text;
        EXPECT_NE(refused.at("/error").find(row.says), std::string::npos) << refused.at("/error");
    }
}

TEST_F(PatchTest, PointsReachTheLineItemThatCanvasMade) {
    patch(R"({"courses": {"bio101": {"assignments": {"quiz1": {"points": 25, "title": "Long quiz"}}}}})");
    auto const* item = world::default_line_item(world(), assignment_named(world(), "quiz1")->id);
    EXPECT_EQ(item->score_maximum, 25);
    EXPECT_EQ(item->label, "Long quiz");
}

TEST_F(PatchTest, NewRowsComeWithIdsOfTheirOwn) {
    auto const lab = assignment_named(world(), "lab1")->link_id;
    patch(R"({"users": {"zoe": {"name": "Zoe Quint"}},
              "courses": {"bio101": {"people": {"zoe": "student"}, "assignments": {"exam": {"points": 5, "tool": "tool"}}}}})"
    );
    auto const* zoe = user_named(world(), "zoe");
    auto const* exam = assignment_named(world(), "exam");
    ASSERT_NE(zoe, nullptr);
    ASSERT_NE(exam, nullptr);
    EXPECT_EQ(zoe->given_name, "Zoe");
    for (auto const& user : world().users)
        EXPECT_TRUE(&user == zoe || (user.id != zoe->id && user.lti_id != zoe->lti_id));
    for (auto const& each : world().assignments)
        EXPECT_TRUE(&each == exam || (each.id != exam->id && each.link_id != exam->link_id));
    EXPECT_EQ(assignment_named(world(), "lab1")->link_id, lab);
    EXPECT_EQ(exam->course, course_named(world(), "bio101")->id);
    EXPECT_EQ(exam->tool, world::tool_named(world(), "tool")->id);
    auto const* item = world::default_line_item(world(), exam->id);
    ASSERT_NE(item, nullptr);
    EXPECT_EQ(item->score_maximum, 5);
    EXPECT_TRUE(world::is_active_student(*course_named(world(), "bio101"), zoe->id));
    EXPECT_TRUE(world::is_active_student(*course_named(world(), "bio101"), user_named(world(), "ada")->id));
}

TEST_F(PatchTest, EnrolmentsChange) {
    patch(R"({"courses": {"bio101": {"people": {"ada": {"role": "student", "state": "completed"}, "bob": null}}}})");
    auto& course = *course_named(world(), "bio101");
    EXPECT_EQ(world::enrolment_of(course, user_named(world(), "ada")->id)->state, world::EnrolmentState::completed);
    EXPECT_EQ(world::enrolment_of(course, user_named(world(), "bob")->id), nullptr);
    EXPECT_NE(world::enrolment_of(course, user_named(world(), "grace")->id), nullptr);
}

TEST_F(PatchTest, NullTakesAway) {
    auto const id = assignment_named(world(), "quiz2")->id;
    patch(R"({"courses": {"bio101": {"assignments": {"quiz2": null}}, "chem202": null}})");
    EXPECT_TRUE(world::assignment_by_id(world(), id)->deleted);
    EXPECT_TRUE(world::default_line_item(world(), id)->deleted);
    EXPECT_EQ(course_named(world(), "chem202")->state, world::CourseState::deleted);
}

TEST_F(PatchTest, AccountsStay) {
    patch(R"({"accounts": {"science": {"title": "Science"}}, "courses": {"bio101": {"account": "science"}}})");
    auto const refused = ask("PATCH", "/worlds/default", R"({"accounts": {"science": null}})");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.at("/code"), "cannot-remove") << base::dump(refused.body);
    EXPECT_EQ(refused.at("/pointer"), "/accounts/science");
    patch(R"({"courses": {"bio101": {"title": "Biology"}}})"); // what was refused is not remembered
    EXPECT_EQ(course_named(world(), "bio101")->account, world::account_named(world(), "science")->id);
}

TEST_F(PatchTest, ToolsThatChangeSayWhen) {
    auto const start = stage().time->now();
    ask("POST", "/worlds/default/clock", R"({"advance": "1h"})");
    patch(R"({"courses": {"bio101": {"title": "Biology"}}})");
    EXPECT_EQ(world::tool_named(world(), "tool")->updated_at, start);
    patch(R"({"keys": {"lab": {"client_id": "10000000000777"}}, "tools": {"lab": {"key": "lab", "title": "Lab"}}})");
    auto const& lab = *world::tool_named(world(), "lab");
    EXPECT_EQ(lab.created_at, start + std::chrono::hours(1));
    ask("POST", "/worlds/default/clock", R"({"advance": "1h"})");
    patch(R"({"tools": {"lab": {"title": "Laboratory"}}})");
    EXPECT_EQ(lab.created_at, start + std::chrono::hours(1));
    EXPECT_EQ(lab.updated_at, start + std::chrono::hours(2));
}

TEST_F(PatchTest, GradesOutliveChanges) {
    auto const ada = user_named(world(), "ada")->id;
    world::submission_of(world(), assignment_named(world(), "quiz1")->id, ada).score = 8;
    patch(R"({"courses": {"bio101": {"title": "Biology II"}}, "users": {"ada": {"email": "new@mock.example"}}})");
    EXPECT_EQ(course_named(world(), "bio101")->title, "Biology II");
    EXPECT_EQ(user_named(world(), "ada")->email, "new@mock.example");
    EXPECT_EQ(world().submissions.front().score, 8);
}

TEST_F(PatchTest, WhoIsNotAssignedAnyMoreLosesTheSubmission) {
    auto& quiz = *assignment_named(world(), "quiz1");
    auto const ada = user_named(world(), "ada")->id;
    auto const bob = user_named(world(), "bob")->id;
    world::submission_of(world(), quiz.id, ada).score = 8;
    world::submission_of(world(), quiz.id, bob).score = 7;
    patch(R"({"courses": {"bio101": {"assignments": {"quiz1": {"only_for": ["ada"]}}}}})");
    EXPECT_EQ(quiz.only_for, std::vector{ada});
    EXPECT_FALSE(world::find_submission(world(), quiz.id, ada)->unassigned);
    EXPECT_TRUE(world::find_submission(world(), quiz.id, bob)->unassigned); // ags/4.26
}

TEST_F(PatchTest, DialectsThatWereReadAreTakenBack) {
    patch(R"({"dialects": {"final_periods": "documented"}, "courses": {"bio101": {"dialects": {"throttled": 429}}}})");
    auto const whole = ask("GET", "/worlds/default").body.at("world");
    auto const own = whole.at("courses").as_array().front().at("dialects");
    EXPECT_EQ(whole.at("dialects").at("final_periods"), "documented");
    EXPECT_EQ(whole.at("dialects").at("concluded"), "422");
    EXPECT_EQ(own.at("throttled"), "429");
    EXPECT_EQ(whole.at("dialects").as_object().size(), world::dialect_words().size());
    json::object back{{"dialects", whole.at("dialects")}, {"courses", {{"bio101", {{"dialects", own}}}}}};
    patch(base::dump(back));
    auto const again = ask("GET", "/worlds/default").body.at("world");
    EXPECT_EQ(again.at("dialects"), whole.at("dialects"));
    EXPECT_EQ(again.at("courses").as_array().front().at("dialects"), own);
}

TEST_F(PatchTest, WholeWorldSettings) {
    patch(
        R"({"dialects": {"final_periods": "documented"}, "throttle": {"after_requests": 3}, "file_service": {"status": 500}})"
    );
    EXPECT_FALSE(world().dialects.final_periods);
    EXPECT_EQ(world().throttle.after_requests, 3);
    EXPECT_EQ(world().file_service.status, 500);
    patch(R"({"courses": {"bio101": {"dialects": {"throttled": 429}}}})");
    EXPECT_TRUE(course_named(world(), "bio101")->dialects->throttled_is_429);
    EXPECT_FALSE(course_named(world(), "bio101")->dialects->final_periods) << "a course's own lie on the world's";
    EXPECT_FALSE(course_named(world(), "chem202")->dialects.has_value());
}

TEST_F(PatchTest, GroupsLinksAndModules) {
    patch(R"({"courses": {"bio101": {
        "groups": {"crimson": {"members": ["ada", "bob"], "leader": "bob"}},
        "links": {"syllabus": {"tool": "tool", "title": "Syllabus tool"}},
        "modules": {"late": {"title": "Late", "items": ["syllabus", {"item": "quiz1", "title": "The quiz"}]}}}}})");
    auto const* group = world::group_named(world(), "crimson");
    ASSERT_NE(group, nullptr);
    EXPECT_EQ(group->members, (std::vector{user_named(world(), "ada")->id, user_named(world(), "bob")->id}));
    EXPECT_EQ(group->leader, user_named(world(), "bob")->id);
    EXPECT_EQ(group->course, course_named(world(), "bio101")->id);
    auto const* module = world::module_named(world(), "late");
    ASSERT_NE(module, nullptr);
    std::vector<std::string> titles;
    for (auto const& item : world().module_items)
        if (item.module == module->id && !item.deleted) titles.push_back(item.title);
    EXPECT_EQ(titles, (std::vector<std::string>{"Syllabus tool", "The quiz"}));
    patch(R"({"courses": {"bio101": {"modules": {"late": {"items": ["quiz1"]}}}}})");
    titles.clear();
    for (auto const& item : world().module_items)
        if (item.module == module->id && !item.deleted) titles.push_back(item.title);
    EXPECT_EQ(titles, std::vector<std::string>{"Cells quiz"});
}

TEST_F(PatchTest, ChangesBuildOnEachOther) {
    patch(R"({"courses": {"bio101": {"assignments": {"exam": {"points": 5, "tool": "tool"}}}}})");
    patch(R"({"courses": {"bio101": {"assignments": {"exam": {"points": 6}}}}})");
    EXPECT_EQ(assignment_named(world(), "exam")->points, 6);
    patch(R"({"courses": {"bio101": {"assignments": {"exam": null}}}})");
    patch(R"({"courses": {"bio101": {"assignments": {"exam": {"points": 7, "tool": "tool"}}}}})");
    EXPECT_FALSE(assignment_named(world(), "exam")->deleted);
}

TEST_F(PatchTest, AWrongChangeChangesNothing) {
    auto const answered =
        ask("PATCH",
            "/worlds/default",
            R"({"users": {"ada": {"email": "x@y"}}, "courses": {"bio101": {"people": {"nobody": "student"}}}})");
    EXPECT_EQ(answered.status, 400);
    EXPECT_EQ(user_named(world(), "ada")->email, "ada@mock.example");
    patch(R"({"users": {"ada": {"email": "z@y"}}})");
}

} // namespace
} // namespace easel::control
