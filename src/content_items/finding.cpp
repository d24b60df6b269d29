#include "content_items/finding.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "lti11/tool_url.hpp"

#include <algorithm>
#include <compare>

namespace easel::content_items {
namespace {

/// How well a tool fits a URL: by its own URL, by its domain, or as the one that lives there, the deepest path first (the
/// last is inferred: links below a launch URL are usual). The course's own tool goes before the account's.
struct Fit {
    enum How { none, same_server, domain, url } how = none;
    std::size_t depth = 0;
    bool of_course = false;
    friend auto operator<=>(Fit const&, Fit const&) = default;
};

Fit fit_of(world::Tool const& tool, base::Url const& url, std::string_view written) {
    bool const of_course = tool.course != 0;
    auto const rule = lti11::matching_rule(tool, written);
    if (!rule.empty()) return {rule == "2.2.1" ? Fit::url : Fit::domain, 0, of_course};
    auto const own = base::parse_url(base::trim(tool.target_link_uri));
    if (!own || own->host != url.host || own->port != url.port) return {};
    auto const folder = std::string_view(own->path).substr(0, own->path.rfind('/') + 1);
    return {Fit::same_server, url.path.starts_with(folder) ? folder.size() : 0, of_course};
}

} // namespace

bool reaches(world::World& world, world::Tool const& tool, world::Context const& context) {
    if (tool.deleted || !world::is_lti11(tool)) return false;
    auto const chain = world::chain_of(world, context);
    return std::any_of(chain.begin(), chain.end(), [&](world::Installed const& place) {
        return world::is_installed(world, tool, place);
    });
}

world::Tool const* tool_of_url(world::World& world, world::Context const& context, std::string_view written) {
    auto const url = base::parse_url(written);
    if (!url) return nullptr;
    world::Tool const* found = nullptr;
    Fit best;
    for (auto const& tool : world.tools) {
        if (!reaches(world, tool, context)) continue;
        auto const fit = fit_of(tool, *url, written);
        if (fit.how == Fit::none || !(best < fit)) continue;
        best = fit;
        found = &tool;
    }
    return found;
}

} // namespace easel::content_items
