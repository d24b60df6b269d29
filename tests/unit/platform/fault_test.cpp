// Planned faults: how they are read, which call they strike, and how a report tells of them (design.md 4).
#include "platform/fault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace easel::platform {
namespace {

using traffic::CallKind;

std::optional<http::Response> documented(std::string_view name) {
    if (name != "timestamp-stale") return std::nullopt;
    return http::json(400, R"({"errors":[]})");
}

struct Row {
    char const* name;
    char const* json;
    char const* says; ///< describe, or the first complaint as "<pointer>: <message>"
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Plans : public testing::TestWithParam<Row> {};

TEST_P(Plans, AreReadAndTold) {
    std::vector<Complaint> complaints;
    auto const fault = fault_from_json(base::parse_json(GetParam().json).value(), documented, complaints);
    ASSERT_TRUE(fault) << complaints.front().pointer << ": " << complaints.front().message;
    EXPECT_TRUE(complaints.empty());
    EXPECT_EQ(describe(*fault), GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, Plans,
    testing::ValuesIn<Row>({
        {"documented_error", R"({"call":"score","error":"timestamp-stale"})", "timestamp-stale for score, once"},
        {"status", R"({"call":"token","status":503,"times":3})", "status 503 for token, 3 times"},
        {"always", R"({"call":"score","assignment":"quiz1","fault":"reset","times":"always"})", "reset for score of quiz1, always"},
        {"always_as_a_number", R"({"call":"score","fault":"stall","times":-1})", "stall for score, always"},
        {"once_in_words", R"({"call":"memberships","fault":"throttled","times":"once"})", "throttled for memberships, once"},
        {"after", R"({"call":"score","fault":"truncated","after":1})", "truncated for score, once, after 1 call"},
        {"every", R"({"call":"score","status":500,"times":"always","every":2})", "status 500 for score, always, one call in 2"},
        {"probability", R"({"call":"score","status":500,"times":"always","after":2,"probability":0.5})",
         "status 500 for score, always, after 2 calls, with probability 0.5"},
        {"delay", R"({"call":"results","delay":"250ms"})", "delayed for results, once, delayed by 250ms"},
        {"truncated_error", R"({"call":"score","error":"timestamp-stale","fault":"truncated","delay":"1s"})",
         "timestamp-stale, truncated for score, once, delayed by 1s"},
        {"label", R"({"call":"score","status":500,"label":"monday"})", "monday for score, once"},
        {"no_assignment", R"({"call":"score","assignment":"","status":500})", "status 500 for score, once"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

class BadPlans : public testing::TestWithParam<Row> {};

TEST_P(BadPlans, AreRefusedWithTheirPlace) {
    std::vector<Complaint> complaints;
    EXPECT_FALSE(fault_from_json(base::parse_json(GetParam().json).value(), documented, complaints));
    ASSERT_FALSE(complaints.empty());
    EXPECT_EQ(complaints.front().pointer + ": " + complaints.front().message, GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, BadPlans,
    testing::ValuesIn<Row>({
        {"no_object", "[]", ": must be an object"},
        {"nothing", R"({"call":"score"})", ": needs one of error, status, fault and delay"},
        {"no_call", R"({"status":500})", "/call: is missing: the kind of call whose answers are meant"},
        {"unknown_call", R"({"call":"scores","status":500})", "/call: is no kind of call; did you mean 'score'?"},
        {"call_no_text", R"({"call":1,"status":500})", "/call: must be a text"},
        {"unknown_member", R"({"call":"score","statos":500})", "/statos: is no member of a fault; did you mean 'status'?"},
        {"unknown_error", R"({"call":"score","error":"nope"})", "/error: is no row of the documented error table"},
        {"two_answers", R"({"call":"score","error":"timestamp-stale","status":500})", "/status: cannot stand beside error"},
        {"call_null", R"({"call":null,"status":500})", "/call: must be a text"},
        {"assignment_null", R"({"call":"score","assignment":null,"status":500})", "/assignment: must be a text"},
        {"error_null", R"({"call":"score","error":null,"delay":"1s"})", "/error: must be a text"},
        {"status_null", R"({"call":"score","status":null,"delay":"1s"})", "/status: must be a whole number from 100 to 599"},
        {"fault_null", R"({"call":"score","status":500,"fault":null})", "/fault: must be a text"},
        {"delay_null", R"({"call":"score","delay":null})", "/delay: must be a text"},
        {"label_null", R"({"call":"score","status":500,"label":null})", "/label: must be a text"},
        {"headers_null", R"({"call":"score","status":500,"headers":null})", "/headers: must be an object"},
        {"body_alone", R"({"call":"score","fault":"stall","body":"x"})", "/body: needs a status beside it"},
        {"status_too_large", R"({"call":"score","status":600})", "/status: must be a whole number from 100 to 599"},
        {"half_a_status", R"({"call":"score","status":200.5})", "/status: must be a whole number from 100 to 599"},
        {"no_times", R"({"call":"score","status":500,"times":0})", "/times: must be a whole number from 1 to 1000000"},
        {"times_in_other_words", R"({"call":"score","status":500,"times":"often"})", "/times: must be a whole number, \"once\" or \"always\""},
        {"probability_above_1", R"({"call":"score","status":500,"probability":2})", "/probability: must be a number from 0 to 1"},
        {"no_duration", R"({"call":"score","delay":"soon"})", "/delay: must be a duration of at most 10m, such as \"250ms\""},
        {"long_delay", R"({"call":"score","delay":"11m"})", "/delay: must be a duration of at most 10m, such as \"250ms\""},
        {"unknown_fault", R"({"call":"score","fault":"bang"})", "/fault: must be one of reset, stall, truncated, throttled"},
        {"reset_with_an_answer", R"({"call":"score","status":500,"fault":"reset"})",
         "/fault: leaves no answer, so error and status cannot stand beside it"},
        {"header_of_two_lines", R"({"call":"score","status":500,"headers":{"X-A":"x\r\ny"}})", "/headers/X-A: must be a text of one line"},
        {"header_without_name", R"({"call":"score","status":500,"headers":{"a/b":"x"}})", "/headers/a~1b: is no name of a header"},
        {"headers_no_object", R"({"call":"score","status":500,"headers":[]})", "/headers: must be an object"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Faults, CarryTheWrittenAnswer) {
    std::vector<Complaint> complaints;
    auto const json = base::parse_json(R"({"call":"score","status":503,"body":{"a":1},"headers":{"Retry-After":"7"}})").value();
    auto const fault = fault_from_json(json, documented, complaints).value();
    EXPECT_EQ(fault.answer->body, R"({"a":1})");
    EXPECT_EQ(fault.answer->headers.get("Retry-After"), "7");
    auto const text = fault_from_json(base::parse_json(R"({"call":"score","status":503,"body":"busy"})").value(), documented, complaints);
    EXPECT_EQ(text->answer->body, "busy");
    EXPECT_THAT(text->answer->content_type(), testing::StartsWith("text/plain"));
}

class Strikes : public testing::Test {
  protected:
    Fault& plan(CallKind kind, int times) {
        Fault fault;
        fault.kind = kind;
        fault.times = times;
        return faults_.emplace_back(std::move(fault));
    }
    /// Which of so many calls are struck: "x" and ".".
    std::string calls(int count, std::string const& assignment = "quiz1") {
        std::string out;
        for (int i = 0; i < count; ++i) out += strike(faults_, CallKind::score, assignment, chance_) != nullptr ? 'x' : '.';
        return out;
    }
    std::deque<Fault> faults_;
    base::Random chance_{7};
};

TEST_F(Strikes, AsOftenAsPlanned) {
    plan(CallKind::score, 2);
    EXPECT_EQ(calls(4), "xx..");
    EXPECT_EQ(describe_outcome(faults_.front()), "fault for score, 2 times; struck 2 times");
}

TEST_F(Strikes, LetTheFirstOnesGoBy) {
    plan(CallKind::score, 1).after = 2;
    EXPECT_EQ(calls(5), "..x..");
}

TEST_F(Strikes, OnlyTheKindAndAssignmentThatIsMeant) {
    plan(CallKind::results, -1);
    plan(CallKind::score, -1).assignment = "quiz2";
    EXPECT_EQ(calls(2), "..");
    EXPECT_EQ(calls(2, "quiz2"), "xx");
    EXPECT_EQ(describe_outcome(faults_.front()), "fault for results, always; never struck");
    EXPECT_EQ(describe_outcome(faults_.back()), "fault for score of quiz2, always; struck 2 times");
}

TEST_F(Strikes, NotYetMadeAreStillArmed) {
    plan(CallKind::score, 3);
    EXPECT_EQ(describe_outcome(faults_.front()), "fault for score, 3 times; never struck, still armed");
    calls(1);
    EXPECT_EQ(describe_outcome(faults_.front()), "fault for score, 3 times; struck once, still armed");
}

TEST_F(Strikes, ComeInTurns) {
    auto& fault = plan(CallKind::score, -1);
    fault.after = 1;
    fault.every = 3;
    EXPECT_EQ(calls(9), ".x..x..x.");
}

TEST_F(Strikes, WithAProbabilityComeTheSameForTheSameSeed) {
    plan(CallKind::score, -1).probability = 0.5;
    auto const first = calls(64);
    chance_ = base::Random(7);
    EXPECT_EQ(calls(64), first);
    auto const struck = std::count(first.begin(), first.end(), 'x');
    EXPECT_GT(struck, 16);
    EXPECT_LT(struck, 48);
    faults_.front().probability = 0;
    EXPECT_EQ(calls(8), "........");
}

} // namespace
} // namespace easel::platform
