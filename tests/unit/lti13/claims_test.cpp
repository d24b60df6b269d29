#include "stage.hpp"

#include <gmock/gmock.h>

namespace easel::lti13 {
namespace {

using base::json::object;

constexpr char const* ags = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
constexpr char const* nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";

class Claims : public Stage {
  protected:
    object claims(LaunchIntent const& intent) {
        auto made = launch_claims(world, issuer, intent, now);
        EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
        return made ? *made : object{};
    }
    object for_user(std::string user) { return claims({std::move(user), "quiz1", {}, {}, {}}); }
    object navigation() { return claims({"ada", {}, "bio101", "tool", "course_navigation"}); }
    std::string bio_url() {
        return "http://127.0.0.1:8090/api/lti/courses/" + std::to_string(world::course_named(world, "bio101")->id);
    }
};

// lti13-launch/5.1.*
TEST_F(Claims, SecurityClaims) {
    auto const made = for_user("ada");
    EXPECT_EQ(made.at("iss").as_string(), "https://canvas.instructure.com");
    EXPECT_EQ(made.at("aud").as_string(), "10000000000207");
    EXPECT_EQ(made.at("azp").as_string(), "10000000000207");
    EXPECT_EQ(made.at("sub").as_string(), world::user_named(world, "ada")->lti_id);
    EXPECT_EQ(made.at("iat").as_int64(), base::to_numeric_date(now));
    EXPECT_EQ(made.at("exp").as_int64(), base::to_numeric_date(now) + 3600);
    EXPECT_EQ(made.at(c("deployment_id")).as_string(), tool->deployment_id);
    EXPECT_EQ(made.at(c("version")).as_string(), "1.3.0");
    EXPECT_EQ(made.at(c("message_type")).as_string(), "LtiResourceLinkRequest");
    for (auto const* absent : {"jti", "acr", "auth_time", "nonce"}) EXPECT_FALSE(made.contains(absent)) << absent;
}

struct PrivacyRow {
    world::Privacy privacy;
    bool email;
    bool name;
    bool picture;
};

// lti13-launch/5.2.1 to 5.2.5
TEST_F(Claims, FollowThePrivacyLevel) {
    for (auto const& [privacy, email, name, picture] : std::initializer_list<PrivacyRow>{
             {world::Privacy::anonymous,  false, false, false},
             {world::Privacy::email_only, true,  false, false},
             {world::Privacy::name_only,  false, true,  false},
             {world::Privacy::everything, true,  true,  true },
    }) {
        tool->privacy = privacy;
        auto const made = for_user("ada");
        SCOPED_TRACE(static_cast<int>(privacy));
        EXPECT_TRUE(made.contains("sub"));
        EXPECT_TRUE(made.contains(c("roles")));
        EXPECT_TRUE(made.contains(c("lti11_legacy_user_id")));
        EXPECT_EQ(made.contains("email"), email);
        EXPECT_EQ(made.contains("name"), name);
        EXPECT_EQ(made.contains("given_name"), name);
        EXPECT_EQ(made.contains("family_name"), name);
        EXPECT_EQ(made.contains(c("lis")), name);
        EXPECT_EQ(made.contains("picture"), picture);
    }
}

// lti13-launch/5.2.6
TEST_F(Claims, TellMentorsWhomTheyObserve) {
    auto const made = for_user("olga");
    EXPECT_EQ(
        base::dump(made.at(c("role_scope_mentor"))),
        base::dump(base::json::array{world::user_named(world, "ada")->lti_id})
    );
    EXPECT_FALSE(for_user("ada").contains(c("role_scope_mentor")));
    tool->privacy = world::Privacy::name_only;
    EXPECT_FALSE(for_user("olga").contains(c("role_scope_mentor")));
}

// lti13-launch/5.2.7, 5.2.8
TEST_F(Claims, LeaveOutWhatAPersonDoesNotHave) {
    auto const made = for_user("anna");
    for (auto const* absent : {"email", "name", "given_name", "family_name"})
        EXPECT_FALSE(made.contains(absent)) << absent;
    EXPECT_TRUE(made.at(c("lis")).at("person_sourcedid").is_null());
    EXPECT_EQ(made.at(c("lis")).at("course_offering_sourcedid").as_string(), "BIO-101-S1");
}

// lti13-launch/5.2.9, 5.2.10
TEST_F(Claims, NameTheOldUserId) {
    auto const made = for_user("ada");
    EXPECT_EQ(made.at(c("lti11_legacy_user_id")).as_string(), ada());
    EXPECT_EQ(made.at(c("lti1p1")).at("user_id").as_string(), ada());
    world::user_named(world, "ada")->legacy_id.clear();
    auto const without = for_user("ada");
    EXPECT_EQ(without.at(c("lti11_legacy_user_id")).as_string(), "");
    EXPECT_FALSE(without.contains(c("lti1p1")));
}

// lti13-launch/5.3.1 to 5.3.5
TEST_F(Claims, ContextPlatformPresentation) {
    auto const made = for_user("ada");
    auto const& bio = *world::course_named(world, "bio101");
    EXPECT_EQ(
        base::dump(made.at(c("context"))),
        R"({"id":")" + bio.context_id +
            R"(","label":"BIO-101","title":"Biology for Beginners",)"
            R"("type":["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"]})"
    );
    EXPECT_EQ(
        base::dump(made.at(c("tool_platform"))),
        R"({"guid":")" + world.account.guid +
            R"(","name":"Mock University","version":"cloud","product_family_code":"canvas"})"
    );
    EXPECT_EQ(
        base::dump(made.at(c("launch_presentation"))),
        R"({"document_target":"iframe","return_url":"http://127.0.0.1:8090/courses/)" + std::to_string(bio.id) +
            R"(/external_content/success/external_tool_redirect","locale":"en"})"
    );
    EXPECT_EQ(made.at("locale").as_string(), "en");
}

