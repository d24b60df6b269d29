#include "store/database.hpp"

#include "store/store.hpp"

#include <sqlite3.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace easel::store {
namespace {

/// "EASL": what `PRAGMA application_id` says of our files.
constexpr int application = 0x4541534C;

constexpr char const* tables = R"sql(
CREATE TABLE IF NOT EXISTS world (place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, extra TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entry (place INTEGER PRIMARY KEY, world TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
                                  json TEXT NOT NULL, UNIQUE (world, kind, name));
)sql";

base::Fault refused(std::string const& file, std::string why) {
    return base::Fault{base::FaultKind::io, std::move(why), file};
}

/// SQLite would take any file that it cannot read for a database, and write to it.
base::Result<void> check_head(std::string const& file) {
    std::error_code ec;
    auto const size = std::filesystem::file_size(file, ec);
    if (ec || size == 0) return {}; // to be made
    std::array<char, 16> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), head.size());
    if (!in || std::string_view(head.data(), head.size()) != std::string_view("SQLite format 3\0", 16)) {
        return refused(file, "is no state file of Easel");
    }
    return {};
}

/// The number that a pragma or a query gives.
base::Result<int> number(sqlite3* connection, char const* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(connection, sql, -1, &statement, nullptr) != SQLITE_OK) {
        return refused("", sqlite3_errmsg(connection));
    }
    int const outcome = sqlite3_step(statement);
    int const value = outcome == SQLITE_ROW ? sqlite3_column_int(statement, 0) : 0;
    sqlite3_finalize(statement);
    if (outcome != SQLITE_ROW) return refused("", sqlite3_errmsg(connection));
    return value;
}

/// What `PRAGMA quick_check` finds; empty: nothing.
std::string damage(sqlite3* connection) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(connection, "PRAGMA quick_check(1)", -1, &statement, nullptr) != SQLITE_OK) {
        return sqlite3_errmsg(connection);
    }
    std::string found;
    if (sqlite3_step(statement) == SQLITE_ROW) {
        found = reinterpret_cast<char const*>(sqlite3_column_text(statement, 0));
    } else {
        found = sqlite3_errmsg(connection);
    }
    sqlite3_finalize(statement);
    return found == "ok" ? std::string() : found;
}

