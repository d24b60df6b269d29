// The picker: what it offers, what it returns, and what each defect does to that.
#include "fake_platform.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <regex>

namespace easel::reference_tool {
namespace {

namespace json = base::json;
using http::awaitable;
using testing::HasSubstr;
using testing::Not;
using testing_support::Stage;

constexpr auto return_url = "https://canvas.example/courses/5/deep_linking_response?data=a%2Bb.c&x=1";

std::string dl(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti-dl/claim/" + name;
}
std::string lti(std::string const& name) {
    return "https://purl.imsglobal.org/spec/lti/claim/" + name;
}

/// Settings of a picker; `types` as JSON.
json::object settings(char const* types, bool several) {
    json::object made{
        {"deep_link_return_url", return_url}, {"accept_multiple", several}, {"accept_media_types", "*/*"}};
    made["accept_types"] = base::parse_json(types).value();
    return made;
}

Stage::Change asking(json::object const& with) {
    return [with](json::object& claims) {
        claims[lti("message_type")] = "LtiDeepLinkingRequest";
        claims.erase(lti("resource_link"));
        claims[dl("deep_linking_settings")] = with;
    };
}

/// What the browser would post after the user's choice.
struct Returned {
    http::Response picker;
    http::Response page;
    std::string action;
    base::Fields fields;
    json::object header, claims;
    bool trusted = false; ///< signed by the tool's key
};

Returned choose(std::string defect, json::object const& with, base::Fields const& form) {
    Stage stage(std::move(defect));
    Returned returned;
    stage.run([&](Stage& s) -> awaitable<void> {
        returned.picker = co_await s.launch(asking(with));
        returned.page = co_await s.post("/pick", form);
    });
    std::smatch match;
    auto const& body = returned.page.body;
    if (std::regex_search(body, match, std::regex("method=\"post\" action=\"([^\"]*)\"")))
        returned.action = base::html_unescape(match[1].str());
    if (std::regex_search(body, match, std::regex("name=\"([^\"]*)\" value=\"([^\"]*)\"")))
        returned.fields.emplace_back(match[1].str(), base::html_unescape(match[2].str()));
    if (returned.fields.empty()) return returned;
    auto const token = jose::decode(returned.fields.front().second);
    if (!token) return returned;
    returned.header = token->header;
    returned.claims = token->claims;
    returned.trusted = jose::verifies(*token, keys::fixture_key("reference-tool"));
    return returned;
}

base::Fields const first{{"item", "quiz"}, {"do", "choose"}};

TEST(Picker, ReturnsASignedResponse) {
    auto const got = choose("", settings(R"(["ltiResourceLink"])", false), first);
    EXPECT_THAT(got.picker.body, HasSubstr("Welcome"));
    EXPECT_EQ(got.action, return_url);
    ASSERT_EQ(got.fields.size(), 1U);
    EXPECT_EQ(got.fields.front().first, "JWT");
    EXPECT_TRUE(got.trusted);
    EXPECT_EQ(got.claims.at(lti("message_type")), json::value("LtiDeepLinkingResponse"));
    EXPECT_EQ(got.claims.at(lti("version")), json::value("1.3.0"));
    EXPECT_FALSE(got.claims.contains(dl("data")));
    auto const& items = got.claims.at(dl("content_items")).as_array();
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].at("type"), json::value("ltiResourceLink"));
    EXPECT_EQ(items[0].at("lineItem").at("scoreMaximum"), json::value(10));
    EXPECT_THAT(got.page.body, HasSubstr("submit();"));
}

TEST(Picker, OffersWhatIsWanted) {
    struct Row {
        char const* types;
        std::vector<std::string> offered;
        std::vector<std::string> missing;
    };
    std::vector<Row> const rows{
        {R"(["ltiResourceLink"])", {"Cells exercise", "Cells story"}, {"Cells reading", "Cells sheet", "Cells note"}},
        {R"(["link","html"])", {"Cells reading", "Cells note"}, {"Cells exercise", "Cells sheet"}},
        {R"(["file"])", {"Cells sheet"}, {"Cells note"}},
        {R"(["ltiAssetProcessor"])", {"nothing of the kind"}, {"Cells"}},
    };
    for (auto const& row : rows) {
        SCOPED_TRACE(row.types);
        auto const got = choose("", settings(row.types, true), {{"do", "cancel"}});
        for (auto const& text : row.offered) EXPECT_THAT(got.picker.body, HasSubstr(text));
        for (auto const& text : row.missing) EXPECT_THAT(got.picker.body, Not(HasSubstr(text)));
    }
}

