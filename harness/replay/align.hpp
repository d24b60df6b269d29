#pragma once

#include "base/json.hpp"
#include "replay/substitution.hpp"
#include "verdict/result.hpp"

#include <string>
#include <vector>

/// Which hop of the recording is which hop of now, and in what they differ. @par Source report-ux.md C6, Align rule
namespace easel::replay {

struct Difference {
    std::string path;
    std::string then;
    std::string now;
    bool expected = false; ///< of a value that is made anew
};

/// A hop that is in both, or in one of them only.
struct AlignedHop {
    int then = 0;      ///< number in the recording; 0: it is new
    int now = 0;       ///< number in the replay; 0: it is missing
    std::string title; ///< "tool -> platform POST /api/lti/courses/{id}/line_items/{id}/scores"
    std::vector<Difference> differences;
    [[nodiscard]] bool is_same() const;
};

/// Hops with equal sender, receiver, method and address (ids left out) are one, the first with the first, the second
/// with the second. What differs by name alone of what is made anew, or by a value that the table knows, is expected;
/// the table learns from each pair.
[[nodiscard]] std::vector<AlignedHop> align(
    std::vector<traffic::Exchange> const& then, std::vector<traffic::Exchange> const& now, Substitutions& table
);

/// "tool -> platform POST /scores 422" without status.
[[nodiscard]] std::string title_of(traffic::Exchange const& exchange);

[[nodiscard]] base::json::array to_json(std::vector<AlignedHop> const& hops);

} // namespace easel::replay
