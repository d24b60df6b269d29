// The way of a request: its stage, a planned fault, the throttle, the answer, the log.
#include "content_items/content_items.hpp"
#include "deep_linking/deep_linking.hpp"
#include "lti11/content_item_request.hpp"
#include "lti13/deep_linking_request.hpp"
#include "platform/state.hpp"
#include "services/ags.hpp"
#include "services/nrps.hpp"
#include "throttle/throttle.hpp"
#include "traffic/checks.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace easel::platform {

using traffic::Answer;
using traffic::CallKind;
using traffic::Exchange;
using traffic::Party;

namespace {

/// Canvas's answer where no route or no stage fits (ags.md 2, shape E2).
http::Response not_found() {
    return http::json(404, R"({"errors":[{"message":"The specified resource does not exist."}]})");
}

/// Nothing is acknowledged that is not kept.
http::Response not_kept(std::string const& message) {
    base::json::object error{{"message", message}};
    return http::json(500, base::dump(base::json::object{{"errors", base::json::array{std::move(error)}}}));
}

/// The page a tool's return_url leads to; Canvas shows lti_msg and lti_errormsg there (lti13-launch.md 5.3).
http::Response return_page(http::Request const& request) {
    auto const error = parameter(request, "lti_errormsg");
    auto const message = error.empty() ? parameter(request, "lti_msg") : error;
    return http::html(200, "<!DOCTYPE html><title>Returned to Canvas</title><p>" + base::html_escape(message) + "</p>");
}

Answer plain(http::Response response) {
    Answer answer;
    answer.response = std::move(response);
    return answer;
}

/// A tool that registers itself is a client of the issuer that it came to.
Answer answer_registration(
    Stage& stage, IssuerPtr const& issuer, registration::Route const& asked, http::Request const& request
) {
    registration::Context const context{
        stage.world,
        *issuer,
        stage.time->now(),
        stage.time->tool_now(),
        world::user_by_login_hint(stage.world, cookie(request, session_cookie))};
    auto answer = registration::answer(context, asked, request);
    bool const created = asked.what == registration::Route::What::create && !answer.client_id.empty();
    if (created) stage.issuers.try_emplace(answer.client_id, issuer);
    return answer;
}

/// Who opened the picker whose content comes back: whoever signed its `data`, else the stage's first.
IssuerPtr issuer_of_content(Stage const& stage, http::Request const& request) {
    auto const data = parameter(request, "data");
    for (auto const& [client, issuer] : stage.issuers)
        if (lti11::read_data(*issuer, data)) return issuer;
    return stage.issuers.begin()->second;
}

/// Every answer that needs nothing from elsewhere.
Answer compute(Stage& stage, IssuerPtr const& issuer, Route const& where, http::Request const& request) {
    auto const now = stage.time->now();
    if (where.service) {
        services::Context const context{stage.world, *issuer, now, stage.time->tool_now()};
        return where.roster ? services::answer_nrps(context, request) : services::answer_ags(context, request);
    }
    if (where.outcomes)
        return outcomes::answer({stage.world, stage.outcomes, *issuer, now, stage.time->tool_now()}, *where.outcomes, request);
    if (where.registration) return answer_registration(stage, issuer, *where.registration, request);
    switch (where.kind) {
        case CallKind::authorization:
            if (where.second_hop) {
                return lti13::authorize(
                    stage.world, *issuer, stage.launches, request, cookie(request, session_cookie), now
                );
            }
            return lti13::authorize_redirect(*issuer, request, now);
        case CallKind::jwks:
            return lti13::answer_jwks(*issuer);
        case CallKind::page:
            if (where.retrieval) {
                return content_items::answer_retrieval(
                    stage.world, *stage.issuers.begin()->second, request, cookie(request, session_cookie), now, stage.freshness()
                );
            }
            return plain(return_page(request));
        case CallKind::content_item_return:
            return content_items::answer_return(
                stage.world, *issuer_of_content(stage, request), request, cookie(request, session_cookie), stage.openers,
                now
            );
        default:
            return plain(not_found());
    }
}

/// Whose token the caller has, if it is a good one: signed, in time, complete (ags.md 3, checks 1a to 1h).
std::string good_token_of(Stage& stage, Sender const& sender, http::Request const& request) {
    bool const good = sender.issuer && lti13::is_good_bearer(*sender.issuer, request, stage.time->tool_now());
    return good ? sender.client_id : std::string();
}

/// The bucket that a request is metered in; "" for what is not: a browser's requests, and those whose stage is a guess.
std::string bucket_for(
    Stage& stage,
    Route const& where,
    Sender const& sender,
    http::Request const& request,
    bool certain,
    throttle::Rows& rows
) {
    if (!certain || where.from != Party::tool) return {};
    if (where.outcomes) {
        auto const* const tool = world::tool_by_id(stage.world, where.outcomes->tool);
        return tool == nullptr ? throttle::bucket_of(request, "", false, false) : throttle::bucket_of_tool(*tool);
    }
    auto const client = where.service ? good_token_of(stage, sender, request) : std::string();
    auto bucket = throttle::bucket_of(request, client, where.service, !cookie(request, session_cookie).empty());
    if (bucket.empty()) rows = {"3.20", "2.4"};
    return bucket;
}

world::Dialects const& dialects_of(Stage& stage, std::optional<world::Id> course) {
    auto const* found = course ? world::course_by_id(stage.world, *course) : nullptr;
    return found == nullptr ? stage.world.dialects : world::dialects_in(stage.world, *found);
}

/// Puts the throttle's rows into the trail: what let the request in before all else, or what refused it.
void note(traffic::Trail& trail, throttle::Rows const& rows, bool refused) {
    if (rows.empty()) return;
    auto at = trail.insert(trail.begin(), rows.size(), {});
    for (auto const row : rows) *at++ = {{"throttling-pagination/", row}, true};
    if (refused) std::prev(at)->passed = false;
}

/// The exchange as it begins: whose it is, and what it is about.
Exchange begin(
    Stage& stage, Route const& where, Sender const& sender, std::string const& origin, http::Request const& request
) {
    Exchange started;
    started.from = where.from;
    started.to = Party::platform;
    started.kind = where.kind;
    started.at = stage.time->now();
    started.url = origin + request.target;
    if (where.course) {
        if (auto const* course = world::course_by_id(stage.world, *where.course)) started.course = course->name;
    }
    if (where.line_item) {
        if (auto const* item = world::line_item_by_id(stage.world, *where.line_item)) {
            if (auto const* assignment = world::assignment_by_id(stage.world, item->assignment)) {
                started.assignment = assignment->name;
            }
        }
    }
    if (where.outcomes) {
        auto const* const tool = world::tool_by_id(stage.world, where.outcomes->tool);
        if (tool != nullptr) started.client_id = tool->consumer_key;
        if (!stage.faults.empty()) { // a planned answer is for one assignment, and keeps the service from telling which
            auto concerned = outcomes::concerned(stage.world, *where.outcomes, request);
            started.course = std::move(concerned.course);
            started.assignment = std::move(concerned.assignment);
            started.user = std::move(concerned.user);
        }
    }
    if (where.kind == CallKind::token) started.client_id = lti13::token_request_client(request).value_or("");
    if (sender.issuer) started.client_id = sender.client_id;
    if (!stage.probe_client.empty() && started.client_id == stage.probe_client) started.from = Party::probe;
    return started;
}

/// Whose registration a deep linking response concerns: the one that made the return URL, else the one that answers.
IssuerPtr issuer_of_return(Stage const& stage, http::Request const& request) {
    auto const data = parameter(request, "data");
    for (auto const& [client, issuer] : stage.issuers) {
        if (lti13::read_return_data(*issuer, data)) return issuer;
    }
    auto const client = deep_linking::response_client(request);
    auto const found = client ? stage.issuers.find(*client) : stage.issuers.end();
    return found != stage.issuers.end() ? found->second : stage.issuers.begin()->second;
}

} // namespace

