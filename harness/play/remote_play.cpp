// A fact case against another Canvas: its line items made there beforehand and taken away afterwards, its calls sent
// there.
#include "base/url.hpp"
#include "keys/keys.hpp"
#include "play/session.hpp"

#include <cstdlib>

namespace easel::play {

namespace json = base::json;
using verdict::Verdict;

std::string Session::service_origin() const {
    return theatre_.remote == nullptr ? theatre_.platform.origin() : theatre_.remote->origin;
}

Signer Session::signer() const {
    if (auto const* remote = theatre_.remote) return {remote->key, remote->kid, remote->audience};
    return {keys::fixture_key("probe"), "easel-probe", probe_issuer_->token_url()};
}

/// A call of the harness's own, beside the case's.
http::awaitable<base::Result<http::Response>> Session::ask_remote(http::Request request) {
    auto& remote = *theatre_.remote;
    auto const url = base::parse_url(remote.origin + request.target);
    if (!url) co_return url.error();
    auto token = co_await remote_token(remote, theatre_.client, {whole_scope("lineitem")}, random_);
    if (!token) co_return token.error();
    request.headers.set("Authorization", "Bearer " + *token);
    co_return co_await theatre_.client.send(*url, std::move(request));
}

http::awaitable<void> Session::enter_remote() {
    auto& remote = *theatre_.remote;
    if (auto const why = obstacle(remote, case_, world())) {
        cannot_judge(Verdict::skipped, "not_there", "Not judged because " + *why + ".", case_.at);
        co_return;
    }
    probe_issuer_->origin = remote.origin;
    probe_issuer_->base_path.clear();
    probe_issuer_->issuer = remote.issuer;
    stage_->probe_client = remote.client_id;
    stage_->issuers[remote.client_id] = probe_issuer_;
    adopt_ids(remote, world());
    for (auto const& name : missing_line_items(remote, case_, world())) {
        auto const* assignment = world::assignment_named(world(), name);
        auto const* course = world::course_by_id(world(), assignment->course);
        http::Request make;
        make.method = "POST";
        make.target = line_items_path(*course);
        make.headers.set("Content-Type", "application/vnd.ims.lis.v2.lineitem+json");
        make.body = base::dump(json::object{{"label", assignment->title}, {"scoreMaximum", assignment->points}});
        auto const made = co_await ask_remote(std::move(make));
        auto const body = made ? base::parse_json(made->body) : base::Result<json::value>(made.error());
        auto const id = body ? base::text_member(*body, "id") : std::nullopt;
        auto const url = id ? base::parse_url(*id) : base::Result<base::Url>(base::Fault{});
        if (!made || made->status != 201 || !url) {
            cannot_judge(
                Verdict::error,
                "no_line_item",
                "The harness could not make a line item there: " +
                    (made ? "status " + std::to_string(made->status) : made.error().message),
                case_.at
            );
            co_return;
        }
        made_there_.push_back(url->path);
        auto const digits = url->path.substr(url->path.rfind('/') + 1);
        adopt_line_item(world(), name, std::atoll(digits.c_str()));
    }
}

http::awaitable<void> Session::leave_remote() {
    for (auto const& path : made_there_) {
        http::Request remove;
        remove.method = "DELETE";
        remove.target = path;
        (void)co_await ask_remote(std::move(remove)); // what stays behind harms nobody
    }
    made_there_.clear();
}

/// The bearer token that a step asks for, as far as a platform grants it.
http::awaitable<std::optional<std::string>> Session::granted_token(Sender const& sender) {
    auto& remote = *theatre_.remote;
    auto const* wish = sender.parameters.find("token");
    auto const word = wish != nullptr && wish->is_string() ? std::string(wish->as_string()) : std::string();
    if (word == "none") co_return std::nullopt;
    if (word == "garbage") co_return "this-is-no-token";
    auto scopes = remote.scopes;
    if (auto const* members = wish == nullptr ? nullptr : wish->if_object();
        members != nullptr && members->contains("scopes")) {
        scopes = Parameters{*members}.texts("scopes");
        for (auto& scope : scopes) scope = whole_scope(scope);
    }
    auto const token = co_await remote_token(remote, theatre_.client, scopes, random_);
    if (!token) {
        cannot_judge(
            Verdict::skipped,
            "not_there",
            "Not judged because the platform grants no such token: " + to_string(token.error()),
            step_->at
        );
        co_return std::nullopt;
    }
    auto text = *token;
    // Not the last character: its spare bits must stay zero, or the token is none at all.
    if (word == "wrong_signature" && text.size() > 10)
        text[text.size() - 10] = text[text.size() - 10] == 'x' ? 'y' : 'x';
    co_return text;
}

http::awaitable<std::optional<traffic::Exchange>> Session::call_remote(std::string_view kind, http::Request request) {
    auto const& remote = *theatre_.remote;
    auto const where = address_of(remote, kind, request.target);
    auto const url = base::parse_url(where);
    if (!url) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot send to " + where, step_->at);
        co_return std::nullopt;
    }
    request.target = url->target();
    traffic::Exchange exchange;
    exchange.from = traffic::Party::probe;
    exchange.to = traffic::Party::platform;
    exchange.kind = traffic::call_kind(kind).value_or(traffic::CallKind::other);
    exchange.at = stage_->time->now();
    exchange.url = url->text();
    exchange.request = request;
    exchange.client_id = remote.client_id;
    auto const number = stage_->log.begin(std::move(exchange)).number;
    auto answered = co_await theatre_.client.send(*url, std::move(request));
    auto* const logged = stage_->log.find(number);
    if (logged == nullptr) {
        cannot_judge(
            Verdict::error, "not_logged", "The log was full before the platform answered this call.", step_->at
        );
        co_return std::nullopt;
    }
    auto& recorded = *logged;
    recorded.took = stage_->time->now() - recorded.at;
    if (!answered) {
        recorded.error = answered.error().message;
        stage_->log.finish(recorded);
        cannot_judge(Verdict::error, "io", "The harness got no answer from the platform: " + recorded.error, step_->at);
        co_return std::nullopt;
    }
    recorded.response = *answered;
    auto whole = recorded;
    stage_->log.finish(recorded);
    auto const parsed = base::parse_json(answered->body);
    last_answer_ = parsed ? *parsed : json::value();
    if (kind == "line_item_create" && answered->status == 201) {
        auto const made = base::parse_url(base::text_member(last_answer_, "id").value_or(""));
        if (made) made_there_.push_back(made->path);
    }
    co_return whole;
}

} // namespace easel::play
