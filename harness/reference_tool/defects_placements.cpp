#include "reference_tool/defect_lists.hpp"

namespace easel::reference_tool {

std::vector<Defect> placement_defects() {
    return {
        {"knows-few-menus", "PLACE-001", {}, "Refuses launches from some of the menus of a course."},
        {"needs-a-course", "PLACE-002", {}, "Refuses launches from an account."},
        {"knows-few-pickers", "PLACE-003", {}, "Opens its picker at some placements only."},
        {"lti11-needs-a-course", "PLACE-004", {}, "Refuses LTI 1.1 launches from an account."},
        {"lti11-knows-no-selections", "PLACE-005", {}, "Refuses LTI 1.1 launches that ask for content."},
    };
}

} // namespace easel::reference_tool
