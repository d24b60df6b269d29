#pragma once

#include "http/message.hpp"
#include "play/gate.hpp"
#include "replay/todays.hpp"
#include "verdict/result.hpp"

#include <optional>
#include <string>

/// What the recording holds of the message that is held at a breakpoint.
namespace easel::replay {

struct Counterpart {
    int hop = 0;                            ///< of the recording; 0: none
    std::optional<http::Request> request;   ///< of a held request
    std::optional<http::Response> response; ///< of a held answer
    std::string lacking;                    ///< why neither is there, one sentence; "" : one is
};

/// The recorded hop that is this one (the same way and the same address, the nth then and now), as it would go out now:
/// what was left out or is made anew has this run's values, a launch is signed again.
/// @par Source report-ux.md C6, Align rule, Substitution table
[[nodiscard]] Counterpart counterpart(
    verdict::CaseResult const& then, play::Moment const& moment, Origins const& origins
);

} // namespace easel::replay
