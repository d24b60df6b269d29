#include "base/json.hpp"
#include "report/report.hpp"
#include "unit/report/sample.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>

namespace easel::report {
namespace {

namespace json = base::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using verdict::Verdict;

json::value parsed(std::string const& text) {
    auto value = base::parse_json(text);
    EXPECT_TRUE(value) << (value ? "" : base::to_string(value.error()));
    return value ? *value : json::value();
}

json::value const& at(json::value const& value, std::string_view pointer) {
    static json::value const none = "nothing there";
    auto const* const found = base::at_pointer(value, pointer);
    return found ? *found : none;
}

std::string text_at(json::value const& value, std::string_view pointer) {
    return base::dump(at(value, pointer));
}

TEST(ResultJson, HopsSayWhoAskedWhatAndWhyThatAnswer) {
    auto const result = parsed(result_json(test::sample_run()));
    EXPECT_EQ(text_at(result, "/schema_version"), "1");
    EXPECT_EQ(text_at(result, "/run/target/url"), R"("{tool}")");
    EXPECT_EQ(text_at(result, "/run/summary/cases"), "6");
    EXPECT_EQ(
        text_at(result, "/cases/0/hops/1"),
        R"({"n":9,"from":"tool","to":"platform","kind":"score","t_virtual":"2026-01-05T09:00:00.400Z",)"
        R"("t_ms":400,"ms":1,)"
        R"("request":{"method":"POST","url":"{platform}/api/lti/courses/1/line_items/5/scores",)"
        R"("headers":[["Host","{platform.host}"],["Content-Type","application/json"]],"body":{"ref":"b3"}},)"
        R"("response":{"status":422,"headers":[["Content-Type","application/json"]],"body":{"ref":"b4"}},"error":null,)"
        R"("rule":"ags/5.2.13","trail":[["ags/5.2.1",true],["ags/5.2.13",false]],"same_as":null,"fault":null,)"
        R"("course":"bio101","assignment":"quiz1","user":"ada","client_id":"10000000000001"})"
    );
    EXPECT_EQ(text_at(result, "/cases/0/hops/2/same_as"), "9");
    EXPECT_EQ(text_at(result, "/cases/0/hops/2/request/body/ref"), R"("b3")");  // stored once
    EXPECT_EQ(
        text_at(result, "/bodies/b3"),
        R"({"type":"application/json","size":32,"truncated":false,"text":"{\"userId\":\"u1\",\"scoreGiven\":0.8}"})"
    );
    EXPECT_EQ(text_at(result, "/cases/0/replay/command"), R"("easel replay result.json#ags.score/attempts-used-up")");
    EXPECT_EQ(text_at(result, "/cases/0/checks/1/required/by"), R"("ERR-003")");
    EXPECT_EQ(text_at(result, "/strings"), "{}");
}

TEST(ResultJson, SameBytesWhateverThePortsAndTheOrder) {
    auto const text = result_json(test::sample_run());
    EXPECT_EQ(result_json(test::sample_run_on_other_ports()), text);
    auto shuffled = test::sample_run();
    std::reverse(shuffled.cases.begin(), shuffled.cases.end());
    shuffled.took = std::chrono::milliseconds(99);
    EXPECT_EQ(result_json(shuffled), text);
    EXPECT_THAT(text, Not(HasSubstr("127.0.0.1")));
}

TEST(ResultJson, OneCasePerLine) {
    auto const text = result_json(test::sample_run());
    for (auto const& result : test::sample_run().cases) EXPECT_THAT(text, HasSubstr("\n{\"id\":\"" + result.id + "\""));
}

TEST(ResultJson, BodiesAreCutAndBinaryIsBase64) {
    auto run = test::sample_run();
    run.cases.resize(1);
    auto& hops = run.cases[0].hops;
    hops[0].request.body = std::string("\xff\x00\x01", 3);
    hops[0].response->body = std::string(64 * 1024 - 1, 'x') + "ü" + "rest";
    hops[1].request.body = std::string(64 * 1024 - 1, 'y') + "\xc3";  // as the log cut it
    hops[1].request_size = 5'000'000;
    auto const result = parsed(result_json(run));
    EXPECT_EQ(text_at(result, "/bodies/b1/base64"), R"("/wAB")");
    EXPECT_EQ(text_at(result, "/bodies/b1/size"), "3");
    EXPECT_EQ(text_at(result, "/bodies/b2/truncated"), "true");
    EXPECT_EQ(text_at(result, "/bodies/b2/size"), "65541");
    EXPECT_EQ(at(result, "/bodies/b2/text").as_string().size(), 64U * 1024 - 1);  // no half character
    EXPECT_EQ(text_at(result, "/bodies/b3/size"), "5000000");
    EXPECT_EQ(at(result, "/bodies/b3/text").as_string().size(), 64U * 1024 - 1);
}

TEST(ResultJson, ReadsBackWhatItWrote) {
    auto run = test::sample_run();
    run.cases[0].false_accept = true;
    run.cases[1].unexpected_pass = true;
    run.cases[2].expected = true;
    run.cases[2].expected_reason = "known";
    run.cases[0].hops[2].response.reset();
    run.cases[0].hops[2].error = "no answer within 10s";
    run.cases[0].hops[1].fault = "delay 2s";
    run.cases[0].hops[0].request.body = std::string("\xff\x00", 2);
    auto const text = result_json(run);
    auto const back = read_result_json(text, "result.json");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_EQ(result_json(*back), text);
    EXPECT_EQ(junit(*back, {}), junit(run, {}));
    ASSERT_EQ(back->cases.size(), 6U);
    auto const& failed = back->cases[0];
    EXPECT_EQ(failed.id, "ags.score/attempts-used-up");
    EXPECT_EQ(failed.verdict, Verdict::failed);
    ASSERT_NE(failed.cause(), nullptr);
    EXPECT_EQ(failed.cause()->hint, "treat 400, 401, 404, 412 and 422 as final");
    EXPECT_EQ(failed.hops[1].request.target, "/api/lti/courses/1/line_items/5/scores");
    EXPECT_EQ(failed.hops[1].kind, traffic::CallKind::score);
    EXPECT_EQ(failed.hops[1].trail.size(), 2U);
    ASSERT_EQ(failed.faults.size(), 1U);
    EXPECT_EQ(failed.faults[0], "not-a-student for score of quiz1, 3 times; struck 2 times, still armed");
    EXPECT_FALSE(failed.hops[2].response.has_value());
    EXPECT_EQ(failed.hops[0].request.body, std::string("\xff\x00", 2));
}

TEST(ResultJson, SeedsOfAnySizeSurvive) {
    auto run = test::sample_run();
    run.seed = ~std::uint64_t{0};
    auto const back = read_result_json(result_json(run), "result.json");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_EQ(back->seed, run.seed);
}

struct Refusal {
    char const* name;
    std::string text;
    char const* says;
};
void PrintTo(Refusal const& row, std::ostream* os) {
    *os << row.name;
}

class RefusedResults : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedResults, SayWhatIsWrong) {
    auto const read = read_result_json(GetParam().text, "out/result.json");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, base::FaultKind::bad_file);
    EXPECT_EQ(read.error().where, "out/result.json");
    EXPECT_THAT(read.error().message, HasSubstr(GetParam().says));
}

