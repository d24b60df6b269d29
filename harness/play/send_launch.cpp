// `send: {launch: ...}`: a link of the probe opened and authorized as by the user's browser, up to the form that would
// be posted to the tool; nothing is posted. @par Source lti13-launch.md 2, 3
#include "base/url.hpp"
#include "jose/jwt.hpp"
#include "lti13/hint.hpp"
#include "play/matching.hpp"
#include "play/send.hpp"
#include "play/session.hpp"

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

constexpr std::string_view probe_host = "https://probe.example";

/// What becomes of the hint on its way through the browser; nothing: it is left out.
std::optional<std::string> changed_hint(
    lti13::Issuer const& issuer, std::string const& hint, std::string_view wish, base::Instant now
) {
    if (wish == "missing") return std::nullopt;
    if (wish == "garbage") return "this-is-no-hint";
    auto read = lti13::read_hint(issuer, hint);
    if (!read) return hint;
    if (wish == "expired") {
        read->expires = base::to_numeric_date(now) - 1;
        return lti13::sign_hint(issuer, *read);
    }
    if (wish == "forged") {
        auto forger = issuer;
        forger.secret = "not-canvas";
        return lti13::sign_hint(forger, *read);
    }
    return hint;
}

/// The authorization request of a correct tool, then with the step's changes (2.2).
base::Fields authorization(Sender const& sender, lti13::LoginInitiation const& login) {
    auto const* key = world::key_by_client_id(sender.world, sender.client_id);
    auto const sent = [&](std::string_view name) {
        auto const* value = base::find(login.fields, name);
        return value == nullptr ? std::string() : *value;
    };
    base::Fields fields{
        {"scope", "openid"},
        {"response_type", "id_token"},
        {"response_mode", "form_post"},
        {"prompt", "none"},
        {"client_id", sender.client_id},
        {"redirect_uri",
         key != nullptr && !key->redirect_uris.empty() ? key->redirect_uris.front()
                                                       : std::string(probe_host) + "/launch"},
        {"login_hint", sent("login_hint")},
        {"nonce", sender.random.uuid()},
        {"state", sender.random.uuid()},
    };
    auto const wish = sender.parameters.text("hint").value_or("valid");
    if (auto hint = changed_hint(sender.issuer, sent("lti_message_hint"), wish, sender.now))
        fields.emplace_back("lti_message_hint", std::move(*hint));
    if (auto const* changes = sender.parameters.object("authorize")) {
        for (auto const& [name, value] : *changes) {
            if (name != "omit") base::set(fields, std::string_view(name), text_of(value));
        }
        for (auto const& name : Parameters{*changes}.texts("omit")) base::remove(fields, name);
    }
    return fields;
}

json::object as_object(base::Fields const& fields) {
    json::object object;
    for (auto const& [name, value] : fields) object[name] = value;
    return object;
}

/// LTI's claims by their short names.
json::object with_claim_names(json::object const& expected) {
    json::object named;
    for (auto const& [name, value] : expected) named[claim_named(name)] = value;
    return named;
}

/// Members of the id_token that the step asks for by `key`.
Difference token_difference(std::string_view key, json::value const& expected, SentLaunch const& sent) {
    if (sent.form.empty() || base::find(sent.form, "id_token") == nullptr) {
        return {"an id_token with " + base::dump(expected), "the answer form has none"};
    }
    if (key == "header") return json_difference(expected, &sent.header, "header");
    if (key == "claims") {
        auto const named = expected.is_object() ? json::value(with_claim_names(expected.as_object())) : expected;
        return json_difference(named, &sent.claims, "");
    }
    return json_difference(expected, base::member(sent.claims, claim_named("roles")), "roles");
}

Difference field_difference(std::string_view name, json::value const& expected, base::Fields const& form) {
    return fields_difference(json::object{{name, expected}}, form);
}

