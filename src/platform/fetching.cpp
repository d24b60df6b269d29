// What the platform itself gets from a tool: its key set, its configuration, and the files that its scores name.
#include "base/text.hpp"
#include "base/url.hpp"
#include "platform/state.hpp"
#include "services/files.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace easel::platform {

using traffic::CallKind;
using traffic::Exchange;
using traffic::Party;

namespace {

constexpr int most_redirects = 10;

http::ClientLimits file_limits() {
    constexpr std::size_t megabyte = std::size_t{1024} * 1024;
    http::ClientLimits limits;
    limits.total = std::chrono::seconds(30);
    limits.body = 16 * megabyte;
    return limits;
}

http::ClientLimits configuration_limits(base::Duration left) {
    constexpr std::size_t megabyte = std::size_t{1024} * 1024;
    http::ClientLimits limits;
    limits.connect = std::min(limits.connect, left);
    limits.total = left;
    limits.body = megabyte;
    return limits;
}

/// Where a configuration's URL leads to: the world says which hosts there are besides this machine, and what stands for
/// them. Nothing: it is not to be connected to.
std::optional<base::Url> configuration_source(world::World const& world, base::Url const& asked) {
    auto const found = world.configuration_hosts.find(base::to_lower(asked.host));
    if (found == world.configuration_hosts.end())
        return base::is_loopback(asked.host) ? std::optional(asked) : std::nullopt;
    if (found->second.empty()) return asked;
    auto stands_for_it = base::parse_url(found->second);
    if (!stands_for_it) return std::nullopt;
    stands_for_it->path = asked.path;
    stands_for_it->query = asked.query;
    stands_for_it->has_query = asked.has_query;
    return std::move(*stands_for_it);
}

/// Notes a request of the platform to a tool.
int begin(
    Stage& stage,
    traffic::Log& log,
    CallKind kind,
    base::Url const& url,
    http::Request const& request,
    std::string client_id
) {
    Exchange exchange;
    exchange.from = Party::platform;
    exchange.to = Party::tool;
    exchange.kind = kind;
    exchange.at = stage.time->now();
    exchange.url = url.text();
    exchange.request = request;
    exchange.client_id = std::move(client_id);
    return log.begin(std::move(exchange)).number;
}

void finish(Stage& stage, traffic::Log& log, int number, base::Result<http::Response> answered) {
    auto* recorded = log.find(number);
    if (recorded == nullptr) return;
    recorded->took = stage.time->now() - recorded->at;
    if (answered) {
        recorded->response = std::move(*answered);
    } else {
        recorded->error = answered.error().message;
    }
    log.finish(*recorded);
}

} // namespace

http::awaitable<lti13::FetchedJwks> Platform::State::fetch_jwks(
    Stage& stage, traffic::Log& log, std::optional<std::string> client_id
) {
    lti13::FetchedJwks fetched;
    auto const* key = client_id ? world::key_by_client_id(stage.world, *client_id) : nullptr;
    if (key == nullptr || key->public_jwk_url.empty()) co_return fetched;
    fetched.outcome = lti13::FetchedJwks::Outcome::unreachable;
    auto const url = base::parse_url(key->public_jwk_url);
    if (!url) co_return fetched;

    http::Request get;
    get.target = url->target();
    get.headers.set("Accept", "application/json");
    get.headers.set("User-Agent", "Canvas");
    auto const number = begin(stage, log, CallKind::jwks, *url, get, *client_id);
    auto response = co_await client.send(*url, std::move(get));
    if (response) {
        fetched.outcome = lti13::FetchedJwks::Outcome::fetched;
        fetched.body = response->body;
    }
    finish(stage, log, number, std::move(response));
    co_return fetched;
}

http::awaitable<external_tools::Fetched> Platform::State::fetch_configuration(
    Stage& stage, traffic::Log& log, std::string url
) {
    using Outcome = external_tools::Fetched::Outcome;
    using Clock = std::chrono::steady_clock; // sockets know no other time
    auto const deadline = Clock::now() + options.configuration_time;
    external_tools::Fetched fetched;
    fetched.outcome = Outcome::failed;
    auto at = base::parse_url(url);
    for (int hop = 0; at && hop <= most_redirects; ++hop) {
        http::Request get;
        get.target = at->target();
        get.headers.set("User-Agent", "Canvas");
        auto const number = begin(stage, log, CallKind::tool_configuration, *at, get, "");
        auto const source = configuration_source(stage.world, *at);
        if (!source) {
            // As a host that is not there: config-xml.md 5.
            constexpr auto why = "no host that configurations are fetched from";
            finish(stage, log, number, base::Fault{base::FaultKind::io, why, at->text()});
            break;
        }
        auto const left = std::chrono::duration_cast<base::Duration>(deadline - Clock::now());
        auto const host = at->origin().substr(at->scheme.size() + 3);
        auto answered = co_await client.send(
            *source, std::move(get), configuration_limits(std::max(left, base::Duration(1))), host
        );
        auto const location = answered ? std::string(answered->headers.get("Location")) : std::string();
        bool const moved = answered && answered->status >= 300 && answered->status < 400 && !location.empty();
        if (answered && !moved) {
            fetched.outcome = Outcome::fetched; // whatever its status: config-xml.md 4
            fetched.body = answered->body;
        } else if (!answered && answered.error().kind == base::FaultKind::timeout) {
            fetched.outcome = Outcome::timed_out;
        }
        finish(stage, log, number, std::move(answered));
        if (!moved) break;
        at = base::resolve(*at, location);
    }
    co_return fetched;
}

void Platform::State::fetch_files(std::shared_ptr<State> const& self, StagePtr const& stage, std::size_t first) {
    for (auto const progress : services::queued_files(stage->world, first)) {
        auto url = services::begin_file(stage->world, progress, stage->time->now());
        // Counted from here on, so that no wait of the stage overtakes it.
        if (url) http::spawn(self->loop, fetch_file(self, stage, progress, std::move(*url), stage->time->work()));
    }
}

http::awaitable<void> Platform::State::fetch_file(
    std::shared_ptr<State> self, StagePtr stage, world::Id progress, std::string url, timing::Time::Work work
) {
    auto const counted = std::move(work); // ends with this coroutine, whenever its arguments end
    services::FetchedFile file;
    auto at = base::parse_url(url);
    if (!at) file.trouble = "the URL of the file is none";
    for (int hop = 0; at; ++hop) {
        http::Request get;
        get.target = at->target();
        get.headers.set("User-Agent", "Canvas");
        auto const number = begin(*stage, stage->log, CallKind::file, *at, get, "");
        auto answered = co_await self->client.send(*at, std::move(get), file_limits());
        auto const location = answered ? std::string(answered->headers.get("Location")) : std::string();
        if (answered) {
            file.status = answered->status;
            file.media_type = answered->content_type();
            file.size = static_cast<std::int64_t>(answered->body.size());
        } else {
            file.status.reset();
            file.trouble = answered.error().message;
        }
        bool const moved = answered && answered->status >= 300 && answered->status < 400 && !location.empty();
        finish(*stage, stage->log, number, std::move(answered));
        if (!moved) break;
        if (hop == most_redirects) {
            file.trouble = "the file moved more than " + std::to_string(most_redirects) + " times";
            break;
        }
        at = base::resolve(*at, location);
        if (!at) file.trouble = "the file moved to what is no URL";
    }
    services::finish_file(stage->world, progress, file, stage->time->now());
    // Nobody waits for this; the next answer meets the same trouble and tells it.
    (void)co_await keep(stage);
    stage->time->poke();
}

} // namespace easel::platform
