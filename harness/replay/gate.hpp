#pragma once

#include "play/gate.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>

/// Breakpoints: holds a case where it is told to, until somebody says how it goes on.
namespace easel::replay {

/// Driven from the loop's own thread, by a terminal or by a console. One case at a time.
class Gate final : public play::Gate {
  public:
    struct Options {
        int from_hop = 1;                 ///< holds everything from this hop on; 0: nothing but the breakpoints
        bool requests = true;             ///< of the browser
        bool answers = true;              ///< of the mock
        base::Duration patience{600'000}; ///< a case that nobody lets go on ends after that
    };
    Gate(http::asio::io_context& loop, Options options);
    ~Gate() override;

    /// The moment that is held; null: none. Where several came at the same time, the first; the others follow it.
    [[nodiscard]] play::Moment const* held() const;
    /// Lets it go; false: none is held.
    bool decide(play::Decision decision);

    /// From now on holds everything from this hop on ("next": 1), or nothing but breakpoints ("continue": 0). Does not
    /// let go what is held.
    void hold_from(int hop) { options_.from_hop = hop; }
    void break_at(int hop) { hops_.insert(hop); }
    void break_on(traffic::CallKind kind) { kinds_.insert(kind); }
    void clear_breakpoints();
    [[nodiscard]] std::set<int> const& breakpoints() const { return hops_; }
    [[nodiscard]] std::set<traffic::CallKind> const& kinds() const { return kinds_; }
    /// The case ends at once, or at the next thing that would go out.
    void end();

    /// The stage of the case that plays; null before it is on. Between moments it may be read, not changed.
    [[nodiscard]] std::shared_ptr<platform::Stage> stage() const { return stage_.lock(); }
    [[nodiscard]] bool has_timed_out() const { return timed_out_; }

    std::function<void()> on_change;                                       ///< a moment is held, or was let go
    std::function<void(std::shared_ptr<platform::Stage> const&)> on_begin; ///< the stage is on
    std::function<void(scenario::Step const&, std::size_t count)> on_step; ///< a step of the case begins
    std::function<void(traffic::Exchange const&)> on_hop;                  ///< an exchange is complete; not redacted

    void began(std::shared_ptr<platform::Stage> const& stage) override;
    void step_began(platform::Stage const& stage, scenario::Step const& step, std::size_t count) override;
    void finished(traffic::Exchange const& exchange) override;
    [[nodiscard]] bool holds(play::Moment::What what, traffic::Exchange const& exchange) const override;
    [[nodiscard]] http::awaitable<play::Decision> arrive(play::Moment moment) override;
    [[nodiscard]] base::Duration patience() const override { return options_.patience; }

  private:
    struct Waiting {
        play::Moment moment;
        std::optional<play::Decision> decision;
    };
    void tell() const;

    Options options_;
    std::set<int> hops_;
    std::set<traffic::CallKind> kinds_;
    std::deque<std::shared_ptr<Waiting>> waiting_;
    std::weak_ptr<platform::Stage> stage_;
    http::Signal changed_;
    bool ended_ = false;
    bool timed_out_ = false;
};

} // namespace easel::replay
