#include "reference_tool/defect_lists.hpp"
#include "reference_tool/defect_rows.hpp"

namespace easel::reference_tool {

std::vector<Defect> person_defects() {
    return {
        {"teachers-see-student-view",
         "ROLE-001",
         joined({{"ROLE-003", "ROLE-014", "ROLE-015"}, {"SCORE-019"}}),
         "Shows teachers the student view."},
        {"learners-see-teacher-view",
         "ROLE-002",
         joined({numbered("ROLE", {3, 4, 5, 7, 8, 11, 13, 15}), service_rows()}),
         "Shows learners the teacher view."},
        {"reads-first-role-only", "ROLE-003", {}, "Reads the first role only."},
        {"refuses-short-roles", "ROLE-004", {}, "Refuses short role names."},
        {"teacher-by-unknown-role", "ROLE-005", {"ROLE-011"}, "Shows the teacher view for unknown roles."},
        {"teacher-without-roles", "ROLE-006", {}, "Shows the teacher view to people without roles."},
        {"teacher-by-institution-role",
         "ROLE-007",
         {"ROLE-015"},
         "Shows the teacher view to teachers of other courses."},
        {"teacher-by-administration",
         "ROLE-008",
         {},
         "Shows the teacher view to administrators who are learners here."},
        {"refuses-teaching-assistants", "ROLE-009", {}, "Refuses teaching assistants."},
        {"crashes-on-lone-sub-role", "ROLE-010", {}, "Crashes on a sub-role without its principal role."},
        {"teacher-by-substring",
         "ROLE-011",
         {"ROLE-005", "ROLE-007", "ROLE-015"},
         "Looks for the word Instructor anywhere in a role."},
        {"observers-are-teachers", "ROLE-012", {"ROLE-002", "ROLE-003"}, "Shows observers the teacher view."},
        {"refuses-test-users", "ROLE-013", {}, "Refuses the student view's test user."},
        {"teacher-by-being-a-user", "ROLE-014", {}, "Shows the teacher view to whoever is a user of the platform."},
        {"keeps-role-of-session", "ROLE-015", {}, "Keeps the role of the session's first launch."},
        {"refuses-designers", "ROLE-016", {"DL-001"}, "Refuses course designers."},
        {"refuses-group-roles", "ROLE-017", {}, "Refuses the roles of groups."},
        {"refuses-pictures",
         "PRIV-001",
         joined({without(everything(), "PRIV-001"), {"REG-007", "REPLAY-017"}}),
         "Refuses launches that bring a picture."},
        {"demands-email-with-name", "PRIV-002", {"ROLE-013"}, "Refuses launches that bring a name but no email."},
        {"demands-name-with-email", "PRIV-003", {}, "Refuses launches that bring an email but no name."},
        {"demands-name-or-email", "PRIV-004", {"PRIV-005"}, "Refuses launches that bring neither name nor email."},
        {"anonymous-users-are-one",
         "PRIV-005",
         {"PRIV-004", "SCORE-005"},
         "Takes all users without name and email for one."},
        {"knows-people-by-email", "PRIV-006", {}, "Tells people apart by their email."},
        {"knows-people-by-sub-alone", "PRIV-007", {}, "Tells people of two platforms apart by their sub alone."},
        {"believes-legacy-users", "PRIV-010", {}, "Takes over the LTI 1.1 user that an unsigned claim names."},
        {"demands-given-names", "PRIV-008", {}, "Refuses people whose given name is empty."},
        {"puts-addresses-into-urls", "PRIV-009", {}, "Leads the browser on to an address with the user's email in it."},
        {"keeps-session-of-first-user", "SEC-011", {}, "Keeps the session of the browser's first user."},
        {"shows-courses-to-any-session", "SEC-012", {}, "Shows a course to whoever knows its number."},
    };
}

std::vector<Defect> roster_defects() {
    // Whoever crashes on some rosters is told so wherever one is read.
    auto const any_roster = numbered("NRPS", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14});
    return {
        {"roster-url-without-query", "NRPS-001", {}, "Asks for the roster without the query of its URL."},
        {"accepts-any-roster", "NRPS-002", {}, "Accepts application/json instead of the roster's own type."},
        {"roster-with-score-token", "NRPS-003", {}, "Asks for the roster with a token for scores."},
        {"reads-first-page-of-roster",
         "NRPS-004",
         joined({numbered("NRPS", {10, 11, 14}), {"THR-007", "THR-008", "THR-011"}}),
         "Takes the first page of a roster for all of it."},
        {"knows-members-by-email", "NRPS-005", {"NRPS-011"}, "Takes people whose email changed for two."},
        {"demands-names-of-members", "NRPS-006", without(any_roster, "NRPS-006"), "Crashes on members without a name."},
        {"demands-status-of-members", "NRPS-007", {"NRPS-008"}, "Crashes on members without a status."},
        {"chokes-on-unknown-roles", "NRPS-008", {}, "Crashes on roles that it does not know."},
        {"filters-roster-by-roles", "NRPS-009", {}, "Filters the roster by a parameter that there is not."},
        {"shows-half-rosters", "NRPS-010", {}, "Shows the pages that it got when a later one fails."},
        {"counts-members-twice", "NRPS-011", {}, "Counts somebody who is on two pages twice."},
        {"changes-differences-link", "NRPS-014", {}, "Adds a parameter to the link to what has changed."},
        {"takes-no-members-for-nobody", "NRPS-015", {}, "Takes an answer without members for an empty course."},
        {"keeps-first-roster-url", "NRPS-012", {}, "Asks for the roster of the first course that it ever saw."},
        {"fetches-roster-at-launch", "NRPS-013", {}, "Fetches the whole roster at every launch."},
    };
}

} // namespace easel::reference_tool
