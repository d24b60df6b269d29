#include "reference_tool/defect_lists.hpp"

namespace easel::reference_tool {

std::vector<Defect> registration_defects() {
    return {
        {"asks-for-configuration-without-token",
         "REG-001",
         {},
         "Asks for the platform's configuration without the token."},
        {"cuts-configuration-url",
         "REG-001",
         {"REG-002"},
         "Asks for the platform's configuration without the query of its URL."},
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

} // namespace easel::reference_tool