std::string text(sqlite3_stmt* statement, int column) {
    auto const* const bytes = reinterpret_cast<char const*>(sqlite3_column_text(statement, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

/// Says what is wrong with an open file that is not empty, reading only.
base::Result<void> check(sqlite3* connection, std::string const& file) {
    auto const tables_there = number(connection, "SELECT count(*) FROM sqlite_master");
    if (!tables_there) {
        bool const busy = sqlite3_errcode(connection) == SQLITE_BUSY;
        return refused(file, busy ? "is in use by another process" : "is corrupt: " + tables_there.error().message);
    }
    if (*tables_there == 0) return {};
    auto const whose = number(connection, "PRAGMA application_id");
    if (!whose || *whose != application) return refused(file, "is a database of some other program");
    auto const kept = number(connection, "PRAGMA user_version");
    if (!kept) return refused(file, "is corrupt: " + kept.error().message);
    if (*kept > format) {
        return refused(file, "has format " + std::to_string(*kept) + ", newer than " + std::to_string(format) + ", the newest this Easel knows");
    }
    if (auto const found = damage(connection); !found.empty()) return refused(file, "is corrupt: " + found);
    return {};
}

} // namespace

base::Result<std::unique_ptr<Database>> Database::open(std::string const& file) {
    if (auto const head = check_head(file); !head) return head.error();
    sqlite3* connection = nullptr;
    int const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    int const opened = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
    std::unique_ptr<Database> database(new Database(file, connection));
    if (opened != SQLITE_OK) return database->fault("cannot be opened");
    // A file that is refused must stay as it is, its log included, until we know that it is ours.
    sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // Nobody else may write while we think that we know what it holds.
    if (auto const done = database->run("PRAGMA locking_mode = EXCLUSIVE"); !done) return done.error();
    if (auto const good = check(connection, file); !good) return good.error();
    if (auto const alone = database->run("BEGIN EXCLUSIVE; COMMIT"); !alone) return alone.error();
    auto const setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA application_id = " +
                       std::to_string(application) + "; PRAGMA user_version = " + std::to_string(format) + ";" + tables;
    if (auto const done = database->run(setup.c_str()); !done) return done.error();
    if (auto const done = database->prepare(); !done) return done.error();
    sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return database;
}

Database::Database(std::string file, sqlite3* connection) : file_(std::move(file)), connection_(connection) {}

Database::~Database() {
    for (auto* const statement : {put_world_, remove_world_, remove_rows_, put_row_}) sqlite3_finalize(statement);
    sqlite3_close(connection_);
}

base::Fault Database::fault(std::string const& doing) const {
    if (sqlite3_errcode(connection_) == SQLITE_BUSY) return refused(file_, "is in use by another process");
    return refused(file_, doing + ": " + sqlite3_errmsg(connection_));
}

base::Result<void> Database::run(char const* sql) {
    if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return fault("cannot be used");
    return {};
}

base::Result<void> Database::prepare() {
    struct Wanted {
        sqlite3_stmt** statement;
        char const* sql;
    };
    for (auto const& [statement, sql] : {
             Wanted{&put_world_, "INSERT INTO world (name, extra) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET extra = ?2"},
             Wanted{&remove_world_, "DELETE FROM world WHERE name = ?1"},
             Wanted{&remove_rows_, "DELETE FROM entry WHERE world = ?1"},
             Wanted{
                 &put_row_, "INSERT INTO entry (world, kind, name, json) VALUES (?1, ?2, ?3, ?4) "
                            "ON CONFLICT (world, kind, name) DO UPDATE SET json = ?4"
             },
         }) {
        if (sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, nullptr) != SQLITE_OK) {
            return fault("has other tables than an Easel of format " + std::to_string(format) + " makes");
        }
    }
    return {};
}

bool Database::step(sqlite3_stmt* statement, std::vector<std::string const*> const& values) {
    int place = 0;
    for (auto const* const value : values) {
        sqlite3_bind_text(statement, ++place, value->data(), static_cast<int>(value->size()), SQLITE_STATIC);
    }
    bool const done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    return done;
}

base::Result<void> Database::apply(std::vector<Change> const& changes) {
    if (auto const begun = run("BEGIN IMMEDIATE"); !begun) return begun.error();
    bool good = true;
    for (auto const& change : changes) {
        switch (change.kind) {
        case Change::Kind::put_world:
            good = step(remove_rows_, {&change.world}) && step(put_world_, {&change.world, &change.json});
            break;
        case Change::Kind::put_extra:
            good = step(put_world_, {&change.world, &change.json});
            break;
        case Change::Kind::remove_world:
            good = step(remove_rows_, {&change.world}) && step(remove_world_, {&change.world});
            break;
        case Change::Kind::put_row:
            good = step(put_row_, {&change.world, &change.table, &change.key, &change.json});
            break;
        }
        if (!good) break;
    }
    if (good && sqlite3_exec(connection_, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    auto const why = fault("cannot be written");
    sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
    return why;
}

base::Result<std::vector<WorldRows>> Database::read() {
    std::vector<WorldRows> worlds;
    sqlite3_stmt* statement = nullptr;
    int outcome = sqlite3_prepare_v2(connection_, "SELECT name, extra FROM world ORDER BY place", -1, &statement, nullptr);
    while (outcome == SQLITE_OK || outcome == SQLITE_ROW) {
        outcome = sqlite3_step(statement);
        if (outcome == SQLITE_ROW) worlds.push_back({text(statement, 0), text(statement, 1), {}});
    }
    sqlite3_finalize(statement);
    if (outcome != SQLITE_DONE) return fault("cannot be read");
    for (auto& world : worlds) {
        auto const* const sql = "SELECT kind, json FROM entry WHERE world = ?1 ORDER BY place";
        outcome = sqlite3_prepare_v2(connection_, sql, -1, &statement, nullptr);
        if (outcome == SQLITE_OK) {
            sqlite3_bind_text(statement, 1, world.name.data(), static_cast<int>(world.name.size()), SQLITE_STATIC);
        }
        while (outcome == SQLITE_OK || outcome == SQLITE_ROW) {
            outcome = sqlite3_step(statement);
            if (outcome == SQLITE_ROW) world.rows.push_back({text(statement, 0), text(statement, 1)});
        }
        sqlite3_finalize(statement);
        if (outcome != SQLITE_DONE) return fault("cannot be read");
    }
    return worlds;
}

} // namespace easel::store
