#include "play/tamper_lti11.hpp"

#include "base/text.hpp"
#include "play/tamper.hpp"
#include "play/texts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace easel::play {
namespace {

namespace json = base::json;

/// Whole numbers as such: a timestamp has no fraction.
std::string written(json::value const& value) {
    if (value.is_double()) return std::to_string(std::llround(std::floor(value.get_double())));
    return text_of(value);
}

/// The field gets this value in its place, or these values, or goes.
void patch_field(base::Fields& fields, std::string_view name, json::value const& value) {
    if (is_removal(value)) {
        base::remove(fields, name);
    } else if (value.is_array()) {
        base::remove(fields, name);
        for (auto const& one : value.get_array()) fields.emplace_back(std::string(name), written(one));
    } else {
        base::set(fields, name, written(value));
    }
}

void patch_each(json::object const& tamper, std::string_view prefix, base::Fields& fields) {
    for (auto const& [point, value] : tamper) {
        std::string_view const name = point;
        if (name.starts_with(prefix)) patch_field(fields, name.substr(prefix.size()), value);
    }
}

/// One character in the middle becomes another of the same alphabet.
std::string with_one_change(std::string signature) {
    if (signature.empty()) return signature;
    auto& character = signature[signature.size() / 2];
    character = character == 'A' ? 'B' : 'A';
    return signature;
}

constexpr std::array<std::string_view, 2> prefixes{"parameters.", "posted."};
constexpr std::array<std::string_view, 9> points{
    "oauth.key",
    "oauth.secret",
    "oauth.method",
    "oauth.timestamp",
    "oauth.nonce",
    "oauth.version",
    "oauth.signature",
    "deliver.method",
    "deliver.after",
};
struct ProtocolPoint {
    std::string_view point, parameter;
};
constexpr std::array protocol_points{
    ProtocolPoint{"oauth.key",       "oauth_consumer_key"    },
    ProtocolPoint{"oauth.method",    "oauth_signature_method"},
    ProtocolPoint{"oauth.timestamp", "oauth_timestamp"       },
    ProtocolPoint{"oauth.nonce",     "oauth_nonce"           },
    ProtocolPoint{"oauth.version",   "oauth_version"         },
};

} // namespace

std::optional<std::string> tamper_point_problem_lti11(std::string_view point) {
    for (auto const& prefix : prefixes)
        if (point.starts_with(prefix) && point.size() > prefix.size()) return std::nullopt;
    if (std::find(points.begin(), points.end(), point) != points.end()) return std::nullopt;
    std::vector<std::string> candidates(points.begin(), points.end());
    for (auto const& prefix : prefixes) candidates.push_back(std::string(prefix) + "NAME");
    auto problem = "unknown tamper point '" + std::string(point) + "' of an LTI 1.1 launch";
    if (auto const near = base::nearest(point, candidates)) problem += "; did you mean '" + *near + "'?";
    return problem;
}

SignedLaunch sign_launch(
    lti11::Launch const& launch, base::Url url, oauth1::Freshness const& fresh, json::object const& tamper
) {
    auto signer = launch.signer;
    if (auto const* secret = tamper.if_contains("oauth.secret"))
        signer.shared_secret = is_removal(*secret) ? "" : text_of(*secret);
    auto protocol = oauth1::protocol_parameters(signer, fresh);
    for (auto const& [point, parameter] : protocol_points)
        if (auto const* value = tamper.if_contains(point)) patch_field(protocol, parameter, *value);
    auto fields = launch.fields;
    patch_each(tamper, "parameters.", fields);

    SignedLaunch made;
    made.url = std::move(url);
    made.secret = signer.shared_secret;
    made.form = protocol;
    made.form.insert(made.form.end(), fields.begin(), fields.end());
    auto counted = base::form_decode(launch.signed_url.query);
    counted.insert(counted.end(), made.form.begin(), made.form.end());
    auto const* method = base::find(protocol, "oauth_signature_method");
    made.base_string =
        oauth1::base_string(delivery_of(tamper).by_get ? "GET" : "POST", launch.signed_url, counted);
    // A method that nobody knows is signed as usual: its name is what the tool has to stumble on.
    auto signature =
        oauth1::signature(method == nullptr ? oauth1::hmac_sha1 : *method, made.base_string, signer.shared_secret);
    if (!signature) signature = oauth1::signature(oauth1::hmac_sha1, made.base_string, signer.shared_secret);
    made.form.emplace_back("oauth_signature", *signature);
    if (auto const* other = tamper.if_contains("oauth.signature")) {
        bool const changed = other->is_string() && other->get_string() == "~changed";
        patch_field(made.form, "oauth_signature", changed ? json::value(with_one_change(*signature)) : *other);
    }
    auto const* all = tamper.if_contains("posted.*");
    if (all != nullptr && is_removal(*all)) made.form.clear();
    for (auto const& [point, value] : tamper) {
        std::string_view const name = point;
        if (name.starts_with("posted.") && name != "posted.*") patch_field(made.form, name.substr(7), value);
    }
    return made;
}

} // namespace easel::play
