#include "canvas.hpp"

#include "traffic/checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace easel::services {
namespace {

class Ags : public testing::TestWithParam<Row> {};

TEST_P(Ags, AnswersAsCanvasDoes) {
    auto const& row = GetParam();
    Canvas canvas;
    row.act(canvas);
    auto const& [response, rest, trail, course, assignment, user, client_id] = canvas.answer;
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(response.body, row.body);

    ASSERT_FALSE(trail.empty());
    bool const refused = row.status >= 400;
    EXPECT_EQ(trail.back().passed, !refused);
    // A check of the token stands there twice, the first time by the number that oauth2-token.md gives it.
    EXPECT_TRUE(std::all_of(trail.begin(), trail.end() - 1, [](auto const& check) {
        return check.passed || check.fact.starts_with("oauth2-token/");
    })) << "only the last check may fail";
    if (refused) {
        EXPECT_EQ(trail.back().fact, row.fact);
        if (!response.body.empty()) {
            EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
        }
    } else {
        EXPECT_THAT(trail, testing::Contains(testing::Field(&traffic::Check::fact, row.fact)));
    }
    if (row.then) row.then(canvas);
}

/// The row's check is the one that refuses: without it the answer is another, if only because nothing is left to go on.
TEST_P(Ags, AnswersOtherwiseWithoutTheCheck) {
    auto const& row = GetParam();
    std::string_view const fact = row.fact;
    bool const of_the_token = fact.starts_with("ags/3.1") || fact == "ags/3.2" || fact == "ags/3.3";
    if (row.status < 400 || of_the_token) return;
    Canvas canvas;
    traffic::switch_off(fact);
    row.act(canvas);
    traffic::switch_off("");
    auto const& trail = canvas.answer.trail;
    EXPECT_TRUE(std::none_of(trail.begin(), trail.end(), [&](auto const& check) {
        return check.fact.view() == fact && !check.passed;
    }));
    auto const& response = canvas.answer.response;
    EXPECT_FALSE(response.status == row.status && response.body == row.body) << response.body;
}

std::string name_of(testing::TestParamInfo<Row> const& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Pipeline, Ags, testing::ValuesIn(pipeline_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(ScoreChecks, Ags, testing::ValuesIn(check_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(ScoreEffects, Ags, testing::ValuesIn(effect_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Grading, Ags, testing::ValuesIn(grading_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Groups, Ags, testing::ValuesIn(group_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Files, Ags, testing::ValuesIn(file_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Progress, Ags, testing::ValuesIn(progress_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(LineItems, Ags, testing::ValuesIn(line_item_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Results, Ags, testing::ValuesIn(result_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(CourseStates, Ags, testing::ValuesIn(course_state_rows()), name_of);

} // namespace
} // namespace easel::services
