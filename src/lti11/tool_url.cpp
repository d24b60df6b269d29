// Whether a tool is what a link's URL leads to. @par Source canvas/outcomes.md 2.2
#include "lti11/tool_url.hpp"

#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>

namespace easel::lti11 {
namespace {

std::optional<base::Url> standardized(std::string_view text) {
    text = base::trim(text);
    if (text.empty()) return std::nullopt;
    auto const with_scheme = text.find("://") == std::string_view::npos ? "http://" + std::string(text) : std::string(text);
    auto url = base::parse_url(with_scheme);
    return url ? std::optional(std::move(*url)) : std::nullopt;
}

/// The query's pairs, sorted; those alone that `allowed` has.
std::vector<std::string> pairs(base::Url const& url, std::vector<std::string> const* allowed) {
    std::vector<std::string> kept;
    if (url.query.empty()) return kept;
    for (auto& pair : base::split(url.query, '&')) {
        bool const known = allowed == nullptr || std::find(allowed->begin(), allowed->end(), pair) != allowed->end();
        if (known) kept.push_back(std::move(pair));
    }
    std::sort(kept.begin(), kept.end());
    return kept;
}

bool same_place(base::Url const& a, base::Url const& b) {
    return a.scheme == b.scheme && a.host == b.host && a.port == b.port && a.path == b.path;
}

} // namespace

std::string_view matching_rule(world::Tool const& tool, std::string_view url) {
    auto const link = standardized(url);
    if (!link) return {};
    if (auto const own = standardized(tool.target_link_uri)) {
        auto const own_pairs = pairs(*own, nullptr);
        if (same_place(*own, *link) && pairs(*link, &own_pairs) == own_pairs) return "2.2.1";
    }
    if (tool.domain.empty()) return {};
    // "example.com" also stands for what is below it; a port that is not the scheme's own has to be named.
    auto const origin = link->origin();
    auto const authority = std::string_view(origin).substr(origin.find("://") + 3);
    auto domain = base::to_lower(base::trim(tool.domain));
    if (auto const scheme = domain.find("://"); scheme != std::string::npos) domain.erase(0, scheme + 3);
    domain.erase(std::min(domain.find('/'), domain.size()));
    return authority == domain || authority.ends_with("." + domain) ? "2.2.2" : std::string_view();
}

} // namespace easel::lti11
