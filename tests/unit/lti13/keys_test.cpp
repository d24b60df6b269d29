#include "jose/jwt.hpp"
#include "stage.hpp"

#include <regex>
#include <set>

namespace easel::lti13 {
namespace {

using Keys = Stage;

// lti13-launch/4.3, 4.8
TEST_F(Keys, KeySetMayBeCached) {
    auto const answer = answer_jwks(issuer);
    remember(answer.trail);
    EXPECT_EQ(answer.response.status, 200);
    EXPECT_EQ(answer.response.headers.get("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(answer.response.headers.get("Cache-Control"), "max-age=864000");
    EXPECT_EQ(answer.response.body, jwks_body(issuer));
}

// lti13-launch/4.5 to 4.7
TEST_F(Keys, RotationMovesThemOn) {
    auto const before = issuer.keys;
    rotate_keys(issuer, now);
    EXPECT_EQ(issuer.keys[0].kid, before[1].kid);
    EXPECT_EQ(issuer.keys[1].kid, before[2].kid);
    EXPECT_EQ(base::dump(issuer.keys[1].key.public_jwk("k")), base::dump(before[2].key.public_jwk("k")));
    EXPECT_TRUE(issuer.keys[2].key.is_private());
    EXPECT_TRUE(std::regex_match(
        issuer.keys[2].kid, std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ_[0-9a-f]{8}-[0-9a-f-]{27}")
    )) << issuer.keys[2].kid;
}

TEST_F(Keys, NoKidComesTwice) {
    std::set<std::string> kids;
    for (auto const& each : issuer.keys) kids.insert(each.kid);
    for (int i = 0; i < 7; ++i) {
        rotate_keys(issuer, now);
        EXPECT_TRUE(kids.insert(issuer.keys[2].kid).second);
    }
}

TEST_F(Keys, ThePresentKeySignsAfterARotation) {
    rotate_keys(issuer, now);
    auto const form = form_in(authorize_with(request_for(open())).response.body);
    auto const token = jose::decode(*base::find(form.fields, "id_token"));
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(token->header.at("kid").as_string(), "2026-02-01T00:00:00Z_f");
    EXPECT_TRUE(jose::verifies(*token, issuer.keys[1].key));
}

} // namespace
} // namespace easel::lti13
