#include "replay/resending.hpp"

#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "oauth1/oauth1.hpp"
#include "replay/reading.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace easel::replay {
namespace {

namespace json = base::json;
using traffic::Exchange;
using traffic::Party;

/// Below the origin, which is written as {tool} in a file.
std::string below_origin(Exchange const& exchange) {
    auto target = path_template(exchange.request.target);
    return exchange.request.method + " " + (exchange.to == Party::tool ? "tool " : "platform ") + target;
}

bool is_time(std::string_view name) {
    return name == "iat" || name == "exp" || name == "nbf" || name == "auth_time";
}

/// Only the sender of a message knows what it means; only today's is of use.
bool is_hint(std::string_view name) {
    return name == "login_hint" || name == "lti_message_hint" || name == "oauth_nonce" || name == "oauth_timestamp";
}

struct Token {
    json::object header, claims;
};
/// A token whose signature was left out.
std::optional<Token> read_token(std::string const& text) {
    auto const parts = base::split(text, '.');
    if (parts.size() < 2) return std::nullopt;
    auto const object = [](std::string const& part) -> std::optional<json::object> {
        auto const decoded = base::base64url_decode(part);
        auto parsed = decoded ? base::parse_json(*decoded) : base::Result<json::value>(base::Fault());
        if (!parsed || !parsed->is_object()) return std::nullopt;
        return parsed->as_object();
    };
    auto header = object(parts[0]);
    auto claims = object(parts[1]);
    if (!header || !claims) return std::nullopt;
    return Token{std::move(*header), std::move(*claims)};
}

/// The platform's keys that play on this stage, each once.
std::vector<lti13::PlatformKey const*> keys_of(platform::Stage const& stage) {
    std::vector<lti13::PlatformKey const*> keys;
    std::set<lti13::Issuer const*> seen;
    for (auto const& [client, issuer] : stage.issuers) {
        if (!seen.insert(issuer.get()).second) continue;
        for (auto const& key : issuer->keys) keys.push_back(&key);
    }
    return keys;
}

} // namespace

Resending::Resending(verdict::CaseResult const& then, bool literal, Substitutions& table, play::Gate* inner)
    : then_(then),
      literal_(literal),
      table_(table),
      inner_(inner) {}

void Resending::began(std::shared_ptr<platform::Stage> const& stage) {
    sent_.clear();
    if (!stage->issuers.empty()) origins_.platform = stage->issuers.begin()->second->origin;
    if (inner_ != nullptr) inner_->began(stage);
}

void Resending::finished(Exchange const& exchange) {
    if (inner_ != nullptr) inner_->finished(exchange);
}

bool Resending::holds(play::Moment::What what, Exchange const& exchange) const {
    return what == play::Moment::What::request || (inner_ != nullptr && inner_->holds(what, exchange));
}

/// The recorded request of the browser that is this one.
Exchange const* Resending::next(Exchange const& today) {
    auto const place = below_origin(today);
    int nth = sent_[place]++;
    for (auto const& hop : then_.hops) {
        if (hop.from == Party::browser && below_origin(hop) == place && nth-- == 0) return &hop;
    }
    return nullptr;
}

std::string Resending::restored(std::string const& text) const {
    return with_origins(text, origins_);
}

json::value Resending::fresh(
    json::value const& value, json::value const* today, std::string_view name, base::Duration later
) const {
    if (auto const* object = value.if_object()) {
        json::object out;
        for (auto const& member : *object)
            out[member.key()] = fresh(
                member.value(), today == nullptr ? nullptr : base::member(*today, member.key()), member.key(), later
            );
        return out;
    }
    if (auto const* list = value.if_array()) {
        json::array out;
        for (auto const& one : *list) out.push_back(fresh(one, nullptr, name, later));
        return out;
    }
    if (literal_) {
        if (auto const* text = value.if_string()) return json::string(restored(std::string(*text)));
        return value;
    }
    if (is_time(name) && value.is_int64()) return value.get_int64() + later.count() / 1000;
    auto const* text = value.if_string();
    if (text == nullptr) return value;
    auto const known = table_.of(std::string(*text));
    if (known) return json::string(*known);
    bool const is_new = (name == "jti" || name == "oauth_consumer_key_sign") && today != nullptr && today->is_string();
    return is_new ? *today : json::value(json::string(table_.apply(restored(std::string(*text)))));
}

/// The recorded claims, signed by the key that the platform shows under the recorded kid.
std::string Resending::signed_again(
    std::string const& recorded, std::string const& today, Exchange const& then, play::Moment const& moment
) const {
    auto const old = read_token(recorded);
    auto const fresh_one = jose::decode(today);
    if (!old || !fresh_one) return today;
    auto const keys = keys_of(*moment.stage);
    auto const signs = [&](auto const* key) { return jose::verifies(*fresh_one, key->key); };
    auto const signer = std::find_if(keys.begin(), keys.end(), signs);
    if (signer == keys.end()) return today; // a forgery of the scenario: nothing of the file could be as forged
    auto const kid = base::text_member(old->header, "kid").value_or("");
    auto const shown = std::find_if(keys.begin(), keys.end(), [&](auto const* key) { return key->kid == kid; });
    auto const later = moment.stage->time->tool_now() - then.at;
    json::value const todays(fresh_one->claims);
    auto const claims = fresh(old->claims, &todays, "", later);
    return jose::sign(old->header, claims, (shown != keys.end() ? *shown : *signer)->key);
}

