#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "reference_tool/actions.hpp"
#include "reference_tool/services.hpp"

#include <string>

/// Inside the tool: what both files about line items share.
namespace easel::reference_tool {

inline constexpr char const* media_item = "application/vnd.ims.lis.v2.lineitem+json";
inline constexpr char const* media_container = "application/vnd.ims.lis.v2.lineitemcontainer+json";

[[nodiscard]] std::string with_query(std::string const& url, base::Fields const& fields);
/// The request that makes a line item of these members.
[[nodiscard]] http::Request new_line_item(Installation const& tool, base::json::object item);
/// The `id` that the platform gave a new line item, or why there is none.
[[nodiscard]] LineItem read_created(Installation const& tool, Session const& session, Reply const& reply);

} // namespace easel::reference_tool
