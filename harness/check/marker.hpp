#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Markers: the expressions by which a tool file tells what a page shows.
namespace easel::check {

/// Whether the expression matches anywhere in the first 256 KiB of `text`; `.` stops at line ends. An expression that
/// is none is looked for as plain text; one whose work would explode does not match.
[[nodiscard]] bool marker_matches(std::string const& expression, std::string_view text);
/// Whether the expression matches the whole of `text`; nothing fits one that is none, or whose work would explode.
[[nodiscard]] bool marker_fits(std::string const& expression, std::string_view text);
/// The first group of the first match, bounded likewise; nothing without a match or a group.
[[nodiscard]] std::optional<std::string> captured(std::string const& expression, std::string_view text);
/// The first of `expressions` that matches, or null.
[[nodiscard]] std::string const* first_match(std::vector<std::string> const& expressions, std::string_view text);

}  // namespace easel::check
