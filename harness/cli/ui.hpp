#pragma once

#include "base/result.hpp"
#include "console/console.hpp"
#include "play/gate.hpp"
#include "report/html.hpp"
#include "scenario/scenario.hpp"

#include <memory>

/// What `easel ui` and `easel run --ui` share.
namespace easel::cli {

struct ConsoleChoice {
    std::uint16_t port = 0;
    std::string address = "127.0.0.1";
    bool remote = false;
    std::string bearer = {}; ///< what programs show; "" : none is let in
};
/// What the console's API tells of a result besides it; `suite` tells what codes mean, and outlives it as `run` does.
[[nodiscard]] console::ApiOptions api_options(
    verdict::RunResult const& run, scenario::Suite const& suite, report::Surroundings around, std::string file
);
/// A console with secrets of its own; `suite` tells what codes mean and outlives it.
[[nodiscard]] base::Result<std::unique_ptr<console::Console>> open_console(
    http::asio::io_context& loop, verdict::RunResult const& run, console::Player* player, scenario::Suite const& suite, report::Surroundings around,
    ConsoleChoice const& choice, std::string file = {}
);
/// Says where it is.
void print_address(console::Console const& console);

/// Tells the console every hop of a run, and holds nothing.
class Follower final : public play::Gate {
  public:
    explicit Follower(console::Console& console) : console_(console) {}
    void began(std::shared_ptr<platform::Stage> const& stage) override;
    [[nodiscard]] bool holds(play::Moment::What, traffic::Exchange const&) const override { return false; }
    [[nodiscard]] http::awaitable<play::Decision> arrive(play::Moment) override { co_return play::Decision{}; }
    [[nodiscard]] base::Duration patience() const override { return base::Duration::zero(); }

  private:
    console::Console& console_;
};

} // namespace easel::cli