lti13::LaunchIntent intent_of(Sender const& sender, std::string const& probe) {
    auto const& parameters = sender.parameters;
    auto& world = sender.world;
    lti13::LaunchIntent intent;
    intent.user = parameters.text("as").value_or("");
    if (intent.user == "nobody") intent.user.clear();
    auto const to = parameters.text("to").value_or("");
    if (world::assignment_named(world, to) != nullptr) {
        intent.assignment = to;
    } else if (world::link_named(world, to) != nullptr) {
        intent.link = to;
    } else if (world::group_named(world, to) != nullptr) {
        intent.group = to;
    } else if (world::account_named(world, to) != nullptr) {
        intent.account = to;
    } else if (to != "account") {
        intent.course = to;
    }
    intent.tool = parameters.text("tool").value_or(probe);
    intent.placement = parameters.text("placement").value_or("");
    intent.module = parameters.text("module").value_or("");
    intent.storage_target = parameters.flag("storage", true);
    intent.message_type = parameters.text("message");
    // At a placement an assignment is the one on whose page it was opened.
    if (auto const at = parameters.text("about")) intent.assignment = *at;
    intent.editor_selection = parameters.text("selection").value_or("");
    intent.content_item = parameters.integer("item", 0);
    return intent;
}

} // namespace

std::string Session::default_tool() const {
    return case_.needs_tool() ? "probe" : "tool";
}

std::string Session::client_of(lti13::LaunchIntent const& intent) {
    auto const* const tool = tool_of(intent);
    return tool != nullptr && stage_->issuers.contains(tool->client_id) ? tool->client_id : stage_->probe_client;
}

base::Result<void> Session::open_link(Sender const& sender) {
    auto const intent = intent_of(sender, default_tool());
    auto const client_id = client_of(intent);
    auto opened = stage_->open(intent, client_id);
    if (!opened) return opened.error();
    sent_launch_ = SentLaunch{std::move(*opened), client_id, session_of(world(), intent.user), {}, {}, {}, {}};
    return {};
}

http::awaitable<std::optional<traffic::Exchange>> Session::authorize(Sender const& sender) {
    auto& sent = *sent_launch_;
    auto const& parameters = sender.parameters;
    auto& issuer = *stage_->issuers.at(sent.client_id);
    // Hints expire by the platform's clock.
    auto const now = stage_->time->now();
    Sender const as_client{world(), issuer, sent.client_id, parameters, now, random_, sender.signer};
    auto const fields = authorization(as_client, sent.login);
    auto session = sent.session;
    if (auto const wish = parameters.text("session")) session = session_of(world(), *wish);
    auto const hop = parameters.text("hop").value_or("both");

    http::Request request;
    if (hop == "second") {
        request.target = issuer.base_path + "/api/lti/authorize?" + base::form_encode(fields);
    } else if (parameters.text("method") == "post") {
        request = http::form_post(issuer.base_path + "/api/lti/authorize_redirect", fields);
    } else {
        request.target = issuer.base_path + "/api/lti/authorize_redirect?" + base::form_encode(fields);
    }
    auto const cookie = session.empty() ? std::string() : std::string(platform::session_cookie) + "=" + session;
    if (hop == "second" && !cookie.empty()) request.headers.set("Cookie", cookie);
    auto exchange = co_await call_platform(std::move(request));
    auto const location = exchange ? base::parse_url(exchange->response->headers.get("Location"))
                                   : base::Result<base::Url>(base::Fault{});
    if (hop == "both" && exchange && exchange->response->status == 302 && location) {
        http::Request second;
        second.target = location->target();
        if (!cookie.empty()) second.headers.set("Cookie", cookie);
        exchange = co_await call_platform(std::move(second));
    }
    if (!exchange) co_return std::nullopt;

    sent.form.clear();
    sent.action.clear();
    sent.claims = nullptr;
    sent.header = nullptr;
    auto const page = base::parse_url(theatre_.platform.origin() + exchange->request.target);
    auto const forms = page ? agent::find_forms(exchange->response->body, *page) : std::vector<agent::Form>();
    if (!forms.empty()) {
        sent.form = forms.front().fields;
        sent.action = forms.front().action;
    }
    if (auto const* token = base::find(sent.form, "id_token")) {
        if (auto decoded = jose::decode(*token)) {
            sent.claims = std::move(decoded->claims);
            sent.header = std::move(decoded->header);
        }
    }
    co_return exchange;
}

