#include "base/text.hpp"
#include "jose/key.hpp"
#include "oauth1/oauth1.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace easel::oauth1 {

std::string base_uri(base::Url const& url) {
    // parse_url has made scheme and host lower-case, and origin() leaves default ports out.
    return url.origin() + url.path;
}

std::string normalized(base::Fields const& parameters) {
    std::vector<std::pair<std::string, std::string>> encoded;
    encoded.reserve(parameters.size());
    for (auto const& [name, value] : parameters) {
        if (name != "oauth_signature") encoded.emplace_back(base::percent_encode(name), base::percent_encode(value));
    }
    // Pairs, not joined texts: "custom_1" comes before "custom_10" although '=' comes after '0'.
    std::sort(encoded.begin(), encoded.end());
    std::string joined;
    for (auto const& [name, value] : encoded) {
        if (!joined.empty()) joined += '&';
        joined.append(name).append("=").append(value);
    }
    return joined;
}

std::string base_string(std::string_view method, base::Url const& url, base::Fields const& parameters) {
    return std::string(method) + "&" + base::percent_encode(base_uri(url)) + "&" +
           base::percent_encode(normalized(parameters));
}

std::optional<std::string> signature(
    std::string_view method, std::string_view base_string, std::string_view shared_secret
) {
    auto const key = base::percent_encode(shared_secret) + "&"; // no token
    if (base::equals_ignoring_case(method, hmac_sha1)) return base::base64_encode(jose::hmac(160, key, base_string));
    if (base::equals_ignoring_case(method, "HMAC-SHA256"))
        return base::base64_encode(jose::hmac(256, key, base_string));
    if (base::equals_ignoring_case(method, "PLAINTEXT")) return key;
    return std::nullopt;
}

bool is_signed_by(
    std::string_view shared_secret, std::string_view method, base::Url const& url, base::Fields const& parameters
) {
    auto const* const by = base::find(parameters, "oauth_signature_method");
    auto const* const sent = base::find(parameters, "oauth_signature");
    if (by == nullptr || sent == nullptr) return false;
    auto const right = signature(*by, base_string(method, url, parameters), shared_secret);
    return right && jose::equal_in_constant_time(*right, *sent);
}

std::string body_hash(std::string_view body) {
    return base::base64_encode(jose::sha1(body));
}

base::Fields protocol_parameters(Credentials const& who, Freshness const& fresh) {
    return {
        {"oauth_consumer_key", who.consumer_key},
        {"oauth_signature_method", hmac_sha1},
        {"oauth_timestamp", std::to_string(base::to_numeric_date(fresh.at))},
        {"oauth_nonce", fresh.nonce},
        {"oauth_version", "1.0"},
    };
}

base::Fields signed_form(
    base::Url const& url, base::Fields const& fields, Credentials const& who, Freshness const& fresh
) {
    auto form = protocol_parameters(who, fresh);
    form.insert(form.end(), fields.begin(), fields.end());
    auto counted = base::form_decode(url.query);
    counted.insert(counted.end(), form.begin(), form.end());
    form.emplace_back("oauth_signature", *signature(hmac_sha1, base_string("POST", url, counted), who.shared_secret));
    return form;
}

} // namespace easel::oauth1
