#include "replay/recorded_tool.hpp"

#include "agent/browser.hpp"
#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "oauth1/oauth1.hpp"
#include "replay/reading.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace easel::replay {
namespace {

namespace json = base::json;
using traffic::Exchange;
using traffic::Party;

constexpr std::string_view tag_open = "‹redacted:";
constexpr std::string_view tag_close = "›";
constexpr char const* form_type = "application/x-www-form-urlencoded";

bool is_redacted(std::string_view text) {
    return text.find(tag_open) != std::string_view::npos;
}

/// A tag as something that a header may hold.
std::string as_ascii(std::string text) {
    for (std::size_t at = 0; (at = text.find(tag_open, at)) != std::string::npos;) {
        auto const end = text.find(tag_close, at);
        if (end == std::string::npos) return text;
        auto name = text.substr(at + tag_open.size(), end - at - tag_open.size());
        std::replace(name.begin(), name.end(), '#', '-');
        text.replace(at, end + tag_close.size() - at, "redacted-" + name);
    }
    return text;
}

bool is_call(Exchange const& hop) {
    return hop.from == Party::tool;
}

/// What the tool and the platform do by themselves sets nothing off.
bool sets_off(Exchange const& hop) {
    return hop.from == Party::browser || hop.from == Party::probe;
}

bool is_base64url(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

std::size_t run_end(std::string_view text, std::size_t at) {
    while (at < text.size() && is_base64url(text[at])) ++at;
    return at;
}

bool is_for_this_connection(std::string const& name) {
    static constexpr std::array names{"host", "content-length", "connection", "transfer-encoding", "keep-alive"};
    return std::find(names.begin(), names.end(), base::to_lower(name)) != names.end();
}

/// Tokens of three parts in a text, the last of which may be left out.
std::vector<std::string_view> tokens_in(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; (at = text.find("eyJ", at)) != std::string_view::npos;) {
        auto const header_end = run_end(text, at);
        auto const claims_end = header_end < text.size() && text[header_end] == '.' ? run_end(text, header_end + 1)
                                                                                    : std::string_view::npos;
        if (claims_end == std::string_view::npos || claims_end >= text.size() || text[claims_end] != '.') {
            at = std::max(header_end, at + 1);
            continue;
        }
        auto end = run_end(text, claims_end + 1);
        if (text.substr(claims_end + 1).starts_with(tag_open))
            end = std::min(text.find(tag_close, claims_end), text.size() - tag_close.size()) + tag_close.size();
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

/// Header and claims with their dots.
std::string_view without_signature(std::string_view token) {
    return token.substr(0, token.find('.', token.find('.') + 1) + 1);
}

/// Tags hold a `#`, which begins no fragment.
base::Fields query_of(std::string_view url) {
    auto const question = url.find('?');
    return question == std::string_view::npos ? base::Fields() : base::form_decode(url.substr(question + 1));
}

/// Where a hop goes, told by what stays from run to run.
std::string place_of(Exchange const& hop) {
    return std::string(traffic::to_string(hop.from)) + " " + std::string(traffic::to_string(hop.to)) + " " +
           hop.request.method + " " + path_template(hop.request.target);
}

} // namespace

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

RecordedTool::RecordedTool(
    http::asio::io_context& loop,
    http::Client& client,
    platform::Platform& platform,
    verdict::CaseResult const& then,
    play::Seat const& seat,
    Origins origins
)
    : loop_(loop),
      client_(client),
      platform_(platform),
      then_(then),
      time_(seat.time),
      shared_keys_(seat.lti11 ? seat.lti11->keys : std::vector<tool::SharedKey>()),
      origins_(std::move(origins)) {
    // A tool signs before anybody has asked for its keys.
    for (auto const& hop : then.hops)
        if (hop.to == Party::tool && hop.response) (void)keys_.replaced(hop.response->body);
    if (!seat.public_jwk.is_null()) (void)keys_.replaced(seat.public_jwk);
}

void RecordedTool::lacks(std::string what) {
    if (lacking_.empty()) lacking_ = std::move(what);
}

std::string RecordedTool::restored(std::string_view text) const {
    auto out = table_.apply(text);
    for (auto const& [name, origin] : {
             std::pair<std::string, std::string const&>{"platform", origins_.platform},
             {"tool", origins_.tool},
             {"elsewhere", origins_.elsewhere},
         }) {
        auto const scheme = origin.find("://");
        out = base::replace_all(std::move(out), "{" + name + "}", origin);
        if (scheme != std::string::npos)
            out = base::replace_all(std::move(out), "{" + name + ".host}", origin.substr(scheme + 3));
    }
    return out;
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

http::Response RecordedTool::response_of(Hop const& recorded) {
    if (!recorded.response) {
        http::Response none;
        none.delivery = http::Delivery::reset;
        return none;
    }
    http::Response response;
    response.status = recorded.response->status;
    for (auto const& [name, value] : recorded.response->headers.fields()) {
        if (!is_for_this_connection(name))
            response.headers.add(name, as_ascii(sign_tokens(restored(value), recorded.number)));
    }
    auto body = sign_tokens(restored(keys_.replaced(recorded.response->body)), recorded.number);
    response.body = as_ascii(sign_forms(std::move(body), restored(recorded.url), recorded.number));
    return response;
}

RecordedTool::Hop const* RecordedTool::take(http::Request const& request) {
    auto const key = request.method + " " + std::string(request.path());
    for (auto const& hop : then_.hops) {
        if (hop.to != Party::tool || answered_.contains(hop.number) || hop.request.method != request.method) continue;
        auto const target = restored(hop.request.target);
        if (std::string_view(target).substr(0, target.find('?')) != request.path()) continue;
        answered_.insert(hop.number);
        last_[key] = &hop;
        return &hop;
    }
    return nullptr;
}

std::vector<RecordedTool::Hop const*> RecordedTool::calls_after(Hop const& trigger) const {
    std::vector<Hop const*> calls;
    for (auto const& hop : then_.hops) {
        if (hop.number <= trigger.number) continue;
        if (sets_off(hop)) break;
        if (is_call(hop)) calls.push_back(&hop);
    }
    return calls;
}

http::awaitable<http::Response> RecordedTool::answer(http::Request request) {
    auto const keep = shared_from_this();
    auto const* const recorded = take(request);
    if (recorded == nullptr) {
        // What was asked once may be asked again: the same answer, and nothing that came of it.
        auto const before = last_.find(request.method + " " + std::string(request.path()));
        co_return before == last_.end() ? http::text(404, "this is not in the recording\n")
                                        : response_of(*before->second);
    }
    Exchange now;
    now.url = origins_.tool + request.target;
    now.request = std::move(request);
    learn(*recorded, now);
    if (!sets_off(*recorded)) co_return response_of(*recorded);
    auto calls = calls_after(*recorded);
    auto const answered_at = recorded->at + recorded->took;
    auto const later =
        std::find_if(calls.begin(), calls.end(), [&](auto const* call) { return call->at > answered_at; });
    std::vector<Hop const*> after(later, calls.end());
    calls.erase(later, calls.end());
    co_await make(std::move(calls), recorded->at, false, time_->work());
    follow(std::move(after), answered_at);
    co_return response_of(*recorded);
}

void RecordedTool::finished(Exchange const& exchange) {
    if (!sets_off(exchange)) return;
    auto const place = place_of(exchange);
    int nth = seen_[place]++;
    for (auto const& hop : then_.hops) {
        if (!sets_off(hop) || place_of(hop) != place || nth-- > 0) continue;
        if (hop.to == Party::tool) { // what the server itself refused never came to us
            answered_.insert(hop.number);
            return;
        }
        learn(hop, exchange);
        follow(calls_after(hop), hop.at);
        return;
    }
}

/// What comes by itself: the work counts from now on, so that no wait overtakes it.
void RecordedTool::follow(std::vector<Hop const*> calls, base::Instant since) {
    if (!calls.empty()) http::spawn(loop_, make(std::move(calls), since, true, time_->work()));
}

/// @param waits  as long as the tool has waited between them; else they come at once
/// @param work   counts while they are made
http::awaitable<void> RecordedTool::make(
    std::vector<Hop const*> calls, base::Instant since, bool waits, timing::Time::Work work
) {
    auto const time = time_; // outlives the work
    auto const counted = std::move(work);
    auto const keep = shared_from_this();
    for (auto const* const one : calls) {
        if (waits && one->at > since) co_await time->sleep(one->at - since);
        since = std::max(since, one->at);
        co_await call(*one);
    }
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

std::string RecordedTool::body_of(Hop const& recorded) {
    auto const& request = recorded.request;
    if (recorded.request_size > request.body.size())
        lacks("the body of hop " + std::to_string(recorded.number) + " was cut for the file");
    if (request.content_type() != form_type) return sign_tokens(restored(request.body), recorded.number);
    bool const withheld = is_redacted(base::value_of(request.form(), "client_assertion"));
    if (!withheld && !is_redacted(request.body) && request.body.find('{') == std::string::npos)
        return restored(request.body); // to the byte
    base::Fields form;
    for (auto const& [name, value] : request.form()) {
        bool const made_up = name == "client_assertion" && is_redacted(value) && !table_.of(value);
        form.emplace_back(name, made_up ? assertion(recorded) : sign_tokens(restored(value), recorded.number));
    }
    return base::form_encode(form);
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

http::Request RecordedTool::request_of(Hop const& recorded) {
    http::Request request;
    request.method = recorded.request.method;
    request.target = as_ascii(restored(recorded.request.target));
    request.body = body_of(recorded);
    for (auto const& [name, value] : recorded.request.headers.fields()) {
        if (!is_for_this_connection(name)) request.headers.add(name, sign_tokens(restored(value), recorded.number));
    }
    if (base::to_lower(request.headers.get("Authorization").substr(0, 6)) == "oauth ") sign_header(recorded, request);
    http::Headers plain;
    for (auto const& [name, value] : request.headers.fields()) plain.add(name, as_ascii(value));
    request.headers = std::move(plain);
    return request;
}

http::awaitable<void> RecordedTool::call(Hop const& recorded) {
    auto request = request_of(recorded);
    if (recorded.to != Party::platform) {
        if (auto const url = base::parse_url(restored(recorded.url)))
            (void)co_await client_.send(*url, std::move(request));
        co_return;
    }
    Exchange now;
    now.url = origins_.platform + request.target;
    now.request = request;
    // Past the wire: what disturbs the delivery of an answer has no effect on what is answered.
    now.response = co_await platform_.ask(std::move(request));
    learn(recorded, now);
}

void RecordedTool::learn(Hop const& then, Hop const& now) {
    auto const note = [&](Leaves const& old, Leaves const& fresh) {
        std::map<std::string_view, std::string const*> today;
        for (auto const& [path, value] : fresh) today.emplace(path, &value);
        for (auto const& [path, value] : old) {
            auto const found = today.find(path);
            if (found == today.end() || value == *found->second) continue;
            bool const counts = is_redacted(value) || is_regenerated(name_of(path));
            if (counts) table_.learn(name_of(path), value, *found->second, then.number);
        }
    };
    note(read_request(then), read_request(now));
    if (then.response && now.response) note(read_response(then), read_response(now));
    // Tokens as a whole: the reading above takes them apart.
    auto const whole = [&](base::Fields const& old, base::Fields const& fresh, auto const& again) -> void {
        for (auto const& [name, value] : old) {
            auto const* const today = base::find(fresh, name);
            if (today == nullptr || !is_redacted(value)) continue;
            table_.learn(name, value, *today, then.number);
            again(query_of(value), query_of(*today), again); // a parameter may be an address
        }
    };
    whole(then.request.form(), now.request.form(), whole);
    whole(query_of(then.url), query_of(now.url), whole);
    learn_tokens(then.url + "\n" + then.request.body, now.url + "\n" + now.request.body, 0);
    if (!then.response || !now.response) return;
    learn_tokens(then.response->body, now.response->body, 0);
    auto const old = base::parse_json(then.response->body);
    auto const fresh = base::parse_json(now.response->body);
    if (old && fresh) learn_members("", *old, *fresh, then.number);
}

/// Members that were left out.
void RecordedTool::learn_members(std::string const& name, json::value const& then, json::value const& now, int hop) {
    if (auto const* object = then.if_object()) {
        for (auto const& member : *object)
            if (auto const* today = base::member(now, member.key()))
                learn_members(std::string(member.key()), member.value(), *today, hop);
    } else if (then.is_string() && now.is_string() && is_redacted(then.get_string())) {
        table_.learn(name, then.get_string(), now.get_string(), hop);
    }
}

/// The platform's own tokens, and those inside them: what is known by header and claims needs no signature.
void RecordedTool::learn_tokens(std::string_view then, std::string_view now, int depth) {
    constexpr int deepest = 3;
    auto const old = tokens_in(then);
    auto const fresh = tokens_in(now);
    if (old.size() != fresh.size() || depth > deepest) return;
    auto const claims = [](std::string_view token) {
        auto const from = token.find('.') + 1;
        return base::base64url_decode(token.substr(from, token.find('.', from) - from)).value_or("");
    };
    for (std::size_t i = 0; i < old.size(); ++i) {
        if (is_redacted(fresh[i])) continue;
        tokens_.try_emplace(std::string(without_signature(old[i])), fresh[i]);
        learn_tokens(claims(old[i]), claims(fresh[i]), depth + 1);
    }
}

} // namespace easel::replay
