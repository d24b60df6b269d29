#include "yaml/node.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace easel::yaml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Parse, KeepsOrderAndPositions) {
    Problems problems;
    auto const document = parse("b: 1\na:\n  - x\n  - { k: \"v\" }\n", "t.yaml", problems);
    EXPECT_THAT(problems, IsEmpty());
    auto const& root = document.root;
    ASSERT_TRUE(root.is_mapping());
    ASSERT_THAT(root.members, SizeIs(2));
    EXPECT_EQ(root.members[0].key.scalar, "b");
    EXPECT_EQ(to_string(root.members[0].value.at), "t.yaml:1:4");
    auto const* list = root.find("a");
    ASSERT_NE(list, nullptr);
    ASSERT_THAT(list->items, SizeIs(2));
    EXPECT_EQ(to_string(list->items[0].at), "t.yaml:3:5");
    auto const* inner = list->items[1].find("k");
    ASSERT_NE(inner, nullptr);
    EXPECT_EQ(to_string(inner->at), "t.yaml:4:10");
    EXPECT_TRUE(inner->quoted);
    EXPECT_FALSE(list->items[0].quoted);
    EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(Parse, CountsCharactersNotBytes) {
    Problems problems;
    auto const document = parse("{ größe: 1, ключ: x }", "t.yaml", problems);
    ASSERT_THAT(document.root.members, SizeIs(2));
    EXPECT_EQ(document.root.members[1].key.at.column, 13);
    EXPECT_EQ(document.root.members[1].value.at.column, 19);
}

TEST(Parse, ByteOrderMarkIsNoCharacter) {
    Problems problems;
    auto const document = parse(
        "\xEF\xBB\xBF"
        "a: b",
        "t.yaml",
        problems
    );
    EXPECT_THAT(problems, IsEmpty());
    ASSERT_THAT(document.root.members, SizeIs(1));
    EXPECT_EQ(document.root.members[0].key.scalar, "a");
    EXPECT_EQ(document.root.members[0].value.at.column, 4);
}

TEST(Parse, AnEmptyTextIsNull) {
    for (auto const* text : {"", "   \n", "# a comment\n", "---\n"}) {
        Problems problems;
        auto const document = parse(text, "t.yaml", problems);
        EXPECT_TRUE(document.root.is_null()) << text;
        EXPECT_THAT(problems, IsEmpty()) << text;
        EXPECT_GE(document.root.at.line, 1);
    }
}

TEST(Parse, AliasesAreExpanded) {
    Problems problems;
    auto const document = parse("a: &x { k: [1, 2] }\nb: *x\nc: [*x]\n", "t.yaml", problems);
    EXPECT_THAT(problems, IsEmpty());
    EXPECT_EQ(base::json::serialize(to_json(document.root)), R"({"a":{"k":[1,2]},"b":{"k":[1,2]},"c":[{"k":[1,2]}]})");
}

TEST(Parse, CoreTagsAreKnown) {
    Problems problems;
    auto const document = parse("[!!str 5, !!int \"5\", !!null x, !!map {}, !!seq []]", "t.yaml", problems);
    EXPECT_THAT(problems, IsEmpty());
    EXPECT_EQ(base::json::serialize(to_json(document.root)), R"(["5",5,null,{},[]])");
}

std::string repeat(std::string const& part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
}

std::string billion_laughs() {
    std::string text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    for (char c = 'b'; c < 'j'; ++c) {
        auto const last = std::string(1, static_cast<char>(c - 1));
        text += std::string(1, c) + ": &" + c + " [" + repeat("*" + last + ", ", 9) + "*" + last + "]\n";
    }
    return text;
}

