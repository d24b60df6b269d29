#include "control/breakpoints.hpp"

#include <algorithm>
#include <utility>

namespace easel::control {
namespace {

constexpr char const* edited = "edited by hand";

} // namespace

Breakpoints::Breakpoints(http::asio::io_context& loop, std::function<void()> on_change)
    : gone_(loop),
      on_change_(std::move(on_change)) {}

void Breakpoints::watch(std::shared_ptr<platform::Stage> const& stage) {
    // The stage must not keep itself alive.
    stage->hold_answer = [self = shared_from_this(), weak = std::weak_ptr(stage)](int number, traffic::Answer& answer) {
        return hold(self, weak, number, answer);
    };
}

std::vector<int> Breakpoints::numbers() const {
    std::vector<int> all;
    for (auto const& one : held_) all.push_back(one->exchange.number);
    return all;
}

Breakpoints::Held const* Breakpoints::find(int number) const {
    auto const found = std::find_if(held_.begin(), held_.end(), [&](auto const& one) { return one->exchange.number == number; });
    return found == held_.end() ? nullptr : found->get();
}

bool Breakpoints::send(int number, std::optional<http::Response> instead) {
    auto const found = std::find_if(held_.begin(), held_.end(), [&](auto const& one) { return one->exchange.number == number; });
    if (found == held_.end()) return false;
    auto const one = *found;
    one->instead = std::move(instead);
    let_go(one);
    return true;
}

void Breakpoints::send_all() {
    if (held_.empty()) return;
    for (auto const& one : std::exchange(held_, {})) one->gone = true;
    gone_.notify();
    on_change_();
}

/// It leaves the list at once: a world that is reset numbers its calls anew.
void Breakpoints::let_go(std::shared_ptr<Held> const& one) {
    if (std::exchange(one->gone, true)) return;
    std::erase(held_, one);
    gone_.notify();
    on_change_();
}

http::awaitable<void> Breakpoints::hold(
    std::shared_ptr<Breakpoints> self, std::weak_ptr<platform::Stage> stage, int number, traffic::Answer& answer
) {
    auto const alive = stage.lock();
    auto const* const begun = alive ? alive->log.find(number) : nullptr;
    if (begun == nullptr || !self->calls.contains(begun->kind) || self->held_.size() >= most_held) co_return;
    auto const own = std::make_shared<Held>(Held{*begun, Clock::now() + self->patience, self->patience});
    own->exchange.response = answer.response;
    own->exchange.trail = answer.trail;
    /// A server that closes cancels the wait.
    struct Place {
        Breakpoints& all;
        std::shared_ptr<Held> const& one;
        ~Place() { all.let_go(one); }
    } const place{*self, own};
    self->held_.push_back(own);
    self->on_change_();
    while (!own->gone) {
        auto const left = std::chrono::ceil<base::Duration>(own->until - Clock::now());
        if (left <= base::Duration::zero()) break;
        co_await self->gone_.wait_for(left);
    }
    if (!own->instead) co_return;
    answer.response = std::move(*own->instead);
    if (auto* exchange = alive->log.find(number)) exchange->fault = edited;
}

} // namespace easel::control
