#pragma once

#include "play/gate.hpp"
#include "replay/substitution.hpp"
#include "replay/todays.hpp"
#include "verdict/result.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

/// What was once sent to the tool through the browser, sent again.
namespace easel::replay {

/// Stands at the gate of a case that plays again, and puts each recorded request to the tool in the place of today's:
/// with today's nonce, state, hints and times, and signed anew. A signature that the scenario has broken cannot be told
/// from the file, which holds none: there today's token goes out. @par Source report-ux.md C6, tool-side
class Resending final : public play::Gate {
  public:
    /// @param literal  nonce, state and times stay as they were; signatures are still made anew
    /// @param inner    asked after that; null: nobody
    Resending(verdict::CaseResult const& then, bool literal, Substitutions& table, play::Gate* inner);

    void began(std::shared_ptr<platform::Stage> const& stage) override;
    void step_began(platform::Stage const& stage, scenario::Step const& step, std::size_t count) override {
        if (inner_ != nullptr) inner_->step_began(stage, step, count);
    }
    void finished(traffic::Exchange const& exchange) override;
    [[nodiscard]] bool holds(play::Moment::What what, traffic::Exchange const& exchange) const override;
    [[nodiscard]] http::awaitable<play::Decision> arrive(play::Moment moment) override;
    [[nodiscard]] base::Duration patience() const override {
        return inner_ == nullptr ? base::Duration{0} : inner_->patience();
    }

    /// Where things are, for who asks for requests without a case that begins.
    void set_origins(Origins origins) { origins_ = std::move(origins); }
    /// The recorded request in the place of the one that is held.
    [[nodiscard]] http::Request rewritten(traffic::Exchange const& recorded, play::Moment const& moment);

  private:
    [[nodiscard]] traffic::Exchange const* next(traffic::Exchange const& today);
    [[nodiscard]] base::Fields fields(
        base::Fields const& recorded,
        base::Fields const& today,
        traffic::Exchange const& then,
        play::Moment const& moment
    );
    [[nodiscard]] std::string restored(std::string const& text) const;
    [[nodiscard]] base::json::value fresh(
        base::json::value const& value, base::json::value const* today, std::string_view name, base::Duration later
    ) const;
    [[nodiscard]] std::string signed_again(
        std::string const& recorded, std::string const& today, traffic::Exchange const& then, play::Moment const& moment
    ) const;
    void sign_lti11(base::Fields& form, base::Fields const& today, play::Moment const& moment) const;

    verdict::CaseResult const& then_;
    bool literal_;
    Substitutions& table_;
    play::Gate* inner_;
    std::map<std::string, int> sent_; ///< by method and address
    Origins origins_;                 ///< today's
};

} // namespace easel::replay
