#pragma once

#include "play/session.hpp"

#include <functional>
#include <vector>

namespace easel::play {

struct PlayOptions {
    int jobs = 16; ///< cases in flight
    /// Called as each case ends, in the order of ending; false: start no further case.
    std::function<bool(verdict::CaseResult const&)> finished;
    int repeat = 1;  ///< turns of every case; the gravest decides
    int retries = 0; ///< further turns of a case whose last one was not good enough; the last one decides. Not with `repeat`
    std::function<bool(verdict::CaseResult const&)> not_good_enough; ///< null: failed and error are not
};

/// Plays cases, `jobs` at once; those that need a registration alone run by themselves after the others, unless the host
/// gives every case its own. Results are sorted by id.
[[nodiscard]] http::awaitable<std::vector<verdict::CaseResult>>
play_cases(Theatre& theatre, std::vector<scenario::Case const*> cases, PlayOptions options);

/// Pre-flight: does the tool answer at all, is it registered as the tool file says, does a plain launch go through?
/// A failed check means that nothing can be judged; one of a refused launch (`launch_plain`, `lti11_launch`): nothing of its
/// version.
[[nodiscard]] http::awaitable<std::vector<verdict::SetupCheck>> check_setup(Theatre& theatre);
inline constexpr char const* launch_plain = "launch.plain";
inline constexpr char const* lti11_launch = "lti11.launch";

/// Waits until the tool's login URL accepts connections; false after `limit`.
[[nodiscard]] http::awaitable<bool> wait_for_tool(Theatre& theatre, base::Duration limit);

} // namespace easel::play
