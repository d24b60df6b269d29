#pragma once

#include "http/loop.hpp"
#include "http/message.hpp"
#include "platform/platform.hpp"
#include "scenario/scenario.hpp"
#include "traffic/exchange.hpp"

#include <memory>
#include <optional>

/// Where a case can be held: before each request of the browser and before each answer of the mock.
namespace easel::play {

/// Something that is about to go out.
struct Moment {
    enum class What {
        request, ///< the browser's, complete with cookies
        answer,  ///< the mock's, worked out: the world has changed already
    };
    What what = What::answer;
    int hop = 0;                            ///< its number in the log; of a request the one that it is about to get
    traffic::Exchange exchange;             ///< of an answer with `response` and `trail`
    std::shared_ptr<platform::Stage> stage; ///< its world and clock may be changed while the moment lasts
};

/// What becomes of it.
struct Decision {
    enum class Way {
        go_on,
        again, ///< a request: it is sent, and held once more before its answer is followed
        end,   ///< the case ends here; its verdict is *error*, for the reason `ended_by_hand`
    };
    Way way = Way::go_on;
    std::optional<http::Request> request;   ///< goes out instead; its target stays below the same origin
    std::optional<http::Response> response; ///< goes out instead; `delivery` and `delay` are faults
};

/// Reason code of a case that somebody ended at the gate.
inline constexpr char const* ended_by_hand = "ended_by_hand";

/// Watches one case at a time. All calls come on the loop's thread. While a moment is held no wait of the case runs
/// out, and a virtual clock stands.
class Gate {
  public:
    virtual ~Gate() = default;
    /// The case's stage is on.
    virtual void began(std::shared_ptr<platform::Stage> const&) {}
    /// A step of the case begins, one of `count`.
    virtual void step_began(platform::Stage const&, scenario::Step const&, std::size_t /*count*/) {}
    /// An exchange is complete; only good during the call.
    virtual void finished(traffic::Exchange const&) {}
    /// Asked before each moment: whether `arrive` has to be.
    [[nodiscard]] virtual bool holds(Moment::What what, traffic::Exchange const& exchange) const = 0;
    [[nodiscard]] virtual http::awaitable<Decision> arrive(Moment moment) = 0;
    /// The longest that `arrive` takes.
    [[nodiscard]] virtual base::Duration patience() const = 0;
};

} // namespace easel::play
