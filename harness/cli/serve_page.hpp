#pragma once

#include "control/control.hpp"
#include "http/message.hpp"

#include <optional>
#include <string>
#include <vector>

/// The few pages that `easel serve` shows: who is there, what can be launched, the launch itself, and what came of it.
/// They are whole in themselves: no other page or script is loaded.
namespace easel::cli {

/// `/` lists courses with everything that can be opened, as the person `as`; `/open?..` is the page around the tool's
/// frame, with `calls` beside the calls that come of it;
/// `/launch?user=..&to=..` logs the browser in to Canvas as that user and posts the login initiation to the tool;
/// `/gradebook` and `/submissions` show what came of it; `/tools` shows and installs tools, `/register` lets them register
/// themselves. `world` chooses among several. All of them lead to `console`, the page with scripts. Nothing for any other
/// path. A request whose Host is none of `hosts` (names without port) gets no page but a 403: a site must not get
/// at them by a name of its own that leads here.
[[nodiscard]] http::awaitable<std::optional<http::Response>> serve_page(
    control::Worlds& worlds, platform::Platform& platform, std::vector<std::string> const& hosts, std::string const& console,
    http::Request const& request
);

/// Whether one of these pages is there.
[[nodiscard]] bool is_page(std::string_view path);

/// "09:00:00 tool POST /api/lti/... 422 because of ags/5.2.13": the access log's line, the world before it when it is
/// told. An answer that nobody got has "-" for its status.
[[nodiscard]] std::string access_line(std::string const& world, traffic::Exchange const& exchange);

// -- parts of the pages, each in a file of its own --------------------------------------------------------------------

/// What every page needs to know.
struct Visit {
    control::Worlds& worlds;
    control::Served& served;
    base::Fields query;
    std::string console; ///< its address
    [[nodiscard]] std::string get(std::string_view name) const;
    /// `path` with these parameters and the world's.
    [[nodiscard]] std::string link(std::string const& path, base::Fields fields = {}) const;
};
[[nodiscard]] http::Response overview_page(Visit const& visit);
[[nodiscard]] http::Response open_page(Visit const& visit);
[[nodiscard]] http::Response launch_page(Visit const& visit);
[[nodiscard]] http::Response gradebook_page(Visit const& visit);
[[nodiscard]] http::Response submissions_page(Visit const& visit);
/// `/register`: begins a Dynamic Registration in a frame, lists those that were made; POST switches one on.
[[nodiscard]] http::Response register_page(Visit const& visit);
[[nodiscard]] http::Response switch_on_page(Visit const& visit, http::Request const& request);
/// `/tools`: what is installed where, and tokens; POST installs a tool.
[[nodiscard]] http::Response tools_page(Visit const& visit);
[[nodiscard]] http::awaitable<http::Response> install_page(
    Visit const& visit, platform::Platform& platform, http::Request const& request
);

/// Whether it was this page's own form that was posted: no page of another site may change a world.
[[nodiscard]] bool is_own_form(Visit const& visit, http::Request const& request);
[[nodiscard]] http::Response foreign_form(Visit const& visit);

/// A page with the usual head; `body` is HTML.
[[nodiscard]] http::Response html_page(
    Visit const& visit, std::string const& title, std::string const& body, int status = 200
);
[[nodiscard]] std::string html_link(
    std::string const& href, std::string const& text, std::string const& attributes = {}
);
[[nodiscard]] std::string html_row(std::vector<std::string> const& cells, std::string const& tag = "td");
/// `text` escaped; "-" for none.
[[nodiscard]] std::string html_text(std::string const& text);
/// 7.5, 10
[[nodiscard]] std::string number_text(double number);

} // namespace easel::cli
