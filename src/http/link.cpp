#include "http/link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <cerrno>
#include <optional>
#include <tuple>
#include <vector>

#include <sys/socket.h>

namespace easel::http::detail {

namespace {

using asio::ip::tcp;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// Web servers keep idle connections for 2 s and more; a younger one is rarely about to be closed.
constexpr std::chrono::milliseconds rest_limit{1'500};

base::Fault io_fault(std::string message) {
    return {base::FaultKind::io, std::move(message), {}};
}

std::string connect_error(error_code ec) {
    if (ec == asio::error::connection_refused) return "connection refused";
    if (ec == asio::error::connection_reset) return "connection reset";
    return "cannot connect: " + ec.message();
}

/// A lookup that can be abandoned: the resolver's own cancellation waits for the system call to return.
struct Lookup {
    explicit Lookup(asio::io_context& loop) : resolver(loop), wake(loop) {}
    tcp::resolver resolver;
    asio::steady_timer wake;
    bool done = false;
    error_code ec;
    std::vector<tcp::endpoint> found;
};

awaitable<std::shared_ptr<Lookup>> look_up(
    asio::io_context& loop, std::string host, std::uint16_t port, Clock::time_point deadline
) {
    auto const lookup = std::make_shared<Lookup>(loop);
    error_code not_numeric;
    auto const address = asio::ip::make_address(host, not_numeric);
    if (!not_numeric) {
        lookup->done = true;
        lookup->found.emplace_back(address, port);
        co_return lookup;
    }
    lookup->wake.expires_at(deadline);
    lookup->resolver.async_resolve(
        host, std::to_string(port),
        [lookup](error_code ec, tcp::resolver::results_type const& results) {
            lookup->done = true;
            lookup->ec = ec;
            for (auto const& entry : results) lookup->found.push_back(entry.endpoint());
            lookup->wake.cancel();
        }
    );
    co_await lookup->wake.async_wait(as_tuple);
    co_return lookup;
}

} // namespace

struct Authorities::State {
    std::string ca_file;
    std::optional<asio::ssl::context> context;
    error_code ec;

    asio::ssl::context& get() {
        if (context) return *context;
        using asio::ssl::context_base;
        context.emplace(context_base::tls_client);
        context->set_options(context_base::default_workarounds | context_base::no_tlsv1 | context_base::no_tlsv1_1);
        if (ca_file.empty()) {
            context->set_default_verify_paths(ec);
        } else {
            context->load_verify_file(ca_file, ec);
        }
        return *context;
    }
};

Authorities::Authorities(std::string ca_file) : state_(std::make_unique<State>()) {
    state_->ca_file = std::move(ca_file);
}

Authorities::~Authorities() = default;

struct Link::State {
    explicit State(asio::io_context& io) : loop(io), socket(io), timer(io) {}

    void close() {
        error_code ignored;
        socket.close(ignored);
    }

    static void watch(std::shared_ptr<State> const& state) {
        state->timer.expires_at(state->deadline);
        state->timer.async_wait([state](error_code ec) {
            // Moved meanwhile: another wait is under way.
            if (ec || Clock::now() < state->deadline) return;
            state->expired = true;
            state->close();
        });
    }

    asio::io_context& loop;
    tcp::socket socket;
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
    asio::steady_timer timer;
    Clock::time_point deadline;
    Clock::time_point rested;
    bool expired = false;
};

Link::Link(asio::io_context& loop, Clock::time_point deadline) : state_(std::make_shared<State>(loop)) {
    set_deadline(deadline);
}

Link::~Link() {
    state_->timer.cancel();
    state_->close();
}

void Link::set_deadline(Clock::time_point deadline) {
    state_->deadline = deadline;
    State::watch(state_);
}

bool Link::expired() const {
    return state_->expired;
}

void Link::rest() {
    state_->deadline = Clock::time_point::max();
    state_->timer.cancel();
    state_->rested = Clock::now();
}

bool Link::is_fresh() const {
    if (!state_->socket.is_open() || Clock::now() - state_->rested > rest_limit) return false;
    char byte = 0;
    auto const got = ::recv(state_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

awaitable<base::Result<void>> Link::open(base::Url const& url, Authorities& authorities) {
    auto const state = state_;
    base::Fault const timeout{base::FaultKind::timeout, {}, {}};

    auto const lookup = co_await look_up(state->loop, url.host, url.port, state->deadline);
    if (!lookup->done || state->expired) co_return timeout;
    if (lookup->ec) co_return io_fault("cannot resolve " + url.host + ": " + lookup->ec.message());

    error_code last = asio::error::host_not_found;
    for (auto const& endpoint : lookup->found) {
        state->close();
        std::tie(last) = co_await state->socket.async_connect(endpoint, as_tuple);
        if (state->expired) co_return timeout;
        if (!last) break;
    }
    if (last) co_return io_fault(connect_error(last));
    error_code ignored;
    state->socket.set_option(tcp::no_delay(true), ignored);
    if (url.scheme != "https") co_return base::Result<void>();

    auto& context = authorities.state_->get();
    if (authorities.state_->ec)
        co_return io_fault(
            "cannot read the certificates of " +
            (authorities.state_->ca_file.empty() ? "this system" : authorities.state_->ca_file) + ": " +
            authorities.state_->ec.message()
        );
    auto& tls = state->tls.emplace(state->socket, context);
    tls.set_verify_mode(asio::ssl::verify_peer);
    tls.set_verify_callback(asio::ssl::host_name_verification(url.host));
    error_code not_numeric;
    static_cast<void>(asio::ip::make_address(url.host, not_numeric));
    if (not_numeric) SSL_set_tlsext_host_name(tls.native_handle(), url.host.c_str()); // RFC 6066: names only
    auto const [ec] = co_await tls.async_handshake(asio::ssl::stream_base::client, as_tuple);
    if (state->expired) co_return timeout;
    if (!ec) co_return base::Result<void>();
    auto const verdict = SSL_get_verify_result(tls.native_handle());
    if (verdict != X509_V_OK)
        co_return io_fault(std::string("certificate not trusted: ") + X509_verify_cert_error_string(verdict));
    co_return io_fault("TLS handshake failed: " + ec.message());
}

awaitable<error_code> Link::write(std::string_view bytes) {
    auto const state = state_;
    if (state->tls) {
        auto const [ec, sent] = co_await asio::async_write(*state->tls, asio::buffer(bytes), as_tuple);
        co_return ec;
    }
    auto const [ec, sent] = co_await asio::async_write(state->socket, asio::buffer(bytes), as_tuple);
    co_return ec;
}

awaitable<std::pair<error_code, std::size_t>> Link::read(void* to, std::size_t room) {
    using Got = std::pair<error_code, std::size_t>;
    auto const state = state_;
    if (!state->tls) {
        auto const [ec, n] = co_await state->socket.async_read_some(asio::buffer(to, room), as_tuple);
        co_return Got(ec, n);
    }
    auto [ec, n] = co_await state->tls->async_read_some(asio::buffer(to, room), as_tuple);
    // Many servers end without a close_notify; a length tells whether something is missing.
    if (ec == asio::ssl::error::stream_truncated) ec = asio::error::eof;
    co_return Got(ec, n);
}

} // namespace easel::http::detail
