#include "reference_tool/defect_lists.hpp"

#include <algorithm>

namespace easel::reference_tool {

std::vector<Defect> const& defects() {
    static std::vector<Defect> const all = [] {
        std::vector<Defect> list;
        for (auto const& part :
             {login_defects(),
              signature_defects(),
              claim_defects(),
              replay_defects(),
              person_defects(),
              browser_defects(),
              own_key_and_token_defects(),
              line_item_defects(),
              score_defects(),
              result_defects(),
              reaction_defects(),
              deep_linking_defects(),
              roster_defects(),
              trouble_defects(),
              registration_defects(),
              placement_defects(),
              configuration_defects(),
              lti11_defects(),
              outcome_defects()})
            list.insert(list.end(), part.begin(), part.end());
        return list;
    }();
    return all;
}

std::vector<Unbroken> const& unbroken() {
    static std::vector<Unbroken> const all{
        {"PM-009", "No case can see it: only a page whose script runs receives a message, and no script is run."},
    };
    return all;
}

Defect const* find_defect(std::string_view id) {
    auto const found =
        std::find_if(defects().begin(), defects().end(), [&](auto const& defect) { return defect.id == id; });
    return found == defects().end() ? nullptr : &*found;
}

} // namespace easel::reference_tool
