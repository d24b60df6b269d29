#pragma once

#include "base/result.hpp"
#include "cli/case_player.hpp"
#include "cli/options.hpp"
#include "console/api.hpp"
#include "control/control.hpp"
#include "http/aside.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"
#include "platform/platform.hpp"

#include <memory>
#include <optional>
#include <string>

namespace easel::cli {

/// The replay console inside `easel serve`: one result at a time, whose cases play on the Canvas that is served. While one
/// does, Canvas's port is its own: the worlds stand aside, and come back as they were.
class ServeReplay {
  public:
    /// @param tool  what cases play with; empty: the recorded one
    ServeReplay(
        http::asio::io_context& loop, std::shared_ptr<platform::Platform> platform, control::Worlds& worlds, ToolChoice tool
    );
    ~ServeReplay();
    ServeReplay(ServeReplay const&) = delete;
    ServeReplay& operator=(ServeReplay const&) = delete;

    /// Opens a result, as `easel ui` does; what was open is closed. Holds the loop up while it reads.
    [[nodiscard]] base::Result<void> open(std::string const& file);

    /// `/easel/v1/replay` and below. `POST /easel/v1/replay` with a `file` opens another result, beside the loop.
    [[nodiscard]] http::awaitable<http::Response> answer(http::Request request);
    [[nodiscard]] std::optional<http::Streaming> stream(http::Request const& request);

  private:
    struct Opened;
    [[nodiscard]] Venue venue() const;
    [[nodiscard]] base::Result<std::unique_ptr<Opened>> load(std::string const& file) const;
    [[nodiscard]] http::awaitable<http::Response> open_another(http::Request const& request);

    http::asio::io_context& loop_;
    std::shared_ptr<platform::Platform> platform_;
    std::shared_ptr<control::Worlds*> worlds_; ///< null when nobody may be told any more
    ToolChoice tool_;
    std::unique_ptr<Opened> opened_;
    bool opening_ = false;
    http::Aside aside_;
};

} // namespace easel::cli
