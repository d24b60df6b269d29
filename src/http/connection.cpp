#include "http/connection.hpp"

#include <boost/asio/write.hpp>

namespace easel::http::detail {
namespace {

constexpr base::Duration linger_limit{2'000};

void fire_at(std::shared_ptr<Connection> const& connection, Connection::Clock::time_point at) {
    connection->armed = at;
    connection->timer.expires_at(at);
    connection->timer.async_wait([connection](error_code ec) {
        if (ec) return;
        connection->armed = Connection::never;
        if (connection->deadline == Connection::never) return;
        if (Connection::Clock::now() < connection->deadline) return fire_at(connection, connection->deadline);
        connection->expired = true;
        error_code ignored;
        connection->socket.cancel(ignored);
    });
}

} // namespace

void Connection::close() {
    error_code ignored;
    socket.close(ignored);
    timer.cancel();
}

void limit_to(std::shared_ptr<Connection> const& connection, base::Duration span) {
    connection->deadline = Connection::Clock::now() + span;
    connection->expired = false;
    if (connection->deadline < connection->armed) fire_at(connection, connection->deadline);
}

std::size_t write_now(Connection& connection, std::string_view bytes) {
    if (connection.tls) return 0;
    error_code ec; // whoever writes the rest meets it again
    return connection.socket.write_some(asio::buffer(bytes), ec);
}

awaitable<bool> write(std::shared_ptr<Connection> const& connection, std::string_view bytes, base::Duration patience) {
    limit_to(connection, patience);
    auto const progress = [raw = connection.get(), patience](error_code ec, std::size_t) -> std::size_t {
        constexpr std::size_t piece = 256 * 1024;
        if (ec || raw->expired) return 0;
        raw->deadline = Connection::Clock::now() + patience;
        return piece;
    };
    auto const out = asio::buffer(bytes);
    auto const [ec, sent] = connection->tls
                                ? co_await asio::async_write(*connection->tls, out, progress, as_tuple)
                                : co_await asio::async_write(connection->socket, out, progress, as_tuple);
    co_return !ec && sent == bytes.size();
}

awaitable<bool> shake_hands(std::shared_ptr<Connection> const& connection, base::Duration patience) {
    if (!connection->tls) co_return true;
    limit_to(connection, patience);
    auto const [ec] = co_await connection->tls->async_handshake(asio::ssl::stream_base::server, as_tuple);
    co_return !ec && !connection->expired;
}

awaitable<void> drain(std::shared_ptr<Connection> const& connection, base::Duration span) {
    constexpr std::size_t room = 64 * 1024;
    limit_to(connection, span);
    connection->buffer.clear();
    while (!connection->expired) {
        auto const [ec, n] = co_await read_some(*connection, connection->buffer.prepare(room));
        if (ec) co_return;
    }
}

awaitable<void> finish(std::shared_ptr<Connection> const& connection) {
    if (connection->tls) {
        limit_to(connection, linger_limit);
        co_await connection->tls->async_shutdown(as_tuple);
        co_return;
    }
    error_code ec;
    connection->socket.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    if (!ec) co_await drain(connection, linger_limit);
}

} // namespace easel::http::detail
