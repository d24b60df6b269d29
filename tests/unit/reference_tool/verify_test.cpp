#include "reference_tool/verify.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace easel::reference_tool {
namespace {

namespace json = base::json;

constexpr std::int64_t now_seconds = 1'772'000'000;
constexpr char const* claim = "https://purl.imsglobal.org/spec/lti/claim/";

Registration registration() {
    Registration told;
    told.issuer = "https://canvas.example";
    told.client_id = "10000000000007";
    told.deployments = {"1:aa", "2:bb"};
    return told;
}

json::object valid_claims() {
    auto const text = R"({
        "iss": "https://canvas.example", "aud": "10000000000007", "azp": "10000000000007", "sub": "u-1", "name": "Ada",
        "email": "ada@mock.example", "iat": 1772000000, "exp": 1772003600, "nonce": "n",
        "https://www.instructure.com/placement": null
    })";
    auto claims = base::parse_json(text).value().as_object();
    claims[std::string(claim) + "version"] = "1.3.0";
    claims[std::string(claim) + "message_type"] = "LtiResourceLinkRequest";
    claims[std::string(claim) + "deployment_id"] = "1:aa";
    claims[std::string(claim) + "target_link_uri"] = "http://127.0.0.1:9001/launch";
    claims[std::string(claim) + "resource_link"] = json::object{{"id", "link-1"}, {"title", nullptr}};
    claims[std::string(claim) + "roles"] = json::array{"http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"};
    claims[std::string(claim) + "context"] = json::object{{"id", "course-1"}};
    claims[std::string(claim) + "launch_presentation"] = json::object{};
    claims[std::string(claim) + "tool_platform"] = json::object{};
    claims[std::string(claim) + "custom"] = json::object{};
    return claims;
}

Verified verify(json::object const& claims, std::string defect = {}) {
    auto const now = base::from_numeric_date(static_cast<double>(now_seconds));
    return verify_claims(claims, registration(), "http://127.0.0.1:9001", now, Switches(std::move(defect)));
}

