#include "world/world.hpp"

namespace easel::world {

namespace {

using Table = Touched::Table;

void note(World& world, Table table, void const* row) {
    if (!world.tracks) return;
    // A row is often changed twice in a breath; whoever takes the list keeps a row once anyway.
    if (!world.touched.empty() && world.touched.back().table == table && world.touched.back().row == row) return;
    world.touched.push_back({table, row});
}

} // namespace

void touch(World& world, User const& row) {
    note(world, Table::users, &row);
}
void touch(World& world, Course const& row) {
    note(world, Table::courses, &row);
}
void touch(World& world, Assignment const& row) {
    note(world, Table::assignments, &row);
}
void touch(World& world, LineItem const& row) {
    note(world, Table::line_items, &row);
}
void touch(World& world, Submission const& row) {
    note(world, Table::submissions, &row);
}
void touch(World& world, Result const& row) {
    note(world, Table::results, &row);
}
void touch(World& world, DeveloperKey const& row) {
    note(world, Table::keys, &row);
}
void touch(World& world, Tool const& row) {
    note(world, Table::tools, &row);
}
void touch(World& world, Group const& row) {
    note(world, Table::groups, &row);
}
void touch(World& world, ResourceLink const& row) {
    note(world, Table::links, &row);
}
void touch(World& world, Module const& row) {
    note(world, Table::modules, &row);
}
void touch(World& world, ModuleItem const& row) {
    note(world, Table::module_items, &row);
}
void touch(World& world, Progress const& row) {
    note(world, Table::progresses, &row);
}
void touch(World& world, AccessToken const& row) {
    note(world, Table::tokens, &row);
}
void touch(World& world, SubAccount const& row) {
    note(world, Table::accounts, &row);
}
void touch_rest(World& world) {
    note(world, Table::rest, nullptr);
}

} // namespace easel::world
