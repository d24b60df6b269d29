#pragma once

#include "bench/canvas.hpp"

#include <string>
#include <vector>

namespace easel::bench {

/// Scores for several students on several line items, as bytes to send.
[[nodiscard]] std::vector<std::string> score_requests(Canvas& canvas);

} // namespace easel::bench
