#pragma once

#include "base/result.hpp"

#include <memory>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

/// The file: its checks, its tables, its transactions. Internal to this module; used by one thread at a time.
namespace easel::store {

/// One change of the file. Worlds and rows keep the order in which they first came.
struct Change {
    enum class Kind {
        put_world,   ///< `json` is what else belongs to the world; its rows go
        put_extra,   ///< the same of a world that is there, whose rows stay
        remove_world,
        put_row,
    } kind = Kind::put_row;
    std::string world;
    std::string table = {};
    std::string key = {};
    std::string json = {};
};

struct Row {
    std::string table;
    std::string json;
};
struct WorldRows {
    std::string name;
    std::string extra;
    std::vector<Row> rows;
};

class Database {
  public:
    [[nodiscard]] static base::Result<std::unique_ptr<Database>> open(std::string const& file);
    ~Database();
    Database(Database const&) = delete;
    Database& operator=(Database const&) = delete;

    [[nodiscard]] base::Result<std::vector<WorldRows>> read();
    /// All of them or none.
    [[nodiscard]] base::Result<void> apply(std::vector<Change> const& changes);

  private:
    Database(std::string file, sqlite3* connection);
    [[nodiscard]] base::Fault fault(std::string const& doing) const;
    [[nodiscard]] base::Result<void> run(char const* sql);
    [[nodiscard]] base::Result<void> prepare();
    [[nodiscard]] bool step(sqlite3_stmt* statement, std::vector<std::string const*> const& values);

    std::string file_;
    sqlite3* connection_;
    sqlite3_stmt* put_world_ = nullptr;
    sqlite3_stmt* remove_world_ = nullptr;
    sqlite3_stmt* remove_rows_ = nullptr;
    sqlite3_stmt* put_row_ = nullptr;
};

} // namespace easel::store
