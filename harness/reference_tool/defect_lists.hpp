#pragma once

#include "reference_tool/reference_tool.hpp"

#include <vector>

/// Internal: defects by subject, as far as they have a file of their own.
namespace easel::reference_tool {

/// What browsers see: cookies, frames, pages, scripts. @par Source requirements B.17, B.19
[[nodiscard]] std::vector<Defect> browser_defects();

} // namespace easel::reference_tool
