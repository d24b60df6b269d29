#pragma once

#include "base/codec.hpp"
#include "base/json.hpp"
#include "traffic/exchange.hpp"

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

/// The items themselves. Used inside this module.
namespace easel::content_items {

namespace json = base::json;

/// What an item needs to know of where it was returned.
struct Origin {
    std::string context_path;   ///< "courses/7"
    std::string default_url;    ///< of `data`; "" : none
};

[[nodiscard]] bool is_lti_link(json::object const& item);

/// The items of `content_items` as Canvas hands them on: those it understands, with url, target, size and Canvas's own
/// URL filled in; nothing when the text is no JSON. @par Source canvas/lti11.md 6.2
[[nodiscard]] std::optional<json::array> read_items(
    std::string_view text, Origin const& origin, traffic::Trail& trail
);

/// The item that a legacy return stands for; nothing when it stands for none. @par Source canvas/lti11.md 6.3
[[nodiscard]] std::optional<json::object> legacy_item(
    base::Fields const& query, std::string_view service, Origin const& origin, traffic::Trail& trail
);

/// Fills in what every item has; false for one that is dropped.
bool complete(json::object& item, Origin const& origin, traffic::Trail& trail);

} // namespace easel::content_items