http::awaitable<http::Response> Platform::State::answer_nobody(Route where, IssuerPtr issuer, http::Request request) {
    if (front_page) {
        if (auto page = co_await front_page(request)) co_return std::move(*page);
    }
    // A tool may well read the key set before anybody is on stage, e.g. when it starts. Canvas's own path always has
    // one.
    auto const& keeper = issuer || !where.base_path.empty() ? issuer : own;
    auto answer = keeper && where.kind == CallKind::jwks ? lti13::answer_jwks(*keeper) : plain(not_found());
    auto const response = std::move(answer.response);
    Exchange exchange;
    exchange.trail = std::move(answer.trail);
    exchange.from = where.from;
    exchange.kind = where.kind;
    exchange.url = origin + request.target;
    exchange.request = std::move(request);
    exchange.response = response;
    lost.finish(lost.begin(std::move(exchange)));
    co_return response;
}

http::awaitable<Answer> Platform::State::answer_after_fetching(
    Stage& stage, traffic::Log& log, IssuerPtr issuer, CallKind kind, http::Request request
) {
    auto const now = stage.time->now();
    auto const tool_now = stage.time->tool_now();
    if (kind == CallKind::token) {
        auto const jwks = co_await fetch_jwks(stage, log, lti13::token_request_client(request));
        auto answer = lti13::grant_token(stage.world, *issuer, request, jwks, tool_now);
        stage.granted = stage.granted || answer.response.status == 200;
        co_return answer;
    }
    auto const of_return = issuer_of_return(stage, request);
    auto const jwks = co_await fetch_jwks(stage, log, deep_linking::response_client(request));
    auto const user = cookie(request, session_cookie);
    co_return deep_linking::answer_return(stage.world, *of_return, request, jwks, user, now, tool_now);
}

