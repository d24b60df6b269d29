#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "console/events.hpp"
#include "console/player.hpp"
#include "http/loop.hpp"
#include "traffic/exchange.hpp"
#include "verdict/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The replay console: a page and its API on a port of its own, for who sits at this computer. docs/console.md
namespace easel::console {

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;           ///< 0: any free one
    bool remote = false;              ///< peers from elsewhere are let in, too
    std::vector<std::string> names{}; ///< further names of this computer, without port
    std::string token;                ///< of the address that is printed
    std::string session;              ///< of the cookie; both random, both secret
    /// "console.js", "console.css"; "" : there is none.
    std::function<std::string_view(std::string_view)> asset;
    /// The text behind a code: a requirement, a fact, a reason.
    std::function<std::optional<std::string>(std::string const&)> explain;
    /// What the report knows besides the results: catalogue, facts, sources.
    std::function<base::json::object()> extras = {};
    EventLimits events = {};
};

class Console {
  public:
    /// @param run     what is shown; it may grow. Used on the loop's thread, and outlives the console
    /// @param player  null: nothing can be replayed
    [[nodiscard]] static base::Result<std::unique_ptr<Console>>
    open(http::asio::io_context& loop, verdict::RunResult const& run, Player* player, Options options);
    ~Console();
    Console(Console const&) = delete;
    Console& operator=(Console const&) = delete;

    /// To be opened in a browser; good once.
    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::uint16_t port() const;

    // -- a run that is followed while it plays --------------------------------------------------------------------------
    void follow(std::size_t cases);
    void hop(std::string_view case_id, traffic::Exchange const& exchange);
    /// A case of the run has ended; redacted.
    void ended(verdict::CaseResult const& result);
    /// The run has; `word` in short.
    void run_ended(std::string const& word);

    /// Until the page says that it is done with.
    [[nodiscard]] http::awaitable<void> until_end();

    struct State; ///< of the module's own

  private:
    explicit Console(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace easel::console
