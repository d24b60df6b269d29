#include "reference_tool/defect_lists.hpp"

namespace easel::reference_tool {
namespace {

using Ids = std::vector<std::string>;

/// Rows that hold only if launches of LTI 1.1 are accepted, but the one that a defect is about.
Ids without(std::string const& primary) {
    Ids ids{
        "L11-001",
        "L11-013",
        "L11-014",
        "L11-015",
        "L11-016",
        "L11-018",
        "L11-019",
        "L11-020",
        "L11-021",
        "L11-025",
        "PLACE-004",
        "PLACE-005"};
    std::erase(ids, primary);
    return ids;
}

/// Rows that hold only if the platform takes the results as they are.
Ids results() {
    return {"O11-012", "O11-017", "O11-022", "O11-025"};
}

} // namespace

std::vector<Defect> lti11_defects() {
    return {
        {"lti11-refuses-all", "L11-001", without("L11-001"), "Refuses every launch of LTI 1.1."},
        {"lti11-skips-signature", "L11-002", {"L11-004", "L11-023"}, "Looks at the signature of no launch."},
        {"lti11-takes-unknown-keys", "L11-003", {}, "Takes an unknown consumer key for one with an empty secret."},
        {"lti11-skips-unsigned-custom", "L11-004", {}, "Takes custom fields that were added after signing."},
        {"lti11-verifies-a-dictionary",
         "L11-004",
         {"L11-013", "L11-014"},
         "Keeps one value of each parameter when it verifies."},
        {"lti11-takes-missing-parameters", "L11-005", {}, "Takes launches without nonce or timestamp."},
        {"lti11-takes-any-time", "L11-006", {}, "Takes launches of any age."},
        {"lti11-takes-nonces-again", "L11-007", {}, "Takes the same launch twice."},
        {"lti11-shares-nonces-of-keys", "L11-008", {}, "Refuses a nonce that another consumer key has used."},
        {"lti11-takes-plaintext", "L11-009", {}, "Takes the secret itself for a signature."},
        {"lti11-believes-plaintext", "L11-009", {}, "Takes any text for a signature that says PLAINTEXT."},
        {"lti11-takes-any-version", "L11-010", {}, "Takes launches of any lti_version."},
        {"lti11-never-sends-back",
         "L11-010",
         {"L11-011", "L11-012"},
         "Shows an error instead of returning the user with it."},
        {"lti11-takes-any-message", "L11-011", {}, "Takes any lti_message_type for a launch."},
        {"lti11-needs-no-link", "L11-012", {}, "Takes launches without resource_link_id."},
        {"lti11-signs-form-only", "L11-013", {}, "Leaves the query of the launch URL out of the base string."},
        {"lti11-counts-copies-twice", "L11-013", {}, "Counts query parameters twice that were copied into the form."},
        {"lti11-sorts-joined-pairs", "L11-014", {}, "Sorts the joined pairs of the base string, not name and value."},
        {"lti11-encodes-blanks-as-plus", "L11-014", without("L11-014"), "Writes blanks as + into the base string."},
        {"lti11-refuses-callbacks", "L11-015", without("L11-015"), "Refuses launches with oauth_callback."},
        {"lti11-demands-callbacks", "L11-015", {}, "Refuses launches without oauth_callback."},
        {"lti11-reads-first-role", "L11-016", {}, "Reads the first role only."},
        {"lti11-knows-short-roles-only", "L11-016", {}, "Knows roles by their short names only."},
        {"lti11-teacher-without-role",
         "L11-017",
         {"L11-016", "L11-018"},
         "Takes everybody for a teacher who is no learner."},
        {"lti11-crashes-without-role",
         "L11-017",
         {"L11-019", "O11-019", "PLACE-004"},
         "Crashes on launches without a role that it knows."},
        {"lti11-reads-last-part-of-roles",
         "L11-018",
         {},
         "Takes an instructor of the institution for one of the course."},
        {"lti11-crashes-without-email", "L11-019", {"L11-017"}, "Crashes on launches without an email address."},
        {"lti11-knows-people-by-email", "L11-020", {}, "Takes two users with one email address for one."},
        {"lti11-refuses-extensions",
         "L11-021",
         without("L11-021"),
         "Refuses launches with parameters that it does not know."},
        {"lti11-takes-get", "L11-022", {}, "Takes launches by GET."},
        {"lti11-sends-back-unsigned", "L11-023", {}, "Sends whoever it refuses to the return URL, whoever wrote it."},
        {"lti11-asks-for-no-relaunch", "L11-025", {}, "Opens a session at once where the platform offers a relaunch."},
        {"lti11-crashes-without-launch", "L11-026", {}, "Crashes where somebody comes who was never launched."},
        {"lti11-keeps-session-of-first-user", "L11-024", {"O11-019"}, "Shows the page of the user launched before."},
    };
}

std::vector<Defect> outcome_defects() {
    return {
        // what is sent where, and how it is signed
        {"outcome-drops-query", "O11-001", {}, "Posts results to the service URL without its query."},
        {"outcome-as-text-xml", "O11-002", results(), "Posts results as text/xml."},
        {"outcome-oauth-in-address", "O11-003", {}, "Puts the OAuth parameters into the address."},
        {"outcome-raw-signature", "O11-003", results(), "Leaves the signature in the header unencoded."},
        {"outcome-lower-case-escapes", "O11-003", results(), "Writes escapes in lower case into the base string."},
        {"outcome-without-hash", "O11-004", {}, "Leaves oauth_body_hash out."},
        {"outcome-hash-twice", "O11-004", results(), "Sends oauth_body_hash twice."},
        {"outcome-hash-in-hex", "O11-004", {}, "Sends oauth_body_hash in hex."},
        {"outcome-signs-no-query", "O11-005", {}, "Leaves the query of the service URL out of the base string."},
        {"outcome-repeats-nonces", "O11-006", results(), "Uses one nonce for every request."},
        {"outcome-clock-behind", "O11-006", {}, "Stamps its requests ten minutes late."},
        // the envelope
        {"outcome-other-namespace", "O11-007", {}, "Puts its elements into another namespace."},
        {"outcome-without-header", "O11-007", {"O11-008"}, "Leaves the header of the envelope out."},
        {"one-message-id", "O11-008", {}, "Calls every message 999999123."},
        {"outcome-unescaped-sourcedid", "O11-009", {}, "Writes the sourcedid into the XML as it came."},
        {"cuts-long-sourcedids", "O11-009", {}, "Cuts sourcedids at 100 characters."},
        {"outcome-of-the-latest-launch", "O11-009", {}, "Uses the sourcedid of whichever launch came last."},
        {"outcome-keeps-first-place", "O11-010", {}, "Uses the sourcedid and the URL of the first launch for ever."},
        {"outcome-in-percent", "O11-011", results(), "Sends scores in percent."},
        {"outcome-with-comma", "O11-011", results(), "Sends scores with a decimal comma."},
        {"outcome-with-exponent", "O11-011", {}, "Sends scores with an exponent."},
        {"outcome-drops-zero", "O11-012", {}, "Sends no score of zero."},
        // extensions
        {"total-score-unasked",
         "O11-013",
         {},
         "Sends resultTotalScore to platforms that do not say that they take it."},
        {"outcome-data-unasked",
         "O11-014",
         {"O11-021"},
         "Sends a text to platforms that do not say that they take one."},
        {"outcome-text-and-url", "O11-014", {}, "Sends a text and a URL at once."},
        {"submitted-at-unasked", "O11-015", {}, "Sends submittedAt to platforms that do not say that they take it."},
        {"submitted-at-in-record", "O11-015", {}, "Puts submittedAt into the result record."},
        {"submitted-at-as-number", "O11-015", results(), "Sends submittedAt as a number of seconds."},
        {"review-in-result", "O11-016", {}, "Puts needsAdditionalReview into the result."},
        // what is made of answers
        {"outcome-believes-status", "O11-017", {"O11-018"}, "Takes status 200 for success, whatever the answer says."},
        {"outcome-hides-failures",
         "O11-017",
         {"O11-018", "O11-022"},
         "Says that a score was sent when it was refused."},
        {"outcome-repeats-failures", "O11-017", {"O11-018", "O11-022"}, "Sends a refused score five times more."},
        {"outcome-by-substring", "O11-018", {"O11-022"}, "Takes an answer with the word success in it for one."},
        {"outcome-knows-one-spelling", "O11-018", {}, "Looks for success in one spelling of the answer only."},
        {"outcome-for-teachers", "O11-019", {}, "Posts results for people who have no sourcedid."},
        {"outcome-counts-characters", "O11-020", {}, "Announces the number of characters as the length of the body."},
        {"outcome-unescaped-text", "O11-021", {}, "Writes a text into the XML as it came."},
        {"outcome-never-retries", "O11-022", {}, "Gives up at the first sign of trouble."},
        {"outcome-hammers", "O11-022", {}, "Sends a throttled score four times a second."},
        {"outcome-again-after-timeout", "O11-022", {}, "Sends a score again when no answer came in time."},
        {"outcome-takes-nothing-for-zero", "O11-023", {}, "Takes no score for a score of zero."},
        {"outcome-crashes-without-score", "O11-023", {}, "Crashes on an answer without a score."},
        {"outcome-without-user-agent", "O11-024", {}, "Posts results without a User-Agent."},
        {"outcome-reads-with-result", "O11-025", {}, "Puts a result into the request that reads one."},
    };
}

} // namespace easel::reference_tool
