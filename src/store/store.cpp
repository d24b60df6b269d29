#include "store/store.hpp"

#include "store/database.hpp"
#include "world_json/world_json.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace easel::store {
namespace {

namespace json = base::json;

/// How long an answer waits for its commit before it is told that the disk does not keep up.
constexpr std::chrono::seconds patience{30};

} // namespace

struct Store::State {
    explicit State(http::asio::io_context& io) : loop(io), changed(io) {}

    // Of the loop.
    http::asio::io_context& loop;
    http::Signal changed;            ///< `written` or `broken` changed
    std::uint64_t queued = 0;        ///< changes handed over so far
    std::uint64_t written = 0;       ///< how many of them are committed
    std::size_t transactions = 0;
    std::optional<base::Fault> broken; ///< why nothing more is written

    // Of whoever holds the mutex.
    std::mutex mutex;
    std::condition_variable wake;
    std::vector<Change> waiting;
    bool ending = false;

    // Of the writing thread, and of `load` before it starts.
    std::unique_ptr<Database> database;
    std::thread thread;

    void hand_over(std::vector<Change> changes) {
        if (changes.empty()) return;
        queued += changes.size();
        {
            std::lock_guard const lock(mutex);
            std::move(changes.begin(), changes.end(), std::back_inserter(waiting));
        }
        wake.notify_one();
    }

    /// The writing thread: takes all that waits, commits it, tells the loop.
    void write(std::weak_ptr<State> const& self) {
        for (;;) {
            std::vector<Change> batch;
            {
                std::unique_lock lock(mutex);
                wake.wait(lock, [&] { return ending || !waiting.empty(); });
                if (waiting.empty()) return;
                batch.swap(waiting);
            }
            auto outcome = database->apply(batch);
            http::asio::post(loop, [self, outcome = std::move(outcome), count = batch.size()] {
                auto const state = self.lock();
                if (!state) return;
                if (outcome) {
                    state->written += count;
                    ++state->transactions;
                } else if (!state->broken) {
                    state->broken = outcome.error();
                }
                state->changed.notify();
            });
        }
    }
};

Store::Store(std::shared_ptr<State> state) : state_(std::move(state)) {}

base::Result<std::unique_ptr<Store>> Store::open(http::asio::io_context& loop, std::string const& file) {
    auto database = Database::open(file);
    if (!database) return database.error();
    auto state = std::make_shared<State>(loop);
    state->database = std::move(*database);
    state->thread = std::thread([raw = state.get(), weak = std::weak_ptr<State>(state)] { raw->write(weak); });
    return std::unique_ptr<Store>(new Store(std::move(state)));
}

Store::~Store() {
    {
        std::lock_guard const lock(state_->mutex);
        state_->ending = true;
    }
    state_->wake.notify_one();
    state_->thread.join();
}

base::Result<std::vector<Store::Kept>> Store::load() {
    auto rows = state_->database->read();
    if (!rows) return rows.error();
    auto const rest = world_json::table_name(world::Touched::Table::rest);
    std::vector<Kept> worlds;
    for (auto& kept : *rows) {
        auto const fault = [&](std::string const& what) {
            return base::Fault{base::FaultKind::io, "world '" + kept.name + "' cannot be read back: " + what, {}};
        };
        auto const extra = base::parse_json(kept.extra);
        if (!extra || !extra->is_object()) return fault("what belongs to it is no JSON object");
        json::object whole;
        for (auto const& row : kept.rows) {
            auto value = base::parse_json(row.json);
            if (!value) return fault(row.table + ": " + value.error().message);
            if (row.table == rest && value->is_object()) {
                for (auto& [name, member] : value->as_object()) whole[name] = std::move(member);
            } else {
                auto& table = whole[row.table];
                if (!table.is_array()) table = json::array();
                table.as_array().push_back(std::move(*value));
            }
        }
        auto world = world_json::from_json(whole);
        if (!world) return fault(world.error().message);
        worlds.push_back({kept.name, std::move(*world), extra->as_object()});
    }
    return worlds;
}

void Store::put(std::string const& name, world::World const& world, json::object const& extra) {
    std::vector<Change> changes{{Change::Kind::put_world, name, {}, {}, base::dump(extra)}};
    for (auto const& row : world_json::rows(world)) {
        changes.push_back({
            Change::Kind::put_row, name, std::string(world_json::table_name(row.table)), world_json::row_key(row),
            base::dump(world_json::row_json(world, row))
        });
    }
    state_->hand_over(std::move(changes));
}

void Store::put_extra(std::string const& name, json::object const& extra) {
    state_->hand_over({{Change::Kind::put_extra, name, {}, {}, base::dump(extra)}});
}

void Store::remove(std::string const& name) { state_->hand_over({{Change::Kind::remove_world, name}}); }

void Store::collect(std::string const& name, world::World& world) {
    std::vector<Change> changes;
    std::vector<world::Touched> rows;
    rows.swap(world.touched);
    std::set<std::pair<world::Touched::Table, void const*>> seen;
    for (auto const& row : rows) {
        if (!seen.emplace(row.table, row.row).second) continue;
        changes.push_back({
            Change::Kind::put_row, name, std::string(world_json::table_name(row.table)), world_json::row_key(row),
            base::dump(world_json::row_json(world, row))
        });
    }
    state_->hand_over(std::move(changes));
}

http::awaitable<base::Result<void>> Store::committed() {
    auto const state = state_;
    auto const target = state->queued;
    while (state->written < target) {
        if (state->broken) co_return *state->broken;
        if (!co_await state->changed.wait_for(patience)) {
            co_return base::Fault{base::FaultKind::timeout, "the state file takes no change within 30 s", {}};
        }
    }
    co_return base::Result<void>();
}

std::size_t Store::transactions() const { return state_->transactions; }

} // namespace easel::store
