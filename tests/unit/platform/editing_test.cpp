// What is held at a breakpoint: shown, and its answer changed by hand.
#include "platform/editing.hpp"

#include "jose/jwt.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

#include <ostream>

namespace easel::platform {
namespace {

namespace json = base::json;

std::optional<http::Response> documented(std::string_view name) {
    if (name != "timestamp-stale") return std::nullopt;
    return http::json(400, R"({"errors":[]})");
}

http::Response held() {
    http::Response response{.status = 422, .body = R"({"a":1})"};
    response.headers.add("X-A", "1");
    return response;
}

std::optional<EditedAnswer>
edit(std::string const& wanted, http::Response const& response, std::vector<Complaint>& complaints) {
    return edit_answer(base::parse_json(wanted).value().as_object(), response, documented, complaints);
}

struct Row {
    char const* name;
    char const* wanted;
    int status;
    char const* body;
    char const* words;
    char const* points;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Edits : public testing::TestWithParam<Row> {};

TEST_P(Edits, SayWhatTheyChange) {
    auto const& row = GetParam();
    std::vector<Complaint> complaints;
    auto const made = edit(row.wanted, held(), complaints);
    ASSERT_TRUE(made) << complaints.front().pointer << ": " << complaints.front().message;
    EXPECT_TRUE(complaints.empty());
    EXPECT_EQ(made->response.status, row.status);
    EXPECT_EQ(made->response.body, row.body);
    EXPECT_EQ(made->words, row.words);
    EXPECT_EQ(base::dump(made->points), row.points);
}

INSTANTIATE_TEST_SUITE_P(
    Answers, Edits,
    testing::ValuesIn<Row>({
        {"nothing", "{}", 422, R"({"a":1})", "", "{}"},
        {"null", R"({"answer":null})", 422, R"({"a":1})", "", "{}"},
        {"an_empty_answer", R"({"answer":{}})", 422, R"({"a":1})", "", "{}"},
        {"status", R"({"answer":{"status":503}})", 503, R"({"a":1})", "answer 503",
         R"({"status":503,"body":"{\"a\":1}","headers":{"X-A":"1"}})"},
        {"headers_are_replaced", R"({"answer":{"headers":[["Content-Type","application/json"],["X-B","2"]]}})", 422, R"({"a":1})",
         "answer 422", R"({"status":422,"body":{"a":1},"headers":{"Content-Type":"application/json","X-B":"2"}})"},
        {"body", R"({"answer":{"body":"no"}})", 422, "no", "answer 422", R"({"status":422,"body":"no","headers":{"X-A":"1"}})"},
        {"error", R"({"answer":{"error":"timestamp-stale"}})", 400, R"({"errors":[]})", "answer timestamp-stale",
         R"({"error":"timestamp-stale"})"},
        {"error_with_another_status", R"({"answer":{"status":409,"error":"timestamp-stale"}})", 409, R"({"errors":[]})", "answer 409",
         R"({"status":409,"body":{"errors":[]},"headers":{"Content-Type":"application/json; charset=utf-8"}})"},
        {"reset", R"({"fault":"reset"})", 422, R"({"a":1})", "reset", R"({"fault":"reset"})"},
        {"reset_hides_the_answer", R"({"answer":{"status":500},"fault":"reset"})", 500, R"({"a":1})", "answer 500, reset",
         R"({"fault":"reset"})"},
        {"truncated_keeps_it", R"({"answer":{"error":"timestamp-stale"},"fault":"truncated"})", 400, R"({"errors":[]})",
         "answer timestamp-stale, truncated", R"({"error":"timestamp-stale","fault":"truncated"})"},
        {"delay", R"({"delay_ms":250})", 422, R"({"a":1})", "delay 250ms", R"({"delay":"250ms"})"},
        {"all_at_once", R"({"answer":{"status":503,"body":"","headers":[]},"fault":"none","delay_ms":1500})", 503, "",
         "answer 503, delay 1s500ms", R"({"status":503,"delay":"1s500ms"})"},
        {"members_of_others", R"({"lunch":1})", 422, R"({"a":1})", "", "{}"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Editing, APlannedFaultIsCalledOff) {
    auto disturbed = held();
    disturbed.delivery = http::Delivery::reset;
    disturbed.delay = base::Duration(5'000);
    std::vector<Complaint> complaints;
    auto const made = edit(R"({"fault":"none","delay_ms":0})", disturbed, complaints);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->response.delivery, http::Delivery::whole);
    EXPECT_EQ(made->response.delay, base::Duration(0));
    EXPECT_EQ(made->words, "no fault, no delay");
    auto const same = edit(R"({"fault":"reset","delay_ms":5000})", disturbed, complaints);
    ASSERT_TRUE(same);
    EXPECT_EQ(same->words, "") << "it is delivered so anyway";
    EXPECT_EQ(fault_word(disturbed.delivery), "reset");
}

struct BadRow {
    char const* name;
    char const* wanted;
    char const* says; ///< of the first complaint
};
void PrintTo(BadRow const& row, std::ostream* os) {
    *os << row.name;
}

class BadEdits : public testing::TestWithParam<BadRow> {};

TEST_P(BadEdits, AreRefusedWithTheirPlace) {
    std::vector<Complaint> complaints;
    EXPECT_FALSE(edit(GetParam().wanted, held(), complaints));
    ASSERT_FALSE(complaints.empty());
    EXPECT_EQ(complaints.front().pointer + ": " + complaints.front().message, GetParam().says);
    EXPECT_FALSE(complaints.front().code.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Answers, BadEdits,
    testing::ValuesIn<BadRow>({
        {"no_object", R"({"answer":5})", "/answer: must be an object"},
        {"unknown_member", R"({"answer":{"statos":500}})", "/answer/statos: is no member of an answer; did you mean 'status'?"},
        {"name_that_needs_escapes", R"({"answer":{"a/b":1}})", "/answer/a~1b: is no member of an answer"},
        {"small_status", R"({"answer":{"status":99}})", "/answer/status: must be a whole number from 100 to 599"},
        {"half_a_status", R"({"answer":{"status":200.5}})", "/answer/status: must be a whole number from 100 to 599"},
        {"status_in_words", R"({"answer":{"status":"x"}})", "/answer/status: must be a whole number from 100 to 599"},
        {"body_no_text", R"({"answer":{"body":{}}})", "/answer/body: must be a text"},
        {"headers_no_list", R"({"answer":{"headers":{}}})", "/answer/headers: must be [[name, value], ...] of texts"},
        {"header_alone", R"({"answer":{"headers":[["A","1"],["B"]]}})", "/answer/headers/1: must be [[name, value], ...] of texts"},
        {"header_of_two_lines", R"({"answer":{"headers":[["A","1\r\nB: 2"]]}})", "/answer/headers/0: must be a text of one line"},
        {"header_without_name", R"({"answer":{"headers":[["A","1"],["a b","2"]]}})", "/answer/headers/1: is no name of a header"},
        {"unknown_error", R"({"answer":{"error":"nope"}})", "/answer/error: is no row of the documented error tables"},
        {"error_no_text", R"({"answer":{"error":5}})", "/answer/error: is no row of the documented error tables"},
        {"unknown_fault", R"({"fault":"explode"})", "/fault: must be one of none, reset, stall, truncated"},
        {"fault_no_text", R"({"fault":5})", "/fault: must be one of none, reset, stall, truncated"},
        {"negative_delay", R"({"delay_ms":-1})", "/delay_ms: must be a whole number from 0 to 600000"},
        {"long_delay", R"({"delay_ms":600001})", "/delay_ms: must be a whole number from 0 to 600000"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Editing, EverythingWrongIsTold) {
    std::vector<Complaint> complaints;
    EXPECT_FALSE(edit(R"({"answer":{"status":0,"body":0},"fault":"x","delay_ms":"y"})", held(), complaints));
    EXPECT_EQ(complaints.size(), 4u);
}

TEST(Editing, AnExchangeIsShownWhole) {
    traffic::Exchange exchange;
    exchange.from = traffic::Party::tool;
    exchange.kind = traffic::CallKind::score;
    exchange.url = "http://canvas.test/x";
    exchange.request = http::form_post("/x", {{"a", "1"}, {"a", "2"}});
    EXPECT_TRUE(whole_view(exchange).at("response").is_null());
    exchange.response = http::Response{.status = 422, .body = "\xff"};
    exchange.trail = {{"ags/5.2.13", false}};
    auto const view = whole_view(exchange);
    EXPECT_EQ(view.at("from"), "tool");
    EXPECT_EQ(view.at("kind"), "score");
    EXPECT_EQ(base::dump(view.at("request").at("form")), R"([["a","1"],["a","2"]])");
    EXPECT_EQ(base::dump(view.at("request").at("body")), R"({"text":"a=1&a=2","size":7})");
    EXPECT_EQ(base::dump(view.at("response")), R"({"status":422,"headers":[],"body":{"base64":"/w==","size":1}})");
    EXPECT_EQ(base::dump(view.at("trail")), R"([["ags/5.2.13",false]])");
}

TEST(Editing, ATokenIsTakenApart) {
    auto const token = jose::unsigned_token({{"alg", "none"}}, json::object{{"sub", "ada"}});
    EXPECT_EQ(base::dump(token_view(token)), R"({"header":{"alg":"none"},"claims":{"sub":"ada"}})");
    EXPECT_TRUE(token_view("no token").is_null());
}

} // namespace
} // namespace easel::platform