/// What happens to a launch whose claims were changed; `status` 0: accepted.
struct Row {
    char const* name;
    std::function<void(json::object&)> change;
    int status;
    char const* defect = ""; ///< the switch that turns the decision round
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

auto put(std::string name, json::value value) {
    return [=](json::object& claims) { claims[name] = value; };
}
auto put_lti(std::string const& name, json::value value) {
    return put(claim + name, std::move(value));
}
auto drop(std::string name) {
    return [=](json::object& claims) { claims.erase(name); };
}
auto drop_lti(std::string const& name) {
    return drop(claim + name);
}
json::value list(std::initializer_list<char const*> texts) {
    json::array values;
    for (auto const* text : texts) values.emplace_back(text);
    return values;
}

class Claims : public testing::TestWithParam<Row> {};

TEST_P(Claims, DecideTheLaunch) {
    auto const& row = GetParam();
    auto claims = valid_claims();
    row.change(claims);
    auto const correct = verify(claims);
    EXPECT_EQ(correct ? correct->status : 0, row.status) << (correct ? correct->reason : "");
    if (*row.defect == '\0') return;
    auto const broken = verify(claims, row.defect);
    EXPECT_NE(broken.has_value(), correct.has_value()) << row.defect;
    if (row.status != 0)
        EXPECT_FALSE(verify(valid_claims(), row.defect).has_value()) << "the defect breaks a valid launch";
}

INSTANTIATE_TEST_SUITE_P(
    Refused,
    Claims,
    testing::ValuesIn<Row>({
        {"issuer_unknown_launch_015", put("iss", "https://evil.example"), 401, "ignores-iss"},
        {"issuer_slash_launch_016", put("iss", "https://canvas.example/"), 401, "compares-iss-loosely"},
        {"issuer_case_launch_016", put("iss", "https://CANVAS.example"), 401, "compares-iss-loosely"},
        {"issuer_scheme_launch_016", put("iss", "http://canvas.example"), 401, "compares-iss-loosely"},
        {"audience_other_launch_018", put("aud", "somebody"), 401, "ignores-aud"},
        {"audience_absent_launch_018", drop("aud"), 401, "ignores-aud"},
        {"audience_empty_launch_018", put("aud", json::array()), 401, "ignores-aud"},
        {"audience_substring_launch_018", put("aud", "1000000000000"), 401, "ignores-aud"},
        {"audience_number_launch_018", put("aud", 10000000000007), 401, "ignores-aud"},
        {"audience_further_launch_022", put("aud", list({"10000000000007", "https://other.example"})), 401,
         "trusts-any-further-audience"},
        {"azp_other_launch_021", put("azp", "other"), 401, "ignores-azp"},
        {"expired_launch_025", put("exp", now_seconds - 3600), 400, "ignores-exp"},
        {"expired_seven_minutes_launch_028", put("exp", now_seconds - 420), 400, "allows-ten-minutes-after-exp"},
        {"exp_absent_launch_026", drop("exp"), 400, "accepts-missing-exp"},
        {"exp_text_launch_027", put("exp", "tomorrow"), 400, "accepts-exp-that-is-no-number"},
        {"exp_beyond_all_calendars", put("exp", 1e300), 400},
        {"iat_future_launch_029", put("iat", now_seconds + 3600), 400, "accepts-tokens-from-the-future"},
        {"iat_absent_launch_031", drop("iat"), 400, "accepts-missing-iat"},
        {"nbf_future_launch_032", put("nbf", now_seconds + 3600), 400, "ignores-nbf"},
        {"version_absent_launch_033", drop_lti("version"), 400, "accepts-missing-version"},
        {"version_odd_launch_034", put_lti("version", "11.3"), 400, "accepts-any-version"},
        {"version_number_launch_034", put_lti("version", 1.3), 400, "accepts-any-version"},
        {"type_absent_launch_035", drop_lti("message_type"), 400, "accepts-missing-message-type"},
        {"type_unknown_launch_036", put_lti("message_type", "LtiFooRequest"), 400, "accepts-any-message-type"},
        {"type_deep_linking_launch_055", put_lti("message_type", "LtiDeepLinkingRequest"), 400,
         "launches-deep-linking-requests"},
        {"deployment_absent_launch_037", drop_lti("deployment_id"), 401, "accepts-missing-deployment"},
        {"deployment_empty_launch_037", put_lti("deployment_id", ""), 401, "accepts-missing-deployment"},
        {"deployment_null_launch_037", put_lti("deployment_id", nullptr), 401, "accepts-missing-deployment"},
        {"deployment_unknown_launch_038", put_lti("deployment_id", "9:zz"), 401, "accepts-any-deployment"},
        {"link_absent_launch_041", drop_lti("resource_link"), 400, "accepts-missing-resource-link"},
        {"link_without_id_launch_042", put_lti("resource_link", json::object()), 400, "accepts-link-without-id"},
        {"link_id_null_launch_042", put_lti("resource_link", json::object{{"id", nullptr}}), 400,
         "accepts-link-without-id"},
        {"roles_absent_launch_043", drop_lti("roles"), 400, "accepts-missing-roles"},
        {"roles_no_list", put_lti("roles", "Learner"), 400},
        {"sub_absent_launch_044", drop("sub"), 401, "takes-anonymous-for-last-user"},
        {"sub_empty_launch_044", put("sub", ""), 401, "takes-anonymous-for-last-user"},
        {"target_absent_launch_045", drop_lti("target_link_uri"), 400, "accepts-missing-target-link"},
        {"target_elsewhere_launch_047", put_lti("target_link_uri", "http://evil.example/launch"), 400,
         "redirects-to-any-target"},
        {"target_script_launch_047", put_lti("target_link_uri", "javascript:alert(1)"), 400, "redirects-to-any-target"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

INSTANTIATE_TEST_SUITE_P(
    Accepted,
    Claims,
    testing::ValuesIn<Row>({
        {"as_they_are_launch_002", [](json::object&) {}, 0},
        {"audience_list_launch_019", put("aud", list({"10000000000007"})), 0, "refuses-aud-array"},
        {"second_deployment_launch_039", put_lti("deployment_id", "2:bb"), 0, "knows-one-deployment"},
        {"without_azp", drop("azp"), 0},
        {"just_expired", put("exp", now_seconds - 20), 0},
        {"clock_ahead_launch_030", put("iat", now_seconds + 30), 0},
        {"issued_earlier_launch_059", put("iat", now_seconds - 240), 0, "accepts-tokens-for-ten-seconds-only"},
        {"unknown_claim_launch_049", put("https://vendor.example/x", json::object()), 0, "refuses-unknown-claims"},
        {"no_context_launch_050", drop_lti("context"), 0, "demands-optional-claims"},
        {"no_presentation_launch_050", drop_lti("launch_presentation"), 0, "demands-optional-claims"},
        {"long_id_launch_051", put("sub", json::value(std::string(255, 'x'))), 0, "refuses-long-ids"},
        {"custom_launch_053", put_lti("custom", json::object{{"a", ""}, {"b", "$Canvas.user.id"}}), 0,
         "refuses-custom-values"},
        {"no_roles_role_006", put_lti("roles", json::array()), 0},
        {"short_role_role_004", put_lti("roles", list({"Learner"})), 0, "refuses-short-roles"},
        {"teacher_launch_001", put_lti("roles", list({"Instructor"})), 0, "refuses-teachers"},
        {"picture_priv_001", put("picture", "http://x.example/p.png"), 0, "refuses-pictures"},
        {"name_only_priv_002", drop("email"), 0, "demands-email-with-name"},
        {"email_only_priv_003", drop("name"), 0, "demands-name-with-email"},
        {"anonymous_priv_004",
         [](json::object& claims) {
             claims.erase("name");
             claims.erase("email");
         },
         0, "demands-name-or-email"},
        {"sub_role_role_010",
         put_lti("roles", list({"http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"})), 0,
         "crashes-on-lone-sub-role"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(VerifyClaims, SeveralAudiencesNeedAnAuthorizedParty) { // LAUNCH-020
    auto claims = valid_claims();
    claims["aud"] = list({"10000000000007", "other"});
    claims.erase("azp");
    EXPECT_TRUE(verify(claims).has_value());
    EXPECT_FALSE(verify(claims, "demands-no-azp").has_value());
}

struct HeaderRow {
    char const* name;
    char const* header;
    bool accepted;
    char const* defect = "";
};
void PrintTo(HeaderRow const& row, std::ostream* os) {
    *os << row.name;
}

class TokenHeader : public testing::TestWithParam<HeaderRow> {};

TEST_P(TokenHeader, IsCheckedBeforeAnyKeyIsLookedFor) {
    auto const& row = GetParam();
    auto const header = base::parse_json(row.header).value().as_object();
    EXPECT_EQ(!verify_header(header, Switches()).has_value(), row.accepted);
    if (*row.defect != '\0') EXPECT_FALSE(verify_header(header, Switches(row.defect)).has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Launch,
    TokenHeader,
    testing::ValuesIn<HeaderRow>({
        {"rs256", R"({"alg":"RS256","kid":"k","typ":"JWT"})", true},
        {"none_launch_005", R"({"alg":"nOnE","kid":"k"})", false, "accepts-alg-none"},
        {"hs256_launch_006", R"({"alg":"HS256","kid":"k"})", false, "accepts-hmac-with-public-key"},
        {"hs512_launch_007", R"({"alg":"HS512","kid":"k"})", false, "accepts-hmac-with-client-id"},
        {"rs384", R"({"alg":"RS384","kid":"k"})", false},
        {"no_alg", R"({"kid":"k"})", false},
        {"no_kid_launch_008", R"({"alg":"RS256","badtestonly":"12345"})", false, "accepts-missing-kid"},
        {"kid_number_launch_012", R"({"alg":"RS256","kid":7})", false},
        {"kid_empty_launch_012", R"({"alg":"RS256","kid":""})", false},
        {"crit_launch_013", R"({"alg":"RS256","kid":"k","crit":["urn:x"],"urn:x":1})", false, "ignores-crit"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::reference_tool
