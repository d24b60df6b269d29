// `send: {registration: ...}`: what a tool asks of the platform that registers itself, and what an admin's browser asks.
// @par Source registration.md
#include "jose/jwt.hpp"
#include "play/matching.hpp"
#include "play/send.hpp"
#include "play/session.hpp"

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

constexpr char const* registration_url = "https://probe.example/register";

/// A registration that has nothing wrong with it.
json::object correct_registration() {
    std::string scope;
    for (auto const& each : service_scopes()) scope += (scope.empty() ? "" : " ") + each;
    return {
        {"application_type", "web"},
        {"grant_types", json::array{"implicit", "client_credentials"}},
        {"response_types", json::array{"id_token"}},
        {"redirect_uris", json::array{"https://probe.example/launch"}},
        {"initiate_login_uri", "https://probe.example/login"},
        {"client_name", "Registered probe"},
        {"jwks_uri", "https://probe.example/jwks.json"},
        {"token_endpoint_auth_method", "private_key_jwt"},
        {"scope", scope + " openid"},
        {registration::tool_configuration,
         json::object{
             {"domain", "probe.example"},
             {"target_link_uri", "https://probe.example/launch"},
             {"claims", json::array{"iss", "sub", "name", "email"}},
             {"messages",
              json::array{
                  json::object{{"type", "LtiDeepLinkingRequest"}, {"placements", json::array{"ContentArea"}}},
                  json::object{{"type", "LtiResourceLinkRequest"}, {"placements", json::array{"course_navigation"}}},
              }},
         }},
    };
}

std::string changed_token(std::string const& token, json::object const& changes, std::string const& secret) {
    auto decoded = jose::decode(token);
    if (!decoded) return token;
    for (auto const& [name, value] : changes) {
        if (is_removal(value))
            decoded->claims.erase(name);
        else
            decoded->claims[name] = value;
    }
    return jose::sign_hmac(decoded->header, decoded->claims, secret);
}

/// The token as the step wants it; nothing: none goes with the request.
std::optional<std::string> wanted_token(Parameters const& parameters, std::string token, std::string const& secret) {
    auto const word = parameters.text("token").value_or("valid");
    if (word == "none") return std::nullopt;
    if (word == "garbage") return "this-is-no-token";
    if (auto const* changes = parameters.object("claims")) token = changed_token(token, *changes, secret);
    if (word == "forged") token = changed_token(token, {}, secret + "x");
    return token;
}

} // namespace

http::awaitable<void> Session::send_registration(Sender const& sender, scenario::Send const& step) {
    auto const at = step_->at;
    if (theatre_.remote != nullptr) {
        cannot_judge(Verdict::skipped, "not_there", "Not judged because registering on another Canvas needs its admin.", at);
        co_return;
    }
    auto const* own = sender.parameters.object("registration");
    json::object const nothing;
    Parameters const parameters{own == nullptr ? nothing : *own};
    auto const ask = parameters.text("ask").value_or("create");
    auto const all = registration::registrations(world());
    auto const latest = all.empty() ? std::string() : std::to_string(all.back().id);
    auto const id = parameters.text("id").value_or(latest);
    auto const base_path = sender.issuer.base_path;
    auto const account = std::to_string(world().account.id);
    http::Request request;
    auto const session = session_of(world(), parameters.text("session").value_or(""));
    if (!session.empty()) request.headers.set("Cookie", std::string(platform::session_cookie) + "=" + session);

    json::value document = correct_registration();
    if (auto const* given = parameters.find("document")) document = *given;
    if (auto const problem = change_document(document, parameters.object("change"))) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot change the registration: " + *problem + ".", at);
        co_return;
    }
    auto const with_document = [&](char const* method) {
        request.method = method;
        request.body = base::dump(document);
        request.headers.set("Content-Type", "application/json");
    };
    if (ask == "create" || ask == "configuration") {
        bool const previous = parameters.text("token") == "previous" && sent_registration_;
        if (!previous) {
            registration::Invitation invitation;
            invitation.registration_url = registration_url;
            auto const existing = parameters.text("existing").value_or("");
            if (existing == "previous" && !all.empty()) invitation.existing = all.back().id;
            sent_registration_ = stage_->invite(stage_->issuers.at(sender.client_id), invitation);
        }
        if (auto const wait = parameters.span("wait"); wait > base::Duration::zero()) co_await stage_->time->advance(wait);
        auto const token = wanted_token(parameters, sent_registration_->token, sender.issuer.secret);
        if (ask == "create") {
            with_document("POST");
            request.target = base_path + std::string(registration::registrations_path);
            if (token) request.headers.set("Authorization", "Bearer " + *token);
        } else {
            request.target = base_path + std::string(registration::configuration_path);
            if (token) request.target += "?" + base::form_encode({{"registration_token", *token}});
        }
    } else if (ask == "begin") {
        request.target = base_path + "/api/lti/accounts/" + account + "/registration_token?" +
                         base::form_encode({{"registration_url", registration_url}});
    } else if (ask == "show" || ask == "view") {
        request.target = base_path + "/api/lti/accounts/" + account + "/registrations/" + id + (ask == "view" ? "/view" : "");
    } else {
        if (ask == "update") with_document("PUT");
        request.target = base_path + std::string(registration::registrations_path) + "/" + id;
        bool const of_probe = all.empty() || parameters.text("client") == "probe";
        auto const client = of_probe ? sender.client_id : all.back().tool->client_id;
        Sender const caller{world(), sender.issuer, client, sender.parameters, sender.now, sender.random, sender.signer};
        if (auto const token = bearer_token(caller)) request.headers.set("Authorization", "Bearer " + *token);
    }
    if (auto const* headers = sender.parameters.object("headers")) {
        for (auto const& [name, value] : *headers)
            if (value.is_string()) request.headers.set(std::string_view(name), std::string(value.as_string()));
    }
    auto const exchange = co_await call_platform(std::move(request));
    if (!exchange) co_return;
    auto const expected = expectation(step);
    if (!expected) co_return;
    judge_sent(step, mismatch_of(*expected, *exchange), *exchange);
}

} // namespace easel::play
