#pragma once

#include "base/result.hpp"
#include "verdict/result.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Which cases a shard plays. All shards must see the same timings, so a run reads them and never changes what it read.
/// @par Source conventions.md 4, "Shard rule"
namespace easel::cli {

/// How long cases took, by id.
using Timings = std::map<std::string, base::Duration, std::less<>>;

/// The name of the file, in the current folder and among reports.
constexpr char timings_name[] = "easel-timings.json";

[[nodiscard]] base::Result<Timings> read_timings(std::string_view text, std::string const& file);
/// `--timings FILE`, else easel-timings.json of the current folder where it is there.
[[nodiscard]] base::Result<Timings> load_timings(std::string const& flag);
/// Those that were known, and over them what this run measured.
[[nodiscard]] std::string timings_json(Timings known, verdict::RunResult const& run);

/// Positions in `ids`, in order, that belong to `shard`. With timings: the longest first, each to the shard that has least
/// so far; what is not recorded counts as the median. Without: by turns.
[[nodiscard]] std::vector<std::size_t>
part_of(std::vector<std::string> const& ids, Timings const& timings, verdict::Shard const& shard);

} // namespace easel::cli
