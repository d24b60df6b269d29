#pragma once

#include "base/json.hpp"

#include <string>

namespace easel::yaml {

/// A value as a YAML document that reads as the same value again. Mappings at the top have a line for each member, the items of
/// their lists one each; what is below stands on that line.
[[nodiscard]] std::string write(base::json::value const& value);

} // namespace easel::yaml
