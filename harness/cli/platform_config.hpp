#pragma once

#include "cli/options.hpp"
#include "play/remote.hpp"
#include "yaml/shape.hpp"

#include <optional>

/// The file of `easel run --platform-config`: who we are on another Canvas. Described in docs/platform-suite.md.
namespace easel::cli {

/// What `--platform` and `--platform-config` say; the problems are printed and nothing is returned when they are wrong.
[[nodiscard]] std::optional<play::Remote> load_remote(Run const& options, int& exit_code);

[[nodiscard]] yaml::Shape const& platform_config_shape();

} // namespace easel::cli
