#pragma once

#include "base/codec.hpp"
#include "check/catalogue.hpp"
#include "fuzz/fuzz.hpp"
#include "traffic/answer.hpp"

#include <algorithm>

namespace easel::fuzz {

/// The trail names facts of the catalogue, and a refusal has a check that failed.
inline void check_facts(traffic::Answer const& answer) {
    require(!answer.trail.empty(), "an answer has its reasons");
    for (auto const& check : answer.trail) {
        std::string const fact(check.fact);
        require(check::catalogues().facts.contains(fact), "the fact is catalogued: " + fact);
    }
    bool const refused = answer.response.status >= 400;
    auto const fails = [](auto const& check) { return !check.passed; };
    require(!refused || std::ranges::any_of(answer.trail, fails), "a refusal has a check that failed");
}

/// The same, and a refusal's last entry is the check that failed.
inline void check_trail(traffic::Answer const& answer) {
    check_facts(answer);
    if (answer.response.status < 400) return;
    auto const& last = answer.trail.back();
    require(!last.passed, "a refusal's last check is the one that failed: " + std::string(last.fact));
}

} // namespace easel::fuzz
