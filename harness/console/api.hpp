#pragma once

#include "base/json.hpp"
#include "console/events.hpp"
#include "console/player.hpp"
#include "http/loop.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "traffic/exchange.hpp"
#include "verdict/result.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the replay console is asked by its page and by programs, wherever it is mounted. docs/console.md, table of paths.
namespace easel::console {

struct ApiOptions {
    std::string file; ///< where the result was read from; "" : it is the run that plays
    /// The text behind a code: a requirement, a fact, a reason.
    std::function<std::optional<std::string>(std::string const&)> explain = {};
    /// What the report knows besides the results: catalogue, facts, sources.
    std::function<base::json::object()> extras = {};
    EventLimits events = {};
};

/// One result, its cases, and the replays of them. Whoever asks has been let in.
class Api {
  public:
    /// @param run     what is shown; it may grow. Used on the loop's thread, and outlives the API
    /// @param player  null: nothing can be replayed
    Api(http::asio::io_context& loop, verdict::RunResult const& run, Player* player, ApiOptions options);
    ~Api(); ///< ends every stream
    Api(Api const&) = delete;
    Api& operator=(Api const&) = delete;

    [[nodiscard]] http::Response answer(http::Request const& request);
    /// `GET .../events`: what happens, as server-sent events. Nothing for any other request, and where too many follow.
    [[nodiscard]] std::optional<http::Streaming> stream(http::Request const& request);

    /// A case plays, or is held.
    [[nodiscard]] bool is_playing() const;
    /// Somebody is done with it.
    [[nodiscard]] bool is_ended() const;
    [[nodiscard]] http::awaitable<void> until_end();

    // -- a run that is followed while it plays --------------------------------------------------------------------------
    void follow(std::size_t cases);
    void hop(std::string_view case_id, traffic::Exchange const& exchange);
    /// A case of the run has ended; redacted.
    void ended(verdict::CaseResult const& result);
    /// The run has; `word` in short.
    void run_ended(std::string const& word);

    struct State; ///< of the module's own

  private:
    std::shared_ptr<State> state_;
};

/// A route below `api_path`; a part in braces stands for an id, slashes and all.
struct ApiRoute {
    std::string_view method;
    std::string_view path;
};
[[nodiscard]] std::vector<ApiRoute> api_routes();

/// `GET /easel/v1/replay` where no result is open.
[[nodiscard]] http::Response nothing_open();

} // namespace easel::console
