#pragma once

#include "base/instant.hpp"
#include "reference_tool/services.hpp"
#include "reference_tool/switches.hpp"

#include <string>

namespace easel::reference_tool {

/// What the platform's answer to a call means for the tool.
struct Assessment {
    enum class Meaning {
        done,
        later,   ///< the platform's trouble or its throttle: the same call may succeed in a while
        unknown, ///< no answer in time; repeating might do the thing twice
        refused, ///< repeating the same call is of no use
    } meaning = Meaning::refused;
    std::string message; ///< the platform's words, or ours when it had none; at most 200 characters
    bool course_concluded = false;
    bool throttled = false; ///< there were too many requests
    base::Duration wait{0}; ///< what Retry-After asks for
};

/// @par Source ags.md 2 and 4 (shapes of errors, the documented table); throttling-pagination.md; RFC 9110 10.2.3
[[nodiscard]] Assessment assess(Reply const& reply, Switches const& defects);

/// True where only a defect would repeat the identical request after a refusal.
[[nodiscard]] bool repeats_blindly(int status, std::string const& message, Switches const& defects);

} // namespace easel::reference_tool
