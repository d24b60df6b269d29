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

/// The fact of a role in the course, and of the same anywhere. @par Source lti13-launch.md 5.4
void note_role(Subject const& subject, world::Role role, bool anywhere) {
    switch (role) {
        case world::Role::student:
            return subject.note({anywhere ? "5.4.9" : "5.4.3"});
        case world::Role::teacher:
            return subject.note({anywhere ? "5.4.10" : "5.4.1"});
        case world::Role::ta:
            return subject.note({anywhere ? "5.4.10" : "5.4.2"});
        case world::Role::designer:
            return subject.note({anywhere ? "5.4.10" : "5.4.5"});
        case world::Role::test_student:
            return subject.note({anywhere ? "5.4.17" : "5.4.4"});
        case world::Role::observer:
            if (!anywhere) subject.note({"5.4.6"});
            return;
    }
}

} // namespace

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
    bool const flag_on = subject.dialects().concluded == world::Dialects::Concluded::answer_422;
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
    subject.note({"5.4.14"});
    if (subject.user == nullptr) {
        subject.note({"5.4.11"});
        return {lis("system/person#None")};
    }
    subject.note({"5.4.8"});
    if (subject.group != nullptr) subject.note({"5.4.18"});
    auto const here = current_enrolments(subject);
    for (auto const& enrolment : here) note_role(subject, enrolment.role, false);
    if (here.empty() && subject.course != nullptr) {
        bool const ended = world::enrolment_of(*subject.course, subject.user->id) != nullptr;
        subject.note({ended ? "5.4.13" : "5.4.7"});
    }
    auto roles = context_roles(subject);
    roles.push_back(lis("system/person#User"));
    if (subject.user->account_admin) {
        roles.push_back(lis("institution/person#Administrator"));
        subject.note({"5.4.15"});
    }
    if (subject.user->site_admin) {
        roles.push_back(lis("system/person#SysAdmin"));
        subject.note({"5.4.16"});
    }
    // "Anywhere under the root account": active enrolments of courses that are not deleted (inferred).
    for (auto const& course : subject.world.courses) {
        if (course.state == world::CourseState::deleted) continue;
        for (auto const& enrolment : course.enrolments) {
            if (enrolment.user != subject.user->id || enrolment.state != world::EnrolmentState::active) continue;
            if (auto role = person_role(enrolment.role); !role.empty()) roles.push_back(std::move(role));
            note_role(subject, enrolment.role, true);
            if (subject.course != nullptr && &course != subject.course) subject.note({"5.4.12"});
        }
    }
    return sorted(std::move(roles));
}

std::vector<world::User const*> observed_users(Subject const& subject) {
    std::vector<world::User const*> observed;
    auto const current = current_enrolments(subject);
    auto const observes = [](world::Enrolment const& each) { return each.role == world::Role::observer; };
    if (std::none_of(current.begin(), current.end(), observes)) return observed;
    for (auto const id : subject.user->observees) {
        auto const* const user = world::user_by_id(subject.world, id);
        if (user != nullptr && world::enrolment_of(*subject.course, id) != nullptr) observed.push_back(user);
    }
    return observed;
}

std::vector<std::string> observees(Subject const& subject) {
    std::vector<std::string> subs;
    for (auto const* user : observed_users(subject)) subs.push_back(user->lti_id);
    return subs;
}

} // namespace easel::lti13
