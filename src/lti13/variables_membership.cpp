#include "lti13/variables.hpp"

#include <algorithm>

namespace easel::lti13 {

using base::json::value;

namespace {

std::string canvas_role(world::Role role) {
    switch (role) {
        case world::Role::teacher:
            return "TeacherEnrollment";
        case world::Role::ta:
            return "TaEnrollment";
        case world::Role::designer:
            return "DesignerEnrollment";
        case world::Role::observer:
            return "ObserverEnrollment";
        case world::Role::student:
        case world::Role::test_student:
            return "StudentEnrollment";
    }
    return {};
}

/// LTI 1 role names, which concluded roles are told by.
std::string old_role(world::Role role) {
    switch (role) {
        case world::Role::teacher:
            return "Instructor";
        case world::Role::ta:
            return "urn:lti:role:ims/lis/TeachingAssistant";
        case world::Role::designer:
            return "ContentDeveloper";
        case world::Role::observer:
            return "urn:lti:instrole:ims/lis/Observer";
        case world::Role::student:
        case world::Role::test_student:
            return "Learner";
    }
    return {};
}

void add_new(std::vector<std::string>& all, std::string one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(std::move(one));
}

std::vector<std::string> canvas_roles(Subject const& s) {
    std::vector<std::string> roles;
    for (auto const& enrolment : current_enrolments(s)) add_new(roles, canvas_role(enrolment.role));
    if (s.context_kind() == world::ContextKind::account && s.user->account_admin) add_new(roles, "AccountAdmin");
    return roles;
}

/// Enrolments of the user that count no longer.
std::vector<std::string> concluded_roles(Subject const& s) {
    bool const flag_on = s.dialects().concluded == world::Dialects::Concluded::answer_422;
    bool const over = world::is_concluded(*s.course, s.now, flag_on);
    std::vector<std::string> roles;
    for (auto const& enrolment : s.course->enrolments) {
        if (enrolment.user != s.user->id) continue;
        bool const ended = enrolment.state == world::EnrolmentState::completed ||
                           (over && enrolment.state == world::EnrolmentState::active);
        if (ended) add_new(roles, old_role(enrolment.role));
    }
    if (roles.empty()) roles.emplace_back("urn:lti:sysrole:ims/lis/None");
    return roles;
}

std::string enrolment_state(Subject const& s) {
    std::string state;
    for (auto const& enrolment : s.course->enrolments) {
        if (enrolment.user != s.user->id) continue;
        if (enrolment.state == world::EnrolmentState::active) return "active";
        if (enrolment.state == world::EnrolmentState::inactive) state = "inactive";
    }
    return state;
}

/// The user's sections in the course. The default section is not written down: it has the course's id and title.
std::vector<world::Section> sections_of(Subject const& s) {
    std::vector<world::Section> all;
    for (auto const& enrolment : current_enrolments(s)) {
        world::Section section{s.course->id, {}, s.course->title, {}};
        for (auto const& each : s.course->sections)
            if (each.id == enrolment.section) section = each;
        auto const same = [&](world::Section const& each) { return each.id == section.id; };
        if (std::none_of(all.begin(), all.end(), same)) all.push_back(std::move(section));
    }
    return all;
}

template <class Text>
std::vector<std::string> section_texts(Subject const& s, Text const& text) {
    std::vector<std::string> all;
    for (auto const& section : sections_of(s))
        if (auto one = text(section); !one.empty()) all.push_back(std::move(one));
    return all;
}

template <class Read>
auto of_member(Read read) {
    return of_course(of_user(read));
}

void add_sections(VariableTable& table) {
    table["Canvas.course.sectionIds"] = {
        "6.2.21", of_member([](Subject const& s) {
            return joined(section_texts(s, [](auto const& section) { return std::to_string(section.id); }));
        })};
    table["Canvas.course.sectionSisSourceIds"] = {
        "6.2.21", of_member([](Subject const& s) {
            return joined(section_texts(s, [](auto const& section) { return section.sis_id; }));
        })};
    // No enrolment of a world is limited to its section.
    table["Canvas.course.sectionRestricted"] = {"6.2.21", of_member([](Subject const&) { return value(false); })};
    table["com.instructure.User.sectionNames"] = {
        "6.2.18", of_member([](Subject const& s) {
            auto const names = section_texts(s, [](auto const& section) { return section.title; });
            return value(base::dump(base::json::array(names.begin(), names.end())));
        })};
}

} // namespace

void add_membership_variables(VariableTable& table) {
    add_sections(table);
    // Which of the role variables hold institution roles too is not told apart in the fact file: all of them do here.
    table["com.instructure.User.allRoles"] = {"6.2.7", [](Subject const& s) { return joined(all_roles(s)); }};
    table["Membership.role"] = {"6.2.7", of_user([](Subject const& s) { return joined(all_roles(s)); })};
    table["com.Instructure.membership.roles"] = {
        "6.2.7", of_user([](Subject const& s) { return s.group != nullptr ? Expansion{} : joined(all_roles(s)); })};
    table["Canvas.membership.roles"] = {
        "6.2.7", of_user([](Subject const& s) { return s.group != nullptr ? Expansion{} : joined(canvas_roles(s)); })};
    table["Canvas.membership.concludedRoles"] = {
        "6.2.17", of_member([](Subject const& s) { return joined(concluded_roles(s)); })};
    table["Canvas.enrollment.enrollmentState"] = {
        "6.2.9", of_course([](Subject const& s) { return value(s.user == nullptr ? "" : enrolment_state(s)); })};
    table["com.instructure.User.observees"] = {
        "6.2.18", of_member([](Subject const& s) { return joined(observees(s)); })};
}

} // namespace easel::lti13
