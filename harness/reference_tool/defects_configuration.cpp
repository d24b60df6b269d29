#include "reference_tool/defect_lists.hpp"

namespace easel::reference_tool {

std::vector<Defect> configuration_defects() {
    return {
        {"asks-admins-to-log-in", "CFG-001", {}, "Shows its configuration to nobody who is not logged in."},
        {"shows-broken-xml", "CFG-002", {}, "Leaves an element of its configuration open."},
        {"forgets-namespaces", "CFG-002", {}, "Does not declare the namespace of basic LTI."},
        {"configures-no-title", "CFG-003", {}, "Gives its configuration no title."},
        {"configures-no-address", "CFG-003", {}, "Gives its configuration neither a launch URL nor a domain."},
        {"configures-bare-ampersands", "CFG-004", {}, "Does not escape the & in its launch URL."},
        {"misspells-placements", "CFG-005", {}, "Names a placement that Canvas does not know."},
        {"configures-placements-nowhere", "CFG-006", {}, "Names a placement without a URL, and does not switch it on."},
        {"configures-button-without-icon", "CFG-007", {}, "Gives its editor button no icon."},
        {"configures-button-without-size", "CFG-007", {}, "Gives its editor button no width."},
        {"misspells-message-types", "CFG-008", {}, "Spells a message type as nobody does."},
        {"makes-up-privacy-levels", "CFG-009", {}, "Asks for a privacy level that Canvas does not have."},
        {"configures-domain-with-scheme", "CFG-010", {}, "Writes https:// before its domain."},
        {"configures-domain-of-another", "CFG-010", {}, "Names a domain that its addresses do not belong to."},
        {"shows-icons-by-http", "CFG-011", {}, "Names an icon at an http address of another host."},
        {"shows-xml-as-html", "CFG-012", {}, "Sends its configuration as text/html."},
        {"loses-its-json", "CFG-013", {}, "Has nothing at the address of its JSON configuration."},
        {"shows-json-as-text", "CFG-013", {}, "Sends its JSON configuration as text/plain."},
        {"configures-unknown-scopes", "CFG-014", {}, "Asks for a scope that Canvas does not know."},
        {"configures-no-login", "CFG-014", {}, "Leaves oidc_initiation_url out of its JSON configuration."},
    };
}

} // namespace easel::reference_tool
