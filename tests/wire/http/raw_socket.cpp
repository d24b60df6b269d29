#include "wire/http/raw_socket.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace easel::http::raw {

namespace {

void check(bool good, char const* what) {
    if (!good) throw std::runtime_error(what);
}

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

sockaddr const* generic(sockaddr_in const& address) {
    return static_cast<sockaddr const*>(static_cast<void const*>(&address));
}

Socket listen_on_loopback(int backlog, std::uint16_t& port) {
    Socket listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto address = loopback(0);
    check(::bind(listener.fd(), generic(address), sizeof address) == 0, "bind");
    check(::listen(listener.fd(), backlog) == 0, "listen");
    socklen_t size = sizeof address;
    ::getsockname(listener.fd(), static_cast<sockaddr*>(static_cast<void*>(&address)), &size);
    port = ntohs(address.sin_port);
    return listener;
}

} // namespace

Socket::~Socket() {
    close();
}

Socket::Socket(Socket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      waiting_(std::move(other.waiting_)),
      was_reset_(other.was_reset_),
      was_silent_(other.was_silent_) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(waiting_, other.waiting_);
    was_reset_ = other.was_reset_;
    was_silent_ = other.was_silent_;
    return *this;
}

void Socket::close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

void Socket::reset() {
    linger const now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
}

void Socket::end_sending() const {
    ::shutdown(fd_, SHUT_WR);
}

bool Socket::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        auto const n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

std::string Socket::receive() {
    if (!waiting_.empty()) return std::exchange(waiting_, {});
    std::array<char, 64 * 1024> buffer{};
    auto const n = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (n > 0) return {buffer.data(), static_cast<std::size_t>(n)};
    if (n < 0 && errno == ECONNRESET) was_reset_ = true;
    if (n < 0 && errno == EAGAIN) was_silent_ = true;
    return {};
}

std::string Socket::receive_all() {
    std::string all;
    for (auto part = receive(); !part.empty(); part = receive()) all += part;
    return all;
}

std::string Socket::receive_until(std::string_view mark) {
    std::string all;
    for (;;) {
        auto const part = receive();
        if (part.empty()) return {};
        all += part;
        auto const at = all.find(mark);
        if (at == std::string::npos) continue;
        waiting_ = all.substr(at + mark.size());
        return all.substr(0, at + mark.size());
    }
}

std::string Socket::receive_message() {
    auto message = receive_until("\r\n\r\n");
    constexpr std::string_view name = "Content-Length: ";
    auto const at = message.find(name);
    if (at == std::string::npos) return message;
    auto left = std::strtoul(message.c_str() + at + name.size(), nullptr, 10);
    while (left > 0) {
        auto part = receive();
        if (part.empty()) return message;
        auto const mine = std::min<std::size_t>(left, part.size());
        message += part.substr(0, mine);
        waiting_ = part.substr(mine);
        left -= mine;
    }
    return message;
}

Socket connect_to(std::uint16_t port) {
    Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto const address = loopback(port);
    check(::connect(socket.fd(), generic(address), sizeof address) == 0, "connect");
    timeval const patience{5, 0};
    ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    int const on = 1;
    ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return socket;
}

Peer::Peer(Script script) {
    listener_ = listen_on_loopback(16, port_);
    thread_ = std::thread([this, run = std::move(script)] {
        for (int number = 0;; ++number) {
            Socket socket(::accept(listener_.fd(), nullptr, nullptr));
            if (socket.fd() < 0) return;
            timeval const patience{5, 0};
            ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            run(socket, number);
        }
    });
}

Peer::~Peer() {
    ::shutdown(listener_.fd(), SHUT_RDWR); // wakes accept
    thread_.join();
}

std::string Peer::url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

FullQueue::FullQueue() {
    listener_ = listen_on_loopback(0, port_);
    for (int i = 0; i < 4; ++i) {
        auto const address = loopback(port_);
        Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        static_cast<void>(::connect(socket.fd(), generic(address), sizeof address));
        waiting_.push_back(std::move(socket));
    }
}

std::uint16_t dead_port() {
    std::uint16_t port = 0;
    auto const closed_again = listen_on_loopback(1, port);
    return port;
}

} // namespace easel::http::raw
