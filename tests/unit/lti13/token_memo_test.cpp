#include "lti13/token_memo.hpp"

#include "jose/jwt.hpp"
#include "stage.hpp"

#include <boost/json.hpp>

namespace easel::lti13 {
namespace {

std::string token(int number, std::string_view secret) {
    return jose::sign_hmac({{"alg", "HS256"}}, base::json::object{{"number", number}}, secret);
}

TEST(TokenMemo, ReadsATokenTheSameEachTime) {
    TokenMemo memo;
    auto const text = token(7, "secret");
    for (int i = 0; i < 3; ++i) {
        auto const reading = memo.read(text, "secret");
        EXPECT_TRUE(reading.is_jwt);
        ASSERT_NE(reading.claims, nullptr);
        EXPECT_EQ(base::dump(*reading.claims), R"({"number":7})");
        EXPECT_EQ(memo.size(), 1U);
    }
}

TEST(TokenMemo, RemembersOnlyWhatWasSigned) {
    TokenMemo memo;
    EXPECT_FALSE(memo.read("no token", "secret").is_jwt);
    auto const forged = memo.read(token(7, "another"), "secret");
    EXPECT_TRUE(forged.is_jwt);
    EXPECT_EQ(forged.claims, nullptr);
    EXPECT_EQ(memo.size(), 0U);
}

TEST(TokenMemo, ForgetsWithTheSecret) {
    TokenMemo memo;
    auto const old = token(7, "secret");
    EXPECT_NE(memo.read(old, "secret").claims, nullptr);
    EXPECT_EQ(memo.read(old, "another").claims, nullptr);
    EXPECT_EQ(memo.size(), 0U);
    EXPECT_NE(memo.read(old, "secret").claims, nullptr);
}

TEST(TokenMemo, IsToldWhatWasJustSigned) {
    TokenMemo memo;
    auto const text = token(7, "secret");
    memo.remember(text, "secret", {{"number", 7}});
    auto const reading = memo.read(text, "secret");
    ASSERT_NE(reading.claims, nullptr);
    EXPECT_EQ(base::dump(*reading.claims), R"({"number":7})");
    EXPECT_EQ(memo.read(text, "another").claims, nullptr);
}

TEST(TokenMemo, IsBounded) {
    TokenMemo memo;
    for (int i = 0; i < 1'000; ++i) {
        EXPECT_NE(memo.read(token(i, "secret"), "secret").claims, nullptr);
        EXPECT_LE(memo.size(), 256U);
    }
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
