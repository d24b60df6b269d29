#include "base/text.hpp"
#include "external_tools/call.hpp"
#include "services/paging.hpp"

#include <algorithm>

namespace easel::external_tools {

namespace {

/// For assignments and links every selectable tool of LTI 1.1 with an address will do, whatever it is configured for.
/// @par Source canvas/external-tools-api.md 3
bool is_default_placement(std::string_view placement) {
    return placement == "assignment_selection" || placement == "link_selection";
}

struct Filter {
    std::string words; ///< lower case
    bool selectable = false;
    std::vector<std::string> placements; ///< empty: any
    bool by_placement = false;
};

Filter filter_of(Call& call) {
    Filter filter;
    auto const& sent = call.parameters;
    filter.words = base::to_lower(rest::text(sent, "search_term").value_or(""));
    filter.selectable = rest::truth(sent, "selectable").value_or(false);
    filter.placements = rest::texts(sent, "placement");
    if (!filter.words.empty()) call.applies("3.1");
    if (filter.selectable) call.applies("3.2");
    if (!filter.placements.empty()) call.applies("3.4");
    if (std::any_of(filter.placements.begin(), filter.placements.end(), is_default_placement)) call.applies("3.5");
    return filter;
}

bool has_placement(world::Tool const& tool, std::string const& name) {
    auto const* const placement = world::placement_of(tool, name);
    if (placement != nullptr && placement->enabled) return true;
    bool const has_address = !tool.target_link_uri.empty() || !tool.domain.empty();
    return is_default_placement(name) && world::is_lti11(tool) && !tool.not_selectable && has_address;
}

bool passes(Filter const& filter, world::Tool const& tool) {
    if (filter.selectable && tool.not_selectable) return false;
    if (!filter.words.empty() && base::to_lower(tool.title).find(filter.words) == std::string::npos) return false;
    auto const& wanted = filter.placements;
    return wanted.empty() ||
           std::any_of(wanted.begin(), wanted.end(), [&](auto const& name) { return has_placement(tool, name); });
}

/// Where to look: the place itself and, when asked for, the accounts above. A group has no tools of its own.
std::vector<world::Installed> places_of(Call& call) {
    bool const parents = rest::truth(call.parameters, "include_parents").value_or(false);
    if (call.place.group != nullptr) call.applies("3.9");
    if (parents) {
        call.applies("3.3");
        if (call.parameters.contains("include_personal")) call.applies("3.6");
        return world::chain_of(call.world(), call.place);
    }
    if (call.place.group != nullptr) return {};
    return {installed_in(call.place)};
}

} // namespace

http::Response list(Call& call) {
    auto& world = call.world();
    auto const filter = filter_of(call);
    std::vector<world::Tool const*> found;
    bool gone = false;
    for (auto const& place : places_of(call)) {
        auto const begins = static_cast<std::ptrdiff_t>(found.size());
        for (auto const& tool : world.tools) {
            if (!world::is_installed(world, tool, place)) continue;
            gone = gone || tool.deleted;
            if (!tool.deleted && passes(filter, tool)) found.push_back(&tool);
        }
        std::sort(found.begin() + begins, found.end(), [](auto const* one, auto const* other) {
            return one->id < other->id;
        });
    }
    call.applies("3.8");
    if (gone) call.applies("5.4.3");
    if (call.parameters.contains("per_page")) call.applies("3.7");
    auto const url = call.context.origin + "/api/v1/" +
                     world::context_path(call.route.place.context, *call.route.place.id) + "/external_tools";
    auto const params = services::Params::read(call.request);
    services::PageRules const rules{.limit = services::PageRules::Limit::unknown};
    auto const page = params ? services::page_of(*params, found.size(), url, rules) : std::nullopt;
    if (!call.holds("3.10", page.has_value())) return rest::not_found();
    if (!page) return rest::unforeseen(); // only where that check is switched off
    call.applies(page->beyond ? "3.12" : "3.11");
    if (page->with_query) call.applies("3.13");
    if (rest::wants_text_ids(call.request)) call.applies("4.14");
    json::array shown;
    shown.reserve(page->count);
    auto const locale = call.locale();
    for (std::size_t i = page->first; i != page->first + page->count; ++i)
        shown.emplace_back(tool_json(world, *found[i], locale));
    auto answer = call.ok(std::move(shown));
    answer.headers.set("Link", page->link);
    return answer;
}

} // namespace easel::external_tools
