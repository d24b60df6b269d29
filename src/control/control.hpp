#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "http/client.hpp"
#include "http/message.hpp"
#include "http/server.hpp"
#include "platform/platform.hpp"
#include "yaml/node.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The control API `/easel/v1`: a served Canvas's worlds read and changed by programs. Described in docs/openapi.yaml.
namespace easel::control {

/// Every scope of a service that is built: what a tool may ask for whose registration does not say.
/// @par Source canvas/oauth2-token.md 4.1
[[nodiscard]] std::vector<std::string> usual_scopes();

/// 64 hex digits from the operating system, never the same twice.
[[nodiscard]] std::string fresh_secret();

class Breakpoints;

/// One served world with its stage.
struct Served {
    std::string name;
    std::shared_ptr<platform::Stage> stage;
    std::shared_ptr<lti13::Issuer> issuer; ///< of its first registration
    yaml::Node origin;                     ///< what it was built from, for reset
    yaml::Node definition;                 ///< the same with every later change of the world file's keys
    std::uint64_t seed = 1;
    bool virtual_clock = false;
    std::optional<base::Instant> start;   ///< of a virtual clock
    int number = 1;                       ///< the how manyth world of the process this is; its ids tell
    std::shared_ptr<http::Signal> called; ///< notified by each exchange that is complete, and by what is held and let go
    std::shared_ptr<Breakpoints> breakpoints;
};

/// All worlds of a process. The first one has the plain Canvas paths, further ones "/r/<name>"; a further registration
/// of a world has "/r/<n>" or "/r/<name>-<n>".
class Worlds {
  public:
    struct Options {
        yaml::Node default_world;
        bool virtual_clock = false;              ///< of worlds that do not say
        std::optional<base::Instant> start = {}; ///< of virtual clocks; nothing: the time of making
        std::uint64_t seed = 1;
        /// Called after a world was made, changed as a whole, or removed (store).
        std::function<void(Served const&)> on_put = {};
        /// Called after what belongs to a world changed, but none of its rows beyond those touched (store).
        std::function<void(Served const&)> on_extra = {};
        std::function<void(std::string const&)> on_removed = {};
        std::function<void(platform::Stage&)> on_stage = {}; ///< a stage about to go on (access log)
        /// Of the first world, from the tool file; further worlds know the first tool under a client id of their own.
        std::vector<world::DeveloperKey> keys = {};
        std::vector<world::Tool> tools = {};
        std::string issuer = {}; ///< of the first world; "" : the origin
    };
    Worlds(http::asio::io_context& loop, platform::Platform& platform, Options options);

    /// What a world is to be. A world that brings no tool gets one named `tool`, which knows no tool's addresses yet.
    struct Wanted {
        std::string name;
        yaml::Node over = {}; ///< laid on the default world
        std::optional<bool> virtual_clock = {};
        std::optional<base::Instant> start = {};
        std::optional<std::uint64_t> seed = {};
    };
    /// Fails with the problems' text (bad_file), or when the name is none or taken (usage).
    [[nodiscard]] base::Result<Served*> create(Wanted wanted, yaml::Problems& problems);
    /// Puts a world on that was kept (store).
    Served& restore(std::string name, world::World world, base::json::object const& extra);
    [[nodiscard]] Served* find(std::string_view name);
    [[nodiscard]] std::map<std::string, std::unique_ptr<Served>, std::less<>> const& all() const { return worlds_; }
    /// In the order of their making.
    [[nodiscard]] std::vector<Served*> in_order() const;
    /// As it was created, but for the registered tools where they are to stay. Its breakpoints are gone, and what they
    /// held goes out.
    [[nodiscard]] base::Result<void> reset(Served& served, bool keep_tools = false);
    /// Lays `patch`, in the world file's own keys, on the world that is on: what it names changes, all else stays.
    [[nodiscard]] base::Result<void> change(Served& served, yaml::Node const& patch, yaml::Problems& problems);
    void remove(std::string_view name);
    /// What must be kept beside the world: secrets, keys, clock, origin, seed.
    [[nodiscard]] static base::json::object extra_of(Served const& served);

