// What a recorded tool signs: its tokens, forms and headers of today, with keys that stand for those it had.
#include "agent/browser.hpp"
#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "oauth1/oauth1.hpp"
#include "replay/recorded_tool.hpp"
#include "replay/redacted_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace easel::replay {

namespace json = base::json;
using traffic::Party;

std::string RecordedTool::Keys::replaced(std::string const& key_set) {
    auto const parsed = base::parse_json(key_set);
    auto const* const all = parsed ? base::member(*parsed, "keys") : nullptr;
    if (all == nullptr || !all->is_array()) return key_set;
    json::array keys;
    bool strange = false;
    for (auto const& key : all->get_array()) {
        keys.push_back(replaced(key));
        strange = strange || keys.back() != key;
    }
    if (!strange) return key_set; // to the byte
    json::object whole = parsed->get_object();
    whole["keys"] = std::move(keys);
    return base::dump(whole);
}

json::value RecordedTool::Keys::replaced(json::value const& jwk) {
    static constexpr std::array known{
        "reference-tool", "reference-tool-next", "reference-tool-other", "probe", "attacker"};
    auto const modulus = base::text_member(jwk, "n");
    auto const kid = base::text_member(jwk, "kid").value_or("");
    if (!modulus) return jwk;
    auto found = by_modulus_.find(*modulus);
    bool ours = false;
    for (auto const* name : known) {
        auto const& key = keys::fixture_key(name);
        if (base::text_member(key.public_jwk(""), "n") != modulus) continue;
        found = by_modulus_.try_emplace(*modulus, key).first;
        ours = true;
    }
    if (found == by_modulus_.end()) {
        auto const* name = known[static_cast<std::size_t>(strangers_++) % known.size()];
        found = by_modulus_.try_emplace(*modulus, keys::fixture_key(name)).first;
    }
    by_kid_.insert_or_assign(kid, found->second);
    if (ours || !jwk.is_object()) return jwk;
    auto out = jwk.get_object();
    auto const shown = found->second.public_jwk(kid);
    out["n"] = shown.at("n");
    out["e"] = shown.at("e");
    return out;
}

jose::Key const* RecordedTool::Keys::find(std::string_view kid) const {
    auto const found = by_kid_.find(kid);
    return found == by_kid_.end() ? nullptr : &found->second;
}

std::string RecordedTool::secret_of(std::string const& consumer_key) const {
    auto const found = std::find_if(shared_keys_.begin(), shared_keys_.end(), [&](auto const& key) {
        return key.consumer_key == consumer_key;
    });
    return found == shared_keys_.end() ? "" : found->shared_secret;
}

/// Tokens that the tool signed: their origins are those of today, so they are signed anew. What came from the platform
/// has been put in by the table.
std::string RecordedTool::sign_tokens(std::string text, int hop) {
    for (std::size_t at = 0; (at = text.find("eyJ", at)) != std::string::npos;) {
        auto const header_end = run_end(text, at);
        auto const claims_end =
            header_end < text.size() && text[header_end] == '.' ? run_end(text, header_end + 1) : std::string::npos;
        bool const signed_once = claims_end != std::string::npos && claims_end < text.size() &&
                                 text[claims_end] == '.' &&
                                 std::string_view(text).substr(claims_end + 1).starts_with(tag_open);
        if (!signed_once) {
            at = std::max(header_end, at + 1);
            continue;
        }
        auto const end = text.find(tag_close, claims_end);
        if (end == std::string::npos) return text;
        if (auto const known = tokens_.find(without_signature(std::string_view(text).substr(at)));
            known != tokens_.end()) {
            text.replace(at, end + tag_close.size() - at, known->second);
            at += known->second.size();
            continue;
        }
        auto const read = [&](std::size_t from, std::size_t to) {
            auto const decoded = base::base64url_decode(text.substr(from, to - from));
            return decoded ? base::parse_json(restored(*decoded)) : base::Result<json::value>(base::Fault());
        };
        auto const header = read(at, header_end);
        auto const claims = read(header_end + 1, claims_end);
        auto const* const key = header ? keys_.find(base::text_member(*header, "kid").value_or("")) : nullptr;
        if (!header || !header->is_object() || !claims || key == nullptr) {
            at = end;
            continue;
        }
        auto const token = jose::sign(header->get_object(), *claims, *key);
        text.replace(at, end + tag_close.size() - at, token);
        at += token.size();
        signed_anew_.insert(hop);
    }
    return text;
}

