#pragma once

#include <string_view>

/// The pages that web/ makes: what a browser runs of the report and of the console.
namespace easel::web {

/// "report.js", "report.css", "console.js" or "console.css". Any other name is a bug.
/// @throws std::logic_error
[[nodiscard]] std::string_view asset(std::string_view name);

} // namespace easel::web
