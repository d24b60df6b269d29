#include "world/world.hpp"

#include <gtest/gtest.h>

namespace easel::world {
namespace {

using std::chrono::hours;

Instant const now{std::chrono::seconds(1'770'000'000)};
Instant const past = now - hours(24);
Instant const future = now + hours(24);

struct ConclusionRow {
    char const* name;
    CourseState state;
    std::optional<Instant> end_at;
    bool restrict_dates;
    std::optional<Instant> term_end_at;
    bool flag_off;  ///< concluded with the flag off
    bool flag_on;
};
void PrintTo(ConclusionRow const& row, std::ostream* out) {
    *out << row.name;
}

class Conclusion : public testing::TestWithParam<ConclusionRow> {};

// ags.md 9, columns "Flag off" and "Flag on"
TEST_P(Conclusion, FollowsTheFlag) {
    auto const& row = GetParam();
    Course course;
    course.state = row.state;
    course.end_at = row.end_at;
    course.restrict_dates = row.restrict_dates;
    course.term_end_at = row.term_end_at;
    EXPECT_EQ(is_concluded(course, now, false), row.flag_off);
    EXPECT_EQ(is_concluded(course, now, true), row.flag_on);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    Conclusion,
    testing::ValuesIn<ConclusionRow>({
        {"open",                              CourseState::available,   {},     false, {},     false, false},
        {"completed",                         CourseState::completed,   {},     false, {},     true,  true },
        {"own_end_past_restricted",           CourseState::available,   past,   true,  {},     true,  true },
        {"own_end_past_unrestricted",         CourseState::available,   past,   false, future, true,  false},
        {"own_end_past_unrestricted_no_term", CourseState::available,   past,   false, {},     true,  false},
        {"term_ended",                        CourseState::available,   {},     false, past,   true,  true },
        {"term_ended_restricted_no_own_end",  CourseState::available,   {},     true,  past,   true,  true },
        {"own_end_future_term_ended",         CourseState::available,   future, false, past,   false, true },
        {"own_end_future_restricted",         CourseState::available,   future, true,  past,   false, false},
        {"ends_this_moment",                  CourseState::available,   now,    true,  {},     false, false},
        {"unpublished",                       CourseState::unpublished, {},     false, {},     false, false},
}),
    [](auto const& row) { return std::string(row.param.name); }
);

struct StudentRow {
    char const* name;
    CourseState course;
    Role role;
    EnrolmentState state;
    bool scores;   ///< counts for scores
    bool results;  ///< counts where test students do not
};
void PrintTo(StudentRow const& row, std::ostream* out) {
    *out << row.name;
}

class Students : public testing::TestWithParam<StudentRow> {};

// ags.md 5.3
TEST_P(Students, AreActiveInPublishedCourses) {
    auto const& row = GetParam();
    Course course;
    course.state = row.course;
    course.enrolments = {
        {7, row.role, row.state}
    };
    EXPECT_EQ(is_active_student(course, 7), row.scores);
    EXPECT_EQ(is_active_student(course, 7, false), row.results);
    EXPECT_FALSE(is_active_student(course, 8));
}

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    Students,
    testing::ValuesIn<StudentRow>({
        {"student",      CourseState::available,   Role::student,      EnrolmentState::active,    true,  true },
        {"test_student", CourseState::available,   Role::test_student, EnrolmentState::active,    true,  false},
        {"teacher",      CourseState::available,   Role::teacher,      EnrolmentState::active,    false, false},
        {"ta",           CourseState::available,   Role::ta,           EnrolmentState::active,    false, false},
        {"observer",     CourseState::available,   Role::observer,     EnrolmentState::active,    false, false},
        {"invited",      CourseState::available,   Role::student,      EnrolmentState::invited,   false, false},
        {"inactive",     CourseState::available,   Role::student,      EnrolmentState::inactive,  false, false},
        {"completed",    CourseState::available,   Role::student,      EnrolmentState::completed, false, false},
        {"deleted",      CourseState::available,   Role::student,      EnrolmentState::deleted,   false, false},
        {"unpublished",  CourseState::unpublished, Role::student,      EnrolmentState::active,    false, false},
        {"concluded",    CourseState::completed,   Role::student,      EnrolmentState::active,    false, false},
}),
    [](auto const& row) { return std::string(row.param.name); }
);

TEST(Students, MayHoldASecondEnrolment) {
    Course course;
    course.enrolments = {
        {7, Role::observer, EnrolmentState::active},
        {7, Role::student,  EnrolmentState::active}
    };
    EXPECT_TRUE(is_active_student(course, 7));
}

struct AttemptsRow {
    char const* name;
    std::optional<int> allowed;
    int used;
    int extra;
    std::optional<int> left;
};
void PrintTo(AttemptsRow const& row, std::ostream* out) {
    *out << row.name;
}

class Attempts : public testing::TestWithParam<AttemptsRow> {};

// ags.md 5.7
TEST_P(Attempts, AreCounted) {
    auto const& row = GetParam();
    Assignment assignment;
    assignment.allowed_attempts = row.allowed;
    Submission submission;
    submission.attempt = row.used;
    submission.extra_attempts = row.extra;
    EXPECT_EQ(attempts_left(assignment, &submission), row.left);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    Attempts,
    testing::ValuesIn<AttemptsRow>({
        {"unlimited",          {}, 9, 0, {}},
        {"negative_unlimited", -1, 9, 0, {}},
        {"fresh",              2,  0, 0, 2 },
        {"one_left",           2,  1, 0, 1 },
        {"none_left",          2,  2, 0, 0 },
        {"never_negative",     2,  5, 0, 0 },
        {"extra",              2,  2, 3, 3 },
}),
    [](auto const& row) { return std::string(row.param.name); }
);

TEST(Attempts, AreAllLeftBeforeTheFirstSubmission) {
    Assignment assignment;
    assignment.allowed_attempts = 2;
    EXPECT_EQ(attempts_left(assignment, nullptr), 2);
}

}  // namespace
}  // namespace easel::world
