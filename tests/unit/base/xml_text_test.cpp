#include "base/xml_text.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace easel::base {
namespace {

using namespace std::string_view_literals;

struct SectionRow {
    char const* name;
    std::string text;
    std::size_t end;
};
void PrintTo(SectionRow const& row, std::ostream* out) {
    *out << row.name;
}

class Sections : public testing::TestWithParam<SectionRow> {};
TEST_P(Sections, EndBehindTheirLastSign) {
    EXPECT_EQ(end_of_xml_section("x" + GetParam().text, 1), GetParam().end);
}
INSTANTIATE_TEST_SUITE_P(
    Xml,
    Sections,
    testing::Values(
        SectionRow{"comment", "<!-- > --><a>", 11},
        SectionRow{"cdata", "<![CDATA[ > ]]><a>", 16},
        SectionRow{"instruction", "<?p > ?><a>", 9},
        SectionRow{"document_type", "<!DOCTYPE a><a>", 13},
        SectionRow{"cut_off", "<!-- ", 6},
        SectionRow{"element", "<a>", std::string_view::npos},
        SectionRow{"text", "a", std::string_view::npos},
        SectionRow{"nothing", "", std::string_view::npos}
    ),
    [](auto const& info) { return info.param.name; }
);

struct WideRow {
    char const* name;
    std::string_view text;
    std::optional<std::string> becomes;
};
void PrintTo(WideRow const& row, std::ostream* out) {
    *out << row.name;
}

class Wide : public testing::TestWithParam<WideRow> {};
TEST_P(Wide, BecomesUtf8) {
    EXPECT_EQ(utf8_of_utf16(GetParam().text), GetParam().becomes);
}
INSTANTIATE_TEST_SUITE_P(
    Utf16,
    Wide,
    testing::Values(
        WideRow{"big_end_first", "\xFE\xFF\0<\x20\xAC"sv, "<\xE2\x82\xAC"},
        WideRow{"little_end_first", "\xFF\xFE<\0\xAC\x20"sv, "<\xE2\x82\xAC"},
        WideRow{"two_units", "\xFE\xFF\xD8\x3D\xDE\x00"sv, "\xF0\x9F\x98\x80"},
        WideRow{"mark_alone", "\xFE\xFF"sv, ""},
        WideRow{"half_a_unit", "\xFE\xFF\0"sv, std::nullopt},
        WideRow{"first_of_two_alone", "\xFE\xFF\xD8\x3D\0a"sv, std::nullopt},
        WideRow{"second_of_two_alone", "\xFE\xFF\xDE\x00"sv, std::nullopt},
        WideRow{"cut_between_two", "\xFE\xFF\xD8\x3D"sv, std::nullopt},
        WideRow{"utf8", "\xEF\xBB\xBF<a/>"sv, std::nullopt},
        WideRow{"nothing", ""sv, std::nullopt}
    ),
    [](auto const& info) { return info.param.name; }
);

} // namespace
} // namespace easel::base
