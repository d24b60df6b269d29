// What a configuration says over a request: config-xml.md 2, 3, 5.
#include "external_tools/configured.hpp"

#include "base/json.hpp"
#include "traffic/checks.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace easel::external_tools {
namespace {

namespace json = base::json;
using Outcome = Fetched::Outcome;

json::object parsed(std::string const& text) {
    return base::parse_json(text).value().as_object();
}

std::string document(std::string const& inside) {
    return R"(<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0" )"
           R"(xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0" xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0">)" +
           inside + "</cartridge_basiclti_link>";
}
std::string extension(std::string const& inside) {
    return "<blti:extensions platform='canvas.instructure.com'>" + inside + "</blti:extensions>";
}
std::string property(std::string const& name, std::string const& value) {
    return "<lticm:property name='" + name + "'>" + value + "</lticm:property>";
}
std::string options(std::string const& name, std::string const& inside) {
    return "<lticm:options name='" + name + "'>" + inside + "</lticm:options>";
}

Configuration by_xml(
    std::string const& inside, std::string const& request = "{}", world::Tool const* before = nullptr
) {
    auto parameters = parsed(request);
    parameters["config_type"] = "by_xml";
    parameters["config_xml"] = document(inside);
    traffic::Trail trail;
    return configured(std::move(parameters), before, {}, trail);
}

std::string shown(json::object const& object, std::string const& name) {
    auto const* const found = object.if_contains(name);
    return found == nullptr ? "absent" : base::dump(*found);
}

