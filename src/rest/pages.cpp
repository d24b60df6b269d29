#include "base/codec.hpp"
#include "rest/rest.hpp"

#include <algorithm>
#include <limits>

namespace easel::rest {

namespace {

namespace json = base::json;

/// What Ruby's `to_i` makes of a text: its leading digits, 0 without any.
std::int64_t leading_number(std::string_view text) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    auto const negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    for (char const c : text) {
        if (c < '0' || c > '9') break;
        number = std::min(most, number * 10 + (c - '0'));
    }
    return negative ? -number : number;
}

/// Parameters with their nested names written out.
void flatten(std::string const& name, json::value const& value, base::Fields& into) {
    if (auto const* const object = value.if_object()) {
        for (auto const& member : *object) flatten(name + "[" + std::string(member.key()) + "]", member.value(), into);
    } else if (auto const* const list = value.if_array()) {
        for (auto const& each : *list) flatten(name + "[]", each, into);
    } else {
        into.emplace_back(name, text(value).value_or(""));
    }
}

/// What the links repeat of the request, each followed by `&`.
std::string kept_query(json::object const& parameters) {
    base::Fields kept;
    for (auto const& member : parameters) {
        auto const& name = member.key();
        if (name == "page" || name == "per_page" || name == "access_token") continue;
        flatten(name, member.value(), kept);
    }
    std::sort(kept.begin(), kept.end());
    return kept.empty() ? "" : base::form_encode(kept) + "&";
}

} // namespace

std::optional<Page> page_of(std::string const& url, json::object const& parameters, std::size_t total) {
    auto const wanted_size = text(parameters, "per_page");
    auto const size =
        wanted_size ? std::clamp<std::int64_t>(leading_number(*wanted_size), 1, largest_page_size) : default_page_size;
    auto const wanted = text(parameters, "page").value_or("");
    auto const current = wanted.empty() ? 1 : leading_number(wanted);
    if (current < 1) return std::nullopt;
    auto const count = static_cast<std::int64_t>(total);
    auto const last = std::max<std::int64_t>(1, (count + size - 1) / size);

    Page page;
    page.beyond = current > last;
    page.first = page.beyond ? total : static_cast<std::size_t>((current - 1) * size);
    page.count = std::min(static_cast<std::size_t>(size), total - page.first);
    auto const kept = kept_query(parameters);
    page.repeats = !kept.empty();
    auto const stem = "<" + url + "?" + kept + "page=";
    auto const end = "&per_page=" + std::to_string(size) + ">; rel=\"";
    auto const add = [&](std::int64_t number, std::string_view relation) {
        if (!page.link.empty()) page.link += ',';
        page.link += stem + std::to_string(number) + end + std::string(relation) + '"';
    };
    add(current, "current");
    if (current < last) add(current + 1, "next");
    if (current > 1) add(current - 1, "prev");
    add(1, "first");
    add(last, "last");
    return page;
}

} // namespace easel::rest
