// The configuration that a tool shows of itself: each rule, what breaks it and what nearly does. Requirements CFG.
#include "base/text.hpp"
#include "check/configuration.hpp"
#include "check/wire.hpp"
#include "wire_scene.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <set>
#include <string>

namespace easel::check {
namespace {

using testing::HasSubstr;
using verdict::Verdict;

constexpr auto passed = Verdict::passed;
constexpr auto failed = Verdict::failed;
constexpr auto warned = Verdict::warned;

std::string const right = test::right_xml();
std::string const right_json = test::right_json();

struct Shown {
    std::string body = right;
    std::string type = "application/xml; charset=utf-8";
    int status = 200;
    bool json = false;
};

std::deque<traffic::Exchange> fetched(Shown const& shown) {
    traffic::Exchange exchange;
    exchange.number = 1;
    exchange.from = traffic::Party::platform;
    exchange.to = traffic::Party::tool;
    exchange.kind = traffic::CallKind::tool_configuration;
    exchange.request.headers.set("Accept", shown.json ? "application/json" : "application/xml, text/xml");
    if (shown.status == 0) {
        exchange.error = "connection refused";
    } else {
        http::Response response;
        response.status = shown.status;
        response.headers.set("Content-Type", shown.type);
        if (shown.status == 302) response.headers.set("Location", "https://elsewhere.test/");
        response.body = shown.body;
        exchange.response = std::move(response);
    }
    return {exchange};
}

Shown xml(std::string const& from, std::string const& to) {
    EXPECT_THAT(right, HasSubstr(from));
    return {.body = base::replace_all(right, from, to)};
}
Shown json(std::string const& from, std::string const& to) {
    EXPECT_THAT(right_json, HasSubstr(from));
    return {.body = base::replace_all(right_json, from, to), .type = "application/json", .json = true};
}
std::string const domain = R"(<lticm:property name="domain">tool.test</lticm:property>)";
std::string const launch = R"(<blti:launch_url>https://tool.test/lti?a=1&amp;b=2</blti:launch_url>)";

std::string const icon = "<blti:icon>https://tool.test/icon.png</blti:icon>";

/// A link that declares basic LTI alone, with something of its own.
std::string only_basic(std::string const& inside) {
    return R"(<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0" )"
           R"(xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0"><blti:title>Lab</blti:title>)"
           "<blti:launch_url>https://tool.test/</blti:launch_url>" +
           inside + "</cartridge_basiclti_link>";
}

/// ASCII as UTF-16 with its byte order mark.
std::string wide(std::string const& text) {
    std::string out = "\xFF\xFE";
    for (char const c : text) {
        out += c;
        out += '\0';
    }
    return out;
}