struct Row {
    char const* name;
    std::string text;
    char const* code;
    int line;
    int column;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class BadTexts : public testing::TestWithParam<Row> {};
TEST_P(BadTexts, AreProblemsAtTheirPlace) {
    Problems problems;
    auto const document = parse(GetParam().text, "t.yaml", problems);
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_EQ(problems[0].code, GetParam().code) << problems[0].message;
    EXPECT_EQ(problems[0].at.file, "t.yaml");
    EXPECT_EQ(problems[0].at.line, GetParam().line);
    EXPECT_EQ(problems[0].at.column, GetParam().column);
    EXPECT_EQ(*document.source, GetParam().text);
    EXPECT_FALSE(format(problems[0], document.source.get()).empty());
}
INSTANTIATE_TEST_SUITE_P(
    Yaml,
    BadTexts,
    testing::ValuesIn(std::vector<Row>{
        {"duplicate_key", "a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1},
        {"duplicate_in_flow", "{ x: { k: 1, k: 2 } }", "duplicate-key", 1, 14},
        {"list_as_key", "[a]: 1\n", "key-not-text", 1, 1},
        {"null_as_key", "~: 1\n", "key-not-text", 1, 1},
        {"foreign_tag", "a: !secret x\n", "unknown-tag", 1, 4},
        {"wrong_core_tag", "a: !!binary x\n", "unknown-tag", 1, 4},
        {"second_document", "a: 1\n---\nb: 2\n", "several-documents", 3, 1},
        {"unclosed_flow", "a: [1, 2\n", "yaml-syntax", 2, 1},
        {"bad_indent", "a: 1\n  b: 2\n", "yaml-syntax", 2, 4},
        {"unknown_alias", "a: *nobody\n", "yaml-syntax", 1, 4},
        {"alias_in_itself", "a: &x [1, *x]\n", "alias-cycle", 1, 11},
        {"not_utf8", "a: \xC3\x28\n", "not-utf8", 1, 1},
        {"control_character", "a: 1\nb: x\x04y\n", "control-character", 2, 5},
        {"nul_byte", std::string("a\0b", 3), "control-character", 1, 2},
        {"too_deep", repeat("[", 70) + repeat("]", 70), "too-deep", 1, 65},
        {"too_many", "[" + repeat("1,", 100'001) + "1]", "too-many-nodes", 1, 200'000},
        {"billion_laughs", billion_laughs(), "too-many-nodes", 1, 17},
        {"too_long", repeat("# long comment\n", 70'000) + repeat("# more\n", 1'000), "too-large", 1, 1},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Parse, DropsTheSecondOfADuplicate) {
    Problems problems;
    auto const document = parse("a: 1\na: 2\n", "t.yaml", problems);
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_THAT(problems[0].hint, HasSubstr("line 1"));
    EXPECT_EQ(document.root.find("a")->scalar, "1");
}

TEST(Parse, QuotesWholeCharacters) {
    Problems problems;
    (void)parse("a: \"\\\xC3\xA9\"\n", "t.yaml", problems);
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_THAT(problems[0].message, HasSubstr("unknown escape character: \xEF\xBF\xBD"));
}

TEST(Parse, TakesAnyBytes) {
    // Cut and spoilt forms of one text: whatever comes, no crash, and a problem has a place.
    std::string const text = "a: &x { k: [1, \"two\", 'three'] }\nb: *x\nc: |\n  lines\n  more\n? d\n: !!str e\n";
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (char const c : {'\0', '[', '{', ':', '&', '*', '"', '!', '\n', '\t', '\x80', '|', '?'}) {
            auto spoilt = text;
            spoilt[i] = c;
            for (auto const& variant : {spoilt, text.substr(0, i), text.substr(i), spoilt + spoilt}) {
                Problems problems;
                auto const document = parse(variant, "t.yaml", problems);
                (void)to_json(document.root);
                for (auto const& problem : problems) ASSERT_GE(problem.at.line, 1) << problem.message;
            }
        }
    }
}

TEST(Parse, HostileTextsEndInProblems) {
    for (auto const& text :
         {repeat("[", 1'000'000),
          repeat("{a: ", 250'000),
          repeat("? ", 500'000),
          repeat("- ", 500'000),
          repeat("&a ", 300'000),
          repeat("!", 1'000'000),
          "a: \"" + repeat("x", 1'000'000),
          repeat("---\n", 250'000)}) {
        Problems problems;
        (void)parse(text, "t.yaml", problems);
        EXPECT_THAT(problems, SizeIs(1)) << text.substr(0, 8);
    }
}

TEST(Load, ReadsAFile) {
    auto const path = std::filesystem::temp_directory_path() / "easel_yaml_load_test.yaml";
    std::ofstream(path) << "a: 1\n";
    Problems problems;
    auto const document = load(path.string(), "shown.yaml", problems);
    std::filesystem::remove(path);
    EXPECT_THAT(problems, IsEmpty());
    EXPECT_EQ(document.file, "shown.yaml");
    EXPECT_EQ(document.root.find("a")->at.file, "shown.yaml");
}

TEST(Load, AnUnreadableFileIsAProblem) {
    for (auto const& path : {std::string("/nowhere/at/all.yaml"), std::filesystem::temp_directory_path().string()}) {
        Problems problems;
        auto const document = load(path, "shown.yaml", problems);
        ASSERT_THAT(problems, SizeIs(1)) << path;
        EXPECT_EQ(problems[0].code, "unreadable");
        EXPECT_EQ(format(problems[0], nullptr), "shown.yaml: error: cannot be read [unreadable]");
        EXPECT_TRUE(document.root.is_null());
    }
}

}  // namespace
}  // namespace easel::yaml
