#include "services/nrps_call.hpp"

#include <algorithm>
#include <map>

namespace easel::services {
namespace {

std::string membership(std::string_view rest) {
    return "http://purl.imsglobal.org/vocab/lis/v2/membership" + std::string(rest);
}

/// In the order that Canvas's table has them (nrps.md 3, roles).
std::vector<std::string> const& urns_of(world::Role role) {
    static std::map<world::Role, std::vector<std::string>> const table{
        {world::Role::teacher, {membership("#Instructor")}},
        {world::Role::ta, {membership("/Instructor#TeachingAssistant"), membership("#Instructor")}},
        {world::Role::student, {membership("#Learner")}},
        {world::Role::test_student,
         {membership("#Learner"), "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"}},
        {world::Role::designer, {membership("#ContentDeveloper")}},
        {world::Role::observer, {membership("#Mentor")}},
    };
    return table.at(role);
}

std::string_view fact_of(world::Role role) {
    switch (role) {
        case world::Role::teacher:
            return "nrps/3.14";
        case world::Role::ta:
            return "nrps/3.15";
        case world::Role::student:
            return "nrps/3.16";
        case world::Role::test_student:
            return "nrps/3.24";
        case world::Role::designer:
            return "nrps/3.17";
        case world::Role::observer:
            return "nrps/3.18";
    }
    return {};
}

bool holds_urn(std::vector<std::string> const& urns, std::string const& wanted) {
    return std::find(urns.begin(), urns.end(), wanted) != urns.end();
}

bool is_student(world::Role role) {
    return role == world::Role::student || role == world::Role::test_student;
}

constexpr std::string_view learner_fact = "nrps/3.10";

/// Canvas keeps a submission record for every student whom the assignment is for.
bool is_assigned(world::Course const& course, world::Assignment const& assignment, world::Id user) {
    if (!world::is_active_student(course, user)) return false;
    auto const& only = assignment.only_for;
    return only.empty() || std::find(only.begin(), only.end(), user) != only.end();
}

/// The filter as Canvas reads it: roles of the context by their full names, nothing else.
struct RoleFilter {
    std::string wanted;

