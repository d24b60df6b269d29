#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "verdict/result.hpp"

#include <string>
#include <string_view>

/// What a run found out in lines, for lists and for who follows.
namespace easel::console {

/// `cases`: a line for each that the filter means, by id; `total`: of how many.
[[nodiscard]] base::Result<base::json::object> cases_view(verdict::RunResult const& run, std::string_view filter);
[[nodiscard]] base::json::object case_line(verdict::CaseResult const& result);
/// A hop without headers and bodies, for who follows.
[[nodiscard]] base::json::object hop_line(traffic::Exchange const& hop);
/// The case of that id, or null.
[[nodiscard]] verdict::CaseResult const* find_case(verdict::RunResult const& run, std::string_view id);

} // namespace easel::console