/// A page whose form is a message of LTI 1.1 that the tool has signed.
std::string RecordedTool::sign_forms(std::string page, std::string const& url, int hop) {
    auto const at = base::parse_url(url);
    if (!at || page.find("oauth_signature") == std::string::npos) return page;
    for (auto const& form : agent::find_forms(page, *at)) {
        auto const signature = base::value_of(form.fields, "oauth_signature");
        auto const secret = secret_of(base::value_of(form.fields, "oauth_consumer_key"));
        auto const action = base::parse_url(form.action);
        if (!is_redacted(signature) || secret.empty() || !action) continue;
        auto fields = form.fields;
        base::remove(fields, "oauth_signature");
        auto const query = base::form_decode(action->query);
        fields.insert(fields.end(), query.begin(), query.end());
        auto const made = oauth1::signature(
            base::value_of(fields, "oauth_signature_method"), oauth1::base_string("POST", *action, fields), secret
        );
        if (!made) continue;
        page = base::replace_all(std::move(page), signature, base::html_escape(*made));
        signed_anew_.insert(hop);
    }
    return page;
}

/// One of the key set that the platform reads for this call, else of the last one before it.
std::string RecordedTool::kid_for(Hop const& recorded) const {
    std::string kid;
    for (auto const& hop : then_.hops) {
        constexpr int soon = 2; // other calls may come between a call and what is fetched for it
        bool const of_another = hop.number > recorded.number + soon && !kid.empty();
        if (hop.from != Party::platform || !hop.response || of_another) continue;
        auto const set = base::parse_json(hop.response->body);
        auto const* const all = set ? base::member(*set, "keys") : nullptr;
        if (all == nullptr || !all->is_array()) continue;
        for (auto const& key : all->get_array()) {
            auto const name = base::text_member(key, "kid");
            if (!name || keys_.find(*name) == nullptr) continue;
            kid = *name;
            break;
        }
    }
    return kid;
}

std::string RecordedTool::assertion(Hop const& recorded) {
    bool const was_looked_at = recorded.fault.empty();
    if (was_looked_at && recorded.response && recorded.response->status != 200)
        lacks(
            "the client assertion of hop " + std::to_string(recorded.number) +
            " was refused, and a file does not hold it"
        );
    auto const kid = kid_for(recorded);
    auto const* const key = keys_.find(kid);
    if (key == nullptr) {
        lacks("the tool's key set was not fetched, so no client assertion can be signed for it");
        return "none";
    }
    auto const now = std::chrono::duration_cast<std::chrono::seconds>(time_->tool_now().time_since_epoch()).count();
    auto const audience = restored(recorded.url.substr(0, recorded.url.find('?')));
    json::object header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", kid}};
    json::object claims;
    claims["iss"] = recorded.client_id;
    claims["sub"] = recorded.client_id;
    claims["aud"] = audience;
    claims["iat"] = now;
    claims["exp"] = now + 300;
    claims["jti"] = "replayed-" + std::to_string(++assertions_);
    signed_anew_.insert(recorded.number);
    return jose::sign(header, claims, *key);
}

/// `Authorization: OAuth` of LTI 1.1: the signature covers the address, so it is made anew.
void RecordedTool::sign_header(Hop const& recorded, http::Request& request) {
    auto const parameters = oauth1::read_authorization(request.headers.get("Authorization"));
    auto const url = base::parse_url(restored(recorded.url));
    if (!parameters || !url) return;
    auto signed_ones = *parameters;
    auto const secret = secret_of(base::value_of(signed_ones, "oauth_consumer_key"));
    auto const method = base::value_of(signed_ones, "oauth_signature_method");
    if (!is_redacted(base::value_of(signed_ones, "oauth_signature"))) return;
    base::remove(signed_ones, "oauth_signature");
    if (base::find(signed_ones, "oauth_body_hash") != nullptr && request.body != recorded.request.body)
        base::set(signed_ones, "oauth_body_hash", oauth1::body_hash(request.body));
    auto all = signed_ones;
    for (auto const& more : {base::form_decode(url->query), request.form()})
        all.insert(all.end(), more.begin(), more.end());
    auto const made = oauth1::signature(method, oauth1::base_string(request.method, *url, all), secret);
    signed_ones.emplace_back("oauth_signature", made.value_or("none"));
    request.headers.set("Authorization", oauth1::authorization_header(signed_ones));
    signed_anew_.insert(recorded.number);
}

} // namespace easel::replay
