#include "report/compare.hpp"

#include "unit/report/sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace easel::report {
namespace {

using testing::HasSubstr;
using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;

std::optional<CaseResult> with(Verdict verdict, std::string const& required = "r") {
    auto one = test::plain_case("one", verdict);
    if (verdict != Verdict::passed) {
        one.first_cause = "k1";
        one.checks = {{.id = "k1", .verdict = verdict, .level = "must", .required = required, .observed = "seen"}};
    }
    return one;
}

RunResult run_of(std::optional<CaseResult> const& one) {
    auto run = test::sample_run();
    run.cases.clear();
    if (one) run.cases.push_back(*one);
    return run;
}

struct Row {
    char const* name;
    std::optional<CaseResult> before, after;
    char const* change;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}
class Changes : public testing::TestWithParam<Row> {};

TEST_P(Changes, AreTold) {
    auto const before = run_of(GetParam().before);
    auto const after = run_of(GetParam().after);
    auto const all = compare(before, after);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(to_string(all[0].change), GetParam().change);
    EXPECT_EQ(all[0].id, "ags.score/one");
}

std::optional<CaseResult> expected() {
    auto one = with(Verdict::failed);
    one->expected = true;
    return one;
}

INSTANTIATE_TEST_SUITE_P(
    Report,
    Changes,
    testing::ValuesIn<Row>({
        {"still_well", with(Verdict::passed), with(Verdict::passed), "same"},
        {"broken", with(Verdict::passed), with(Verdict::failed), "new"},
        {"mended", with(Verdict::failed), with(Verdict::passed), "fixed"},
        {"as_before", with(Verdict::failed), with(Verdict::failed), "same"},
        {"for_another_reason", with(Verdict::failed, "a"), with(Verdict::failed, "b"), "other"},
        {"an_error_instead", with(Verdict::failed), with(Verdict::error), "other"},
        {"warned_now", with(Verdict::passed), with(Verdict::warned), "other"},
        {"foreseen_now", with(Verdict::failed), expected(), "fixed"},
        {"not_foreseen_any_more", expected(), with(Verdict::failed), "new"},
        {"not_played", with(Verdict::failed), std::nullopt, "gone"},
        {"added_and_broken", std::nullopt, with(Verdict::failed), "new"},
        {"added", std::nullopt, with(Verdict::passed), "joined"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Diff, SaysWhatChangedAndHow) {
    auto before = test::sample_run();
    auto after = test::sample_run();
    before.cases[2].verdict = Verdict::failed;
    before.cases[2].reason = "it was \x1b[31m wrong";
    after.cases.push_back(test::plain_case("worse", Verdict::failed));
    auto const text = diff_text(before, after, "a.json", "b.json");
    EXPECT_THAT(text, HasSubstr("A  a.json (Quizly, seed 7, 6 cases)\nB  b.json (Quizly, seed 7, 7 cases)\n"));
    EXPECT_THAT(text, HasSubstr("new failures: 1\n  ags.score/worse\n    now  failed: A score: worse\n"));
    EXPECT_THAT(
        text,
        HasSubstr("fixed: 1\n  ags.score/plain\n    was  failed: it was \xEF\xBF\xBD[31m wrong\n    now  passed\n")
    );
    EXPECT_THAT(text, HasSubstr("unchanged: 5\n"));
}

} // namespace
} // namespace easel::report
