#pragma once

#include "base/result.hpp"
#include "content_items/content_items.hpp"
#include "external_tools/external_tools.hpp"
#include "http/client.hpp"
#include "http/server.hpp"
#include "lti11/launch.hpp"
#include "lti13/issuer.hpp"
#include "lti13/launch.hpp"
#include "outcomes/outcomes.hpp"
#include "platform/fault.hpp"
#include "registration/registration.hpp"
#include "throttle/throttle.hpp"
#include "timing/time.hpp"
#include "traffic/answer.hpp"
#include "traffic/exchange.hpp"
#include "world/world.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace easel::platform {

/// How many of a client's requests of one kind waited for their answers at the same time: those whose answers a fault
/// delays. Wall time, since only that tells what was sent before an answer came.
class Flights {
  public:
    /// One more request has come.
    void begin(traffic::CallKind kind);
    /// Its answer goes out after `delay`.
    void end(traffic::CallKind kind, base::Duration delay);
    [[nodiscard]] int most(traffic::CallKind kind) const;

  private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Kind {
        int open = 0; ///< being worked out
        std::vector<Moment> held;
        int most = 0;
    };
    std::map<traffic::CallKind, Kind> kinds_;
};

/// One scenario's private world, clock, faults and recorder.
struct Stage {
    std::string name; ///< the case id
    world::World world;
    std::shared_ptr<timing::Time> time;
    lti13::LaunchStore launches;
    std::map<std::string, base::Instant> opened; ///< verifiers of the last launches opened here, used or not, and when
    std::deque<Fault> faults; ///< an answer copies the one that strikes it
    base::Random chance{0};   ///< decides about faults with a probability; seeded from the world when put on
    throttle::Buckets buckets;
    outcomes::Desk outcomes;
    external_tools::Desk tools;
    content_items::Openers openers; ///< pickers of LTI 1.1 tools
    Flights flights; ///< of the tool under test
    traffic::Log log;
    /// The issuer of each client id that plays here: the tool under test's registrations and the probe's.
    std::map<std::string, std::shared_ptr<lti13::Issuer>> issuers;
    /// Where a registration was begun whose client is yet to come, by the uuid of its token; the last ones.
    std::deque<std::pair<std::string, std::shared_ptr<lti13::Issuer>>> invited;
    std::string probe_client; ///< the client id whose calls are the harness's own
    /// Waited for after an answer was worked out and before it is sent, and after a file was fetched: whoever keeps the
    /// world writes it down there. What it throws is answered with 500 instead. Gone with `Platform::remove`.
    std::function<http::awaitable<void>()> before_answer;
    /// Waited for with every answer to this stage, before it is written down and sent, and before `before_answer`: somebody
    /// may look at it and change it. Null: nobody does.
    std::function<http::awaitable<void>(int number, traffic::Answer& answer)> hold_answer;
    bool granted = false; ///< a token was granted since `before_answer` was last called

    /// Opens a link: the login initiation to post to the tool. @see lti13::open_launch
    [[nodiscard]] base::Result<lti13::LoginInitiation> open(lti13::LaunchIntent const& intent, std::string const& client_id);
    /// Opens a link of an LTI 1.1 tool: the form to sign and post to it. @see lti11::open_launch
    [[nodiscard]] base::Result<lti11::Launch> open_lti11(lti13::LaunchIntent const& intent);
    /// What is fresh with a form that is signed now. A tool that lives longer than this process remembers nonces, so that
    /// on a real clock no seed may bring them again.
    [[nodiscard]] oauth1::Freshness freshness();
    /// Begins the registration of a tool at that issuer.
    [[nodiscard]] registration::Begun invite(
        std::shared_ptr<lti13::Issuer> issuer, registration::Invitation const& invitation
    );
};

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string public_url; ///< origin to show; "" : the listener's
    std::string ca_file;    ///< trusted for fetching a tool's key set
    std::optional<http::TlsIdentity> tls = {}; ///< absent: plain HTTP
    /// Signs with keys of its own, made at the start (some seconds), instead of the public test keys: for whoever can be
    /// reached from elsewhere.
    bool fresh_keys = false;
    base::Duration configuration_time{10'000}; ///< a tool's configuration must have come within, redirects and all
};

/// The mock Canvas: one listener that hosts every stage. A request finds its stage by base path, launch hint, course or group
/// id, bearer token, or the user who is logged in; one that fits none is answered 404 and kept in `lost`.
class Platform {
  public:
    [[nodiscard]] static base::Result<std::unique_ptr<Platform>> start(http::asio::io_context& loop, Options options);
    ~Platform();
    Platform(Platform const&) = delete;
    Platform& operator=(Platform const&) = delete;

    [[nodiscard]] std::string const& origin() const;

    /// Makes a registration's platform side with the fixture keys. `base_path` "" for the plain Canvas paths; `issuer` ""
    /// for the origin; `secret` signs hints and tokens.
    std::shared_ptr<lti13::Issuer> add_issuer(std::string base_path, std::string issuer, std::string secret);
    void remove_issuer(std::string const& base_path);

    /// Puts the stage on; it stays until `remove`. Its course ids must be its own among all stages. Files that its world
    /// waits for are fetched.
    void add(std::shared_ptr<Stage> stage);
    void remove(Stage const& stage);

    /// Answers what no stage and no route answers (serve's pages); nothing: 404.
    using FrontPage = std::function<http::awaitable<std::optional<http::Response>>(http::Request const&)>;
    void set_front_page(FrontPage page);
    /// Makes the port somebody else's: stages, issuers and front page go off, and come back when what is returned ends;
    /// what was put on meanwhile is gone then. `meanwhile` answers what no stage and no route answers. An issuer at the path
    /// of one that waits has its secret: access tokens are good in both. One at a time.
    [[nodiscard]] std::shared_ptr<void> lend(FrontPage meanwhile);
    [[nodiscard]] bool is_lent() const;

    /// Requests that matched no stage, oldest first (the last 100).
    [[nodiscard]] traffic::Log const& lost() const;

    /// Answers as if the request had come in from outside (serve's pages call the API for whoever sits before them).
    [[nodiscard]] http::awaitable<http::Response> ask(http::Request request);

    void close();

  private:
    struct State;
    explicit Platform(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

/// Paths that Canvas has and this platform has not: they answer 404 because they are not built.
[[nodiscard]] std::vector<std::string> unbuilt_paths();

/// Part of the path of Canvas's return pages, where a tool sends the browser when it is done.
inline constexpr char const* return_path = "/external_content/";

/// Name of the session cookie that tells who is logged in; its value is the user's login hint.
inline constexpr char const* session_cookie = external_tools::session_cookie;

/// Names the stage that a call of the harness's own is for, where nothing else in it does.
inline constexpr char const* stage_header = "X-Easel-Stage";

} // namespace easel::platform
