#pragma once

#include "reference_tool/reference_tool.hpp"

#include <vector>

/// Internal: defects by subject, as far as they have a file of their own.
namespace easel::reference_tool {

/// What browsers see: cookies, frames, pages, scripts. @par Source requirements B.17, B.19
[[nodiscard]] std::vector<Defect> browser_defects();
/// Launches of LTI 1.1. @par Source requirements B.15
[[nodiscard]] std::vector<Defect> lti11_defects();
/// The Outcomes service. @par Source requirements B.16
[[nodiscard]] std::vector<Defect> outcome_defects();

} // namespace easel::reference_tool
