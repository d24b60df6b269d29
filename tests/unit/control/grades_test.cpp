// Grades as the API shows them.
#include "control_fixture.hpp"

namespace easel::control {
namespace {

class GradesTest : public ControlTest {
  protected:
    GradesTest() {
        auto& quiz = *world::assignment_named(world(), "quiz1");
        auto const ada = world::user_named(world(), "ada")->id;
        auto& submission = world::submission_of(world(), quiz.id, ada);
        submission.score = 8;
        submission.state = world::SubmissionState::graded;
        submission.attempt = 1;
        submission.submitted_at = *quiz.due_at + std::chrono::hours(1);
        world::Result result;
        result.id = world().next_id++;
        result.line_item = world::default_line_item(world(), quiz.id)->id;
        result.user = ada;
        result.score = 8;
        result.maximum = 10;
        result.grading_progress = "FullyGraded";
        world().results.push_back(result);
    }
    std::size_t count(std::string const& path, std::string const& member) {
        auto const answered = ask("GET", "/worlds/default/" + path);
        EXPECT_EQ(answered.status, 200) << base::dump(answered.body);
        return answered.body.at(member).as_array().size();
    }
};

TEST_F(GradesTest, TheGradebookHasALineForEachStudent) {
    auto const lines = ask("GET", "/worlds/default/gradebook?assignment=quiz1&user=ada");
    EXPECT_EQ(lines.at("/gradebook/0/score"), "8.0");
    EXPECT_EQ(lines.at("/gradebook/0/late"), "true");
    EXPECT_EQ(lines.at("/gradebook/0/points_possible"), "10.0");
    EXPECT_EQ(lines.at("/gradebook/0/result/grading_progress"), "FullyGraded");
    auto const untouched = ask("GET", "/worlds/default/gradebook?assignment=quiz1&user=bob");
    EXPECT_EQ(untouched.at("/gradebook/0/state"), "unsubmitted");
    EXPECT_EQ(untouched.at("/gradebook/0/result"), "null");
    EXPECT_EQ(count("gradebook?user=grace", "gradebook"), 0U) << "teachers have no grades";
}

TEST_F(GradesTest, FiltersHoldEverywhere) {
    EXPECT_EQ(count("submissions", "submissions"), 1U);
    EXPECT_EQ(count("submissions?user=bob", "submissions"), 0U);
    EXPECT_EQ(count("results?course=bio101", "results"), 1U);
    EXPECT_EQ(count("results?course=chem202", "results"), 0U);
    EXPECT_EQ(count("line_items?assignment=quiz1", "line_items"), 1U);
    EXPECT_GT(count("line_items?course=bio101", "line_items"), 3U);
    auto const item = ask("GET", "/worlds/default/line_items?assignment=quiz1");
    EXPECT_EQ(item.at("/line_items/0/made_by_canvas"), "true");
    EXPECT_EQ(item.at("/line_items/0/resource_link_id"), world::assignment_named(world(), "quiz1")->link_id);
}

} // namespace
} // namespace easel::control
