#include "wire/http/fixtures.hpp"
#include "wire/http/raw_socket.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <vector>

namespace easel::http {
namespace {

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

ClientLimits keeping() {
    ClientLimits limits;
    limits.total = base::Duration(2'000);
    limits.keep_alive = true;
    return limits;
}

using Answers = std::vector<base::Result<Response>>;

awaitable<Answers> ask_often(Client& client, base::Url url, ClientLimits limits, int times) {
    Answers answers;
    for (int i = 0; i < times; ++i) {
        auto answer = co_await client.send(url, Request(), limits);
        answers.push_back(std::move(answer));
    }
    co_return answers;
}

std::string summary(Answers const& answers) {
    std::string out;
    for (auto const& answer : answers) {
        if (!out.empty()) out += ", ";
        out += answer ? answer->body : answer.error().message;
    }
    return out;
}

std::string ask_often(raw::Peer const& peer, ClientLimits limits, int times) {
    asio::io_context loop{1};
    Client client(loop);
    return summary(run(loop, ask_often(client, url_of(peer.url()), limits, times)));
}

TEST(KeptConnections, ServeTheNextRequest) {
    std::atomic<int> connections = 0;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        ++connections;
        while (!socket.receive_until("\r\n\r\n").empty()) socket.send(ok);
    });
    EXPECT_EQ(ask_often(peer, keeping(), 5), "ok, ok, ok, ok, ok");
    EXPECT_EQ(connections, 1);
}

TEST(KeptConnections, AreNotTheDefault) {
    std::atomic<int> connections = 0;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        ++connections;
        while (!socket.receive_until("\r\n\r\n").empty()) socket.send(ok);
    });
    auto limits = keeping();
    limits.keep_alive = false;
    EXPECT_EQ(ask_often(peer, limits, 3), "ok, ok, ok");
    EXPECT_EQ(connections, 3);
}

TEST(KeptConnections, AreReplacedWhenThePeerClosedThem) {
    std::atomic<int> connections = 0;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        ++connections;
        socket.receive_until("\r\n\r\n");
        socket.send(ok); // promises to stay, and goes
    });
    EXPECT_EQ(ask_often(peer, keeping(), 4), "ok, ok, ok, ok");
    EXPECT_EQ(connections, 4);
}

TEST(KeptConnections, AreReplacedWhenThePeerClosesOnTheNextRequest) {
    std::atomic<int> requests = 0;
    raw::Peer const peer([&](raw::Socket& socket, int number) {
        socket.receive_until("\r\n\r\n");
        ++requests;
        socket.send(ok);
        if (number > 0) return;
        if (!socket.receive_until("\r\n\r\n").empty()) ++requests;
        socket.reset();
    });
    EXPECT_EQ(ask_often(peer, keeping(), 2), "ok, ok");
    EXPECT_EQ(requests, 3); // the one that was lost was sent again, once
}

TEST(KeptConnections, AFreshOneIsNotReplaced) {
    std::atomic<int> requests = 0;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        socket.receive_until("\r\n\r\n");
        ++requests;
        socket.reset();
    });
    EXPECT_EQ(ask_often(peer, keeping(), 1), "connection reset before a complete answer");
    EXPECT_EQ(requests, 1);
}

TEST(KeptConnections, AHalfAnswerIsNotAskedForAgain) {
    std::atomic<int> requests = 0;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        while (!socket.receive_until("\r\n\r\n").empty()) {
            socket.send(++requests == 1 ? ok : "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
            if (requests == 2) return;
        }
    });
    EXPECT_EQ(ask_often(peer, keeping(), 2), "ok, connection closed before a complete answer");
    EXPECT_EQ(requests, 2);
}

struct EndRow {
    char const* name;
    char const* answer;
};
void PrintTo(EndRow const& row, std::ostream* os) {
    *os << row.name;
}

class NotKept : public testing::TestWithParam<EndRow> {};

TEST_P(NotKept, BecauseOfTheAnswer) {
    std::atomic<int> connections = 0;
    raw::Peer const peer([&](raw::Socket& socket, int) {
        ++connections;
        socket.receive_until("\r\n\r\n");
        socket.send(GetParam().answer);
        socket.end_sending();
        socket.receive_all();
    });
    EXPECT_EQ(ask_often(peer, keeping(), 2), "ok, ok");
    EXPECT_EQ(connections, 2);
}

INSTANTIATE_TEST_SUITE_P(
    Http, NotKept,
    testing::ValuesIn<EndRow>({
        {"says_close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"},
        {"old_version", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"},
        {"to_the_end", "HTTP/1.1 200 OK\r\n\r\nok"},
        {"said_too_much", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(KeptConnections, SeveralAtOnceAreSeveral) {
    asio::io_context loop{1};
    int handled = 0;
    auto server = Server::listen(loop, [&](Request) -> awaitable<Response> {
        ++handled;
        co_await sleep_wall(std::chrono::milliseconds(2));
        co_return text(200, "ok");
    });
    ASSERT_TRUE(server.has_value());
    Client client(loop);
    int left = 8;
    std::string all;
    for (int i = 0; i < 8; ++i) {
        spawn(loop, [](Client& with, Server& from, int& others, std::string& out) -> awaitable<void> {
            auto const answers = co_await ask_often(with, url_of(from.origin()), keeping(), 5);
            out += summary(answers) + ", ";
            if (--others == 0) from.close();
        }(client, **server, left, all));
    }
    loop.run();
    EXPECT_EQ(handled, 40);
    std::string want;
    for (int i = 0; i < 40; ++i) want += "ok, ";
    EXPECT_EQ(all, want);
}

} // namespace
} // namespace easel::http
