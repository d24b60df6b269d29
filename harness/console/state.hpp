#pragma once

#include "console/api.hpp"
#include "console/runs.hpp"

#include <cstddef>

/// What the answers of the API share. Used inside this module.
namespace easel::console {

struct Api::State {
    State(http::asio::io_context& io, verdict::RunResult const& shown, Player* who_plays, ApiOptions how);

    ApiOptions options;
    verdict::RunResult const& run;
    Events events;
    Runs runs;
    int followers = 0;
    std::size_t ended_cases = 0;
    bool is_ended = false;
    bool is_closed = false; ///< nobody answers any more: streams end
    http::Signal done;
};

} // namespace easel::console
