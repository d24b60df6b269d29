#include "play/matching.hpp"

#include <gtest/gtest.h>

#include <string>

namespace easel::play {
namespace {

namespace json = base::json;

traffic::Exchange answered(int status, std::string body, http::Headers headers = {}) {
    traffic::Exchange exchange;
    exchange.request = http::form_post("/login/oauth2/token", {{"grant_type", "client_credentials"}});
    http::Response response = http::json(status, std::move(body));
    for (auto const& [name, value] : headers.fields()) response.headers.set(name, value);
    exchange.response = response;
    exchange.trail = {{"ags/3.1a", true}, {"ags/5.2.13", false}};
    return exchange;
}

struct Row {
    char const* name;
    char const* expected; ///< JSON
    char const* observed; ///< part of what differs; "" : it matches
};
void PrintTo(Row const& row, std::ostream* os) { *os << row.name; }

class Matching : public testing::TestWithParam<Row> {};

TEST_P(Matching, TellsTheFirstDifference) {
    auto const exchange = answered(
        400, R"({"errors":{"type":"bad_request","message":"Provided timestamp of x not a valid timestamp"}})",
        {{"Link", "<http://a>; rel=\"next\""}}
    );
    auto const expected = base::parse_json(GetParam().expected).value();
    auto const differs = mismatch_of(expected.as_object(), exchange);
    if (std::string(GetParam().observed).empty()) {
        EXPECT_EQ(differs.required, "") << differs.observed;
    } else {
        EXPECT_NE(differs.observed.find(GetParam().observed), std::string::npos) << differs.required << ": " << differs.observed;
    }
}

INSTANTIATE_TEST_SUITE_P(Expect, Matching, testing::ValuesIn<Row>({
    {"status",           R"({"status": 400})",                                        ""},
    {"other_status",     R"({"status": 200})",                                        "status 400"},
    {"error_row",        R"({"error": "timestamp-invalid"})",                         ""},
    {"other_row",        R"({"error": "timestamp-stale"})",                           "message"},
    {"unknown_row",      R"({"error": "no-such-row"})",                               "is none"},
    {"message",          R"({"message": "Provided timestamp of x not a valid timestamp."})", ""},
    {"body_part",        R"({"body": {"errors": {"type": "bad_request"}}})",          ""},
    {"body_value",       R"({"body": {"errors": {"type": "not_found"}}})",            "bad_request"},
    {"body_absent",      R"({"body": {"errors": {"extra": "~absent"}}})",             ""},
    {"body_any",         R"({"body": {"errors": {"message": "~any"}}})",              ""},
    {"body_missing",     R"({"body": {"errors": {"extra": "~any"}}})",                "absent"},
    {"body_like",        R"({"body": {"errors": {"type": "~like bad_[a-z]+"}}})",     ""},
    {"body_not_like",    R"({"body": {"errors": {"type": "~like bad"}}})",            "bad_request"},
    {"body_bad_pattern", R"({"body": {"errors": {"type": "~like ("}}})",              "bad_request"},
    {"body_contains",    R"({"body": {"errors": {"message": "~contains valid"}}})",   ""},
    {"body_contains_not",R"({"body": {"errors": {"message": "~contains xyz"}}})",     "valid timestamp"},
    {"no_list",          R"({"count": 1})",                                           "no list"},
    {"text",             R"({"text": "not a valid"})",                                ""},
    {"other_text",       R"({"text": "xyz"})",                                        "it is"},
    {"header_part",      R"({"headers": {"Link": "~contains rel=\"next\""}})",        ""},
    {"header_absent",    R"({"headers": {"Retry-After": "~absent"}})",                ""},
    {"header_differs",   R"({"headers": {"Link": "x"}})",                             "it is '<http"},
    {"form",             R"({"form": {"grant_type": "client_credentials"}})",         ""},
    {"form_differs",     R"({"form": {"grant_type": "password"}})",                   "client_credentials"},
    {"fact",             R"({"fact": "ags/5.2.13"})",                                 ""},
    {"other_fact",       R"({"fact": "ags/5.2.12"})",                                 "ags/5.2.13"},
    {"key_of_launches",  R"({"refused": "no"})",                                      "has none"},
    {"unknown_key",      R"({"status": 400, "claims": {}})",                          "has none"},
    {"headers_a_text",   R"({"headers": "~absent"})",                                 "expects"},
    {"form_a_text",      R"({"form": "x"})",                                          "expects"},
    {"request_a_list",   R"({"request": []})",                                        "expects"},
}), [](auto const& info) { return std::string(info.param.name); });

TEST(JsonDifference, ComparesNumbersByValueAndNamesThePath) {
    auto const actual = base::parse_json(R"({"a": {"b": [1, 2.0]}})").value();
    EXPECT_EQ(json_difference(base::parse_json(R"({"a": {"b": [1.0, 2]}})").value(), &actual, "").required, "");
    EXPECT_EQ(json_difference(base::parse_json(R"({"a": {"b": [1, 3]}})").value(), &actual, "").required, "a.b[1] = 3");
}

TEST(Matching, NoAnswerDiffersFromEveryAnswer) {
    traffic::Exchange exchange;
    exchange.error = "connection refused";
    json::object const expected{{"status", 200}};
    EXPECT_NE(mismatch_of(expected, exchange).observed.find("connection refused"), std::string::npos);
}

TEST(Count, IsOfTheBodyOrItsMembers) {
    for (auto const* body : {"[1,2]", R"({"id":"x","members":[1,2]})", R"({"content_items":[1,2]})"}) {
        EXPECT_EQ(mismatch_of({{"count", 2}}, answered(200, body)).required, "") << body;
        EXPECT_EQ(mismatch_of({{"count", 3}}, answered(200, body)).observed, "there are 2") << body;
    }
}

TEST(JsonDifference, AListContainsAText) {
    json::value const list = json::array{"a", "b"};
    EXPECT_EQ(json_difference("~contains b", &list, "x").required, "");
    EXPECT_EQ(json_difference("~contains c", &list, "x").required, "x contains c");
}

TEST(Patterns, TakeTextsOfAnyLength) {
    std::string const long_text = "0." + std::string(300'000, '0');
    json::value const text = json::string(long_text);
    EXPECT_EQ(json_difference("~like [0-9.]+", &text, "x").required, "");
    EXPECT_EQ(json_difference("~like (0|[.])*", &text, "x").required.substr(0, 1), "x") << "beyond what a matcher keeps";
    EXPECT_EQ(json_difference("~like [1-9.]+", &text, "x").required, "x like [1-9.]+");
    json::value const lines = "a\nb";
    EXPECT_EQ(json_difference("~like a.b", &lines, "x").required, "x like a.b") << "a dot stops at a line's end";
    EXPECT_EQ(json_difference("~like a\\sb", &lines, "x").required, "");
}

TEST(Fact, MayBeNamedByEitherFile) {
    auto exchange = answered(401, "{}");
    exchange.trail = {{"oauth2-token/6.2", false}, {"ags/3.1b", false}};
    EXPECT_EQ(mismatch_of({{"fact", "ags/3.1b"}}, exchange).required, "");
    EXPECT_EQ(mismatch_of({{"fact", "oauth2-token/6.2"}}, exchange).required, "");
    EXPECT_NE(mismatch_of({{"fact", "ags/3.1a"}}, exchange).required, "");
}

} // namespace
} // namespace easel::play
