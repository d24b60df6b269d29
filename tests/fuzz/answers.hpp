#pragma once

#include "base/codec.hpp"
#include "check/catalogue.hpp"
#include "fuzz/fuzz.hpp"
#include "traffic/answer.hpp"

namespace easel::fuzz {

/// The trail names facts of the catalogue, and a refusal's last one is the check that failed.
inline void check_trail(traffic::Answer const& answer) {
    require(!answer.trail.empty(), "an answer has its reasons");
    for (auto const& check : answer.trail)
        require(check::catalogues().facts.contains(check.fact), "the fact is catalogued: " + check.fact);
    if (answer.response.status >= 400)
        require(
            !answer.trail.back().passed, "a refusal's last check is the one that failed: " + answer.trail.back().fact
        );
}

} // namespace easel::fuzz
