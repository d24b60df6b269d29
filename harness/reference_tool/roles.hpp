#pragma once

#include "reference_tool/switches.hpp"

#include <string>
#include <vector>

namespace easel::reference_tool {

/// What a person may do in the course.
enum class View { neither, student, teacher };

/// Least privilege from the roles within the context: exact URIs or their short names; whatever a person is elsewhere
/// in the institution does not count. @par Source LTI Core 5.3.7 and appendix A.2; lti13-launch.md 5.4
[[nodiscard]] View view_of(std::vector<std::string> const& roles, Switches const& defects);

} // namespace easel::reference_tool
