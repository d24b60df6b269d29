#pragma once

#include "yaml/node.hpp"

#include <string>
#include <string_view>

namespace easel::check {

/// Where the value of a JSON pointer (RFC 6901) stands in a valid JSON text; where the nearest thing around it begins when
/// it is not there.
[[nodiscard]] yaml::Position place_in_json(std::string_view text, std::string_view pointer, std::string const& file);
/// What the parser said of a text that is no JSON, and where it stopped; at the text's end where it does not say.
struct JsonTrouble {
    std::string message; ///< without the place
    yaml::Position at;
};
[[nodiscard]] JsonTrouble json_trouble(std::string_view message, std::string_view text, std::string const& file);
/// Line and column of a byte.
[[nodiscard]] yaml::Position place_of_byte(std::string_view text, std::size_t offset, std::string const& file);

} // namespace easel::check
