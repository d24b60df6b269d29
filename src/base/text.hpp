#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace easel::base {

[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<std::string const> parts, std::string_view separator);
[[nodiscard]] std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// A decimal integer and nothing else.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text);

/// "No KID sent!" -> "no-kid-sent": lower case, runs of other characters become one `-`.
[[nodiscard]] std::string slug(std::string_view text);

/// The candidate within a small edit distance of `word` (case ignored), for "did you mean".
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<std::string const> candidates);

/// Shell-style match with `*` and `?`.
[[nodiscard]] bool glob_match(std::string_view pattern, std::string_view text);

} // namespace easel::base