struct Row {
    char const* name;
    char const* requirement;
    Shown shown;
    std::string says; ///< "" : nothing in particular
    Verdict verdict = failed;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

std::vector<Row> rows() {
    return {
        {"absent", "CFG-001", {.status = 404}, "status 404"},
        {"unreachable", "CFG-001", {.status = 0}, "connection refused"},
        {"there", "CFG-001", {}, "", passed},
        {"mismatched", "CFG-002", xml("</blti:title>", "</blti:titel>"), "line 5"},
        {"another_root", "CFG-002", xml("cartridge_basiclti_link", "basic_lti_link"), "cartridge_basiclti_link"},
        {"no_default_namespace",
         "CFG-002",
         xml(R"(xmlns="http://www.imsglobal.org/xsd/imslticc_v1p0")", ""),
         "imslticc"},
        {"no_blti", "CFG-002", xml(R"(xmlns:blti="http://www.imsglobal.org/xsd/imsbasiclti_v1p0")", ""), "imsbasiclti"},
        {"no_lticm", "CFG-002", xml(R"(xmlns:lticm="http://www.imsglobal.org/xsd/imslticm_v1p0")", ""), "imslticm"},
        {"page", "CFG-002", {.body = "<!DOCTYPE html><html><body><p>Hello<br></body></html>"}, "well-formed"},
        {"another_prefix",
         "CFG-002",
         {.body = base::replace_all(base::replace_all(right, "blti:", "b:"), "xmlns:blti", "xmlns:b")},
         "",
         passed},
        {"bare_ampersand_is_another_matter", "CFG-002", xml("&amp;", "&"), "", passed},
        {"further_on_behind_an_ampersand",
         "CFG-002",
         {.body = base::replace_all(base::replace_all(right, "Lab<", "Cut & dry<"), ">public<", ">public]]><")},
         "line 9, column 48"},
        {"another_version", "CFG-002", xml("imslticc_v1p0", "imslticc_v1p3"), "", passed},
        {"another_version_of_basic_lti", "CFG-002", xml("imsbasiclti_v1p0", "imsbasiclti_v1p1"), "", passed},
        {"property_in_a_text",
         "CFG-002",
         {.body = only_basic("<blti:description>intellectual property</blti:description>")},
         "",
         passed},
        {"lticm_declared_further_in",
         "CFG-002",
         {.body = only_basic(
              "<blti:extensions platform=\"canvas.instructure.com\" xmlns:m=\"http://www.imsglobal.org/xsd/imslticm_v1p0\">"
              "<m:property name=\"domain\">tool.test</m:property></blti:extensions>"
          )},
         "",
         passed},
        {"options_of_another_namespace", "CFG-002", {.body = only_basic("<blti:options name=\"x\"/>")}, "", passed},
        {"options_of_no_namespace", "CFG-002", {.body = only_basic("<m:options name=\"x\"/>")}, "`m:options`"},
        {"utf16", "CFG-002", {.body = wide(right)}, "", passed},
        {"broken_utf16", "CFG-002", {.body = wide(right) + "\xD8"}, "UTF-8"},
        {"flaw_in_utf16", "CFG-002", {.body = wide(base::replace_all(right, "</blti:title>", "]]></blti:title>"))}, "line 5, column 18"},
        {"untitled", "CFG-003", xml("<blti:title>Lab</blti:title>", ""), "title"},
        {"blank_title", "CFG-003", xml(">Lab<", "> <"), "title"},
        {"domain_alone", "CFG-003", xml(launch, ""), "", passed},
        {"placement_url_alone",
         "CFG-003",
         {.body = base::replace_all(base::replace_all(right, launch, ""), domain, "")},
         "launch_url",
         warned},
        {"relative_url", "CFG-003", xml("https://tool.test/lti?a=1&amp;b=2", "/lti"), "line 6, column 3"},
        {"http_url", "CFG-003", xml("https://tool.test/lti", "http://tool.test/lti"), "not https", warned},
        {"local_http_url", "CFG-003", xml("https://tool.test/lti", "http://127.0.0.1:9001/lti"), "", passed},
        {"bare_ampersand", "CFG-004", xml("&amp;", "&"), "line 6, column 45"},
        {"entity_of_html", "CFG-004", xml("Lab<", "The&nbsp;Lab<"), "`&nbsp;`"},
        {"entity_of_the_document_type",
         "CFG-004",
         {.body = base::replace_all(
              base::replace_all(right, "Lab<", "The&nbsp;Lab<"), "?>\n", "?><!DOCTYPE x [<!ENTITY nbsp \"&#160;\">]>\n"
          )},
         "",
         passed},
        {"ampersand_before_other_flaws", "CFG-004", xml("Lab<", "Cut & dry ]]><"), "line 5, column 19"},
        {"ampersand_in_a_title", "CFG-004", xml("Lab", "Cut & dry"), "line 5"},
        {"padded", "CFG-004", xml("a=1&amp;b=2", "id=YQ=="), "two `=`"},
        {"character_reference", "CFG-004", xml("&amp;", "&#38;"), "", passed},
        {"in_cdata", "CFG-004", xml("Lab", "<![CDATA[Cut & dry]]>"), "", passed},
        {"in_a_comment", "CFG-004", xml("<blti:title>", "<!-- a & b --><blti:title>"), "", passed},
        {"misspelt_placement", "CFG-005", xml("course_navigation", "course_navigaton"), "`course_navigation`", warned},
        {"twice", "CFG-005", xml("editor_button", "course_navigation"), "twice", warned},
        {"labels_are_no_placement", "CFG-005", {}, "", passed},
        {"neither_enabled_nor_url",
         "CFG-006",
         {.body = base::replace_all(
              base::replace_all(right, launch, ""), R"(<lticm:property name="enabled">true</lticm:property>)", ""
          )},
         "course_navigation"},
        {"url_of_the_tool", "CFG-006", xml(R"(<lticm:property name="enabled">true</lticm:property>)", ""), "", passed},
        {"enabled_by_domain", "CFG-006", xml(launch, ""), "", passed},
        {"no_icon", "CFG-007", xml(icon, ""), "icon", warned},
        {"icon_class",
         "CFG-007",
         {.body = base::replace_all(
              xml(icon, "").body,
              R"(<lticm:property name="selection_width">)",
              R"(<lticm:property name="canvas_icon_class">icon-lti</lticm:property><lticm:property name="selection_width">)"
          )},
         "",
         passed},
        {"icon_class_of_the_tool",
         "CFG-007",
         {.body = base::replace_all(
              xml(icon, "").body,
              domain,
              domain + R"(<lticm:property name="canvas_icon_class">icon-lti</lticm:property>)"
          )},
         "",
         passed},
        {"no_width",
         "CFG-007",
         xml(R"(<lticm:property name="selection_width">500</lticm:property>)", ""),
         "selection_width",
         warned},
        {"wide", "CFG-007", xml(">500<", ">500px<"), "500px", warned},
        {"icon_of_the_tool", "CFG-007", {}, "", passed},
        {"misspelt_message",
         "CFG-008",
         xml("ContentItemSelectionRequest", "contentItemSelectionRequest"),
         "contentItem"},
        {"launch_request", "CFG-008", xml("ContentItemSelectionRequest", "basic-lti-launch-request"), "", passed},
        {"unknown_level", "CFG-009", xml(">public<", ">Public<"), "Public"},
        {"known_level", "CFG-009", xml(">public<", ">anonymous<"), "", passed},
        {"domain_with_scheme", "CFG-010", xml(">tool.test<", ">https://tool.test<"), "host alone", warned},
        {"domain_of_another", "CFG-010", xml(">tool.test<", ">lab.test<"), "tool.test", warned},
        {"domain_that_ends_alike",
         "CFG-010",
         xml("https://pick.tool.test/", "https://picktool.test/"),
         "picktool.test",
         warned},
        {"domain_with_another_port", "CFG-010", xml(">tool.test<", ">tool.test:8443<"), "tool.test", warned},
        {"domain_in_capitals", "CFG-010", xml(">tool.test<", ">Tool.Test<"), "", passed},
        {"http_icon", "CFG-011", xml("https://tool.test/icon.png", "http://tool.test/icon.png"), "icon", warned},
        {"relative_icon", "CFG-011", xml("https://tool.test/icon.png", "/icon.png"), "icon", warned},
        {"https_icon", "CFG-011", {}, "", passed},
        {"as_html", "CFG-012", {.type = "text/html"}, "text/html", warned},
        {"without_type", "CFG-012", {.type = ""}, "application/xml", warned},
        {"as_text_xml", "CFG-012", {.type = "text/xml"}, "", passed},
        {"as_cartridge", "CFG-012", {.type = "application/vnd.ims.lti+xml"}, "", passed},
        {"json_absent", "CFG-013", {.type = "application/json", .status = 404, .json = true}, "404"},
        {"json_as_text", "CFG-013", {.body = right_json, .type = "text/plain", .json = true}, "text/plain"},
        {"json_there",
         "CFG-013",
         {.body = right_json, .type = "application/json; charset=utf-8", .json = true},
         "",
         passed},
        {"no_json", "CFG-014", json("\"Lab\",", "\"Lab\""), "line 3"},
        {"no_login",
         "CFG-014",
         json("  \"oidc_initiation_url\": \"https://tool.test/login\",\n", ""),
         "oidc_initiation_url"},
        {"unknown_scope", "CFG-014", json("scope/score", "scope/all"), "line 7, column 14"},
        {"good_json", "CFG-014", {.body = right_json, .type = "application/json", .json = true}, "", passed},
    };
}

class Configurations : public testing::TestWithParam<Row> {};
TEST_P(Configurations, AreJudgedByTheirRule) {
    auto const& t = GetParam();
    auto const check = judge_wire(t.requirement, fetched(t.shown), {});
    EXPECT_EQ(verdict::to_string(check.verdict), verdict::to_string(t.verdict)) << check.observed;
    EXPECT_THAT(check.observed, HasSubstr(t.says));
}
INSTANTIATE_TEST_SUITE_P(Wire, Configurations, testing::ValuesIn(rows()), [](auto const& info) {
    return info.param.name;
});

TEST(ConfigurationRows, BreakEveryRule) {
    std::set<std::string> broken;
    for (auto const& row : rows())
        if (row.verdict != passed) broken.insert(row.requirement);
    for (auto const& id : wire_requirements())
        if (id.starts_with("CFG-")) EXPECT_TRUE(broken.contains(id)) << id;
}

TEST(Configurations, ACorrectOneBreaksNoRule) {
    for (auto const& id : wire_requirements()) {
        if (!id.starts_with("CFG-")) continue;
        bool const json = id >= "CFG-013";
        Shown const shown = json ? Shown{.body = right_json, .type = "application/json", .json = true} : Shown{};
        EXPECT_EQ(verdict::to_string(judge_wire(id, fetched(shown), {}).verdict), "passed") << id;
    }
}

TEST(Configurations, WhatIsElsewhereOrBrokenIsNotJudged) {
    EXPECT_EQ(verdict::to_string(judge_wire("CFG-001", fetched({.status = 302}), {}).verdict), "skipped");
    EXPECT_EQ(verdict::to_string(judge_wire("CFG-006", fetched({.body = "no XML"}), {}).verdict), "skipped");
    EXPECT_EQ(
        verdict::to_string(judge_wire("CFG-007", fetched(xml("editor_button", "file_menu")), {}).verdict), "skipped"
    );
    EXPECT_EQ(verdict::to_string(judge_wire("CFG-002", {}, {}).verdict), "skipped");
}

} // namespace
} // namespace easel::check