    /// The platform's side of a client id of this world; made, with a base path of its own, when there is none.
    std::shared_ptr<lti13::Issuer> register_client(Served& served, std::string const& client_id);
    void unregister_client(Served& served, std::string const& client_id);
    /// Past becomes present and so on; the third key is the oldest one under a new kid.
    void rotate_keys(Served& served, lti13::Issuer& issuer);
    /// Tells whoever follows a world that something about the worlds has changed beside their calls.
    void note_change();
    /// Somebody else has the port: nothing of a world can be called, and nothing should be changed.
    [[nodiscard]] bool is_aside() const { return platform_.is_lent(); }
    [[nodiscard]] std::uint64_t changes() const { return changes_; } ///< how often so far
    /// Tells whoever keeps worlds that much of this one has changed.
    void put(Served const& served) const;
    /// The same when nothing changed but what `extra_of` tells: clock, keys, tokens.
    void put_extra(Served const& served) const;

  private:
    [[nodiscard]] std::string free_base_path(Served const& served) const;
    [[nodiscard]] world::World build(Served const& served, base::Instant now, yaml::Problems& problems) const;
    void set_on(Served& served, world::World world, std::map<std::string, std::shared_ptr<lti13::Issuer>> issuers);
    void set_off(Served const& served);
    /// What follows and holds the calls of a world that is made.
    void equip(Served& served);

    http::asio::io_context& loop_;
    platform::Platform& platform_;
    Options options_;
    std::map<std::string, std::unique_ptr<Served>, std::less<>> worlds_;
    std::set<std::string, std::less<>> base_paths_; ///< in use
    int made_ = 0;
    std::uint64_t changes_ = 0;
};

/// By the world's name or by its `resource_link.id`. What deep linking made has no name of the world: it gets that id
/// for one, so that it can be launched.
[[nodiscard]] world::ResourceLink* named_link(world::World& world, std::string_view name);

struct Options {
    std::string token;                  ///< every request must carry it as a bearer
    std::vector<std::string> hosts;     ///< accepted Host headers ("127.0.0.1:8091"); others: 403
    http::Client* client = nullptr;     ///< fetches configurations by URL
    traffic::Log const* lost = nullptr; ///< requests that were nobody's
    /// The documented error of that name as an answer; nothing when there is no such row.
    std::function<std::optional<http::Response>(std::string_view)> documented_error = {};
    std::function<std::vector<std::string>()> documented_errors = {};
    /// Changes the form of a launch that is held: `points` as scenarios tamper with it, `sign` who signs (world, unknown_key,
    /// no_kid, none). What is wrong with them is returned. Null: launches cannot be changed here.
    using Tamper = std::function<std::optional<platform::Complaint>(
        platform::Stage const&, base::json::object const& points, std::string_view sign, base::Fields& form
    )>;
    Tamper tamper = {};
    /// Whether a page that belongs to this port asks, which needs no bearer: it has shown who it is in another way.
    std::function<bool(http::Request const&)> own_page = {};
    /// A new address of that page, good once; "" where there is no page.
    std::function<std::string()> page_address = {};
    /// Facts about Canvas by id, which the trails of calls name.
    std::function<base::json::object()> facts = {};
    /// Whoever answers `/replay` and below; none: 404. Who asks has been let in.
    std::function<http::awaitable<http::Response>(http::Request)> replay = {};
    std::vector<std::pair<std::string, std::string>> replay_routes = {}; ///< its methods and paths, for the index
    /// The same for what goes on, such as events.
    std::function<std::optional<http::Streaming>(http::Request const&)> replay_stream = {};
    /// How many listen to a world's calls as they come.
    std::shared_ptr<int> listeners = std::make_shared<int>(0);
};

/// Answers any request to the control port.
[[nodiscard]] http::awaitable<http::Response> answer(Worlds& worlds, Options const& options, http::Request request);

/// `GET /worlds/{world}/traffic/events`: the world's calls as they come, as server-sent events; or what `replay_stream`
/// has. Nothing for any other request and for one that is not let in: `answer` says why.
[[nodiscard]] std::optional<http::Streaming> stream(Worlds& worlds, Options const& options, http::Request const& request);

} // namespace easel::control
