#include "canvas.hpp"

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
    auto const& [response, trail, course, assignment, user, client_id] = canvas.answer;
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(response.body, row.body);

    ASSERT_FALSE(trail.empty());
    bool const refused = row.status >= 400;
    EXPECT_EQ(trail.back().passed, !refused);
    EXPECT_TRUE(std::all_of(trail.begin(), trail.end() - 1, [](auto const& check) { return check.passed; }))
        << "only the last check may fail";
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

std::string name_of(testing::TestParamInfo<Row> const& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Pipeline, Ags, testing::ValuesIn(pipeline_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(ScoreChecks, Ags, testing::ValuesIn(check_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(ScoreEffects, Ags, testing::ValuesIn(effect_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(LineItems, Ags, testing::ValuesIn(line_item_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Results, Ags, testing::ValuesIn(result_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(CourseStates, Ags, testing::ValuesIn(course_state_rows()), name_of);

} // namespace
} // namespace easel::services
