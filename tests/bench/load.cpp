#include "bench/load.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace easel::bench {
namespace {

constexpr int longest_wait_ms = 10'000;

int connect_to(std::uint16_t port) {
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int const on = 1;
    if (socket < 0 || ::connect(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) {
        if (socket >= 0) ::close(socket);
        throw std::runtime_error("cannot connect to port " + std::to_string(port));
    }
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

/// Bytes of the whole answer when all of it is there; else 0. Only answers with a Content-Length are understood.
std::size_t answer_size(std::string_view bytes) {
    auto const head = bytes.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    constexpr std::string_view field = "Content-Length: ";
    auto const at = bytes.substr(0, head).find(field);
    std::size_t length = 0;
    if (at != std::string_view::npos) {
        auto const digits = bytes.substr(at + field.size());
        std::from_chars(digits.data(), digits.data() + digits.size(), length);
    }
    auto const whole = head + 4 + length;
    return bytes.size() >= whole ? whole : 0;
}

int status_of(std::string_view answer) {
    int status = 0;
    if (answer.size() > 12) std::from_chars(answer.data() + 9, answer.data() + 12, status);
    return status;
}

} // namespace

Load::Load(std::uint16_t port, std::size_t connections)
    : lines_(connections),
      poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < connections; ++i) {
        lines_[i].socket = connect_to(port);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, lines_[i].socket, &event);
    }
}

Load::~Load() {
    for (auto const& line : lines_) {
        if (line.socket >= 0) ::close(line.socket);
    }
    ::close(poll_);
}

bool Load::send(Line const& line, std::string_view request) {
    while (!request.empty()) {
        auto const sent = ::send(line.socket, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        request.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

LoadResult Load::run(Script const& script, int expected) {
    LoadResult result;
    auto const started = std::chrono::steady_clock::now();
    std::size_t busy = 0;
    auto const begin_next = [&](std::size_t i, std::string_view answer) {
        auto const request = script(i, answer);
        lines_[i].answer.clear();
        if (request.empty()) return;
        ++busy;
        if (!send(lines_[i], request)) result.trouble = "the server does not take a request";
    };
    for (std::size_t i = 0; i < lines_.size(); ++i) begin_next(i, {});

    std::array<epoll_event, 64> events{};
    std::array<char, 16 * 1024> piece{};
    while (busy != 0 && result.trouble.empty()) {
        int const ready = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), longest_wait_ms);
        if (ready <= 0) result.trouble = "no answer came for 10 s";
        for (int e = 0; e < ready && result.trouble.empty(); ++e) {
            auto const i = static_cast<std::size_t>(events[static_cast<std::size_t>(e)].data.u64);
            auto& line = lines_[i];
            auto const got = ::recv(line.socket, piece.data(), piece.size(), 0);
            if (got <= 0) {
                result.trouble = "the server closed a connection";
                break;
            }
            line.answer.append(piece.data(), static_cast<std::size_t>(got));
            if (answer_size(line.answer) == 0) continue;
            if (expected != 0 && status_of(line.answer) != expected) {
                result.trouble = "an answer is not " + std::to_string(expected) + ": " + line.answer;
                break;
            }
            --busy;
            ++result.answers;
            // The script reads the answer, which `begin_next` clears afterwards.
            begin_next(i, line.answer);
        }
    }
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return result;
}

LoadResult Load::repeat(std::vector<std::string> const& requests, std::chrono::milliseconds span) {
    auto const until = std::chrono::steady_clock::now() + span;
    return run(
        [&](std::size_t i, std::string_view) -> std::string_view {
            if (std::chrono::steady_clock::now() >= until) return {};
            return requests[i % requests.size()];
        },
        200
    );
}

} // namespace easel::bench
