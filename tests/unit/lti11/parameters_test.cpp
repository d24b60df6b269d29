// lti11.md 1 and 2
#include "canvas.hpp"
#include "lti13/subject.hpp"

#include <gmock/gmock.h>

namespace easel::lti11 {
namespace {

using lti13::LaunchIntent;
using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

class LaunchParameters : public Canvas {
  protected:
    LaunchIntent as(std::string user) { return {std::move(user), "quiz1", {}, {}, {}}; }
    LaunchIntent at(std::string placement, std::string user = "ada") {
        return {std::move(user), {}, "bio101", "tool", std::move(placement)};
    }
};

// 1.1.1 to 1.1.21, 1.3.1 to 1.3.14: a student opens an assignment of a public tool
TEST_F(LaunchParameters, TellWhatCanvasTells) {
    auto const sent = fields(as("ada"));
    auto const id = [](world::Id number) { return std::to_string(number); };
    std::string const services = "http://127.0.0.1:8090/api/lti/v1/";
    std::map<std::string, std::string> const expected{
        {"lti_message_type", "basic-lti-launch-request"},
        {"lti_version", "LTI-1p0"},
        {"oauth_callback", "about:blank"},
        {"resource_link_id", lti13::legacy_link_id(quiz().link_id)},
        {"resource_link_title", "Cells quiz"},
        {"user_id", user("ada").legacy_id},
        {"roles", "Learner"},
        {"ext_roles",
         "urn:lti:instrole:ims/lis/Student,urn:lti:role:ims/lis/Learner,urn:lti:sysrole:ims/lis/User"},
        {"context_id", bio().context_id},
        {"context_title", "Biology for Beginners"},
        {"context_label", "BIO-101"},
        {"custom_canvas_enrollment_state", "active"},
        {"launch_presentation_locale", "en"},
        {"launch_presentation_document_target", "iframe"},
        {"launch_presentation_return_url", "http://127.0.0.1:8090/courses/" + id(bio().id) + "/assignments"},
        {"tool_consumer_info_product_family_code", "canvas"},
        {"tool_consumer_info_version", "cloud"},
        {"tool_consumer_instance_guid", world.account.guid},
        {"tool_consumer_instance_name", "Mock University"},
        {"tool_consumer_instance_contact_email", "notifications@canvas.example"},
        {"lis_person_name_given", "Ada"},
        {"lis_person_name_family", "Lovelace"},
        {"lis_person_name_full", "Ada Lovelace"},
        {"lis_person_contact_email_primary", "ada@mock.example"},
        {"lis_person_sourcedid", "sis_ada"},
        {"lis_course_offering_sourcedid", "BIO-101-S1"},
        {"user_image", "http://127.0.0.1:8090/images/messages/avatar-50.png"},
        {"custom_canvas_user_id", id(user("ada").id)},
        {"custom_canvas_user_login_id", "ada"},
        {"custom_canvas_course_id", id(bio().id)},
        {"custom_canvas_workflow_state", "available"},
        {"custom_canvas_api_domain", "127.0.0.1:8090"},
        {"custom_canvas_assignment_id", id(quiz().id)},
        {"custom_canvas_assignment_title", "Cells quiz"},
        {"custom_canvas_assignment_points_possible", "10"},
        {"lis_outcome_service_url", services + "tools/" + id(tool->id) + "/grade_passback"},
        {"ext_ims_lis_basic_outcome_url", services + "tools/" + id(tool->id) + "/ext_grade_passback"},
        {"ext_outcomes_tool_placement_url", services + "turnitin/outcomes_placement/" + id(tool->id)},
        {"ext_outcome_data_values_accepted", "url,text"},
        {"ext_outcome_result_total_score_accepted", "true"},
        {"ext_outcome_submission_submitted_at_accepted", "true"},
        {"ext_outcome_submission_prioritize_non_tool_grade_accepted", "true"},
        {"ext_outcome_submission_needs_additional_review_accepted", "true"},
        {"ext_lti_assignment_id", quiz().link_id},
    };
    for (auto const& [name, value] : expected) EXPECT_THAT(sent, Contains(Pair(name, value)));
    EXPECT_THAT(sent, Contains(Key("lis_result_sourcedid")));
    EXPECT_EQ(sent.size(), expected.size() + 1);
    EXPECT_EQ(sent.at("context_id").size(), 40U);
    EXPECT_EQ(sent.at("resource_link_id").size(), 40U);
    EXPECT_EQ(sent.at("user_id").size(), 40U);
}

// 1.1.15, 1.6.1, 1.1.3, 1.1.4: no assignment
TEST_F(LaunchParameters, OfAPlacementHaveItsSizeAndTheContextAsLink) {
    auto const sent = fields(at("course_navigation"));
    EXPECT_EQ(sent.at("resource_link_id"), bio().context_id);
    EXPECT_EQ(sent.at("resource_link_title"), "Quiz maker");
    EXPECT_EQ(sent.at("launch_presentation_width"), "800");
    EXPECT_EQ(sent.at("launch_presentation_height"), "400");
    EXPECT_THAT(sent, Not(Contains(Key("lis_outcome_service_url"))));
    EXPECT_THAT(sent, Not(Contains(Key("lis_result_sourcedid"))));
    tool->width = 500;
    place("course_navigation").height = 321;
    auto const sized = fields(at("course_navigation"));
    EXPECT_EQ(sized.at("launch_presentation_width"), "500");
    EXPECT_EQ(sized.at("launch_presentation_height"), "321");
    EXPECT_THAT(fields(as("ada")), Not(Contains(Key("launch_presentation_width"))));
    tool->title.clear();
    EXPECT_EQ(fields(at("course_navigation")).at("resource_link_title"), "tool");
}

struct PrivacyRow {
    world::Privacy level;
    bool name, email, everything;
};

// 1.2.1 to 1.2.13
TEST_F(LaunchParameters, FollowThePrivacyLevel) {
    for (auto const& row : std::initializer_list<PrivacyRow>{
             {world::Privacy::anonymous, false, false, false},
             {world::Privacy::email_only, false, true, false},
             {world::Privacy::name_only, true, false, false},
             {world::Privacy::everything, true, true, true},
         }) {
        SCOPED_TRACE(world::to_string(row.level));
        tool->privacy = row.level;
        auto const sent = fields(as("ada"));
        auto const has = [&](char const* name) { return sent.contains(name); };
        for (auto const* name : {"lis_person_name_given", "lis_person_name_family", "lis_person_name_full"})
            EXPECT_EQ(has(name), row.name) << name;
        EXPECT_EQ(has("lis_person_contact_email_primary"), row.email);
        for (auto const* name :
             {"user_image",
              "custom_canvas_user_id",
              "custom_canvas_user_login_id",
              "lis_person_sourcedid",
              "custom_canvas_course_id",
              "custom_canvas_workflow_state",
              "lis_course_offering_sourcedid",
              "custom_canvas_api_domain",
              "custom_canvas_assignment_id"})
            EXPECT_EQ(has(name), row.everything) << name;
        for (auto const* name :
             {"user_id",
              "roles",
              "ext_roles",
              "context_id",
              "context_title",
              "context_label",
              "custom_canvas_enrollment_state",
              "custom_canvas_assignment_title",
              "custom_canvas_assignment_points_possible",
              "lis_outcome_service_url",
              "lis_result_sourcedid",
              "ext_lti_assignment_id"})
            EXPECT_TRUE(has(name)) << name;
        EXPECT_EQ(fields(at("course_navigation", "olga")).contains("role_scope_mentor"), row.everything);
    }
}

// 1.2.10: the ids by which the tool knows those who are observed, not those of LTI 1.3
TEST_F(LaunchParameters, TellWhomAnObserverObserves) {
    EXPECT_EQ(fields(as("olga")).at("role_scope_mentor"), user("ada").legacy_id);
    user("ada").observees = {user("bob").id};
    EXPECT_THAT(fields(as("ada")), Not(Contains(Key("role_scope_mentor")))); // a student here
}

// 1.2.5, 1.2.7, 1.b: what is unknown is left out, what is empty is sent
TEST_F(LaunchParameters, LeaveOutWhatIsUnknown) {
    auto const sent = fields(as("anna")); // no name, no address, no SIS id
    EXPECT_EQ(sent.at("lis_person_name_family"), "");
    EXPECT_THAT(sent, Not(Contains(Key("lis_person_sourcedid"))));
    EXPECT_THAT(sent, Not(Contains(Key("lis_person_contact_email_primary"))));
    bio().sis_id.clear();
    EXPECT_THAT(fields(as("anna")), Not(Contains(Key("lis_course_offering_sourcedid"))));
}

// 1.1.10, 1.2.8
TEST_F(LaunchParameters, OfTheAccountNameNoCourse) {
    auto const sent = fields({"ruth", {}, {}, "tool", "account_navigation"});
    EXPECT_EQ(sent.at("context_id"), world.account.context_id);
    EXPECT_EQ(sent.at("context_title"), "Mock University");
    EXPECT_EQ(sent.at("custom_canvas_account_id"), std::to_string(world.account.id));
    EXPECT_EQ(
        sent.at("launch_presentation_return_url"),
        "http://127.0.0.1:8090/accounts/1/external_content/success/external_tool_redirect"
    );
    for (auto const* name : {"context_label", "custom_canvas_course_id", "custom_canvas_enrollment_state"})
        EXPECT_THAT(sent, Not(Contains(Key(name))));
    tool->privacy = world::Privacy::anonymous;
    EXPECT_THAT(
        fields({"ruth", {}, {}, "tool", "account_navigation"}), Not(Contains(Key("custom_canvas_account_id")))
    );
}

struct StateRow {
    char const* user;
    char const* state;
};

// 1.1.11
TEST_F(LaunchParameters, TellTheStateOfTheEnrolment) {
    for (auto const& [name, state] : std::initializer_list<StateRow>{
             {"ada", "active"},
             {"ivo", "inactive"},
             {"cora", "inactive"},
             {"ines", "inactive"},
             {"ruth", ""},
             {"mallory", ""},
         })
        EXPECT_EQ(fields(as(name)).at("custom_canvas_enrollment_state"), state) << name;
    bio().end_at = now - std::chrono::hours(1);
    bio().restrict_dates = true;
    EXPECT_EQ(fields(as("ada")).at("custom_canvas_enrollment_state"), "inactive");
}

// 1.2.6
TEST_F(LaunchParameters, TellTheStateOfTheCourse) {
    bio().state = world::CourseState::unpublished;
    EXPECT_EQ(fields(as("grace")).at("custom_canvas_workflow_state"), "claimed");
    bio().state = world::CourseState::completed;
    EXPECT_EQ(fields(as("grace")).at("custom_canvas_workflow_state"), "completed");
}

struct PointsRow {
    double points;
    bool none;
    char const* text;
};

// 1.3.12
TEST_F(LaunchParameters, TellPointsAsText) {
    for (auto const& row : std::initializer_list<PointsRow>{
             {20, false, "20"},
             {0, false, "0"},
             {2.5, false, "2.5"},
             {0, true, ""},
         }) {
        quiz().points = row.points;
        quiz().no_points = row.none;
        EXPECT_EQ(fields(as("ada")).at("custom_canvas_assignment_points_possible"), row.text);
    }
}

// 1.3.2: learners only
TEST_F(LaunchParameters, GiveAResultToLearnersOnly) {
    for (auto const* name : {"ada", "testy"}) EXPECT_THAT(fields(as(name)), Contains(Key("lis_result_sourcedid")));
    for (auto const* name : {"grace", "tom", "dana", "olga", "ruth", "ivo"}) {
        auto const sent = fields(as(name));
        EXPECT_THAT(sent, Not(Contains(Key("lis_result_sourcedid")))) << name;
        EXPECT_THAT(sent, Contains(Key("lis_outcome_service_url"))) << name;
    }
}

// 1.3.4
TEST_F(LaunchParameters, TellWhatDataAResultMayHave) {
    for (auto const& [types, accepted] : std::initializer_list<std::pair<char const*, char const*>>{
             {"external_tool", "url,text"},
             {"online_upload", "file"},
             {"online_url", "url"},
             {"basic_lti_launch", "url"},
             {"online_upload,online_url", "file,url"},
         }) {
        quiz().submission_types = types;
        EXPECT_EQ(fields(as("ada")).at("ext_outcome_data_values_accepted"), accepted) << types;
    }
}

// 1.2.12: only to a public tool that was opened in the module
TEST_F(LaunchParameters, NameTheModule) {
    auto intent = as("ada");
    intent.module = "week1";
    auto const sent = fields(intent);
    auto const* const week = world::module_named(world, "week1");
    EXPECT_EQ(sent.at("custom_canvas_module_id"), std::to_string(week->id));
    EXPECT_THAT(sent, Contains(Key("custom_canvas_module_item_id")));
    EXPECT_THAT(fields(as("ada")), Not(Contains(Key("custom_canvas_module_id"))));
    tool->privacy = world::Privacy::name_only;
    EXPECT_THAT(fields(intent), Not(Contains(Key("custom_canvas_module_id"))));
}

struct RoleRow {
    char const* user;
    char const* roles;
    char const* everywhere;
};

// 2.1 to 2.11
TEST_F(LaunchParameters, HaveTheRolesOfTheTable) {
    user("mallory").site_admin = true;
    world::course_named(world, "chem202")->enrolments.push_back({user("bob").id, world::Role::teacher});
    for (auto const& row : std::initializer_list<RoleRow>{
             {"ada",
              "Learner",
              "urn:lti:instrole:ims/lis/Student,urn:lti:role:ims/lis/Learner,urn:lti:sysrole:ims/lis/User"},
             {"testy",
              "Learner",
              "urn:lti:instrole:ims/lis/Student,urn:lti:role:ims/lis/Learner,urn:lti:sysrole:ims/lis/User"},
             {"grace",
              "Instructor",
              "urn:lti:instrole:ims/lis/Instructor,urn:lti:role:ims/lis/Instructor,urn:lti:sysrole:ims/lis/User"},
             {"tom",
              "urn:lti:role:ims/lis/TeachingAssistant",
              "urn:lti:instrole:ims/lis/Instructor,urn:lti:role:ims/lis/TeachingAssistant,"
              "urn:lti:sysrole:ims/lis/User"},
             {"dana",
              "ContentDeveloper",
              "urn:lti:instrole:ims/lis/Instructor,urn:lti:role:ims/lis/ContentDeveloper,"
              "urn:lti:sysrole:ims/lis/User"},
             {"olga",
              "urn:lti:instrole:ims/lis/Observer,urn:lti:role:ims/lis/Mentor",
              "urn:lti:instrole:ims/lis/Observer,urn:lti:role:ims/lis/Learner/NonCreditLearner,"
              "urn:lti:role:ims/lis/Mentor,urn:lti:sysrole:ims/lis/User"},
             {"ruth",
              "urn:lti:instrole:ims/lis/Administrator",
              "urn:lti:instrole:ims/lis/Administrator,urn:lti:sysrole:ims/lis/User"},
             {"mallory",
              "urn:lti:sysrole:ims/lis/SysAdmin",
              "urn:lti:sysrole:ims/lis/SysAdmin,urn:lti:sysrole:ims/lis/User"},
             {"ivo", "urn:lti:sysrole:ims/lis/None", "urn:lti:sysrole:ims/lis/User"},
             {"bob",
              "Learner",
              "urn:lti:instrole:ims/lis/Instructor,urn:lti:instrole:ims/lis/Student,urn:lti:role:ims/lis/Learner,"
              "urn:lti:sysrole:ims/lis/User"},
         }) {
        auto const sent = fields(as(row.user));
        EXPECT_EQ(sent.at("roles"), row.roles) << row.user;
        EXPECT_EQ(sent.at("ext_roles"), row.everywhere) << row.user;
    }
}

// 2.9: each once, in the order of the enrolments
TEST_F(LaunchParameters, HaveEachRoleOnce) {
    bio().enrolments.push_back({user("ada").id, world::Role::teacher});
    bio().enrolments.push_back({user("ada").id, world::Role::student});
    EXPECT_EQ(fields(as("ada")).at("roles"), "Learner,Instructor");
}

// 1.1.5, 2.8: a public course has visitors
TEST_F(LaunchParameters, OfAVisitorNameNobody) {
    bio().is_public = true;
    auto const sent = fields(as(""));
    EXPECT_EQ(sent.at("roles"), "urn:lti:sysrole:ims/lis/None");
    for (auto const* name : {"user_id", "lis_person_name_full", "custom_canvas_user_id", "lis_result_sourcedid"})
        EXPECT_THAT(sent, Not(Contains(Key(name)))) << name;
}

// 1.4.1 to 1.4.6, 1.6.2
TEST_F(LaunchParameters, OfSelectionPlacementsSayWhatMayBeReturned) {
    auto const dialog = "http://127.0.0.1:8090/courses/" + std::to_string(bio().id) +
                        "/external_content/success/external_tool_dialog";
    auto editor = at("editor_button", "grace");
    editor.editor_selection = "<p>a b</p>";
    auto const edited = fields(editor);
    EXPECT_EQ(edited.at("selection_directive"), "embed_content");
    EXPECT_EQ(edited.at("ext_content_intended_use"), "embed");
    EXPECT_EQ(edited.at("ext_content_return_types"), "oembed,lti_launch_url,url,image_url,iframe");
    EXPECT_EQ(edited.at("ext_content_return_url"), dialog);
    EXPECT_EQ(edited.at("launch_presentation_return_url"), dialog);
    EXPECT_EQ(edited.at("text"), "%3Cp%3Ea%20b%3C%2Fp%3E");
    EXPECT_EQ(edited.at("lti_message_type"), "basic-lti-launch-request");
    EXPECT_THAT(fields(at("editor_button", "grace")), Not(Contains(Key("text"))));

    auto const selected = fields(at("resource_selection", "grace"));
    EXPECT_EQ(selected.at("selection_directive"), "select_link");
    EXPECT_EQ(selected.at("ext_content_return_types"), "lti_launch_url");
    EXPECT_EQ(selected.at("ext_content_intended_use"), "navigation");

    auto const migrated = fields(at("migration_selection", "grace"));
    EXPECT_EQ(migrated.at("ext_content_return_types"), "file");
    EXPECT_EQ(migrated.at("ext_content_file_extensions"), "zip,imscc");
    EXPECT_EQ(migrated.at("ext_content_intended_use"), "content_package");

    auto homework = at("homework_submission");
    homework.assignment = "quiz1";
    quiz().submission_types = "online_upload,online_url";
    auto const handed_in = fields(homework);
    EXPECT_EQ(handed_in.at("ext_content_return_types"), "file,url");
    EXPECT_EQ(handed_in.at("ext_content_intended_use"), "homework");
    EXPECT_EQ(handed_in.at("custom_canvas_assignment_title"), "Cells quiz");
    for (auto const* name : {"lis_outcome_service_url", "ext_content_file_extensions", "selection_directive"})
        EXPECT_THAT(handed_in, Not(Contains(Key(name)))) << name;
}

} // namespace
} // namespace easel::lti11
