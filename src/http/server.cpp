#include "http/server.hpp"

#include "http/connection.hpp"
#include "http/parser.hpp"
#include "http/wire.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <cstdio>
#include <exception>
#include <unordered_set>
#include <utility>
#include <vector>

namespace easel::http {

namespace {

using asio::ip::tcp;
using detail::error_code;
using detail::as_tuple;
using detail::Connection;
constexpr base::Duration stall_limit{60'000};

enum class Arrival { complete, nothing, malformed, head_too_large, body_too_large, late };

Arrival arrival_of(error_code ec) {
    using Error = detail::beast_http::error;
    if (ec == Error::header_limit) return Arrival::head_too_large;
    if (ec == Error::body_limit) return Arrival::body_too_large;
    return Arrival::malformed;
}

Response problem(int status, std::string_view message) {
    return json(status, R"({"errors":[{"message":")" + std::string(message) + R"("}]})");
}

Response refusal(Arrival arrival, ServerOptions const& options) {
    switch (arrival) {
    case Arrival::head_too_large:
        return problem(431, "request headers exceed the limit of " + detail::size_text(options.headers));
    case Arrival::body_too_large:
        return problem(413, "request body exceeds the limit of " + detail::size_text(options.body));
    case Arrival::late: return problem(408, "no complete request within " + detail::span_text(options.read));
    case Arrival::malformed:
    case Arrival::complete:
    case Arrival::nothing: break;
    }
    return problem(400, "not an HTTP request");
}

/// Reads one request. The idle limit is in force already; the limit for reading starts with the first byte.
awaitable<Arrival> receive(
    std::shared_ptr<Connection> const& connection, detail::Parser<true>& parser, ServerOptions const& options
) {
    constexpr std::size_t head_room = 8 * 1024;
    constexpr std::size_t body_room = 64 * 1024;
    auto& buffer = connection->buffer;
    bool started = false;
    bool continued = false;
    for (;;) {
        bool const fresh = !started && buffer.size() != 0;
        // Empty lines before a request are no fault (RFC 9112, section 2.2).
        while (!parser.got_some() && buffer.size() != 0) {
            char const first = *static_cast<char const*>(buffer.cdata().data());
            if (first != '\r' && first != '\n') break;
            buffer.consume(1);
        }
        if (buffer.size() != 0) {
            error_code ec;
            buffer.consume(parser.take(buffer.cdata(), ec));
            if (ec) co_return arrival_of(ec);
            if (parser.is_done()) co_return Arrival::complete;
        }
        if (fresh) {
            started = true;
            limit_to(connection, options.read);
        }
        if (parser.is_header_done() && parser.expects_continue && !continued) {
            continued = true;
            // The deadline of the whole request stays in force.
            auto const [ec, sent] = co_await detail::write_within(connection, "HTTP/1.1 100 Continue\r\n\r\n");
            if (ec) co_return connection->expired ? Arrival::late : Arrival::nothing;
        }
        if (connection->expired) co_return started ? Arrival::late : Arrival::nothing;
        auto const into = buffer.prepare(parser.is_header_done() ? body_room : head_room);
        auto const [ec, n] = co_await detail::read_some(*connection, into);
        buffer.commit(n);
        if (!ec) continue;
        if (connection->expired && started) co_return Arrival::late;
        // Whoever stops sending in mid-request may still be listening.
        bool const cut_short = started && ec == asio::error::eof;
        co_return cut_short ? Arrival::malformed : Arrival::nothing;
    }
}

/// From here: a connection that came over no wire.
bool is_local(tcp::socket const& socket) {
    error_code ec;
    auto const peer = socket.remote_endpoint(ec).address();
    if (ec) return false;
    if (peer.is_v6() && peer.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6()).is_loopback();
    return peer.is_loopback();
}

/// What is wrong with the certificate or the key, if anything.
std::optional<std::string> use_identity(asio::ssl::context& context, TlsIdentity const& identity) {
    using asio::ssl::context_base;
    error_code ec;
    context.set_options(context_base::default_workarounds | context_base::no_tlsv1 | context_base::no_tlsv1_1, ec);
    if (!ec) context.use_certificate_chain(asio::buffer(identity.certificate), ec);
    if (ec) return "the server certificate cannot be used: " + ec.message();
    context.use_private_key(asio::buffer(identity.key), context_base::pem, ec);
    if (ec) return "the key does not fit the server certificate: " + ec.message();
    return std::nullopt;
}

} // namespace

struct Server::State {
    State(asio::io_context& io, Handler on_request, ServerOptions limits)
        : loop(io),
          handler(std::move(on_request)),
          options(std::move(limits)),
          acceptor(io),
          pause(io) {}

