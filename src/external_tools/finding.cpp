#include "external_tools/finding.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "external_tools/call.hpp"
#include "lti11/tool_url.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

namespace easel::external_tools {
namespace {

struct Candidate {
    world::Tool* tool;
    std::size_t distance; ///< from the place: 0 is the place itself
    [[nodiscard]] auto order() const {
        return std::tuple(world::is_lti11(*tool), distance, -static_cast<long>(tool->domain.size()));
    }
};

/// Those of the place and above, in the order in which Canvas tries them.
std::vector<Candidate> candidates(world::World& world, world::Context const& place) {
    std::vector<Candidate> found;
    auto const chain = world::chain_of(world, place);
    for (std::size_t distance = 0; distance < chain.size(); ++distance)
        for (auto& tool : world.tools)
            if (!tool.deleted && world::is_installed(world, tool, chain[distance])) found.push_back({&tool, distance});
    std::stable_sort(found.begin(), found.end(), [](Candidate const& a, Candidate const& b) { return a.order() < b.order(); });
    return found;
}

bool is_exactly(world::Tool const& tool, base::Url const& url) {
    auto const own = base::parse_url(base::trim(tool.target_link_uri));
    return own && own->text() == url.text();
}

bool shares_host(world::Tool const& tool, base::Url const& url) {
    auto const own = base::parse_url(base::trim(tool.target_link_uri));
    return (own && own->host == url.host && own->port == url.port) || lti11::matching_rule(tool, url.text()) == "2.2.2";
}

} // namespace

bool has_placement(world::Tool const& tool, std::string_view placement) {
    if (auto const* const placed = world::placement_of(tool, placement)) return placed->enabled;
    return tool.placements.empty() && tool.configuration.empty() && world::placement_rule(placement) != nullptr;
}

Match tool_by_url(
    world::World& world, world::Context const& place, std::string_view url, std::optional<world::Id> preferred
) {
    auto const asked = base::parse_url(base::trim(url));
    if (!asked) return {};
    auto const all = candidates(world, place);
    auto const text = asked->text();
    auto const first = [&](std::string_view how, auto const& fits) -> Match {
        auto const found = std::find_if(all.begin(), all.end(), [&](Candidate const& each) { return fits(*each.tool); });
        if (found == all.end()) return {};
        Match match{found->tool, how};
        auto const rival = std::find_if(found + 1, all.end(), [&](Candidate const& each) { return fits(*each.tool); });
        if (rival == all.end()) return match;
        if (world::is_lti11(*rival->tool) != world::is_lti11(*found->tool))
            match.order = "6.3.2";
        else
            match.order = rival->distance != found->distance ? "6.3.3" : "6.3.4";
        return match;
    };
    auto match = first("6.3.5", [&](world::Tool const& tool) { return is_exactly(tool, *asked); });
    if (match.tool == nullptr)
        match = first("6.3.6", [&](world::Tool const& tool) { return lti11::matching_rule(tool, text) == "2.2.1"; });
    if (match.tool == nullptr)
        match = first("6.3.7", [&](world::Tool const& tool) { return lti11::matching_rule(tool, text) == "2.2.2"; });
    if (!preferred) return match;
    auto* const wanted = find_tool(world, *preferred, world::chain_of(world, place));
    if (wanted == nullptr || !shares_host(*wanted, *asked)) return match;
    bool const outdated = match.tool != nullptr && world::is_lti11(*wanted) && !world::is_lti11(*match.tool);
    if (outdated) {
        match.order = "6.3.9";
        return match;
    }
    return {wanted, "6.3.8"};
}

} // namespace easel::external_tools