    [[nodiscard]] bool empty() const { return wanted.empty(); }
    [[nodiscard]] bool takes(std::vector<std::string> const& urns) const { return empty() || holds_urn(urns, wanted); }
    [[nodiscard]] bool is_learner() const { return wanted == membership("#Learner"); }
    [[nodiscard]] bool is_known() const {
        using world::Role;
        for (auto const role :
             {Role::teacher, Role::ta, Role::student, Role::test_student, Role::designer, Role::observer}) {
            if (holds_urn(urns_of(role), wanted)) return true;
        }
        return wanted == membership("#Member") || wanted == membership("#Manager");
    }
};

void note_filter(RosterCall& call, RoleFilter const& filter) {
    if (filter.empty()) return;
    bool const full = filter.wanted.find("://") != std::string::npos;
    if (!full) call.applies("nrps/3.23");
    if (full && !filter.is_known()) call.applies("nrps/3.21");
    bool const of_groups = filter.wanted == membership("#Member") || filter.wanted == membership("#Manager");
    if (call.group != nullptr && filter.is_known() && !of_groups) call.applies("nrps/3.22");
}

/// Is the enrolment one that brings its user onto the list, before any narrowing to an assignment?
bool is_listed(RosterCall& call, world::Enrolment const& enrolment) {
    switch (enrolment.state) {
        case world::EnrolmentState::active:
            return true;
        case world::EnrolmentState::invited:
            call.applies("nrps/3.3");
            return false;
        case world::EnrolmentState::inactive:
        case world::EnrolmentState::completed:
        case world::EnrolmentState::deleted:
            call.applies("nrps/3.2");
            return false;
    }
    return false;
}

std::vector<Member> course_members(RosterCall& call, RoleFilter const& filter) {
    auto const& course = *call.course;
    // Participating enrolments of a concluded course: none (inferred).
    if (course.state == world::CourseState::completed) {
        call.applies("nrps/3.7");
        return {};
    }
    // Narrowing to an assignment is for students, so a filter that leaves none of them out makes no difference.
    bool narrows = call.assignment != nullptr;
    if (narrows && !filter.empty() && !filter.is_learner()) {
        call.applies("nrps/3.11");
        narrows = false;
    }
    if (narrows) call.applies(learner_fact);

    std::map<world::Id, std::vector<world::Role>> active; // by Canvas id, the order of the list
    for (auto const& enrolment : course.enrolments)
        if (is_listed(call, enrolment)) active[enrolment.user].push_back(enrolment.role);
    std::vector<Member> members;
    for (auto const& [id, roles] : active) {
        auto* const user = world::user_by_id(call.context.world, id);
        if (user == nullptr || user->deleted) continue;
        bool wanted = false;
        Member member{user, {}};
        for (auto const role : roles) {
            auto const& urns = urns_of(role);
            bool const stays = !narrows || !is_student(role) || is_assigned(course, *call.assignment, id);
            wanted = wanted || (stays && filter.takes(urns));
            for (auto const& urn : urns)
                if (!holds_urn(member.roles, urn)) member.roles.push_back(urn);
        }
        if (!wanted) continue;
        call.applies("nrps/3.1");
        if (roles.size() > 1) call.applies("nrps/3.4");
        bool const all_fit =
            std::all_of(roles.begin(), roles.end(), [&](world::Role role) { return filter.takes(urns_of(role)); });
        if (!all_fit) call.applies("nrps/3.5");
        for (auto const role : roles) call.applies(fact_of(role));
        members.push_back(std::move(member));
    }
    return members;
}

std::vector<Member> group_members(RosterCall& call, RoleFilter const& filter) {
    auto const& group = *call.group;
    // Here the assignment counts for every membership, whatever the role, unless the role is nonsense.
    bool const narrows = call.assignment != nullptr && call.course != nullptr && (filter.empty() || filter.is_known());
    if (narrows) call.applies("nrps/3.13");
    auto ids = group.members;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<Member> members;
    for (auto const id : ids) {
        auto* const user = world::user_by_id(call.context.world, id);
        if (user == nullptr || user->deleted) continue;
        Member member{user, {membership("#Member")}};
        bool const leads = id == group.leader;
        if (leads) member.roles.push_back(membership("#Manager"));
        if (!filter.takes(member.roles)) continue;
        if (narrows && !is_assigned(*call.course, *call.assignment, id)) continue;
        call.applies("nrps/3.6");
        call.applies(leads ? "nrps/3.20" : "nrps/3.19");
        members.push_back(std::move(member));
    }
    return members;
}

/// A rule stands once in the trail, however many people it applied to.
void note_once(traffic::Trail& trail, std::size_t from) {
    traffic::Trail kept(trail.begin(), trail.begin() + static_cast<std::ptrdiff_t>(from));
    for (auto i = from; i < trail.size(); ++i) {
        bool const known =
            std::any_of(kept.begin() + static_cast<std::ptrdiff_t>(from), kept.end(), [&](auto const& check) {
                return check.fact == trail[i].fact;
            });
        if (!known) kept.push_back(trail[i]);
    }
    trail = std::move(kept);
}

} // namespace

std::vector<Member> listed_members(RosterCall& call) {
    RoleFilter const filter{call.role};
    auto const from = call.answer.trail.size();
    note_filter(call, filter);
    if (call.link != nullptr) call.applies("nrps/3.12");
    auto members = call.group != nullptr ? group_members(call, filter) : course_members(call, filter);
    call.applies("nrps/3.8");
    call.applies("nrps/3.9");
    note_once(call.answer.trail, from);
    return members;
}

} // namespace easel::services
