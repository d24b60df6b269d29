// The `configuration` step: fetches what the tool shows of itself; requirements CFG judge it on the wire.
#include "base/text.hpp"
#include "base/url.hpp"
#include "play/session.hpp"

namespace easel::play {
namespace {

constexpr int most_redirects = 10;

http::ClientLimits limits_of(tool::ToolFile const& tool) {
    http::ClientLimits limits;
    limits.total = tool.limits.page;
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
        http::Request get;
        get.target = url->target();
        get.headers.set("Accept", step.json ? "application/json" : "application/xml, text/xml");
        traffic::Exchange exchange;
        exchange.from = traffic::Party::platform;
        exchange.to = traffic::Party::tool;
        exchange.kind = traffic::CallKind::tool_configuration;
        exchange.at = stage_->time->now();
        exchange.url = url->text();
        exchange.request = get;
        auto const number = stage_->log.begin(std::move(exchange)).number;
        auto answer = co_await theatre_.client.send(*url, std::move(get), limits_of(*theatre_.tool));
        auto const location = answer ? std::string(answer->headers.get("Location")) : std::string();
        bool const moved = answer && answer->status >= 300 && answer->status < 400 && !location.empty();
        if (auto* recorded = stage_->log.find(number)) {
            recorded->took = stage_->time->now() - recorded->at;
            if (answer)
                recorded->response = std::move(*answer);
            else
                recorded->error = answer.error().message;
            stage_->log.finish(*recorded);
        }
        if (!moved) co_return;
        url = base::resolve(*url, location);
    }
    cannot_judge(
        Verdict::inconclusive, "moved_elsewhere", "Not judged because the configuration led on to no document.", at
    );
}

} // namespace easel::play
