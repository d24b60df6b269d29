#include "throttle/throttle.hpp"

#include "base/bounded.hpp"
#include "base/codec.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <utility>

namespace easel::throttle {
namespace {

constexpr std::string_view advantage = "lti_advantage:";
constexpr std::string_view token_mark = "token:";
constexpr std::string_view nameless = "ip:";
constexpr std::string_view of_outcomes = "tool:";

/// A bucket that nobody wrote to for so long is gone (3.6).
constexpr base::Duration life = std::chrono::hours(1);

/// Anybody may come with a token of his own making.
constexpr std::size_t most_buckets = 2'000;

double seconds(base::Duration span) {
    return static_cast<double>(span.count()) / 1000.0;
}

/// "600.0", as Ruby prints a float.
std::string decimal(double value) {
    return base::dump(base::json::value(value));
}

/// Steps 1 and 4 of the algorithm. The leak alone may go far below zero: a bucket long idle swallows what is added.
void increment(world::Throttle const& settings, Bucket& bucket, double amount, double elapsed) {
    if (bucket.count > 0) bucket.count -= settings.outflow * elapsed;
    bucket.count = std::clamp(bucket.count + amount, 0.0, settings.maximum);
}

bool is_blocked(world::Throttle const& settings, std::string_view client) {
    if (!client.starts_with(advantage)) return false;
    auto const id = client.substr(advantage.size());
    return std::any_of(settings.blocked.begin(), settings.blocked.end(), [&](std::string const& one) {
        return one == id;
    });
}

/// Header or parameter, as Canvas takes a token.
std::string token_of(http::Request const& request) {
    auto const header = request.headers.get("Authorization");
    constexpr std::string_view scheme = "bearer ";
    if (header.size() > scheme.size() && base::equals_ignoring_case(header.substr(0, scheme.size()), scheme)) {
        return std::string(base::trim(header.substr(scheme.size())));
    }
    if (auto found = request.query_value("access_token")) return std::move(*found);
    return request.form_value("access_token").value_or("");
}

std::string_view row_of(std::string_view client) {
    if (client.starts_with(advantage)) return "3.16";
    if (client.starts_with(of_outcomes)) return "3.21";
    return client.starts_with(token_mark) ? "3.18" : "3.22";
}

} // namespace

http::Response refusal(world::Dialects const& dialects, double remaining) {
    auto response = dialects.throttled_is_429 ? http::text(429, "429 Too Many Requests (Rate Limit Exceeded)\n")
                                              : http::text(403, "403 Forbidden (Rate Limit Exceeded)\n");
    response.headers.set("Content-Type", "text/plain; charset=utf-8");
    response.headers.set("X-Rate-Limit-Remaining", decimal(remaining));
    return response;
}

std::optional<http::Response> Buckets::enter(
    world::World const& world, world::Dialects const& dialects, std::string const& client, base::Instant now, Rows& rows
) {
    auto const& settings = world.throttle;
    rows.push_back(row_of(client));
    if (is_blocked(settings, client)) {
        rows.push_back("2.5");
        return refusal({}, 0); // always the classic answer: 403
    }
    if (!buckets_.contains(client)) {
        base::make_room(
            buckets_,
            most_buckets,
            [&](Bucket const& each) { return now - each.last >= life; },
            [](Bucket const& each) { return each.last; }
        );
    }
    auto const [at, is_new] = buckets_.try_emplace(client);
    auto& bucket = at->second;
    ++bucket.requests;
    if (!is_new && now - bucket.last >= life) {
        bucket.count = 0;
        rows.push_back("3.6");
    }
    auto const elapsed = is_new ? 0 : seconds(now - bucket.last);
    if (bucket.count > 0 && elapsed > 0) rows.push_back("3.4");
    increment(settings, bucket, settings.up_front_cost, elapsed);
    bucket.last = now;
    // What a scenario counts is the calls of a client, not the token requests and key sets before them.
    bool const counted_out =
        settings.after_requests && bucket.requests > *settings.after_requests && row_of(client) != "3.22";
    bool const full = bucket.count >= settings.high_water_mark;
    if (!full && !counted_out) {
        if (std::exchange(bucket.refused, false)) rows.push_back("3.14");
        rows.push_back("3.9");
        return std::nullopt;
    }
    if (!settings.enabled) {
        rows.push_back("3.1");
        return std::nullopt;
    }
    // A refused request costs nothing here: only the pre-flight cost goes back (2.6).
    increment(settings, bucket, -settings.up_front_cost, 0);
    bucket.refused = true;
    for (auto const* row : {"1.3", "1.4", "1.5", "1.6", "1.7", "2.6", "3.3", "3.5", "3.23"}) rows.push_back(row);
    rows.push_back(dialects.throttled_is_429 ? "1.2" : "1.1");
    rows.push_back("3.9");
    return refusal(dialects, settings.high_water_mark - bucket.count);
}

void Buckets::leave(
    world::World const& world, std::string const& client, base::Instant now, http::Response& response, Rows& rows
) {
    auto const& settings = world.throttle;
    auto const cost = settings.cost_per_request;
    auto const [at, is_new] = buckets_.try_emplace(client);
    auto& bucket = at->second;
    // A cost is seconds of work, so in Canvas a request takes at least that long, while the bucket leaks; that is why a
    // caller who sends one request after the other is never throttled. Here an answer takes no time, so that time is
    // added. A second and more is no request's cost: scenarios set it to fill a bucket, at once.
    auto const took = cost < 1 ? cost : 0;
    auto const elapsed = std::max(is_new ? 0 : seconds(now - bucket.last), took);
    increment(settings, bucket, cost - settings.up_front_cost, elapsed);
    bucket.last = now;
    auto const remaining = settings.high_water_mark - bucket.count;
    response.headers.set("X-Request-Cost", decimal(cost));
    response.headers.set("X-Rate-Limit-Remaining", decimal(remaining));
    rows.push_back("2.1");
    rows.push_back("2.2");
    if (bucket.count <= 0) rows.push_back("3.13");
    if (remaining < 0) rows.push_back("2.3");
    if (bucket.count >= settings.maximum) rows.push_back("3.2");
    if (cost >= 1) {
        for (auto const* row : {"3.8", "3.10", "3.11"}) rows.push_back(row);
    }
}

std::string bucket_of(http::Request const& request, std::string const& client_id, bool of_service, bool has_session) {
    if (of_service && !client_id.empty()) return std::string(advantage) + client_id;
    if (auto const token = token_of(request); !token.empty()) {
        std::array<char, 16> digits{};
        auto const written =
            std::to_chars(digits.data(), digits.data() + digits.size(), base::stable_hash({token}), 16);
        return std::string(token_mark).append(digits.data(), written.ptr);
    }
    return has_session ? std::string() : std::string(nameless);
}

std::string bucket_of_tool(world::Tool const& tool) {
    auto const url = base::parse_url(tool.target_link_uri);
    return std::string(of_outcomes) + (tool.domain.empty() && url ? url->host : tool.domain);
}

} // namespace easel::throttle
