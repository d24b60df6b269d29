#pragma once

#include "services/params.hpp"

#include <cstddef>
#include <cstdint>
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
    bool with_query = false; ///< the links carry other parameters of the request
    bool bounded = false;    ///< links were left out to keep the header short
};

/// How a list is cut into pages.
struct PageRules {
    std::int64_t default_size = 10;
    std::int64_t largest_size = 100;
    /// How `limit` is read: instead of `per_page` and without a cap (canvas/ags.md 10); as the roster does, capped, ignored
    /// unless positive, and never carried into the links (canvas/nrps.md 5); or as a parameter like any other.
    enum class Limit { uncapped, roster, unknown } limit = Limit::uncapped;
};

/// `page`, `per_page` (within 1 and the largest size) and `limit` (instead of `per_page`, without a cap); nothing for a
/// page that is no positive number (Canvas: 404). `base_url` is absolute, without query. @par Source canvas/ags.md 10
[[nodiscard]] std::optional<Page>
page_of(Params const& params, std::size_t total, std::string const& base_url, PageRules const& rules = {});

}  // namespace easel::services
