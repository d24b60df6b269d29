// What moves or ends by itself in Canvas: the clock, the platform's keys, access tokens.
#include "control/answers.hpp"
#include "lti13/token.hpp"

#include <set>

namespace easel::control {
namespace {

using yaml::Shape;

json::object clock_of(Served const& served) {
    auto const& time = *served.stage->time;
    auto const begun = served.start ? *served.start : time.tool_now();
    return {
        {"clock", served.start ? "virtual" : "real"},
        {"now", base::to_iso8601(time.now())},
        {"advanced", base::to_string(time.now() - begun)},
    };
}

http::awaitable<http::Response> clock(Call& call) {
    co_return answer_json(200, clock_of(*call.served));
}

http::awaitable<http::Response> move(Call& call) {
    static Shape const shape =
        Shape::one_key_of({yaml::key("advance", Shape::duration()), yaml::key("set", Shape::text())}, {});
    auto const body = read_body(call, shape);
    if (!body) co_return body.error();
    auto const name = call.served->name;
    auto const stage = call.served->stage;
    auto span = base::parse_duration(text(*body, "advance")).value_or(base::Duration::zero());
    if (auto const to = text(*body, "set"); !to.empty()) {
        auto const at = base::parse_iso8601(to);
        if (!at)
            co_return refuse(
                400, {"'" + to + "' is no time", "/set", "write ISO 8601 (2026-03-01T10:00:00Z)", "bad-time"}
            );
        if (!call.served->start)
            co_return refuse(409, {"a real clock can be advanced, not set", "/set", "", "real-clock"});
        span = at->at - stage->time->now();
        if (span < base::Duration::zero()) co_return refuse(409, {"a clock does not go back", "/set", "", "backwards"});
    }
    co_await stage->time->advance(span);
    // While timers ran, somebody may have taken the world away.
    auto const* served = call.worlds.find(name);
    if (served == nullptr || served->stage != stage) co_return refuse(404, {"the world was taken away meanwhile"});
    call.worlds.put_extra(*served);
    co_return answer_json(200, clock_of(*served));
}

json::array key_sets(Served const& served) {
    std::set<lti13::Issuer const*> seen;
    json::array all;
    for (auto const& each : served.stage->issuers) {
        auto const& issuer = *each.second;
        if (!seen.insert(&issuer).second) continue;
        json::array clients;
        for (auto const& [client_id, own] : served.stage->issuers)
            if (own.get() == &issuer) clients.emplace_back(client_id);
        json::array kids;
        for (auto const& key : issuer.keys) kids.emplace_back(key.kid);
        all.push_back(json::object{
            {"client_ids", std::move(clients)},
            {"jwks_url", issuer.jwks_url()},
            {"kids", std::move(kids)},
            {"signs_with", issuer.signing_key().kid},
        });
    }
    return all;
}

http::awaitable<http::Response> keys(Call& call) {
    co_return answer_json(200, json::object{{"keys", key_sets(*call.served)}});
}

Shape const& whose() {
    static Shape const shape = Shape::object({{"client_id", Shape::text()}, {"tool", Shape::text()}});
    return shape;
}

http::awaitable<http::Response> rotate(Call& call) {
    auto const body = read_body(call, whose());
    if (!body) co_return body.error();
    auto const client = chosen_client(*call.served, *body);
    if (!client) co_return client.error();
    call.worlds.rotate_keys(*call.served, *call.served->stage->issuers.at(*client));
    co_return answer_json(200, json::object{{"keys", key_sets(*call.served)}});
}

http::awaitable<http::Response> mint(Call& call) {
    static Shape const shape = Shape::object({
        {"client_id", Shape::text()},
        {"tool", Shape::text()},
        {"scopes", Shape::list_of(Shape::text())},
    });
    auto const body = read_body(call, shape);
    if (!body) co_return body.error();
    auto const client = chosen_client(*call.served, *body);
    if (!client) co_return client.error();
    auto& stage = *call.served->stage;
    auto const* key = world::key_by_client_id(stage.world, *client);
    auto const scopes = body->contains("scopes") ? texts(*body, "scopes") : key->scopes;
    auto token = lti13::mint_token(*stage.issuers.at(*client), *client, scopes, stage.time->tool_now());
    call.worlds.put_extra(*call.served);
    json::array granted(scopes.begin(), scopes.end());
    co_return answer_json(
        201,
        json::object{
            {"access_token", std::move(token)},
            {"token_type", "Bearer"},
            {"expires_in", 3600},
            {"client_id", *client},
            {"scopes", std::move(granted)},
        }
    );
}

http::awaitable<http::Response> expire(Call& call) {
    std::set<lti13::Issuer*> seen;
    std::size_t count = 0;
    for (auto const& each : call.served->stage->issuers) {
        auto& issuer = *each.second;
        if (seen.insert(&issuer).second) count += lti13::expire_tokens(issuer);
    }
    call.worlds.put_extra(*call.served);
    co_return answer_json(200, json::object{{"expired", count}});
}

} // namespace

void add_clock_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds/{world}/clock", clock});
    routes.push_back({"POST", "/worlds/{world}/clock", move});
    routes.push_back({"GET", "/worlds/{world}/keys", keys});
    routes.push_back({"POST", "/worlds/{world}/keys/rotate", rotate});
    routes.push_back({"POST", "/worlds/{world}/tokens", mint});
    routes.push_back({"DELETE", "/worlds/{world}/tokens", expire});
}

} // namespace easel::control
