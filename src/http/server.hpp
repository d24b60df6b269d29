#pragma once

#include "base/result.hpp"
#include "http/loop.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace easel::http {

using Handler = std::function<awaitable<Response>(Request)>;

/// The body of an answer that goes on (server-sent events).
class Stream {
  public:
    /// False when the peer is gone, or takes nothing for the server's `idle`. It keeps nothing: what the peer has not taken
    /// yet holds the writer up.
    [[nodiscard]] virtual awaitable<bool> send(std::string_view bytes) = 0;

  protected:
    ~Stream() = default;
};

/// An answer whose body comes piece by piece; the connection ends with it.
struct Streaming {
    Response head;                                ///< without a body
    std::function<awaitable<void>(Stream&)> body; ///< writes until it has nothing more to say, or nobody listens
};

/// What a server shows for itself on TLS.
struct TlsIdentity {
    std::string certificate; ///< PEM; the whole chain, its own first
    std::string key;         ///< PEM
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;      ///< 0: any free one
    base::Duration idle{30'000}; ///< between requests, and while the peer takes nothing of an answer
    base::Duration read{10'000}; ///< from the first byte of a request to its last
    std::size_t headers = 64 * 1024;
    std::size_t body = 4 * 1024 * 1024;
    std::optional<TlsIdentity> tls = {}; ///< absent: plain HTTP
    bool loopback_only = false;          ///< whoever calls from elsewhere is answered 403; no handler sees it
    /// Asked before the handler; what it returns is the answer.
    std::function<std::optional<Streaming>(Request const&)> stream = {};
};

/// An HTTP/1.1 server with keep-alive. Oversized input is answered 413 or 431, a broken request 400, a slow one 408, a
/// handler that throws 500; none of them reaches the handler or ends the server. It sends no Date. To be used from the
/// loop's thread; the loop outlives it.
class Server {
  public:
    /// Binds and listens at once; fails with FaultKind::io when the port is taken, bad_file when the identity cannot be used.
    [[nodiscard]] static base::Result<std::unique_ptr<Server>> listen(
        asio::io_context& loop, Handler handler, ServerOptions options = {}
    );
    ~Server(); ///< closes
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:8090", "https://..." with TLS
    [[nodiscard]] std::string origin() const;
    /// Stops accepting, closes every connection and cancels what handlers wait for (their next wait throws).
    void close();

  private:
    struct State;
    explicit Server(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace easel::http
