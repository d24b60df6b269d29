#include "play/tamper.hpp"

#include "base/text.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "play/texts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace easel::play {
namespace {

namespace json = base::json;

/// "id_token.claims.resource_link.id" below "id_token.claims." -> {claim URI, "id"}. A URI is one name, dots and all.
std::vector<std::string> claim_path(std::string_view rest) {
    if (rest.starts_with("http://") || rest.starts_with("https://")) return {std::string(rest)};
    auto parts = base::split(rest, '.');
    parts.front() = claim_name(parts.front());
    return parts;
}

void patch(json::object& object, std::vector<std::string> const& path, json::value const& value, std::size_t depth = 0) {
    auto const& name = path[depth];
    if (depth + 1 == path.size()) {
        if (is_removal(value)) {
            object.erase(name);
        } else {
            object[name] = value;
        }
        return;
    }
    auto& next = object[name];
    if (!next.is_object()) next = json::object();
    patch(next.as_object(), path, value, depth + 1);
}

void patch_field(base::Fields& fields, std::string_view name, json::value const& value) {
    if (is_removal(value)) {
        base::remove(fields, name);
    } else {
        base::set(fields, name, text_of(value));
    }
}

std::string hmac_secret(std::string const& name, jose::Key const& key, std::string const& kid, std::string const& client_id) {
    if (name == "public_pem") return key.public_pem();
    if (name == "public_pem_trimmed") return std::string(base::trim(key.public_pem()));
    if (name == "jwk") return base::dump(key.public_jwk(kid));
    if (name == "client_id") return client_id;
    return name;
}

/// How much padding is asked for; more than any server takes is never needed.
std::size_t amount(json::value const& value) {
    constexpr double most = 16.0 * 1024 * 1024;
    return static_cast<std::size_t>(std::clamp(base::number(value).value_or(0), 0.0, most));
}

struct Patches {
    json::object const& tamper;
    [[nodiscard]] json::value const* find(std::string_view point) const { return tamper.if_contains(point); }
    template <class Apply>
    void each(std::string_view prefix, Apply apply) const {
        for (auto const& [point, value] : tamper) {
            if (std::string_view(point).starts_with(prefix)) apply(std::string_view(point).substr(prefix.size()), value);
        }
    }
};

/// Whose token it is, and who else could have signed it.
struct Signing {
    lti13::Issuer const& issuer;
    lti13::Issuer const& first;
    std::string const& client_id;
};

jose::Key const& key_named(std::string const& name, Signing const& by) {
    if (name == "attacker") return keys::fixture_key("attacker");
    if (name == "first") return by.first.signing_key().key;
    return by.issuer.keys[name == "past" ? 0 : 2].key;
}

std::string sign_again(Patches const& patches, json::object header, json::value const& payload, Signing const& by) {
    auto const* alg = patches.find("id_token.alg");
    if (alg != nullptr) header["alg"] = *alg;
    patches.each("id_token.header.", [&](std::string_view name, json::value const& value) {
        patch(header, {std::string(name)}, value);
    });
    auto const alg_text = alg == nullptr ? std::string() : text_of(*alg);
    if (base::equals_ignoring_case(alg_text, "none")) return jose::unsigned_token(header, payload);
    if (alg_text.starts_with("HS")) {
        auto const* secret = patches.find("id_token.secret");
        auto const& signing = by.issuer.signing_key();
        auto const name = secret == nullptr ? std::string("public_pem") : text_of(*secret);
        return jose::sign_hmac(header, payload, hmac_secret(name, signing.key, signing.kid, by.client_id));
    }
    auto const* other = patches.find("id_token.key");
    return jose::sign(header, payload, other == nullptr ? by.issuer.signing_key().key : key_named(text_of(*other), by));
}

/// Puts another payload under the signature that is there.
std::string change_after_signing(Patches const& patches, std::string const& token) {
    auto decoded = jose::decode(token);
    if (!decoded) return token;
    bool changed = false;
    patches.each("id_token.changed_after_signing.", [&](std::string_view name, json::value const& value) {
        patch(decoded->claims, claim_path(name), value);
        changed = true;
    });
    if (!changed) return token;
    auto const header = token.substr(0, token.find('.'));
    auto const signature = token.substr(token.rfind('.') + 1);
    return header + "." + base::base64url_encode(base::dump(decoded->claims)) + "." + signature;
}

bool resigns(std::string_view point) {
    return point.starts_with("id_token.header.") || point.starts_with("id_token.claims.") || point == "id_token.alg" ||
           point == "id_token.key" || point == "id_token.payload" || point == "id_token.secret" ||
           point == "id_token.padding";
}

base::Result<std::string> tamper_token(Patches const& patches, std::string token, Signing const& by) {
    if (std::any_of(patches.tamper.begin(), patches.tamper.end(), [](auto const& entry) { return resigns(entry.key()); })) {
        auto decoded = jose::decode(token);
        if (!decoded) return decoded.error();
        patches.each("id_token.claims.", [&](std::string_view name, json::value const& value) {
            patch(decoded->claims, claim_path(name), value);
        });
        if (auto const* bytes = patches.find("id_token.padding"))
            decoded->claims["https://vendor.example/padding"] = std::string(amount(*bytes), 'x');
        json::value payload = decoded->claims;
        if (auto const* whole = patches.find("id_token.payload")) payload = *whole;
        token = sign_again(patches, std::move(decoded->header), payload, by);
    }
    token = change_after_signing(patches, token);
    if (auto const* signature = patches.find("id_token.signature")) {
        auto const parts = token.substr(0, token.rfind('.'));
        token = is_removal(*signature) ? parts : parts + "." + text_of(*signature);
    }
    if (auto const* raw = patches.find("id_token.raw")) token = text_of(*raw);
    return token;
}

std::vector<std::string> const& prefixes() {
    static std::vector<std::string> const all{
        "login.", "id_token.header.", "id_token.claims.", "id_token.changed_after_signing.", "response."
    };
    return all;
}

std::vector<std::string> const& points() {
    static std::vector<std::string> const all{
        "id_token.payload", "id_token.alg", "id_token.secret", "id_token.key", "id_token.signature", "id_token.raw",
        "id_token.padding", "response.padding",
        "deliver.jar", "deliver.method", "deliver.after", "deliver.cookies"
    };
    return all;
}

} // namespace

