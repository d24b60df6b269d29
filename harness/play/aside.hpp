#pragma once

#include "play/session.hpp"

#include <deque>
#include <utility>

namespace easel::play {

/// While one lives, what is played is only there to compare with: it uses up no planned answer and is no evidence.
class Session::Aside {
  public:
    explicit Aside(Session& session)
        : session_(session),
          outermost_(!session.comparing_),
          first_hop_(session.last_hop() + 1),
          launches_(session.wire_.launches.size()) {
        if (!outermost_) return;
        session_.comparing_ = true;
        faults_ = std::exchange(session_.stage_->faults, {});
    }
    ~Aside() {
        if (!outermost_) return;
        session_.comparing_ = false;
        session_.stage_->faults = std::move(faults_);
        auto& aside = session_.wire_.aside;
        aside.hops.emplace_back(first_hop_, session_.last_hop());
        for (auto i = launches_; i < session_.wire_.launches.size(); ++i) {
            auto& sent = session_.wire_.launches[i];
            sent.aside = true;
            if (!sent.course.empty()) aside.courses.insert(sent.course); // always a clone
        }
    }
    Aside(Aside const&) = delete;
    Aside& operator=(Aside const&) = delete;

  private:
    Session& session_;
    bool outermost_;
    int first_hop_;
    std::size_t launches_;
    std::deque<platform::Fault> faults_;
};

} // namespace easel::play