void Resending::sign_lti11(base::Fields& form, base::Fields const& today, play::Moment const& moment) const {
    auto const url = base::parse_url(moment.exchange.url);
    auto const key = base::value_of(form, "oauth_consumer_key");
    auto const& tools = moment.stage->world.tools;
    auto const tool = std::find_if(tools.begin(), tools.end(), [&](auto const& one) {
        return !key.empty() && one.consumer_key == key;
    });
    auto const of_query = url ? base::form_decode(url->query) : base::Fields();
    auto const with_query = [&](base::Fields fields) {
        fields.insert(fields.end(), of_query.begin(), of_query.end());
        return fields;
    };
    auto const& verb = moment.exchange.request.method;
    auto const is_good = [&](base::Fields const& fields) {
        return url && tool != tools.end() && oauth1::is_signed_by(tool->shared_secret, verb, *url, fields);
    };
    auto const signature_of = [&](base::Fields const& fields) {
        auto const method = base::value_of(form, "oauth_signature_method");
        return oauth1::signature(method, oauth1::base_string(verb, *url, fields), tool->shared_secret);
    };
    // Canvas copies the query into the form; what is signed is either, but not both.
    auto const made = is_good(with_query(today)) ? signature_of(with_query(form))
                      : is_good(today)           ? signature_of(form)
                                                 : std::nullopt;
    base::set(form, "oauth_signature", made ? *made : base::value_of(today, "oauth_signature"));
}

base::Fields Resending::fields(
    base::Fields const& recorded, base::Fields const& today, Exchange const& then, play::Moment const& moment
) {
    base::Fields out;
    for (auto const& [name, value] : recorded) {
        auto const* const now = base::find(today, name);
        auto const plain = restored(value);
        if (name == "id_token" && now != nullptr) {
            out.emplace_back(name, signed_again(value, *now, then, moment));
        } else if (now != nullptr && is_hint(name) && !(literal_ && name.starts_with("oauth_"))) {
            table_.learn(name, value, *now, then.number);
            out.emplace_back(name, *now);
        } else {
            out.emplace_back(name, literal_ ? plain : table_.of(value).value_or(table_.apply(plain)));
        }
    }
    if (base::find(out, "oauth_signature") != nullptr) sign_lti11(out, today, moment);
    return out;
}

http::Request Resending::rewritten(Exchange const& recorded, play::Moment const& moment) {
    auto request = moment.exchange.request;
    auto const question = request.target.find('?');
    auto const was = recorded.url.find('?');
    if (was != std::string::npos) {
        auto const today = question == std::string::npos
                               ? base::Fields()
                               : base::form_decode(std::string_view(request.target).substr(question + 1));
        auto const query =
            fields(base::form_decode(std::string_view(recorded.url).substr(was + 1)), today, recorded, moment);
        request.target = request.target.substr(0, question) + "?" + base::form_encode(query);
    }
    if (recorded.request.content_type() == "application/x-www-form-urlencoded" &&
        recorded.request_size <= recorded.request.body.size()) {
        request.body = base::form_encode(fields(recorded.request.form(), request.form(), recorded, moment));
    }
    return request;
}

http::awaitable<play::Decision> Resending::arrive(play::Moment moment) {
    play::Decision decision;
    if (moment.what == play::Moment::What::request) {
        auto const& today = moment.exchange;
        auto const* const recorded = next(today);
        if (recorded != nullptr && today.to == Party::platform) {
            // What the tool asks with now stands for what it asked with then: state and nonce.
            auto const now = base::form_decode(
                today.url.find('?') == std::string::npos ? "" : today.url.substr(today.url.find('?') + 1)
            );
            for (auto const& [name, value] :
                 base::form_decode(recorded->url.substr(std::min(recorded->url.size(), recorded->url.find('?') + 1))))
                if (auto const* fresh_value = base::find(now, name); fresh_value != nullptr && is_regenerated(name))
                    table_.learn(name, value, *fresh_value, recorded->number);
        } else if (recorded != nullptr) {
            auto const url = base::parse_url(today.url);
            if (url) origins_.tool = url->origin();
            decision.request = rewritten(*recorded, moment);
            moment.exchange.request = *decision.request;
        }
    }
    if (inner_ != nullptr && inner_->holds(moment.what, moment.exchange)) {
        auto after = co_await inner_->arrive(std::move(moment));
        if (!after.request) after.request = std::move(decision.request);
        co_return after;
    }
    co_return decision;
}

} // namespace easel::replay