// lti13-launch/5.3.6, 5.6.5
TEST_F(Claims, OfAnAccountLaunch) {
    auto const made = claims({"ada", {}, {}, "tool", "account_navigation"});
    auto const& context = made.at(c("context"));
    EXPECT_EQ(context.at("id").as_string(), world.account.context_id);
    EXPECT_EQ(base::dump(context.at("type")), R"(["Account"])");
    EXPECT_FALSE(context.as_object().contains("label"));
    EXPECT_EQ(made.at(c("resource_link")).at("id").as_string(), world.account.context_id);
    EXPECT_FALSE(made.contains(ags));
    EXPECT_FALSE(made.contains(nrps));
}

// lti13-launch/5.3.7
TEST_F(Claims, CarryJunkInOlderCanvas) {
    EXPECT_FALSE(for_user("ada").contains("errors"));
    world.dialects.junk_claim_members = true;
    auto const made = for_user("ada");
    EXPECT_EQ(base::dump(made.at("errors")), R"({"errors":{}})");
    for (auto const* name : {"context", "tool_platform", "launch_presentation", "resource_link", "lis"}) {
        EXPECT_TRUE(made.at(c(name)).at("validation_context").is_null()) << name;
        EXPECT_EQ(base::dump(made.at(c(name)).at("errors")), R"({"errors":{}})") << name;
    }
    EXPECT_EQ(base::dump(made.at(c("custom"))), "{}");
}

struct RoleRow {
    char const* user;
    std::vector<std::string> roles;  ///< below http://purl.imsglobal.org/vocab/lis/v2/, or whole
};

// lti13-launch/5.4.*
TEST_F(Claims, RolesAreSortedAndComplete) {
    std::string const test_user = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser";
    for (auto const& [user, roles] : std::initializer_list<RoleRow>{
             {"ada",     {"institution/person#Student", "membership#Learner", "system/person#User"}            },
             {"grace",   {"institution/person#Instructor", "membership#Instructor", "system/person#User"}      },
             {"tom",
              {"institution/person#Instructor",
               "membership#Instructor",
               "membership/Instructor#TeachingAssistant",
               "system/person#User"}                                                                           },
             {"dana",    {"institution/person#Instructor", "membership#ContentDeveloper", "system/person#User"}},
             {"olga",    {"membership#Mentor", "system/person#User"}                                           },
             {"testy",   {"membership#Learner", "system/person#User", test_user}                               },
             {"mallory", {"system/person#User"}                                                                },
             {"ines",    {"system/person#User"}                                                                },
             {"cora",    {"system/person#User"}                                                                },
    }) {
        base::json::array want;
        for (auto const& role : roles)
            want.emplace_back(role.starts_with("http") ? role : "http://purl.imsglobal.org/vocab/lis/v2/" + role);
        EXPECT_EQ(base::dump(for_user(user).at(c("roles"))), base::dump(want)) << user;
    }
}

