#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "http/loop.hpp"
#include "world/world.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Worlds kept in one SQLite file (WAL), row by row, so that a process that is killed loses nothing it acknowledged.
namespace easel::store {

/// The format this program reads and writes; a file of a newer one is refused.
inline constexpr int format = 1;

/// What is handed over is queued and written by a thread of its own, as much as there is at a time in one transaction
/// (group commit): the loop never waits for the disk, and many answers share one commit. A transaction that is done is in
/// the operating system's hands; it outlives the process, though not the machine's power.
class Store {
  public:
    /// Opens or makes the file and holds it alone. FaultKind::io for one that is corrupt, of a newer format, somebody
    /// else's, or in use; such a file is left as it is.
    [[nodiscard]] static base::Result<std::unique_ptr<Store>> open(http::asio::io_context& loop, std::string const& file);
    ~Store(); ///< writes what is queued
    Store(Store const&) = delete;
    Store& operator=(Store const&) = delete;

    struct Kept {
        std::string name;         ///< of the world
        world::World world;
        base::json::object extra; ///< what else belongs to it: secret, clock, origin
    };
    /// Every world of the file, in the order they were first put. To be called before anything is queued.
    [[nodiscard]] base::Result<std::vector<Kept>> load();

    /// Queues the whole world in place of what is kept under the name; its `touched` is left alone.
    void put(std::string const& name, world::World const& world, base::json::object const& extra);
    /// Queues what else belongs to a world that is kept.
    void put_extra(std::string const& name, base::json::object const& extra);
    void remove(std::string const& name);
    /// Queues the touched rows of a world and empties `touched`.
    void collect(std::string const& name, world::World& world);

    /// Returns when all that was queued before the call is committed, or says why it never will be.
    [[nodiscard]] http::awaitable<base::Result<void>> committed();

    /// Transactions so far; with the rows written it tells how well commits are shared.
    [[nodiscard]] std::size_t transactions() const;

  private:
    struct State;
    explicit Store(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

} // namespace easel::store
