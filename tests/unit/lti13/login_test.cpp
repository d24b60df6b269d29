#include "jose/jwt.hpp"
#include "stage.hpp"

#include <gmock/gmock.h>

#include <regex>

namespace easel::lti13 {
namespace {

class Login : public Stage {};

// lti13-launch/2.1.1 to 2.1.10
TEST_F(Login, HasCanvassFieldsInItsOrder) {
    auto const login = open();
    EXPECT_EQ(login.url, "https://tool.example/login");
    std::vector<std::string> names;
    for (auto const& [name, value] : login.fields) names.push_back(name);
    EXPECT_EQ(
        names,
        (std::vector<std::string>{
            "iss",
            "login_hint",
            "client_id",
            "deployment_id",
            "target_link_uri",
            "lti_message_hint",
            "canvas_environment",
            "canvas_region",
            "lti_storage_target"})
    );
    EXPECT_EQ(*base::find(login.fields, "iss"), "https://canvas.instructure.com");
    EXPECT_EQ(*base::find(login.fields, "login_hint"), ada());
    EXPECT_EQ(*base::find(login.fields, "client_id"), "10000000000207");
    EXPECT_EQ(*base::find(login.fields, "deployment_id"), tool->deployment_id);
    EXPECT_EQ(*base::find(login.fields, "target_link_uri"), "https://tool.example/quiz");
    EXPECT_EQ(*base::find(login.fields, "canvas_environment"), "prod");
    EXPECT_EQ(*base::find(login.fields, "canvas_region"), "not_configured");
    EXPECT_EQ(*base::find(login.fields, "lti_storage_target"), "post_message_forwarding");
}

// lti13-launch/2.1.7
TEST_F(Login, HintIsCanvassOwnToken) {
    auto const login = open();
    auto const& hint = *base::find(login.fields, "lti_message_hint");
    auto const token = jose::decode(hint);
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(base::dump(token->header), R"({"typ":"JWT","alg":"HS256"})");
    EXPECT_TRUE(jose::verifies_hs256(*token, issuer.secret));
    EXPECT_TRUE(std::regex_match(login.verifier, std::regex("[0-9a-f]{128}")));
    EXPECT_EQ(token->claims.at("verifier").as_string(), login.verifier);
    EXPECT_EQ(token->claims.at("canvas_domain").as_string(), "127.0.0.1:8090");
    EXPECT_EQ(token->claims.at("context_type").as_string(), "Course");
    EXPECT_EQ(
        token->claims.at("context_id").as_int64(), world::course_named(world, "bio101")->id + world::shard_offset
    );
    EXPECT_EQ(token->claims.at("exp").as_int64(), base::to_numeric_date(now) + 300);
    EXPECT_FALSE(token->claims.contains("parent_frame_context"));  // nulls are dropped
    EXPECT_EQ(hint_verifier(issuer, hint), login.verifier);
    now += std::chrono::hours(1);
    EXPECT_EQ(hint_verifier(issuer, hint), login.verifier);  // whatever its age
    EXPECT_EQ(hint_verifier(issuer, hint + "x"), std::nullopt);
    EXPECT_EQ(hint_verifier(issuer, "junk"), std::nullopt);
}

// Else a world that is read again would draw the same verifiers and nonces once more.
TEST_F(Login, NotesThatItDrewRandomNumbers) {
    world.tracks = true;
    open();
    ASSERT_FALSE(world.touched.empty());
    EXPECT_EQ(world.touched.back().table, world::Touched::Table::rest);
}

// lti13-launch/2.1.6
TEST_F(Login, PrefersTheLinksOwnAddress) {
    world::assignment_named(world, "quiz1")->target_link_uri = "https://tool.example/quiz/5";
    auto const login = open();
    EXPECT_EQ(*base::find(login.fields, "target_link_uri"), "https://tool.example/quiz/5");
    EXPECT_EQ(store.at(login.verifier).claims.at(c("target_link_uri")).as_string(), "https://tool.example/quiz/5");
}

TEST_F(Login, SpeaksTheDocumentationsWordsWhenAsked) {
    world.dialects.document_environment_words = true;
    auto const login = open();
    EXPECT_EQ(*base::find(login.fields, "canvas_environment"), "production");
    EXPECT_EQ(*base::find(login.fields, "canvas_region"), "unknown");
}

// lti13-launch/2.1.2
TEST_F(Login, HasOnePublicHintForVisitors) {
    world::course_named(world, "bio101")->is_public = true;
    LaunchIntent const visitor{
        .user = {}, .assignment = {}, .course = "bio101", .tool = "tool", .placement = "course_navigation"};
    auto const first = open(visitor);
    auto const second = open(visitor);
    EXPECT_EQ(*base::find(first.fields, "login_hint"), *base::find(second.fields, "login_hint"));
    EXPECT_TRUE(std::regex_match(*base::find(first.fields, "login_hint"), std::regex("[0-9a-f]{40}")));
    EXPECT_NE(first.verifier, second.verifier);
}

TEST_F(Login, StoresTheWholeLaunch) {
    auto const login = open();
    auto const& stored = store.at(login.verifier);
    EXPECT_EQ(stored.client_id, "10000000000207");
    EXPECT_EQ(stored.course, "bio101");
    EXPECT_EQ(stored.assignment, "quiz1");
    EXPECT_EQ(stored.user, "ada");
    EXPECT_EQ(stored.login_hint, ada());
    EXPECT_FALSE(stored.claims.contains("nonce"));
}

TEST_F(Login, ForgetsLaunchesThatNobodyFinishes) {
    std::string last;
    for (int n = 0; n < 2'001; ++n) last = open().verifier;
    EXPECT_EQ(store.size(), 1'001U);
    EXPECT_TRUE(store.contains(last));
    now += std::chrono::minutes(5);
    for (int n = 0; n < 1'000; ++n) last = open().verifier;
    EXPECT_EQ(store.size(), 1'000U) << "those of five minutes ago are over";
    EXPECT_TRUE(store.contains(last));
}

struct RefusalRow {
    char const* name;
    LaunchIntent intent;
    char const* want;
};

TEST_F(Login, RefusesWhatIsNotThere) {
    world::assignment_named(world, "quiz2")->tool = 0;
    world::assignment_named(world, "essay")->deleted = true;
    // clang-format off
    for (auto const& [name, intent, want] : std::initializer_list<RefusalRow>{
             {"user", {"nobody", "quiz1", {}, {}, {}}, "no user 'nobody'"},
             {"assignment", {"ada", "quiz9", {}, {}, {}}, "no assignment 'quiz9'"},
             {"deleted", {"ada", "essay", {}, {}, {}}, "no assignment 'essay'"},
             // lti13-launch/5.5.5
             {"no external", {"ada", "quiz2", {}, {}, {}}, "Assignment not configured for external tool launches"},
             {"course", {"ada", {}, "geo", "tool", {}}, "no course 'geo'"},
             {"tool", {"ada", {}, "bio101", "other", {}}, "no tool 'other'"},
    }) {
    // clang-format on
        auto const login = open_launch(world, issuer, store, intent, now);
        ASSERT_FALSE(login.has_value()) << name;
        EXPECT_EQ(login.error().kind, base::FaultKind::bad_file) << name;
        EXPECT_THAT(login.error().message, testing::HasSubstr(want)) << name;
    }
    tool->deleted = true;
    EXPECT_FALSE(open_launch(world, issuer, store, {"ada", "quiz1", {}, {}, {}}, now).has_value());
}

// lti13-launch/4.4, 4.5
TEST_F(Login, KeySetIsPastPresentFuture) {
    auto const set = base::parse_json(jwks_body(issuer));
    ASSERT_TRUE(set.has_value());
    auto const& keys = set->at("keys").as_array();
    ASSERT_EQ(keys.size(), 3U);
    EXPECT_EQ(keys[0].at("kid").as_string(), "2025-12-01T00:00:00Z_p");
    EXPECT_EQ(keys[1].at("kid").as_string(), issuer.signing_key().kid);
    EXPECT_EQ(keys[2].at("kid").as_string(), "2026-02-01T00:00:00Z_f");
    for (auto const& each : keys) {
        EXPECT_EQ(each.at("kty").as_string(), "RSA");
        EXPECT_EQ(each.at("alg").as_string(), "RS256");
        EXPECT_EQ(each.at("use").as_string(), "sig");
        EXPECT_FALSE(each.as_object().contains("d"));
    }
}

// lti13-launch/2.3.*
class FirstHop : public Stage {
  protected:
    traffic::Answer redirect(base::Fields const& fields) {
        http::Request request;
        request.target = "/api/lti/authorize_redirect?" + base::form_encode(fields);
        auto answer = authorize_redirect(issuer, request, now);
        remember(answer.trail);
        return answer;
    }
};

TEST_F(FirstHop, ForwardsTheKnownParameters) {
    issuer.base_path = "/r/2";
    auto fields = request_for(open());
    fields.emplace_back("unknown", "x");
    auto const answer = redirect(fields);
    EXPECT_EQ(answer.response.status, 302);
    EXPECT_EQ(decided(answer.trail), "lti13-launch/2.3.2 passed");
    auto const location = std::string(answer.response.headers.get("Location"));
    EXPECT_THAT(
        location,
        testing::StartsWith("http://127.0.0.1:8090/r/2/api/lti/authorize?client_id=10000000000207&login_hint=")
    );
    auto const sent = base::form_decode(location.substr(location.find('?') + 1));
    EXPECT_EQ(sent.size(), 10U);
    EXPECT_EQ(base::find(sent, "unknown"), nullptr);
    for (auto const& [name, value] : sent) EXPECT_EQ(value, *base::find(fields, name)) << name;
}

TEST_F(FirstHop, TakesAPost) {
    auto const request = http::form_post("/api/lti/authorize_redirect", request_for(open()));
    EXPECT_EQ(authorize_redirect(issuer, request, now).response.status, 302);
}

TEST_F(FirstHop, LooksAtTheHintAlone) {
    auto const login = open();
    auto fields = request_for(login);
    base::set(fields, "scope", "all");
    base::remove(fields, "redirect_uri");
    EXPECT_EQ(redirect(fields).response.status, 302);
    base::set(fields, "lti_message_hint", "junk");
    auto answer = redirect(fields);
    EXPECT_EQ(answer.response.status, 400);
    EXPECT_EQ(answer.response.body, R"({"message":"Invalid lti_message_hint"})");
    EXPECT_EQ(decided(answer.trail), "lti13-launch/2.3.4 failed");
    base::remove(fields, "lti_message_hint");
    answer = redirect(fields);
    EXPECT_EQ(answer.response.status, 400);
    EXPECT_EQ(answer.response.body, R"({"errors":[{"message":"lti_message_hint is missing"}]})");
    EXPECT_EQ(decided(answer.trail), "lti13-launch/2.3.5 failed");
    fields = request_for(login);
    now += std::chrono::minutes(5);
    EXPECT_EQ(decided(redirect(fields).trail), "lti13-launch/2.3.4 failed");
}

TEST_F(FirstHop, DistrustsForeignSignatures) {
    auto fields = request_for(open());
    auto const token = jose::decode(*base::find(fields, "lti_message_hint"));
    base::set(fields, "lti_message_hint", jose::sign_hmac(token->header, token->claims, "another secret"));
    EXPECT_EQ(redirect(fields).response.status, 400);
}

}  // namespace
}  // namespace easel::lti13
