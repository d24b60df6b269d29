#include "replay/todays.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "replay/reading.hpp"
#include "replay/redacted_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace easel::replay {
namespace {

namespace json = base::json;

/// Tags hold a `#`, which begins no fragment.
base::Fields query_of(std::string_view url) {
    auto const question = url.find('?');
    return question == std::string_view::npos ? base::Fields() : base::form_decode(url.substr(question + 1));
}

/// Members that were left out.
void learn_members(
    Substitutions& table, std::string const& name, json::value const& then, json::value const& now, int hop
) {
    if (auto const* object = then.if_object()) {
        for (auto const& member : *object)
            if (auto const* today = base::member(now, member.key()))
                learn_members(table, std::string(member.key()), member.value(), *today, hop);
    } else if (then.is_string() && now.is_string() && is_redacted(then.get_string())) {
        table.learn(name, then.get_string(), now.get_string(), hop);
    }
}

void learn_leaves(Substitutions& table, Leaves const& then, Leaves const& now, int hop) {
    std::map<std::string_view, std::string const*> today;
    for (auto const& [path, value] : now) today.emplace(path, &value);
    for (auto const& [path, value] : then) {
        auto const found = today.find(path);
        if (found == today.end() || value == *found->second) continue;
        bool const counts = is_redacted(value) || is_regenerated(name_of(path));
        if (counts) table.learn(name_of(path), value, *found->second, hop);
    }
}

/// Fields as a whole, tokens among them, which the leaves take apart; a parameter may be an address.
void learn_fields(Substitutions& table, base::Fields const& then, base::Fields const& now, int hop) {
    for (auto const& [name, value] : then) {
        auto const* const today = base::find(now, name);
        if (today == nullptr || !is_redacted(value)) continue;
        table.learn(name, value, *today, hop);
        learn_fields(table, query_of(value), query_of(*today), hop);
    }
}

} // namespace

std::string with_origins(std::string text, Origins const& origins) {
    auto out = std::move(text);
    for (auto const& [name, origin] : {
             std::pair<std::string, std::string const&>{"platform", origins.platform},
             {"tool", origins.tool},
             {"elsewhere", origins.elsewhere},
         }) {
        auto const scheme = origin.find("://");
        out = base::replace_all(std::move(out), "{" + name + "}", origin);
        if (scheme != std::string::npos)
            out = base::replace_all(std::move(out), "{" + name + ".host}", origin.substr(scheme + 3));
    }
    return out;
}

std::string as_today(std::string_view text, Substitutions const& table, Origins const& origins) {
    return with_origins(table.apply(text), origins);
}

void learn_exchange(Substitutions& table, traffic::Exchange const& then, traffic::Exchange const& now) {
    learn_leaves(table, read_request(then), read_request(now), then.number);
    if (then.response && now.response) learn_leaves(table, read_response(then), read_response(now), then.number);
    learn_fields(table, then.request.form(), now.request.form(), then.number);
    learn_fields(table, query_of(then.url), query_of(now.url), then.number);
    if (!then.response || !now.response) return;
    auto const old = base::parse_json(then.response->body);
    auto const fresh = base::parse_json(now.response->body);
    if (old && fresh) learn_members(table, "", *old, *fresh, then.number);
}

std::string place_of(traffic::Exchange const& exchange) {
    return std::string(traffic::to_string(exchange.from)) + " " + std::string(traffic::to_string(exchange.to)) + " " +
           exchange.request.method + " " + path_template(exchange.request.target);
}

bool is_for_this_connection(std::string_view header) {
    static constexpr std::array names{"host", "content-length", "connection", "transfer-encoding", "keep-alive"};
    return std::find(names.begin(), names.end(), base::to_lower(header)) != names.end();
}

} // namespace easel::replay