std::string changed(std::string const& from, std::string const& to) {
    auto text = result_json(test::sample_run());
    auto const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    RefusedResults,
    testing::ValuesIn<Refusal>({
        {"empty", "", "cannot be read"},
        {"truncated", result_json(test::sample_run()).substr(0, 900), "ends too early"},
        {"foreign", R"({"results":[]})", "no result of an easel run"},
        {"list", "[]", "no result of an easel run"},
        {"newer", changed(R"("schema_version":1)", R"("schema_version":2)"), "schema_version 2, which is newer than"},
        {"bad_verdict", changed(R"("status":"failed")", R"("status":"flopped")"), "cases[0].status is no verdict"},
        {"missing_member", changed(R"("facts":)", R"("farts":)"), "cases[0].facts is missing"},
        {"missing_body",
         changed(R"("ref":"b3")", R"("ref":"b99")"),
         "hops[1].request.body is a reference to a body that is not there"},
        {"bad_time", changed("2026-01-05T09:00:00.400Z", "nine"), "cases[0].hops[1].t_virtual is no date and time"},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Journal, OneLinePerCaseAndBack) {
    auto const before = test::failed_case();
    auto const line = journal_line(before);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    EXPECT_EQ(line.back(), '\n');
    EXPECT_THAT(line, Not(HasSubstr(R"("ref")")));
    auto const back = read_journal_line(line, "journal.ndjson");
    ASSERT_TRUE(back) << base::to_string(back.error());
    // Reports rebuilt from the journal are those of the run.
    auto run = test::sample_run();
    auto const whole = result_json(run);
    run.cases[0] = *back;
    EXPECT_EQ(result_json(run), whole);
    auto const half = read_journal_line(line.substr(0, line.size() / 2), "journal.ndjson");
    ASSERT_FALSE(half);
    EXPECT_EQ(half.error().kind, base::FaultKind::bad_file);
}

// -- the published schema ---------------------------------------------------------------------------------------------

/// As much of JSON Schema as result.schema.json uses; problems as "pointer: what".
class Validator {
  public:
    explicit Validator(json::value const& root)
        : root_(root) {}
    std::vector<std::string> problems;

    void check(json::value const& schema, json::value const& value, std::string const& where) {
        auto const says = [&](std::string const& what) { problems.push_back(where + ": " + what); };
        if (auto const ref = base::text_member(schema, "$ref")) return check(at(root_, ref->substr(1)), value, where);
        if (auto const* const options = base::member(schema, "anyOf")) {
            for (auto const& option : options->as_array()) {
                Validator attempt(root_);
                attempt.check(option, value, where);
                if (attempt.problems.empty()) return;
            }
            return says("fits no option: " + base::dump(value));
        }
        if (auto const* const type = base::member(schema, "type"); type && !of_type(*type, value)) {
            return says("wrong type: " + base::dump(value));
        }
        if (auto const* const only = base::member(schema, "const"); only && *only != value) says("not the constant");
        if (auto const* const words = base::member(schema, "enum")) {
            auto const& list = words->as_array();
            if (std::find(list.begin(), list.end(), value) == list.end())
                says("not in the enumeration: " + base::dump(value));
        }
        if (auto const pattern = base::text_member(schema, "pattern")) {
            if (!std::regex_search(std::string(value.as_string()), std::regex(*pattern)))
                says("pattern: " + base::dump(value));
        }
        if (auto const* const object = value.if_object()) members(schema, *object, where);
        if (auto const* const list = value.if_array()) items(schema, *list, where);
    }

  private:
    json::value const& root_;

    static bool of_type(json::value const& type, json::value const& value) {
        if (auto const* const several = type.if_array()) {
            return std::any_of(several->begin(), several->end(), [&](auto const& one) { return of_type(one, value); });
        }
        auto const& name = type.as_string();
        return (name == "string" && value.is_string()) ||
               (name == "integer" && (value.is_int64() || value.is_uint64())) ||
               (name == "boolean" && value.is_bool()) || (name == "null" && value.is_null()) ||
               (name == "array" && value.is_array()) || (name == "object" && value.is_object());
    }

    void members(json::value const& schema, json::object const& object, std::string const& where) {
        if (auto const* const required = base::member(schema, "required")) {
            for (auto const& name : required->as_array()) {
                if (!object.contains(name.as_string())) problems.push_back(where + ": lacks " + base::dump(name));
            }
        }
        auto const* const known = base::member(schema, "properties");
        auto const* const others = base::member(schema, "additionalProperties");
        for (auto const& [key, value] : object) {
            auto const here = where + "/" + std::string(key);
            if (auto const* const shape = known ? base::member(*known, key) : nullptr) {
                check(*shape, value, here);
            } else if (others && others->is_object()) {
                check(*others, value, here);
            } else if (others) {
                problems.push_back(here + ": unknown");
            }
        }
    }

    void items(json::value const& schema, json::array const& list, std::string const& where) {
        auto const* const shape = base::member(schema, "items");
        for (std::size_t i = 0; shape && i < list.size(); ++i) {
            auto const here = where + "/" + std::to_string(i);
            if (shape->is_object()) check(*shape, list[i], here);
            if (shape->is_array()) check(shape->as_array().at(i), list[i], here);
        }
    }
};

json::value schema() {
    std::ifstream file(EASEL_SOURCE_DIR "/fixtures/schemas/result.schema.json");
    return parsed(std::string(std::istreambuf_iterator<char>(file), {}));
}

TEST(ResultSchema, FitsWhatIsWritten) {
    auto const rules = schema();
    Validator validator(rules);
    validator.check(rules, parsed(result_json(test::sample_run())), "");
    EXPECT_THAT(validator.problems, ElementsAre());
}

TEST(ResultSchema, RefusesWhatIsMissingOrUnknown) {
    auto const rules = schema();
    auto result = parsed(result_json(test::sample_run()));
    result.at("cases").as_array()[0].as_object().erase("steps");
    result.at("run").as_object()["mood"] = "fine";
    Validator validator(rules);
    validator.check(rules, result, "");
    EXPECT_THAT(validator.problems, testing::UnorderedElementsAre("/run/mood: unknown", R"(/cases/0: lacks "steps")"));
}

}  // namespace
}  // namespace easel::report
