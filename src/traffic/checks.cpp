#include "traffic/checks.hpp"

#include <set>

namespace easel::traffic {

namespace {

std::set<std::string, std::less<>>& switched_off() {
    static std::set<std::string, std::less<>> facts;
    return facts;
}

} // namespace

bool holds(FactId const& fact, bool passed) {
    return passed || switched_off().contains(fact.view());
}

bool note(Trail& trail, FactId const& fact, bool passed) {
    passed = holds(fact, passed);
    trail.push_back({fact, passed});
    return passed;
}

void switch_off(std::string_view fact) {
    if (fact.empty())
        switched_off().clear();
    else
        switched_off().emplace(fact);
}

} // namespace easel::traffic
