#pragma once

#include "base/result.hpp"
#include "base/url.hpp"
#include "http/loop.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

// Internal to the client: the sockets under it.
namespace easel::http::detail {

using boost::system::error_code;
using Clock = std::chrono::steady_clock;

/// Whom https trusts; read when first needed.
class Authorities {
  public:
    explicit Authorities(std::string ca_file);
    ~Authorities();
    Authorities(Authorities const&) = delete;
    Authorities& operator=(Authorities const&) = delete;

  private:
    friend class Link;
    struct State;
    std::unique_ptr<State> state_;
};

/// One connection to an origin, plain or TLS. A single deadline covers whatever it is doing; when that passes, the
/// pending operation fails and `expired` tells so.
class Link {
  public:
    Link(asio::io_context& loop, Clock::time_point deadline);
    ~Link(); ///< closes
    Link(Link const&) = delete;
    Link& operator=(Link const&) = delete;

    /// Resolves, connects (each address in turn) and, for https, shakes hands. The fault says what failed; the caller
    /// knows which limit a passed deadline was: FaultKind::timeout without a message.
    [[nodiscard]] awaitable<base::Result<void>> open(base::Url const& url, Authorities& authorities);

    [[nodiscard]] awaitable<error_code> write(std::string_view bytes);
    /// At least one byte, or an error; the end of the stream is `asio::error::eof` for TLS as well.
    [[nodiscard]] awaitable<std::pair<error_code, std::size_t>> read(void* to, std::size_t room);

    void set_deadline(Clock::time_point deadline);
    [[nodiscard]] bool expired() const;

    /// Takes the deadline off and remembers when.
    void rest();
    /// Rested briefly, is still open and nobody spoke meanwhile.
    [[nodiscard]] bool is_fresh() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace easel::http::detail
