#include "reference_tool/defect_lists.hpp"
#include "reference_tool/defect_rows.hpp"

namespace easel::reference_tool {

std::vector<Defect> reaction_defects() {
    return {
        {"retries-everything-blindly",
         "ERR-001",
         joined({without(error_rows(), "ERR-001"), {"TOKEN-018"}}),
         "Repeats refused scores five times."},
        {"retries-missing-parameter", "ERR-001", {}, "Repeats a score that lacks a parameter."},
        {"retries-invalid-timestamp", "ERR-002", {}, "Repeats a score whose timestamp is not valid."},
        {"overwrites-newer-score", "ERR-003", {}, "Sends its old score again with a newer timestamp."},
        {"retries-future-submission", "ERR-004", {}, "Repeats a score that was submitted in the future."},
        {"hammers-token-endpoint", "ERR-005", {}, "Asks for new tokens when its key is switched off."},
        {"retries-unlinked-tool", "ERR-006", {}, "Repeats a score in a course that it is not linked to."},
        {"recreates-deleted-line-item", "ERR-007", {}, "Makes a deleted line item anew."},
        {"retries-missing-context", "ERR-008", {}, "Repeats a score for a course that is gone."},
        {"deletes-forbidden-line-item", "ERR-009", {"LI-019"}, "Deletes a line item that it may not see."},
        {"retries-link-mismatch", "ERR-010", {}, "Repeats a score whose link does not fit."},
        {"ignores-course-conclusion", "ERR-011", {}, "Goes on calling for a concluded course."},
        {"gives-up-on-everybody", "ERR-012", {"ERR-021"}, "Sends no scores for anybody after one user was refused."},
        {"retries-negative-maximum", "ERR-013", {}, "Repeats a score with a negative maximum."},
        {"retries-missing-maximum", "ERR-014", {}, "Repeats a score without maximum."},
        {"retries-missing-files", "ERR-015", {}, "Repeats an upload without files."},
        {"hides-exhausted-attempts", "ERR-016", {"ERR-020"}, "Reports success when no attempt is left."},
        {"takes-missing-scope-for-throttling",
         "ERR-017",
         {"THR-004"},
         "Takes a missing scope for a throttle and tries again later."},
        {"never-retries",
         "ERR-018",
         {"THR-001", "THR-002", "TOKEN-018"},
         "Gives up on the first trouble of the platform."},
        {"crashes-on-unreadable-errors",
         "ERR-019",
         joined({{"ERR-018", "ERR-021"}, {"TOKEN-018"}}),
         "Crashes when an error is no JSON."},
        {"hides-refusals", "ERR-020", without(error_rows(), "ERR-020"), "Reports success whatever the platform says."},
        {"waits-for-slow-answers", "ERR-022", {"O11-022"}, "Lets the page wait for the platform for a minute."},
        {"sends-again-after-a-timeout", "ERR-022", {}, "Sends a score again when its answer takes long."},
        {"logs-out-on-refusal", "ERR-021", {}, "Ends the session when a score is refused."},
    };
}

std::vector<Defect> trouble_defects() {
    return {
        {"hammers-when-throttled", "THR-003", {"TOKEN-018"}, "Sends a throttled score four times a second."},
        {"takes-throttling-for-refusal", "THR-001", {"THR-005"}, "Takes a throttle with 403 for a refusal."},
        {"does-not-know-429", "THR-002", {}, "Takes a throttle with 429 for a refusal."},
        {"takes-every-403-for-throttling",
         "THR-004",
         {"ERR-017"},
         "Takes every 403 for a throttle and tries again later."},
        {"sends-a-class-at-once", "THR-005", {"THR-006"}, "Sends the scores of a class all at once."},
        {"drops-throttled-scores-of-a-class", "THR-005", {}, "Drops scores of a class that are throttled."},
        {"ignores-what-is-left", "THR-006", {}, "Goes on at full speed when little of its rate limit is left."},
        {"knows-link-header-in-one-case", "THR-007", {}, "Looks for a header called Link and nothing else."},
        {"cuts-link-header-at-commas",
         "THR-008",
         {},
         "Cuts the Link header at commas and knows rel=\"next\" in quotes only."},
        {"lowers-next-links", "THR-009", {"NRPS-004"}, "Asks for next pages in lower case."},
        {"adds-limit-to-next-links", "THR-010", {"NRPS-004", "RES-007"}, "Adds a limit to the URL of next pages."},
        {"stops-at-empty-pages", "THR-011", {}, "Takes an empty page for the last one."},
        {"guesses-next-pages",
         "THR-011",
         {"NRPS-001", "NRPS-004", "NRPS-009", "NRPS-014", "THR-007", "THR-008"},
         "Asks for further pages where no next one is named."},
        {"follows-links-in-circles", "THR-012", {}, "Follows links to pages that it has read."},
        {"follows-links-elsewhere", "THR-013", {}, "Follows links to other origins, token and all."},
    };
}

} // namespace easel::reference_tool
