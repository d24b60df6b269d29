// One listener, several stages: a request finds its own by base path, course id, launch hint or bearer token (design.md 4).
#include "lti13/deep_linking_request.hpp"
#include "wire/platform/calling.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace easel::platform {
namespace {

constexpr auto second_client = "10000000000002";

class TwoStages : public PlatformTest {
  protected:
    void cast(Casting const& one, Casting const& two) {
        one_ = set_stage(one);
        two_ = set_stage(two);
    }
    [[nodiscard]] std::pair<std::size_t, std::size_t> recorded() const {
        return {one_->log.exchanges().size(), two_->log.exchanges().size()};
    }

    std::shared_ptr<Stage> one_;
    std::shared_ptr<Stage> two_;
};

using Counts = std::pair<std::size_t, std::size_t>;

TEST_F(TwoStages, AreToldApartByBasePath) {
    cast({.base_path = "/r/one"}, {.client_id = second_client, .base_path = "/r/two", .first_id = 2000});
    EXPECT_EQ(ask("/r/two/api/lti/security/jwks").status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
    EXPECT_EQ(ask("/r/two/login/oauth2/token", token_request(*two_, second_client)).status, 200);
    EXPECT_EQ(ask("/r/one/login/oauth2/token", token_request(*one_)).status, 200);
    EXPECT_EQ(recorded(), (Counts{1, 2}));
    EXPECT_EQ(one_->issuers.at(tool_client)->issued_tokens.size(), 1U);
}

TEST_F(TwoStages, ForgetTheOldestInvitation) {
    cast({}, {.first_id = 2000});
    auto const issuer = one_->issuers.begin()->second;
    std::vector<std::string> uuids;
    for (int i = 0; i < 101; ++i) uuids.push_back(one_->invite(issuer, {}).uuid);
    auto const known = [&](std::string const& uuid) {
        return std::any_of(one_->invited.begin(), one_->invited.end(), [&](auto const& each) {
            return each.first == uuid;
        });
    };
    EXPECT_EQ(one_->invited.size(), 100U);
    EXPECT_FALSE(known(uuids[0]));
    EXPECT_TRUE(std::all_of(uuids.begin() + 1, uuids.end(), known));
}

TEST_F(TwoStages, AreToldApartByCourse) {
    cast({}, {.first_id = 2000}); // one registration, one client
    EXPECT_EQ(post_score(*two_).status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
    EXPECT_TRUE(one_->world.results.empty());
    EXPECT_EQ(two_->world.results.size(), 1U);
    auto const page = "/courses/" + std::to_string(world::course_named(one_->world, "bio101")->id) + "/external_content/success/x";
    EXPECT_EQ(ask(page).status, 200);
    EXPECT_EQ(recorded(), (Counts{1, 1}));
}

TEST_F(TwoStages, AreToldApartByHint) {
    cast({}, {.first_id = 2000});
    lti13::LaunchIntent intent;
    intent.user = "ada";
    intent.assignment = "quiz1";
    auto const login = two_->open(intent, tool_client).value();
    auto const target = "/api/lti/authorize_redirect?" +
                        base::form_encode({{"lti_message_hint", value_of(login.fields, "lti_message_hint")}});
    EXPECT_EQ(ask(target).status, 302);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
    two_->launches.clear(); // a launch that has been used up still tells whose it was
    EXPECT_EQ(ask(target).status, 302);
    EXPECT_EQ(recorded(), (Counts{0, 2}));
}

TEST_F(TwoStages, AreToldApartByClientAtASharedTokenEndpoint) {
    cast({}, {.client_id = second_client, .first_id = 2000});
    EXPECT_EQ(ask("/login/oauth2/token", token_request(*two_, second_client)).status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
}

TEST_F(TwoStages, AreToldApartByBearerWhereTheCourseIsNowhere) { // ags/9.10
    cast({.base_path = "/r/one"}, {.client_id = second_client, .base_path = "/r/two", .first_id = 2000});
    for (auto const* course : {"999999", "none"}) {
        auto const answer =
            ask("/api/lti/courses/" + std::string(course) + "/line_items", authorized(*two_, "GET", "", second_client));
        EXPECT_EQ(answer.status, 404);
        EXPECT_EQ(answer.body, no_resource);
        EXPECT_EQ(decided_by(two_->log.exchanges().back().trail), "ags/3.4a");
    }
    EXPECT_EQ(recorded(), (Counts{0, 2}));
}

TEST_F(TwoStages, AreToldApartByGroup) {
    cast({}, {.first_id = 2000});
    auto const group = std::to_string(world::group_named(two_->world, "red")->id);
    EXPECT_EQ(ask("/api/lti/groups/" + group + "/names_and_roles", authorized(*two_)).status, 200);
    EXPECT_EQ(ask("/groups/" + group + "/external_content/success/x").status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 2}));
    EXPECT_EQ(two_->log.exchanges().front().kind, traffic::CallKind::memberships);
}

TEST_F(TwoStages, AreToldApartInTheAccountByTheUsersSession) {
    cast({}, {.first_id = 2000, .seed = 2});
    http::Request request;
    request.headers.set("Cookie", std::string(session_cookie) + "=" + world::user_named(two_->world, "grace")->legacy_id);
    EXPECT_EQ(ask("/accounts/1/external_content/success/x", request).status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
    request.headers.set("Cookie", std::string(session_cookie) + "=nobody");
    EXPECT_EQ(ask("/accounts/1/external_content/success/x", request).status, 404);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
}

TEST_F(TwoStages, AreToldApartInTheAccountByWhatTheReturnUrlRemembers) { // deep-linking.md 1.2
    cast({.base_path = "/r/one"}, {.client_id = second_client, .base_path = "/r/two", .first_id = 2000});
    auto const data = lti13::sign_return_data(*two_->issuers.at(second_client), {.nonce = "n", .placement = "link_selection"}, noon());
    auto const answer = ask("/accounts/1/deep_linking_response?data=" + data, http::form_post("", {{"JWT", "none"}}));
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
    EXPECT_EQ(two_->log.exchanges().front().kind, traffic::CallKind::deep_link_return);
}

TEST_F(TwoStages, ThatShareARegistrationLeaveOpenWhoseItsRequestsAre) {
    cast({}, {.first_id = 2000});
    EXPECT_EQ(ask("/api/lti/security/jwks").status, 200);
    EXPECT_EQ(ask("/login/oauth2/token", token_request(*one_)).status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 0})) << "no stage is charged with what may be another's";
    EXPECT_EQ(platform_->lost().exchanges().size(), 2U);

    platform_->remove(*one_);
    EXPECT_EQ(ask("/api/lti/security/jwks").status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 1}));
}

