// The `configuration` step: fetches what the tool shows of itself; requirements CFG judge it on the wire.
#include "base/text.hpp"
#include "base/url.hpp"
#include "play/session.hpp"

#include <algorithm>
#include <chrono>

namespace easel::play {
namespace {

constexpr int most_redirects = 10;

/// No step bounds this fetch, so a short `t_page`, meant for pages, does not shorten it.
constexpr base::Duration least_total = std::chrono::seconds(10);

http::ClientLimits limits_of(tool::ToolFile const& tool) {
    http::ClientLimits limits;
    limits.total = std::max(tool.limits.page, least_total);
    limits.body = std::size_t{1024} * 1024;
    return limits;
}

} // namespace

http::awaitable<void> Session::fetch_own_configuration(
    scenario::OwnConfiguration const& step, yaml::Position const& at
) {
    using verdict::Verdict;
    auto const& told = theatre_.tool->configuration;
    auto const& address = step.json ? told.json_url : told.xml_url;
    if (address.empty()) {
        std::string const key = step.json ? "json_url" : "xml_url";
        cannot_judge(
            Verdict::skipped,
            "feature_off",
            "Not judged because the tool file does not say where your tool shows this configuration (`configuration: "
            "{ " +
                key + ": ... }`).",
            at
        );
        co_return;
    }
    auto url = base::parse_url(base::replace_all(address, "{tool}", seat_.base));
    auto const origin = url ? url->origin() : std::string();
    for (int hop = 0; url && hop <= most_redirects; ++hop) {
        if (url->origin() != origin) {
            cannot_judge(
                Verdict::inconclusive,
                "moved_elsewhere",
                "Not judged because the configuration is at another host, " + url->origin() +
                    "; the tool file can name it.",
                at
            );
            co_return;
        }
        auto const accept = step.json ? "application/json" : "application/xml, text/xml";
        auto const location = co_await fetch_from_tool(
            *url, traffic::CallKind::tool_configuration, accept, limits_of(*theatre_.tool)
        );
        if (location.empty()) co_return;
        url = base::resolve(*url, location);
    }
    cannot_judge(
        Verdict::inconclusive, "moved_elsewhere", "Not judged because the configuration led on to no document.", at
    );
}

} // namespace easel::play
