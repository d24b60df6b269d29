// The `send` step: the platform called as a tool would call it, by the probe or in the tool's name. What goes out is
// made in send_calls.cpp and send_tokens.cpp; launches, pickers and configurations have files of their own.
#include "base/url.hpp"
#include "play/matching.hpp"
#include "play/send.hpp"
#include "play/session.hpp"

#include <algorithm>

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;

constexpr char const* probe_agent = "Easel probe";

} // namespace

http::awaitable<void> Session::send(scenario::Send const& step) {
    auto const at = step_->at;
    auto const evaluated = evaluate(step.request.value);
    if (!evaluated || !evaluated->is_object()) {
        cannot_judge(
            Verdict::error,
            "bad_value",
            "The harness cannot work out what to send: " +
                (evaluated ? std::string("no mapping") : evaluated.error().message),
            at
        );
        co_return;
    }
    auto const client_id = client_named(step.as);
    Sender const sender{
        world(),
        *stage_->issuers.at(client_id),
        client_id,
        {evaluated->as_object()},
        stage_->time->tool_now(),
        random_,
        signer()};
    if (step.kind == "launch") {
        co_await send_launch(sender, step);
    } else if (step.kind == "deep_link") {
        co_await send_deep_link(sender, step);
    } else if (step.kind == "content_item") {
        co_await send_content_item(sender, step);
    } else if (step.kind == "registration") {
        co_await send_registration(sender, step);
    } else if (step.kind == "rest") {
        co_await send_rest(sender, step);
    } else if (step.kind == "install") {
        co_await install_tool(sender, step);
    } else if (step.kind == "config") {
        send_config(sender, step);
    } else {
        co_await send_call(sender, step);
    }
    // What the platform does behind an answer (files) is done before the next step, or a run would not repeat.
    if (stage_->time->is_virtual()) co_await stage_->time->wait_until([] { return true; }, base::Duration::zero());
}

http::awaitable<void> Session::send_call(Sender const& sender, scenario::Send const& step) {
    auto call = build_call(step.kind, sender);
    if (!call) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot send '" + step.kind + "'.", step_->at);
        co_return;
    }
    if (call->takes_token && !call->request.headers.has("Authorization")) {
        auto const token = theatre_.remote == nullptr ? bearer_token(sender) : co_await granted_token(sender);
        if (stopped_) co_return;
        if (token) call->request.headers.set("Authorization", "Bearer " + *token);
    }
    auto const exchange = theatre_.remote == nullptr ? co_await call_platform(std::move(call->request))
                                                     : co_await call_remote(step.kind, std::move(call->request));
    if (!exchange) co_return;
    auto expected = expectation(step);
    if (!expected) co_return;
    if (theatre_.remote != nullptr) expected->erase("fact"); // no other Canvas tells why it answers so
    judge_sent(step, mismatch_of(*expected, *exchange), *exchange);
}

http::awaitable<std::optional<traffic::Exchange>> Session::call_platform(http::Request request) {
    auto const at = step_->at;
    auto const url = base::parse_url(theatre_.platform.origin() + request.target);
    if (!url) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot send to " + request.target, at);
        co_return std::nullopt;
    }
    request.headers.set("User-Agent", probe_agent);
    auto const before = last_hop();
    auto answered = co_await theatre_.client.send(*url, std::move(request));
    if (!answered) {
        cannot_judge(
            Verdict::error, "io", "The harness got no answer from its own platform: " + answered.error().message, at
        );
        co_return std::nullopt;
    }
    auto const parsed = base::parse_json(answered->body);
    last_answer_ = parsed ? *parsed : json::value();
    // The tool may have called in between.
    auto& all = stage_->log.exchanges();
    auto const exchange = std::find_if(all.begin(), all.end(), [&](traffic::Exchange const& one) {
        return one.number > before && one.request.headers.get("User-Agent") == probe_agent;
    });
    if (exchange == all.end()) {
        cannot_judge(
            Verdict::error,
            "not_logged",
            "The platform did not take this call for one of the case: status " + std::to_string(answered->status) + ".",
            at
        );
        co_return std::nullopt;
    }
    exchange->from = traffic::Party::probe; // with the tool's registration too: what the tool does itself is judged
    // Compared with the whole answer, not with the log's copy, which may be cut.
    auto whole = *exchange;
    whole.response = std::move(*answered);
    co_return whole;
}

std::optional<json::object> Session::expectation(scenario::Send const& step) {
    if (step.expect.empty()) return std::nullopt;
    auto expected = evaluate(step.expect.value);
    if (expected && expected->is_object()) return std::move(expected->as_object());
    cannot_judge(
        Verdict::error,
        "bad_value",
        "The harness cannot work out what is expected: " +
            (expected ? std::string("no mapping") : expected.error().message),
        step.expect_at
    );
    return std::nullopt;
}

void Session::judge_sent(scenario::Send const& step, Difference const& differs, traffic::Exchange const& exchange) {
    auto const status =
        exchange.response ? "status " + std::to_string(exchange.response->status) : std::string("no answer");
    bool const holds = differs.required.empty();
    judge_platform(
        holds,
        step.expect_at,
        holds ? "the platform answers as documented" : differs.required,
        holds ? status : differs.observed,
        exchange.number == 0 ? std::vector<int>() : std::vector<int>{exchange.number}
    );
}

} // namespace easel::play
