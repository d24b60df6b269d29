#include "oauth1/oauth1.hpp"

#include <gtest/gtest.h>

namespace easel::oauth1 {
namespace {

TEST(Header, IsReadAsItWasWritten) {
    base::Fields const parameters{{"oauth_consumer_key", "a key, with \"=&"}, {"oauth_signature", "J/a+P9os="}};
    auto const header = authorization_header(parameters);
    EXPECT_EQ(header, "OAuth oauth_consumer_key=\"a%20key%2C%20with%20%22%3D%26\", oauth_signature=\"J%2Fa%2BP9os%3D\"");
    auto const read = read_authorization(header);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, parameters);
}

TEST(Header, RealmIsNoParameter) {
    auto const read = read_authorization("oauth realm=\"\",\r\n oauth_nonce = \"n\",");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, (base::Fields{{"oauth_nonce", "n"}}));
}

TEST(Header, RefusesWhatIsNone) {
    for (auto const* header : {"", "OAuth", "Bearer abc", "OAuthx a=\"1\"", "OAuth oauth_nonce", "OAuth oauth_nonce=n"})
        EXPECT_FALSE(read_authorization(header).has_value()) << header;
}

TEST(Header, SignedHeaderHoldsTheBodyHash) {
    auto const url = *base::parse_url("https://canvas.test/api/lti/v1/tools/7/grade_passback?a=1&b=%2F");
    Freshness const fresh{"n1", base::Instant(std::chrono::seconds(1'700'000'000))};
    auto const read = read_authorization(signed_header("POST", url, "<x/>", {"key-1", "secret"}, fresh));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*base::find(*read, "oauth_body_hash"), "JAGtss/+/b/Nf2Pxe5Gl2UbnhVw=");
    auto counted = *read;
    counted.emplace_back("a", "1");
    counted.emplace_back("b", "/");
    EXPECT_TRUE(is_signed_by("secret", "POST", url, counted));
}

} // namespace
} // namespace easel::oauth1
