#pragma once

#include "lti13/subject.hpp"

namespace easel::lti13 {

/// What older Canvas leaves in nested claims. @par Source lti13-launch.md 5.3
void add_junk(Subject const& subject, base::json::object& nested);
/// A member that is set to nothing is null (5.3).
[[nodiscard]] base::json::value or_null(std::string const& text);
[[nodiscard]] base::json::array to_array(std::vector<std::string> const& texts);

/// Grades, names and roles, notices. @par Source lti13-launch.md 5.6
void add_service_claims(Subject const& subject, base::json::object& claims);
/// What the message alone carries. @par Source lti13-launch.md 5.5
void add_message_claims(Subject const& subject, base::json::object& claims);

} // namespace easel::lti13
