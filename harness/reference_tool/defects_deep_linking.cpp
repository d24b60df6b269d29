#include "reference_tool/defect_lists.hpp"

namespace easel::reference_tool {

std::vector<Defect> deep_linking_defects() {
    return {
        {"refuses-pickers", "DL-001", {"DL-023", "DL-028", "PLACE-003"}, "Refuses deep linking requests."},
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
        {"crashes-on-students-who-choose", "DL-028", {}, "Crashes when a student is to choose."},
        {"misspells-deep-link-message", "DL-025", {}, "Sends a claim with a blank at the end of its name."},
    };
}

} // namespace easel::reference_tool
