#include "tool_xml/document.hpp"

#include "tool_xml/tool_xml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::tool_xml {
namespace {

/// The tree as text: `a(b[text] c)`.
std::string outline(Element const& of) {
    std::string children;
    for (auto const& child : of.children) children += (children.empty() ? "" : " ") + outline(child);
    if (!children.empty()) return of.name + "(" + children + ")";
    auto const text = of.text();
    return text.empty() ? of.name : of.name + "[" + text + "]";
}

std::string outline_of(std::string const& text) {
    Document const document(text);
    return document.root() == nullptr ? "" : outline(*document.root());
}

struct Row {
    char const* name;
    std::string document;
    char const* outline;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Recovered : public testing::TestWithParam<Row> {};
TEST_P(Recovered, KeepsWhatCanBeRead) {
    EXPECT_EQ(outline_of(GetParam().document), GetParam().outline);
}
INSTANTIATE_TEST_SUITE_P(
    Documents,
    Recovered,
    testing::Values(
        Row{"nothing", "", ""},
        Row{"no_xml", "bob", ""},
        Row{"whole", "<?xml version='1.0'?><!-- c --><a><b>x</b><c/></a>", "a(b[x] c)"},
        Row{"cdata", "<a><![CDATA[x < y & z]]></a>", "a[x < y & z]"},
        Row{"references", "<a>&lt;&amp;&gt;&#65;&#x42;</a>", "a[<&>AB]"},
        Row{"bare_ampersand_takes_the_name", "<a>?x=1&y=2</a>", "a[?x=1=2]"},
        Row{"end_tag_of_another_name", "<a><b>x</c><d>y</d></a>", "a(b[x] d[y])"},
        Row{"end_tag_missing", "<a><b>x<c>y</c></a>", "a(b(c[y]))"},
        Row{"cut_off_in_a_text", "<a><b>x</b><c>y", "a(b[x] c[y])"},
        Row{"cut_off_in_a_tag", "<a><b>x</b><c na", "a(b[x])"},
        Row{"smaller_than", "<a>1 < 2<b>x</b></a>", "a(b[x])"},
        Row{"behind_the_root", "<a>x</a><b>y</b>", "a[x]"},
        Row{"end_tag_first", "</a><b>y</b>", ""},
        Row{"byte_order_mark", "\xEF\xBB\xBF<a>x</a>", "a[x]"},
        Row{"invalid_utf8", "<a>x\xFFy</a>", "a[x\xEF\xBF\xBDy]"},
        Row{"blanks", "<a>\n  x \t</a>", "a[x]"},
        Row{"entities_of_its_own", "<!DOCTYPE a [<!ENTITY e \"boom\">]><a>x&e;y</a>", "a[xy]"},
        Row{"entity_of_a_file", "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>", "a"},
        Row{"prefix_that_is_declared", "<a xmlns:p='urn:p'><p:b>x</p:b></a>", "a(b[x])"},
        Row{"prefix_that_is_not", "<a><p:b>x</p:b></a>", "a(p:b[x])"}
    ),
    [](auto const& info) { return info.param.name; }
);

TEST(Document, NamesHaveTheNamespaceThatHoldsWhereTheyStand) {
    Document const document("<p:a xmlns:p='urn:1' xmlns='urn:d'><p:b xmlns:p='urn:2'><p:c/></p:b><p:d/><e/></p:a>");
    ASSERT_NE(document.root(), nullptr);
    auto const& root = *document.root();
    EXPECT_EQ(root.space, "urn:1");
    ASSERT_EQ(root.children.size(), 3);
    EXPECT_EQ(root.children[0].space, "urn:2");
    EXPECT_EQ(root.children[0].children.at(0).space, "urn:2");
    EXPECT_EQ(root.children[1].space, "urn:1");
    EXPECT_EQ(root.children[2].space, "urn:d");
    ASSERT_EQ(document.declared().size(), 2);
    EXPECT_EQ(document.declared()[0].prefix, "p");
    EXPECT_EQ(document.declared()[1].space, "urn:d");
}

TEST(Document, DepthHasABound) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    Document const document(deep);
    std::size_t depth = 0;
    for (auto const* at = document.root(); at != nullptr; at = at->children.empty() ? nullptr : &at->children.front())
        ++depth;
    EXPECT_EQ(depth, most_depth);
}

TEST(Document, ManyNamespacesCostNoMoreThanTheirLength) {
    std::string wide = "<a";
    for (int i = 0; i < 20'000; ++i) wide += " xmlns:p" + std::to_string(i) + "='urn:" + std::to_string(i) + "'";
    wide += ">";
    for (int i = 0; i < 20'000; ++i) wide += "<p" + std::to_string(i) + ":b/>";
    Document const document(wide + "</a>");
    ASSERT_NE(document.root(), nullptr);
    EXPECT_EQ(document.root()->children.size(), 20'000);
    EXPECT_EQ(document.root()->children.back().space, "urn:19999");
}

} // namespace
} // namespace easel::tool_xml
