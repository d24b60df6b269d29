#include "world/world.hpp"

#include <array>
#include <utility>

namespace easel::world {

namespace {

template <class Value, std::size_t Size>
using Words = std::array<std::pair<std::string_view, Value>, Size>;

template <class Value, std::size_t Size>
std::optional<Value> value_of(Words<Value, Size> const& words, std::string_view word) {
    for (auto const& [text, value] : words)
        if (text == word) return value;
    return std::nullopt;
}

template <class Value, std::size_t Size>
std::string_view word_of(Words<Value, Size> const& words, Value wanted) {
    for (auto const& [text, value] : words)
        if (value == wanted) return text;
    return {};
}

constexpr Words<Role, 6> roles{{
    {"student", Role::student},
    {"teacher", Role::teacher},
    {"ta", Role::ta},
    {"observer", Role::observer},
    {"designer", Role::designer},
    {"test_student", Role::test_student},
}};

constexpr Words<SubmissionState, 4> submission_states{{
    {"unsubmitted", SubmissionState::unsubmitted},
    {"submitted", SubmissionState::submitted},
    {"pending_review", SubmissionState::pending_review},
    {"graded", SubmissionState::graded},
}};

constexpr Words<EnrolmentState, 5> enrolment_states{{
    {"active", EnrolmentState::active},
    {"invited", EnrolmentState::invited},
    {"inactive", EnrolmentState::inactive},
    {"completed", EnrolmentState::completed},
    {"deleted", EnrolmentState::deleted},
}};

constexpr Words<CourseState, 4> course_states{{
    {"available", CourseState::available},
    {"unpublished", CourseState::unpublished},
    {"completed", CourseState::completed},
    {"deleted", CourseState::deleted},
}};

constexpr Words<Privacy, 4> privacies{{
    {"anonymous", Privacy::anonymous},
    {"email_only", Privacy::email_only},
    {"name_only", Privacy::name_only},
    {"public", Privacy::everything},
}};

constexpr Words<KeyState, 3> key_states{{
    {"active", KeyState::active},
    {"inactive", KeyState::inactive},
    {"deleted", KeyState::deleted},
}};

constexpr Words<GradingType, 6> grading_types{{
    {"points", GradingType::points},
    {"percent", GradingType::percent},
    {"pass_fail", GradingType::pass_fail},
    {"letter_grade", GradingType::letter_grade},
    {"gpa_scale", GradingType::gpa_scale},
    {"not_graded", GradingType::not_graded},
}};

constexpr Words<ProgressState, 4> progress_states{{
    {"queued", ProgressState::queued},
    {"running", ProgressState::running},
    {"completed", ProgressState::completed},
    {"failed", ProgressState::failed},
}};

} // namespace

std::optional<Role> role_from(std::string_view word) {
    return value_of(roles, word);
}
std::string_view to_string(Role role) {
    return word_of(roles, role);
}
std::string_view to_string(SubmissionState state) {
    return word_of(submission_states, state);
}
std::string_view to_string(ProgressState state) {
    return word_of(progress_states, state);
}
std::string_view to_string(GradingType type) {
    return word_of(grading_types, type);
}
std::string_view to_string(Privacy privacy) {
    return word_of(privacies, privacy);
}
std::optional<EnrolmentState> enrolment_state_from(std::string_view word) {
    return value_of(enrolment_states, word);
}
std::optional<CourseState> course_state_from(std::string_view word) {
    return value_of(course_states, word);
}
std::optional<Privacy> privacy_from(std::string_view word) {
    return value_of(privacies, word);
}
std::optional<KeyState> key_state_from(std::string_view word) {
    return value_of(key_states, word);
}
std::optional<GradingType> grading_type_from(std::string_view word) {
    return value_of(grading_types, word);
}

} // namespace easel::world
