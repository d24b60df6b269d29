#include "base/text.hpp"
#include "check/wire_inspection.hpp"
#include "jose/key.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <map>

namespace easel::check::wire {
namespace {

/// The hop at which a key set was fetched; the sets are those of the answered fetches, in their order.
int key_set_hop(Case const& run, std::size_t snapshot) {
    std::size_t index = 0;
    int hop = 0;
    for (auto const& exchange : run.everything) {
        if (exchange.kind != CallKind::jwks || exchange.to != traffic::Party::tool || !exchange.response) continue;
        hop = exchange.number;
        if (index++ == snapshot) break;
    }
    return hop;
}

std::string key_name(PublishedKey const& key) {
    return key.kid.empty() ? "a key without `kid`" : "the key " + quoted(key.kid);
}

std::string text_of(PublishedKey const& key, std::string_view member) {
    return base::text_member(key.jwk, member).value_or("");
}

bool is_rsa(PublishedKey const& key) {
    return text_of(key, "kty") == "RSA";
}

/// Bits of a modulus as it stands in a JWK; 0 when it is no base 64.
std::size_t modulus_bits(std::string_view n) {
    auto const bytes = base::base64url_decode(n);
    if (!bytes) return 0;
    auto const first = std::ranges::find_if(*bytes, [](char c) { return c != '\0'; });
    if (first == bytes->end()) return 0;
    auto const rest = static_cast<std::size_t>(bytes->end() - first);
    return (rest - 1) * 8 + static_cast<std::size_t>(std::bit_width(static_cast<unsigned char>(*first)));
}

void well_formed_set(Case const& run, Findings& out) {
    for (std::size_t i = 0; i < run.context.key_sets.size(); ++i) {
        auto const hop = key_set_hop(run, i);
        out.saw(hop);
        auto const set = base::parse_json(run.context.key_sets[i]);
        auto const* keys = set ? base::member(*set, "keys") : nullptr;
        if (keys == nullptr || !keys->is_array()) {
            out.violated(hop, "published a key set that is no JSON object with a `keys` list");
            continue;
        }
        for (auto const& key : keys->as_array()) {
            if (!key.is_object())
                out.violated(hop, "published an entry of `keys` that is no object: " + quoted(key));
            else if (!base::text_member(key, "kty"))
                out.violated(hop, "published a key without `kty`");
        }
    }
    for (auto const& key : published_keys(run.context)) {
        if (!is_rsa(key)) continue;
        for (std::string_view const member : {"n", "e", "kid"}) {
            if (!text_of(key, member).empty()) continue;
            out.violated(
                key_set_hop(run, key.snapshot), "published " + key_name(key) + " without `" + std::string(member) + "`"
            );
        }
    }
}

void alg_and_use(Case const& run, Findings& out) {
    for (auto const& key : published_keys(run.context)) {
        auto const hop = key_set_hop(run, key.snapshot);
        out.saw(hop);
        for (auto const& [member, value] : {
                 std::pair<std::string_view, std::string_view>{"alg", "RS256"},
                 {"use", "sig"},
             }) {
            auto const given = text_of(key, member);
            if (given == value) continue;
            out.violated(
                hop,
                "published " + key_name(key) +
                    (given.empty() ? " without `" + std::string(member) + "`"
                                   : " with " + std::string(member) + " " + quoted(given)) +
                    "; Canvas expects `" + std::string(value) + "`"
            );
        }
    }
}

void no_private_members(Case const& run, Findings& out) {
    for (auto const& key : published_keys(run.context)) {
        auto const hop = key_set_hop(run, key.snapshot);
        out.saw(hop);
        for (std::string_view const member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
            if (!key.jwk.contains(member)) continue;
            out.violated(hop, "published the private member `" + std::string(member) + "` of " + key_name(key));
            break;
        }
    }
}

void long_enough(Case const& run, Findings& out) {
    constexpr std::size_t least_bits = 2048;
    for (auto const& key : published_keys(run.context)) {
        if (!is_rsa(key)) continue;
        auto const hop = key_set_hop(run, key.snapshot);
        out.saw(hop);
        auto const bits = modulus_bits(text_of(key, "n"));
        if (bits < least_bits)
            out.violated(hop, "published " + key_name(key) + " of " + std::to_string(bits) + " bits");
    }
}

void distinct_kids(Case const& run, Findings& out) {
    std::map<std::string, std::string> modulus_of;  // over all snapshots
    std::set<std::pair<std::size_t, std::string>> seen;
    for (auto const& key : published_keys(run.context)) {
        auto const hop = key_set_hop(run, key.snapshot);
        out.saw(hop);
        if (key.kid.empty()) continue;  // KEY-011 asks for one
        auto const modulus = text_of(key, "n");
        if (!seen.emplace(key.snapshot, key.kid).second) {
            out.violated(hop, "published the kid " + quoted(key.kid) + " twice in one key set");
        } else if (auto const [first, fresh] = modulus_of.emplace(key.kid, modulus);
                   !fresh && first->second != modulus) {
            out.violated(hop, "published another key under the kid " + quoted(key.kid) + " than before");
        }
    }
}

void published_kid(Case const& run, Findings& out) {
    auto const keys = published_keys(run.context);
    for (auto const* request : run.tool_calls({CallKind::token})) {
        auto const assertion = assertion_of(*request);
        if (!assertion) continue;
        out.saw(*request);
        auto const kid = base::text_member(assertion->header, "kid");
        if (!kid) {
            out.violated(*request, "signed the token request without a `kid`");
            continue;
        }
        if (keys.empty()) {
            out.undecidable(
                "no_key_set", "Not judged because no key set of your tool was fetched to look its kid up in."
            );
            continue;
        }
        std::vector<std::string> offered;
        bool known = false;
        bool fits = false;
        for (auto const& key : keys) {
            if (std::ranges::find(offered, key.kid) == offered.end()) offered.push_back(key.kid);
            if (key.kid != *kid) continue;
            known = true;
            fits = fits || signed_by(*assertion, key);
        }
        if (!known) {
            out.violated(
                *request,
                "signed the token request with `kid` " + quoted(*kid) + "; its key set only offers " +
                    quoted(base::join(offered, ", ")) + ". Canvas refuses this"
            );
        } else if (!fits) {
            out.violated(
                *request,
                "signed the token request in a way that its published key " + quoted(*kid) + " does not verify"
            );
        }
    }
}

/// When a new key appears, the one that signed until then is still there.
void old_key_stays(Case const& run, Findings& out) {
    std::vector<std::set<std::string>> sets(run.context.key_sets.size());
    for (auto const& key : published_keys(run.context)) sets[key.snapshot].insert(key.kid);
    for (std::size_t i = 1; i < sets.size(); ++i) {
        if (std::ranges::includes(sets[i - 1], sets[i])) continue; // no new key
        auto const hop = key_set_hop(run, i);
        out.saw(hop);
        for (auto const* request : run.tool_calls({CallKind::token})) {
            auto const assertion = assertion_of(*request);
            auto const kid = assertion ? base::text_member(assertion->header, "kid") : std::nullopt;
            if (request->number >= hop || !kid || !sets[i - 1].contains(*kid) || sets[i].contains(*kid)) continue;
            out.violated(hop, "withdrew the key " + quoted(*kid) + ", which had signed until then, when it published a new one");
            break;
        }
    }
}

/// Which published key signed towards which platform; a platform is told by its token endpoint.
void one_key_per_platform(Case const& run, Findings& out) {
    auto const keys = published_keys(run.context);
    std::map<std::string, std::string> endpoint_of;  // modulus to the first endpoint it signed for
    std::set<std::string> endpoints;
    for (auto const* request : run.tool_calls({CallKind::token})) {
        auto const assertion = assertion_of(*request);
        if (!assertion) continue;
        auto const signer = std::ranges::find_if(keys, [&](PublishedKey const& key) { return signed_by(*assertion, key); });
        if (signer == keys.end()) continue;
        out.saw(*request);
        auto const endpoint = std::string(path_of(request->url));
        endpoints.insert(endpoint);
        auto const [first, fresh] = endpoint_of.emplace(text_of(*signer, "n"), endpoint);
        if (!fresh && first->second != endpoint) {
            out.violated(
                *request, "signed with " + key_name(*signer) + " for this platform as it did for another"
            );
        }
    }
    if (endpoints.size() == 1)
        out.undecidable("single_issuer", "Not judged because your tool asked one platform only for tokens.");
}

/// Whoever a token names as its issuer is not asked, least of all for keys.
void asks_no_stranger(Case const& run, Findings& out) {
    std::vector<std::string> named;
    for (auto const& exchange : run.exchanges) {
        bool const launch = exchange.kind == CallKind::launch && exchange.to == traffic::Party::tool;
        if (launch && exchange.from == traffic::Party::browser) {
            out.saw(exchange);
            auto const form = exchange.request.form();
            auto const* text = base::find(form, "id_token");
            auto const token = text == nullptr ? base::Result<jose::Jwt>(base::Fault{}) : jose::decode(*text);
            auto const issuer = token ? base::text_member(token->claims, "iss").value_or("") : "";
            if (!issuer.empty()) named.push_back(issuer);
        }
        bool const led = exchange.from == traffic::Party::tool && exchange.to == traffic::Party::probe;
        if (led && std::ranges::any_of(named, [&](auto const& issuer) { return exchange.url.starts_with(issuer); }))
            out.violated(exchange, "asked the issuer that the token names: " + quoted(exchange.url));
    }
}

constexpr std::string_view subject = "published keys";
constexpr std::array rules{
    Rule{
        "KEY-011",
        "fetched key sets",
        well_formed_set,
        "Answer the key set URL with {\"keys\": [...]} and give every RSA key kty, n, e and kid."},
    Rule{"KEY-012", subject, alg_and_use, "Give every published key \"alg\": \"RS256\" and \"use\": \"sig\"."},
    Rule{
        "KEY-013",
        subject,
        no_private_members,
        "Publish kty, n, e, kid, alg and use only, and replace the key pair: its private half is known."},
    Rule{"KEY-014", "published RSA keys", long_enough, "Make RSA keys of 2048 bits or more."},
    Rule{"KEY-015", subject, distinct_kids, "Give every new key a kid that was never used."},
    Rule{
        "KEY-017",
        "key sets with a new key",
        old_key_stays,
        "Publish the new key beside the old one, and withdraw the old one an hour or more later."},
    Rule{
        "KEY-019",
        "client assertions",
        one_key_per_platform,
        "Make a key pair for every platform, so that what one of them learns is worth nothing at another."},
    Rule{
        "KEY-018",
        "launches of an issuer that was never registered",
        asks_no_stranger,
        "Take the address of the platform's key set from the registration, never from the token."},
    Rule{"KEY-016", "client assertions", published_kid, "Set `kid` to that of the published key that you sign with."},
};

}  // namespace

std::span<Rule const> key_rules() {
    return rules;
}

std::vector<PublishedKey> published_keys(WireContext const& context) {
    std::vector<PublishedKey> out;
    for (std::size_t i = 0; i < context.key_sets.size(); ++i) {
        auto const set = base::parse_json(context.key_sets[i]);
        auto const* keys = set ? base::member(*set, "keys") : nullptr;
        if (keys == nullptr || !keys->is_array()) continue;
        for (auto const& key : keys->as_array()) {
            if (!key.is_object()) continue;
            out.push_back({key.as_object(), base::text_member(key, "kid").value_or(""), i});
        }
    }
    return out;
}

bool signed_by(jose::Jwt const& token, PublishedKey const& key) {
    auto const read = jose::Key::from_jwk(key.jwk);
    return read && jose::verifies(token, *read);
}

}  // namespace easel::check::wire
