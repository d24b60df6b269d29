#pragma once

#include "cli/options.hpp"
#include "replay/replay.hpp"
#include "yaml/node.hpp"

#include <vector>

namespace easel::cli {

/// One outcome on standard output, as the flags ask for it; `alone`: it is the only one.
void print_outcome(
    Replay const& options,
    replay::Outcome const& outcome,
    replay::Kind kind,
    std::uint64_t seed,
    std::vector<yaml::Document> const& documents,
    bool alone
);

} // namespace easel::cli
