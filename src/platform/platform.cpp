#include "platform/platform.hpp"

#include "keys/keys.hpp"
#include "lti13/token.hpp"
#include "platform/routing.hpp"
#include "services/ags.hpp"
#include "traffic/answer.hpp"

#include <algorithm>

namespace easel::platform {
namespace {

using traffic::Answer;
using traffic::CallKind;
using traffic::Exchange;
using traffic::Party;
using StagePtr = std::shared_ptr<Stage>;
using IssuerPtr = std::shared_ptr<lti13::Issuer>;

/// Canvas's answer where no route or no stage fits (ags.md 2, shape E2).
http::Response not_found() {
    return http::json(404, R"({"errors":[{"message":"The specified resource does not exist."}]})");
}

/// The page a tool's return_url leads to; Canvas shows lti_msg and lti_errormsg there (lti13-launch.md 5.3).
http::Response return_page(http::Request const& request) {
    auto const error = parameter(request, "lti_errormsg");
    auto const message = error.empty() ? parameter(request, "lti_msg") : error;
    return http::html(200, "<!DOCTYPE html><title>Returned to Canvas</title><p>" + base::html_escape(message) + "</p>");
}

Fault* planned_fault(Stage& stage, CallKind kind, std::string const& assignment) {
    for (auto& fault : stage.faults) {
        if (fault.times != 0 && fault.kind == kind && (fault.assignment.empty() || fault.assignment == assignment)) {
            return &fault;
        }
    }
    return nullptr;
}

/// Who of the stage's clients sent the bearer token, and whose token it is; null when nobody did.
struct Sender {
    IssuerPtr issuer;
    std::string client_id;
};

Sender sender_of(Stage const& stage, http::Request const& request) {
    Sender sender;
    for (auto const& [id, own] : stage.issuers) {
        if (auto client = lti13::bearer_client(*own, request)) sender = {own, std::move(*client)};
    }
    return sender;
}

Answer plain(http::Response response) {
    Answer answer;
    answer.response = std::move(response);
    return answer;
}

/// Every answer that needs nothing from elsewhere.
Answer compute(Stage& stage, IssuerPtr const& issuer, Route const& where, http::Request const& request) {
    auto const now = stage.time->now();
    if (where.service) return services::answer_ags({stage.world, *issuer, now, stage.time->tool_now()}, request);
    switch (where.kind) {
    case CallKind::authorization:
        if (where.second_hop) {
            return lti13::authorize(stage.world, *issuer, stage.launches, request, cookie(request, session_cookie), now);
        }
        return lti13::authorize_redirect(*issuer, request, now);
    case CallKind::jwks: return plain(http::json(200, lti13::jwks_body(*issuer)));
    case CallKind::page: return plain(return_page(request));
    default: return plain(not_found());
    }
}

} // namespace

struct Platform::State {
    State(http::asio::io_context& io, Options chosen) : loop(io), options(std::move(chosen)), client(io, options.ca_file) {}

    http::asio::io_context& loop;
    Options options;
    http::Client client;
    std::unique_ptr<http::Server> server;
    std::string origin;
    std::map<std::string, IssuerPtr, std::less<>> issuers; ///< by base path
    std::vector<StagePtr> stages;
    traffic::Log lost{100};
    std::function<std::optional<http::Response>(http::Request const&)> front_page;

    /// `self` may be null: the platform is gone.
    static http::awaitable<http::Response> answer(std::shared_ptr<State> self, http::Request request);
    http::awaitable<Answer> grant(Stage& stage, traffic::Log& log, IssuerPtr issuer, http::Request request);
    http::awaitable<lti13::FetchedJwks> fetch_jwks(Stage& stage, traffic::Log& log, http::Request const& request);

    IssuerPtr issuer_at(std::string_view base_path) const {
        auto const found = issuers.find(base_path);
        return found == issuers.end() ? nullptr : found->second;
    }

