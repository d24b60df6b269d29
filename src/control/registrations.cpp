// The platform's side of a world's registrations, and what of it is kept beside the world.
#include "control/control.hpp"
#include "lti13/token.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace easel::control {
namespace {

namespace json = base::json;
using IssuerPtr = std::shared_ptr<lti13::Issuer>;

std::string text(json::object const& of, std::string_view key) {
    auto const* found = of.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

std::int64_t whole(json::object const& of, std::string_view key) {
    auto const* found = of.if_contains(key);
    return found == nullptr ? 0 : static_cast<std::int64_t>(base::number(*found).value_or(0));
}

json::value modulus_of(lti13::PlatformKey const& key) {
    return key.key.public_jwk(key.kid).at("n");
}

/// Name and public half of each key; the private halves are compiled in.
json::array keys_of(lti13::Issuer const& issuer) {
    json::array keys;
    for (auto const& key : issuer.keys) keys.push_back(json::object{{"kid", key.kid}, {"n", modulus_of(key)}});
    return keys;
}

/// The other way: the compiled-in keys under the names and in the order that were kept.
void order_keys(lti13::Issuer& issuer, json::object const& kept) {
    auto const* wanted = kept.if_contains("keys");
    if (wanted == nullptr || !wanted->is_array() || wanted->as_array().size() != issuer.keys.size()) return;
    auto const all = issuer.keys;
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto const& one = wanted->as_array()[i];
        auto const* modulus = base::member(one, "n");
        for (auto const& key : all)
            if (modulus != nullptr && modulus_of(key) == *modulus)
                issuer.keys[i] = {base::text_member(one, "kid").value_or(key.kid), key.key};
    }
}

} // namespace

std::string Worlds::free_base_path(Served const& served) const {
    auto const is_free = [this](std::string const& path) { return !base_paths_.contains(path); };
    if (served.stage == nullptr) {
        if (is_free("")) return "";
        if (auto const own = "/r/" + served.name; is_free(own)) return own;
    }
    bool const first = served.issuer != nullptr && served.issuer->base_path.empty();
    for (int n = 2;; ++n)
        if (auto path = "/r/" + (first ? "" : served.name + "-") + std::to_string(n); is_free(path)) return path;
}

IssuerPtr Worlds::register_client(Served& served, std::string const& client_id) {
    auto& issuers = served.stage->issuers;
    if (auto const known = issuers.find(client_id); known != issuers.end()) return known->second;
    auto const path = free_base_path(served);
    auto issuer = platform_.add_issuer(path, served.issuer->issuer, fresh_secret());
    base_paths_.insert(path);
    issuers[client_id] = issuer;
    return issuer;
}

void Worlds::unregister_client(Served& served, std::string const& client_id) {
    auto const found = served.stage->issuers.find(client_id);
    if (found == served.stage->issuers.end()) return;
    auto const issuer = found->second;
    served.stage->issuers.erase(found);
    if (issuer == served.issuer) return;
    platform_.remove_issuer(issuer->base_path);
    base_paths_.erase(issuer->base_path);
}

void Worlds::rotate_keys(Served& served, lti13::Issuer& issuer) {
    lti13::rotate_keys(issuer, served.stage->time->now());
    put_extra(served);
}

json::object Worlds::extra_of(Served const& served) {
    json::object extra{
        {"number", served.number},
        {"seed", std::to_string(served.seed)},
        {"origin", yaml::to_json(served.origin)},
        {"definition", yaml::to_json(served.definition)},
    };
    auto const& time = *served.stage->time;
    if (served.start) {
        extra["start"] = base::to_iso8601(*served.start);
        extra["now"] = base::to_iso8601(time.now());
    } else {
        extra["advanced"] = (time.now() - time.tool_now()).count();
    }
    std::set<lti13::Issuer const*> seen;
    json::array issuers;
    auto const add = [&](lti13::Issuer const& issuer) {
        if (!seen.insert(&issuer).second) return;
        json::array clients;
        for (auto const& [client_id, own] : served.stage->issuers)
            if (own.get() == &issuer) clients.emplace_back(client_id);
        issuers.push_back(json::object{
            {"base_path", issuer.base_path},
            {"issuer", issuer.issuer == issuer.origin ? "" : issuer.issuer},
            {"secret", issuer.secret},
            {"keys", keys_of(issuer)},
            {"rotations", issuer.rotations},
            {"clients", std::move(clients)},
            {"granted", issuer.granted},
            {"expired_below", issuer.expired_below},
        });
    };
    add(*served.issuer);
    for (auto const& each : served.stage->issuers) add(*each.second);
    extra["issuers"] = std::move(issuers);
    return extra;
}

Served& Worlds::restore(std::string name, world::World world, json::object const& extra) {
    auto served = std::make_unique<Served>();
    served->name = name;
    served->number = std::max(1, static_cast<int>(whole(extra, "number")));
    made_ = std::max(made_, served->number);
    served->seed = std::strtoull(text(extra, "seed").c_str(), nullptr, 10);
    yaml::Position at;
    at.file = name;
    auto const node = [&](char const* key) {
        auto const* found = extra.if_contains(key);
        return found == nullptr ? options_.default_world : yaml::from_json(*found, at);
    };
    served->origin = node("origin");
    served->definition = node("definition");
    if (auto const start = base::parse_iso8601(text(extra, "start"))) served->start = start->at;
    served->virtual_clock = served->start.has_value();
    equip(*served);

    std::map<std::string, IssuerPtr> issuers;
    auto const* kept = extra.if_contains("issuers");
    for (auto const& each : kept != nullptr && kept->is_array() ? kept->as_array() : json::array()) {
        if (!each.is_object()) continue;
        auto const& one = each.as_object();
        auto const path = text(one, "base_path");
        auto issuer = platform_.add_issuer(path, text(one, "issuer"), text(one, "secret"));
        base_paths_.insert(path);
        auto const members = [&](char const* key) {
            std::vector<std::string> all;
            if (auto const* found = one.if_contains(key); found != nullptr && found->is_array())
                for (auto const& value : found->as_array())
                    if (value.is_string()) all.emplace_back(value.as_string());
            return all;
        };
        order_keys(*issuer, one);
        issuer->rotations = static_cast<int>(whole(one, "rotations"));
        auto const count = [&](char const* key) { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, whole(one, key))); };
        lti13::remember_tokens(*issuer, count("granted"), count("expired_below"));
        for (auto const& client_id : members("clients")) issuers[client_id] = issuer;
        if (served->issuer == nullptr) served->issuer = issuer;
    }
    if (served->issuer == nullptr) {
        auto const path = free_base_path(*served);
        served->issuer = platform_.add_issuer(path, "", fresh_secret());
        base_paths_.insert(path);
    }
    // A tool that registered itself is a client of the issuer that it came to.
    for (auto const& key : world.keys)
        if (key.state != world::KeyState::deleted) issuers.try_emplace(key.client_id, served->issuer);
    auto& placed = *(worlds_[name] = std::move(served));
    set_on(placed, std::move(world), std::move(issuers));
    auto ahead = base::Duration(whole(extra, "advanced"));
    if (auto const now = base::parse_iso8601(text(extra, "now")); now && placed.start) ahead = now->at - *placed.start;
    if (ahead != base::Duration::zero()) {
        auto const time = placed.stage->time;
        http::spawn(loop_, [](std::shared_ptr<timing::Time> clock, base::Duration span) -> http::awaitable<void> {
            co_await clock->advance(span);
        }(time, ahead));
    }
    return placed;
}

} // namespace easel::control
