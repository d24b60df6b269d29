#pragma once

#include "tool/tool_file.hpp"

#include <string_view>

namespace easel::cli {

/// Leaves out the hints and actions that do not fit the bundled tool when it looks unusual, as its vendor would.
void fit_hints(tool::ToolFile& file, std::string_view variant);

} // namespace easel::cli
