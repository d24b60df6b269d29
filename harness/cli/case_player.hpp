#pragma once

#include "cli/options.hpp"
#include "cli/recorded_case.hpp"
#include "console/player.hpp"
#include "platform/platform.hpp"
#include "replay/recording.hpp"
#include "replay/replay.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

/// Plays recorded cases again for the console, each with the tool as it is then.
namespace easel::cli {

/// A Canvas that is there already, for whoever plays on it for a while.
struct Venue {
    platform::Platform* platform = nullptr; ///< null: each replay opens one of its own
    /// Makes room there; the room is given back when what it returns ends.
    std::function<std::shared_ptr<void>()> enter = {};
};

class CasePlayer final : public console::Player {
  public:
    CasePlayer(http::asio::io_context& loop, replay::Recording recording, ToolChoice tool, Venue venue = {});

    [[nodiscard]] base::Result<void> check(console::Wanted const& wanted) override;
    [[nodiscard]] http::awaitable<console::Played> play(console::Wanted wanted, replay::Gate& gate) override;
    [[nodiscard]] replay::Counterpart recorded(std::string const& case_id, play::Moment const& moment) override;
    [[nodiscard]] yaml::Node world(console::Wanted const& wanted) override;
    [[nodiscard]] std::string changes() const override;
    [[nodiscard]] scenario::Suite const& suite() override;
    /// From now on cases of this one, such as a run that has just ended.
    void put(replay::Recording recording);
    /// Finds the scenarios of all cases, which takes a while; whoever plays finds them otherwise.
    void prepare();
    [[nodiscard]] replay::Recording const& recording() const { return recording_; }

  private:
    struct Cast; ///< what one replay plays with
    [[nodiscard]] base::Result<Cast> cast(console::Wanted const& wanted);
    [[nodiscard]] http::awaitable<replay::Outcome> play_live(Cast const& cast, replay::Gate& gate);
    [[nodiscard]] http::awaitable<replay::Outcome> play_offline(Cast const& cast);

    http::asio::io_context& loop_;
    replay::Recording recording_;
    ToolChoice tool_;
    Venue venue_;
    std::optional<Scenarios> scenarios_;
    scenario::Suite suite_;
    replay::Origins origins_; ///< of the replay that plays
};

} // namespace easel::cli
