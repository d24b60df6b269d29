#pragma once

#include "check/wire_inspection.hpp"

/// Internal to the wire checks: what both files of score rules read.
namespace easel::check::wire {

/// A score message that can be read.
struct Score {
    Exchange const* exchange;
    base::json::object body;
};

/// Requests to a line item's `/scores`, by whatever method.
[[nodiscard]] std::vector<Exchange const*> score_requests(Case const& run);
/// Those whose body is a JSON object; SCORE-004 judges the others.
[[nodiscard]] std::vector<Score> scores(Case const& run);
[[nodiscard]] std::string text_at(base::json::object const& body, std::string_view name);

inline constexpr std::string_view submission_extension = "https://canvas.instructure.com/lti/submission";

}  // namespace easel::check::wire
