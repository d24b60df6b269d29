#pragma once

#include "yaml/node.hpp"

#include <string>
#include <string_view>

namespace easel::check {

/// Where the value of a JSON pointer (RFC 6901) stands in a valid JSON text; where the nearest thing around it begins when
/// it is not there.
[[nodiscard]] yaml::Position place_in_json(std::string_view text, std::string_view pointer, std::string const& file);
/// Line and column of a byte.
[[nodiscard]] yaml::Position place_of_byte(std::string_view text, std::size_t offset, std::string const& file);

} // namespace easel::check
