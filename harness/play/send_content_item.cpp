// `send: {launch: ...}` of an LTI 1.1 tool, looked at as the browser would post it, and `send: {content_item: ...}`: what
// such a tool's picker brings back. @par Source lti11.md 1 to 6
#include "base/text.hpp"
#include "base/url.hpp"
#include "lti11/launch.hpp"
#include "oauth1/oauth1.hpp"
#include "play/matching.hpp"
#include "play/send.hpp"
#include "play/session.hpp"

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

constexpr std::string_view page_id = "id=\"external_content\"";

/// `signed:` says which pairs the signature counts.
Difference signature_difference(json::value const& expected, Lti11Form const& sent) {
    auto const wanted = text_of(expected);
    auto counted = sent.fields;
    auto url = base::parse_url(sent.action);
    if (!url) return {"a form for a URL", "it goes to " + sent.action};
    if (wanted == "with_query") {
        auto const query = base::form_decode(url->query);
        counted.insert(counted.end(), query.begin(), query.end());
    }
    if (oauth1::is_signed_by(sent.shared_secret, "POST", *url, counted)) return {};
    return {"a signature of the form " + base::replace_all(wanted, "_", " "), "the signature is another"};
}

/// What the page hands to the dialog that opened the picker.
std::optional<json::value> told_by(std::string const& page) {
    auto const id = page.find(page_id);
    auto const begin = id == std::string::npos ? id : page.find('>', id);
    auto const end = id == std::string::npos ? id : page.find("</script", id);
    if (begin == std::string::npos || end == std::string::npos || begin > end) return std::nullopt;
    auto parsed = base::parse_json(std::string_view(page).substr(begin + 1, end - begin - 1));
    if (!parsed) return std::nullopt;
    return std::move(*parsed);
}

Difference page_difference(json::object const& expected, traffic::Exchange const& exchange) {
    auto const told = told_by(exchange.response->body);
    json::object of_answer;
    for (auto const& [key, value] : expected) {
        Difference differs;
        if (key == "response") {
            differs = json_difference(value, told ? &*told : nullptr, "external_content");
        } else if (key == "refused") {
            differs = {"the picker is not opened: " + text_of(value), "it was opened"};
        } else {
            of_answer[key] = value;
        }
        if (!differs.required.empty()) return differs;
    }
    return mismatch_of(of_answer, exchange);
}

std::string changed_data(std::string data, std::string_view wish) {
    // Not the last character: its spare bits must stay zero.
    if (wish == "tampered" && data.size() > 10) {
        auto& sign = data[data.size() - 10];
        sign = sign == 'x' ? 'y' : 'x';
    }
    return data;
}

/// The form of a correct tool, then with the step's changes; not yet signed.
base::Fields selection(Parameters const& parameters, base::Fields const& request) {
    base::Fields form{{"lti_message_type", "ContentItemSelection"}, {"lti_version", "LTI-1p0"}};
    if (auto const raw = parameters.text("content_items")) {
        form.emplace_back("content_items", *raw);
    } else if (auto const* items = parameters.find("items")) {
        json::object graph{{"@context", "http://purl.imsglobal.org/ctx/lti/v1/ContentItem"}, {"@graph", *items}};
        form.emplace_back("content_items", base::dump(graph));
    }
    auto const wish = parameters.text("data").value_or("keep");
    auto const* const data = base::find(request, "data");
    if (data != nullptr && wish != "missing") form.emplace_back("data", changed_data(*data, wish));
    if (auto const* changes = parameters.object("fields")) {
        for (auto const& [name, value] : *changes) {
            if (is_removal(value))
                base::remove(form, std::string_view(name));
            else
                base::set(form, std::string_view(name), text_of(value));
        }
    }
    return form;
}

} // namespace

world::Tool const* Session::tool_of(lti13::LaunchIntent const& intent) {
    auto const* tool = world::tool_named(world(), intent.tool);
    if (auto const* assignment = world::assignment_named(world(), intent.assignment);
        assignment != nullptr && intent.placement.empty()) {
        if (auto const* own = world::tool_by_id(world(), assignment->tool)) tool = own;
    }
    if (auto const* link = world::link_named(world(), intent.link); link != nullptr && !intent.link.empty()) {
        if (auto const* own = world::tool_by_id(world(), link->tool)) tool = own;
    }
    return tool;
}

