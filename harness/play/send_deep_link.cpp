// `send: {deep_link: ...}`: a picker of the probe opened, and its response signed and posted as the browser would.
// @par Source deep-linking.md 1, 2
#include "base/text.hpp"
#include "base/url.hpp"
#include "jose/algorithms.hpp"
#include "jose/jwt.hpp"
#include "keys/keys.hpp"
#include "play/matching.hpp"
#include "play/send.hpp"
#include "play/session.hpp"

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

constexpr std::string_view response_id = "id=\"deep_link_response\"";

void change(json::object& object, json::object const* changes, bool of_claims) {
    if (changes == nullptr) return;
    for (auto const& [key, value] : *changes) {
        auto const name = of_claims ? claim_named(key) : std::string(key);
        if (is_removal(value)) {
            object.erase(name);
        } else {
            object[name] = value;
        }
    }
}

/// The response as a correct tool makes it, then with the step's changes.
std::string response_token(Sender const& sender, json::value const& picker) {
    auto const& parameters = sender.parameters;
    if (auto const raw = parameters.text("jwt")) return *raw;
    json::object header{{"typ", "JWT"}, {"alg", "RS256"}, {"kid", sender.signer.kid}};
    json::object claims{
        {"iss", sender.client_id},
        {"aud", sender.issuer.issuer},
        {"iat", base::to_numeric_date(sender.now)},
        {"exp", base::to_numeric_date(sender.now) + 300},
        {"nonce", sender.random.uuid()},
        {claim_named("message_type"), "LtiDeepLinkingResponse"},
        {claim_named("version"), "1.3.0"},
    };
    if (auto const* deployment = base::member(picker, claim_named("deployment_id")))
        claims[claim_named("deployment_id")] = *deployment;
    if (auto const* items = parameters.find("items")) claims[claim_named("content_items")] = *items;
    change(claims, parameters.object("claims"), true);
    change(header, parameters.object("header"), false);
    auto const alg = base::text_member(header, "alg").value_or("");
    auto const key = parameters.text("key").value_or("probe");
    if (alg == "none") return jose::unsigned_token(header, claims);
    if (alg.starts_with("HS")) return jose::sign_hmac(header, claims, "secret");
    auto const& signer = key == "attacker" ? keys::fixture_key("attacker") : sender.signer.key;
    auto token =
        jose::is_rsa_algorithm(alg) ? jose::sign_as_named(header, claims, signer) : jose::sign(header, claims, signer);
    return key == "none" ? token.substr(0, token.rfind('.') + 1) : token;
}

/// The return URL's query after what the step does to its `data`.
std::string changed_query(base::Url const& back, std::string_view wish, std::string const& spent) {
    if (wish == "reused" && !spent.empty()) return spent;
    if (wish != "missing" && wish != "tampered") return back.query;
    base::Fields kept;
    for (auto& [name, value] : base::form_decode(back.query)) {
        if (name != "data") {
            kept.emplace_back(name, value);
        } else if (wish == "tampered" && value.size() > 10) {
            // Not the last character: its spare bits must stay zero.
            value[value.size() - 10] = value[value.size() - 10] == 'x' ? 'y' : 'x';
            kept.emplace_back(name, value);
        }
    }
    return base::form_encode(kept);
}

/// `/courses/7/deep_linking_response` of what the step names instead of the picker's context.
std::string return_path(world::World& world, std::string const& context) {
    auto place = context;
    if (auto const* course = world::course_named(world, context)) {
        place = "courses/" + std::to_string(course->id);
    } else if (auto const* group = world::group_named(world, context)) {
        place = "groups/" + std::to_string(group->id);
    } else if (context == "account") {
        place = "accounts/" + std::to_string(world.account.id);
    }
    return "/" + place + "/deep_linking_response";
}

