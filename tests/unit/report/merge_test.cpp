#include "report/report.hpp"
#include "unit/report/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace easel::report {
namespace {

using testing::HasSubstr;
using verdict::RunResult;
using verdict::Shard;
using verdict::Verdict;

RunResult whole() {
    auto run = test::sample_run();
    run.selected = static_cast<int>(run.cases.size());
    std::sort(run.cases.begin(), run.cases.end(), [](auto const& a, auto const& b) { return a.id < b.id; });
    return run;
}

std::vector<Part> parts(int count) {
    std::vector<Part> out;
    for (int index = 1; index <= count; ++index) {
        auto run = whole();
        run.shard = Shard{.index = index, .count = count};
        run.cases.clear();
        auto const all = whole().cases;
        for (auto i = static_cast<std::size_t>(index - 1); i < all.size(); i += static_cast<std::size_t>(count)) run.cases.push_back(all[i]);
        // As it comes from a file.
        auto const read = read_result_json(result_json(run), "x");
        out.push_back({"out/" + std::to_string(index) + ".json", *read});
    }
    return out;
}

TEST(Merge, IsTheUnshardedRunByteByByte) {
    for (int const count : {1, 2, 3, 4, 6, 9}) {
        auto all = parts(count);
        std::reverse(all.begin(), all.end());
        auto const merged = merge(std::move(all), false);
        ASSERT_TRUE(merged) << base::to_string(merged.error());
        EXPECT_EQ(result_json(*merged), result_json(whole())) << count;
        EXPECT_EQ(junit(*merged, {}), junit(whole(), {})) << count;
    }
}

struct Row {
    char const* name;
    std::function<void(std::vector<Part>&)> change;
    char const* says;
    bool partial_helps;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class RefusedMerges : public testing::TestWithParam<Row> {};

TEST_P(RefusedMerges, SayWhy) {
    auto all = parts(3);
    GetParam().change(all);
    auto const refused = merge(all, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, base::FaultKind::usage);
    EXPECT_THAT(refused.error().message, HasSubstr(GetParam().says));
    EXPECT_EQ(merge(all, true).has_value(), GetParam().partial_helps);
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    RefusedMerges,
    testing::ValuesIn<Row>({
        {"nothing", [](auto& all) { all.clear(); }, "nothing to merge", false},
        {"seed", [](auto& all) { all[2].run.seed = 8; }, "out/1.json has seed 7, out/3.json has seed 8", false},
        {"version", [](auto& all) { all[1].run.version = "9.9.9"; }, "easel 9.9.9", false},
        {"selection", [](auto& all) { all[1].run.scenarios_sha256 = "cc"; }, "a selection of 6 cases (cc)", false},
        {"size", [](auto& all) { all[1].run.selected = 7; }, "a selection of 7 cases", false},
        {"tool", [](auto& all) { all[1].run.tool_name = "Other"; }, "tool Other", false},
        {"configuration", [](auto& all) { all[1].run.config_sha256 = "dd"; }, "digest dd", false},
        {"variables", [](auto& all) { all[1].run.vars["profile"] = "slow"; }, "profile=slow", false},
        {"clock", [](auto& all) { all[1].run.virtual_clock = false; }, "the real clock", false},
        {"level", [](auto& all) { all[1].run.threshold = verdict::Threshold::all; }, "level all", false},
        {"count", [](auto& all) { all[1].run.shard = Shard{.index = 2, .count = 4}; }, "in 4 parts", false},
        {"missing", [](auto& all) { all.erase(all.begin() + 1); }, "shard 2/3 is missing", true},
        {"twice", [](auto& all) { all.push_back(all[0]); }, "both hold shard 1/3", true},
        {"overlap", [](auto& all) { all[0].run.cases.push_back(all[1].run.cases[0]); }, "both hold ags.score/", true},
        {"stopped_early", [](auto& all) { all[0].run.cases.pop_back(); }, "they hold 5 of 6 cases", true},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Merge, OfPartsThatOverlapTheLaterOneCounts) {
    auto all = parts(2);
    auto again = all[0];
    again.file = "out/again.json";
    again.run.cases.resize(1);
    again.run.cases[0].verdict = Verdict::skipped;
    again.run.interrupted = true;
    all.push_back(again);
    auto const merged = merge(all, true);
    ASSERT_TRUE(merged) << base::to_string(merged.error());
    EXPECT_EQ(merged->cases.size(), 6U);
    EXPECT_EQ(merged->cases[0].verdict, Verdict::skipped);
    EXPECT_TRUE(merged->interrupted);
    EXPECT_FALSE(merged->shard);
}

TEST(Merge, KeepsTheGravestOfTheSetup) {
    auto all = parts(2);
    all[1].run.setup[0].verdict = Verdict::failed;
    all[1].run.setup.push_back({.id = "more", .verdict = Verdict::passed, .detail = "", .hint = ""});
    auto const merged = merge(all, false);
    ASSERT_TRUE(merged) << base::to_string(merged.error());
    ASSERT_EQ(merged->setup.size(), 2U);
    EXPECT_EQ(merged->setup[0].verdict, Verdict::failed);
}

TEST(Journal, IsTheRunWithoutWhatHadNotEnded) {
    auto run = whole();
    run.seed = 99;
    auto about = run;
    about.cases.clear();
    auto text = journal_header(about);
    for (auto const& result : run.cases) text += journal_line(result);
    auto const back = read_journal(text, "journal.ndjson");
    ASSERT_TRUE(back) << base::to_string(back.error());
    EXPECT_TRUE(back->interrupted);
    run.interrupted = true;
    EXPECT_EQ(result_json(*back), result_json(run));
    EXPECT_EQ(junit(*back, {}), junit(run, {}));
    // Killed in the middle of a line.
    auto const cut = read_journal(std::string_view(text).substr(0, text.size() - 10), "journal.ndjson");
    ASSERT_TRUE(cut) << base::to_string(cut.error());
    EXPECT_EQ(cut->cases.size(), 5U);
}

TEST(Journal, RefusesWhatIsNone) {
    for (std::string const text : {"", "\n", "{}\n", "nothing\n", "{\"run\":{},\"origins\":{},\"schema_version\":1}\n"}) {
        auto const read = read_journal(text, "journal.ndjson");
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind, base::FaultKind::bad_file);
    }
    auto const damaged = read_journal(journal_header(whole()) + "{\"id\":1}\n", "journal.ndjson");
    ASSERT_FALSE(damaged);
    EXPECT_THAT(damaged.error().where, HasSubstr("journal.ndjson:2"));
}

}  // namespace
}  // namespace easel::report
