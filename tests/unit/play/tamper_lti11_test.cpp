#include "play/tamper_lti11.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

namespace easel::play {
namespace {

namespace json = base::json;

constexpr std::int64_t at_seconds = 1'772'000'000;

lti11::Launch launch() {
    lti11::Launch made;
    made.url = "https://tool.test/lti11";
    made.signed_url = base::parse_url(made.url).value();
    made.fields = {{"lti_message_type", "basic-lti-launch-request"}, {"roles", "Learner"}, {"user_id", "u-1"}};
    made.signer = {"key-1", "s3cr&t"};
    return made;
}

SignedLaunch play(char const* tamper, lti11::Launch const& opened = launch()) {
    auto const url = base::parse_url(opened.url).value();
    oauth1::Freshness const fresh{"nonce-1", base::from_numeric_date(static_cast<double>(at_seconds))};
    return sign_launch(opened, url, fresh, base::parse_json(tamper).value().as_object());
}

std::size_t count(base::Fields const& fields, std::string_view name) {
    std::size_t found = 0;
    for (auto const& field : fields) found += field.first == name ? 1U : 0U;
    return found;
}

std::string value(SignedLaunch const& made, std::string_view name) {
    auto const* found = base::find(made.form, name);
    return found == nullptr ? "(none)" : *found;
}

struct Row {
    char const* name;
    char const* tamper;
    bool genuine; ///< the tool's secret still fits what is posted
    std::function<void(SignedLaunch const&)> holds;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Launches : public testing::TestWithParam<Row> {};
TEST_P(Launches, AreTamperedWithBeforeOrAfterSigning) {
    auto const made = play(GetParam().tamper);
    EXPECT_EQ(oauth1::is_signed_by("s3cr&t", "POST", made.url, made.form), GetParam().genuine) << made.base_string;
    GetParam().holds(made);
}
INSTANTIATE_TEST_SUITE_P(
    Tampering,
    Launches,
    testing::ValuesIn(std::vector<Row>{
        {"untouched", "{}", true,
         [](auto const& made) {
             EXPECT_EQ(value(made, "oauth_consumer_key"), "key-1");
             EXPECT_EQ(value(made, "oauth_timestamp"), "1772000000");
             EXPECT_EQ(made.form.back().first, "oauth_signature");
             EXPECT_EQ(made.secret, "s3cr&t");
         }},
        {"parameter", R"({"parameters.roles": "Instructor"})", true,
         [](auto const& made) { EXPECT_EQ(value(made, "roles"), "Instructor"); }},
        {"new_parameter", R"({"parameters.custom_a": "1"})", true,
         [](auto const& made) { EXPECT_EQ(value(made, "custom_a"), "1"); }},
        {"parameter_removed", R"({"parameters.user_id": "~remove"})", true,
         [](auto const& made) { EXPECT_EQ(count(made.form, "user_id"), 0U); }},
        {"parameter_twice", R"({"parameters.custom_a": ["b", "a"]})", true,
         [](auto const& made) { EXPECT_EQ(count(made.form, "custom_a"), 2U); }},
        {"posted", R"({"posted.roles": "Instructor"})", false,
         [](auto const& made) { EXPECT_EQ(value(made, "roles"), "Instructor"); }},
        {"posted_removed", R"({"posted.roles": "~remove"})", false,
         [](auto const& made) { EXPECT_EQ(count(made.form, "roles"), 0U); }},
        {"posted_twice", R"({"posted.user_id": ["u-1", "u-2"]})", false,
         [](auto const& made) { EXPECT_EQ(count(made.form, "user_id"), 2U); }},
        {"nothing_posted", R"({"posted.*": "~remove"})", false,
         [](auto const& made) { EXPECT_TRUE(made.form.empty()); }},
        {"other_key", R"({"oauth.key": "key-2"})", true,
         [](auto const& made) { EXPECT_EQ(value(made, "oauth_consumer_key"), "key-2"); }},
        {"other_secret", R"({"oauth.secret": "x"})", false,
         [](auto const& made) { EXPECT_TRUE(oauth1::is_signed_by("x", "POST", made.url, made.form)); }},
        {"timestamp", R"({"oauth.timestamp": 1700000000.0})", true,
         [](auto const& made) { EXPECT_EQ(value(made, "oauth_timestamp"), "1700000000"); }},
        {"no_nonce", R"({"oauth.nonce": "~remove"})", true,
         [](auto const& made) { EXPECT_EQ(count(made.form, "oauth_nonce"), 0U); }},
        {"plaintext", R"({"oauth.method": "PLAINTEXT"})", true,
         [](auto const& made) { EXPECT_EQ(value(made, "oauth_signature"), "s3cr%26t&"); }},
        {"no_method", R"({"oauth.method": "~remove"})", false,
         [](auto const& made) { EXPECT_EQ(count(made.form, "oauth_signature_method"), 0U); }},
        {"signature_removed", R"({"oauth.signature": "~remove"})", false,
         [](auto const& made) { EXPECT_EQ(count(made.form, "oauth_signature"), 0U); }},
        {"signature_changed", R"({"oauth.signature": "~changed"})", false,
         [](auto const& made) {
             auto const right = value(play("{}"), "oauth_signature");
             auto const wrong = value(made, "oauth_signature");
             ASSERT_EQ(right.size(), wrong.size());
             int differ = 0;
             for (std::size_t i = 0; i < right.size(); ++i) differ += right[i] == wrong[i] ? 0 : 1;
             EXPECT_EQ(differ, 1);
         }},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(SignedLaunch, ByGetIsSignedForGet) {
    auto const made = play(R"({"deliver.method": "get"})");
    EXPECT_TRUE(oauth1::is_signed_by("s3cr&t", "GET", made.url, made.form));
    EXPECT_TRUE(made.base_string.starts_with("GET&")) << made.base_string;
}

/// lti11.md 4.1: the query counts where it stands, unless it was copied into the form.
TEST(SignedLaunch, CountsTheQueryOfTheSignedAddress) {
    auto opened = launch();
    opened.url = "https://tool.test/lti11?course=5";
    opened.signed_url = base::parse_url(opened.url).value();
    auto const made = play("{}", opened);
    auto all = made.form;
    all.emplace_back("course", "5");
    EXPECT_TRUE(oauth1::is_signed_by("s3cr&t", "POST", made.url, all));
    EXPECT_EQ(count(made.form, "course"), 0U);
}

TEST(TamperPointsOfLti11, AreKnownOrHaveANeighbour) {
    for (auto const* point : {"parameters.roles", "posted.roles", "posted.*", "oauth.key", "deliver.method", "deliver.after"})
        EXPECT_FALSE(tamper_point_problem_lti11(point)) << point;
    for (auto const* point : {"id_token.claims.sub", "login.login_hint", "oauth.kee", "parameters.", "deliver.jar"})
        EXPECT_TRUE(tamper_point_problem_lti11(point)) << point;
    EXPECT_NE(tamper_point_problem_lti11("oauth.kee")->find("did you mean 'oauth.key'"), std::string::npos);
}

} // namespace
} // namespace easel::play
