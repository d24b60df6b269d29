#pragma once

#include "reference_tool/installation.hpp"
#include "reference_tool/pages.hpp"
#include "reference_tool/verify.hpp"

#include <boost/json/array.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace easel::reference_tool {

/// The message asks to choose something (Deep Linking 4.4).
[[nodiscard]] bool asks_for_picker(base::json::object const& claims);
/// Its settings are there and say where to go back to.
[[nodiscard]] Verified verify_picker(base::json::object const& claims, Switches const& defects);
/// What they say; nothing for other messages.
[[nodiscard]] std::optional<Picker> picker_of(base::json::object const& claims);

/// What this tool has of the wanted types.
[[nodiscard]] std::vector<Offer> offers_for(Installation const& tool, Picker const& picker);
/// Content items of what was chosen among them. @par Source Deep Linking 3
[[nodiscard]] base::json::array
items_for(Installation const& tool, Picker const& picker, std::vector<std::string> const& chosen);

[[nodiscard]] std::string dl_claim(std::string_view name);

} // namespace easel::reference_tool