/// What the page hands to its opener (2.4).
std::optional<json::value> response_in(std::string const& page) {
    auto const id = page.find(response_id);
    if (id == std::string::npos) return std::nullopt;
    auto const begin = page.find('>', id);
    auto const end = page.find("</script", id);
    if (begin == std::string::npos || end == std::string::npos || begin > end) return std::nullopt;
    auto parsed = base::parse_json(std::string_view(page).substr(begin + 1, end - begin - 1));
    if (!parsed) return std::nullopt;
    return std::move(*parsed);
}

Difference page_difference(json::object const& expected, traffic::Exchange const& exchange) {
    auto const response = response_in(exchange.response->body);
    json::object of_answer;
    for (auto const& [key, value] : expected) {
        Difference differs;
        if (key == "response") {
            differs = json_difference(value, response ? &*response : nullptr, "deep_link_response");
        } else if (key == "refused") {
            differs = {"the picker is not opened: " + text_of(value), "it was opened"};
        } else if (key == "count" && response) {
            auto counted = exchange;
            counted.response->body = base::dump(*response);
            differs = mismatch_of({{key, value}}, counted);
        } else {
            of_answer[key] = value;
        }
        if (!differs.required.empty()) return differs;
    }
    return mismatch_of(of_answer, exchange);
}

} // namespace

http::awaitable<void> Session::send_deep_link(Sender const& sender, scenario::Send const& step) {
    auto const at = step_->at;
    auto const* own = sender.parameters.object("deep_link");
    if (own == nullptr) {
        cannot_judge(Verdict::error, "bad_value", "A picker's response is described by a mapping.", at);
        co_return;
    }
    Parameters const parameters{*own};
    json::object opening;
    for (auto const* name : {"as", "to", "placement", "module", "tool"}) {
        if (auto const* value = parameters.find(name)) opening[name] = *value;
    }
    Sender const opener{world(), sender.issuer, sender.client_id, {opening}, sender.now, random_, sender.signer};
    if (auto const opened = open_link(opener); !opened) {
        refused_to_open(step, opened.error());
        co_return;
    }
    if (!co_await authorize(opener)) co_return;
    auto const& sent = *sent_launch_;
    auto const* settings = base::member(sent.claims, claim_named("deep_linking_settings"));
    auto const address = settings == nullptr ? std::nullopt : base::text_member(*settings, "deep_link_return_url");
    auto back = base::parse_url(address.value_or(""));
    if (!back) {
        auto const* message = base::find(sent.form, "error_description");
        cannot_judge(
            Verdict::error,
            "no_launch",
            "The platform opened no picker: " +
                (message != nullptr ? *message : std::string("the launch has no deep_link_return_url")),
            at
        );
        co_return;
    }
    if (auto const wait = parameters.span("wait"); wait > base::Duration::zero()) co_await stage_->time->advance(wait);
    Sender const signer{
        world(),
        *stage_->issuers.at(sent.client_id),
        sent.client_id,
        parameters,
        stage_->time->tool_now(),
        random_,
        sender.signer};
    base::Fields form{{"JWT", response_token(signer, sent.claims)}};
    for (auto const& name : parameters.texts("omit")) base::remove(form, name);
    if (auto const age = parameters.span("age"); age > base::Duration::zero()) co_await stage_->time->advance(age);

    auto const spent = std::exchange(spent_return_, back->query);
    back->query = changed_query(*back, parameters.text("data").value_or("keep"), spent);
    back->has_query = !back->query.empty();
    if (auto const context = parameters.text("to_context")) back->path = return_path(world(), *context);
    auto session = sent.session;
    if (auto const wish = parameters.text("session")) session = session_of(world(), *wish);

    std::optional<traffic::Exchange> answered;
    for (int i = parameters.integer("times", 1); i > 0; --i) {
        auto request = http::form_post(back->target(), form);
        if (!session.empty()) request.headers.set("Cookie", std::string(platform::session_cookie) + "=" + session);
        answered = co_await call_platform(std::move(request));
        if (!answered) co_return;
    }
    if (auto const response = response_in(answered->response->body)) last_answer_ = *response;
    auto const expected = expectation(step);
    if (expected) judge_sent(step, page_difference(*expected, *answered), *answered);
}

} // namespace easel::play
