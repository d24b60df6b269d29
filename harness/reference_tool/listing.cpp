#include "reference_tool/listing.hpp"

#include "base/url.hpp"
#include "reference_tool/reactions.hpp"

#include <boost/json.hpp>

#include <set>

namespace easel::reference_tool {

http::awaitable<Listing> list_all(
    SharedTool tool,
    Session session,
    std::string scope,
    std::string url,
    http::Request request,
    bool first_page_only
) {
    constexpr std::size_t most_pages = 50;
    Listing listing;
    auto const start = base::parse_url(url);
    std::set<std::string> seen;
    while (!url.empty() && seen.size() < most_pages && seen.insert(url).second) {
        auto reply = co_await call_service(tool, session, scope, url, request);
        if (assess(reply, tool->defects).meaning != Assessment::Meaning::done) {
            listing.failed = std::move(reply);
            listing.complete = false;
            break;
        }
        auto const document = base::parse_json(reply.body);
        if (document && document->is_array())
            for (auto const& entry : document->get_array()) listing.entries.push_back(entry);
        if (first_page_only) break;
        // The token is for this platform alone (requirement THR-013).
        url = next_link(reply, tool->defects);
        auto const next = base::parse_url(url);
        if (!next || !start || next->origin() != start->origin()) break;
    }
    co_return listing;
}

} // namespace easel::reference_tool
