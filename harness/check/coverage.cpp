#include "check/coverage.hpp"

#include <algorithm>

namespace easel::check {

namespace {

std::string_view file_of(std::string_view fact) {
    return fact.substr(0, fact.find('/'));
}

} // namespace

std::vector<std::string> deciding_facts(traffic::Trail const& trail) {
    auto const last =
        std::find_if(trail.rbegin(), trail.rend(), [](traffic::Check const& made) { return !made.passed; });
    std::vector<std::string> decided;
    for (auto at = last; at != trail.rend() && !at->passed; ++at) {
        bool const same = std::any_of(decided.begin(), decided.end(), [&](std::string const& fact) {
            return file_of(fact) == file_of(at->fact);
        });
        if (same) break;
        decided.push_back(at->fact);
    }
    return decided;
}

std::set<std::string> refusing_facts(std::vector<verdict::CaseResult> const& cases) {
    std::set<std::string> refusing;
    for (auto const& played : cases)
        for (auto const& hop : played.hops)
            for (auto const& made : hop.trail)
                if (!made.passed) refusing.insert(made.fact);
    return refusing;
}

std::vector<std::string> facts_shown(
    verdict::CaseResult const& played, bool looks_at_content, std::set<std::string> const& refusing
) {
    std::vector<std::string> shown;
    if (played.verdict != verdict::Verdict::passed) return shown;
    for (auto const& fact : played.facts) {
        bool const decided = std::any_of(played.hops.begin(), played.hops.end(), [&](traffic::Exchange const& hop) {
            auto const facts = deciding_facts(hop.trail);
            return std::find(facts.begin(), facts.end(), fact) != facts.end();
        });
        bool const present = std::any_of(played.hops.begin(), played.hops.end(), [&](traffic::Exchange const& hop) {
            return std::any_of(hop.trail.begin(), hop.trail.end(), [&](traffic::Check const& made) {
                return made.fact == fact;
            });
        });
        if (decided || (!refusing.contains(fact) && (present || looks_at_content))) shown.push_back(fact);
    }
    return shown;
}

} // namespace easel::check
