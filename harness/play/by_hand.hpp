#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/result.hpp"
#include "platform/platform.hpp"

#include <optional>
#include <string>
#include <string_view>

/// A message tampered with at a breakpoint, by the points that scenarios use.
namespace easel::play {

/// Adds to `points` what the word for a signature means: "" and "world" the world's own, "unknown_key" by nobody's key,
/// "no_kid" without a `kid`, "none" none at all. A fault of usage for any other word.
[[nodiscard]] base::Result<void> sign_as(std::string_view word, base::json::object& points);

/// Why this point cannot be applied by hand; nothing when it can.
/// @param lti11  of a launch of LTI 1.1, whose points are others
[[nodiscard]] std::optional<std::string>
by_hand_problem(std::string_view point, base::json::value const& value, bool lti11 = false);

/// Applies `id_token.` and `response.` points to the form of a launch; the issuer of the client that the token is for signs
/// again, or the stage's first. A fault of usage when it has none.
[[nodiscard]] base::Result<void>
tamper_launch(platform::Stage const& stage, base::json::object const& points, base::Fields& form);

/// All of that in one: `points` and the word for a signature, checked and applied to the form of a launch. What is wrong
/// with them, below `/tamper` or at `/sign`; nothing when nothing was.
[[nodiscard]] std::optional<platform::Complaint> change_launch(
    platform::Stage const& stage, base::json::object const& points, std::string_view sign, base::Fields& form
);

} // namespace easel::play
