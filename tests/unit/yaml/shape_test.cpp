#include "yaml/shape.hpp"

#include "support/json_schema.hpp"

#include <gmock/gmock.h>

namespace easel::yaml {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Node node_of(std::string const& text) {
    Problems problems;
    auto document = parse(text, "t.yaml", problems);
    EXPECT_THAT(problems, IsEmpty()) << text;
    return document.root;
}

/// A mapping of every kind of shape, one key each.
Shape all_kinds() {
    auto const point = Shape::object({
        {.name = "x", .shape = Shape::integer(0, 10), .required = true}
    });
    auto const choice = Shape::one_key_of(
        {
            {.name = "score", .shape = Shape::text(), .beside = {{.name = "given", .shape = Shape::number()}}},
            {.name = "token",
             .shape = Shape::nothing(),
             .beside = {{.name = "scope", .shape = Shape::text(), .required = true}}                         },
    },
        {{.name = "as", .shape = Shape::text()}, {.name = "token", .shape = Shape::one_of_text({"none"})}}
    );
    return Shape::object({
        {.name = "anything", .shape = Shape::anything()},
        {.name = "nothing", .shape = Shape::nothing()},
        {.name = "text", .shape = Shape::text()},
        {.name = "integer", .shape = Shape::integer(-5, 5)},
        {.name = "number", .shape = Shape::number()},
        {.name = "boolean", .shape = Shape::boolean()},
        {.name = "duration", .shape = Shape::duration()},
        {.name = "word", .shape = Shape::one_of_text({"accepted", "rejected"})},
        {.name = "list", .shape = Shape::list_of(Shape::integer(0, 9))},
        {.name = "map", .shape = Shape::map_of(Shape::text())},
        {.name = "point", .shape = point},
        {.name = "open",
         .shape = Shape::open_object({{.name = "name", .shape = Shape::text(), .required = true}}, Shape::number())},
        {.name = "choice", .shape = choice},
        {.name = "window", .shape = Shape::either({Shape::one_of_text({"t_retry"}), Shape::duration()})},
        {.name = "either", .shape = Shape::either({Shape::text(), Shape::list_of(Shape::text()), Shape::nothing()})},
        {.name = "late_integer", .shape = Shape::integer(0, 9).or_expression()},
        {.name = "late_point", .shape = point.or_expression()},
    });
}

struct Row {
    char const* name;
    char const* text;
    char const* code;  ///< of the only problem; "": none
    int column = 0;
    char const* hint = "";
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Shapes : public testing::TestWithParam<Row> {};
TEST_P(Shapes, CheckAndSchemaAgree) {
    auto const shape = all_kinds();
    auto const node = node_of(GetParam().text);
    Problems problems;
    bool const good = shape.check(node, problems);
    EXPECT_EQ(good, problems.empty());
    auto const reason = support::SchemaValidator::explain(shape.to_schema(), to_json(node));
    EXPECT_EQ(reason.empty(), good) << reason << (problems.empty() ? "" : problems[0].message);
    if (std::string_view(GetParam().code).empty()) {
        EXPECT_THAT(problems, IsEmpty()) << problems[0].message;
        return;
    }
    ASSERT_THAT(problems, SizeIs(1)) << problems[0].message;
    EXPECT_EQ(problems[0].code, GetParam().code) << problems[0].message;
    EXPECT_EQ(problems[0].at.column, GetParam().column) << problems[0].message;
    EXPECT_THAT(problems[0].hint, HasSubstr(GetParam().hint));
}
INSTANTIATE_TEST_SUITE_P(
    EveryKind,
    Shapes,
    testing::ValuesIn(std::vector<Row>{
        {"empty", "{}", ""},
        {"not_a_mapping", "[]", "wrong-type", 1},
        {"unknown_key", "{ texte: x }", "unknown-key", 3, "did you mean 'text'?"},
        {"anything", "{ anything: [{ a: ~ }] }", ""},
        {"nothing", "{ nothing: ~ }", ""},
        {"nothing_but_text", "{ nothing: x }", "wrong-type", 12},
        {"text", "{ text: x }", ""},
        {"quoted_number_is_text", "{ text: \"5\" }", ""},
        {"number_is_no_text", "{ text: 5 }", "wrong-type", 9, "put it in quotes: \"5\""},
        {"null_is_no_text", "{ text: ~ }", "wrong-type", 9},
        {"integer", "{ integer: -5 }", ""},
        {"whole_float", "{ integer: 2.0 }", ""},
        {"broken_float", "{ integer: 2.5 }", "out-of-range", 12},
        {"beyond", "{ integer: 6 }", "out-of-range", 12},
        {"huge", "{ integer: 18446744073709551615 }", "out-of-range", 12},
        {"quoted_is_no_integer", "{ integer: \"3\" }", "wrong-type", 12},
        {"number", "{ number: 2.5 }", ""},
        {"infinity", "{ number: .inf }", "wrong-type", 11},
        {"boolean", "{ boolean: true }", ""},
        {"yes_is_no_boolean", "{ boolean: yes }", "wrong-type", 12},
        {"duration", "{ duration: 1h30m }", ""},
        {"bare_number", "{ duration: 15 }", "bad-duration", 13},
        {"no_unit", "{ duration: \"15\" }", "bad-duration", 13},
        {"empty_duration", "{ duration: \"\" }", "bad-duration", 13},
        {"units_in_disorder", "{ duration: 1m1h }", "bad-duration", 13},
        {"milliseconds", "{ duration: 250ms }", ""},
        {"minutes_and_milliseconds", "{ duration: 2m5ms }", ""},
        {"ten_digits", "{ duration: 1000000000ms }", "bad-duration", 13},
        {"nine_digits", "{ duration: 999999999d }", ""},
        {"negative_duration", "{ duration: -5s }", "bad-duration", 13},
        {"word", "{ word: accepted }", ""},
        {"misspelt_word", "{ word: acepted }", "unknown-word", 9, "did you mean 'accepted'?"},
        {"list", "{ list: [1, 2] }", ""},
        {"bad_item", "{ list: [1, x] }", "wrong-type", 13},
        {"no_list", "{ list: 1 }", "wrong-type", 9},
        {"map", "{ map: { any: thing } }", ""},
        {"bad_member", "{ map: { any: [] } }", "wrong-type", 15},
        {"point", "{ point: { x: 1 } }", ""},
        {"missing_key", "{ point: {} }", "missing-key", 10},
        {"open", "{ open: { name: n, more: 1 } }", ""},
        {"open_bad_rest", "{ open: { name: n, more: x } }", "wrong-type", 26},
        {"choice", "{ choice: { score: q, given: 1, as: me } }", ""},
        {"other_choice", "{ choice: { token: ~, scope: s } }", ""},
        {"both_meanings", "{ choice: { score: q, token: none } }", ""},
        {"both_meanings_bad_value", "{ choice: { score: q, token: ~ } }", "wrong-type", 30},
        {"one_meaning_bad_value", "{ choice: { token: none, scope: s } }", "wrong-type", 20},
        {"no_choice", "{ choice: { as: me } }", "missing-key", 11},
        {"misspelt_choice", "{ choice: { scoer: q, as: me } }", "unknown-key", 13, "did you mean 'score'?"},
        {"foreign_beside", "{ choice: { token: ~, scope: s, given: 1 } }", "unknown-key", 33},
        {"missing_beside", "{ choice: { token: ~ } }", "missing-key", 11},
        {"unknown_beside", "{ choice: { score: q, gven: 1 } }", "unknown-key", 23, "did you mean 'given'?"},
        {"window_name", "{ window: t_retry }", ""},
        {"window_span", "{ window: 10s }", ""},
        {"window_neither", "{ window: t_rety }", "wrong-type", 11, "did you mean 't_retry'?"},
        {"either_text", "{ either: x }", ""},
        {"either_list", "{ either: [x] }", ""},
        {"either_null", "{ either: ~ }", ""},
        {"either_bad_list", "{ either: [[]] }", "wrong-type", 12},
        {"either_mapping", "{ either: {} }", "wrong-type", 11},
        {"late_integer", "{ late_integer: \"${n}\" }", ""},
        {"late_integer_plain_text", "{ late_integer: n }", "wrong-type", 17},
        {"late_point", "{ late_point: \"${case.p}\" }", ""},
        {"late_point_bad", "{ late_point: { y: 1, x: 1 } }", "unknown-key", 17},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Shape, TwoChoicesCannotStandTogether) {
    auto const shape = Shape::one_key_of(
        {
            {.name = "launch", .shape = Shape::anything()},
            {.name = "act",    .shape = Shape::anything()}
    },
        {}
    );
    Problems problems;
    auto const node = node_of("{ launch: 1, act: 2 }");
    EXPECT_FALSE(shape.check(node, problems));
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_EQ(problems[0].code, "two-choices");
    EXPECT_EQ(problems[0].at.column, 14);
    EXPECT_NE(support::SchemaValidator::explain(shape.to_schema(), to_json(node)), "");
}

TEST(Shape, MessagesSayWhatWasWantedAndFound) {
    Problems problems;
    EXPECT_FALSE(all_kinds().check(node_of("{ window: [x] }"), problems));
    EXPECT_EQ(problems[0].message, "'window' must be 't_retry' or a duration such as 15s or 1h30m, but is a list");
}

TEST(Shape, DescriptionsReachTheSchema) {
    auto const shape = Shape::object({
                                         {.name = "a", .shape = Shape::text(), .description = "the first"}
    }
    ).described("a thing");
    EXPECT_EQ(
        base::json::serialize(shape.to_schema()),
        R"({"type":"object","properties":{"a":{"type":"string","description":"the first"}},)"
        R"("additionalProperties":false,"description":"a thing"})"
    );
}

}  // namespace
}  // namespace easel::yaml
