#pragma once

#include "base/codec.hpp"
#include "lti13/subject.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The parts that a launch's parameters are made of. @par Source canvas/lti11.md 1 to 3
namespace easel::lti11 {

/// By name, as on the wire.
using Parameters = std::map<std::string, std::string, std::less<>>;

/// `roles`: those of the context, in Canvas's order. @par Source canvas/lti11.md 2
[[nodiscard]] std::string roles_here(lti13::Subject const& subject);
/// `ext_roles`: everything the person is anywhere, sorted. @par Source canvas/lti11.md 2
[[nodiscard]] std::string roles_anywhere(lti13::Subject const& subject);

/// `custom_` before the name, every other character than letters, digits and `_` replaced, in lower case.
/// @par Source canvas/lti11.md 3
[[nodiscard]] std::string custom_name(std::string_view written);
/// Custom fields of tool, placement and link, expanded; fields `ext_*` of a link are its own, too (1.5).
void add_custom(lti13::Subject const& subject, Parameters& parameters);

/// Everything that 1.1 to 1.3 say.
[[nodiscard]] Parameters basic_parameters(lti13::Subject const& subject);

} // namespace easel::lti11
