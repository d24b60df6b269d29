#include "reference_tool/platform_keys.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace easel::reference_tool {
namespace {

base::Duration lifetime(http::Headers const& headers) {
    constexpr int unstated = 300;
    constexpr int longest = 3600;
    int seconds = unstated;
    for (auto const& part : base::split(headers.get("Cache-Control"), ',')) {
        auto const directive = base::to_lower(base::trim(part));
        if (directive == "no-store" || directive == "no-cache") return base::Duration{0};
        if (!directive.starts_with("max-age=")) continue;
        auto const digits = std::string_view(directive).substr(8);
        int given = 0;
        auto const read = std::from_chars(digits.data(), digits.data() + digits.size(), given);
        if (read.ec == std::errc()) seconds = std::clamp(given, 0, longest);
        if (read.ec == std::errc::result_out_of_range) seconds = longest;
    }
    return std::chrono::seconds(seconds);
}

} // namespace

std::optional<std::map<std::string, jose::Key>> read_key_set(std::string_view body, Switches const& defects) {
    auto const document = base::parse_json(body);
    if (!document) return {};
    auto const* list = base::member(*document, "keys");
    if (list == nullptr || !list->is_array()) return {};
    std::map<std::string, jose::Key> keys;
    for (auto const& jwk : list->get_array()) {
        auto const kty = base::text_member(jwk, "kty");
        auto const kid = base::text_member(jwk, "kid");
        if (defects.broken("chokes-on-foreign-keys") && kty != "RSA") return {};
        if (defects.broken("demands-alg-in-platform-keys") && !base::text_member(jwk, "alg")) continue;
        if (kty != "RSA" || !kid || kid->empty()) continue;
        if (base::text_member(jwk, "use").value_or("sig") != "sig") continue;
        if (base::text_member(jwk, "alg").value_or("RS256") != "RS256") continue;
        auto key = jose::Key::from_jwk(jwk);
        if (key && key->bits() >= 2048) keys.emplace(*kid, std::move(*key));
    }
    return keys;
}

jose::Key const* KeyCache::find(std::string_view kid) const {
    auto const found = keys_.find(kid);
    return found == keys_.end() ? nullptr : &found->second;
}

bool KeyCache::take_refetch(base::Instant now) {
    constexpr std::size_t most = 20;
    std::erase_if(refetches_, [&](auto at) { return at + std::chrono::minutes(1) <= now; });
    if (refetches_.size() >= most) return false;
    refetches_.push_back(now);
    return true;
}

void KeyCache::store(std::map<std::string, jose::Key> keys, http::Headers const& headers, base::Instant now) {
    keys_.clear();
    for (auto& [kid, key] : keys) keys_.emplace(kid, std::move(key));
    fetched_ = true;
    expires_at_ = now + lifetime(headers);
}

} // namespace easel::reference_tool
