#include "reference_tool/defect_lists.hpp"
#include "reference_tool/defect_rows.hpp"

namespace easel::reference_tool {

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
        {"shows-its-access-token", "TOKEN-021", {}, "Sends its access token to the browser in a header."},
        {"assertion-without-deployment", "TOKEN-022", {}, "Names no deployment in its assertions."},
        {"takes-grants-with-200-only", "TOKEN-023", {}, "Takes a grant with status 201 for a refusal."},
        {"sends-no-user-agent", "TOKEN-019", no_grant(), "Sends an empty User-Agent to token endpoint and services."},
    };
}

} // namespace easel::reference_tool
