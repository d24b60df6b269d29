#include "services/gradebook.hpp"

#include "services/ags.hpp"
#include "services/ruby.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace easel::services {
namespace {

using world::GradingType;
using world::Submission;
using world::SubmissionState;

/// "4.0" -> "4"
std::string number_text(double number) {
    auto text = ruby::float_text(number);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

double rounded(double number, int decimals) {
    double const scale = std::pow(10.0, decimals);
    return std::round(number * scale) / scale;
}

/// Of Canvas's default grading scheme; the first whose bound is reached. @par Source ags.md 5.6.11
std::string letter(double percent) {
    struct Step {
        double from;
        char const* name;
    };
    constexpr std::array<Step, 11> steps{{
        {94, "A"}, {90, "A-"}, {87, "B+"}, {84, "B"}, {80, "B-"}, {77, "C+"}, {74, "C"}, {70, "C-"}, {67, "D+"},
        {64, "D"}, {61, "D-"},
    }};
    double const reached = rounded(percent, 4);
    for (auto const& step : steps) {
        if (reached >= step.from) return step.name;
    }
    return "F";
}

bool loses_points_when_late(GradingType grading) {
    return grading != GradingType::pass_fail && grading != GradingType::not_graded;
}

/// What lateness costs a score. @par Source ags.md 5.4.15
double deduction(
    world::Course const* course, world::Assignment const& assignment, Submission const& submission, double score
) {
    if (course == nullptr || !course->late_policy || !loses_points_when_late(assignment.grading)) return 0;
    auto const& policy = *course->late_policy;
    bool const late = assignment.due_at && submission.submitted_at && *submission.submitted_at > *assignment.due_at;
    if (!late || assignment.points <= 0 || policy.interval.count() <= 0) return 0;
    auto const behind = static_cast<double>((*submission.submitted_at - *assignment.due_at).count());
    double const intervals = std::ceil(behind / static_cast<double>(policy.interval.count()));
    double const most = std::max(0.0, score * 100 / assignment.points - policy.minimum_percent);
    return rounded(assignment.points * std::min(policy.percent_per_interval * intervals, most) / 100, 2);
}

}  // namespace

std::vector<world::Id> submitters(world::World& world, world::Assignment const& assignment, world::Id user) {
    auto const* const group =
        assignment.group_assignment ? world::group_of(world, assignment.course, user) : nullptr;
    auto const* const course = world::course_by_id(world, assignment.course);
    if (group == nullptr || course == nullptr) return {user};
    std::vector<world::Id> students;
    for (auto const member : group->members) {
        if (member == user || world::is_active_student(*course, member)) students.push_back(member);
    }
    std::sort(students.begin(), students.end());
    students.erase(std::unique(students.begin(), students.end()), students.end());
    return students;
}

void hand_in(world::World& world, Submission& submission, Work const& work, bool uses_attempt) {
    if (uses_attempt) ++submission.attempt;
    submission.submitted_at = work.at;
    submission.state = SubmissionState::submitted;
    submission.type = work.type;
    submission.url = work.url;
    submission.body = work.body;
    submission.attachments = work.attachments;
    world::touch(world, submission);
}

std::string grade_text(world::Assignment const& assignment, double score) {
    double const points = assignment.points;
    switch (assignment.grading) {
        case GradingType::percent:
            return number_text(points > 0 ? rounded(score / points * 100, 2) : score) + "%";
        case GradingType::letter_grade:
        case GradingType::gpa_scale:
            return letter(points > 0 ? score / points * 100 : score);
        case GradingType::pass_fail:
            return score > 0 ? "complete" : "incomplete";
        case GradingType::points:
        case GradingType::not_graded:
            break;
    }
    return number_text(score);
}

void give_grade(
    world::World& world, world::Assignment const& assignment, Submission& submission, double score,
    std::optional<std::string> text, Grader grader
) {
    double const deducted = deduction(world::course_by_id(world, assignment.course), assignment, submission, score);
    double const remaining = deducted > score ? std::min(0.0, score) : score - deducted;
    submission.points_deducted = deducted;
    submission.score = remaining;
    submission.grade = text ? std::move(*text) : grade_text(assignment, remaining);
    submission.state = SubmissionState::graded;
    submission.graded_by_tool = grader == Grader::tool;
    submission.graded_by_person = grader == Grader::person;
    submission.excused = false;
    world::touch(world, submission);
}

void clear_grade(world::World& world, Submission& submission) {
    submission.score.reset();
    submission.grade.clear();
    submission.points_deducted = 0;
    submission.graded_by_tool = false;
    submission.graded_by_person = false;
    if (submission.state == SubmissionState::graded || submission.state == SubmissionState::pending_review) {
        submission.state = submission.submitted_at ? SubmissionState::submitted : SubmissionState::unsubmitted;
    }
    world::touch(world, submission);
}

void follow_in_result(
    world::World& world, world::Assignment const& assignment, Submission const& submission, std::optional<double> before
) {
    auto const* const item = world::default_line_item(world, assignment.id);
    auto* const result = item == nullptr ? nullptr : world::find_result(world, item->id, submission.user);
    if (result == nullptr) return;
    if (submission.score != before) {
        result->score = submission.score;
        if (!result->maximum) result->maximum = assignment.points;
    }
    if (submission.score && result->grading_progress == "PendingManual") result->grading_progress = "FullyGraded";
    world::touch(world, *result);
}

void grade_by_person(
    world::World& world, world::Assignment const& assignment, world::Id user, std::optional<double> score
) {
    auto& submission = world::submission_of(world, assignment.id, user);
    auto const before = submission.score;
    if (score) {
        give_grade(world, assignment, submission, *score, std::nullopt, Grader::person);
    } else {
        clear_grade(world, submission);
        submission.graded_by_person = true;
    }
    follow_in_result(world, assignment, submission, before);
}

void assignment_edited(world::World& world, world::Assignment const& assignment) {
    auto* const item = world::default_line_item(world, assignment.id);
    if (item == nullptr || item->deleted) return;
    item->label = assignment.title;
    item->score_maximum = assignment.points;
    item->start_at = assignment.unlock_at;
    item->end_at = assignment.due_at;
    world::touch(world, *item);
}

void assign_only_to(world::World& world, world::Assignment& assignment, std::vector<world::Id> students) {
    assignment.only_for = std::move(students);
    world::touch(world, assignment);
    for (auto& submission : world.submissions) {
        if (submission.assignment != assignment.id) continue;
        auto const& chosen = assignment.only_for;
        submission.unassigned =
            !chosen.empty() && std::find(chosen.begin(), chosen.end(), submission.user) == chosen.end();
        world::touch(world, submission);
    }
}

}  // namespace easel::services
