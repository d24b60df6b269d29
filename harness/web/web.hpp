#pragma once

#include <string_view>

/// The pages that web/ makes: what a browser runs of the report and of both consoles.
namespace easel::web {

/// "report.js", "report.css", the same of "console" (of a result) and of "desk" (of `easel serve`). Any other name is a bug.
/// @throws std::logic_error
[[nodiscard]] std::string_view asset(std::string_view name);

} // namespace easel::web
