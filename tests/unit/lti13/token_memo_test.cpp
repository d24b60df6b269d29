#include "lti13/token_memo.hpp"

#include "stage.hpp"

#include <boost/json.hpp>

namespace easel::lti13 {
namespace {

TEST(TokenMemo, KnowsWhatItKept) {
    TokenMemo memo;
    EXPECT_EQ(memo.find("a.b.c", "secret"), nullptr);
    EXPECT_EQ(memo.keep("a.b.c", "secret", 7), 7);
    auto const* const found = memo.find("a.b.c", "secret");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(*found, 7);
    EXPECT_EQ(memo.find("a.b.d", "secret"), nullptr);
}

TEST(TokenMemo, KeepsForOneSecret) {
    TokenMemo memo;
    memo.keep("old", "secret", 1);
    EXPECT_EQ(memo.find("old", "another"), nullptr);
    memo.keep("new", "another", 2);
    EXPECT_NE(memo.find("new", "another"), nullptr);
    EXPECT_EQ(memo.find("old", "another"), nullptr);
    EXPECT_EQ(memo.find("old", "secret"), nullptr);
}

TEST(TokenMemo, IsBounded) {
    TokenMemo memo;
    int kept = 0;
    for (int i = 0; i < 10'000; ++i) memo.keep(std::to_string(i), "secret", i);
    for (int i = 0; i < 10'000; ++i) kept += memo.find(std::to_string(i), "secret") != nullptr ? 1 : 0;
    EXPECT_GT(kept, 0);
    EXPECT_LE(kept, 256);
}

using TokenSeenBefore = Stage;

TEST_F(TokenSeenBefore, IsCheckedLikeANewOne) {
    auto const scope = key->scopes.front();
    http::Request request;
    request.headers.set("Authorization", "Bearer " + mint_token(issuer, key->client_id, {scope}, now));
    auto const message = [&](base::Instant at) {
        traffic::Trail trail;
        auto const result = check_bearer(world, issuer, request, {scope}, at, trail);
        return result ? std::string() : result.error().message;
    };
    EXPECT_EQ(message(now), "");
    EXPECT_EQ(message(now + std::chrono::hours(2)), "Access token expired");
    EXPECT_EQ(message(now), "");
    issuer.expired_tokens.insert(issuer.issued_tokens.back());
    EXPECT_EQ(message(now), "Access token expired");
    issuer.expired_tokens.clear();
    key->state = world::KeyState::inactive;
    EXPECT_EQ(message(now), "Unknown or inactive Developer Key");
    issuer.secret = "another";
    EXPECT_EQ(message(now), "Access token invalid - signature likely incorrect");
}

} // namespace
} // namespace easel::lti13
