#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"

#include <optional>
#include <string_view>

namespace easel::play {

/// The answer that a row of the documented tables tells of, AGS errors or Outcomes failures, with `now` where it names a
/// time; nothing when no row has that name.
[[nodiscard]] std::optional<http::Response> documented_error(std::string_view name, base::Instant now);

} // namespace easel::play
