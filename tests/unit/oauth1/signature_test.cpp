// Base strings and signatures; the vectors V1, V2 of lti11.md 4.4 and that of outcomes.md 6.2.
#include "oauth1/oauth1.hpp"

#include <gtest/gtest.h>

namespace easel::oauth1 {
namespace {

base::Url url_of(std::string_view text) {
    auto url = base::parse_url(text);
    EXPECT_TRUE(url.has_value()) << text;
    return *url;
}

base::Fields launch_of_the_vectors() {
    return {
        {"lti_message_type", "basic-lti-launch-request"},
        {"lti_version", "LTI-1p0"},
        {"resource_link_id", "rl-1"},
        {"user_id", "u-1"},
        {"roles", "Learner"},
        {"context_title", "Café & Co's (A*b)!"},
        {"custom_empty", ""},
        {"oauth_callback", "about:blank"},
        {"launch_presentation_return_url",
         "https://canvas.test/courses/1/external_content/success/external_tool_redirect"},
    };
}

Credentials const who{"key-1", "s3cr&t key"};
Freshness const fresh{"nonceAAAABBBBCCCCDDDD1", base::Instant(std::chrono::seconds(1'700'000'000))};

TEST(Signature, LaunchVectorV1) {
    auto const form = signed_form(url_of("https://tool.test/lti/launch"), launch_of_the_vectors(), who, fresh);
    EXPECT_EQ(*base::find(form, "oauth_signature"), "YOI+HF0vOtfLpYnlEt31pqbz3iI=");
    EXPECT_EQ(form.front().first, "oauth_consumer_key");
    EXPECT_EQ(form.back().first, "oauth_signature");
    EXPECT_TRUE(normalized(form).starts_with(
        "context_title=Caf%C3%A9%20%26%20Co%27s%20%28A%2Ab%29%21&custom_empty=&launch_presentation_return_url="
    ));
}

TEST(Signature, LaunchVectorV2CopiesTheQuery) {
    auto fields = launch_of_the_vectors();
    fields.emplace_back("assignment", "7");
    auto const form = signed_form(url_of("https://tool.test/lti/launch"), fields, who, fresh);
    EXPECT_EQ(*base::find(form, "oauth_signature"), "grUuqBsv+HPqj6AirlfR2z3OfzA=");
}

TEST(Signature, TheQueryOfTheUrlCounts) {
    auto const copied = signed_form(
        url_of("https://tool.test/lti/launch"), {{"assignment", "7"}, {"user_id", "u-1"}}, who, fresh
    );
    auto const apart = signed_form(url_of("https://tool.test/lti/launch?assignment=7"), {{"user_id", "u-1"}}, who, fresh);
    EXPECT_EQ(*base::find(copied, "oauth_signature"), *base::find(apart, "oauth_signature"));
}

TEST(Signature, OutcomesVector) {
    base::Fields const parameters{
        {"oauth_body_hash", body_hash("<x/>")},
        {"oauth_consumer_key", "key-1"},
        {"oauth_nonce", "n1"},
        {"oauth_signature_method", "HMAC-SHA1"},
        {"oauth_timestamp", "1700000000"},
        {"oauth_version", "1.0"},
    };
    EXPECT_EQ(body_hash("<x/>"), "JAGtss/+/b/Nf2Pxe5Gl2UbnhVw=");
    auto const text = base_string("POST", url_of("https://canvas.test/api/lti/v1/tools/7/grade_passback"), parameters);
    EXPECT_EQ(
        text,
        "POST&https%3A%2F%2Fcanvas.test%2Fapi%2Flti%2Fv1%2Ftools%2F7%2Fgrade_passback&"
        "oauth_body_hash%3DJAGtss%252F%252B%252Fb%252FNf2Pxe5Gl2UbnhVw%253D%26oauth_consumer_key%3Dkey-1%26"
        "oauth_nonce%3Dn1%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1700000000%26oauth_version%3D1.0"
    );
    EXPECT_EQ(*signature("HMAC-SHA1", text, "secret"), "J/aJAtGNAUZ5bJePJJoSL1/P9os=");
}

TEST(Signature, BaseUri) {
    struct Row {
        char const* url;
        char const* uri;
    };
    for (auto const& row : {
             Row{"HTTP://Tool.Test:80/Lti?b=1", "http://tool.test/Lti"},
             Row{"https://tool.test:443", "https://tool.test/"},
             Row{"https://tool.test:8443/a%2Fb", "https://tool.test:8443/a%2Fb"},
             Row{"http://tool.test:443/", "http://tool.test:443/"},
         })
        EXPECT_EQ(base_uri(url_of(row.url)), row.uri);
}

TEST(Signature, ParametersAreSortedAsPairs) {
    EXPECT_EQ(
        normalized({{"custom_10", "x"}, {"custom_1", "y"}, {"b", "2"}, {"b", "1"}, {"oauth_signature", "no"}}),
        "b=1&b=2&custom_1=y&custom_10=x"
    );
    EXPECT_EQ(normalized({{"a", "+ ~*"}, {"A", "%2F"}}), "A=%252F&a=%2B%20~%2A");
}

TEST(Signature, Methods) {
    EXPECT_EQ(*signature("plaintext", "whatever", "s3cr&t"), "s3cr%26t&");
    EXPECT_EQ(signature("hmac-sha1", "x", "s"), signature("HMAC-SHA1", "x", "s"));
    EXPECT_NE(signature("HMAC-SHA256", "x", "s"), signature("HMAC-SHA1", "x", "s"));
    EXPECT_FALSE(signature("RSA-SHA1", "x", "s").has_value());
    EXPECT_FALSE(signature("", "x", "s").has_value());
}

TEST(Signature, IsSignedBy) {
    auto const url = url_of("https://tool.test/lti/launch?assignment=7");
    auto form = signed_form(url, launch_of_the_vectors(), who, fresh);
    auto counted = form;
    counted.emplace_back("assignment", "7");
    EXPECT_TRUE(is_signed_by(who.shared_secret, "POST", url, counted));
    EXPECT_FALSE(is_signed_by(who.shared_secret, "POST", url, form)) << "the query belongs to it";
    EXPECT_FALSE(is_signed_by("another", "POST", url, counted));
    base::set(counted, "roles", "Instructor");
    EXPECT_FALSE(is_signed_by(who.shared_secret, "POST", url, counted));
    base::remove(counted, "oauth_signature");
    EXPECT_FALSE(is_signed_by(who.shared_secret, "POST", url, counted));
}

} // namespace
} // namespace easel::oauth1
