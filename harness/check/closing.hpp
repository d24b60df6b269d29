#pragma once

#include <string>
#include <string_view>

namespace easel::check {

/// What the last page of a registration tells the page that opened it. Its scripts are read, not run.
struct Closing {
    enum class Outcome { told, wrong, unclear } outcome = Outcome::unclear;
    std::string words; ///< after "the page ..."; of `unclear` a whole clause
};
/// @par Source requirements REG-010
[[nodiscard]] Closing closing_message(std::string_view page, std::string_view platform_origin);

} // namespace easel::check
