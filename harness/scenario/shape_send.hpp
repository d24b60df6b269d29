#pragma once

#include "yaml/shape.hpp"

#include <string>
#include <vector>

/// Shapes of the steps `send`, `rest` and `install`. Used inside this module.
namespace easel::scenario {

/// A value that the engine works out when the step plays.
[[nodiscard]] yaml::Shape late(yaml::Shape const& shape);
[[nodiscard]] yaml::Shape late_map();
[[nodiscard]] yaml::Shape late_list();
/// A text, or nothing at all.
[[nodiscard]] yaml::Shape late_text();

/// What is sent. `written`: `${case.KEY}` may still stand for any value.
[[nodiscard]] yaml::Shape send_shape(bool written);
/// What any answer may be held to.
[[nodiscard]] std::vector<yaml::Shape::Field> answer_expectations();
/// What a call's answer may be held to, beside an await; and all that it may be beside a send.
[[nodiscard]] std::vector<yaml::Shape::Field> call_expectations();
[[nodiscard]] yaml::Shape send_expectation_shape();

/// A call of the REST API, and what its answer is held to.
[[nodiscard]] yaml::Shape rest_shape();
[[nodiscard]] yaml::Shape rest_expectation_shape();
/// A tool installed by an admin, and what is said of it.
[[nodiscard]] yaml::Shape install_shape();
[[nodiscard]] yaml::Shape install_expectation_shape();

} // namespace easel::scenario
