#include "world_json/world_json.hpp"
#include "world_json/write.hpp"

namespace easel::world_json {

namespace {

using Table = world::Touched::Table;

std::string key_of(world::DeveloperKey const& row) {
    return row.client_id;
}
std::string key_of(world::Submission const& row) {
    return std::to_string(row.assignment) + "/" + std::to_string(row.user);
}
std::string key_of(world::AccessToken const& row) {
    return row.token;
}
template <class Row>
std::string key_of(Row const& row) {
    return std::to_string(row.id);
}

template <class Row>
Row const& as(world::Touched const& touched) {
    return *static_cast<Row const*>(touched.row);
}

/// Calls `use` with the row as what it is; false for `rest`.
template <class Use>
bool with_row(world::Touched const& touched, Use const& use) {
    switch (touched.table) {
        case Table::users:
            use(as<world::User>(touched));
            return true;
        case Table::courses:
            use(as<world::Course>(touched));
            return true;
        case Table::assignments:
            use(as<world::Assignment>(touched));
            return true;
        case Table::line_items:
            use(as<world::LineItem>(touched));
            return true;
        case Table::submissions:
            use(as<world::Submission>(touched));
            return true;
        case Table::results:
            use(as<world::Result>(touched));
            return true;
        case Table::keys:
            use(as<world::DeveloperKey>(touched));
            return true;
        case Table::tools:
            use(as<world::Tool>(touched));
            return true;
        case Table::groups:
            use(as<world::Group>(touched));
            return true;
        case Table::links:
            use(as<world::ResourceLink>(touched));
            return true;
        case Table::modules:
            use(as<world::Module>(touched));
            return true;
        case Table::module_items:
            use(as<world::ModuleItem>(touched));
            return true;
        case Table::progresses:
            use(as<world::Progress>(touched));
            return true;
        case Table::tokens:
            use(as<world::AccessToken>(touched));
            return true;
        case Table::accounts:
            use(as<world::SubAccount>(touched));
            return true;
        case Table::rest:
            break;
    }
    return false;
}

} // namespace

std::string_view table_name(Table table) {
    switch (table) {
        case Table::users:
            return "users";
        case Table::courses:
            return "courses";
        case Table::assignments:
            return "assignments";
        case Table::line_items:
            return "line_items";
        case Table::submissions:
            return "submissions";
        case Table::results:
            return "results";
        case Table::keys:
            return "keys";
        case Table::tools:
            return "tools";
        case Table::groups:
            return "groups";
        case Table::links:
            return "links";
        case Table::modules:
            return "modules";
        case Table::module_items:
            return "module_items";
        case Table::progresses:
            return "progresses";
        case Table::tokens:
            return "tokens";
        case Table::accounts:
            return "accounts";
        case Table::rest:
            break;
    }
    return "rest";
}

std::vector<world::Touched> rows(world::World const& world) {
    std::vector<world::Touched> all;
    auto const take = [&](Table table, auto const& column) {
        for (auto const& row : column) all.push_back({table, &row});
    };
    take(Table::users, world.users);
    take(Table::courses, world.courses);
    take(Table::assignments, world.assignments);
    take(Table::line_items, world.line_items);
    take(Table::submissions, world.submissions);
    take(Table::results, world.results);
    take(Table::keys, world.keys);
    take(Table::tools, world.tools);
    take(Table::groups, world.groups);
    take(Table::links, world.links);
    take(Table::modules, world.modules);
    take(Table::module_items, world.module_items);
    take(Table::progresses, world.progresses);
    take(Table::tokens, world.tokens);
    take(Table::accounts, world.accounts);
    all.push_back({Table::rest, nullptr});
    return all;
}

json::value row_json(world::World const& world, world::Touched const& row) {
    json::value written;
    if (with_row(row, [&](auto const& one) { written = write(one); })) return written;
    json::object rest;
    for_each_member<world::World>([&](std::string_view name, auto member) {
        if constexpr (!is_table<std::remove_cvref_t<decltype(world.*member)>>) rest[name] = write(world.*member);
    });
    return rest;
}

std::string row_key(world::Touched const& row) {
    std::string key = "rest";
    with_row(row, [&](auto const& one) { key = key_of(one); });
    return key;
}

} // namespace easel::world_json
