#include "base/json.hpp"
#include "tool_xml/tool_xml.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::tool_xml {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string const head =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0"
    xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0" xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0"
    xmlns:lticp="http://www.imsglobal.org/xsd/imslticp_v1p0">)";
std::string const tail = "</cartridge_basiclti_link>";

Configured configured(std::string const& inside) {
    auto found = read(head + inside + tail);
    EXPECT_THAT(found.refusals, IsEmpty());
    return std::move(found.configured);
}
std::string extension(std::string const& inside) {
    return R"(<blti:extensions platform="canvas.instructure.com">)" + inside + "</blti:extensions>";
}
std::string property(std::string const& name, std::string const& value) {
    return R"(<lticm:property name=")" + name + R"(">)" + value + "</lticm:property>";
}
base::json::value parsed(char const* text) {
    return base::parse_json(text).value();
}

// config-xml.md 6
TEST(ReadXml, TheComposedExample) {
    auto const made = configured(R"(
  <blti:title>Cell Lab</blti:title>
  <blti:description>Virtual microscope</blti:description>
  <blti:launch_url>https://tool.test/lti/?assignment=1&amp;lang=en</blti:launch_url>
  <blti:icon>https://tool.test/icon.png</blti:icon>
  <blti:custom><lticm:property name="level">2</lticm:property></blti:custom>
  <blti:extensions platform="canvas.instructure.com">
    <lticm:property name="privacy_level">public</lticm:property>
    <lticm:property name="domain">tool.test</lticm:property>
    <lticm:property name="tool_id">cell-lab</lticm:property>
    <lticm:property name="oauth_compliant">true</lticm:property>
    <lticm:options name="course_navigation">
      <lticm:property name="enabled">true</lticm:property>
      <lticm:property name="default">disabled</lticm:property>
      <lticm:property name="visibility">members</lticm:property>
      <lticm:options name="labels"><lticm:property name="es">Laboratorio</lticm:property></lticm:options>
      <lticm:options name="custom_fields"><lticm:property name="Course Mode">nav</lticm:property></lticm:options>
    </lticm:options>
    <lticm:options name="assignment_selection">
      <lticm:property name="message_type">ContentItemSelectionRequest</lticm:property>
      <lticm:property name="url">https://tool.test/pick</lticm:property>
    </lticm:options>
    <lticm:options name="custom_fields"><lticm:property name="school">mock</lticm:property></lticm:options>
  </blti:extensions>)");
    EXPECT_EQ(made.title, "Cell Lab");
    EXPECT_EQ(made.description, "Virtual microscope");
    EXPECT_EQ(made.url, "https://tool.test/lti/?assignment=1&lang=en");
    EXPECT_EQ(made.domain, "tool.test");
    EXPECT_EQ(made.privacy_level, "public");
    EXPECT_EQ(made.tool_id, "cell-lab");
    EXPECT_EQ(made.consumer_key, std::nullopt);
    EXPECT_EQ(base::json::value(made.custom_fields), parsed(R"({"school":"mock","level":"2"})"));
    EXPECT_EQ(
        base::json::value(made.settings), parsed(R"({
            "oauth_compliant": "true",
            "icon_url": "https://tool.test/icon.png",
            "course_navigation": {"enabled": "true", "default": "disabled", "visibility": "members",
                "labels": {"es": "Laboratorio"}, "custom_fields": {"Course Mode": "nav"}},
            "assignment_selection": {"message_type": "ContentItemSelectionRequest", "url": "https://tool.test/pick"}})")
    );
}

