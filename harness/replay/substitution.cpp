#include "replay/substitution.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace easel::replay {

bool is_regenerated(std::string_view name) {
    // OpenID Connect Core 2 and 3.1.2.1, RFC 7519 4.1, RFC 6749 5.1, RFC 5849 3.1, LTI 1.3 5.1.1.
    static constexpr std::array names{
        "nonce",
        "state",
        "jti",
        "iat",
        "exp",
        "nbf",
        "auth_time",
        "access_token",
        "refresh_token",
        "id_token",
        "JWT",
        "client_assertion",
        "signature",
        "oauth_nonce",
        "oauth_timestamp",
        "oauth_signature",
        "oauth_body_hash",
        "login_hint",
        "lti_message_hint",
        "boundary",
        "registration_token",
        "registration_access_token",
        "data",
        "oauth_consumer_key_sign",
    };
    return std::find(names.begin(), names.end(), name) != names.end();
}

void Substitutions::learn(std::string_view name, std::string_view then, std::string_view now, int hop) {
    if (then.empty() || then == now || by_value_.contains(then)) return;
    by_value_.emplace(std::string(then), all_.size());
    all_.push_back({std::string(name), std::string(then), std::string(now), hop});
    if (then.size() < least_searched) return;
    auto const in_json = [](std::string_view text) {
        auto const quoted = base::dump(base::json::value(base::json::string(text)));
        return quoted.substr(1, quoted.size() - 2);
    };
    auto const note = [&](std::string old, std::string with) {
        auto& row = written_[static_cast<unsigned char>(old.front())];
        if (std::any_of(row.begin(), row.end(), [&](auto const& one) { return one.then == old; })) return;
        auto const place =
            std::find_if(row.begin(), row.end(), [&](auto const& one) { return one.then.size() < old.size(); });
        row.insert(place, {std::move(old), std::move(with)});
    };
    note(std::string(then), std::string(now));
    note(base::percent_encode(then), base::percent_encode(now));
    note(base::html_escape(then), base::html_escape(now));
    note(in_json(then), in_json(now));
}

std::optional<std::string> Substitutions::of(std::string_view then) const {
    auto const found = by_value_.find(then);
    if (found == by_value_.end()) return std::nullopt;
    return all_[found->second].now;
}

std::string Substitutions::apply(std::string_view text) const {
    if (auto whole = of(text)) return *std::move(whole);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const rest = text.substr(at);
        auto const& row = written_[static_cast<unsigned char>(rest.front())];
        auto const found =
            std::find_if(row.begin(), row.end(), [&](auto const& one) { return rest.starts_with(one.then); });
        if (found == row.end()) {
            out += text[at++];
        } else {
            out += found->now;
            at += found->then.size();
        }
    }
    return out;
}

base::json::array to_json(std::vector<Substitution> const& all) {
    base::json::array out;
    for (auto const& one : all) {
        base::json::object row{
            {"name", base::to_valid_utf8(one.name)},
            {"then", base::to_valid_utf8(one.then)},
            {"now", base::to_valid_utf8(one.now)},
            {"hop", one.hop}};
        out.emplace_back(std::move(row));
    }
    return out;
}

} // namespace easel::replay
