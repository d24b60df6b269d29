#include "base/text.hpp"
#include "lti11/parameters.hpp"

#include <algorithm>
#include <set>

namespace easel::lti11 {
namespace {

using world::Role;

constexpr char const* administrator = "urn:lti:instrole:ims/lis/Administrator";
constexpr char const* sys_admin = "urn:lti:sysrole:ims/lis/SysAdmin";

std::vector<std::string> short_roles(Role role) {
    switch (role) {
        case Role::student:
        case Role::test_student:
            return {"Learner"};
        case Role::teacher:
            return {"Instructor"};
        case Role::ta:
            return {"urn:lti:role:ims/lis/TeachingAssistant"};
        case Role::designer:
            return {"ContentDeveloper"};
        case Role::observer:
            return {"urn:lti:instrole:ims/lis/Observer", "urn:lti:role:ims/lis/Mentor"};
    }
    return {};
}

std::vector<std::string> urn_roles(Role role) {
    switch (role) {
        case Role::student:
        case Role::test_student:
            return {"urn:lti:role:ims/lis/Learner"};
        case Role::teacher:
            return {"urn:lti:role:ims/lis/Instructor"};
        case Role::ta:
            return {"urn:lti:role:ims/lis/TeachingAssistant"};
        case Role::designer:
            return {"urn:lti:role:ims/lis/ContentDeveloper"};
        case Role::observer:
            return {"urn:lti:role:ims/lis/Learner/NonCreditLearner", "urn:lti:role:ims/lis/Mentor"};
    }
    return {};
}

/// What an enrolment anywhere says about the person.
std::string institution_role(Role role) {
    switch (role) {
        case Role::student:
        case Role::test_student:
            return "urn:lti:instrole:ims/lis/Student";
        case Role::teacher:
        case Role::ta:
        case Role::designer:
            return "urn:lti:instrole:ims/lis/Instructor";
        case Role::observer:
            return "urn:lti:instrole:ims/lis/Observer";
    }
    return {};
}

/// Its row of the table. @par Source canvas/lti11.md 2
char const* row_of(Role role) {
    switch (role) {
        case Role::student:
        case Role::test_student:
            return "2.1";
        case Role::teacher:
            return "2.2";
        case Role::ta:
            return "2.3";
        case Role::designer:
            return "2.4";
        case Role::observer:
            return "2.5";
    }
    return "";
}

} // namespace

bool is_learner(lti13::Subject const& subject) {
    auto const current = lti13::current_enrolments(subject);
    return std::any_of(current.begin(), current.end(), [](world::Enrolment const& each) {
        return each.role == Role::student || each.role == Role::test_student;
    });
}

std::string roles_here(lti13::Subject const& subject) {
    std::vector<std::string> roles;
    auto const add = [&](std::string role) {
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(std::move(role));
    };
    for (auto const& enrolment : lti13::current_enrolments(subject)) {
        note(subject, {row_of(enrolment.role), "2.9"});
        for (auto& role : short_roles(enrolment.role)) add(std::move(role));
    }
    if (subject.user != nullptr && subject.user->account_admin) {
        note(subject, {"2.6"});
        add(administrator);
    }
    if (subject.user != nullptr && subject.user->site_admin) {
        note(subject, {"2.7"});
        add(sys_admin);
    }
    if (roles.empty()) {
        note(subject, {"2.8"});
        roles.emplace_back("urn:lti:sysrole:ims/lis/None");
    }
    return base::join(roles, ",");
}

std::string roles_anywhere(lti13::Subject const& subject) {
    std::set<std::string> roles;
    if (subject.user == nullptr) return "urn:lti:sysrole:ims/lis/None";
    note(subject, {"2.10"});
    for (auto const& enrolment : lti13::current_enrolments(subject))
        for (auto& role : urn_roles(enrolment.role)) roles.insert(std::move(role));
    if (subject.user->account_admin) roles.insert(administrator);
    if (subject.user->site_admin) roles.insert(sys_admin);
    // "Anywhere": active enrolments of courses that are not deleted (inferred).
    for (auto const& course : subject.world.courses) {
        if (course.state == world::CourseState::deleted) continue;
        for (auto const& enrolment : course.enrolments) {
            if (enrolment.user != subject.user->id || enrolment.state != world::EnrolmentState::active) continue;
            if (subject.course != nullptr && &course != subject.course) note(subject, {"2.11"});
            roles.insert(institution_role(enrolment.role));
        }
    }
    roles.insert("urn:lti:sysrole:ims/lis/User");
    return base::join(std::vector<std::string>(roles.begin(), roles.end()), ",");
}

} // namespace easel::lti11