    /// The stage a request belongs to, and whether that is certain: what several stages share (a registration's token
    /// endpoint and key set) is answered by the first of them but recorded by none. Null: it is nobody's.
    std::pair<StagePtr, bool> find_stage(Route const& where, IssuerPtr const& issuer, http::Request const& request) const;
    std::pair<StagePtr, bool> first_that(std::function<bool(Stage const&)> const& fits) const;
};

std::pair<StagePtr, bool> Platform::State::first_that(std::function<bool(Stage const&)> const& fits) const {
    StagePtr first;
    int fitting = 0;
    for (auto const& stage : stages) {
        if (!fits(*stage)) continue;
        ++fitting;
        if (!first) first = stage;
    }
    return {first, fitting == 1};
}

std::pair<StagePtr, bool>
Platform::State::find_stage(Route const& where, IssuerPtr const& issuer, http::Request const& request) const {
    if (where.course) {
        for (auto const& stage : stages) {
            if (world::course_by_id(stage->world, *where.course) != nullptr) return {stage, true};
        }
    }
    if (where.service) {
        // For a course that is nowhere a stage of the caller answers, in Canvas's order of checks; any, for no caller.
        auto const found = first_that([&](Stage const& stage) { return sender_of(stage, request).issuer != nullptr; });
        if (found.first || stages.empty()) return found;
        return {stages.front(), false};
    }
    bool const of_registration =
        where.kind == CallKind::token || where.kind == CallKind::jwks || where.kind == CallKind::authorization;
    if (!of_registration || !issuer) return {};
    if (where.kind == CallKind::authorization) {
        if (auto const verifier = lti13::hint_verifier(*issuer, parameter(request, "lti_message_hint"))) {
            for (auto const& stage : stages) {
                if (stage->opened.contains(*verifier)) return {stage, true};
            }
        }
    }
    std::string asking;
    if (where.kind == CallKind::token) asking = lti13::token_request_client(request).value_or("");
    auto const plays = [&](std::string_view who) {
        return first_that([&](Stage const& stage) {
            return std::any_of(stage.issuers.begin(), stage.issuers.end(), [&](auto const& entry) {
                return entry.second == issuer && (who.empty() || who == entry.first);
            });
        });
    };
    // By client first; an assertion that names nobody known still came to somebody's token endpoint.
    auto const found = plays(asking);
    return found.first ? found : plays("");
}

http::awaitable<lti13::FetchedJwks> Platform::State::fetch_jwks(Stage& stage, traffic::Log& log, http::Request const& request) {
    lti13::FetchedJwks fetched;
    auto const client_id = lti13::token_request_client(request);
    auto const* key = client_id ? world::key_by_client_id(stage.world, *client_id) : nullptr;
    if (key == nullptr || key->public_jwk_url.empty()) co_return fetched;
    fetched.outcome = lti13::FetchedJwks::Outcome::unreachable;
    auto const url = base::parse_url(key->public_jwk_url);
    if (!url) co_return fetched;

    http::Request get;
    get.target = url->target();
    get.headers.set("Accept", "application/json");
    get.headers.set("User-Agent", "Canvas");
    Exchange exchange;
    exchange.from = Party::platform;
    exchange.to = Party::tool;
    exchange.kind = CallKind::jwks;
    exchange.at = stage.time->now();
    exchange.url = url->text();
    exchange.request = get;
    exchange.client_id = *client_id;
    auto const number = log.begin(std::move(exchange)).number;
    auto response = co_await client.send(*url, std::move(get));
    if (response) {
        fetched.outcome = lti13::FetchedJwks::Outcome::fetched;
        fetched.body = response->body;
    }
    if (auto* recorded = log.find(number)) {
        recorded->took = stage.time->now() - recorded->at;
        if (response) {
            recorded->response = std::move(*response);
        } else {
            recorded->error = response.error().message;
        }
        log.finish(*recorded);
    }
    co_return fetched;
}

http::awaitable<Answer>
Platform::State::grant(Stage& stage, traffic::Log& log, IssuerPtr issuer, http::Request request) {
    auto const asked_at = stage.time->tool_now();
    auto const jwks = co_await fetch_jwks(stage, log, request);
    co_return lti13::grant_token(stage.world, *issuer, request, jwks, asked_at);
}

http::awaitable<http::Response> Platform::State::answer(std::shared_ptr<State> self, http::Request request) {
    if (!self) co_return not_found();
    auto const where = route(request.method, request.path());
    auto const issuer = self->issuer_at(where.base_path);
    auto const [stage, certain] = self->find_stage(where, issuer, request);
    if (!stage) {
        if (self->front_page) {
            if (auto page = self->front_page(request)) co_return std::move(*page);
        }
        // A tool may well read the key set before anybody is on stage, e.g. when it starts.
        bool const key_set = issuer && where.kind == CallKind::jwks;
        auto response = key_set ? http::json(200, lti13::jwks_body(*issuer)) : not_found();
        Exchange exchange;
        exchange.from = where.from;
        exchange.kind = where.kind;
        exchange.url = self->origin + request.target;
        exchange.request = std::move(request);
        exchange.response = response;
        self->lost.finish(self->lost.begin(std::move(exchange)));
        co_return response;
    }

    Exchange started;
    started.from = where.from;
    started.to = Party::platform;
    started.kind = where.kind;
    started.at = stage->time->now();
    started.url = self->origin + request.target;
    if (where.course) {
        if (auto const* course = world::course_by_id(stage->world, *where.course)) started.course = course->name;
    }
    if (where.line_item) {
        if (auto const* item = world::line_item_by_id(stage->world, *where.line_item)) {
            if (auto const* assignment = world::assignment_by_id(stage->world, item->assignment)) {
                started.assignment = assignment->name;
            }
        }
    }
    if (where.kind == CallKind::token) started.client_id = lti13::token_request_client(request).value_or("");
    auto const sender = where.from == Party::tool ? sender_of(*stage, request) : Sender();
    if (sender.issuer) started.client_id = sender.client_id;
    if (!stage->probe_client.empty() && started.client_id == stage->probe_client) started.from = Party::probe;

    started.request = std::move(request);
    auto& log = certain ? stage->log : self->lost;
    auto const started_at = started.at;
    auto* fault =
        certain && started.from == Party::tool ? planned_fault(*stage, where.kind, started.assignment) : nullptr;
    auto const& begun = log.begin(std::move(started));
    auto const number = begun.number;
    if (fault != nullptr && fault->times > 0) --fault->times;

    Answer answer;
    if (fault != nullptr && fault->answer) {
        answer.response = *fault->answer;
    } else if (where.kind == CallKind::token) {
        answer = co_await self->grant(*stage, log, issuer, begun.request);
    } else {
        // Services have no base path: whose token it is tells the registration, else any of the stage's will refuse it.
        auto answering = issuer;
        if (where.service) answering = sender.issuer ? sender.issuer : stage->issuers.begin()->second;
        answer = compute(*stage, answering, where, begun.request);
    }
    if (fault != nullptr) {
        answer.response.delivery = fault->delivery;
        answer.response.delay = fault->delay;
    }
    if (auto* exchange = log.find(number)) {
        if (fault != nullptr) exchange->fault = fault->label;
        exchange->took = stage->time->now() - started_at;
        exchange->response = answer.response;
        exchange->trail = std::move(answer.trail);
        exchange->user = std::move(answer.user);
        if (!answer.course.empty()) exchange->course = std::move(answer.course);
        if (!answer.assignment.empty()) exchange->assignment = std::move(answer.assignment);
        if (!answer.client_id.empty()) exchange->client_id = std::move(answer.client_id);
        log.finish(*exchange);
    }
    stage->time->poke();
    co_return std::move(answer.response);
}

Platform::Platform(std::shared_ptr<State> state) : state_(std::move(state)) {}
Platform::~Platform() { close(); }

base::Result<std::unique_ptr<Platform>> Platform::start(http::asio::io_context& loop, Options options) {
    auto state = std::make_shared<State>(loop, std::move(options));
    http::ServerOptions listen;
    listen.address = state->options.address;
    listen.port = state->options.port;
    std::weak_ptr<State> const weak = state;
    auto server = http::Server::listen(
        loop,
        [weak](http::Request request) { return State::answer(weak.lock(), std::move(request)); },
        listen
    );
    if (!server) return server.error();
    state->server = std::move(*server);
    state->origin = state->options.public_url.empty() ? state->server->origin() : state->options.public_url;
    return std::unique_ptr<Platform>(new Platform(std::move(state)));
}

std::string const& Platform::origin() const { return state_->origin; }

std::shared_ptr<lti13::Issuer>
Platform::add_issuer(std::string base_path, std::string issuer, std::string secret) {
    auto made = std::make_shared<lti13::Issuer>();
    made->issuer = issuer.empty() ? state_->origin : std::move(issuer);
    made->origin = state_->origin;
    made->base_path = base_path;
    made->keys = {
        lti13::PlatformKey{"2025-12-01T00:00:00Z_past", keys::fixture_key("platform-past")},
        lti13::PlatformKey{"2026-01-01T00:00:00Z_present", keys::fixture_key("platform-present")},
        lti13::PlatformKey{"2026-02-01T00:00:00Z_future", keys::fixture_key("platform-future")},
    };
    made->secret = std::move(secret);
    state_->issuers[std::move(base_path)] = made;
    return made;
}

void Platform::remove_issuer(std::string const& base_path) { state_->issuers.erase(base_path); }
void Platform::add(std::shared_ptr<Stage> stage) { state_->stages.push_back(std::move(stage)); }
void Platform::remove(Stage const& stage) {
    std::erase_if(state_->stages, [&](StagePtr const& own) { return own.get() == &stage; });
}
traffic::Log const& Platform::lost() const { return state_->lost; }
void Platform::set_front_page(FrontPage page) { state_->front_page = std::move(page); }
void Platform::close() {
    if (state_->server) state_->server->close();
}

} // namespace easel::platform
