#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "scenario/scenario.hpp"
#include "traffic/exchange.hpp"

#include <string>
#include <vector>

/// What somebody did by hand at breakpoints, as a scenario that does it again.
namespace easel::console {

/// One thing done by hand.
struct Edit {
    enum class What { tamper, answer, clock, world, other };
    What what = What::other;
    int hop = 0;
    int step = 0;                      ///< number of the step that played
    base::json::object points{};       ///< tamper: points and their values; answer: as under `answer` of an await step; world: as under `change`
    traffic::CallKind call = traffic::CallKind::other; ///< answer: of which call
    int earlier = 0;                   ///< answer: so many calls of that kind the step had seen before
    base::Duration span{0};            ///< clock: moved by
    bool before = false;               ///< world: before anything of the step went out
    std::string chip{};                ///< in words
};

struct Saved {
    std::string yaml;
    std::vector<std::string> left_out; ///< edits that the scenario language has no words for, each in words
};

/// The case with these edits: a whole scenario file. A fault: the suite does not hold how the case is written.
/// @param world  laid over the case's own; null: nothing
[[nodiscard]] base::Result<Saved>
save(scenario::Suite const& suite, scenario::Case const& played, std::vector<Edit> const& edits, base::json::value const& world = nullptr);

} // namespace easel::console
