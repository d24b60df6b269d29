#include "replay/gate.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace easel::replay {

using play::Decision;
using play::Moment;

Gate::Gate(http::asio::io_context& loop, Options options)
    : options_(options),
      changed_(loop) {}

Gate::~Gate() = default;

void Gate::tell() const {
    if (on_change) on_change();
}

Moment const* Gate::held() const {
    auto const first = std::find_if(waiting_.begin(), waiting_.end(), [](auto const& one) { return !one->decision; });
    return first == waiting_.end() ? nullptr : &(*first)->moment;
}

bool Gate::decide(Decision decision) {
    auto const first = std::find_if(waiting_.begin(), waiting_.end(), [](auto const& one) { return !one->decision; });
    if (first == waiting_.end()) return false;
    if (decision.way == Decision::Way::end) ended_ = true;
    (*first)->decision = std::move(decision);
    // What came behind it waits only as long as somebody wants to see it.
    for (auto const& one : waiting_) {
        if (!one->decision && !holds(one->moment.what, one->moment.exchange)) one->decision.emplace();
    }
    changed_.notify();
    return true;
}

void Gate::clear_breakpoints() {
    hops_.clear();
    kinds_.clear();
}

void Gate::end() {
    ended_ = true;
    for (auto const& one : waiting_) {
        if (!one->decision) one->decision = Decision{.way = Decision::Way::end, .request = {}, .response = {}};
    }
    changed_.notify();
}

void Gate::began(std::shared_ptr<platform::Stage> const& stage) {
    stage_ = stage;
    if (on_begin) on_begin(stage);
}

void Gate::step_began(platform::Stage const&, scenario::Step const& step, std::size_t count) {
    if (on_step) on_step(step, count);
}

void Gate::finished(traffic::Exchange const& exchange) {
    if (on_hop) on_hop(exchange);
}

bool Gate::holds(Moment::What what, traffic::Exchange const& exchange) const {
    if (ended_) return true; // to end it
    if (!(what == Moment::What::request ? options_.requests : options_.answers)) return false;
    if (options_.from_hop > 0 && exchange.number >= options_.from_hop) return true;
    return hops_.contains(exchange.number) || kinds_.contains(exchange.kind);
}

http::awaitable<Decision> Gate::arrive(Moment moment) {
    if (ended_) co_return Decision{.way = Decision::Way::end, .request = {}, .response = {}};
    auto const own = waiting_.emplace_back(std::make_shared<Waiting>(Waiting{std::move(moment), {}}));
    tell();
    auto const deadline = std::chrono::steady_clock::now() + options_.patience;
    while (!own->decision) {
        auto const left = std::chrono::duration_cast<base::Duration>(deadline - std::chrono::steady_clock::now());
        if (left <= base::Duration::zero()) {
            timed_out_ = true;
            end();
        } else {
            co_await changed_.wait_for(left);
        }
    }
    auto decision = std::move(*own->decision);
    std::erase(waiting_, own);
    tell();
    co_return decision;
}

} // namespace easel::replay
