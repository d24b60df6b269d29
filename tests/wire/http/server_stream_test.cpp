#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <atomic>

namespace easel::http {
namespace {

constexpr std::string_view get = "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n";

ServerOptions streaming(std::function<awaitable<void>(Stream&)> body, base::Duration idle = base::Duration(30'000)) {
    ServerOptions options;
    options.idle = idle;
    options.stream = [body = std::move(body)](Request const& request) -> std::optional<Streaming> {
        if (request.path() != "/stream") return std::nullopt;
        Streaming made;
        made.head.headers.set("Content-Type", "text/event-stream");
        made.body = body;
        return made;
    };
    return options;
}

TEST_F(ServerTest, AStreamSendsItsHeadAtOnceAndItsBodyPieceByPiece) {
    Signal go_on(loop_);
    bool may_go_on = false;
    auto const port = start(echo, streaming([&](Stream& stream) -> awaitable<void> {
        EXPECT_TRUE(co_await stream.send("one\n"));
        while (!may_go_on) co_await go_on.wait_for(std::chrono::seconds(60));
        EXPECT_TRUE(co_await stream.send("two\n"));
    }));
    auto socket = raw::connect_to(port);
    socket.send(get);
    auto const head = socket.receive_until("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n")) << head;
    EXPECT_EQ(head.find("Content-Length"), std::string::npos) << "nobody knows it yet";
    EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
    EXPECT_EQ(socket.receive_until("\n"), "one\n");
    asio::post(loop_, [&] {
        may_go_on = true;
        go_on.notify();
    });
    EXPECT_EQ(socket.receive_all(), "two\n");
}

TEST_F(ServerTest, OtherPathsGoToTheHandler) {
    auto socket = raw::connect_to(start(echo, streaming([](Stream&) -> awaitable<void> { co_return; })));
    socket.send("GET /other HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(socket.receive_message(), testing::EndsWith("GET /other "));
}

TEST_F(ServerTest, AStreamLearnsThatItsReaderIsGone) {
    std::promise<bool> sent;
    Signal go_on(loop_);
    bool may_go_on = false;
    auto const port = start(echo, streaming([&](Stream& stream) -> awaitable<void> {
        EXPECT_TRUE(co_await stream.send("one\n"));
        while (!may_go_on) co_await go_on.wait_for(std::chrono::seconds(60));
        bool open = true;
        for (int i = 0; i < 10'000 && open; ++i) open = co_await stream.send(std::string(10'000, 'x'));
        sent.set_value(open);
    }));
    {
        auto socket = raw::connect_to(port);
        socket.send(get);
        EXPECT_EQ(socket.receive_until("one\n").substr(0, 8), "HTTP/1.1");
        socket.reset();
    }
    asio::post(loop_, [&] {
        may_go_on = true;
        go_on.notify();
    });
    EXPECT_FALSE(sent.get_future().get());
}

TEST_F(ServerTest, AReaderThatTakesNothingHoldsTheWriterUpForIdleAndNoLonger) {
    std::promise<bool> sent;
    auto const port = start(
        echo,
        streaming(
            [&](Stream& stream) -> awaitable<void> {
                bool open = true;
                for (int i = 0; i < 100'000 && open; ++i) open = co_await stream.send(std::string(100'000, 'x'));
                sent.set_value(open);
            },
            base::Duration(100)
        )
    );
    auto socket = raw::connect_to(port);
    socket.send(get);
    EXPECT_FALSE(sent.get_future().get()) << "it is cut off, and nothing was kept for it";
}

TEST_F(ServerTest, ClosingEndsStreams) {
    std::atomic<bool> waits = false;
    std::promise<void> entered;
    auto const port = start(echo, streaming([&](Stream& stream) -> awaitable<void> {
        (void)co_await stream.send("one\n");
        waits = true;
        entered.set_value();
        co_await sleep_wall(std::chrono::hours(1));
        waits = false;
    }));
    auto socket = raw::connect_to(port);
    socket.send(get);
    entered.get_future().wait();
    stop();
    EXPECT_TRUE(waits) << "it does not go on as if the hour were over";
}

TEST_F(ServerTest, WhoCallsFromThisComputerIsLocal) {
    ServerOptions options;
    options.loopback_only = true;
    auto socket = raw::connect_to(start(echo, std::move(options)));
    socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(socket.receive_message().starts_with("HTTP/1.1 200 "));
}

} // namespace
} // namespace easel::http
