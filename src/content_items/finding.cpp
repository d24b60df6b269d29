#include "content_items/finding.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "lti11/tool_url.hpp"

#include <compare>

namespace easel::content_items {
namespace {

/// How well a tool fits a URL: by its own URL, by its domain, or as the one that lives there, the deepest path first (the
/// last is inferred: links below a launch URL are usual). Among equals the nearest goes first: the course's own, then that
/// of its account, and so on up.
struct Fit {
    enum How { none, same_server, domain, url } how = none;
    std::size_t depth = 0;
    std::size_t nearness = 0;
    friend auto operator<=>(Fit const&, Fit const&) = default;
};

Fit fit_of(world::Tool const& tool, std::size_t nearness, base::Url const& url, std::string_view written) {
    auto const rule = lti11::matching_rule(tool, written);
    if (!rule.empty()) return {rule == "2.2.1" ? Fit::url : Fit::domain, 0, nearness};
    auto const own = base::parse_url(base::trim(tool.target_link_uri));
    if (!own || own->host != url.host || own->port != url.port) return {};
    auto const folder = std::string_view(own->path).substr(0, own->path.rfind('/') + 1);
    return {Fit::same_server, url.path.starts_with(folder) ? folder.size() : 0, nearness};
}

} // namespace

bool reaches(world::World& world, world::Tool const& tool, world::Context const& context) {
    return !tool.deleted && world::is_lti11(tool) && world::reaches(world, context, tool);
}

world::Tool const* tool_of_url(world::World& world, world::Context const& context, std::string_view written) {
    auto const url = base::parse_url(written);
    if (!url) return nullptr;
    auto const chain = world::chain_of(world, context);
    world::Tool const* found = nullptr;
    Fit best;
    for (auto const& tool : world.tools) {
        auto const distance = world::distance_to(world, chain, tool);
        if (!distance || tool.deleted || !world::is_lti11(tool)) continue;
        auto const fit = fit_of(tool, chain.size() - *distance, *url, written);
        if (fit.how == Fit::none || !(best < fit)) continue;
        best = fit;
        found = &tool;
    }
    return found;
}

} // namespace easel::content_items
