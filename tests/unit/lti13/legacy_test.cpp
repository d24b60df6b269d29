// Launches of a tool that replaced an LTI 1.1 tool, and of older Canvas.
#include "jose/jwt.hpp"
#include "jose/key.hpp"
#include "lti13/subject.hpp"
#include "stage.hpp"

#include <gmock/gmock.h>

namespace easel::lti13 {
namespace {

class Legacy : public Stage {
  protected:
    base::json::object token_of(base::Fields const& fields) {
        auto const form = form_in(authorize_with(fields).response.body);
        auto const* const text = base::find(form.fields, "id_token");
        EXPECT_NE(text, nullptr);
        auto const token = jose::decode(text == nullptr ? std::string{} : *text);
        return token ? token->claims : base::json::object{};
    }
};

// lti13-launch/5.2.11 to 5.2.13
TEST_F(Legacy, SignsWhatItSharesWithTheOldTool) {
    tool->legacy_key = "old-key";
    tool->legacy_secret = "old secret";
    auto const login = open();
    EXPECT_FALSE(store.at(login.verifier).claims.at(c("lti1p1")).as_object().contains("oauth_consumer_key_sign"));
    auto const claims = token_of(request_for(login));
    auto const& lti1p1 = claims.at(c("lti1p1")).as_object();
    EXPECT_EQ(lti1p1.at("user_id").as_string(), ada());
    EXPECT_EQ(lti1p1.at("oauth_consumer_key").as_string(), "old-key");
    EXPECT_EQ(
        lti1p1.at("resource_link_id").as_string(), legacy_link_id(world::assignment_named(world, "quiz1")->link_id)
    );
    auto const text = "old-key&" + tool->deployment_id + "&https://canvas.instructure.com&10000000000207&" +
                      std::to_string(base::to_numeric_date(now) + 3600) + "&n-4711";
    EXPECT_EQ(
        lti1p1.at("oauth_consumer_key_sign").as_string(), base::base64_encode(jose::hmac_sha256("old secret", text))
    );
}

TEST_F(Legacy, OtherToolsSignNothing) {
    auto const claims = token_of(request_for(open()));
    EXPECT_EQ(base::dump(claims.at(c("lti1p1"))), R"({"user_id":")" + ada() + "\"}");
}

// A placement has no link that the old tool could know.
TEST_F(Legacy, PlacementsHaveNoOldLink) {
    tool->legacy_key = "old-key";
    auto const login = open({"ada", {}, "bio101", "tool", "course_navigation"});
    auto const claims = token_of(request_for(login));
    EXPECT_FALSE(claims.at(c("lti1p1")).as_object().contains("resource_link_id"));
    EXPECT_TRUE(claims.at(c("lti1p1")).as_object().contains("oauth_consumer_key_sign"));
}

// lti13-launch/3.1.18
TEST_F(Legacy, OlderCanvasTellsTheToolThatNobodyIsLoggedIn) {
    world.dialects.posts_login_required = true;
    auto const login = open();
    auto const answer = authorize_with(request_for(login), "");
    EXPECT_EQ(answer.response.status, 200);
    auto const form = form_in(answer.response.body);
    EXPECT_EQ(*base::find(form.fields, "error"), "login_required");
    EXPECT_EQ(*base::find(form.fields, "error_description"), "Must have an active user session");
    EXPECT_EQ(decided(answer.trail), "lti13-launch/3.1.18 failed");
    EXPECT_EQ(store.size(), 1U);
}

// lti13-launch/2.1.5
TEST_F(Legacy, NewerCanvasNamesTheDeploymentAsLtiDoes) {
    EXPECT_EQ(base::find(open().fields, "lti_deployment_id"), nullptr);
    world.dialects.lti_deployment_id_in_login = true;
    auto const login = open();
    EXPECT_EQ(*base::find(login.fields, "lti_deployment_id"), tool->deployment_id);
    EXPECT_EQ(*base::find(login.fields, "deployment_id"), tool->deployment_id);
}

// lti13-launch/2.1.10, 2.4.2, 7.1
TEST_F(Legacy, PagesWithoutStorageDoNotAnnounceIt) {
    LaunchIntent intent{"ada", "quiz1", {}, {}, {}};
    intent.storage_target = false;
    auto const login = open(intent);
    EXPECT_EQ(base::find(login.fields, "lti_storage_target"), nullptr);
    auto const form = form_in(authorize_with(request_for(login)).response.body);
    EXPECT_NE(base::find(form.fields, "id_token"), nullptr);
    EXPECT_EQ(base::find(form.fields, "lti_storage_target"), nullptr);
}

// lti13-launch/3.1.3c, of groups
TEST_F(Legacy, MissesADeletedGroup) {
    world::Group group;
    group.id = world.next_id++;
    group.name = "green";
    group.context_id = std::string(40, 'a');
    world.groups.push_back(group);
    LaunchIntent intent{"ada", {}, {}, "tool", "editor_button"};
    intent.group = "green";
    auto const login = open(intent);
    auto const token = jose::decode(*base::find(login.fields, "lti_message_hint"));
    EXPECT_EQ(token->claims.at("context_type").as_string(), "Group");
    EXPECT_EQ(token->claims.at("context_id").as_int64(), group.id + world::shard_offset);
    world::group_named(world, "green")->deleted = true;
    auto const answer = authorize_with(request_for(login));
    EXPECT_EQ(answer.response.status, 404);
    EXPECT_EQ(decided(answer.trail), "lti13-launch/3.1.3c failed");
}

// A visitor's way in is shut when the course is: lti13-launch/3.1.4
TEST_F(Legacy, VisitorsStayOutOfAClosedCourse) {
    auto& bio = *world::course_named(world, "bio101");
    bio.is_public = true;
    auto const fields = request_for(open({{}, {}, "bio101", "tool", "course_navigation"}));
    bio.is_public = false;
    EXPECT_EQ(decided(authorize_with(fields, "").trail), "lti13-launch/3.1.15 failed");
}

} // namespace
} // namespace easel::lti13
