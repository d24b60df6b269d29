#include "world/world.hpp"

#include <algorithm>

namespace easel::world {

bool is_concluded(Course const& course, Instant now, bool flag_on) {
    if (course.state == CourseState::completed) return true;
    // ags.md 9: with the flag the course's own end counts only when people are restricted to the course's dates;
    // without it the own end always counts, and hides the term's.
    bool const own_end_counts = course.end_at && (!flag_on || course.restrict_dates);
    auto const end = own_end_counts ? course.end_at : course.term_end_at;
    return end && *end < now;
}

bool is_active_student(Course const& course, Id user, bool count_test_student) {
    if (course.state != CourseState::available) return false;
    return std::any_of(course.enrolments.begin(), course.enrolments.end(), [&](Enrolment const& enrolment) {
        return enrolment.user == user && enrolment.state == EnrolmentState::active &&
               (enrolment.role == Role::student || (count_test_student && enrolment.role == Role::test_student));
    });
}

std::optional<int> attempts_left(Assignment const& assignment, Submission const* submission) {
    if (!assignment.allowed_attempts || *assignment.allowed_attempts < 0) return std::nullopt;
    int const extra = submission == nullptr ? 0 : submission->extra_attempts;
    int const used = submission == nullptr ? 0 : submission->attempt;
    return std::max(0, *assignment.allowed_attempts + extra - used);
}

} // namespace easel::world
