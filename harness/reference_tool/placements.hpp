#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "reference_tool/installation.hpp"

#include <string>

/// Placements that the tool does not expect; only defects do not expect any. @par Source requirements PLACE
namespace easel::reference_tool {

/// Why a launch from that place is refused; "" : it is not.
[[nodiscard]] std::string misplaced(Installation const& tool, base::json::object const& claims);
[[nodiscard]] std::string misplaced_lti11(Installation const& tool, base::Fields const& fields);

} // namespace easel::reference_tool
