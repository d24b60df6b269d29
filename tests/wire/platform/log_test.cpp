// What the platform keeps of its traffic: whose call it was, why it was answered so, and no more than it may hold.
#include "wire/platform/calling.hpp"

namespace easel::platform {
namespace {

using traffic::CallKind;
using traffic::Party;

using Log = PlatformTest;

TEST_F(Log, NamesCallerCourseAssignmentAndUser) {
    auto const stage = set_stage();
    EXPECT_EQ(post_score(*stage).status, 200);
    auto const& seen = stage->log.exchanges().back();
    EXPECT_EQ(seen.kind, CallKind::score);
    EXPECT_EQ(seen.from, Party::tool);
    EXPECT_EQ(seen.to, Party::platform);
    EXPECT_EQ(seen.at, noon());
    EXPECT_EQ(seen.url, platform_->origin() + line_item_path(*stage) + "/scores");
    EXPECT_EQ(seen.client_id, tool_client);
    EXPECT_EQ(seen.course, "bio101");
    EXPECT_EQ(seen.assignment, "quiz1");
    EXPECT_EQ(seen.user, "ada");
    EXPECT_EQ(decided_by(seen.trail), "");
    ASSERT_FALSE(seen.trail.empty());
    EXPECT_EQ(seen.trail.front().fact, "throttling-pagination/3.16") << "the throttle comes first";
    auto const of_service = std::find_if(seen.trail.begin(), seen.trail.end(), [](auto const& check) { return check.fact.starts_with("ags/"); });
    ASSERT_NE(of_service, seen.trail.end());
    EXPECT_EQ(of_service->fact, "ags/1.10") << "then the route";
}

TEST_F(Log, TellsTheProbeFromTheTool) {
    auto const stage = set_stage();
    EXPECT_EQ(ask(line_items_path(*stage), authorized(*stage, "GET", "", probe_client)).status, 200);
    EXPECT_EQ(stage->log.exchanges().back().from, Party::probe);
    EXPECT_EQ(stage->log.exchanges().back().client_id, probe_client);
    EXPECT_EQ(ask(stage->issuers.at(probe_client)->token_url(), token_request(*stage, probe_client)).status, 200);
    EXPECT_EQ(stage->log.exchanges().back().from, Party::probe);
    EXPECT_EQ(ask(line_items_path(*stage)).status, 401); // no token: nobody's, and so the tool's
    EXPECT_EQ(stage->log.exchanges().back().from, Party::tool);
}

TEST_F(Log, KeepsTheFirst64KBOfABody) {
    auto const stage = set_stage();
    auto const body = score_body(*stage, R"({"comment":")" + std::string(100'000, 'x') + R"("})");
    EXPECT_EQ(ask(line_item_path(*stage) + "/scores", authorized(*stage, "POST", body)).status, 200);
    auto const& seen = stage->log.exchanges().back();
    EXPECT_EQ(seen.request.body.size(), traffic::kept_body_size);
    EXPECT_EQ(seen.request_size, body.size());
    EXPECT_EQ(stage->world.results.front().comment->size(), 100'000U) << "the world has it whole";
}

TEST_F(Log, TellsItsObserverOfEachAnswer) {
    auto const stage = set_stage();
    std::vector<int> statuses;
    stage->log.on_finish = [&](traffic::Exchange const& exchange) { statuses.push_back(exchange.response->status); };
    post_score(*stage);
    ask(line_items_path(*stage));
    EXPECT_EQ(statuses, (std::vector{200, 401}));
}

struct Row {
    char const* name;
    char const* method;
    char const* target;
    CallKind kind;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
class Lost : public PlatformTest, public testing::WithParamInterface<Row> {};

TEST_P(Lost, RequestsAreAnswered404AndKept) {
    auto const stage = set_stage({.base_path = "/r/one"});
    http::Request request;
    request.method = GetParam().method;
    auto const answer = ask(GetParam().target, request);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, no_resource); // E2 (ags/2.2)
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/json; charset=utf-8");
    EXPECT_TRUE(stage->log.exchanges().empty());
    ASSERT_EQ(platform_->lost().exchanges().size(), 1U);
    auto const& seen = platform_->lost().exchanges().front();
    EXPECT_EQ(seen.kind, GetParam().kind);
    EXPECT_EQ(seen.url, platform_->origin() + GetParam().target);
    EXPECT_EQ(seen.response->status, 404);
}

INSTANTIATE_TEST_SUITE_P(
    Platform, Lost,
    testing::ValuesIn<Row>({
        {"root", "GET", "/", CallKind::other},
        {"unknown_path", "POST", "/api/v1/courses?page=2", CallKind::other},
        {"registration_that_is_none", "POST", "/r/none/login/oauth2/token", CallKind::token},
        {"key_set_of_no_registration", "GET", "/r/none/api/lti/security/jwks", CallKind::jwks},
        {"no_plain_registration", "POST", "/login/oauth2/token", CallKind::token},
        {"return_to_an_unknown_course", "GET", "/courses/7/external_content/success/x", CallKind::page},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST_F(Log, OfNoStageHasTheCallForNoCourseByNobody) { // ags/3.1a: the token is looked at before the course
    auto const stage = set_stage();
    EXPECT_EQ(ask("/api/lti/courses/7/line_items").status, 401);
    EXPECT_TRUE(stage->log.exchanges().empty());
    EXPECT_EQ(platform_->lost().exchanges().size(), 1U);
    platform_->remove(*stage);
    EXPECT_EQ(ask("/api/lti/courses/7/line_items").status, 404);
}

TEST_F(Log, OfTheLostHoldsTheLastHundred) {
    for (int i = 0; i < 103; ++i) EXPECT_EQ(ask("/nowhere/" + std::to_string(i)).status, 404);
    EXPECT_EQ(platform_->lost().exchanges().size(), 100U);
    EXPECT_EQ(platform_->lost().dropped(), 3U);
    EXPECT_EQ(platform_->lost().exchanges().front().request.target, "/nowhere/3");
}

TEST_F(Log, HasNothingOfTheFrontPage) {
    platform_->set_front_page([](http::Request const& request) -> http::awaitable<std::optional<http::Response>> {
        if (request.path() != "/") co_return std::nullopt;
        co_return http::html(200, "welcome");
    });
    EXPECT_EQ(ask("/").body, "welcome");
    EXPECT_TRUE(platform_->lost().exchanges().empty());
    EXPECT_EQ(ask("/other").status, 404);
}

} // namespace
} // namespace easel::platform
