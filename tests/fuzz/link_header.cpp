#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "http/message.hpp"
#include "reference_tool/services.hpp"
#include "services/paging.hpp"

#include <charconv>

namespace easel::fuzz {
namespace {

/// Where the reader is led by what the platform prints for a list of `total` things and this query.
void check_printed(std::string_view query, std::size_t total, services::PageRules const& rules) {
    http::Request request;
    request.target = "/items?" + std::string(query);
    auto const params = services::Params::read(request);
    if (!params) return;
    auto const page = services::page_of(*params, total, "https://canvas.test/items", rules);
    if (!page) return;
    require(page->first + page->count <= total, "a page lies within the list");
    http::Headers const headers{{"Link", page->link}};
    auto const next = reference_tool::linked_as(headers, "next");
    bool const promised = page->link.find("; rel=\"next\"") != std::string::npos;
    require(next.empty() != promised, "the next page is read as it was printed: " + page->link);
    if (page->bounded) return;
    require(page->beyond || promised == (page->first + page->count < total), "there is a next page until the end");
    if (!promised) return;
    auto const url = base::parse_url(next);
    require(url.has_value(), "a link leads to a URL: " + next);
    http::Request following;
    following.target = url->target();
    auto const again = services::Params::read(following);
    require(again.has_value(), "a printed query is read");
    auto const then = services::page_of(*again, total, "https://canvas.test/items", rules);
    require(then.has_value(), "the next page is a page");
    if (page->beyond) return;
    require(then->first == page->first + page->count, "the next page goes on where this one ends");
}

} // namespace

/// First line: how many things the list has; second line: the query that asks for a page. The rest: a Link header, as
/// any platform may send it.
void link_header(std::string_view input) {
    auto const line = take_line(input);
    unsigned short total = 0;
    std::from_chars(line.data(), line.data() + line.size(), total);
    auto const query = take_line(input);
    check_printed(query, total, {});
    check_printed(query, total, {50, 50, services::PageRules::Limit::roster});

    http::Headers headers;
    while (!input.empty()) headers.add("Link", std::string(take_line(input)));
    auto const next = reference_tool::linked_as(headers, "next");
    if (next.empty()) return;
    require(next.find('>') == std::string::npos, "a target ends at its bracket");
    http::Headers const alone{{"Link", "<https://canvas.test/a,b;c>; rel=\"first\", <" + next + ">;REL=next"}};
    require(reference_tool::linked_as(alone, "next") == next, "a target reads as it was printed: " + next);
}

} // namespace easel::fuzz
