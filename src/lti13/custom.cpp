#include "base/text.hpp"
#include "lti13/subject.hpp"

#include <algorithm>
#include <functional>
#include <map>

namespace easel::lti13 {

namespace {

using base::json::value;
/// Nothing: the variable is not available here and stays as it is written.
using Expansion = std::optional<value>;
using Variable = std::function<Expansion(Subject const&)>;
using Table = std::map<std::string, Variable, std::less<>>;

Expansion text_or_nothing(std::string const& text) {
    if (text.empty()) return std::nullopt;
    return value(text);
}

Expansion time_or_nothing(std::optional<base::Instant> const& at) {
    if (!at) return std::nullopt;
    return value(base::to_iso8601(*at, 0));
}

Expansion joined(std::vector<std::string> const& parts) {
    return value(base::join(parts, ","));
}

/// Whole numbers are printed without a fraction (lti13-launch.md 6.2: `100`).
value points(double number) {
    auto const whole = static_cast<std::int64_t>(number);
    return static_cast<double>(whole) == number ? value(whole) : value(number);
}

template <class Read>
Variable of_user(Read read) {
    return [read](Subject const& s) -> Expansion { return s.user == nullptr ? Expansion{} : Expansion(read(s)); };
}

template <class Read>
Variable of_course(Read read) {
    return [read](Subject const& s) -> Expansion { return s.course == nullptr ? Expansion{} : Expansion(read(s)); };
}

template <class Read>
Variable of_assignment(Read read) {
    return [read](Subject const& s) -> Expansion { return s.assignment == nullptr ? Expansion{} : Expansion(read(s)); };
}

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

std::vector<std::string> canvas_roles(Subject const& s) {
    std::vector<std::string> roles;
    for (auto const& enrolment : current_enrolments(s)) {
        auto role = canvas_role(enrolment.role);
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(std::move(role));
    }
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

std::string course_state(world::CourseState state) {
    switch (state) {
        case world::CourseState::available:
            return "active";
        case world::CourseState::unpublished:
            return "claimed";
        case world::CourseState::completed:
            return "completed";
        case world::CourseState::deleted:
            return "deleted";
    }
    return {};
}

Expansion student_attempts(Subject const& s) {
    if (s.user == nullptr || !world::is_active_student(*s.course, s.user->id)) return std::nullopt;
    auto const* const submission = world::find_submission(s.world, s.assignment->id, s.user->id);
    return value(submission == nullptr ? 0 : submission->attempt);
}

void add_platform(Table& table) {
    table["Message.documentTarget"] = [](Subject const&) -> Expansion { return value("iframe"); };
    table["Message.locale"] = [](Subject const&) -> Expansion { return value("en"); };
    table["ToolConsumerInstance.guid"] = [](Subject const& s) { return text_or_nothing(s.world.account.guid); };
    table["Canvas.api.domain"] = [](Subject const& s) -> Expansion { return value(authority(s.issuer)); };
    table["Canvas.api.baseUrl"] = [](Subject const& s) -> Expansion { return value(s.issuer.origin); };
    table["Canvas.account.id"] = [](Subject const& s) -> Expansion { return value(s.world.account.id); };
    table["Canvas.rootAccount.id"] = table["Canvas.account.id"];
    table["Canvas.account.name"] = [](Subject const& s) { return text_or_nothing(s.world.account.name); };
    table["Context.id"] = [](Subject const& s) -> Expansion { return value(s.context_id()); };
    table["Context.title"] = [](Subject const& s) -> Expansion { return value(s.context_title()); };
    table["com.instructure.Context.globalId"] = [](Subject const& s) -> Expansion {
        return value((s.course != nullptr ? s.course->id : s.world.account.id) + world::shard_offset);
    };
    table["ResourceLink.id"] = [](Subject const& s) -> Expansion { return value(s.link_id()); };
    table["ResourceLink.title"] = [](Subject const& s) -> Expansion { return value(s.link_title()); };
    table["ResourceLink.description"] =
        of_assignment([](auto const& s) { return text_or_nothing(s.assignment->description); });
    table["ResourceLink.available.startDateTime"] =
        of_assignment([](auto const& s) { return time_or_nothing(s.assignment->unlock_at); });
    table["ResourceLink.submission.endDateTime"] =
        of_assignment([](auto const& s) { return time_or_nothing(s.assignment->due_at); });
}

void add_person(Table& table) {
    table["Person.name.full"] = of_user([](auto const& s) { return text_or_nothing(s.user->full_name); });
    table["Person.name.display"] = table["Person.name.full"];
    table["Person.name.given"] = of_user([](auto const& s) { return text_or_nothing(s.user->given_name); });
    table["Person.name.family"] = of_user([](auto const& s) { return text_or_nothing(s.user->family_name); });
    table["com.instructure.Person.name_sortable"] = of_user([](auto const& s) {
        auto const& [given, family] = std::tie(s.user->given_name, s.user->family_name);
        return text_or_nothing(given.empty() || family.empty() ? s.user->full_name : family + ", " + given);
    });
    table["Person.email.primary"] = of_user([](auto const& s) { return text_or_nothing(s.user->email); });
    table["Person.sourcedId"] = of_user([](auto const& s) { return text_or_nothing(s.user->sis_id); });
    table["Canvas.user.sisSourceId"] = table["Person.sourcedId"];
    table["User.id"] = of_user([](auto const& s) { return value(s.user->id); });
    table["Canvas.user.id"] = table["User.id"];
    table["Canvas.user.globalId"] = of_user([](auto const& s) { return value(s.user->id + world::shard_offset); });
    table["User.username"] = of_user([](auto const& s) { return text_or_nothing(s.user->login_id); });
    table["Canvas.user.loginId"] = table["User.username"];
    table["User.image"] = of_user([](auto const& s) { return value(avatar_url(s.issuer)); });
    table["Canvas.user.prefersHighContrast"] = of_user([](auto const&) { return value(false); });
    table["Canvas.user.isRootAccountAdmin"] = table["Canvas.user.prefersHighContrast"];
    // Which of the role variables hold institution roles too is not told apart in the fact file: all of them do here.
    table["com.instructure.User.allRoles"] = [](Subject const& s) { return joined(all_roles(s)); };
    table["Membership.role"] = of_user([](auto const& s) { return joined(all_roles(s)); });
    table["com.Instructure.membership.roles"] = table["Membership.role"];
    table["Canvas.membership.roles"] = of_user([](auto const& s) { return joined(canvas_roles(s)); });
    table["Canvas.enrollment.enrollmentState"] =
        of_course(of_user([](auto const& s) { return s.course == nullptr ? value("") : value(enrolment_state(s)); }));
    table["com.instructure.User.observees"] = of_course(of_user([](auto const& s) { return joined(observees(s)); }));
}

void add_course(Table& table) {
    table["Context.sourcedId"] = of_course([](auto const& s) { return text_or_nothing(s.course->sis_id); });
    table["CourseOffering.sourcedId"] = table["Context.sourcedId"];
    table["CourseSection.sourcedId"] = table["Context.sourcedId"];
    table["Canvas.course.sisSourceId"] = table["Context.sourcedId"];
    table["com.instructure.contextLabel"] = of_course([](auto const& s) { return text_or_nothing(s.course->label); });
    table["Canvas.course.id"] = of_course([](auto const& s) { return value(s.course->id); });
    table["Canvas.course.name"] = of_course([](auto const& s) { return text_or_nothing(s.course->title); });
    table["Canvas.course.endAt"] = of_course([](auto const& s) { return time_or_nothing(s.course->end_at); });
    table["Canvas.term.endAt"] = of_course([](auto const& s) { return time_or_nothing(s.course->term_end_at); });
    table["Canvas.course.workflowState"] =
        of_course([](auto const& s) { return value(course_state(s.course->state)); });
}

void add_assignment(Table& table) {
    table["Canvas.assignment.id"] = of_assignment([](auto const& s) { return value(s.assignment->id); });
    table["Canvas.assignment.title"] =
        of_assignment([](auto const& s) { return text_or_nothing(s.assignment->title); });
    table["Canvas.assignment.description"] = table["ResourceLink.description"];
    table["Canvas.assignment.pointsPossible"] =
        of_assignment([](auto const& s) { return points(s.assignment->points); });
    table["Canvas.assignment.dueAt.iso8601"] = table["ResourceLink.submission.endDateTime"];
    table["Canvas.assignment.unlockAt.iso8601"] = table["ResourceLink.available.startDateTime"];
    table["Canvas.assignment.allDueAts.iso8601"] =
        of_assignment([](auto const& s) { return time_or_nothing(s.assignment->due_at).value_or(""); });
    table["Canvas.assignment.earliestEnrollmentDueAt.iso8601"] = table["Canvas.assignment.allDueAts.iso8601"];
    table["Canvas.assignment.published"] = of_assignment([](auto const& s) { return value(s.assignment->published); });
    table["Canvas.assignment.allowedAttempts"] = of_assignment([](auto const& s) -> Expansion {
        if (!s.assignment->allowed_attempts) return std::nullopt;
        return value(*s.assignment->allowed_attempts);
    });
    table["Canvas.assignment.submission.studentAttempts"] = of_assignment(student_attempts);
    table["com.instructure.Assignment.lti.id"] =
        of_assignment([](auto const& s) { return value(s.assignment->link_id); });
}

/// The variables of lti13-launch.md 6.2 that a world holds something for; the others stay literal.
Table const& variables() {
    static Table const table = [] {
        Table all;
        add_platform(all);
        add_person(all);
        add_course(all);
        add_assignment(all);
        return all;
    }();
    return table;
}

value expanded(value const& configured, Subject const& subject) {
    auto const* const text = configured.if_string();
    if (text == nullptr || !text->starts_with('$')) return configured;
    auto const found = variables().find(std::string_view(*text).substr(1));
    if (found == variables().end()) return configured;
    return found->second(subject).value_or(configured);
}

}  // namespace

base::json::object custom_claim(Subject const& subject) {
    base::json::object merged;
    auto const add = [&](base::json::object const& level) {
        for (auto const& member : level) {
            std::string_view name = member.key();
            if (name.starts_with("custom_")) name.remove_prefix(7);
            merged[name] = expanded(member.value(), subject);
        }
    };
    add(subject.tool->custom);
    if (subject.assignment != nullptr) add(subject.assignment->custom);
    return merged;
}

}  // namespace easel::lti13