    asio::io_context& loop;
    Handler handler;
    ServerOptions options;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::optional<asio::ssl::context> security; ///< absent: plain HTTP
    tcp::endpoint endpoint;
    std::unordered_set<std::shared_ptr<Connection>> connections;
    bool closed = false;

    /// Puts a connection on the list while its coroutine lives.
    struct Listed {
        State& state;
        std::shared_ptr<Connection> connection;
        Listed(State& owner, std::shared_ptr<Connection> one) : state(owner), connection(std::move(one)) {
            state.connections.insert(connection);
        }
        ~Listed() {
            connection->close();
            state.connections.erase(connection);
        }
        Listed(Listed const&) = delete;
        Listed& operator=(Listed const&) = delete;
    };

    static awaitable<void> accept(std::shared_ptr<State> state) {
        while (!state->closed) {
            auto [ec, socket] = co_await state->acceptor.async_accept(as_tuple);
            if (state->closed) co_return;
            if (ec) {
                // Out of descriptors, or the peer was gone at once: others may still be served.
                state->pause.expires_after(std::chrono::milliseconds(50));
                co_await state->pause.async_wait(as_tuple);
                continue;
            }
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            auto const connection = std::make_shared<Connection>(std::move(socket), state->security ? &*state->security : nullptr);
            auto const done = [state, connection](std::exception_ptr const& thrown) {
                if (!thrown || state->closed) return;
                try {
                    std::rethrow_exception(thrown);
                } catch (std::exception const& e) {
                    std::fprintf(stderr, "easel: a connection ended early: %s\n", e.what());
                }
            };
            asio::co_spawn(
                state->loop, serve(state, connection), asio::bind_cancellation_slot(connection->cancel.slot(), done)
            );
        }
    }

    static awaitable<void> serve(std::shared_ptr<State> state, std::shared_ptr<Connection> connection) {
        Listed const listed(*state, connection);
        auto const& options = state->options;
        if (!co_await detail::shake_hands(connection, options.read)) co_return;
        limit_to(connection, options.idle);
        bool const welcome = !options.loopback_only || is_local(connection->socket);
        for (;;) {
            detail::Parser<true> parser(options.headers, options.body);
            auto const arrival = co_await receive(connection, parser, options);
            if (arrival == Arrival::nothing || state->closed) co_return;
            detail::Framing framing;
            Response response;
            bool const head = parser.message.method == "HEAD";
            if (arrival != Arrival::complete) {
                framing.close = true;
                response = refusal(arrival, options);
            } else if (!welcome) {
                framing.close = true;
                response = problem(403, "this port answers callers on this computer only");
            } else {
                framing.close = !parser.keep_alive();
                framing.announce_keep_alive = parser.http10;
                connection->limit_off();
                if (auto streaming = options.stream ? options.stream(parser.message) : std::nullopt) {
                    co_await stream(connection, std::move(*streaming), head, options.idle);
                    co_return;
                }
                response = co_await answer(*state, std::move(parser.message));
                if (state->closed) co_return;
                framing.close =
                    framing.close || base::equals_ignoring_case(response.headers.get("Connection"), "close");
            }
            bool const open = co_await deliver(connection, std::move(response), framing, head, options.idle);
            if (!open) co_return;
        }
    }

    static awaitable<Response> answer(State& state, Request request) {
        auto const line = request.method + " " + request.target;
        try {
            co_return co_await state.handler(std::move(request));
        } catch (std::exception const& e) {
            if (!state.closed) std::fprintf(stderr, "easel: %s: uncaught exception: %s\n", line.c_str(), e.what());
        } catch (...) {
            if (!state.closed) std::fprintf(stderr, "easel: %s: uncaught exception\n", line.c_str());
        }
        co_return problem(500, "internal error");
    }

