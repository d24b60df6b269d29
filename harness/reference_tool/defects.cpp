#include "reference_tool/defect_lists.hpp"
#include "reference_tool/reference_tool.hpp"

#include <algorithm>
#include <initializer_list>

namespace easel::reference_tool {
namespace {

using Ids = std::vector<std::string>;

Ids numbered(std::string const& area, std::initializer_list<int> numbers) {
    Ids ids;
    for (auto const number : numbers) {
        auto const digits = std::to_string(number);
        ids.push_back(area + "-" + std::string(3 - digits.size(), '0') + digits);
    }
    return ids;
}

Ids joined(std::initializer_list<Ids> lists) {
    Ids all;
    for (auto const& list : lists) all.insert(all.end(), list.begin(), list.end());
    return all;
}

Ids without(Ids ids, std::string const& left_out) {
    std::erase(ids, left_out);
    return ids;
}

/// Rows that hold only if the platform takes this tool's scores.
Ids error_rows() {
    return numbered("ERR", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22});
}

/// Rows that hold only if service calls succeed.
Ids service_rows() {
    return joined({
        numbered("TOKEN", {10, 11, 12, 14, 15, 17, 18, 23}),
        numbered("LI", {1, 2, 3, 11, 12, 13, 14, 16, 18, 20}),
        numbered("SCORE", {1, 9, 10, 13, 14, 18, 19, 20, 21, 27, 31, 32}),
        numbered("PRIV", {5, 6}),
        numbered("RES", {1, 4, 5, 6, 7}),
        error_rows(),
        numbered("THR", {1, 2, 3, 4, 7, 8, 9, 10, 11, 12}),
    });
}

/// Rows that hold only if the platform takes the scores as they are.
Ids score_rows() {
    return joined({
        error_rows(),
        numbered("SCORE", {1, 9, 10, 13, 14, 19, 20, 21, 27, 31, 32}),
        {"LI-001", "LI-012", "PRIV-005", "PRIV-006", "THR-001", "THR-002", "TOKEN-011", "TOKEN-012"},
    });
}

/// Rows that hold only if valid launches are accepted.
Ids launch_rows() {
    return joined({
        numbered("LAUNCH", {1, 2, 19, 23, 30, 39, 44, 49, 50, 51, 52, 53, 54, 56, 57, 58, 59}),
        numbered("OIDC", {1, 2, 9, 16, 17}),
        numbered("REPLAY", {13, 14}),
        numbered("KEY", {1, 2, 4, 5, 6, 7, 8, 9}),
        numbered("ROLE", {1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16}),
        numbered("PRIV", {1, 2, 3, 4, 5, 6, 8}),
        numbered("DL", {1, 23, 26, 28}),
    });
}

/// Rows that hold only if launches of a second client of the same issuer are accepted.
Ids second_client_rows() {
    return {"LAUNCH-058", "LAUNCH-040", "SEC-012", "TOKEN-016"};
}

/// What a tool loses that cannot be launched at all.
Ids everything() {
    return joined({launch_rows(), service_rows(), {"LAUNCH-024", "LAUNCH-058", "REPLAY-013", "ROLE-017"}, numbered("OIDC", {7, 8, 9, 10, 16, 17, 19, 21})});
}

/// Rows that look into a token request.
Ids token_request_rows() {
    return joined({{"KEY-016"}, numbered("TOKEN", {1, 2, 3, 4, 5, 6, 7, 8})});
}

/// What comes after a grant that Canvas refuses.
Ids no_grant() {
    return joined({service_rows(), {"TOKEN-003", "KEY-016"}});
}

std::vector<Defect> login_defects() {
    return {
        {"login-demands-csrf-token", "OIDC-001",
         joined({without(everything(), "OIDC-001"), {"PM-001", "REG-007", "REPLAY-017"}}),
         "Refuses a posted login without a CSRF token of its own."},
        {"login-refuses-get", "OIDC-002", {}, "Refuses a login that comes by GET."},
        {"asks-for-a-code", "OIDC-003", {}, "Asks for response_type=code."},
        {"scope-without-openid", "OIDC-004", everything(), "Asks for the scope profile instead of openid."},
        {"prompts-for-login", "OIDC-005", {}, "Sends prompt=login."},
        {"wrong-client-id", "OIDC-006", everything(), "Asks in the name of another client."},
        {"knows-one-client-of-an-issuer", "OIDC-006", second_client_rows(),
         "Asks in the name of the issuer's first client, whoever launches."},
        {"decodes-login-hint-twice", "OIDC-007", {}, "Decodes the login hint once too often."},
        {"cuts-message-hint", "OIDC-008", without(everything(), "OIDC-008"),
         "Cuts lti_message_hint at 128 characters."},
        {"null-message-hint", "OIDC-009", {}, "Sends the word null when there is no lti_message_hint."},
        {"redirect-uri-from-target", "OIDC-010", {}, "Takes its redirect_uri from target_link_uri."},
        {"counts-states", "OIDC-011", {}, "Uses a counter as state."},
        {"counts-nonces", "OIDC-012", {}, "Uses a counter as nonce."},
        {"login-without-iss", "OIDC-013", {}, "Goes on with a login that lacks iss or login_hint."},
        {"login-of-unknown-issuer", "OIDC-014", {}, "Sends logins of unknown issuers to the platform it knows."},
        {"login-of-unknown-client", "OIDC-015", {}, "Replaces an unknown client_id by one it knows."},
        {"demands-client-id", "OIDC-016", {}, "Refuses a login without client_id."},
        {"drops-endpoint-query", "OIDC-019", {}, "Drops the query of the platform's authorization endpoint."},
        {"is-slow-at-every-tenth-login", "OIDC-021", {}, "Takes three seconds for every tenth login."},
        {"authorizes-from-its-server", "OIDC-018", everything(), "Sends the authentication request from its server."},
        {"refuses-unknown-parameters", "OIDC-017", {}, "Refuses a login with a parameter it does not know."},
    };
}

std::vector<Defect> signature_defects() {
    return {
        {"trusts-kid-once-verified",
         "LAUNCH-003",
         joined({{"LAUNCH-004", "LAUNCH-010", "LAUNCH-011", "LAUNCH-017", "KEY-008", "KEY-018"}, {"LAUNCH-056", "DL-004"}}),
         "Verifies the first token of each kid only."},
        {"skips-signature",
         "LAUNCH-004",
         joined({{"LAUNCH-003", "LAUNCH-010", "LAUNCH-011", "LAUNCH-017", "KEY-008", "KEY-018"}, {"LAUNCH-056", "DL-004"}}),
         "Never looks at the signature, only that there is one."},
        {"opens-session-before-checking",
         "LAUNCH-004",
         joined({{"LAUNCH-003", "LAUNCH-010", "LAUNCH-011", "LAUNCH-017", "KEY-008", "KEY-018"}, {"KEY-003", "KEY-010", "LAUNCH-009", "LAUNCH-012", "LAUNCH-056", "DL-004"}}),
         "Opens the session first and verifies the signature then; the refusal leaves the session."},
        {"accepts-alg-none", "LAUNCH-005", {"DL-004"}, "Takes unsigned tokens."},
        {"accepts-hmac-with-public-key", "LAUNCH-006", {"DL-004"}, "Takes the public key as an HMAC secret."},
        {"accepts-hmac-with-client-id",
         "LAUNCH-007",
         {"LAUNCH-012"},
         "Takes HMAC tokens keyed with its client id and other guessable words."},
        {"accepts-missing-kid", "LAUNCH-008", {}, "Tries every key when a token names none."},
        {"accepts-unknown-kid", "LAUNCH-009", {"LAUNCH-012"}, "Tries every key when the one named is not published."},
        {"trusts-embedded-key", "LAUNCH-010", {}, "Verifies with the key in the token's own header."},
        {"fetches-named-key-set", "LAUNCH-011", {}, "Fetches keys from the address in the token's header."},
        {"ignores-crit", "LAUNCH-013", {}, "Ignores the crit header."},
        {"takes-unreadable-tokens",
         "LAUNCH-014",
         {"LAUNCH-005"},
         "Shows its page to whoever sends a token it cannot read."},
        {"answers-refusals-with-500",
         "LAUNCH-048",
         joined({{"LAUNCH-012", "LAUNCH-014", "LAUNCH-044", "OIDC-020", "KEY-010"}, {"LAUNCH-047"}}),
         "Answers refused launches with 500."},
        {"shows-old-session-on-refusal", "LAUNCH-056",
         joined({joined({{"LAUNCH-044", "OIDC-020"}, numbered("REPLAY", {6, 7, 8, 10, 11, 18})}), {"REPLAY-001", "REPLAY-002", "REPLAY-004", "REPLAY-005"}}),
         "Shows the page of an earlier session when a launch is refused."},
        {"never-refetches-keys",
         "KEY-001",
         {"KEY-002", "KEY-003", "KEY-008"},
         "Fetches the platform's keys once and for all."},
        {"forgets-previous-key", "KEY-002", {}, "Takes the platform's newest key only."},
        {"keeps-keys-while-known", "KEY-003", {}, "Fetches keys anew only for a name it does not know."},
        {"fetches-twice-for-unknown-kids", "KEY-005", {}, "Fetches the keys twice for each unknown name."},
        {"locks-up-after-unknown-kids", "KEY-005", {}, "Takes no launch at all after twenty unknown keys."},
        {"fetches-keys-each-time", "KEY-004", {"KEY-005", "KEY-009"}, "Fetches the platform's keys for every launch."},
        {"chokes-on-foreign-keys", "KEY-006", {}, "Gives up on a key set that holds a key of another kind."},
        {"demands-alg-in-platform-keys", "KEY-007", {"KEY-006"}, "Uses platform keys only if they name their alg."},
        {"uses-first-platform-key", "KEY-008",
         joined({without(everything(), "KEY-008"), {"LAUNCH-009", "LAUNCH-012"}}),
         "Verifies with the first key of the set."},
        {"accepts-without-keys", "KEY-010", {}, "Accepts launches while it has no key to verify them with."},
    };
}

std::vector<Defect> claim_defects() {
    return {
        {"refuses-teachers", "LAUNCH-001", joined({without(launch_rows(), "LAUNCH-001"), {"SCORE-031"}}), "Refuses teachers."},
        {"refuses-learners", "LAUNCH-002", joined({without(launch_rows(), "LAUNCH-002"), service_rows()}),
         "Refuses learners."},
        {"ignores-iss", "LAUNCH-015", {"LAUNCH-016"}, "Does not compare iss."},
        {"looks-up-keys-by-kid-alone", "LAUNCH-017", {}, "Looks platform keys up by kid, whatever platform they belong to."},
        {"compares-iss-loosely", "LAUNCH-016", {}, "Compares iss without its scheme, case and end."},
        {"ignores-aud", "LAUNCH-018", {"LAUNCH-020", "LAUNCH-022", "DL-004"}, "Does not compare aud."},
        {"refuses-aud-array", "LAUNCH-019", {"LAUNCH-024"}, "Takes aud as a string only."},
        {"demands-no-azp", "LAUNCH-020", {}, "Takes several audiences without azp."},
        {"ignores-azp", "LAUNCH-021", {}, "Does not compare azp."},
        {"trusts-any-further-audience", "LAUNCH-022", {}, "Takes tokens that are meant for others too."},
        {"looks-at-first-audience-only", "LAUNCH-024", {}, "Looks at the first audience only."},
        {"reads-client-id-as-number", "LAUNCH-023", without(everything(), "LAUNCH-023"),
         "Reads client ids as 32-bit numbers."},
        {"ignores-exp", "LAUNCH-025", {"LAUNCH-027", "LAUNCH-028", "LAUNCH-056", "DL-004"}, "Ignores the expiry."},
        {"accepts-missing-exp", "LAUNCH-026", {}, "Takes a token without expiry for one that never expires."},
        {"accepts-exp-that-is-no-number", "LAUNCH-027", {}, "Takes an expiry that is no number for none."},
        {"allows-ten-minutes-after-exp", "LAUNCH-028", {}, "Allows ten minutes after the expiry."},
        {"accepts-tokens-from-the-future", "LAUNCH-029", {}, "Takes tokens issued in the future."},
        {"accepts-missing-iat", "LAUNCH-031", {}, "Does not ask for iat."},
        {"ignores-nbf", "LAUNCH-032", {}, "Ignores nbf."},
        {"accepts-missing-version", "LAUNCH-033", {}, "Does not ask for the version."},
        {"accepts-any-version", "LAUNCH-034", {"LAUNCH-033"}, "Takes any version."},
        {"accepts-missing-message-type", "LAUNCH-035", {}, "Takes a message without type for a launch."},
        {"accepts-any-message-type", "LAUNCH-036", {"LAUNCH-055"}, "Takes every message for a launch."},
        {"accepts-missing-deployment", "LAUNCH-037", {}, "Does not ask for the deployment."},
        {"accepts-any-deployment", "LAUNCH-038", {"LAUNCH-040"}, "Takes any deployment."},
        {"knows-one-deployment", "LAUNCH-039", {}, "Knows the first deployment only."},
        {"looks-up-deployments-without-client", "LAUNCH-040", {}, "Takes a deployment of any client for its own."},
        {"accepts-missing-resource-link", "LAUNCH-041", {}, "Takes a launch without resource link."},
        {"accepts-link-without-id", "LAUNCH-042", {}, "Takes a resource link without id."},
        {"accepts-missing-roles", "LAUNCH-043", {}, "Does not ask for the roles claim."},
        {"takes-anonymous-for-last-user", "LAUNCH-044", {}, "Takes a launch without sub for the last user's."},
        {"accepts-missing-target-link", "LAUNCH-045", {}, "Does not ask for target_link_uri."},
        {"opens-target-of-login", "LAUNCH-046", {}, "Opens the target_link_uri of the unsigned login."},
        {"redirects-to-any-target", "LAUNCH-047", {}, "Redirects to whatever target_link_uri says."},
        {"refuses-unknown-claims", "LAUNCH-049", {"LAUNCH-052"}, "Refuses tokens with a claim it does not know."},
        {"demands-optional-claims", "LAUNCH-050", {}, "Demands context, launch_presentation and tool_platform."},
        {"refuses-long-ids", "LAUNCH-051", {}, "Refuses ids of more than 64 characters."},
        {"refuses-large-tokens", "LAUNCH-052", {}, "Refuses tokens of more than 8 KB."},
        {"refuses-custom-values", "LAUNCH-053", {}, "Refuses custom values that are empty or not filled in."},
        {"accepts-launch-by-get", "LAUNCH-054", {}, "Takes an id_token from the URL."},
        {"launches-deep-linking-requests", "LAUNCH-055", {"DL-002"}, "Takes a deep linking request for a launch."},
        {"takes-the-latest-login-for-all", "LAUNCH-058", {}, "Takes every launch for one of the registration that logged in last."},
        {"accepts-tokens-for-ten-seconds-only", "LAUNCH-059", {}, "Refuses tokens older than ten seconds."},
    };
}

std::vector<Defect> replay_defects() {
    return {
        {"accepts-missing-state", "REPLAY-001", {"DL-004"}, "Skips the state check when there is no state."},
        {"accepts-unknown-state", "REPLAY-002", {"REPLAY-011", "REPLAY-012", "DL-004"}, "Takes any state."},
        {"state-not-bound-to-browser",
         "REPLAY-003",
         {"REPLAY-015", "REPLAY-016", "DL-004"},
         "Takes its states from any browser."},
        {"accepts-missing-nonce", "REPLAY-004", {"DL-004"}, "Skips the nonce check when there is no nonce."},
        {"ignores-nonce", "REPLAY-005", {"REPLAY-006", "DL-004"}, "Takes any nonce that was not used before."},
        {"nonce-not-bound-to-login", "REPLAY-006", {}, "Takes the nonce of another login."},
        {"accepts-tokens-again",
         "REPLAY-007",
         {"REPLAY-010", "REPLAY-018"},
         "Takes the same state and token again and again."},
        {"accepts-any-nonce-it-ever-sent", "REPLAY-008", {"REPLAY-006"}, "Takes a used nonce again in a new login."},
        {"resumes-launches-without-cookies",
         "REPLAY-009",
         {},
         "Resumes an earlier launch for a browser without cookies."},
        {"forgets-nonces-soon", "REPLAY-010", {}, "Forgets nonces and states after ten seconds."},
        {"logins-never-end", "REPLAY-012", {}, "Keeps logins open for ever."},
        {"keeps-a-hundred-logins", "REPLAY-017", {}, "Begins no login while a hundred are under way."},
        {"ends-logins-late", "REPLAY-018", {}, "Notes a used state and nonce a moment after it has checked them."},
        {"one-login-cookie-for-all", "REPLAY-013", {"LAUNCH-058"}, "Keeps one login per browser: a second one replaces it."},
        {"believes-state-cookies", "REPLAY-016", {}, "Takes any state that a cookie of the browser holds as well."},
        {"skips-checks-without-cookies",
         "REPLAY-015",
         {"REPLAY-003", "REPLAY-009", "DL-004"},
         "Skips state and nonce checks for browsers without cookies."},
    };
}

std::vector<Defect> person_defects() {
    return {
        {"teachers-see-student-view",
         "ROLE-001",
         joined({{"ROLE-003", "ROLE-014", "ROLE-015"}, {"SCORE-019"}}),
         "Shows teachers the student view."},
        {"learners-see-teacher-view", "ROLE-002",
         joined({numbered("ROLE", {3, 4, 5, 7, 8, 11, 13, 15}), service_rows()}), "Shows learners the teacher view."},
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
        {"refuses-designers", "ROLE-016", {}, "Refuses course designers."},
        {"refuses-group-roles", "ROLE-017", {}, "Refuses the roles of groups."},
        {"refuses-pictures", "PRIV-001", without(everything(), "PRIV-001"), "Refuses launches that bring a picture."},
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
        {"keeps-session-of-first-user", "SEC-011", {}, "Keeps the session of the browser's first user."},
        {"shows-courses-to-any-session", "SEC-012", {}, "Shows a course to whoever knows its number."},
    };
}

std::vector<Defect> own_key_and_token_defects() {
    return {
        {"publishes-key-without-kid", "KEY-011", {}, "Publishes a key without kid."},
        {"publishes-key-without-alg", "KEY-012", {}, "Publishes a key without alg and use."},
        {"publishes-private-key", "KEY-013", {}, "Publishes a private member of a key."},
        {"publishes-short-key", "KEY-014", {}, "Publishes a key of 1024 bits."},
        {"reuses-kid", "KEY-015", {}, "Publishes two keys under one kid."},
        {"withdraws-its-old-key-at-once", "KEY-017", {}, "Publishes nothing but its newest key."},
        {"signs-for-all-platforms-alike", "KEY-019", {}, "Signs for all platforms with one key."},
        {"assertion-without-kid", "KEY-016", without(no_grant(), "KEY-016"), "Names no key in its assertions."},
        {"token-request-as-json", "TOKEN-001", without(joined({no_grant(), token_request_rows()}), "TOKEN-001"),
         "Asks for tokens in JSON."},
        {"wrong-assertion-type", "TOKEN-002", no_grant(), "Sends an assertion type of its own making."},
        {"assertion-signed-with-hmac", "TOKEN-003", without(no_grant(), "TOKEN-003"),
         "Signs its assertions with HS256."},
        {"assertion-names-origin", "TOKEN-004", no_grant(), "Names its origin instead of its client id in assertions."},
        {"assertion-for-issuer", "TOKEN-005", no_grant(), "Makes its assertions out to the issuer."},
        {"assertion-times-are-text", "TOKEN-006", no_grant(), "Writes the times of its assertions as text."},
        {"repeats-jti", "TOKEN-007", {"TOKEN-011", "TOKEN-012"}, "Uses one jti for all assertions."},
        {"commas-between-scopes", "TOKEN-008", no_grant(), "Separates scopes by commas."},
        {"basic-credentials-too", "TOKEN-009", {}, "Sends HTTP Basic credentials with its assertion."},
        {"asks-for-a-token-each-time", "TOKEN-010", {}, "Asks for a new token before every call."},
        {"keeps-tokens-for-ever",
         "TOKEN-011",
         {"TOKEN-012"},
         "Uses a token beyond its time, whatever the platform says."},
        {"gives-up-on-401",
         "TOKEN-012",
         {"TOKEN-011"},
         "Gives up when the platform refuses a token that it still takes for good."},
        {"token-without-scheme", "TOKEN-013", no_grant(), "Sends the token without the word Bearer."},
        {"cuts-long-tokens", "TOKEN-014", {}, "Keeps the first 2,000 characters of a token."},
        {"encodes-tokens", "TOKEN-014", {}, "Encodes tokens as if they went into a URL."},
        {"refuses-unknown-grant-members", "TOKEN-015", {}, "Refuses a grant with a member it does not know."},
        {"crashes-on-smaller-grants", "TOKEN-015", {}, "Crashes when it is granted less than it asked for."},
        {"shares-tokens-between-registrations", "TOKEN-016", {}, "Uses the token of one registration for another."},
        {"one-token-for-all-scopes", "TOKEN-017",
         joined({numbered("LI", {1, 2, 3}), numbered("RES", {1, 4, 5, 6, 7, 8}), {"SCORE-030"}}),
         "Uses one token for every service."},
        {"hammers-refused-grants", "TOKEN-018", {}, "Asks for a token again at once, time after time."},
        {"follows-token-redirects", "TOKEN-020", {}, "Follows a redirect of the token endpoint with its assertion."},
        {"assertion-without-deployment", "TOKEN-022", {}, "Names no deployment in its assertions."},
        {"takes-grants-with-200-only", "TOKEN-023", {}, "Takes a grant with status 201 for a refusal."},
        {"sends-no-user-agent", "TOKEN-019", no_grant(), "Sends an empty User-Agent to token endpoint and services."},
    };
}

std::vector<Defect> score_defects() {
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

std::vector<Defect> reaction_defects() {
    return {
        {"retries-everything-blindly", "ERR-001", joined({without(error_rows(), "ERR-001"), {"TOKEN-018"}}),
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
        {"crashes-on-unreadable-errors", "ERR-019", joined({{"ERR-018", "ERR-021"}, {"TOKEN-018"}}), "Crashes when an error is no JSON."},
        {"hides-refusals", "ERR-020", without(error_rows(), "ERR-020"), "Reports success whatever the platform says."},
        {"waits-for-slow-answers", "ERR-022", {}, "Lets the page wait for the platform for a minute."},
        {"sends-again-after-a-timeout", "ERR-022", {}, "Sends a score again when its answer takes long."},
        {"logs-out-on-refusal", "ERR-021", {}, "Ends the session when a score is refused."},
    };
}

std::vector<Defect> deep_linking_defects() {
    return {
        {"refuses-pickers", "DL-001", {"DL-023", "DL-028"}, "Refuses deep linking requests."},
        {"picks-without-settings", "DL-002", {"LAUNCH-055"}, "Opens its picker for a request without settings."},
        {"picks-without-return-url", "DL-003", {}, "Opens its picker though it cannot return from it."},
        {"believes-any-picker-request", "DL-004", {}, "Does not look at the signature of deep linking requests."},
        {"deep-links-in-another-field", "DL-005", {}, "Returns its response in the field id_token."},
        {"drops-return-query", "DL-006", {}, "Returns to the return URL without its query."},
        {"deep-links-unsigned", "DL-007", {}, "Returns unsigned responses."},
        {"deep-links-with-unknown-kid", "DL-007", {}, "Names a key that its key set does not offer."},
        {"deep-links-with-another-key", "DL-007", {}, "Signs responses with a key that it does not publish."},
        {"deep-links-as-itself", "DL-008", {}, "Names its own address as issuer of a response."},
        {"deep-links-to-token-url", "DL-009", {}, "Names the token URL as audience of a response."},
        {"deep-links-in-the-past", "DL-010", {}, "Returns responses that have expired."},
        {"deep-links-with-one-nonce", "DL-011", {}, "Puts the same nonce into every response."},
        {"deep-links-as-a-request", "DL-012", {}, "Calls its response a request."},
        {"deep-links-without-deployment", "DL-013", {}, "Leaves the deployment out of a response."},
        {"loses-deep-link-data", "DL-014", {}, "Does not send the platform's data back."},
        {"invents-deep-link-data", "DL-015", {}, "Sends data where none came."},
        {"deep-links-one-item-bare", "DL-016", {}, "Sends one item without a list around it."},
        {"deep-links-nested-custom", "DL-017", {}, "Sends custom values that are no texts."},
        {"deep-links-null-members", "DL-018", {}, "Sends null for what a line item does not have."},
        {"ignores-accept-types", "DL-019", {}, "Returns a type that was not wanted."},
        {"ignores-accept-multiple", "DL-020", {}, "Returns two items where one was wanted."},
        {"line-items-where-not-wanted", "DL-021", {}, "Sends line items where accept_lineitem is false."},
        {"ignores-presentation-targets", "DL-022", {}, "Sends links for a frame where only a window was wanted."},
        {"ignores-media-types", "DL-022", {}, "Sends a page where a picture was wanted."},
        {"demands-picker-options", "DL-023", {}, "Refuses settings without the optional members."},
        {"cancels-into-the-void", "DL-024", {}, "Does not return when somebody cancels."},
        {"forgets-what-was-picked", "DL-026", {}, "Refuses the launch of what its picker returned."},
        {"opens-the-same-for-all-picks", "DL-026", {}, "Opens one and the same for everything that was picked."},
        {"one-picker-per-session", "DL-027", {}, "Answers every open picker with the settings of the last one."},
        {"shows-picker-title-as-markup", "DL-029", {}, "Puts the title of a request into its page as markup."},
        {"misspells-deep-link-message", "DL-025", {}, "Sends a claim with a blank at the end of its name."},
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

std::vector<Defect> registration_defects() {
    return {
        {"asks-for-configuration-without-token", "REG-001", {}, "Asks for the platform's configuration without the token."},
        {"cuts-configuration-url", "REG-001", {"REG-002"}, "Asks for the platform's configuration without the query of its URL."},
        {"registers-by-form", "REG-002", {}, "Posts its registration as a form."},
        {"registers-without-token", "REG-002", {}, "Posts its registration without the token."},
        {"guesses-registration-endpoint", "REG-002", {}, "Posts its registration to an address of its own making."},
        {"registers-without-client-credentials", "REG-003", {}, "Leaves client_credentials out of its grant types."},
        {"registers-domain-without-port", "REG-004", {}, "Names its domain without the port."},
        {"misnames-deep-linking", "REG-005", {}, "Calls deep linking requests by a name of its own."},
        {"asks-for-every-scope", "REG-006", {}, "Asks for scopes and placements that the platform does not have."},
        {"forgets-its-client-id", "REG-007", {}, "Keeps another client id than the one it was given."},
        {"believes-any-issuer", "REG-008", {}, "Registers with a platform that takes another one's name."},
        {"replaces-registrations", "REG-009", {}, "Puts a new registration in the place of one that it has."},
        {"closes-for-anybody", "REG-010", {}, "Tells every page that it is done."},
        {"never-closes", "REG-010", {}, "Does not tell that it is done."},
        {"keeps-refused-registrations", "REG-011", {}, "Keeps a registration that the platform refused."},
        {"hides-refused-registrations", "REG-011", {}, "Says that it is registered whatever the platform says."},
        {"registers-again-on-reload", "REG-012", {}, "Registers again when its page is loaded again."},
        {"sends-undefined-token", "REG-013", {}, "Sends the word undefined where it has no token."},
    };
}

std::vector<Defect> roster_defects() {
    // Whoever crashes on some rosters is told so wherever one is read.
    auto const any_roster = numbered("NRPS", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14});
    return {
        {"roster-url-without-query", "NRPS-001", {}, "Asks for the roster without the query of its URL."},
        {"accepts-any-roster", "NRPS-002", {}, "Accepts application/json instead of the roster's own type."},
        {"roster-with-score-token", "NRPS-003", {}, "Asks for the roster with a token for scores."},
        {"reads-first-page-of-roster", "NRPS-004", numbered("NRPS", {10, 11, 14}), "Takes the first page of a roster for all of it."},
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

std::vector<Defect> trouble_defects() {
    return {
        {"hammers-when-throttled", "THR-003", {}, "Sends a throttled score four times a second."},
        {"sends-a-class-at-once", "THR-005", {}, "Sends the scores of a class all at once."},
        {"drops-throttled-scores-of-a-class", "THR-005", {}, "Drops scores of a class that are throttled."},
        {"ignores-what-is-left", "THR-006", {}, "Goes on at full speed when little of its rate limit is left."},
        {"knows-link-header-in-one-case", "THR-007", {}, "Looks for a header called Link and nothing else."},
        {"cuts-link-header-at-commas", "THR-008", {}, "Cuts the Link header at commas and knows rel=\"next\" in quotes only."},
        {"lowers-next-links", "THR-009", {"NRPS-004"}, "Asks for next pages in lower case."},
        {"adds-limit-to-next-links", "THR-010", {"NRPS-004"}, "Adds a limit to the URL of next pages."},
        {"stops-at-empty-pages", "THR-011", {}, "Takes an empty page for the last one."},
        {"guesses-next-pages", "THR-011", {}, "Asks for further pages where no next one is named."},
        {"follows-links-in-circles", "THR-012", {}, "Follows links to pages that it has read."},
        {"follows-links-elsewhere", "THR-013", {}, "Follows links to other origins, token and all."},
    };
}

} // namespace

std::vector<Defect> const& defects() {
    static std::vector<Defect> const all = [] {
        std::vector<Defect> list;
        for (auto const& part :
             {login_defects(), signature_defects(), claim_defects(), replay_defects(), person_defects(), browser_defects(),
              own_key_and_token_defects(), score_defects(), result_defects(), reaction_defects(), deep_linking_defects(), roster_defects(), trouble_defects(),
              registration_defects(), lti11_defects(), outcome_defects()})
            list.insert(list.end(), part.begin(), part.end());
        return list;
    }();
    return all;
}

Defect const* find_defect(std::string_view id) {
    auto const found =
        std::find_if(defects().begin(), defects().end(), [&](auto const& defect) { return defect.id == id; });
    return found == defects().end() ? nullptr : &*found;
}

} // namespace easel::reference_tool
