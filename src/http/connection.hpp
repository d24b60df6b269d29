#pragma once

#include "http/loop.hpp"
#include "http/parser.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

/// One socket that a server accepted, plain or TLS, and the deadline over whatever it waits for. Internal to this module.
namespace easel::http::detail {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// A single timer guards whatever it waits for: setting a later deadline is a plain store, and the timer finds out when it
/// fires; only an earlier one touches the timer.
struct Connection {
    using Clock = std::chrono::steady_clock;
    static constexpr auto never = Clock::time_point::max();

    /// @param security  null: plain HTTP. It must outlive the connection.
    Connection(asio::ip::tcp::socket accepted, asio::ssl::context* security) :
        socket(std::move(accepted)), timer(socket.get_executor()) {
        if (security != nullptr) tls.emplace(socket, *security);
        error_code ignored;
        socket.non_blocking(true, ignored); // for write_now
    }

    asio::ip::tcp::socket socket;
    std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls; ///< over `socket`
    asio::steady_timer timer;
    Clock::time_point deadline = never;
    Clock::time_point armed = never; ///< when the timer fires next
    bool expired = false;
    asio::cancellation_signal cancel;
    boost::beast::flat_buffer buffer;

    void close();
    void limit_off() { deadline = never; }
};

void limit_to(std::shared_ptr<Connection> const& connection, base::Duration span);

/// (error, bytes) of one read; the plain kind costs no coroutine frame of its own.
template <class Buffers>
auto read_some(Connection& connection, Buffers const& into) {
    return asio::async_initiate<decltype(as_tuple) const, void(error_code, std::size_t)>(
        [&connection, into](auto&& handler) {
            if (connection.tls) return connection.tls->async_read_some(into, std::forward<decltype(handler)>(handler));
            connection.socket.async_read_some(into, std::forward<decltype(handler)>(handler));
        },
        as_tuple
    );
}

/// How much of it the system takes at once: nearly always all of an answer. Nothing of what needs TLS.
std::size_t write_now(Connection& connection, std::string_view bytes);
/// False when the peer is gone or takes nothing for `patience`.
awaitable<bool> write(std::shared_ptr<Connection> const& connection, std::string_view bytes, base::Duration patience);
/// All bytes or an error, within the deadline that is in force.
inline auto write_within(std::shared_ptr<Connection> const& connection, std::string_view bytes) {
    return asio::async_initiate<decltype(as_tuple) const, void(error_code, std::size_t)>(
        [raw = connection.get(), bytes](auto&& handler) {
            auto const out = asio::buffer(bytes);
            if (raw->tls) return asio::async_write(*raw->tls, out, std::forward<decltype(handler)>(handler));
            asio::async_write(raw->socket, out, std::forward<decltype(handler)>(handler));
        },
        as_tuple
    );
}
/// The server's side of the TLS handshake; true at once for a plain connection.
awaitable<bool> shake_hands(std::shared_ptr<Connection> const& connection, base::Duration patience);
/// Reads and drops until the peer closes or `span` is over.
awaitable<void> drain(std::shared_ptr<Connection> const& connection, base::Duration span);
/// Says goodbye and waits a little for the peer's: closing with unread input would reset the connection, and the peer might
/// lose our last answer (RFC 9112, 9.6).
awaitable<void> finish(std::shared_ptr<Connection> const& connection);

} // namespace easel::http::detail
