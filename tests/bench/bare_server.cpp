#include "bench/bare_server.hpp"

#include "bench/thread_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

#include <thread>
#include <utility>

namespace easel::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

/// As long as what a score is answered.
constexpr char const* answer_body =
    R"({"resultUrl":"http://127.0.0.1:8090/api/lti/courses/17/line_items/23/results/29",)"
    R"("https://canvas.instructure.com/lti/submission":{"content_items":[]}})";

asio::awaitable<void> serve(tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> request;
        auto const [read_error, read] = co_await http::async_read(stream, buffer, request, as_tuple);
        if (read_error) co_return;
        boost::system::error_code broken;
        auto const value = boost::json::parse(request.body(), broken);
        http::response<http::string_body> response(broken ? http::status::bad_request : http::status::ok, 11);
        response.set(http::field::content_type, "application/json; charset=utf-8");
        response.keep_alive(request.keep_alive());
        response.body() = answer_body;
        response.prepare_payload();
        auto const [write_error, written] = co_await http::async_write(stream, response, as_tuple);
        if (write_error || !response.keep_alive()) co_return;
    }
}

asio::awaitable<void> accept(tcp::acceptor& acceptor) {
    for (;;) {
        auto [ec, socket] = co_await acceptor.async_accept(as_tuple);
        if (ec) co_return;
        socket.set_option(tcp::no_delay(true), ec);
        asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
    }
}

} // namespace

struct BareServer::State {
    asio::io_context loop{1};
    tcp::acceptor acceptor{loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::thread thread;
};

BareServer::BareServer()
    : state_(std::make_unique<State>()) {
    asio::co_spawn(state_->loop, accept(state_->acceptor), asio::detached);
    state_->thread = std::thread([&loop = state_->loop] { loop.run(); });
}

BareServer::~BareServer() {
    state_->loop.stop();
    state_->thread.join();
}

std::uint16_t BareServer::port() const {
    return state_->acceptor.local_endpoint().port();
}

std::chrono::nanoseconds BareServer::cpu_time() const {
    return bench::cpu_time(state_->thread);
}

} // namespace easel::bench
