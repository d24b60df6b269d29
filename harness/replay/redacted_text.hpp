#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Texts of a recording in which something was left out: `‹redacted:kind#n›`.
namespace easel::replay {

inline constexpr std::string_view tag_open = "‹redacted:";
inline constexpr std::string_view tag_close = "›";

[[nodiscard]] bool is_redacted(std::string_view text);
/// Tags as something that a header may hold.
[[nodiscard]] std::string as_ascii(std::string text);

/// Where a run of Base64url that begins at `at` ends.
[[nodiscard]] std::size_t run_end(std::string_view text, std::size_t at);
/// Tokens of three parts in a text, the last of which may be left out.
[[nodiscard]] std::vector<std::string_view> tokens_in(std::string_view text);
/// Header and claims with their dots.
[[nodiscard]] std::string_view without_signature(std::string_view token);

} // namespace easel::replay
