#pragma once

#include "verdict/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Two runs side by side.
namespace easel::report {

/// What became of a case from one run to the next.
enum class Change {
    fresh, ///< fails now, and did not, or was not there
    fixed, ///< failed, and does not any more
    other, ///< the same verdict for another reason
    same,
    gone,   ///< not played any more
    joined, ///< not played before; does not fail
};
/// "new", "fixed", "other", "same", "gone", "joined".
[[nodiscard]] std::string_view to_string(Change change);

/// The same requirement not met at the same place for the same reason.
[[nodiscard]] bool same_cause(verdict::CaseResult const& before, verdict::CaseResult const& after);

struct Difference {
    std::string id;
    Change change = Change::same;
    verdict::CaseResult const* before = nullptr; ///< null: joined, or fresh and not there before
    verdict::CaseResult const* after = nullptr;  ///< null: gone
};
/// Every case of either, by id. Points into both runs.
[[nodiscard]] std::vector<Difference> compare(verdict::RunResult const& before, verdict::RunResult const& after);

/// As text: new failures, fixed ones, those with another cause, and how many are unchanged.
[[nodiscard]] std::string diff_text(
    verdict::RunResult const& before,
    verdict::RunResult const& after,
    std::string const& before_name,
    std::string const& after_name
);

} // namespace easel::report
