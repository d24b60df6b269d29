#include "lti13/subject.hpp"
#include "stage.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <regex>

namespace easel::lti13 {
namespace {

/// Expands one variable in a launch of ada's from quiz1, unless told otherwise.
class Variables : public Stage {
  protected:
    std::string expand(std::string const& variable, LaunchIntent const& intent) {
        tool->custom = {{"it", "$" + variable}};
        auto const made = launch_claims(world, issuer, intent, now);
        EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
        return made ? base::dump(made->at(c("custom")).at("it")) : std::string{};
    }
    std::string expand(std::string const& variable) { return expand(variable, {"ada", "quiz1", {}, {}, {}}); }
    static std::string literal(std::string const& variable) { return "\"$" + variable + "\""; }

    world::Course& bio() { return *world::course_named(world, "bio101"); }
    world::User& user(char const* name) { return *world::user_named(world, name); }
    world::Assignment& quiz() { return *world::assignment_named(world, "quiz1"); }

    LaunchIntent navigation{"ada", {}, "bio101", "tool", "course_navigation"};
    LaunchIntent account{"ada", {}, {}, "tool", "account_navigation"};
    LaunchIntent visitor{{}, {}, "bio101", "tool", "course_navigation"};
};

struct Row {
    char const* variable;
    std::string want;
};

// lti13-launch/6.2.1, 6.2.8, 6.2.26 to 6.2.30
TEST_F(Variables, OfAssignments) {
    auto const at = now + std::chrono::hours(5);
    auto const text = "\"" + base::to_iso8601(at, 0) + "\"";
    quiz().due_at = quiz().lock_at = quiz().unlock_at = at;
    quiz().allowed_attempts = 3;
    quiz().published = false;
    for (auto const& [variable, want] : std::initializer_list<Row>{
             {"ResourceLink.available.startDateTime", text},
             {"ResourceLink.available.endDateTime", text},
             {"ResourceLink.submission.endDateTime", text},
             {"ResourceLink.description", "\"<p>Ten questions about cells</p>\""},
             {"Canvas.assignment.description", "\"<p>Ten questions about cells</p>\""},
             {"Canvas.assignment.lockAt.iso8601", text},
             {"Canvas.assignment.allDueAts.iso8601", text},
             {"Canvas.assignment.earliestEnrollmentDueAt.iso8601", text},
             {"Canvas.assignment.published", "false"},
             {"Canvas.assignment.lockdownEnabled", "false"},
             {"Canvas.assignment.allowedAttempts", "3"},
             {"Canvas.assignment.submission.studentAttempts", "0"},
             {"com.instructure.Assignment.lti.id", "\"" + quiz().link_id + "\""},
             {"com.instructure.Assignment.anonymous_grading", "false"},
             {"com.instructure.Assignment.restrict_quantitative_data", "false"},
             {"com.instructure.Assignment.allowedFileExtensions",
              literal("com.instructure.Assignment.allowedFileExtensions")},
         }) {
        EXPECT_EQ(expand(variable), want) << variable;
        EXPECT_EQ(expand(variable, navigation), literal(variable)) << variable;
    }
    quiz().due_at = quiz().lock_at = quiz().unlock_at = std::nullopt;
    quiz().points = 2.5;
    for (auto const* unset : {"ResourceLink.submission.endDateTime", "Canvas.assignment.dueAt.iso8601"})
        EXPECT_EQ(expand(unset), literal(unset)) << unset;
    EXPECT_EQ(expand("Canvas.assignment.allDueAts.iso8601"), "\"\"");
    struct PointsRow {
        double points;
        char const* want;
    };
    for (auto const& [points, want] : {
             PointsRow{2.5, "2.5"},
             {-3, "-3"},
             {8e15, "8000000000000000"},
             {1e300, "1.0e+300"}, // no whole number of 64 bits
             {-1e300, "-1.0e+300"},
         }) {
        quiz().points = points;
        EXPECT_EQ(expand("Canvas.assignment.pointsPossible"), want);
    }
}

// lti13-launch/6.2.3, 6.2.4, 6.2.12 to 6.2.16
TEST_F(Variables, OfThePerson) {
    auto& ada = user("ada");
    ada.time_zone = "Europe/Berlin";
    ada.avatar_url = "https://pictures.example/ada.png";
    for (auto const& [variable, want] : std::initializer_list<Row>{
             {"Person.name.display", "\"Ada Lovelace\""},
             {"Person.name.given", "\"Ada\""},
             {"Person.name.family", "\"Lovelace\""},
             {"vnd.Canvas.Person.email.sis", "\"ada@mock.example\""},
             {"Canvas.user.sisSourceId", "\"sis_ada\""},
             {"Person.address.timezone", "\"Europe/Berlin\""},
             {"User.id", std::to_string(ada.id)},
             {"Canvas.user.loginId", "\"ada\""},
             {"User.image", "\"https://pictures.example/ada.png\""},
             {"Canvas.user.isRootAccountAdmin", "false"},
             {"Canvas.user.adminableAccounts", "\"\""},
             {"vnd.instructure.User.uuid", "\"" + uuid_of(ada.lti_id) + "\""},
         }) {
        EXPECT_EQ(expand(variable), want) << variable;
        bio().is_public = true;
        EXPECT_EQ(expand(variable, visitor), literal(variable)) << variable;
    }
    EXPECT_EQ(expand("com.instructure.Person.pronouns"), literal("com.instructure.Person.pronouns"));
    ada.account_admin = true;
    EXPECT_EQ(expand("Canvas.user.isRootAccountAdmin"), "true");
    EXPECT_EQ(expand("Canvas.user.adminableAccounts"), "\"" + std::to_string(world.account.id) + "\"");
    ada.sis_id.clear();
    ada.avatar_url.clear();
    EXPECT_EQ(expand("vnd.Canvas.Person.email.sis"), literal("vnd.Canvas.Person.email.sis"));
    EXPECT_EQ(expand("User.image"), "\"http://127.0.0.1:8090/images/messages/avatar-50.png\"");
}

// lti13-launch/6.2.36
TEST_F(Variables, OfAnAdminInDisguise) {
    auto intent = navigation;
    EXPECT_EQ(expand("Canvas.masqueradingUser.id", intent), literal("Canvas.masqueradingUser.id"));
    intent.masquerader = "grace";
    EXPECT_EQ(expand("Canvas.masqueradingUser.id", intent), std::to_string(user("grace").id));
    EXPECT_EQ(expand("Canvas.masqueradingUser.userId", intent), "\"" + user("grace").legacy_id + "\"");
}

struct MemberRow {
    char const* variable;
    char const* who;
    std::string want;
};

// lti13-launch/6.2.7, 6.2.9, 6.2.17, 6.2.18, 6.2.21
TEST_F(Variables, OfTheMembership) {
    auto const evening = std::to_string(world::enrolment_of(bio(), user("bob").id)->section);
    auto const home = std::to_string(bio().id);
    auto const role = [](std::string_view rest) {
        return "http://purl.imsglobal.org/vocab/lis/v2/" + std::string(rest);
    };
    auto const student = "\"" + role("institution/person#Student") + "," + role("membership#Learner") + "," +
                         role("system/person#User") + "\"";
    for (auto const& [variable, who, want] : std::initializer_list<MemberRow>{
             {"com.instructure.User.allRoles", "ada", student},
             {"Membership.role", "ada", student},
             {"com.Instructure.membership.roles", "ada", student},
             {"com.instructure.membership.roles", "ada", literal("com.instructure.membership.roles")}, // capital I
             {"Canvas.membership.roles", "tom", "\"TaEnrollment\""},
             {"Canvas.membership.concludedRoles", "ada", "\"urn:lti:sysrole:ims/lis/None\""},
             {"Canvas.membership.concludedRoles", "cora", "\"Learner\""},
             {"Canvas.enrollment.enrollmentState", "ivo", "\"inactive\""},
             {"com.instructure.User.observees", "olga", "\"" + user("ada").lti_id + "\""},
             {"com.instructure.User.observees", "ada", "\"\""},
             {"com.instructure.User.sectionNames", "cleo", R"("[\"Biology for Beginners\"]")"},
             {"com.instructure.User.sectionNames", "bob", R"("[\"Biology in the Evening\"]")"},
             {"Canvas.course.sectionIds", "cleo", "\"" + home + "\""},
             {"Canvas.course.sectionIds", "bob", "\"" + evening + "\""},
             {"Canvas.course.sectionSisSourceIds", "cleo", "\"\""},
             {"Canvas.course.sectionSisSourceIds", "bob", "\"BIO-101-E\""},
             {"Canvas.course.sectionRestricted", "bob", "false"},
         })
        EXPECT_EQ(expand(variable, {who, "quiz1", {}, {}, {}}), want) << variable << " " << who;
    for (auto const* of_course : {"Canvas.membership.concludedRoles", "Canvas.course.sectionIds"})
        EXPECT_EQ(expand(of_course, account), literal(of_course)) << of_course;
    user("ada").account_admin = true;
    EXPECT_EQ(expand("Canvas.membership.roles", account), "\"AccountAdmin\"");
    bio().is_public = true;
    EXPECT_EQ(expand("com.instructure.User.allRoles", visitor), "\"" + role("system/person#None") + "\"");
    EXPECT_EQ(expand("Canvas.enrollment.enrollmentState", visitor), "\"\"");
}

// lti13-launch/6.2.2, 6.2.6, 6.2.10, 6.2.20, 6.2.22 to 6.2.24
TEST_F(Variables, OfTheCourse) {
    auto& chem = *world::course_named(world, "chem202");
    auto const older = std::string(40, 'b');
    chem.past_context_ids = {older};
    bio().past_context_ids = {chem.context_id};
    bio().end_at = now;
    bio().term_end_at = now + std::chrono::hours(1);
    world.groups.clear();
    world::Group group;
    group.id = world.next_id++;
    group.course = bio().id;
    world.groups.push_back(group);
    for (auto const& [variable, want] : std::initializer_list<Row>{
             {"Context.id.history", "\"" + chem.context_id + "\""},
             {"Canvas.course.previousContextIds", "\"" + chem.context_id + "\""},
             {"Canvas.course.previousContextIds.recursive", "\"" + chem.context_id + "," + older + "\""},
             {"Canvas.course.previousCourseIds", "\"" + std::to_string(chem.id) + "\""},
             {"CourseOffering.sourcedId", "\"BIO-101-S1\""},
             {"CourseSection.sourcedId", "\"BIO-101-S1\""},
             {"Canvas.course.sisSourceId", "\"BIO-101-S1\""},
             {"Canvas.course.endAt", "\"" + base::to_iso8601(now, 0) + "\""},
             {"Canvas.course.startAt", literal("Canvas.course.startAt")},
             {"Canvas.term.name", "\"Default Term\""},
             {"Canvas.term.startAt", literal("Canvas.term.startAt")},
             {"Canvas.term.endAt", "\"" + base::to_iso8601(now + std::chrono::hours(1), 0) + "\""},
             {"vnd.instructure.Course.uuid", "\"" + uuid_of(bio().context_id) + "\""},
             {"com.instructure.Course.groupIds", "\"" + std::to_string(group.id) + "\""},
         }) {
        EXPECT_EQ(expand(variable, navigation), want) << variable;
        EXPECT_EQ(expand(variable, account), literal(variable)) << variable;
    }
    EXPECT_THAT(
        expand("com.instructure.Course.gradingScheme", navigation), testing::StartsWith(R"([{"name":"A","value":0.94})")
    );
    EXPECT_EQ(uuid_of("anything").size(), 40U);
}

TEST_F(Variables, HistoryIsCutAfterAThousand) {
    for (int i = 0; i < 1'100; ++i) bio().past_context_ids.push_back(std::to_string(i));
    bio().past_context_ids.push_back(bio().context_id); // a circle does no harm
    auto const list = expand("Canvas.course.previousContextIds.recursive", navigation);
    EXPECT_THAT(list, testing::EndsWith(",999,truncated\""));
}

// lti13-launch/6.2.5, 6.2.11, 6.2.19, 6.2.34, 6.2.37, 6.2.38
TEST_F(Variables, OfThePlatformAreAlwaysThere) {
    world.account.guid = "abc:canvas-lms";
    for (auto const& [variable, want] : std::initializer_list<Row>{
             {"Message.locale", "\"en\""},
             {"ToolConsumerInstance.guid", "\"abc:canvas-lms\""},
             {"Canvas.account.id", std::to_string(world.account.id)},
             {"Canvas.rootAccount.id", std::to_string(world.account.id)},
             {"Canvas.account.name", "\"Mock University\""},
             {"Canvas.account.sisSourceId", literal("Canvas.account.sisSourceId")},
             {"vnd.Canvas.root_account.uuid", "\"" + account_uuid(world) + "\""},
             {"Context.title", "\"Mock University\""},
             {"com.instructure.Context.globalId", std::to_string(world.account.id + world::shard_offset)},
             {"Canvas.css.common", "\"http://127.0.0.1:8090/dist/brandable_css/common.css\""},
             {"LtiLink.custom.url", literal("LtiLink.custom.url")},
             {"ToolProxy.custom.url", literal("ToolProxy.custom.url")},
             {"ToolProxyBinding.custom.url", literal("ToolProxyBinding.custom.url")},
         })
        EXPECT_EQ(expand(variable, account), want) << variable;
    for (auto const* url :
         {"Canvas.xapi.url",
          "Caliper.url",
          "Canvas.logoutService.url",
          "com.instructure.brandConfigJSON.url",
          "com.instructure.brandConfigJS.url"})
        EXPECT_THAT(expand(url, account), testing::StartsWith("\"http://127.0.0.1:8090/")) << url;
    EXPECT_NE(expand("Canvas.xapi.url"), expand("Caliper.url"));
    auto const brand = expand("com.instructure.brandConfigJSON", account);
    EXPECT_THAT(brand, testing::HasSubstr(R"(\"ic-brand-primary\":)"));
}

// lti13-launch/6.2.31
TEST_F(Variables, OfTheGroupInGroupAssignments) {
    world.groups.clear();
    world::Group group;
    group.id = world.next_id++;
    group.title = "Red";
    group.course = bio().id;
    group.members = {user("ada").id};
    world.groups.push_back(group);
    EXPECT_EQ(expand("com.instructure.Group.id"), literal("com.instructure.Group.id"));
    quiz().group_assignment = true;
    EXPECT_EQ(expand("com.instructure.Group.id"), std::to_string(group.id));
    EXPECT_EQ(expand("com.instructure.Group.name"), "\"Red\"");
    EXPECT_EQ(expand("com.instructure.Group.id", {"bob", "quiz1", {}, {}, {}}), literal("com.instructure.Group.id"));
}

// lti13-launch/6.2.32, 6.2.33, 6.2.35, 5.8.6, 5.8.7
TEST_F(Variables, OfThePage) {
    LaunchIntent editor{"grace", {}, "bio101", "tool", "editor_button"};
    editor.editor_contents = "<p>All</p>";
    editor.editor_selection = "All";
    EXPECT_EQ(expand("com.instructure.Editor.contents", editor), "\"<p>All</p>\"");
    EXPECT_EQ(expand("com.instructure.Editor.selection", editor), "\"All\"");
    EXPECT_EQ(expand("com.instructure.Editor.selection", navigation), literal("com.instructure.Editor.selection"));
    EXPECT_TRUE(std::regex_match(expand("com.instructure.PostMessageToken"), std::regex("\"[0-9a-f-]{36}\"")));

    struct Menu {
        char const* placement;
        char const* type;
        bool choice;
    };
    std::string const prefix = "com.instructure.Course.";
    for (auto const& [placement, type, choice] : std::initializer_list<Menu>{
             {"assignment_menu", "\"assignment\"", false},
             {"assignment_index_menu", "\"assignment\"", true},
             {"assignment_group_menu", "\"assignment_group\"", false},
             {"discussion_topic_menu", "\"discussion_topic\"", false},
             {"file_index_menu", "\"file\"", true},
             {"module_menu", "\"module\"", false},
             {"quiz_index_menu", "\"quiz\"", true},
             {"wiki_page_menu", "\"page\"", false},
         }) {
        SCOPED_TRACE(placement);
        LaunchIntent const menu{"grace", {}, "bio101", "tool", placement};
        EXPECT_EQ(expand(prefix + "accept_canvas_resource_types", menu), type);
        EXPECT_EQ(expand(prefix + "canvas_resource_type", menu), type);
        EXPECT_EQ(expand(prefix + "allow_canvas_resource_selection", menu), choice ? "true" : "false");
    }
    LaunchIntent const assignments{"grace", {}, "bio101", "tool", "assignment_index_menu"};
    EXPECT_THAT(
        expand(prefix + "available_canvas_resources", assignments),
        testing::HasSubstr(R"({"id":")" + std::to_string(quiz().id) + R"(","name":"Cells quiz"})")
    );
    EXPECT_EQ(expand(prefix + "canvas_resource_type", navigation), literal(prefix + "canvas_resource_type"));
}

} // namespace
} // namespace easel::lti13
