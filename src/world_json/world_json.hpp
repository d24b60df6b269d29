#pragma once

#include "base/json.hpp"
#include "base/result.hpp"
#include "world/world.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The world as JSON and back, table by table and row by row; every member of every row, by the same names as in C++.
namespace easel::world_json {

/// "users", "courses", ... : the key of the table in `to_json`.
[[nodiscard]] std::string_view table_name(world::Touched::Table table);

/// `{"users": [...], ..., "canvas": "2026-01", ...}`: the tables, and beside them what is in none.
[[nodiscard]] base::json::object to_json(world::World const& world);
/// Every row of every table in order, `rest` last.
[[nodiscard]] std::vector<world::Touched> rows(world::World const& world);
/// One changed row; `rest` gives all that is in no table.
[[nodiscard]] base::json::value row_json(world::World const& world, world::Touched const& row);
/// What tells the row from the others of its table: its id, "<assignment>/<user>" for a submission, "rest".
[[nodiscard]] std::string row_key(world::Touched const& row);

/// Fails (FaultKind::bad_file) with the JSON pointer of what cannot be read. Unknown members are refused.
[[nodiscard]] base::Result<world::World> from_json(base::json::object const& json);

} // namespace easel::world_json