struct Row {
    char const* name;
    std::string inside;
    std::optional<std::string> Configured::*member;
    std::optional<std::string> value;
    char const* fact; ///< "" : none of its own
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Members : public testing::TestWithParam<Row> {};
TEST_P(Members, AreReadAsCanvasReadsThem) {
    auto const& t = GetParam();
    auto const found = read(head + t.inside + tail);
    EXPECT_THAT(found.refusals, IsEmpty());
    EXPECT_EQ(found.configured.*t.member, t.value);
    if (*t.fact != 0) EXPECT_THAT(found.facts, Contains(t.fact));
}

using C = Configured;
INSTANTIATE_TEST_SUITE_P(
    Elements,
    Members,
    testing::Values(
        Row{"title_trimmed", "<blti:title>\n Lab </blti:title>", &C::title, "Lab", "config-xml/2.1"},
        Row{"title_of_another_namespace", "<lticm:title>Lab</lticm:title>", &C::title, std::nullopt, ""},
        Row{"title_without_prefix", "<title>Lab</title>", &C::title, std::nullopt, ""},
        Row{"title_deeper", "<blti:vendor><blti:title>Lab</blti:title></blti:vendor>", &C::title, std::nullopt, ""},
        Row{"first_title", "<blti:title>A</blti:title><blti:title>B</blti:title>", &C::title, "A", ""},
        Row{"description", "<blti:description> about </blti:description>", &C::description, "about", "config-xml/2.2"},
        Row{"launch_url",
            "<blti:launch_url> http://a.test/ </blti:launch_url>",
            &C::url,
            "http://a.test/",
            "config-xml/2.4"},
        Row{"secure_launch_url",
            "<blti:launch_url>http://a.test/</blti:launch_url><blti:secure_launch_url>https://a.test/</"
            "blti:secure_launch_url>",
            &C::url,
            "https://a.test/",
            "config-xml/2.3"},
        Row{"secure_but_empty",
            "<blti:launch_url>http://a.test/</blti:launch_url><blti:secure_launch_url/>",
            &C::url,
            "",
            "config-xml/2.3"},
        Row{"vendor_is_not_read", "<blti:vendor><lticp:name>V</lticp:name></blti:vendor>", &C::title, std::nullopt, ""}
    ),
    [](auto const& info) { return info.param.name; }
);
INSTANTIATE_TEST_SUITE_P(
    Properties,
    Members,
    testing::Values(
        Row{"privacy",
            extension(property("privacy_level", " email_only ")),
            &C::privacy_level,
            "email_only",
            "config-xml/2.7"},
        Row{"no_privacy", extension(""), &C::privacy_level, std::nullopt, "config-xml/2.7"},
        Row{"domain", extension(property("domain", "a.test")), &C::domain, "a.test", ""},
        Row{"not_selectable", extension(property("not_selectable", "true")), &C::not_selectable, "true", ""},
        Row{"key", extension(property("consumer_key", "k")), &C::consumer_key, "k", ""},
        Row{"secret", extension(property("shared_secret", "s")), &C::shared_secret, "s", ""},
        Row{"tool_id", extension(property("tool_id", "x")), &C::tool_id, "x", ""},
        Row{"options_for_a_text", extension("<lticm:options name='domain'/>"), &C::domain, std::nullopt, ""},
        Row{"any_namespace",
            extension("<blti:property name='domain'>a.test</blti:property>"),
            &C::domain,
            "a.test",
            ""},
        Row{"no_namespace_at_all", extension("<property name='domain'>a.test</property>"), &C::domain, "a.test", ""},
        Row{"prefix_not_declared",
            extension("<x:property name='domain'>a.test</x:property>"),
            &C::domain,
            std::nullopt,
            ""},
        Row{"without_name", extension("<lticm:property>a.test</lticm:property>"), &C::domain, std::nullopt, ""},
        Row{"of_another_platform",
            "<blti:extensions platform='my.moodle.example'>" + property("domain", "m.test") + "</blti:extensions>",
            &C::domain,
            std::nullopt,
            "config-xml/2.8"},
        Row{"second_extension_takes_the_place",
            extension(property("domain", "a.test")) + extension(property("tool_id", "x")),
            &C::domain,
            std::nullopt,
            ""}
    ),
    [](auto const& info) { return info.param.name; }
);

struct SettingsRow {
    char const* name;
    std::string inside;
    char const* settings;
    char const* custom;
};
void PrintTo(SettingsRow const& row, std::ostream* out) {
    *out << row.name;
}
class Settings : public testing::TestWithParam<SettingsRow> {};
TEST_P(Settings, AreCopiedAsTheyAre) {
    auto const made = configured(GetParam().inside);
    EXPECT_EQ(base::json::value(made.settings), parsed(GetParam().settings));
    EXPECT_EQ(base::json::value(made.custom_fields), parsed(GetParam().custom));
}
INSTANTIATE_TEST_SUITE_P(
    OfTheExtension,
    Settings,
    testing::Values(
        SettingsRow{
            "texts",
            extension(property("text", "Lab") + property("selection_width", "500")),
            R"({"text":"Lab","selection_width":"500"})",
            "{}"},
        SettingsRow{
            "environments",
            extension("<lticm:options name='environments'>" + property("test_domain", "t.test") + "</lticm:options>"),
            R"({"environments":{"test_domain":"t.test"}})",
            "{}"},
        SettingsRow{
            "nested", // config-xml/3.9
            extension(
                "<lticm:options name='a'><lticm:options name='b'>" + property("c", "1") +
                "</lticm:options></lticm:options>"
            ),
            R"({"a":{"b":{"c":"1"}}})",
            "{}"},
        SettingsRow{
            "custom_in_options", // config-xml/3.10
            extension(
                "<lticm:options name='editor_button'><lticm:custom>" + property("k", "v") +
                "</lticm:custom></lticm:options>"
            ),
            R"({"editor_button":{"custom_fields":{"k":"v"}}})",
            "{}"},
        SettingsRow{
            "custom_right_below",
            extension("<lticm:custom>" + property("k", "v") + "</lticm:custom>"),
            "{}",
            R"({"k":"v"})"},
        SettingsRow{
            "custom_over_the_extension", // config-xml/2.6
            extension(
                "<lticm:options name='custom_fields'>" + property("a", "1") + property("b", "1") + "</lticm:options>"
            ) + "<blti:custom>" +
                property("b", "2") + "</blti:custom>",
            "{}",
            R"({"a":"1","b":"2"})"},
        SettingsRow{"custom_alone", "<blti:custom>" + property("b", "2") + "</blti:custom>", "{}", R"({"b":"2"})"},
        SettingsRow{
            "icon_over_the_extension", // config-xml/2.5
            "<blti:icon> https://a.test/1 </blti:icon>" + extension(property("icon_url", "https://a.test/2")),
            R"({"icon_url":"https://a.test/1"})",
            "{}"},
        SettingsRow{
            "outcome_is_none", // config-xml/3.6
            extension(property("outcome", "10") + property("x", "1")),
            R"({"x":"1"})",
            "{}"},
        SettingsRow{"the_last_of_a_name", extension(property("x", "1") + property("x", "2")), R"({"x":"2"})", "{}"},
        SettingsRow{
            "white_space_around",
            extension(property("oauth_compliant", "\n true\n ")),
            R"({"oauth_compliant":"true"})",
            "{}"}
    ),
    [](auto const& info) { return info.param.name; }
);

TEST(ReadXml, OptionsNestedTooDeeplyAreNotRead) {
    std::string open, close;
    for (int i = 0; i < 100; ++i) {
        open += "<lticm:options name='o'>";
        close += "</lticm:options>";
    }
    auto const made = configured(extension(open + close));
    std::size_t depth = 0;
    base::json::value at = made.settings;
    while (auto const* const inner = base::member(at, "o")) {
        ++depth;
        at = base::json::value(*inner);
    }
    EXPECT_EQ(depth, most_nested_options);
}

} // namespace
} // namespace easel::tool_xml
