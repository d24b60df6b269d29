#pragma once

#include "base/json.hpp"

#include <string>

/// How the values that a case writes are read as texts.
namespace easel::play {

/// A text as it is; any other value as JSON.
[[nodiscard]] std::string text_of(base::json::value const& value);
/// "~remove": what has this value is taken away.
[[nodiscard]] bool is_removal(base::json::value const& value);

} // namespace easel::play