http::awaitable<Answer> Platform::State::answer_tools_api(
    Stage& stage, traffic::Log& log, external_tools::Route asked, http::Request request
) {
    external_tools::Context const context{
        stage.world,
        stage.tools,
        origin,
        stage.time->now(),
        cookie(request, session_cookie),
        [&stage](auto const& intent, auto const& client_id) { return stage.open(intent, client_id); },
        [&stage](auto const& intent) -> base::Result<external_tools::Waiting> {
            auto launch = stage.open_lti11(intent);
            if (!launch) return launch.error();
            external_tools::Waiting waiting;
            waiting.url = launch->url;
            waiting.fields = lti11::signed_form(*launch, stage.freshness());
            waiting.rests_on = std::move(launch->rests_on);
            return waiting;
        }};
    external_tools::Fetched fetched;
    if (auto const url = external_tools::wanted_url(context, asked, request))
        fetched = co_await fetch_configuration(stage, log, *url);
    co_return external_tools::answer(context, asked, request, fetched);
}

http::awaitable<void> Platform::State::complete(Stage const& stage, Answer& answer) {
    if (stage.time->is_virtual()) {
        traffic::complete(answer);
    } else {
        co_await aside.run([&answer] { traffic::complete(answer); });
    }
}

http::awaitable<base::Result<void>> Platform::State::keep(StagePtr stage) {
    auto const before_answer = stage->before_answer; // it may be taken away meanwhile
    if (!before_answer) co_return base::Result<void>();
    try {
        co_await before_answer();
    } catch (std::exception const& trouble) {
        co_return base::Fault{base::FaultKind::io, trouble.what(), stage->name};
    }
    co_return base::Result<void>();
}

