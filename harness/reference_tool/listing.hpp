#pragma once

#include "base/json.hpp"
#include "reference_tool/services.hpp"

#include <string>
#include <vector>

namespace easel::reference_tool {

/// All entries of a container, page by page; stops on the first page that fails, at another origin, and in circles.
struct Listing {
    std::vector<base::json::value> entries;
    Reply failed; ///< what the page that failed was answered
    bool complete = true;
};
[[nodiscard]] http::awaitable<Listing> list_all(
    SharedTool tool,
    Session session,
    std::string scope,
    std::string url,
    http::Request request,
    bool first_page_only = false
);

} // namespace easel::reference_tool