TEST_F(TwoStages, AreNotChargedWithARegistrationThatIsNobodys) {
    cast({.base_path = "/r/one"}, {.base_path = "/r/two", .first_id = 2000});
    platform_->add_issuer("/r/idle", "", "secret");
    platform_->remove(*two_);
    EXPECT_EQ(ask("/r/idle/api/lti/security/jwks").status, 200);
    EXPECT_EQ(recorded(), (Counts{0, 0}));
    EXPECT_EQ(platform_->lost().exchanges().size(), 1U);
}

TEST_F(TwoStages, LeaveTheKeySetToToolsThatAskBeforeTheFirstStage) {
    EXPECT_EQ(ask("/api/lti/security/jwks").status, 200) << "the plain path always has keys";
    platform_->add_issuer("", "", "secret");
    EXPECT_EQ(ask("/api/lti/security/jwks").status, 200);
    EXPECT_EQ(ask("/login/oauth2/token", http::form_post("", {{"grant_type", "client_credentials"}})).status, 404);
    EXPECT_EQ(platform_->lost().exchanges().size(), 3U);
}

TEST_F(TwoStages, KeepTheirOwnClocks) {
    cast({}, {.first_id = 2000});
    run([](auto& time) -> http::awaitable<bool> {
        co_await time.advance(std::chrono::hours(1));
        co_return true;
    }(*one_->time));
    EXPECT_EQ(post_score(*one_).status, 200);
    EXPECT_EQ(post_score(*two_).status, 200);
    EXPECT_EQ(one_->log.exchanges().back().at, noon() + std::chrono::hours(1));
    EXPECT_EQ(two_->log.exchanges().back().at, noon());
}

} // namespace
} // namespace easel::platform
