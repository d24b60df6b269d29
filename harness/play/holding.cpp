// A case at the gate: what goes out may be looked at, changed and held.
#include "base/codec.hpp"
#include "play/session.hpp"

#include <utility>

namespace easel::play {
namespace {

constexpr char const* edited = "edited by hand";

/// What a moment needs, whether or not the case outlives it.
struct Post {
    Gate* gate;
    std::shared_ptr<platform::Stage> stage;
    std::shared_ptr<bool> ended;
};

http::awaitable<Decision> ask(Post post, Moment moment) {
    timing::Time::Pause const pause(post.stage->time);
    auto decision = co_await post.gate->arrive(std::move(moment));
    if (decision.way == Decision::Way::end) *post.ended = true;
    co_return decision;
}

http::awaitable<void> hold_answer(Post post, int number, traffic::Answer& answer) {
    auto const* begun = post.stage->log.find(number);
    if (begun == nullptr || *post.ended || !post.gate->holds(Moment::What::answer, *begun)) co_return;
    Moment moment{Moment::What::answer, number, *begun, post.stage};
    moment.exchange.response = answer.response;
    moment.exchange.trail = answer.trail;
    auto decision = co_await ask(post, std::move(moment));
    if (!decision.response) co_return;
    answer.response = std::move(*decision.response);
    if (auto* exchange = post.stage->log.find(number)) exchange->fault = edited;
}

/// What the browser follows afterwards goes by `form`, not by the body.
void replace(agent::Outgoing& outgoing, http::Request request) {
    if (auto const url = base::resolve(outgoing.url, request.target); url && url->origin() == outgoing.url.origin())
        outgoing.url = *url;
    outgoing.form = request.form();
    outgoing.request = std::move(request);
}

http::awaitable<agent::Browser::Held> hold_request(Post post, std::string platform_origin, agent::Outgoing& outgoing) {
    using agent::Browser;
    if (*post.ended) co_return Browser::Held::dropped;
    traffic::Exchange exchange;
    exchange.from = traffic::Party::browser;
    exchange.to = outgoing.url.origin() == platform_origin ? traffic::Party::platform : traffic::Party::tool;
    exchange.kind = traffic::CallKind::page;
    exchange.at = post.stage->time->now();
    exchange.url = outgoing.url.text();
    exchange.request = outgoing.request;
    auto const& all = post.stage->log.exchanges();
    exchange.number = all.empty() ? 1 : all.back().number + 1;
    if (!post.gate->holds(Moment::What::request, exchange)) co_return Browser::Held::sent;
    auto const number = exchange.number;
    auto decision = co_await ask(post, {Moment::What::request, number, std::move(exchange), post.stage});
    if (decision.request) replace(outgoing, std::move(*decision.request));
    switch (decision.way) {
        case Decision::Way::again:
            co_return Browser::Held::sent_again;
        case Decision::Way::end:
            co_return Browser::Held::dropped;
        case Decision::Way::go_on:
            break;
    }
    co_return Browser::Held::sent;
}

} // namespace

void Session::stand_at_gate() {
    if (theatre_.gate == nullptr) return;
    ended_by_hand_ = std::make_shared<bool>(false);
    Post const post{theatre_.gate, stage_, ended_by_hand_};
    // The stage must not keep itself alive.
    stage_->hold_answer = [gate = post.gate,
                           stage = std::weak_ptr(stage_),
                           ended = ended_by_hand_](int number, traffic::Answer& answer) -> http::awaitable<void> {
        if (auto alive = stage.lock()) co_await hold_answer({gate, std::move(alive), ended}, number, answer);
    };
    stage_->log.on_finish = [gate = post.gate](traffic::Exchange const& exchange) { gate->finished(exchange); };
    theatre_.gate->began(stage_);
}

agent::Browser::Settings Session::browser_settings() const {
    agent::Browser::Settings settings;
    if (theatre_.tool != nullptr) settings.limits.total = theatre_.tool->limits.page;
    settings.platform_origin = theatre_.platform.origin();
    settings.now = [time = stage_->time] { return time->now(); };
    if (theatre_.gate == nullptr) return settings;
    // A tool that waits for an answer of the mock lets its page wait as well.
    settings.limits.total += theatre_.gate->patience();
    settings.hold = [post = Post{theatre_.gate, stage_, ended_by_hand_},
                     origin = settings.platform_origin](agent::Outgoing& outgoing) {
        return hold_request(post, origin, outgoing);
    };
    return settings;
}

std::chrono::steady_clock::time_point Session::wall_now() const {
    return std::chrono::steady_clock::now() - stage_->time->paused();
}

} // namespace easel::play
