#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "verdict/result.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the machine around a run says through variables: Bazel, CI services, reproducible builds.
/// @par Source conventions.md 4
namespace easel::cli {

/// A variable's value; nothing when it is unset or empty.
[[nodiscard]] std::optional<std::string> variable(char const* name);

/// The part of the selection to play: `--shard i/n` where it is given, else Bazel's TEST_TOTAL_SHARDS and
/// TEST_SHARD_INDEX; nothing: all of it. Touches TEST_SHARD_STATUS_FILE, by which Bazel knows that this is understood.
/// What is no part is a fault of usage.
[[nodiscard]] base::Result<std::optional<verdict::Shard>> choose_shard(std::string const& flag);

/// SOURCE_DATE_EPOCH: the time that reports give as the run's own. A malformed one is a fault of usage.
[[nodiscard]] base::Result<std::optional<base::Instant>> source_date();

/// `--output` where it is given, else a folder below Bazel's TEST_UNDECLARED_OUTPUTS_DIR; "": neither.
[[nodiscard]] std::string choose_output(std::string const& flag);

/// TESTBRIDGE_TEST_ONLY: the words that Bazel's --test_filter holds, apart by colons.
[[nodiscard]] std::vector<std::string> bazel_filter();

/// Adds lines to TEST_WARNINGS_OUTPUT_FILE, if Bazel asks for them.
void tell_bazel(std::vector<std::string> const& warnings);

/// Keeps TEST_PREMATURE_EXIT_FILE while it lives: a process that leaves without ending it was cut short.
class PrematureExitFile {
  public:
    PrematureExitFile();
    ~PrematureExitFile();
    PrematureExitFile(PrematureExitFile const&) = delete;
    PrematureExitFile& operator=(PrematureExitFile const&) = delete;

  private:
    std::optional<std::string> path_;
};

} // namespace easel::cli
