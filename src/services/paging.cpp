#include "services/paging.hpp"

#include "services/ruby.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace easel::services {
namespace {

constexpr std::int64_t size_beyond_the_end = 30;  ///< of the page object that stands in for a page that is not there
constexpr std::size_t longest_header = 6 * 1024;

/// As CGI.escape: a blank becomes `+`; letters, digits and -._~ stay.
std::string escaped(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view kept = "-._~";
    std::string out;
    for (char const c : text) {
        bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           kept.find(c) != std::string_view::npos;
        auto const code = static_cast<unsigned char>(c);
        if (plain) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += hex[code >> 4];
            out += hex[code & 15];
        }
    }
    return out;
}

/// The other parameters of the query, sorted, each followed by `&`; of a repeated name the last counts, lists excepted.
std::string kept_query(base::Fields const& query, bool with_limit) {
    constexpr std::array<std::string_view, 4> dropped{"page", "per_page", "access_token", "api_key"};
    base::Fields kept;
    for (auto const& [name, value] : query) {
        if (std::find(dropped.begin(), dropped.end(), name) != dropped.end()) continue;
        if (!with_limit && name == "limit") continue;
        if (!name.ends_with("[]")) {
            std::erase_if(kept, [&, &key = name](auto const& field) { return field.first == key; });
        }
        kept.emplace_back(name, value);
    }
    std::vector<std::string> pairs;
    for (auto const& [name, value] : kept) pairs.push_back(escaped(name) + "=" + escaped(value));
    std::sort(pairs.begin(), pairs.end());
    std::string out;
    for (auto const& pair : pairs) out += pair + "&";
    return out;
}

struct Numbers {
    std::int64_t current = 1;
    std::optional<std::int64_t> next;
    std::optional<std::int64_t> previous;
    std::optional<std::int64_t> last;
    std::int64_t size = 0;
    bool with_limit = true; ///< `limit` stays among the other parameters
};

void write_links(Page& page, Numbers const& numbers, base::Fields const& query, std::string const& base_url) {
    auto const kept = kept_query(query, numbers.with_limit);
    page.with_query = !kept.empty();
    auto const stem = "<" + base_url + "?" + kept + "page=";
    auto const entry = [&](std::optional<std::int64_t> number, std::string_view name) {
        if (!number) return std::string();
        return stem + std::to_string(*number) + "&per_page=" + std::to_string(numbers.size) + ">; rel=\"" +
               std::string(name) + "\"";
    };
    std::array<std::string, 5> entries{
        entry(numbers.current, "current"),
        entry(numbers.next, "next"),
        entry(numbers.previous, "prev"),
        entry(1, "first"),
        entry(numbers.last, "last")};

    // throttling-pagination.md 4: the header is bounded; the most useful links are kept first.
    std::array<std::size_t, 5> const by_use{1, 4, 2, 0, 3};
    std::size_t used = 0;
    auto& full = page.bounded;
    for (auto const i : by_use) {
        if (entries[i].empty()) continue;
        full = full || used + entries[i].size() + 1 > longest_header;
        if (full) {
            entries[i].clear();
        } else {
            used += entries[i].size() + 1;
        }
    }
    for (auto const& each : entries) {
        if (each.empty()) continue;
        if (!page.link.empty()) page.link += ',';
        page.link += each;
    }
}

}  // namespace

std::optional<Page>
page_of(Params const& params, std::size_t total, std::string const& base_url, PageRules const& rules) {
    auto const text_of = [&](std::string_view name) {
        auto const* value = params.scalar(name);
        return value == nullptr ? std::string() : ruby::to_s(*value);
    };
    Page page;
    Numbers numbers;
    numbers.size = rules.default_size;
    bool const roster = rules.limit == PageRules::Limit::roster;
    numbers.with_limit = !roster;
    auto const limit = rules.limit == PageRules::Limit::unknown ? std::string() : text_of("limit");
    auto const wanted = ruby::to_i(limit);
    if (roster ? wanted > 0 : !limit.empty()) {
        page.limited = true;
        numbers.size = roster ? std::min(wanted, rules.largest_size) : std::max<std::int64_t>(1, wanted);
    } else if (auto const* size = params.scalar("per_page"); size != nullptr && !size->is_null()) {
        numbers.size = std::clamp<std::int64_t>(ruby::to_i(ruby::to_s(*size)), 1, rules.largest_size);
    }
    auto const count = static_cast<std::int64_t>(total);
    auto const pages = std::max<std::int64_t>(1, count / numbers.size + (count % numbers.size == 0 ? 0 : 1));
    bool is_whole_number = true;
    if (auto const asked = text_of("page"); !asked.empty()) {
        numbers.current = ruby::to_i(asked);
        is_whole_number = asked.find_first_not_of("0123456789") == std::string::npos;
        if (numbers.current < 1) return std::nullopt;
    }
    if (numbers.current > 1) numbers.previous = numbers.current - 1;
    page.beyond = !is_whole_number || numbers.current > pages;
    if (page.beyond) {
        // The stand-in page knows no total, so it promises a next page and names no last one.
        numbers.size = size_beyond_the_end;
        numbers.next = numbers.current + 1;
    } else {
        if (numbers.current < pages) numbers.next = numbers.current + 1;
        numbers.last = pages;
        page.first = static_cast<std::size_t>((numbers.current - 1) * numbers.size);
        page.count = std::min(static_cast<std::size_t>(numbers.size), total - page.first);
    }
    write_links(page, numbers, params.query(), base_url);
    return page;
}

}  // namespace easel::services
