#pragma once

#include "http/client.hpp"
#include "http/loop.hpp"
#include "http/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace easel::http {

/// A server on a thread of its own, for a blocking peer in the test. That `stop` returns shows that no coroutine is
/// left.
class ServerTest : public testing::Test {
  protected:
    ~ServerTest() override { stop(); }

    std::uint16_t start(Handler handler, ServerOptions options = {}) {
        auto listening = Server::listen(loop_, std::move(handler), std::move(options));
        EXPECT_TRUE(listening.has_value());
        server_ = std::move(*listening);
        auto const port = server_->port();
        thread_ = std::thread([this] { loop_.run(); });
        return port;
    }

    void stop() {
        if (!thread_.joinable()) return;
        asio::post(loop_, [this] { server_.reset(); });
        thread_.join();
    }

    asio::io_context loop_{1};
    std::unique_ptr<Server> server_;

  private:
    std::thread thread_;
};

/// Runs one coroutine to its end, and whatever it leaves behind.
template <class T>
T run(asio::io_context& loop, awaitable<T> work) {
    std::optional<T> result;
    spawn(loop, [](awaitable<T> inner, std::optional<T>& out) -> awaitable<void> {
        out.emplace(co_await std::move(inner));
    }(std::move(work), result));
    loop.restart();
    loop.run();
    return std::move(result).value();
}

/// Answers with the request's method, target and body.
inline awaitable<Response> echo(Request request) {
    co_return text(200, request.method + " " + request.target + " " + request.body);
}

inline base::Url url_of(std::string_view text) {
    auto const url = base::parse_url(text);
    EXPECT_TRUE(url.has_value()) << text;
    return *url;
}

} // namespace easel::http
