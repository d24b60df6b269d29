#pragma once

#include "base/instant.hpp"
#include "world/world.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The files that scores name: fetched behind the answer, reported by their Progress. @par Source canvas/ags.md 5.8, 8
namespace easel::services {

/// A file that is to be fetched behind the answer.
struct QueuedFile {
    world::Id assignment = 0; ///< 0: it is handed in nowhere
    world::Id user = 0;
    std::string url;
    std::string name;       ///< "" : as the URL's path ends
    std::string media_type; ///< "" : as it is answered
};
/// A progress that waits for the file. @par Source canvas/ags.md 5.8; outcomes.md 3.2; deep-linking.md 3.15, 3.16
world::Progress& queue_file(world::World& world, QueuedFile file, base::Instant now);
/// The progresses that wait for their file, of those from `first` on; whoever does I/O takes them one by one.
[[nodiscard]] std::vector<world::Id> queued_files(world::World const& world, std::size_t first = 0);
/// Those that are running wait again: whoever fetched for them does so no more.
void requeue_files(world::World& world);
/// Marks it as running and says what to fetch.
[[nodiscard]] std::optional<std::string> begin_file(world::World& world, world::Id progress, base::Instant now);

/// What came of fetching a file.
struct FetchedFile {
    std::optional<int> status; ///< nothing: no answer came
    std::string media_type;    ///< of the answer
    std::int64_t size = 0;
    std::string trouble;       ///< in words, when no usable answer came
};
/// Completes or fails the progress; where the job makes the submission (flag ags_scores_multiple_files off) it does.
void finish_file(world::World& world, world::Id progress, FetchedFile const& file, base::Instant now);

} // namespace easel::services
