// The token endpoint with tools whose key set must be fetched (oauth2-token.md 2, 3.1).
#include "wire/platform/calling.hpp"

#include "base/json.hpp"
#include "http/server.hpp"
#include "keys/keys.hpp"

#include <gmock/gmock.h>

namespace easel::platform {
namespace {

namespace json = base::json;

/// What stands at the tool's public_jwk_url.
enum class At { right, other_kid, html, empty, not_found, nowhere };

http::Response key_set_answer(At what) {
    auto const jwk = [](std::string_view kid) { return keys::fixture_key("reference-tool").public_jwk(kid); };
    auto const set = [](json::object key) { return base::dump(json::object{{"keys", json::array{std::move(key)}}}); };
    switch (what) {
    case At::right: return http::json(200, set(jwk(tool_kid)));
    case At::other_kid: return http::json(200, set(jwk("another")));
    case At::html: return http::html(200, "<!DOCTYPE html><p>Sign in</p>");
    case At::empty: return http::json(200, "{}");
    case At::not_found: return http::html(404, "<h1>Not found</h1>");
    case At::nowhere: break;
    }
    return http::text(500, "");
}

class Tokens : public PlatformTest {
  protected:
    /// A tool that serves `what`; with At::nowhere nobody listens there any more.
    std::shared_ptr<Stage> stage_with_key_set(At what) {
        tool_ = http::Server::listen(loop_, [this, what](http::Request request) -> http::awaitable<http::Response> {
                    fetches_.push_back(request);
                    co_return key_set_answer(what);
                }).value();
        auto stage = set_stage({.jwks_url = tool_->origin() + "/jwks.json"});
        if (what == At::nowhere) tool_->close();
        return stage;
    }

    http::Response grant(Stage const& stage) {
        return ask(stage.issuers.at(tool_client)->token_url(), token_request(stage));
    }

    std::unique_ptr<http::Server> tool_;
    std::vector<http::Request> fetches_;
};

TEST_F(Tokens, AreGrantedForAKeyOfTheFetchedSet) {
    auto const stage = stage_with_key_set(At::right);
    auto const answer = grant(*stage);
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/json; charset=utf-8");
    auto const body = base::parse_json(answer.body).value().as_object();
    EXPECT_EQ(body.size(), 4U); // oauth2-token.md 1: exactly these four
    EXPECT_EQ(body.at("token_type"), json::value("Bearer"));
    EXPECT_EQ(base::number(body.at("expires_in")), 3600);
    EXPECT_EQ(body.at("scope"), json::value("https://purl.imsglobal.org/spec/lti-ags/scope/score"));

    // The token opens what its scope says, and nothing else (ags/3.3).
    http::Request score;
    score.method = "POST";
    score.headers.set("Authorization", "Bearer " + std::string(body.at("access_token").as_string()));
    score.headers.set("Content-Type", score_type);
    score.body = score_body(*stage);
    EXPECT_EQ(ask(line_item_path(*stage) + "/scores", score).status, 200);
    score.method = "GET";
    score.body.clear();
    EXPECT_EQ(ask(line_item_path(*stage), score).body, R"({"errors":{"type":"unauthorized","message":"Insufficient permissions"}})");

    auto const& log = stage->log.exchanges();
    ASSERT_GE(log.size(), 2U);
    EXPECT_EQ(log[0].kind, traffic::CallKind::token);
    EXPECT_EQ(log[0].from, traffic::Party::tool);
    EXPECT_EQ(log[0].client_id, tool_client);
    EXPECT_FALSE(log[0].trail.empty());
    EXPECT_EQ(log[1].kind, traffic::CallKind::jwks);
    EXPECT_EQ(log[1].from, traffic::Party::platform);
    EXPECT_EQ(log[1].to, traffic::Party::tool);
    EXPECT_EQ(log[1].url, tool_->origin() + "/jwks.json");
    EXPECT_EQ(log[1].response->status, 200);
}

TEST_F(Tokens, FetchTheKeySetAnewForEveryGrant) { // oauth2-token.md 3.1: no cache
    auto const stage = stage_with_key_set(At::right);
    EXPECT_EQ(grant(*stage).status, 200);
    EXPECT_EQ(grant(*stage).status, 200);
    ASSERT_EQ(fetches_.size(), 2U);
    EXPECT_EQ(fetches_[0].method, "GET");
    EXPECT_EQ(fetches_[0].target, "/jwks.json");
}

TEST_F(Tokens, NeedNoFetchForAStoredKey) {
    auto const stage = set_stage();
    EXPECT_EQ(grant(*stage).status, 200);
    EXPECT_EQ(stage->log.exchanges().size(), 1U);
}

struct Row {
    char const* name;
    At what;
    char const* description;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
class BadKeySets : public Tokens, public testing::WithParamInterface<Row> {};

TEST_P(BadKeySets, RefuseTheGrant) {
    auto const stage = stage_with_key_set(GetParam().what);
    auto const answer = grant(*stage);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(answer.body, R"({"error":"invalid_request","error_description":")" + std::string(GetParam().description) + R"("})");
    EXPECT_FALSE(decided_by(stage->log.exchanges().front().trail).empty());
    auto const& fetch = stage->log.exchanges().back();
    EXPECT_EQ(fetch.kind, traffic::CallKind::jwks);
    EXPECT_EQ(fetch.error.empty(), GetParam().what != At::nowhere);
}

// oauth2-token.md 3.1, rows of the key set; the status of the set's answer is not looked at.
INSTANTIATE_TEST_SUITE_P(
    Canvas, BadKeySets,
    testing::ValuesIn<Row>({
        {"other_kid", At::other_kid, "JSON::JWK::Set::KidNotFound"},
        {"html", At::html, "JWK Error: Invalid JSON"},
        {"html_404", At::not_found, "JWK Error: Invalid JSON"},
        {"empty", At::empty, "JSON::JWK::Set::KidNotFound"},
        {"unreachable", At::nowhere, "JWK Error: Failed to fetch public key"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST_F(Tokens, AreRefusedToAnUnknownClient) { // oauth2-token/2.2
    auto const stage = set_stage();
    world::key_by_client_id(stage->world, tool_client)->state = world::KeyState::deleted;
    auto const answer = grant(*stage);
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.headers.get("WWW-Authenticate"), "Canvas OAuth 2.0");
    EXPECT_EQ(answer.body, R"({"error":"invalid_client","error_description":"unknown client"})");
    EXPECT_EQ(decided_by(stage->log.exchanges().back().trail), "oauth2-token/2.2");
}

TEST_F(Tokens, AreGrantedToAKeyThatIsOffForTheAccount) { // oauth2-token.md 2: the binding is not checked here
    auto const stage = set_stage();
    world::key_by_client_id(stage->world, tool_client)->on_for_account = false;
    EXPECT_EQ(grant(*stage).status, 200);
    EXPECT_EQ(post_score(*stage).status, 401);
}

} // namespace
} // namespace easel::platform
