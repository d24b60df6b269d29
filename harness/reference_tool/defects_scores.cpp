#include "reference_tool/defect_lists.hpp"
#include "reference_tool/defect_rows.hpp"

namespace easel::reference_tool {

std::vector<Defect> line_item_defects() {
    return {
        {"makes-needless-line-item", "LI-001", {}, "Makes a line item although the launch names one."},
        {"makes-line-item-each-time", "LI-002", {"LI-003", "LI-020"}, "Makes a line item for every score."},
        {"overlooks-copied-line-items",
         "LI-003",
         {"LI-020"},
         "Makes a line item where a copied course holds one of its own."},
        {"line-item-for-first-link", "LI-007", {}, "Makes line items for the first link that it ever saw."},
        {"line-item-dates-without-zone", "LI-009", {}, "Writes dates of line items without a zone."},
        {"moves-line-items", "LI-010", {}, "Changes the link of a line item that it renames."},
        {"updates-without-other-members", "LI-010", {}, "Sends only what changes when it renames a line item."},
        {"builds-line-item-urls", "LI-011", {}, "Puts addresses of line items together by itself."},
        {"takes-first-line-item", "LI-016", {}, "Takes the first line item of a filtered list for its own."},
        {"bare-line-item-member", "LI-017", {}, "Adds a member of its own to line items under a bare name."},
        {"demands-201-for-line-items", "LI-018", {}, "Takes a line item that is answered with 200 for refused."},
        {"takes-no-content-for-failure", "LI-018", {}, "Takes a deletion without a body for refused."},
        {"reads-first-page-of-line-items",
         "LI-020",
         {"LI-003"},
         "Looks for its line item on the first page of the list only."},
        {"line-item-as-plain-json", "LI-004", {}, "Posts line items as application/json."},
        {"line-item-without-label", "LI-006", {"LI-002", "LI-018"}, "Posts line items without label."},
    };
}

std::vector<Defect> score_defects() {
    return {
        {"appends-scores-to-query", "SCORE-001", {"SCORE-002", "LI-011"}, "Appends /scores behind the query."},
        {"doubles-slashes", "SCORE-002", {}, "Leaves the slash at the end of a line item's address and adds another."},
        {"score-as-plain-json", "SCORE-003", {}, "Posts scores as application/json."},
        {"encodes-score-twice", "SCORE-004",
         joined({joined({numbered("SCORE", {1, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21}), error_rows()}), without(score_rows(), "SCORE-004")}),
         "Encodes the score twice: JSON text inside JSON."},
        {"scores-another-identifier", "SCORE-005", joined({joined({{"SCORE-020", "SCORE-021", "PRIV-005"}, error_rows()}), without(score_rows(), "SCORE-005")}),
         "Names the user by another identifier than sub."},
        {"timestamp-without-zone", "SCORE-006", {}, "Writes timestamps without a zone."},
        {"timestamp-as-milliseconds",
         "SCORE-006",
         joined({joined({{"SCORE-007", "SCORE-008", "SCORE-009", "SCORE-021"}, error_rows()}), score_rows()}),
         "Writes timestamps as /Date(milliseconds)/."},
        {"local-time-as-utc", "SCORE-008", {}, "Writes its local time as if it were UTC."},
        {"repeats-timestamps", "SCORE-009", {}, "Uses a score's first timestamp for its changes too."},
        {"score-as-text", "SCORE-011", {"SCORE-013", "SCORE-014"}, "Writes scoreGiven as text."},
        {"maximum-as-text", "SCORE-012", {"SCORE-014"}, "Writes scoreMaximum as text."},
        {"drops-zero-scores", "SCORE-013", {}, "Sends no score when it is zero."},
        {"percent-of-ten", "SCORE-014", without(score_rows(), "SCORE-014"), "Sends percents of a maximum of ten."},
        {"made-up-activity-progress", "SCORE-015", joined({joined({{"SCORE-021"}, error_rows()}), without(score_rows(), "SCORE-015")}),
         "Makes up a value of activityProgress."},
        {"made-up-grading-progress", "SCORE-016", joined({joined({{"SCORE-017", "SCORE-021"}, error_rows()}), without(score_rows(), "SCORE-016")}),
         "Makes up a value of gradingProgress."},
        {"never-fully-graded", "SCORE-017", joined({{"ERR-013", "ERR-014"}, without(score_rows(), "SCORE-017")}), "Sends final grades as Pending."},
        {"scores-teachers", "SCORE-019", {}, "Sends scores for people who are no learners."},
        {"posts-twice", "SCORE-021", joined({{"SCORE-027"}, {"SCORE-019"}}), "Posts each score a second time."},
        {"comments-in-html", "SCORE-022", {}, "Sends comments with their markup."},
        {"bare-extension-member", "SCORE-023", {}, "Adds a member of its own under a bare name."},
        {"misuses-canvas-extension", "SCORE-024", {}, "Puts values of its own into the Canvas extension."},
        {"upload-without-files", "SCORE-025", joined({joined({{"SCORE-021"}, error_rows()}), without(score_rows(), "SCORE-025")}),
         "Announces an upload but names no file."},
        {"submits-in-the-future", "SCORE-026", joined({joined({{"SCORE-021"}, error_rows()}), without(score_rows(), "SCORE-026")}),
         "Dates submissions an hour ahead."},
        {"regrade-makes-an-attempt", "SCORE-027", {}, "Makes a new attempt when only the grade changes."},
        {"reports-only-completion", "SCORE-028", {}, "Says nothing when somebody begins."},
        {"submission-times-without-zone", "SCORE-029", {}, "Writes the start of a submission without a zone."},
        {"restamps-late-deliveries",
         "SCORE-032",
         {},
         "Takes the moment when a score arrives at last for that of the submission."},
        {"grades-zero-on-relaunch",
         "SCORE-031",
         {"SCORE-014", "SCORE-018"},
         "Sends a score of zero when a learner comes back."},
    };
}

std::vector<Defect> result_defects() {
    return {
        {"appends-results-to-query", "RES-001", {}, "Appends /results behind the query."},
        {"accepts-any-results", "RES-002", {}, "Accepts application/json instead of the results' own type."},
        {"posts-for-results", "RES-003", numbered("RES", {1, 2, 4, 5, 6, 7, 8}), "Asks for results by POST."},
        {"filters-results-by-camel-case", "RES-004", {}, "Filters results by userId."},
        {"filters-results-unencoded", "RES-004", {}, "Does not encode the user in a filter of results."},
        {"takes-no-result-for-zero", "RES-005", {}, "Shows zero where no result is given."},
        {"takes-results-for-tenths", "RES-006", {"RES-005"}, "Takes every result for one of ten."},
        {"reads-first-page-of-results", "RES-007", {}, "Takes the first page of results for all of them."},
        {"results-with-score-token",
         "RES-008",
         numbered("RES", {1, 2, 4, 5, 6, 7}),
         "Asks for results with a token for scores."},
    };
}

} // namespace easel::reference_tool