    static awaitable<void>
    stream(std::shared_ptr<Connection> const& connection, Streaming streaming, bool head, base::Duration patience) {
        struct Body final : Stream {
            Body(std::shared_ptr<Connection> to, base::Duration span) : connection(std::move(to)), patience(span) {}
            awaitable<bool> send(std::string_view bytes) override {
                bool const taken = co_await detail::write(connection, bytes, patience);
                connection->limit_off();
                co_return taken;
            }
            std::shared_ptr<Connection> connection;
            base::Duration patience;
        };
        detail::Framing framing;
        framing.close = framing.open_ended = true;
        Body body(connection, patience);
        if (!co_await body.send(detail::response_head(streaming.head, framing)) || head) co_return;
        co_await streaming.body(body);
        co_await detail::finish(connection);
    }

    /// True when the connection can serve another request.
    static awaitable<bool> deliver(
        std::shared_ptr<Connection> const& connection, Response response, detail::Framing framing, bool head,
        base::Duration patience
    ) {
        if (response.delay > base::Duration::zero()) co_await sleep_wall(response.delay);
        if (response.delivery == Delivery::stall) {
            co_await detail::drain(connection, stall_limit);
            co_return false;
        }
        if (response.delivery == Delivery::reset) {
            error_code ignored;
            connection->socket.set_option(tcp::socket::linger(true, 0), ignored);
            connection->close();
            co_return false;
        }
        bool const truncated = response.delivery == Delivery::truncated;
        framing.close = framing.close || truncated;
        auto out = detail::response_head(response, framing);
        std::string_view body = response.body;
        if (head || !detail::status_has_body(response.status)) body = {};
        if (truncated && body.empty()) out.resize(out.size() / 2);
        if (truncated) body = body.substr(0, body.size() / 2);

        if (body.size() <= detail::small_body) {
            out += body;
            body = {};
        }
        auto const left = std::string_view(out).substr(detail::write_now(*connection, out));
        if (left.empty()) limit_to(connection, patience);
        bool open = left.empty() || co_await detail::write(connection, left, patience);
        if (open && !body.empty()) open = co_await detail::write(connection, body, patience);
        if (!open || !framing.close) co_return open;
        co_await detail::finish(connection);
        co_return false;
    }
};

base::Result<std::unique_ptr<Server>> Server::listen(asio::io_context& loop, Handler handler, ServerOptions options) {
    auto const where = options.address + ":" + std::to_string(options.port);
    auto const fault = [&](std::string const& why) {
        return base::Fault{base::FaultKind::io, "cannot listen on " + where + ": " + why, {}};
    };
    error_code ec;
    auto const address = asio::ip::make_address(options.address == "localhost" ? "127.0.0.1" : options.address, ec);
    if (ec) return fault("not an IP address");
    tcp::endpoint const wanted(address, options.port);
    auto state = std::make_shared<State>(loop, std::move(handler), std::move(options));
    if (state->options.tls) {
        if (auto const trouble = use_identity(state->security.emplace(asio::ssl::context::tls_server), *state->options.tls)) {
            return base::Fault{base::FaultKind::bad_file, *trouble, {}};
        }
    }
    auto& acceptor = state->acceptor;
    acceptor.open(wanted.protocol(), ec);
    if (!ec) acceptor.set_option(asio::socket_base::reuse_address(true), ec);
    if (!ec) acceptor.bind(wanted, ec);
    if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec) state->endpoint = acceptor.local_endpoint(ec);
    if (ec) return fault(ec == asio::error::address_in_use ? "the port is taken" : ec.message());
    spawn(loop, State::accept(state));
    return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
    close();
}

std::uint16_t Server::port() const {
    return state_->endpoint.port();
}

std::string Server::origin() const {
    auto const address = state_->endpoint.address();
    auto host = address.to_string();
    if (address.is_unspecified()) host = address.is_v4() ? "127.0.0.1" : "::1"; // what a browser here can open
    if (address.is_v6()) host = "[" + host + "]";
    return (state_->security ? "https://" : "http://") + host + ":" + std::to_string(port());
}

void Server::close() {
    if (state_->closed) return;
    state_->closed = true;
    error_code ignored;
    state_->acceptor.close(ignored);
    state_->pause.cancel();
    // A handler that is told may drop connections, itself included.
    std::vector<std::shared_ptr<Connection>> const open(state_->connections.begin(), state_->connections.end());
    for (auto const& connection : open) {
        connection->close();
        connection->cancel.emit(asio::cancellation_type::terminal);
    }
}

} // namespace easel::http
