#pragma once

#include "traffic/exchange.hpp"
#include "verdict/result.hpp"

#include <set>
#include <string>
#include <vector>

/// Which facts about Canvas a run has shown.
namespace easel::check {

/// The check that an answer rests on: the last one that failed, and before it its names in other fact files.
[[nodiscard]] std::vector<std::string> deciding_facts(traffic::Trail const& trail);

/// Facts that refused something anywhere in the run: what shows them is a refusal, not that they were passed.
[[nodiscard]] std::set<std::string> refusing_facts(std::vector<verdict::CaseResult> const& cases);

/// The facts that a case names and shows: it passed, and the fact decided an answer; or, of a fact that refuses
/// nothing, an answer's trail has it; or the case looked at content that no trail tells of. @par Source design.md 8
[[nodiscard]] std::vector<std::string> facts_shown(
    verdict::CaseResult const& played, bool looks_at_content, std::set<std::string> const& refusing
);

} // namespace easel::check