http::awaitable<http::Response> Platform::State::answer(std::shared_ptr<State> self, http::Request request) {
    if (!self) co_return not_found();
    auto where = route(request.method, request.target);
    if (where.outcomes) where.kind = outcomes::kind_of(*where.outcomes, request);
    auto issuer = self->issuer_at(where.base_path);
    auto const [stage, certain] = self->find_stage(where, issuer, request);
    if (!stage) co_return co_await self->answer_nobody(where, issuer, std::move(request));

    auto& log = certain ? stage->log : self->lost;
    auto const sender = where.from == Party::tool ? sender_of(*stage, request) : Sender();
    // Services have no base path: whose token it is tells the registration, else any of the stage's will refuse it.
    bool const of_anybody = where.service || where.outcomes || (where.registration && !issuer);
    if (of_anybody) {
        auto const& any = stage->issuers;
        issuer = sender.issuer ? sender.issuer : any.empty() ? self->own : any.begin()->second;
    }
    auto started = begin(*stage, where, sender, self->origin, request);
    auto const started_at = started.at;
    auto const& dialects = dialects_of(*stage, where.course);
    bool const may_strike = certain && started.from != Party::probe;
    if (may_strike) stage->flights.begin(where.kind);
    auto const* struck = may_strike ? strike(stage->faults, where.kind, started.assignment, stage->chance) : nullptr;
    auto const fault = struck == nullptr ? std::nullopt : std::optional(*struck); // the plan may change meanwhile
    started.request = std::move(request);
    auto const& kept = log.begin(std::move(started)); // good until the first wait
    auto const number = kept.number;

    auto const files = stage->world.progresses.size();
    Answer answer;
    if (fault && fault->answer) {
        answer.response = *fault->answer;
    } else if (fault && fault->throttled) {
        answer.response = throttle::refusal(dialects, stage->world.throttle.up_front_cost);
    } else {
        throttle::Rows rows;
        rows.reserve(16);
        auto const bucket = bucket_for(*stage, where, sender, kept.request, certain, rows);
        auto refused =
            bucket.empty() ? std::nullopt : stage->buckets.enter(stage->world, dialects, bucket, started_at, rows);
        if (refused && traffic::holds({"throttling-pagination/", rows.back()}, false)) refused.reset();
        bool const fetches = where.kind == CallKind::token || where.kind == CallKind::deep_link_return;
        if (refused) {
            answer.response = std::move(*refused);
        } else if (fetches) {
            answer = co_await self->answer_after_fetching(*stage, log, issuer, where.kind, kept.request);
        } else if (where.tools) {
            answer = co_await self->answer_tools_api(*stage, log, *where.tools, kept.request);
        } else {
            answer = compute(*stage, issuer, where, kept.request);
            if (answer.rest) co_await self->complete(*stage, answer);
            if (auto const* asked = log.find(number); asked != nullptr && fault && fault->change) {
                fault->change(asked->request, answer.response);
            }
        }
        if (!refused && !bucket.empty()) {
            stage->buckets.leave(stage->world, bucket, stage->time->now(), answer.response, rows);
        }
        note(answer.trail, rows, refused.has_value());
    }
    if (fault) {
        answer.response.delivery = fault->delivery;
        answer.response.delay = fault->delay;
    }
    if (certain && stage->hold_answer) {
        auto const hold_answer = stage->hold_answer; // it may be taken away meanwhile
        co_await hold_answer(number, answer);
    }
    // What others that are held have brought may be among these; a file is fetched once, whoever begins.
    bool const brings_files = where.kind == CallKind::score || where.kind == CallKind::outcome ||
                              where.kind == CallKind::deep_link_return || where.kind == CallKind::content_item_return;
    if (brings_files) fetch_files(self, stage, files);
    if (auto const kept_now = co_await keep(stage); !kept_now) answer.response = not_kept(kept_now.error().message);
    if (auto* exchange = log.find(number)) {
        if (fault && exchange->fault.empty()) exchange->fault = fault->label; // whoever held the answer may have said another
        exchange->took = stage->time->now() - started_at;
        exchange->response = answer.response;
        exchange->trail = std::move(answer.trail);
        if (!answer.user.empty()) exchange->user = std::move(answer.user);
        if (!answer.course.empty()) exchange->course = std::move(answer.course);
        if (!answer.assignment.empty()) exchange->assignment = std::move(answer.assignment);
        if (!answer.client_id.empty()) exchange->client_id = std::move(answer.client_id);
        log.finish(*exchange);
    }
    if (may_strike) stage->flights.end(where.kind, answer.response.delay);
    stage->time->poke();
    co_return std::move(answer.response);
}

} // namespace easel::platform
