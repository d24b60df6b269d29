#pragma once

#include "cli/options.hpp"

namespace easel::cli {

/// `easel coverage --facts`.
int coverage_of_facts(Coverage const& options);

} // namespace easel::cli
