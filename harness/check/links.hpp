#pragma once

#include "traffic/exchange.hpp"

#include <string>
#include <vector>

namespace easel::check {

/// One entry of a Link header.
struct Link {
    std::string target;                 ///< as it stands between < and >
    std::vector<std::string> relations; ///< in lower case
};

/// Every link of a message, in order. What breaks off is left out. @par Source RFC 8288, section 3
[[nodiscard]] std::vector<Link> links_of(http::Headers const& headers);
/// The target of the first link with relation `next`; "" when there is none.
[[nodiscard]] std::string next_link_of(http::Headers const& headers);

} // namespace easel::check
