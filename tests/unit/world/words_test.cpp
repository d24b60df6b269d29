#include "world/world.hpp"

#include <gtest/gtest.h>

namespace easel::world {
namespace {

TEST(Words, AreReadAndWritten) {
    for (auto const role : {Role::student, Role::teacher, Role::ta, Role::observer, Role::designer, Role::test_student})
        EXPECT_EQ(role_from(to_string(role)), role);
    EXPECT_EQ(to_string(SubmissionState::pending_review), "pending_review");
    EXPECT_EQ(to_string(SubmissionState::graded), "graded");
    EXPECT_EQ(privacy_from("public"), Privacy::everything);
    EXPECT_EQ(course_state_from("unpublished"), CourseState::unpublished);
    EXPECT_EQ(enrolment_state_from("invited"), EnrolmentState::invited);
    EXPECT_EQ(key_state_from("inactive"), KeyState::inactive);
    EXPECT_EQ(grading_type_from("pass_fail"), GradingType::pass_fail);
    for (auto const type :
         {GradingType::points,
          GradingType::percent,
          GradingType::pass_fail,
          GradingType::letter_grade,
          GradingType::gpa_scale,
          GradingType::not_graded})
        EXPECT_EQ(grading_type_from(to_string(type)), type);
    EXPECT_EQ(to_string(ProgressState::running), "running");
    EXPECT_EQ(to_string(Privacy::everything), "public");
    EXPECT_EQ(role_from("dean"), std::nullopt);
    EXPECT_EQ(course_state_from(""), std::nullopt);
}

TEST(DialectNames, SetEveryMember) {
    for (auto const& [name, values] : dialect_words())
        for (auto const& value : values) {
            Dialects dialects;
            EXPECT_TRUE(set_dialect(dialects, name, value)) << name << ": " << value;
        }
    Dialects dialects;
    EXPECT_FALSE(set_dialect(dialects, "concluded", "410"));
    EXPECT_FALSE(set_dialect(dialects, "nonsense", "422"));
    EXPECT_TRUE(set_dialect(dialects, "concluded", "404"));
    EXPECT_EQ(dialects.concluded, Dialects::Concluded::answer_404);
    EXPECT_TRUE(set_dialect(dialects, "missing_user", "documented"));
    EXPECT_TRUE(dialects.missing_user_is_parameter_missing);
    EXPECT_TRUE(set_dialect(dialects, "final_periods", "documented"));
    EXPECT_FALSE(dialects.final_periods);
}

TEST(DatedSets, DifferAsTheSourcesSay) {
    for (auto const& name : dated_sets()) EXPECT_TRUE(dialects_of(name)) << name;
    EXPECT_FALSE(dialects_of("1999-01"));
    EXPECT_EQ(dialects_of("2023-01")->concluded, Dialects::Concluded::answer_404);
    EXPECT_TRUE(dialects_of("2025-01")->classic_signature_texts);
    EXPECT_EQ(dialects_of("2025-01")->concluded, Dialects::Concluded::answer_422);
    EXPECT_FALSE(dialects_of("2026-01")->classic_signature_texts);
}

}  // namespace
}  // namespace easel::world
