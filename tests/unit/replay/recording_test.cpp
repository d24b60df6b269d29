#include "replay/recording.hpp"

#include "base/text.hpp"
#include "jose/key.hpp"
#include "report/report.hpp"

#include <gtest/gtest.h>

namespace easel::replay {
namespace {

verdict::RunResult run() {
    verdict::RunResult made;
    made.version = "1";
    made.started = base::parse_iso8601("2026-01-05T09:00:00Z")->at;
    verdict::CaseResult one;
    one.id = "a/one";
    one.verdict = verdict::Verdict::failed;
    one.first_cause = "k1";
    one.started = made.started;
    verdict::Check check;
    check.id = "k1";
    check.verdict = verdict::Verdict::failed;
    check.hops = {2};
    one.checks.push_back(check);
    verdict::StepResult step;
    step.number = 1;
    step.verb = "launch";
    step.checks = {"k1"};
    one.steps.push_back(step);
    for (int number : {1, 2}) {
        traffic::Exchange hop;
        hop.number = number;
        hop.at = made.started;
        hop.url = "{tool}/launch";
        one.hops.push_back(hop);
    }
    made.cases = {one};
    return made;
}

std::string text() {
    return report::result_json(run());
}

TEST(ReadRecording, ReadsAResult) {
    auto const read = read_recording(text(), "result.json");
    ASSERT_TRUE(read) << base::to_string(read.error());
    ASSERT_NE(read->find("a/one"), nullptr);
    EXPECT_EQ(read->find("a/two"), nullptr);
    EXPECT_EQ(read->find("a/one")->hops.size(), 2U);
}

TEST(ReadRecording, ReadsTheReportInOneFile) {
    auto const all = text();
    auto data = all.substr(0, all.find(",\n\"digest\"")) +
                R"(,"report":{"sources":{"x.yaml":"a: 1\n"},"worlds":{"w.yaml":"b"},"tool":"tool: T"})";
    data += ",\n\"digest\":\"sha256:" + jose::sha256_hex(base::replace_all(data + "}", "\n", "")) + "\"}";
    data = base::replace_all(data, "<", "\\u003c");
    auto const page = "<!DOCTYPE html><html><body><script type=\"application/json\" id=\"easel-data\">" + data +
                      "</script></body></html>";
    auto const read = read_recording(page, "index.html");
    ASSERT_TRUE(read) << base::to_string(read.error());
    EXPECT_EQ(read->around.sources.at("x.yaml"), "a: 1\n");
    EXPECT_EQ(read->around.worlds.at("w.yaml"), "b");
    EXPECT_EQ(read->around.tool, "tool: T");
}

TEST(ReadRecording, DoesNotMindHowItIsSet) {
    auto const root = base::parse_json(text());
    ASSERT_TRUE(root);
    EXPECT_TRUE(read_recording(base::dump(*root), "result.json"));
}

struct Row {
    char const* name;
    std::string content;
    char const* says;
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Refused : public testing::TestWithParam<Row> {};

TEST_P(Refused, SaysWhy) {
    auto const read = read_recording(GetParam().content, "file.json");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, base::FaultKind::bad_file);
    EXPECT_NE(base::to_string(read.error()).find(GetParam().says), std::string::npos) << base::to_string(read.error());
    EXPECT_NE(base::to_string(read.error()).find("file.json"), std::string::npos);
}

std::string with(std::string const& from, std::string const& to) {
    auto const all = text();
    auto const at = all.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    auto changed = all;
    return at == std::string::npos ? changed : changed.replace(at, from.size(), to);
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    Refused,
    testing::Values(
        Row{"empty", "", "cannot be read"},
        Row{"truncated", text().substr(0, text().size() / 2), "cannot be read"},
        Row{"foreign", R"({"hello":1})", "no result"},
        Row{"foreign_list", "[]", "no result"},
        Row{"newer", with("\"schema_version\":1", "\"schema_version\":99"), "newer"},
        Row{"page_of_another_kind", "<!doctype html><p>Hello</p>", "holds no result"},
        Row{"page_cut_off", "<html><script id=\"easel-data\">{\"a\":", "cut off"},
        Row{"summary_wrong", with("\"failed\":1", "\"failed\":0"), "run.summary.failed"},
        Row{"count_wrong", with("\"cases\":1", "\"cases\":2"), "run.summary.cases"},
        Row{"hops_out_of_order", with("\"n\":2,\"from\"", "\"n\":1,\"from\""), "hops[1]"},
        Row{"cause_of_nowhere", with("\"first_cause\":\"k1\"", "\"first_cause\":\"k9\""), "first_cause"},
        Row{"hop_of_nowhere", with("\"hops\":[2]", "\"hops\":[7]"), "hop 7"},
        Row{"title_changed", with("\"title\":\"\"", "\"title\":\"Fine\""), "changed by hand"},
        Row{"digest_taken_out", text().substr(0, text().find(",\n\"digest\"")) + "}", "changed by hand"},
        Row{"verdict_unknown", with("\"status\":\"failed\"", "\"status\":\"great\""), "no verdict"}
    ),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::replay
