#pragma once

#include "base/result.hpp"
#include "http/server.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace easel::play {

/// An origin that is neither the platform's nor the tool's: whatever a message of the platform may lead a tool to that
/// must not have its credentials. Answers 404 and tells whoever listens below the request's path.
class Elsewhere {
  public:
    using Listener = std::function<void(http::Request, http::Response const&)>;

    [[nodiscard]] static base::Result<std::unique_ptr<Elsewhere>> start(http::asio::io_context& loop);
    Elsewhere(Elsewhere const&) = delete;
    Elsewhere& operator=(Elsewhere const&) = delete;

    [[nodiscard]] std::string origin() const { return server_->origin(); }
    /// Requests to `/<name>` and below go to the listener until `forget`.
    void listen(std::string const& name, Listener listener) { listeners_.insert_or_assign(name, std::move(listener)); }
    void forget(std::string const& name) { listeners_.erase(name); }
    void close() { server_->close(); }

  private:
    Elsewhere() = default;
    http::Response answer(http::Request request);

    std::map<std::string, Listener, std::less<>> listeners_;
    std::unique_ptr<http::Server> server_;
};

} // namespace easel::play
