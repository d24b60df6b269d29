#include "reference_tool/roles.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace easel::reference_tool {
namespace {

#define MEMBERSHIP "http://purl.imsglobal.org/vocab/lis/v2/membership"
#define INSTITUTION "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
#define SYSTEM "http://purl.imsglobal.org/vocab/lis/v2/system/person"

struct Row {
    char const* name;
    std::vector<std::string> roles;
    View correct;
    char const* defect; ///< "" : none is expected to differ
    View with_defect;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class Roles : public testing::TestWithParam<Row> {};

TEST_P(Roles, DecideTheView) {
    auto const& row = GetParam();
    EXPECT_EQ(view_of(row.roles, Switches()), row.correct);
    EXPECT_EQ(view_of(row.roles, Switches(row.defect)), row.with_defect);
}

constexpr auto neither = View::neither;
constexpr auto student = View::student;
constexpr auto teacher = View::teacher;

INSTANTIATE_TEST_SUITE_P(
    Course,
    Roles,
    testing::ValuesIn<Row>({
        {"teacher_role_001",
         {INSTITUTION "#Instructor", MEMBERSHIP "#Instructor", SYSTEM "#User"},
         teacher,
         "teachers-see-student-view",
         student},
        {"learner_role_002", {MEMBERSHIP "#Learner"}, student, "learners-see-teacher-view", teacher},
        {"mentor_first_role_003",
         {MEMBERSHIP "#Mentor", MEMBERSHIP "#Learner"},
         student,
         "reads-first-role-only",
         neither},
        {"canvas_order_survives_first_role",
         {INSTITUTION "#Student", MEMBERSHIP "#Learner", SYSTEM "#User"},
         student,
         "reads-first-role-only",
         student},
        {"short_teacher_role_004", {"Instructor"}, teacher, "", teacher},
        {"short_learner_role_004", {"Learner"}, student, "", student},
        {"unknown_role_005",
         {"http://purl.imsglobal.org/vocab/lis/v2/unknown/unknown#Helper"},
         neither,
         "teacher-by-unknown-role",
         teacher},
        {"learner_and_unknown_role_005",
         {MEMBERSHIP "#Learner", "http://x.example/y#Z"},
         student,
         "teacher-by-unknown-role",
         student},
        {"none_role_006", {}, neither, "teacher-without-roles", teacher},
        {"blank_role_006", {""}, neither, "teacher-without-roles", teacher},
        {"teacher_elsewhere_role_007",
         {INSTITUTION "#Instructor", MEMBERSHIP "#Learner"},
         student,
         "teacher-by-institution-role",
         teacher},
        {"administrator_role_008",
         {INSTITUTION "#Administrator", MEMBERSHIP "#Learner"},
         student,
         "teacher-by-administration",
         teacher},
        {"assistant_role_009",
         {MEMBERSHIP "#Instructor", MEMBERSHIP "/Instructor#TeachingAssistant"},
         teacher,
         "",
         teacher},
        {"learner_sub_role_011",
         {MEMBERSHIP "/Learner#Instructor", MEMBERSHIP "#Learner"},
         student,
         "teacher-by-substring",
         teacher},
        {"look_alike_role_011", {MEMBERSHIP "#InstructorX"}, neither, "teacher-by-substring", teacher},
        {"foreign_role_011", {"http://evil.example/x#Instructor"}, neither, "teacher-by-substring", teacher},
        {"observer_role_012", {MEMBERSHIP "#Mentor"}, neither, "observers-are-teachers", teacher},
        {"test_user_role_013",
         {MEMBERSHIP "#Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"},
         student,
         "",
         student},
        {"user_alone_role_014", {SYSTEM "#User"}, neither, "teacher-by-being-a-user", teacher},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

} // namespace
} // namespace easel::reference_tool
