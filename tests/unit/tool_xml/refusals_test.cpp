#include "tool_xml/tool_xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::tool_xml {
namespace {

constexpr auto invalid = "config-xml/5.1 Invalid XML Configuration";
constexpr auto syntax = "config-xml/5.2 Invalid xml syntax";
constexpr auto ampersand = "config-xml/5.3 Invalid url in xml. Ampersands must be escaped.";

struct Row {
    char const* name;
    std::string document;
    std::string refusal; ///< "" : taken
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

std::string link(std::string const& spaces, std::string const& inside) {
    return "<cartridge_basiclti_link " + spaces + ">" + inside + "</cartridge_basiclti_link>";
}
std::string const usual = R"(xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0" )"
                          R"(xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0" )"
                          R"(xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0")";
std::string url(std::string const& text) {
    return link(usual, "<blti:launch_url>" + text + "</blti:launch_url>");
}
std::string placed(std::string const& text, std::string const& name = "url") {
    return link(
        usual,
        "<blti:extensions platform='canvas.instructure.com'><lticm:options name='editor_button'><lticm:property "
        "name='" +
            name + "'>" + text + "</lticm:property></lticm:options></blti:extensions>"
    );
}

class Refusals : public testing::TestWithParam<Row> {};
TEST_P(Refusals, AreThoseOfCanvas) {
    auto const found = read(GetParam().document);
    auto const first =
        found.refusals.empty() ? std::string() : found.refusals[0].fact + " " + found.refusals[0].message;
    EXPECT_EQ(first, GetParam().refusal);
}
INSTANTIATE_TEST_SUITE_P(
    Documents,
    Refusals,
    testing::Values(
        Row{"nothing", "", invalid},
        Row{"blanks", "  \n", invalid},
        Row{"no_xml", "bob", invalid},
        Row{"a_page", "<!DOCTYPE html><html><body>Not found</body></html>", invalid},
        Row{"json", R"({"title": "imsglobal"})", invalid},
        Row{"no_namespace", link("", "<title>x</title>"), invalid},
        Row{"another_namespace", link("xmlns='urn:x'", ""), invalid},
        Row{"declared_inside_only", "<a>" + link(usual, "") + "</a>", invalid},
        Row{"too_large", link(usual, std::string(most_bytes, ' ')), invalid},
        Row{"imsglobal_in_capitals", link("xmlns='urn:IMSGLOBAL' xmlns:blti='urn:b'", ""), ""},
        Row{"imsglobal_and_no_blti",
            link("xmlns='http://www.imsglobal.org/xsd/imslticc_v1p0'", "<blti:title>x</blti:title>"),
            syntax},
        Row{"blti_by_another_prefix",
            link(
                "xmlns='urn:imsglobal' xmlns:b='http://www.imsglobal.org/xsd/imsbasiclti_v1p0'", "<b:title>x</b:title>"
            ),
            ""},
        Row{"blti_of_another_address",
            link("xmlns='urn:imsglobal' xmlns:blti='urn:b'", "<blti:title>x</blti:title>"),
            ""},
        Row{"usual", url("https://a.test/"), ""},
        Row{"one_parameter", url("https://a.test/?a=1"), ""},
        Row{"escaped", url("https://a.test/?a=1&amp;b=2"), ""},
        Row{"semicolon", url("https://a.test/?a=1;b=2"), ""},
        Row{"unescaped", url("https://a.test/?a=1&b=2"), ampersand},
        Row{"what_is_left", url("https://a.test/?a=1b=2"), ampersand},
        Row{"padded", url("https://a.test/?id=abc=="), ampersand},
        Row{"of_a_placement", placed("https://a.test/?a=1&b=2"), ampersand},
        Row{"of_something_else", placed("https://a.test/?a=1&b=2", "icon_url"), ""},
        Row{"of_a_vendor",
            link(
                usual,
                "<blti:extensions platform='x'><lticm:property name='url'>?a=1&b=2</lticm:property></blti:extensions>"
            ),
            ampersand},
        Row{"custom_field",
            link(usual, "<blti:custom><lticm:property name='url'>?a=1&b=2</lticm:property></blti:custom>"),
            ampersand}
    ),
    [](auto const& info) { return info.param.name; }
);

TEST(Refusals, WhatCanBeReadIsReadAllTheSame) {
    auto const found = read(url("https://a.test/?a=1&b=2"));
    EXPECT_EQ(found.configured.url, "https://a.test/?a=1=2");
}

TEST(Refusals, AnyPrefixLeadsToTheElements) {
    auto const found = read(
        link("xmlns='urn:imsglobal' xmlns:b='http://www.imsglobal.org/xsd/imsbasiclti_v1p0'", "<b:title>x</b:title>")
    );
    EXPECT_EQ(found.configured.title, "x");
}

} // namespace
} // namespace easel::tool_xml
