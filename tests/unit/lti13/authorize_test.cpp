#include "jose/jwt.hpp"
#include "stage.hpp"

#include <gmock/gmock.h>

namespace easel::lti13 {
namespace {

using testing::HasSubstr;

class Authorize : public Stage {
  protected:
    void expect_posted(traffic::Answer const& answer, std::string const& error, std::string const& description) {
        EXPECT_EQ(answer.response.status, 200);
        auto const form = form_in(answer.response.body);
        ASSERT_EQ(form.fields.size(), 3U) << answer.response.body;
        EXPECT_EQ(form.fields[0], std::pair(std::string("error"), error));
        EXPECT_EQ(form.fields[1], std::pair(std::string("error_description"), description));
        EXPECT_EQ(form.fields[2].first, "state");
    }
};

// lti13-launch/2.4.1, 2.4.2, 4.1, 4.2, 5.1.6
TEST_F(Authorize, PostsASignedIdToken) {
    auto const login = open();
    auto fields = request_for(login);
    base::set(fields, "redirect_uri", "https://tool.example/launch?from=canvas&x=1");
    auto const answer = authorize_with(fields);
    ASSERT_EQ(answer.response.status, 200);
    EXPECT_THAT(answer.response.content_type(), "text/html");
    auto const form = form_in(answer.response.body);
    EXPECT_EQ(form.action, "https://tool.example/launch?from=canvas&x=1");
    ASSERT_EQ(form.fields.size(), 3U);
    EXPECT_EQ(form.fields[0].first, "id_token");
    EXPECT_EQ(form.fields[1], std::pair(std::string("state"), std::string("st-77")));
    EXPECT_EQ(form.fields[2], std::pair(std::string("lti_storage_target"), std::string("post_message_forwarding")));
    auto const token = jose::decode(form.fields[0].second);
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(base::dump(token->header), R"({"typ":"JWT","alg":"RS256","kid":"2026-01-01T00:00:00Z_1"})");
    EXPECT_TRUE(jose::verifies(*token, issuer.signing_key().key));
    EXPECT_EQ(token->claims.at("nonce").as_string(), "n-4711");
    EXPECT_EQ(decided(answer.trail), "lti13-launch/3.1.7 passed");
    for (auto const& check : answer.trail) EXPECT_TRUE(check.passed) << check.fact;
    EXPECT_EQ(answer.course, "bio101");
    EXPECT_EQ(answer.assignment, "quiz1");
    EXPECT_EQ(answer.user, "ada");
    EXPECT_EQ(answer.client_id, "10000000000207");
    EXPECT_TRUE(store.empty());
}

TEST_F(Authorize, SignsReadableJsonWhateverTheNonce) {
    auto fields = request_for(open());
    base::set(fields, "nonce", "\x84n1");
    auto const form = form_in(authorize_with(fields).response.body);
    auto const token = jose::decode(form.fields.at(0).second);
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(token->claims.at("nonce").as_string(), "\xEF\xBF\xBDn1");
}

// lti13-launch/3.3.5
TEST_F(Authorize, KeepsTheTimesOfTheOpening) {
    auto const opened = base::to_numeric_date(now);
    auto const fields = request_for(open());
    now += std::chrono::minutes(4);
    auto const form = form_in(authorize_with(fields).response.body);
    auto const token = jose::decode(form.fields.at(0).second);
    EXPECT_EQ(token->claims.at("iat").as_int64(), opened);
    EXPECT_EQ(token->claims.at("exp").as_int64(), opened + 3600);
}

// lti13-launch/2.2.10
TEST_F(Authorize, LeavesOutAStateThatWasNotSent) {
    auto fields = request_for(open());
    base::remove(fields, "state");
    auto const form = form_in(authorize_with(fields).response.body);
    EXPECT_EQ(base::find(form.fields, "state"), nullptr);
    EXPECT_NE(base::find(form.fields, "id_token"), nullptr);
}

struct PostedRow {
    char const* name;
    std::vector<std::pair<std::string, std::string>> change;  ///< "~" removes
    char const* error;
    char const* description;
    char const* fact;
};

// lti13-launch/3.1.1 to 3.1.5b, 3.1.9
TEST_F(Authorize, PostsTheLastError) {
    auto const login = open();
    for (auto const& [name, change, error, description, fact] : std::initializer_list<PostedRow>{
             {"missing",
              {{"prompt", "~"}, {"nonce", "~"}},
              "invalid_request_object", "The following parameters are missing: nonce,prompt",
              "lti13-launch/3.1.1 failed"},
             {"scope",
              {{"scope", "openid profile"}},
              "invalid_request_object", "The 'scope' must be 'openid'",
              "lti13-launch/3.1.2 failed"},
             {"scope missing overwrites",
              {{"scope", "~"}, {"nonce", "~"}},
              "invalid_request_object", "The 'scope' must be 'openid'",
              "lti13-launch/3.1.2 failed"},
             {"another user",
              {{"login_hint", "0000"}},
              "login_required",         "Must have an active user session",
              "lti13-launch/3.1.4 failed"},
             {"user overwrites scope",
              {{"login_hint", "0000"}, {"scope", "x"}},
              "login_required",         "Must have an active user session",
              "lti13-launch/3.1.4 failed"},
             {"login_hint missing",
              {{"login_hint", "~"}},
              "login_required",         "Must have an active user session",
              "lti13-launch/3.1.4 failed"},
    }) {
        auto fields = request_for(login);
        for (auto const& [field, value] : change) {
            if (value == "~")
                base::remove(fields, field);
            else
                base::set(fields, field, value);
        }
        auto const answer = authorize_with(fields);
        SCOPED_TRACE(name);
        expect_posted(answer, error, description);
        EXPECT_EQ(decided(answer.trail), fact);
        EXPECT_EQ(store.size(), 1U);  // lti13-launch/3.1.11
    }
    EXPECT_NE(base::find(form_in(authorize_with(request_for(login)).response.body).fields, "id_token"), nullptr);
}

// lti13-launch/2.2.2 to 2.2.4, 2.2.11
TEST_F(Authorize, LetsLaxValuesPass) {
    auto fields = request_for(open());
    base::set(fields, "response_type", "code");
    base::set(fields, "response_mode", "query");
    base::set(fields, "prompt", "login");
    base::set(fields, "nonce", "");
    auto const form = form_in(authorize_with(fields).response.body);
    EXPECT_NE(base::find(form.fields, "id_token"), nullptr);
}

// lti13-launch/3.1.5b
TEST_F(Authorize, RefusesKeysThatAreOff) {
    auto const login = open();
    auto const unauthorized = [&] {
        auto const answer = authorize_with(request_for(login));
        expect_posted(answer, "unauthorized_client", "Client not authorized in requested context");
        EXPECT_EQ(decided(answer.trail), "lti13-launch/3.1.5b failed");
    };
    key->on_for_account = false;
    unauthorized();
    key->on_for_account = true;
    key->state = world::KeyState::inactive;
    unauthorized();
}

// lti13-launch/3.1.6, 3.3.2
TEST_F(Authorize, ServesALaunchOnce) {
    auto const fields = request_for(open());
    EXPECT_NE(base::find(form_in(authorize_with(fields).response.body).fields, "id_token"), nullptr);
    auto const again = authorize_with(fields);
    expect_posted(again, "launch_no_longer_valid", "The launch has either expired or already been consumed");
    EXPECT_EQ(decided(again.trail), "lti13-launch/3.1.6 failed");
}

struct ShownRow {
    char const* name;
    std::vector<std::pair<std::string, std::string>> change;
    int status;
    char const* body;
    char const* fact;
};

// lti13-launch/3.1.3 to 3.1.3b, 3.1.5, 3.1.7, 3.1.8, 3.1.12, 3.1.13
TEST_F(Authorize, ShowsSomeErrorsToTheUserOnly) {
    for (auto const& [name, change, status, body, fact] : std::initializer_list<ShownRow>{
             {"bad hint",
              {{"lti_message_hint", "x.y.z"}},
              400, R"({"message":"Invalid lti_message_hint"})",
              "lti13-launch/3.1.3 failed" },
             {"no hint",
              {{"lti_message_hint", "~"}},
              400, R"({"errors":[{"message":"lti_message_hint is missing"}]})",
              "lti13-launch/3.1.3b failed"},
             {"unknown client",
              {{"client_id", "999"}},
              404, R"({"errors":[{"message":"The specified resource does not exist."}]})",
              "lti13-launch/3.1.5 failed" },
             {"no client",
              {{"client_id", "~"}},
              404, R"({"errors":[{"message":"The specified resource does not exist."}]})",
              "lti13-launch/3.1.13 failed"},
             {"client before redirect_uri",
              {{"client_id", "999"}, {"redirect_uri", "https://evil.example"}},
              404, R"({"errors":[{"message":"The specified resource does not exist."}]})",
              "lti13-launch/3.1.5 failed" },
             {"foreign redirect_uri",
              {{"redirect_uri", "https://evil.example"}},
              400, R"({"message":"Invalid redirect_uri"})",
              "lti13-launch/3.1.7 failed" },
             {"redirect_uri wins over posted",
              {{"redirect_uri", "https://evil.example"}, {"scope", "x"}},
              400, R"({"message":"Invalid redirect_uri"})",
              "lti13-launch/3.1.7 failed" },
             {"no redirect_uri",
              {{"redirect_uri", "~"}},
              500, R"({"errors":[{"message":"An error occurred.","error_code":"internal_server_error"}]})",
              "lti13-launch/3.1.12 failed"},
    }) {
        auto fields = request_for(open());
        for (auto const& [field, value] : change) {
            if (value == "~")
                base::remove(fields, field);
            else
                base::set(fields, field, value);
        }
        auto const answer = authorize_with(fields);
        EXPECT_EQ(answer.response.status, status) << name;
        EXPECT_EQ(answer.response.body, body) << name;
        EXPECT_EQ(decided(answer.trail), fact) << name;
    }
}

TEST_F(Authorize, ReadsTheIntegerPartOfTheClientId) {
    auto fields = request_for(open());
    base::set(fields, "client_id", "10000000000207 and more");
    EXPECT_NE(base::find(form_in(authorize_with(fields).response.body).fields, "id_token"), nullptr);
}

// lti13-launch/3.1.3c
TEST_F(Authorize, MissesADeletedCourse) {
    auto const fields = request_for(open());
    world::course_named(world, "bio101")->state = world::CourseState::deleted;
    auto const answer = authorize_with(fields);
    EXPECT_EQ(answer.response.status, 404);
    EXPECT_EQ(decided(answer.trail), "lti13-launch/3.1.3c failed");
}

// lti13-launch/3.1.3c, 3.1.15, 3.1.18: a group is part of its course
TEST_F(Authorize, TakesAGroupAsItsCourse) {
    auto& course = *world::course_named(world, "bio101");
    auto& group = world.groups.emplace_back();
    group.id = world.next_id++;
    group.name = "green";
    group.course = course.id;
    LaunchIntent intent{.user = "ada", .assignment = {}, .course = {}, .tool = "tool", .placement = "editor_button"};
    intent.group = "green";
    auto const fields = request_for(open(intent));

    course.is_public = true; // which opens the course, not its groups
    course.dialects = world.dialects;
    for (bool const posts : {true, false}) {
        course.dialects->posts_login_required = posts;
        world.dialects.posts_login_required = !posts;
        auto const answer = authorize_with(fields, "");
        EXPECT_EQ(decided(answer.trail), posts ? "lti13-launch/3.1.18 failed" : "lti13-launch/3.1.15 failed");
    }

    course.state = world::CourseState::deleted;
    auto const answer = authorize_with(fields);
    EXPECT_EQ(answer.response.status, 404);
    EXPECT_EQ(decided(answer.trail), "lti13-launch/3.1.3c failed");
}

// lti13-launch/3.1.10
TEST_F(Authorize, ConsumesTheLaunchBeforeItLooksAtTheAddress) {
    auto fields = request_for(open());
    base::set(fields, "redirect_uri", "https://evil.example");
    EXPECT_EQ(authorize_with(fields).response.status, 400);
    base::set(fields, "redirect_uri", "https://tool.example/launch");
    EXPECT_EQ(decided(authorize_with(fields).trail), "lti13-launch/3.1.6 failed");
}

// lti13-launch/3.1.14
TEST_F(Authorize, AfterFiveMinutesTheHintIsOver) {
    auto const fields = request_for(open());
    now += std::chrono::minutes(5) - std::chrono::seconds(1);
    auto answer = authorize_with(fields);
    EXPECT_NE(base::find(form_in(answer.response.body).fields, "id_token"), nullptr);
    auto const late = request_for(open());
    now += std::chrono::minutes(5);
    answer = authorize_with(late);
    EXPECT_EQ(answer.response.status, 400);
    EXPECT_EQ(decided(answer.trail), "lti13-launch/3.1.3 failed");
}

// lti13-launch/3.1.15 to 3.1.17
TEST_F(Authorize, WithoutASessionTriesOnceMore) {
    auto fields = request_for(open());
    auto const first = authorize_with(fields, "");
    EXPECT_EQ(first.response.status, 200);
    EXPECT_TRUE(form_in(first.response.body).fields.empty());
    EXPECT_THAT(first.response.body, HasSubstr("retried=true"));
    EXPECT_EQ(decided(first.trail), "lti13-launch/3.1.15 failed");
    fields.emplace_back("retried", "true");
    auto const second = authorize_with(fields, "");
    EXPECT_EQ(second.response.status, 401);
    EXPECT_TRUE(form_in(second.response.body).fields.empty());
    EXPECT_EQ(decided(second.trail), "lti13-launch/3.1.16 failed");
    EXPECT_NE(base::find(form_in(authorize_with(fields).response.body).fields, "id_token"), nullptr);
}

// lti13-launch/3.1.4, 5.1.4, 5.4.11
TEST_F(Authorize, LetsVisitorsOfAPublicCourseIn) {
    world::course_named(world, "bio101")->is_public = true;
    auto const fields = request_for(open({{}, {}, "bio101", "tool", "course_navigation"}));
    auto const form = form_in(authorize_with(fields, "").response.body);
    ASSERT_NE(base::find(form.fields, "id_token"), nullptr);
    auto const token = jose::decode(*base::find(form.fields, "id_token"));
    EXPECT_FALSE(token->claims.contains("sub"));
    EXPECT_EQ(
        base::dump(token->claims.at(c("roles"))), R"(["http://purl.imsglobal.org/vocab/lis/v2/system/person#None"])"
    );
}

// lti13-launch/2.4.3
TEST_F(Authorize, EscapesWhatItEchoes) {
    auto fields = request_for(open());
    base::set(fields, "state", "\"><script>alert('x')</script>");
    base::set(fields, "scope", "x");
    auto const answer = authorize_with(fields);
    EXPECT_THAT(answer.response.body, HasSubstr("value=\"The &#39;scope&#39; must be &#39;openid&#39;\""));
    EXPECT_THAT(answer.response.body, testing::Not(HasSubstr("<script>alert")));
    EXPECT_EQ(*base::find(form_in(answer.response.body).fields, "state"), "\"><script>alert('x')</script>");
}

}  // namespace
}  // namespace easel::lti13
