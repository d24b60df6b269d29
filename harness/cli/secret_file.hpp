#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>

namespace easel::cli {

/// Writes a token to a file that only its owner reads; one that is there already loses its content and its wider rights.
/// What went wrong is a fault of kind io.
[[nodiscard]] std::optional<base::Fault> write_secret(std::string const& file, std::string const& secret);

} // namespace easel::cli
