#include "http/tls_probe.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <openssl/ssl.h>

#include <tuple>

namespace easel::http {
namespace {

using asio::ip::tcp;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds longest{5};

} // namespace

awaitable<std::string> old_tls_taken(asio::io_context& loop, base::Url url) {
    asio::ssl::context context(asio::ssl::context_base::tls_client);
    auto* const native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(native, TLS1_1_VERSION);
    // The library's usual level does without the hashes that these versions need.
    SSL_CTX_set_cipher_list(native, "ALL:@SECLEVEL=0");

    tcp::resolver resolver(loop);
    tcp::socket socket(loop);
    asio::ssl::stream<tcp::socket&> stream(socket, context);
    asio::steady_timer timer(loop, longest);
    timer.async_wait([&](boost::system::error_code ec) {
        if (ec) return;
        resolver.cancel();
        boost::system::error_code ignored;
        socket.close(ignored);
    });
    // The timer's handler refers to what lives here: it has to have run before this ends.
    auto const stop = [&]() -> awaitable<void> {
        timer.cancel();
        co_await asio::post(loop, asio::use_awaitable);
    };
    auto const [unknown, found] = co_await resolver.async_resolve(url.host, std::to_string(url.port), as_tuple);
    std::string version;
    if (!unknown) {
        auto const [unreachable, peer] = co_await asio::async_connect(socket, found, as_tuple);
        if (!unreachable) {
            SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str());
            auto const [refused] = co_await stream.async_handshake(asio::ssl::stream_base::client, as_tuple);
            if (!refused) version = SSL_get_version(stream.native_handle());
        }
    }
    co_await stop();
    co_return version;
}

} // namespace easel::http
