#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// Blocking sockets for tests: the peer that does what no HTTP library would.
namespace easel::http::raw {

/// Owns a descriptor.
class Socket {
  public:
    explicit Socket(int fd = -1) : fd_(fd) {}
    ~Socket();
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    [[nodiscard]] int fd() const { return fd_; }
    void close();
    /// Closes with a reset instead of an orderly end.
    void reset();
    void end_sending() const;
    /// False when the peer is gone.
    bool send(std::string_view bytes) const; // NOLINT(modernize-use-nodiscard): often nobody cares
    /// Up to one buffer full; "" at the end. A reset or 5 s of silence are told by `failed`.
    std::string receive();
    /// Until the end.
    std::string receive_all();
    /// Until `mark` was seen, "" if it never comes; further bytes stay for the next call.
    std::string receive_until(std::string_view mark);
    /// One whole message, by its Content-Length.
    std::string receive_message();
    [[nodiscard]] bool was_reset() const { return was_reset_; }
    [[nodiscard]] bool was_silent() const { return was_silent_; }

  private:
    int fd_;
    std::string waiting_;
    bool was_reset_ = false;
    bool was_silent_ = false;
};

[[nodiscard]] Socket connect_to(std::uint16_t port);

/// Accepts connections on a thread of its own and runs the script on each, one after the other, giving its number (0, 1
/// ...).
class Peer {
  public:
    using Script = std::function<void(Socket&, int)>;
    explicit Peer(Script script);
    ~Peer();
    Peer(Peer const&) = delete;
    Peer& operator=(Peer const&) = delete;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string url(std::string_view path = "/") const;

  private:
    Socket listener_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

/// A listening socket that nobody accepts from, its queue already full: connecting to it never ends.
class FullQueue {
  public:
    FullQueue();
    [[nodiscard]] std::uint16_t port() const { return port_; }

  private:
    Socket listener_;
    std::uint16_t port_ = 0;
    std::vector<Socket> waiting_;
};

/// A port where nobody listens.
[[nodiscard]] std::uint16_t dead_port();

} // namespace easel::http::raw
