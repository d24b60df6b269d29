#pragma once

#include "services/params.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace easel::services {

/// The part of a list that is asked for, and the Link header that goes with it.
struct Page {
    std::size_t first = 0;
    std::size_t count = 0;
    std::string link;
    bool limited = false;  ///< `limit` decided the size
    bool beyond = false;   ///< past the last page
};

/// `page`, `per_page` (10, within 1..100) and `limit` (instead of `per_page`, without a cap); nothing for a page that
/// is no positive number (Canvas: 404). `base_url` is absolute, without query. @par Source canvas/ags.md 10
[[nodiscard]] std::optional<Page> page_of(Params const& params, std::size_t total, std::string const& base_url);

}  // namespace easel::services