base::Result<Lti11Form> Session::open_lti11(lti13::LaunchIntent const& intent) {
    auto const opened = stage_->open_lti11(intent);
    if (!opened) return opened.error();
    oauth1::Freshness const fresh{stage_->freshness().nonce, stage_->time->now()};
    Lti11Form form{opened->url, lti11::signed_form(*opened, fresh), opened->signer.consumer_key,
                   opened->signer.shared_secret, 0};
    // Nothing is posted: the log shows the form, and what it rests on.
    auto const url = base::parse_url(opened->url);
    traffic::Exchange shown;
    shown.from = traffic::Party::browser;
    shown.to = traffic::Party::tool;
    shown.kind = traffic::CallKind::launch;
    shown.at = stage_->time->now();
    shown.url = opened->url;
    shown.request = http::form_post(url ? url->target() : "/", form.fields);
    shown.error = "it was not sent: the case looks at what would be";
    shown.trail = opened->rests_on;
    shown.course = opened->course;
    shown.assignment = opened->assignment;
    shown.user = opened->user;
    auto& kept = stage_->log.begin(std::move(shown));
    form.exchange = kept.number;
    stage_->log.finish(kept);
    return form;
}

void Session::send_lti11_launch(lti13::LaunchIntent const& intent, scenario::Send const& step) {
    auto opened = open_lti11(intent);
    if (!opened) return refused_to_open(step, opened.error());
    auto const expected = expectation(step); // may name the form of the launch before
    lti11_form_ = std::move(*opened);
    if (!expected) return;
    auto const& sent = *lti11_form_;
    Difference differs;
    for (auto const& [key, value] : *expected) {
        if (key == "form") {
            differs = fields_difference(value, sent.fields);
        } else if (key == "action") {
            differs = fields_difference(json::object{{"action", value}}, {{"action", sent.action}});
        } else if (key == "signed") {
            differs = signature_difference(value, sent);
        } else {
            differs = {std::string(key) + " of this launch", "a launch of LTI 1.1 has none"};
        }
        if (!differs.required.empty()) break;
    }
    bool const holds = differs.required.empty();
    judge_platform(
        holds,
        step.expect_at,
        holds ? "the launch is made as documented" : differs.required,
        holds ? "it is" : differs.observed,
        {sent.exchange}
    );
}

http::awaitable<void> Session::send_content_item(Sender const& sender, scenario::Send const& step) {
    auto const* own = sender.parameters.object("content_item");
    if (own == nullptr) {
        cannot_judge(Verdict::error, "bad_value", "A picker's content is described by a mapping.", step_->at);
        co_return;
    }
    Parameters const parameters{*own};
    lti13::LaunchIntent intent;
    intent.user = parameters.text("as").value_or("");
    auto const to = parameters.text("to").value_or("");
    if (world::assignment_named(world(), to) != nullptr) {
        intent.assignment = to;
    } else if (to != "account") {
        intent.course = to;
    }
    intent.tool = parameters.text("tool").value_or("tool");
    intent.placement = parameters.text("placement").value_or("");
    intent.content_item = parameters.integer("item", 0);
    intent.module = parameters.text("module").value_or("");
    auto const picker = open_lti11(intent);
    if (!picker) co_return refused_to_open(step, picker.error());
    auto const* const address = base::find(picker->fields, "content_item_return_url");
    auto const* const legacy = base::find(picker->fields, "launch_presentation_return_url");
    auto back = base::parse_url(address != nullptr ? *address : legacy != nullptr ? *legacy : std::string());
    if (!back) co_return cannot_judge(Verdict::error, "no_launch", "The picker has no return URL.", step_->at);
    if (auto const path = parameters.text("path")) back->path = *path;

    http::Request request;
    if (auto const* query = parameters.object("legacy")) {
        base::Fields fields;
        for (auto const& [name, value] : *query) fields.emplace_back(name, text_of(value));
        back->query = base::form_encode(fields);
        back->has_query = true;
        request.target = back->target();
    } else {
        auto form = selection(parameters, picker->fields);
        auto const key = parameters.text("key").value_or(picker->consumer_key);
        auto const secret = parameters.text("secret").value_or(picker->shared_secret);
        if (parameters.flag("signed", true))
            form = oauth1::signed_form(
                *back, form, {key, secret}, stage_->freshness()
            );
        request = http::form_post(back->target(), form);
    }
    auto const session = session_of(world(), parameters.text("session").value_or(intent.user));
    if (!session.empty()) request.headers.set("Cookie", std::string(platform::session_cookie) + "=" + session);
    auto const exchange = co_await call_platform(std::move(request));
    if (!exchange) co_return;
    if (auto const told = told_by(exchange->response->body)) last_answer_ = *told;
    auto const expected = expectation(step);
    if (expected) judge_sent(step, page_difference(*expected, *exchange), *exchange);
}

} // namespace easel::play
