#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

namespace easel::http {
namespace {

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::chrono::hours long_time(1);

/// Tells when a coroutine frame is gone.
struct Mark {
    std::atomic<int>& left;
    explicit Mark(std::atomic<int>& count) : left(count) { ++left; }
    ~Mark() { --left; }
    Mark(Mark const&) = delete;
    Mark& operator=(Mark const&) = delete;
};

TEST_F(ServerTest, ClosingCancelsWhatHandlersWaitFor) {
    std::atomic<int> left = 0;
    std::promise<void> entered;
    auto socket = raw::connect_to(start([&](Request) -> awaitable<Response> {
        Mark const mark(left);
        entered.set_value();
        co_await sleep_wall(long_time);
        co_return text(200, "never");
    }));
    socket.send(get);
    entered.get_future().wait();
    stop(); // returns only when the loop has nothing left to do
    EXPECT_EQ(left, 0);
    EXPECT_EQ(socket.receive_all(), "");
    EXPECT_FALSE(socket.was_silent());
}

TEST_F(ServerTest, AHandlerThatGoesOnAfterTheCloseIsLetFinish) {
    std::atomic<int> left = 0;
    auto socket = raw::connect_to(start([&](Request) -> awaitable<Response> {
        Mark const mark(left);
        server_->close();
        server_.reset();
        co_return text(200, "nobody hears this");
    }));
    socket.send(get);
    EXPECT_EQ(socket.receive_all(), "");
    stop();
    EXPECT_EQ(left, 0);
}

TEST_F(ServerTest, AHandlerThatSwallowsTheCancellationIsLetFinish) {
    std::atomic<int> left = 0;
    std::promise<void> entered;
    auto socket = raw::connect_to(start([&](Request) -> awaitable<Response> {
        Mark const mark(left);
        entered.set_value();
        try {
            co_await sleep_wall(long_time);
        } catch (std::exception const&) {
            left += 0; // and on it goes
        }
        co_return text(200, "nobody hears this");
    }));
    socket.send(get);
    entered.get_future().wait();
    stop();
    EXPECT_EQ(left, 0);
}

TEST_F(ServerTest, ClosingTwiceAndNewConnectionsAfterwards) {
    auto const port = start(echo);
    std::promise<void> closed;
    asio::post(loop_, [&] {
        server_->close();
        server_->close();
        closed.set_value();
    });
    closed.get_future().wait();
    EXPECT_ANY_THROW(static_cast<void>(raw::connect_to(port)));
}

TEST(ServerLifetime, TheLoopMayEndFirstInMidRequest) {
    std::atomic<int> left = 0;
    std::atomic<bool> entered = false;
    std::vector<raw::Socket> sockets;
    {
        asio::io_context loop{1};
        auto server = Server::listen(loop, [&](Request request) -> awaitable<Response> {
            Mark const mark(left);
            entered = true;
            auto response = text(200, "x");
            if (request.path() == "/stall") response.delivery = Delivery::stall;
            if (request.path() == "/wait") co_await sleep_wall(long_time);
            co_return response;
        });
        ASSERT_TRUE(server.has_value());
        for (auto const* path : {"/wait", "/stall", "/kept"}) {
            sockets.push_back(raw::connect_to((*server)->port()));
            sockets.back().send("GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        sockets.push_back(raw::connect_to((*server)->port())); // silent
        sockets.push_back(raw::connect_to((*server)->port()));
        sockets.back().send("GET / HT");
        loop.run_for(std::chrono::milliseconds(50));
        EXPECT_TRUE(entered);
        server->reset(); // nothing runs any more: the frames go with the loop
    }
    EXPECT_EQ(left, 0);
}

TEST(ServerLifetime, UsedByNobody) {
    asio::io_context loop{1};
    auto server = Server::listen(loop, echo);
    ASSERT_TRUE(server.has_value());
    server->reset();
    loop.run();
    SUCCEED();
}

} // namespace
} // namespace easel::http