http::awaitable<void> Session::send_launch(Sender const& sender, scenario::Send const& step) {
    auto const at = step_->at;
    auto const* own = sender.parameters.object("launch");
    if (own == nullptr) {
        cannot_judge(Verdict::error, "bad_value", "A launch is described by a mapping.", at);
        co_return;
    }
    Sender const launcher{world(), sender.issuer, sender.client_id, {*own}, sender.now, random_, sender.signer};
    auto const& parameters = launcher.parameters;
    auto intent = intent_of(launcher, default_tool());
    if (auto const* const tool = tool_of(intent); tool != nullptr && world::is_lti11(*tool)) {
        intent.tool = tool->name;
        send_lti11_launch(intent, step);
        co_return;
    }
    if (parameters.text("from")) {
        if (!sent_launch_) {
            cannot_judge(Verdict::error, "no_launch", "There is no earlier launch to go on from.", at);
            co_return;
        }
    } else if (auto const opened = open_link(launcher); !opened) {
        refused_to_open(step, opened.error());
        co_return;
    }
    traffic::Exchange exchange; // of the opening alone: none
    exchange.response = http::Response();
    if (!parameters.text("until")) {
        if (auto const wait = parameters.span("wait"); wait > base::Duration::zero())
            co_await stage_->time->advance(wait);
        for (int i = parameters.integer("times", 1); i > 0; --i) {
            auto asked = co_await authorize(launcher);
            if (!asked) co_return;
            exchange = std::move(*asked);
        }
    }
    auto const expected = expectation(step);
    if (expected) judge_sent(step, launch_difference(*expected, exchange), exchange);
}

/// Where opening a link is refused at once, nothing else of it can be looked at.
void Session::refused_to_open(scenario::Send const& step, base::Fault const& fault) {
    auto const expected = step.expect.empty() ? json::object() : expectation(step).value_or(json::object());
    auto const* wanted = expected.if_contains("refused");
    if (wanted == nullptr) {
        cannot_judge(Verdict::error, "no_launch", "The platform does not open this link: " + fault.message, step_->at);
        return;
    }
    bool const holds = fault.message.find(text_of(*wanted)) != std::string::npos;
    judge_platform(holds, step.expect_at, "the link is not opened: " + text_of(*wanted), fault.message, {});
}

Difference Session::launch_difference(json::object const& expected, traffic::Exchange const& exchange) const {
    auto const& sent = *sent_launch_;
    json::object of_answer;
    for (auto const& [key, value] : expected) {
        Difference differs;
        if (key == "login") {
            differs = fields_difference(value, sent.login.fields);
        } else if (key == "claims" || key == "roles" || key == "header") {
            differs = token_difference(key, value, sent);
        } else if (key == "error" || key == "error_description") {
            differs = field_difference(key, value, sent.form);
        } else if (key == "form") {
            differs = fields_difference(value, sent.form);
        } else if (key == "action") {
            differs = field_difference("action", value, {{"action", sent.action}});
        } else if (key == "refused") {
            differs = {"the link is not opened: " + text_of(value), "it was opened"};
        } else {
            of_answer[key] = value;
        }
        if (!differs.required.empty()) return differs;
    }
    return mismatch_of(of_answer, exchange);
}

std::optional<scenario::Value> Session::lookup_in_launch(std::string_view rest) const {
    if (lti11_form_ && rest.starts_with("form.")) {
        auto const* const value = base::find(lti11_form_->fields, rest.substr(5));
        return value == nullptr ? std::nullopt : std::optional<scenario::Value>(json::value(*value));
    }
    if (!sent_launch_) return std::nullopt;
    auto const dot = rest.find('.');
    auto const part = rest.substr(0, dot);
    auto const name = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
    auto const& sent = *sent_launch_;
    json::value const whole = part == "claims"   ? sent.claims
                              : part == "header" ? sent.header
                              : part == "form"   ? json::value(as_object(sent.form))
                              : part == "login"  ? json::value(as_object(sent.login.fields))
                                                 : json::value();
    auto const* found = &whole;
    auto left = name;
    while (found != nullptr && !left.empty()) {
        auto const end = left.find('.');
        auto const key = left.substr(0, end);
        found = base::member(*found, found == &whole && part == "claims" ? claim_named(key) : std::string(key));
        left = end == std::string_view::npos ? std::string_view() : left.substr(end + 1);
    }
    return found == nullptr || found->is_null() ? std::nullopt : std::optional<scenario::Value>(*found);
}

} // namespace easel::play
