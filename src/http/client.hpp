#pragma once

#include "base/result.hpp"
#include "base/url.hpp"
#include "http/loop.hpp"
#include "http/message.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace easel::http {

/// Bounds on one exchange; each is named in the fault when it is hit.
struct ClientLimits {
    base::Duration connect{5'000}; ///< name, connection and TLS handshake
    base::Duration total{10'000}; ///< from connect to the last byte
    std::size_t headers = 64 * 1024;
    std::size_t body = 4 * 1024 * 1024;
    /// May use a connection that an earlier request left open, and leave it open. When such a connection ends before
    /// the first byte of an answer, the request is sent once more over a new one: not for requests that must count
    /// exactly.
    bool keep_alive = false;
};

/// Sends one request over a connection of its own (http, or https verified against the system's authorities or
/// `ca_file`). Follows no redirects and keeps no cookies. A response that breaks a limit or the protocol is a fault
/// whose message names the limit, with the URL as `where`; nothing of it is returned. FaultKind: timeout, limit, io.
class Client {
  public:
    explicit Client(asio::io_context& loop, std::string ca_file = {});
    ~Client();
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;

    /// The request goes to the path and query of `url`, not to `request.target`. Sets Host, Content-Length, Connection
    /// and, when absent, `User-Agent: easel`.
    /// @param host  what Host says where `url` only stands for another; "" : what `url` says
    [[nodiscard]] awaitable<base::Result<Response>> send(
        base::Url url, Request request, ClientLimits limits = {}, std::string host = {}
    );

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace easel::http
