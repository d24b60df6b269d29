#pragma once

#include "base/result.hpp"
#include "lti11/parameters.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Deep Linking 1.0: what a picker is asked for. @par Source canvas/lti11.md 6.1
namespace easel::lti11 {

inline constexpr char const* content_item_request = "ContentItemSelectionRequest";

/// What `data` holds. Canvas signs it, and it comes back with the content.
struct ContentItemData {
    std::string default_launch_url;
    world::Id content_item_id = 0; ///< the item that is edited; 0: a new one is made
    std::string consumer_key;      ///< with the item
};
[[nodiscard]] std::string sign_data(lti13::Issuer const& issuer, ContentItemData const& data);
/// Nothing when the issuer never signed it.
[[nodiscard]] std::optional<ContentItemData> read_data(lti13::Issuer const& issuer, std::string_view text);

/// A whole request. Refused (FaultKind::bad_file) at placements that do not support it.
/// @param item  the content item that is edited; 0: a new one
[[nodiscard]] base::Result<Parameters> picker_parameters(
    lti13::Subject const& subject, std::string const& launch_url, world::Id item
);

} // namespace easel::lti11
