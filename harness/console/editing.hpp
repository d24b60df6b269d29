#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "console/scenario_text.hpp"
#include "play/gate.hpp"
#include "replay/counterpart.hpp"

#include <optional>
#include <string>
#include <vector>

/// What somebody wants sent instead of what is held at a breakpoint.
namespace easel::console {

/// What a held request is for, told from its form.
enum class Message { other, login, launch, lti11_launch };
[[nodiscard]] Message message_of(play::Moment const& moment);

/// The held message as it is, bodies and all: whoever is to change it has to see it. A launch's token is taken apart.
[[nodiscard]] base::json::object moment_view(play::Moment const& moment);

struct Place {
    int step = 0;    ///< that plays
    int earlier = 0; ///< calls of that kind that the step has seen before
};
struct Edited {
    play::Decision decision;
    std::vector<Edit> edits; ///< none: it goes out as it is
};
/// The recorded message instead of the held one; a fault says why there is none.
[[nodiscard]] base::Result<Edited>
edit_as_recorded(play::Moment const& moment, replay::Counterpart const& recorded, Place place);
/// `wanted` has of an answer: `answer` {status, headers, body, error}, `fault` (reset, stall, truncated), `delay_ms`; of a request:
/// `request` {url, headers, body, form}, `tamper` (points as in scenarios), `sign` (world, unknown_key, no_kid, none), `again`. A
/// fault of usage says what is wrong with it.
[[nodiscard]] base::Result<Edited> edit(play::Moment const& moment, base::json::object const& wanted, Place place);

} // namespace easel::console