TEST(Picker, ReturnsOneItemUnlessSeveralAreWanted) {
    base::Fields const both{{"item", "quiz"}, {"item", "story"}, {"do", "choose"}};
    auto const count = [&](bool several) {
        auto const got = choose("", settings(R"(["ltiResourceLink"])", several), both);
        return got.claims.at(dl("content_items")).as_array().size();
    };
    EXPECT_EQ(count(true), 2U);
    EXPECT_EQ(count(false), 1U);
}

TEST(Picker, ReturnsWithNothingWhenCancelled) {
    auto const got = choose("", settings(R"(["ltiResourceLink"])", false), {{"item", "quiz"}, {"do", "cancel"}});
    EXPECT_EQ(got.action, return_url);
    EXPECT_TRUE(got.claims.at(dl("content_items")).as_array().empty());
    EXPECT_FALSE(got.claims.contains(dl("msg")));
}

TEST(Picker, SendsDataBackAndNoLineItemsWhereNoneAreTaken) {
    auto with = settings(R"(["ltiResourceLink"])", false);
    with["data"] = "a\"+b/c==é";
    with["accept_lineitem"] = false;
    auto const got = choose("", with, first);
    EXPECT_EQ(got.claims.at(dl("data")), with.at("data"));
    EXPECT_FALSE(got.claims.at(dl("content_items")).as_array()[0].as_object().contains("lineItem"));
}

TEST(Picker, IsRefusedWithoutAWayBack) {
    auto without = settings(R"(["ltiResourceLink"])", false);
    without.erase("deep_link_return_url");
    for (auto const& with : {json::object(), without}) {
        auto const got = choose("", with, first);
        EXPECT_EQ(got.picker.status, 400);
        EXPECT_EQ(got.page.status, 401);
    }
}

struct Row {
    char const* defect;
    std::function<bool(Returned const&)> shows;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.defect;
}
class PickerDefects : public testing::TestWithParam<Row> {};

TEST_P(PickerDefects, ShowInTheResponseAndNowhereElse) {
    auto const with = settings(R"(["ltiResourceLink"])", false);
    EXPECT_TRUE(GetParam().shows(choose(GetParam().defect, with, first)));
    EXPECT_FALSE(GetParam().shows(choose("", with, first)));
}

json::object const& first_item(Returned const& got) {
    return got.claims.at(dl("content_items")).as_array().at(0).as_object();
}

std::vector<Row> rows() {
    return {
        {"deep-links-in-another-field", [](auto const& got) { return got.fields.front().first != "JWT"; }},
        {"drops-return-query", [](auto const& got) { return got.action != return_url; }},
        {"deep-links-unsigned", [](auto const& got) { return !got.trusted; }},
        {"deep-links-as-itself", [](auto const& got) { return got.claims.at("iss").as_string().starts_with("http"); }},
        {"deep-links-to-token-url",
         [](auto const& got) { return got.claims.at("aud").as_string().ends_with("token"); }},
        {"deep-links-with-one-nonce", [](auto const& got) { return got.claims.at("nonce") == "once-and-for-all"; }},
        {"deep-links-as-a-request",
         [](auto const& got) { return got.claims.at(lti("message_type")) != "LtiDeepLinkingResponse"; }},
        {"deep-links-without-deployment", [](auto const& got) { return !got.claims.contains(lti("deployment_id")); }},
        {"invents-deep-link-data", [](auto const& got) { return got.claims.contains(dl("data")); }},
        {"deep-links-one-item-bare", [](auto const& got) { return got.claims.at(dl("content_items")).is_object(); }},
        {"deep-links-nested-custom",
         [](auto const& got) { return first_item(got).at("custom").as_object().contains("settings"); }},
        {"deep-links-null-members",
         [](auto const& got) { return first_item(got).at("lineItem").as_object().contains("tag"); }},
        {"ignores-accept-types", [](auto const& got) { return first_item(got).at("type") == "html"; }},
        {"ignores-accept-multiple",
         [](auto const& got) { return got.claims.at(dl("content_items")).as_array().size() > 1; }},
        {"misspells-deep-link-message", [](auto const& got) { return !got.claims.contains(dl("msg")); }},
    };
}

INSTANTIATE_TEST_SUITE_P(Tool, PickerDefects, testing::ValuesIn(rows()), [](auto const& info) {
    std::string name = info.param.defect;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
});

} // namespace
} // namespace easel::reference_tool
