#pragma once

#include "base/result.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "platform/platform.hpp"
#include "reference_tool/reference_tool.hpp"
#include "timing/time.hpp"
#include "tool/process.hpp"
#include "tool/tool_file.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What one case has of the tool under test: where it is, which registration it plays on, whose clock it sees.
namespace easel::play {

/// A registration of the tool besides its first.
struct Registered {
    std::string name; ///< as scenarios call it: "second" shares the first one's issuer, "other" has one of its own
    std::string client_id;
    std::vector<std::string> deployments;
    std::string jwks_url;
    std::shared_ptr<lti13::Issuer> issuer;
};

struct Seat {
    std::string client_id;
    std::vector<std::string> deployments;
    std::string login_url; ///< "" : the tool speaks LTI 1.1 only, or plays so
    std::vector<std::string> redirect_uris;
    std::string target_link_uri;
    std::string authorization_url; ///< as the tool was told it
    std::string jwks_url;
    base::json::value public_jwk; ///< null: none
    std::string registration_url; ///< "" : none
    std::string base; ///< what `{tool}` in the tool file stands for: the origin, and the path of a bundled installation
    std::shared_ptr<lti13::Issuer> issuer;
    std::vector<Registered> further; ///< at most one of a name
    std::optional<tool::Lti11> lti11; ///< the second key is the registration that scenarios call "second"
    std::shared_ptr<timing::Time> time;
    std::shared_ptr<void> keeps; ///< what must live as long as the case plays
};

/// The tool of a run: bundled (an installation of its own per case, sharing clock and seed) or external (its registrations,
/// the system's clock).
class ToolHost {
  public:
    struct Options {
        std::uint64_t seed = 1;
        bool virtual_clock = false;
        base::Instant start; ///< of a virtual clock
        std::string output_file; ///< of a started tool
    };
    static base::Result<std::unique_ptr<ToolHost>>
    make(http::asio::io_context& loop, http::Client& client, platform::Platform& platform, tool::ToolFile const& file, Options options);
    virtual ~ToolHost() = default;

    /// Starts the tool when the tool file says how; waits until it is ready.
    [[nodiscard]] virtual http::awaitable<base::Result<void>> start() = 0;
    [[nodiscard]] virtual http::awaitable<void> stop() = 0;
    /// Starts the tool again when it has ended; what it has to do with is nobody's but a tool's that we started.
    [[nodiscard]] virtual http::awaitable<base::Result<void>> revive() { co_return base::Result<void>(); }
    /// After a request without an answer: waits until a started tool that is on its way out has ended. `ends_hung`, after
    /// a case that came to no end: ends one that answers nobody any more.
    [[nodiscard]] virtual http::awaitable<void> look_after_trouble(bool /*ends_hung*/) { co_return; }
    /// How often a started tool has ended by itself or had to be ended, and how it did last.
    [[nodiscard]] virtual int endings() { return 0; }
    [[nodiscard]] virtual std::string last_ending() const { return {}; }
    /// `several`: the case plays on further registrations; an external tool has what its file says.
    [[nodiscard]] virtual Seat seat(std::string const& case_id, bool several) = 0;
    /// Cases that need a registration alone must not overlap with any other on this host.
    [[nodiscard]] virtual bool isolates() const = 0;
    [[nodiscard]] virtual std::string origin() const = 0;
};

} // namespace easel::play
