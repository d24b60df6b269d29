#pragma once

#include "base/result.hpp"
#include "console/api.hpp"
#include "console/page.hpp"
#include "console/player.hpp"
#include "http/loop.hpp"
#include "verdict/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
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
    std::string bearer = {};          ///< what a program shows instead of the cookie; "" : none is let in
    /// "console.js", "console.css"; "" : there is none.
    std::function<std::string_view(std::string_view)> asset = {};
    ApiOptions api = {};
};

class Console {
  public:
    /// @param run, player  as for Api
    [[nodiscard]] static base::Result<std::unique_ptr<Console>>
    open(http::asio::io_context& loop, verdict::RunResult const& run, Player* player, Options options);
    ~Console();
    Console(Console const&) = delete;
    Console& operator=(Console const&) = delete;

    /// To be opened in a browser; good once.
    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] Api& api();

  private:
    struct State;
    explicit Console(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

/// The page of the replay console, wherever it is mounted.
inline constexpr Page console_page{
    .name = "console", .title = "Easel console", .without_scripts = "The console needs scripts; the report index.html does not."
};

} // namespace easel::console