std::string claim_name(std::string_view name) {
    static std::array<std::string_view, 14> const short_names{
        "message_type", "version", "deployment_id", "target_link_uri", "resource_link", "roles", "context", "custom",
        "launch_presentation", "tool_platform", "lis", "role_scope_mentor", "lti11_legacy_user_id", "lti1p1"
    };
    if (std::find(short_names.begin(), short_names.end(), name) != short_names.end()) {
        return "https://purl.imsglobal.org/spec/lti/claim/" + std::string(name);
    }
    if (name == "ags") return "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint";
    if (name == "nrps") return "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice";
    if (name == "deep_linking_settings") return "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings";
    if (name == "placement") return "https://www.instructure.com/placement";
    return std::string(name);
}

std::optional<std::string> tamper_point_problem(std::string_view point) {
    for (auto const& prefix : prefixes()) {
        if (point.starts_with(prefix) && point.size() > prefix.size()) return std::nullopt;
    }
    if (std::find(points().begin(), points().end(), point) != points().end()) return std::nullopt;
    auto candidates = points();
    for (auto const& prefix : prefixes()) candidates.push_back(prefix + "NAME");
    auto problem = "unknown tamper point '" + std::string(point) + "'";
    if (auto const near = base::nearest(point, candidates)) problem += "; did you mean '" + *near + "'?";
    return problem;
}

std::optional<std::string> tamper_value_problem(std::string_view point, json::value const& value) {
    static std::map<std::string_view, std::vector<std::string>> const words{
        {"id_token.key", {"attacker", "past", "future", "first"}},
        {"deliver.jar", {"other"}},
        {"deliver.method", {"get"}},
        {"deliver.cookies", {"dropped", "forged"}},
    };
    auto const known = words.find(point);
    auto const word = text_of(value);
    if (known == words.end() || word.find("${") != std::string::npos) return std::nullopt;
    if (std::find(known->second.begin(), known->second.end(), word) != known->second.end()) return std::nullopt;
    return "tamper point '" + std::string(point) + "' takes " + base::join(known->second, ", ") + ", not '" + word + "'";
}

void tamper_login(json::object const& tamper, base::Fields& login) {
    Patches{tamper}.each("login.", [&](std::string_view name, json::value const& value) { patch_field(login, name, value); });
}

Delivery delivery_of(json::object const& tamper) {
    auto const is = [&](std::string_view point, std::string_view word) {
        auto const* value = tamper.if_contains(point);
        return value != nullptr && value->is_string() && value->as_string() == word;
    };
    auto const after = base::text_member(tamper, "deliver.after");
    auto const span = after ? base::parse_duration(*after) : std::nullopt;
    return {
        is("deliver.jar", "other"), is("deliver.method", "get"), is("deliver.cookies", "dropped"),
        is("deliver.cookies", "forged"), span.value_or(base::Duration{0})
    };
}

base::Result<void> tamper_response(
    json::object const& tamper, lti13::Issuer const& issuer, std::string const& client_id, base::Fields& form, lti13::Issuer const* first
) {
    Patches const patches{tamper};
    Signing const by{issuer, first == nullptr ? issuer : *first, client_id};
    if (auto const* token = base::find(form, "id_token")) {
        auto changed = tamper_token(patches, *token, by);
        if (!changed) return changed.error();
        base::set(form, "id_token", std::move(*changed));
    }
    patches.each("response.", [&](std::string_view name, json::value const& value) {
        if (name != "padding") patch_field(form, name, value);
    });
    if (auto const* fields = patches.find("response.padding")) {
        auto const count = std::min<std::size_t>(amount(*fields), 100'000);
        for (std::size_t i = 1; i <= count; ++i) form.emplace_back("padding" + std::to_string(i), "x");
    }
    return {};
}

std::string made_up_state(std::string state) {
    bool changed = false;
    for (auto& character : state) {
        if (character < '0' || character > '9') continue;
        character = static_cast<char>('9' - (character - '0'));
        changed = true;
    }
    if (!changed && !state.empty()) state.back() = state.back() == 'x' ? 'y' : 'x';
    return state;
}

} // namespace easel::play
