#include "reference_tool/defect_lists.hpp"

namespace easel::reference_tool {

std::vector<Defect> browser_defects() {
    return {
        {"cookies-without-samesite", "SEC-001", {}, "Sets its cookies without SameSite=None."},
        {"cookies-for-scripts", "SEC-002", {}, "Sets its cookies without HttpOnly."},
        {"cookies-not-partitioned", "SEC-003", {}, "Sets its cookies without Partitioned."},
        {"forbids-frames", "SEC-004", {}, "Allows frames of its own origin only."},
        {"sends-x-frame-options", "SEC-004", {"SEC-005"}, "Sends X-Frame-Options: SAMEORIGIN."},
        {"lets-anybody-frame-it", "SEC-005", {}, "Lets every page frame its own."},
        {"offers-items-without-tls", "SEC-006", {"DL-026"}, "Returns deep links that lead to plain http."},
        {"lets-browsers-store-pages", "SEC-007", {}, "Sends its pages without Cache-Control."},
        {"keeps-session-ids", "SEC-008", {}, "Opens the session under the id that the browser came with."},
        {"renders-names-raw", "SEC-009", {}, "Writes the user's name into its page as it came."},
        {"echoes-errors-raw", "SEC-009", {}, "Writes the platform's error into its page as it came."},
        {"shows-stack-traces", "SEC-010", {}, "Shows a stack trace when it refuses a launch."},
        {"shows-refused-tokens", "SEC-010", {}, "Shows the id_token when it refuses a launch."},
        {"shows-its-key", "SEC-010", {}, "Shows a private key when it refuses a launch."},
        {"dies-of-large-requests", "SEC-013", {}, "Serves nothing any more after a request with thousands of fields."},
        {"bare-answer-without-cookies", "PM-001", {}, "Says nothing but 401 where the frame keeps no cookies."},
        {"trusts-storage-target", "PM-002", {}, "Skips the state check where the platform offers its storage."},
        {"stores-state-for-anybody", "PM-003", {}, "Posts its state to whatever page is around it."},
        {"believes-any-storage-answer", "PM-004", {}, "Takes a storage answer from any origin."},
        {"ignores-message-ids", "PM-004", {}, "Takes any storage answer for the one it asked for."},
        {"waits-for-storage-for-ever", "PM-005", {}, "Shows nothing while it waits for an answer of the storage."},
        {"one-storage-key", "PM-006", {}, "Stores the state of every launch under one key."},
        {"posts-names-to-anybody", "PM-007", {}, "Posts the user's name to whatever page is around it."},
        {"resizes-the-top-window", "PM-008", {}, "Asks the top window for another height, not its own frame's."},
    };
}

} // namespace easel::reference_tool
