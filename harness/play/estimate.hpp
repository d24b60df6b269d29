#pragma once

#include "scenario/scenario.hpp"
#include "tool/tool_file.hpp"

#include <string>
#include <vector>

/// How long a run has to wait for a tool that keeps its own time, told before it is played.
namespace easel::play {

/// What a case waits for. `sure` passes whatever the tool does right; `most` besides where it makes no call that a
/// step may do without.
struct Wait {
    base::Duration sure{0};
    base::Duration most{0};
};
[[nodiscard]] Wait wait_of(scenario::Case const& played, tool::Limits const& limits);

/// The waits of cases beside each other overlap, those of cases that need the registration alone add up.
struct Estimate {
    Wait longest;             ///< of the cases that play beside others
    std::string longest_case; ///< the id of the one with the longest sure wait
    Wait serial;              ///< of all others, one after another
    std::size_t serial_cases = 0;
    [[nodiscard]] Wait total() const { return {longest.sure + serial.sure, longest.most + serial.most}; }
};
/// @param isolates  every case has a registration of its own, so that none needs to play by itself
[[nodiscard]] Estimate estimate(
    std::vector<scenario::Case const*> const& cases, tool::Limits const& limits, bool isolates
);

/// "About 2m 5s of waiting: the longest window (1m, refusals.answers/...), then 65s for 12 cases that need ..."
[[nodiscard]] std::string describe(Estimate const& estimate);

/// Whether a tool that every case shares would leave open which exchanges are this case's: it plays by itself.
[[nodiscard]] bool plays_by_itself(scenario::Case const& played);

/// The wall time that answers of the case are held back.
[[nodiscard]] base::Duration delays_of(scenario::Case const& played);

} // namespace easel::play
