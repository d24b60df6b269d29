#pragma once

#include "base/instant.hpp"
#include "base/url.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <string>

// How messages are spelled on the wire; used by server.cpp and client.cpp only.
namespace easel::http::detail {

struct Framing {
    bool close = false;               ///< this connection ends after the message
    bool announce_keep_alive = false; ///< an HTTP/1.0 peer must be told that it stays open
    bool open_ended = false;          ///< the body ends with the connection, and nobody knows its length yet
};

/// False for the statuses whose answers never carry a body (RFC 9110, section 6.4.1).
[[nodiscard]] bool status_has_body(int status);

/// A body that is copied behind its head, to save a system call; there is room for it.
inline constexpr std::size_t small_body = 64 * 1024;

/// Status line, fields and blank line. Content-Length is ours; a Content-Length, Transfer-Encoding or Connection field
/// of the handler's is left out, and so is every control character in a field: nobody can smuggle a line into the head.
[[nodiscard]] std::string response_head(Response const& response, Framing framing);

/// Request line, fields and blank line. Host, Content-Length and Connection are ours.
/// @param host  for the field Host; "" : that of `url`
[[nodiscard]] std::string request_head(
    Request const& request, base::Url const& url, bool keep_alive, std::string_view host = {}
);

/// "4 MB", "64 KB", "1000 bytes".
[[nodiscard]] std::string size_text(std::size_t bytes);
/// "10 s", "250 ms".
[[nodiscard]] std::string span_text(base::Duration span);

} // namespace easel::http::detail