struct Row {
    char const* name;
    char const* request;
    std::string inside;
    char const* parameter;
    char const* value; ///< as JSON; "absent"
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

std::string const url = "<blti:launch_url>https://a.test/</blti:launch_url>";

class Merged : public testing::TestWithParam<Row> {};
TEST_P(Merged, HasWhatCanvasTakes) {
    auto const& t = GetParam();
    auto const made = by_xml(t.inside, t.request);
    EXPECT_TRUE(made.replaces);
    EXPECT_TRUE(made.wrong.empty());
    EXPECT_EQ(shown(made.parameters, t.parameter), t.value);
}
INSTANTIATE_TEST_SUITE_P(
    Parameters,
    Merged,
    testing::Values(
        Row{"title", "{}", "<blti:title>T</blti:title>", "name", R"("T")"},
        Row{"name_wins", R"({"name":"N"})", "<blti:title>T</blti:title>", "name", R"("N")"},
        Row{"blank_name_loses", R"({"name":" "})", "<blti:title>T</blti:title>", "name", R"("T")"},
        Row{"description", R"({"description":"r"})", "<blti:description>D</blti:description>", "description", R"("D")"},
        Row{"no_description", R"({"description":"r"})", "", "description", "null"},
        Row{"url", R"({"url":"https://r.test/"})", url, "url", R"("https://a.test/")"},
        Row{"no_url", R"({"url":"https://r.test/"})", "", "url", R"("https://r.test/")"},
        Row{"blank_url",
            R"({"url":"https://r.test/"})",
            "<blti:launch_url> </blti:launch_url>",
            "url",
            R"("https://r.test/")"},
        Row{"domain", R"({"domain":"r.test"})", extension(property("domain", "a.test")), "domain", R"("a.test")"},
        Row{"no_domain", R"({"domain":"r.test"})", extension(""), "domain", R"("r.test")"},
        Row{"no_privacy", R"({"privacy_level":"public"})", url, "privacy_level", R"("name_only")"},
        Row{"privacy", "{}", extension(property("privacy_level", "public")), "privacy_level", R"("public")"},
        Row{"unknown_privacy",
            R"({"privacy_level":"public"})",
            extension(property("privacy_level", "all")),
            "privacy_level",
            R"("public")"},
        Row{"fake_key", "{}", url, "consumer_key", R"("fake")"},
        Row{"fake_secret", R"({"consumer_key":"k"})", url, "shared_secret", R"("fake")"},
        Row{"key", "{}", extension(property("consumer_key", "x")), "consumer_key", R"("x")"},
        Row{"key_of_the_request",
            R"({"consumer_key":"k"})",
            extension(property("consumer_key", "x")),
            "consumer_key",
            R"("k")"},
        Row{"blank_key_stays_blank",
            R"({"consumer_key":""})",
            extension(property("consumer_key", "x")),
            "consumer_key",
            R"("")"},
        Row{"not_selectable", "{}", extension(property("not_selectable", "true")), "not_selectable", R"("true")"},
        Row{"not_selectable_of_the_request",
            R"({"not_selectable":false})",
            extension(property("not_selectable", "true")),
            "not_selectable",
            "false"},
        Row{"compliant", "{}", extension(property("oauth_compliant", " true ")), "oauth_compliant", R"("true")"},
        Row{"compliant_of_the_request",
            R"({"oauth_compliant":false})",
            extension(property("oauth_compliant", "true")),
            "oauth_compliant",
            "false"},
        Row{"custom",
            R"({"custom_fields":{"r":"1"}})",
            "<blti:custom>" + property("a", "1") + "</blti:custom>",
            "custom_fields",
            R"({"a":"1"})"},
        Row{"custom_string_goes", R"({"custom_fields_string":"r=1"})", url, "custom_fields_string", "absent"},
        Row{"icon_goes", R"({"icon_url":"https://r.test/i"})", url, "icon_url", "absent"},
        Row{"placement_goes", R"({"user_navigation":{"enabled":true}})", url, "user_navigation", "absent"},
        Row{"placement",
            "{}",
            extension(options("course_navigation", property("enabled", "true"))),
            "course_navigation",
            R"({"enabled":"true"})"},
        Row{"placement_by_its_url",
            "{}",
            extension(options("course_navigation", property("url", "https://a.test/n"))),
            "course_navigation",
            R"({"url":"https://a.test/n"})"},
        Row{"placement_by_the_url", "{}", url + extension(options("course_navigation", "")), "course_navigation", "{}"},
        Row{"placement_by_the_request",
            R"({"url":"https://r.test/"})",
            extension(options("course_navigation", "")),
            "course_navigation",
            "{}"},
        Row{"placement_by_a_setting",
            "{}",
            extension(property("url", "https://a.test/s") + options("course_navigation", "")),
            "course_navigation",
            "{}"},
        Row{"placement_without_url",
            R"({"domain":"r.test"})",
            extension(options("course_navigation", property("text", "x"))),
            "course_navigation",
            "absent"},
        Row{"unknown_parameter_stays", R"({"verify_uniqueness":"true"})", url, "verify_uniqueness", R"("true")"}
    ),
    [](auto const& info) { return info.param.name; }
);

TEST(Configured, AToolThatIsChangedKeepsNameAndKeys) {
    world::Tool tool;
    tool.title = "Lab";
    tool.consumer_key = "k";
    tool.shared_secret = "s";
    tool.target_link_uri = "https://t.test/";
    auto const made = by_xml(
        "<blti:title>T</blti:title>" + extension(property("consumer_key", "x") + options("user_navigation", "")),
        "{}",
        &tool
    );
    EXPECT_EQ(shown(made.parameters, "name"), "absent");
    EXPECT_EQ(shown(made.parameters, "consumer_key"), "absent");
    EXPECT_EQ(shown(made.parameters, "shared_secret"), "absent");
    EXPECT_EQ(shown(made.parameters, "user_navigation"), "{}"); // the tool has a URL
}

TEST(Configured, SettingsGoIntoTheTool) {
    auto const made = by_xml(extension(
        property("tool_id", "lab") + property("post_only", "true") + property("selection_width", "500") +
        property("selection_height", "tall") + property("prefer_sis_email", "true") +
        options("environments", property("test_domain", "t.test"))
    ));
    world::Tool tool;
    apply_configured_settings(tool, made.settings);
    EXPECT_EQ(tool.tool_id, "lab");
    EXPECT_TRUE(tool.post_only);
    EXPECT_EQ(tool.width, 500);
    EXPECT_EQ(tool.height, 0);
    EXPECT_EQ(base::dump(tool.settings), R"({"prefer_sis_email":"true","environments":{"test_domain":"t.test"}})");
}

TEST(Configured, WithoutConfigurationNothingChanges) {
    for (auto const* request :
         {R"({"name":"N"})", R"({"config_type":"by_other","config_xml":"bob"})", R"({"config_xml":"bob"})"}) {
        traffic::Trail trail;
        auto const made = configured(parsed(request), nullptr, {}, trail);
        EXPECT_FALSE(made.replaces);
        EXPECT_TRUE(made.wrong.empty());
        EXPECT_EQ(base::dump(made.parameters), base::dump(parsed(request)));
        EXPECT_TRUE(trail.empty());
    }
}

struct WrongRow {
    char const* name;
    std::string request;
    Fetched fetched;
    std::string wrong; ///< "attribute: message; ..."
    char const* fact;
};
void PrintTo(WrongRow const& row, std::ostream* out) {
    *out << row.name;
}

class Refused : public testing::TestWithParam<WrongRow> {};
TEST_P(Refused, SaysWhatIsWrong) {
    traffic::Trail trail;
    auto const made = configured(parsed(GetParam().request), nullptr, GetParam().fetched, trail);
    std::string wrong;
    for (auto const& one : made.wrong) wrong += (wrong.empty() ? "" : "; ") + one.attribute + ": " + one.message;
    EXPECT_EQ(wrong, GetParam().wrong);
    EXPECT_FALSE(made.replaces);
    ASSERT_FALSE(trail.empty());
    auto const refused = std::find_if(trail.begin(), trail.end(), [](auto const& check) { return !check.passed; });
    ASSERT_NE(refused, trail.end());
    EXPECT_EQ(std::string(refused->fact), GetParam().fact);
    EXPECT_EQ(std::string(trail.back().fact), "config-xml/5.8"); // none of them has a url
}
std::string const url_request = R"({"config_type":"by_url","config_url":"https://a.test/c.xml"})";
INSTANTIATE_TEST_SUITE_P(
    Errors,
    Refused,
    testing::Values(
        WrongRow{"no_xml", R"({"config_type":"by_xml"})", {}, "config_xml: can't be blank", "config-xml/5.6"},
        WrongRow{
            "blank_xml",
            R"({"config_type":"by_xml","config_xml":" "})",
            {},
            "config_xml: can't be blank; config_xml: Invalid XML Configuration",
            "config-xml/5.6"},
        WrongRow{
            "bob",
            R"({"config_type":"by_xml","config_xml":"bob"})",
            {},
            "config_xml: Invalid XML Configuration",
            "config-xml/5.1"},
        WrongRow{"no_url", R"({"config_type":"by_url"})", {}, "config_url: can't be blank", "config-xml/5.7"},
        WrongRow{
            "blank_url",
            R"({"config_type":"by_url","config_url":""})",
            {},
            "config_url: can't be blank; config_url: Invalid URL",
            "config-xml/5.7"},
        WrongRow{
            "late",
            url_request,
            {Outcome::timed_out, ""},
            "config_url: could not retrieve configuration, the server response timed out",
            "config-xml/5.4"},
        WrongRow{"failed", url_request, {Outcome::failed, ""}, "config_url: Invalid URL", "config-xml/5.5"},
        WrongRow{
            "fetched_bob",
            url_request,
            {Outcome::fetched, "bob"},
            "config_url: Invalid XML Configuration",
            "config-xml/5.1"}
    ),
    [](auto const& info) { return info.param.name; }
);

TEST(Configured, WhatIsFetchedIsRead) {
    traffic::Trail trail;
    auto const made = configured(parsed(url_request), nullptr, {Outcome::fetched, document(url)}, trail);
    EXPECT_TRUE(made.replaces);
    EXPECT_EQ(shown(made.parameters, "url"), R"("https://a.test/")");
}

TEST(Configured, ACheckThatIsSwitchedOffLetsPass) {
    traffic::switch_off("config-xml/5.3");
    traffic::Trail trail;
    auto request = parsed(R"({"config_type":"by_xml"})");
    request["config_xml"] = document("<blti:launch_url>https://a.test/?a=1&b=2</blti:launch_url>");
    auto const made = configured(request, nullptr, {}, trail);
    traffic::switch_off("");
    EXPECT_TRUE(made.wrong.empty());
    EXPECT_EQ(shown(made.parameters, "url"), R"("https://a.test/?a=1=2")");
}

TEST(ConfigurationUrl, IsFetchedByUrlOnly) {
    EXPECT_EQ(configuration_url(parsed(url_request)), "https://a.test/c.xml");
    EXPECT_EQ(configuration_url(parsed(R"({"config_type":"by_xml","config_url":"https://a.test/"})")), std::nullopt);
    EXPECT_EQ(configuration_url(parsed(R"({"config_url":"https://a.test/"})")), std::nullopt);
    EXPECT_EQ(configuration_url(parsed(R"({"config_type":"by_url","config_url":" "})")), std::nullopt);
    EXPECT_EQ(configuration_url(parsed(R"({"config_type":"by_url","config_url":7})")), std::nullopt);
}

} // namespace
} // namespace easel::external_tools