// lti13-launch/5.4.12, 5.4.13
TEST_F(Claims, InstitutionRolesComeFromElsewhereToo) {
    auto& chem = *world::course_named(world, "chem202");
    world::enrolment_of(chem, world::user_named(world, "ada")->id)->role = world::Role::teacher;
    auto const roles = base::dump(for_user("ada").at(c("roles")));
    EXPECT_THAT(roles, testing::HasSubstr("institution/person#Instructor"));
    EXPECT_THAT(roles, testing::HasSubstr("membership#Learner"));
    EXPECT_THAT(roles, testing::Not(testing::HasSubstr("membership#Instructor")));
    world::course_named(world, "bio101")->state = world::CourseState::completed;
    EXPECT_THAT(base::dump(for_user("ada").at(c("roles"))), testing::Not(testing::HasSubstr("membership#")));
}

// lti13-launch/5.5.2 to 5.5.4, 5.7.1
TEST_F(Claims, ResourceLinkOfAnAssignmentAndOfACourse) {
    auto const quiz = for_user("ada");
    auto const& link = quiz.at(c("resource_link"));
    EXPECT_EQ(link.at("id").as_string(), world::assignment_named(world, "quiz1")->link_id);
    EXPECT_EQ(link.at("title").as_string(), "Cells quiz");
    EXPECT_EQ(link.at("description").as_string(), "<p>Ten questions about cells</p>");
    EXPECT_TRUE(quiz.at("https://www.instructure.com/placement").is_null());
    EXPECT_TRUE(claims({"ada", "quiz2", {}, {}, {}}).at(c("resource_link")).at("description").is_null());

    auto const made = navigation();
    EXPECT_EQ(made.at(c("resource_link")).at("id").as_string(), world::course_named(world, "bio101")->context_id);
    EXPECT_EQ(made.at(c("resource_link")).at("title").as_string(), "Biology for Beginners");
    EXPECT_EQ(made.at("https://www.instructure.com/placement").as_string(), "course_navigation");
}

// lti13-launch/5.6.1, 5.6.2
TEST_F(Claims, GradeServiceFollowsTheKeysScopes) {
    auto const items = bio_url() + "/line_items";
    auto const made = for_user("ada");
    auto const item = world::default_line_item(world, world::assignment_named(world, "quiz1")->id)->id;
    EXPECT_EQ(
        base::dump(made.at(ags)),
        R"({"scope":["https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",)"
        R"("https://purl.imsglobal.org/spec/lti-ags/scope/score"],"lineitems":")" +
            items + R"(","lineitem":")" + items + "/" + std::to_string(item) + "\"}"
    );
    EXPECT_FALSE(navigation().at(ags).as_object().contains("lineitem"));
    key->scopes = {"https://canvas.instructure.com/lti-ags/progress/scope/show"};
    EXPECT_EQ(
        base::dump(for_user("ada").at(ags).at("scope")),
        R"(["https://canvas.instructure.com/lti-ags/progress/scope/show"])"
    );
    key->scopes = {"https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"};
    EXPECT_FALSE(for_user("ada").contains(ags));
}

// lti13-launch/5.6.3, 5.6.4, 5.6.6
TEST_F(Claims, OtherServicesFollowTheKeysScopes) {
    EXPECT_EQ(
        base::dump(for_user("ada").at(nrps)),
        R"({"context_memberships_url":")" + bio_url() + R"(/names_and_roles","service_versions":["2.0"]})"
    );
    EXPECT_FALSE(for_user("ada").contains(c("platformnotificationservice")));
    key->scopes = {"https://purl.imsglobal.org/spec/lti/scope/noticehandlers"};
    EXPECT_FALSE(for_user("ada").contains(nrps));
    EXPECT_EQ(
        for_user("ada").at(c("platformnotificationservice")).at("platform_notification_service_url").as_string(),
        "http://127.0.0.1:8090/api/lti/notice-handlers/" + std::to_string(tool->id)
    );
}

TEST_F(Claims, OfAClone) {
    auto& clone = world::clone_course(world, *world::course_named(world, "bio101"), 2);
    auto const made = claims({"ada", "quiz1~2", {}, {}, {}});
    EXPECT_EQ(made.at(c("context")).at("id").as_string(), clone.context_id);
    EXPECT_EQ(made.at(c("deployment_id")).as_string(), tool->deployment_id);
    EXPECT_EQ(made.at("sub").as_string(), world::user_named(world, "ada")->lti_id);
}

}  // namespace
}  // namespace easel::lti13
