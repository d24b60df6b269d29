#include "lti13/subject.hpp"

#include <algorithm>

namespace easel::lti13 {

namespace {

std::string lis(std::string_view rest) {
    return "http://purl.imsglobal.org/vocab/lis/v2/" + std::string(rest);
}

constexpr char const* test_user = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser";

std::vector<std::string> sorted(std::vector<std::string> roles) {
    std::sort(roles.begin(), roles.end());
    roles.erase(std::unique(roles.begin(), roles.end()), roles.end());
    return roles;
}

/// What an enrolment anywhere under the root account says about the person.
std::string person_role(world::Role role) {
    switch (role) {
        case world::Role::student:
            return lis("institution/person#Student");
        case world::Role::teacher:
        case world::Role::ta:
        case world::Role::designer:
            return lis("institution/person#Instructor");
        case world::Role::test_student:
            return test_user;
        case world::Role::observer:
            return {};
    }
    return {};
}

}  // namespace

std::vector<std::string> roles_of(world::Role role) {
    switch (role) {
        case world::Role::teacher:
            return {lis("membership#Instructor")};
        case world::Role::ta:
            return {lis("membership#Instructor"), lis("membership/Instructor#TeachingAssistant")};
        case world::Role::student:
            return {lis("membership#Learner")};
        case world::Role::test_student:
            return {lis("membership#Learner"), test_user};
        case world::Role::designer:
            return {lis("membership#ContentDeveloper")};
        case world::Role::observer:
            return {lis("membership#Mentor")};
    }
    return {};
}

std::vector<world::Enrolment> current_enrolments(Subject const& subject) {
    std::vector<world::Enrolment> current;
    if (subject.user == nullptr || subject.course == nullptr) return current;
    bool const flag_on = subject.world.dialects.concluded == world::Dialects::Concluded::answer_422;
    if (world::is_concluded(*subject.course, subject.now, flag_on)) return current;
    for (auto const& enrolment : subject.course->enrolments)
        if (enrolment.user == subject.user->id && enrolment.state == world::EnrolmentState::active)
            current.push_back(enrolment);
    return current;
}

std::vector<std::string> context_roles(Subject const& subject) {
    std::vector<std::string> roles;
    for (auto const& enrolment : current_enrolments(subject))
        for (auto& role : roles_of(enrolment.role)) roles.push_back(std::move(role));
    return sorted(std::move(roles));
}

std::vector<std::string> all_roles(Subject const& subject) {
    if (subject.user == nullptr) return {lis("system/person#None")};
    auto roles = context_roles(subject);
    roles.push_back(lis("system/person#User"));
    // "Anywhere under the root account": active enrolments of courses that are not deleted (inferred).
    for (auto const& course : subject.world.courses) {
        if (course.state == world::CourseState::deleted) continue;
        for (auto const& enrolment : course.enrolments) {
            if (enrolment.user != subject.user->id || enrolment.state != world::EnrolmentState::active) continue;
            if (auto role = person_role(enrolment.role); !role.empty()) roles.push_back(std::move(role));
        }
    }
    return sorted(std::move(roles));
}

std::vector<std::string> observees(Subject const& subject) {
    std::vector<std::string> subs;
    auto const current = current_enrolments(subject);
    auto const observes = [](world::Enrolment const& each) { return each.role == world::Role::observer; };
    if (std::none_of(current.begin(), current.end(), observes)) return subs;
    for (auto const id : subject.user->observees) {
        auto const* const user = world::user_by_id(subject.world, id);
        if (user != nullptr && world::enrolment_of(*subject.course, id) != nullptr) subs.push_back(user->lti_id);
    }
    return subs;
}

}  // namespace easel::lti13
