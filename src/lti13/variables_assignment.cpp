#include "lti13/variables.hpp"

#include <cmath>
#include <cstdint>

namespace easel::lti13 {

using base::json::value;
using world::Assignment;

namespace {

/// Whole numbers are printed without a fraction (lti13-launch.md 6.2: `100`).
value points(double number) {
    constexpr double largest = 9e15; // every whole number below is exact, and fits
    if (!(std::abs(number) < largest)) return value(number);
    auto const whole = static_cast<std::int64_t>(number);
    return static_cast<double>(whole) == number ? value(whole) : value(number);
}

Expansion student_attempts(Subject const& s, Assignment const& assignment) {
    if (s.user == nullptr || s.course == nullptr || !world::is_active_student(*s.course, s.user->id))
        return std::nullopt;
    auto const* const submission = world::find_submission(s.world, assignment.id, s.user->id);
    return value(submission == nullptr ? 0 : submission->attempt);
}

void add_dates(VariableTable& table) {
    auto const dated = [](std::optional<base::Instant> Assignment::*member) {
        return Variable{"6.2.8", of_assignment([member](Subject const&, Assignment const& a) {
                            return time_or_nothing(a.*member);
                        })};
    };
    table["Canvas.assignment.dueAt.iso8601"] = dated(&Assignment::due_at);
    table["Canvas.assignment.unlockAt.iso8601"] = dated(&Assignment::unlock_at);
    table["Canvas.assignment.lockAt.iso8601"] = dated(&Assignment::lock_at);
    // A list of all dates has an empty entry for none.
    table["Canvas.assignment.allDueAts.iso8601"] = {"6.2.26", of_assignment([](Subject const&, Assignment const& a) {
                                                        return time_or_nothing(a.due_at).value_or("");
                                                    })};
    table["Canvas.assignment.earliestEnrollmentDueAt.iso8601"] = table["Canvas.assignment.allDueAts.iso8601"];
}

/// The user's own group, where the assignment is for groups.
void add_group(VariableTable& table) {
    auto const of_group = [](auto read) {
        return Variable{"6.2.31", of_assignment([read](Subject const& s, Assignment const& a) -> Expansion {
                            if (!a.group_assignment || s.user == nullptr) return std::nullopt;
                            auto const* const group = world::group_of(s.world, a.course, s.user->id);
                            return group == nullptr ? Expansion{} : Expansion(read(*group));
                        })};
    };
    table["com.instructure.Group.id"] = of_group([](world::Group const& group) { return value(group.id); });
    table["com.instructure.Group.name"] = of_group([](world::Group const& group) { return value(group.title); });
}

} // namespace

void add_assignment_variables(VariableTable& table) {
    add_dates(table);
    add_group(table);
    auto const text = [](std::string Assignment::*member) {
        return Variable{"6.2.8", of_assignment([member](Subject const&, Assignment const& a) {
                            return text_or_nothing(a.*member);
                        })};
    };
    table["Canvas.assignment.title"] = text(&Assignment::title);
    table["Canvas.assignment.description"] = text(&Assignment::description);
    table["Canvas.assignment.id"] = {
        "6.2.8", of_assignment([](Subject const&, Assignment const& a) { return value(a.id); })};
    table["Canvas.assignment.pointsPossible"] = {
        "6.2.8", of_assignment([](Subject const&, Assignment const& a) { return points(a.points); })};
    table["Canvas.assignment.published"] = {
        "6.2.27", of_assignment([](Subject const&, Assignment const& a) { return value(a.published); })};
    table["Canvas.assignment.allowedAttempts"] = {
        "6.2.27", of_assignment([](Subject const&, Assignment const& a) -> Expansion {
            if (!a.allowed_attempts) return std::nullopt;
            return value(*a.allowed_attempts);
        })};
    table["Canvas.assignment.submission.studentAttempts"] = {"6.2.28", of_assignment(student_attempts)};
    table["com.instructure.Assignment.lti.id"] = {
        "6.2.29", of_assignment([](Subject const&, Assignment const& a) { return value(a.link_id); })};
    // No assignment of a world asks for a locked browser, hides names or numbers, or limits file names.
    auto const no = of_assignment([](Subject const&, Assignment const&) { return value(false); });
    table["Canvas.assignment.lockdownEnabled"] = {"6.2.27", no};
    table["com.instructure.Assignment.anonymous_grading"] = {"6.2.30", no};
    table["com.instructure.Assignment.restrict_quantitative_data"] = {"6.2.30", no};
    table["com.instructure.Assignment.allowedFileExtensions"] = {"6.2.30", [](Subject const&) { return Expansion{}; }};
}

} // namespace easel::lti13
