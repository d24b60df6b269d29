#pragma once

#include "console/access.hpp"
#include "http/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace easel::cli {

/// The console of `easel serve`: a page on the control port that does everything by the control API. Beside it, at
/// `/replay`, is the page of the replay console.
class Desk {
  public:
    /// @param origin  of the control port
    /// @param names  further names of this computer, without port
    /// @param canvas  origins of Canvas's pages, which may show calls beside a launch. (The launch itself is a frame of
    /// theirs, not
    ///   of this page: a tool lets its platform frame it, and nobody else.)
    Desk(std::string origin, std::uint16_t port, std::vector<std::string> names, std::string canvas);

    /// The pages, their scripts and styles, and the exchange of the address's token; nothing for every other request.
    [[nodiscard]] std::optional<http::Response> answer(http::Request const& request);
    /// Whether the page asks: by its cookie, which no other site sends along, and by its Origin where something
    /// changes. Another port of this computer is the same site, and tools live there: their pages are kept out.
    [[nodiscard]] bool asks(http::Request const& request) const;
    /// A new address, good once; the one before is none any more.
    [[nodiscard]] std::string address();

  private:
    std::string origin_;
    std::string canvas_;
    console::Access access_;
};

} // namespace easel::cli
