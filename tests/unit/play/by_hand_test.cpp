#include "play/by_hand.hpp"

#include "jose/jwt.hpp"
#include "keys/keys.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace easel::play {
namespace {

namespace json = base::json;

std::shared_ptr<lti13::Issuer> issuer(std::string const& key) {
    auto made = std::make_shared<lti13::Issuer>();
    made->keys = {
        lti13::PlatformKey{"past", keys::fixture_key("platform-past")},
        lti13::PlatformKey{"present", keys::fixture_key(key)},
        lti13::PlatformKey{"future", keys::fixture_key("platform-future")},
    };
    return made;
}

base::Fields launch_of(std::string const& client) {
    json::object const header{{"alg", "RS256"}, {"kid", "present"}};
    return {{"id_token", jose::sign(header, json::object{{"aud", client}, {"sub", "ada"}}, keys::fixture_key("platform-present"))}, {"state", "s"}};
}

TEST(ByHand, ALaunchIsSignedAgainByTheIssuerOfItsClient) {
    platform::Stage stage;
    stage.issuers = {{"1000", issuer("platform-present")}, {"2000", issuer("platform-past")}};
    for (auto const& [client, key] : {std::pair{"1000", "platform-present"}, {"2000", "platform-past"}, {"strange", "platform-present"}}) {
        auto form = launch_of(client);
        ASSERT_TRUE(tamper_launch(stage, {{"id_token.claims.sub", "bob"}, {"response.state", "t"}}, form)) << client;
        auto const token = jose::decode(base::value_of(form, "id_token")).value();
        EXPECT_EQ(base::text_member(token.claims, "sub"), "bob");
        EXPECT_TRUE(jose::verifies(token, keys::fixture_key(key))) << client;
        EXPECT_EQ(base::value_of(form, "state"), "t");
    }
    auto form = launch_of("1000");
    EXPECT_FALSE(tamper_launch(platform::Stage(), {{"id_token.claims.sub", "bob"}}, form));
}

TEST(ByHand, SignaturesHaveWords) {
    for (auto const& [word, points] : {
             std::pair{"", "{}"}, {"world", "{}"}, {"unknown_key", R"({"id_token.key":"attacker"})"},
             {"no_kid", R"({"id_token.header.kid":"~remove"})"}, {"none", R"({"id_token.alg":"none"})"},
         }) {
        json::object made;
        EXPECT_TRUE(sign_as(word, made)) << word;
        EXPECT_EQ(base::dump(made), points);
    }
    json::object made;
    EXPECT_FALSE(sign_as("mine", made));
}

TEST(ByHand, PointsThatNeedABrowserOrAreNoneAreRefused) {
    EXPECT_FALSE(by_hand_problem("id_token.claims.sub", 5));
    EXPECT_FALSE(by_hand_problem("posted.roles", "x", true));
    for (auto const* point : {"id_token.claim.sub", "deliver.after", "posted.roles"}) EXPECT_TRUE(by_hand_problem(point, "5m")) << point;
    EXPECT_TRUE(by_hand_problem("id_token.key", "mine")) << "a word that is none";
}

TEST(ByHand, ALaunchIsCheckedSignedAndChangedInOne) {
    platform::Stage stage;
    stage.issuers = {{"1000", issuer("platform-present")}};
    auto form = launch_of("1000");
    EXPECT_FALSE(change_launch(stage, {{"id_token.claims.sub", "bob"}}, "none", form));
    auto const token = jose::decode(base::value_of(form, "id_token")).value();
    EXPECT_EQ(base::text_member(token.claims, "sub"), "bob");
    EXPECT_EQ(base::text_member(token.header, "alg"), "none");
    EXPECT_EQ(base::value_of(form, "state"), "s");
    for (auto const& [points, sign, pointer] : {
             std::tuple{json::object{{"id_token.claim.sub", 1}}, "world", "/tamper/id_token.claim.sub"},
             {json::object{{"deliver.jar", "other"}}, "world", "/tamper/deliver.jar"},
             {json::object{{"login.iss", "x"}}, "world", "/tamper/login.iss"},
             {json::object{{"a/b", "x"}}, "world", "/tamper/a~1b"},
             {json::object(), "mine", "/sign"},
         }) {
        auto const before = form;
        auto const problem = change_launch(stage, points, sign, form);
        ASSERT_TRUE(problem) << pointer;
        EXPECT_EQ(problem->pointer, pointer);
        EXPECT_EQ(form, before);
    }
    EXPECT_EQ(change_launch(platform::Stage(), {}, "none", form)->pointer, "/tamper") << "nobody signs there";
}

} // namespace
} // namespace easel::play
