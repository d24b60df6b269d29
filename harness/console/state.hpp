#pragma once

#include "base/codec.hpp"
#include "base/text.hpp"
#include "console/access.hpp"
#include "console/console.hpp"
#include "console/events.hpp"
#include "console/recorded.hpp"
#include "console/runs.hpp"
#include "http/server.hpp"

#include <memory>
#include <optional>

/// What the console's answers share. Used inside this module.
namespace easel::console {

struct Console::State {
    State(http::asio::io_context& io, verdict::RunResult const& shown, Player* who_plays, Options how);

    Options options;
    verdict::RunResult const& run;
    Events events;
    Runs runs;
    std::optional<Access> access; ///< made when the port is known
    std::unique_ptr<http::Server> server;
    int followers = 0;
    std::size_t ended_cases = 0;
    bool is_done = false;
    http::Signal done;
};

/// Everything below /api/; whoever asks has been let in.
[[nodiscard]] http::Response answer_api(Console::State& state, http::Request const& request);

} // namespace easel::console
