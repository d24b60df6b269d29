#pragma once

#include "base/codec.hpp"
#include "lti13/subject.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

/// The parts that a launch's parameters are made of. @par Source canvas/lti11.md 1 to 3
namespace easel::lti11 {

/// By name, as on the wire.
using Parameters = std::map<std::string, std::string, std::less<>>;

/// Notes rows of lti11.md, as "1.1.3", where the subject collects them.
void note(lti13::Subject const& subject, std::initializer_list<std::string_view> rows);

/// `roles`: those of the context, in Canvas's order. @par Source canvas/lti11.md 2
[[nodiscard]] std::string roles_here(lti13::Subject const& subject);
/// `ext_roles`: everything the person is anywhere, sorted. @par Source canvas/lti11.md 2
[[nodiscard]] std::string roles_anywhere(lti13::Subject const& subject);
/// Enrolled as a student, or as the test student, today.
[[nodiscard]] bool is_learner(lti13::Subject const& subject);

/// `custom_` before the name, every other character than letters, digits and `_` replaced, in lower case.
/// @par Source canvas/lti11.md 3
[[nodiscard]] std::string custom_name(std::string_view written);
/// Custom fields of tool, placement and link, expanded; fields `ext_*` of a link are its own, too (1.5).
void add_custom(lti13::Subject const& subject, Parameters& parameters);

/// Whether the launch opens one of the placements that bring content back.
[[nodiscard]] bool is_selection(lti13::Subject const& subject);
/// @par Source canvas/lti11.md 1.6
[[nodiscard]] std::string return_url(lti13::Subject const& subject);
/// "file", "url": what homework of that assignment may be. @par Source canvas/lti11.md 1.3 (`ext_outcome_data_values_accepted`)
[[nodiscard]] std::string accepted_homework(world::Assignment const& assignment);

/// What every message has. @par Source canvas/lti11.md 1.1, 6.1
void add_common(lti13::Subject const& subject, Parameters& parameters);
/// What the legacy extension adds to a placement that brings content back. @par Source canvas/lti11.md 1.4
void add_selection(lti13::Subject const& subject, Parameters& parameters);
/// `custom_canvas_assignment_*`, of launches and of homework.
void add_assignment_facts(lti13::Subject const& subject, Parameters& parameters);

/// A whole `basic-lti-launch-request`. @par Source canvas/lti11.md 1 to 3
[[nodiscard]] Parameters basic_parameters(lti13::Subject const& subject);

} // namespace easel::lti11
