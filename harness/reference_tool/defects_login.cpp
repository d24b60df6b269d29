#include "reference_tool/defect_lists.hpp"
#include "reference_tool/defect_rows.hpp"

namespace easel::reference_tool {

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
        {"opens-on-error-answers", "OIDC-020", {}, "Shows its page where the platform answers with an error."},
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
        {"states-serve-again", "REPLAY-011", {}, "Takes a state that has led to a launch for any later one of its browser."},
        {"tires-of-one-browser", "REPLAY-014", {}, "Refuses the sixth launch in one browser."},
        {"one-login-cookie-for-all", "REPLAY-013", {"LAUNCH-058"}, "Keeps one login per browser: a second one replaces it."},
        {"believes-state-cookies", "REPLAY-016", {}, "Takes any state that a cookie of the browser holds as well."},
        {"skips-checks-without-cookies",
         "REPLAY-015",
         {"REPLAY-003", "REPLAY-009", "DL-004"},
         "Skips state and nonce checks for browsers without cookies."},
    };
}

} // namespace easel::reference_tool
