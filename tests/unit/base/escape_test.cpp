#include "base/codec.hpp"

#include <gmock/gmock.h>

namespace easel::base {
namespace {

struct Row {
    char const* name;
    std::string text;
    std::string want;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
std::string row_name(testing::TestParamInfo<Row> const& info) {
    return info.param.name;
}

TEST(Html, EscapesAsRailsDoes) {
    EXPECT_EQ(
        html_escape(R"(<a href="x">Tom & 'Ann'</a>)"), "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Ann&#39;&lt;/a&gt;"
    );
}

class HtmlUnescape : public testing::TestWithParam<Row> {};
TEST_P(HtmlUnescape, Reads) {
    EXPECT_EQ(html_unescape(GetParam().text), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(
    Html,
    HtmlUnescape,
    testing::ValuesIn<Row>({
        {"named",               "&lt;&gt;&amp;&quot;&apos;",   "<>&\"'"                               },
        {"decimal",             "&#39;&#233;&#8364;&#128512;", "'\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
        {"hexadecimal",         "&#x27;&#XE9;",                "'\xC3\xA9"                            },
        {"once_only",           "&amp;lt;",                    "&lt;"                                 },
        {"unknown_name",        "&nbsp;x",                     "&nbsp;x"                              },
        {"no_semicolon",        "a=1&lt=2",                    "a=1&lt=2"                             },
        {"query_string",        "?a=1&b=2&amp;c=3;",           "?a=1&b=2&c=3;"                        },
        {"empty_reference",     "&;&#;&#x;",                   "&;&#;&#x;"                            },
        {"digit_of_other_base", "&#1f;",                       "&#1f;"                                },
        {"nul",                 "&#0;",                        "\xEF\xBF\xBD"                         },
        {"surrogate",           "&#xD800;",                    "\xEF\xBF\xBD"                         },
        {"far_too_large",       "&#99999999999999999999;",     "\xEF\xBF\xBD"                         },
        {"at_the_end",          "x&",                          "x&"                                   },
}),
    row_name
);

TEST(Html, BringsTextBack) {
    std::string const text = "&amp; <b class='x'>\"&#39;\"</b>";
    EXPECT_EQ(html_unescape(html_escape(text)), text);
}

class Utf8 : public testing::TestWithParam<Row> {};
TEST_P(Utf8, Mends) {
    auto const mended = to_valid_utf8(GetParam().text);
    EXPECT_EQ(mended, GetParam().want);
    EXPECT_TRUE(is_valid_utf8(mended));
    EXPECT_EQ(to_valid_utf8(mended), mended);
}
INSTANTIATE_TEST_SUITE_P(
    Rfc3629,
    Utf8,
    testing::ValuesIn<Row>({
        {"plain", "a\t\n\r b", "a\t\n\r b"},
        {"two_three_four_bytes", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"},
        {"stray_byte", "a\x80z", "a\xEF\xBF\xBDz"},
        {"overlong", "\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"overlong_of_three", "\xE0\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"surrogate", "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"beyond_unicode", "\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"cut_character", "\xE2\x82", "\xEF\xBF\xBD"},
        {"cut_before_text", "\xE2\x82z", "\xEF\xBF\xBDz"},
        {"control",
         "a\x01"
         "b", "a\xEF\xBF\xBD"
         "b"},
        {"nul",
         std::string("a\0b", 3),
         "a\xEF\xBF\xBD"
         "b"},
        {"no_xml_character", "\xEF\xBF\xBE", "\xEF\xBF\xBD"},
}),
    row_name
);

TEST(Utf8, TellsValidFromInvalid) {
    EXPECT_TRUE(is_valid_utf8(""));
    EXPECT_TRUE(is_valid_utf8("\x01 \xC3\xA9"));
    EXPECT_FALSE(is_valid_utf8("\xC3"));
    EXPECT_FALSE(is_valid_utf8("\xC3("));
}

}  // namespace
}  // namespace easel::base
