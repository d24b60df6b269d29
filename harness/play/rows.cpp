// The `world` step: rows of the world, by the names that people give them.
#include "play/matching.hpp"
#include "play/session.hpp"
#include "world_json/world_json.hpp"

#include <algorithm>
#include <chrono>

namespace easel::play {
namespace {

namespace json = base::json;
using verdict::Verdict;
using world::Touched;
using world::World;

constexpr base::Duration longest_fetch = std::chrono::seconds(5);

bool is_fetching(World const& world) {
    return std::any_of(world.progresses.begin(), world.progresses.end(), [](world::Progress const& progress) {
        return progress.state == world::ProgressState::queued || progress.state == world::ProgressState::running;
    });
}

/// One row as the step may call and describe it.
struct Row {
    std::vector<std::string> names;
    json::value members;
};

json::value shown(World const& world, Touched::Table table, void const* row) {
    return world_json::row_json(world, {table, row});
}

std::string name_of(World& world, world::Id assignment) {
    auto const* found = world::assignment_by_id(world, assignment);
    return found == nullptr ? std::to_string(assignment) : found->name.empty() ? found->title : found->name;
}

std::string user_of(World& world, world::Id user) {
    auto const* found = world::user_by_id(world, user);
    return found == nullptr ? std::to_string(user) : found->name;
}

/// Rows that have a name and a title, those that are deleted left out.
template <class Rows>
std::vector<Row> named(World& world, Touched::Table table, Rows const& rows) {
    std::vector<Row> found;
    for (auto const& row : rows) {
        if (row.deleted) continue;
        found.push_back({{row.name, row.title}, shown(world, table, &row)});
    }
    return found;
}

std::vector<Row> line_items(World& world) {
    std::vector<Row> found;
    for (auto const& item : world.line_items) {
        if (item.deleted) continue;
        Row row{{item.label}, shown(world, Touched::Table::line_items, &item)};
        if (world::default_line_item(world, item.assignment) == &item)
            row.names.push_back(name_of(world, item.assignment));
        found.push_back(std::move(row));
    }
    return found;
}

std::vector<Row> progresses(World& world) {
    std::vector<Row> found;
    for (auto const& progress : world.progresses) {
        found.push_back({{std::to_string(progress.id)}, shown(world, Touched::Table::progresses, &progress)});
    }
    if (!found.empty()) {
        found.front().names.emplace_back("first");
        found.back().names.emplace_back("last");
    }
    return found;
}

std::vector<Row> results(World& world) {
    std::vector<Row> found;
    for (auto const& result : world.results) {
        auto const* item = world::line_item_by_id(world, result.line_item);
        if (result.deleted || item == nullptr) continue;
        found.push_back(
            {{name_of(world, item->assignment) + "/" + user_of(world, result.user)},
             shown(world, Touched::Table::results, &result)}
        );
    }
    return found;
}

std::vector<Row> submissions(World& world) {
    std::vector<Row> found;
    for (auto const& submission : world.submissions) {
        auto const name = name_of(world, submission.assignment) + "/" + user_of(world, submission.user);
        found.push_back({{name}, shown(world, Touched::Table::submissions, &submission)});
    }
    return found;
}

std::vector<Row> rows_of(World& world, std::string_view table) {
    std::vector<Row> found;
    if (table == "assignments") return named(world, Touched::Table::assignments, world.assignments);
    if (table == "groups") return named(world, Touched::Table::groups, world.groups);
    if (table == "links") return named(world, Touched::Table::links, world.links);
    if (table == "modules") return named(world, Touched::Table::modules, world.modules);
    if (table == "tools") return named(world, Touched::Table::tools, world.tools);
    if (table == "line_items") return line_items(world);
    if (table == "progresses") return progresses(world);
    if (table == "results") return results(world);
    if (table == "submissions") return submissions(world);
    if (table == "module_items") {
        for (auto const& item : world.module_items) {
            if (!item.deleted) found.push_back({{item.title}, shown(world, Touched::Table::module_items, &item)});
        }
    } else if (table == "users") {
        for (auto const& user : world.users) {
            if (!user.deleted)
                found.push_back({{user.name, user.full_name}, shown(world, Touched::Table::users, &user)});
        }
    } else if (table == "courses") {
        for (auto const& course : world.courses) {
            if (course.state != world::CourseState::deleted) {
                found.push_back({{course.name, course.title}, shown(world, Touched::Table::courses, &course)});
            }
        }
    } else if (table == "keys") {
        for (auto const& key : world.keys) {
            if (key.state != world::KeyState::deleted)
                found.push_back({{key.name, key.client_id}, shown(world, Touched::Table::keys, &key)});
        }
    }
    return found;
}

Difference row_difference(
    std::vector<Row> const& rows, std::string const& name, json::value const& wanted, std::string const& place
) {
    auto const found = std::find_if(rows.begin(), rows.end(), [&](Row const& row) {
        return std::find(row.names.begin(), row.names.end(), name) != row.names.end();
    });
    if (wanted.is_null()) {
        return found == rows.end() ? Difference()
                                   : Difference{place + " absent", "it is " + base::dump(found->members)};
    }
    if (found != rows.end()) return json_difference(wanted, &found->members, place);
    std::string there;
    for (auto const& row : rows) there += (there.empty() ? "" : ", ") + row.names.front();
    return {place + " present", there.empty() ? "there are no such rows" : "there are: " + there};
}

} // namespace

http::awaitable<void> Session::world_rows(scenario::WorldCheck const& step) {
    auto const at = step_->at;
    // Files that a score named are fetched behind its answer; on a virtual clock the work has been waited for by then.
    co_await stage_->time->wait_until(
        [&] { return !is_fetching(world()); },
        stage_->time->is_virtual() ? base::Duration::zero() : longest_fetch
    );
    auto const expected = evaluate(step.expected.value);
    if (!expected || !expected->is_object()) {
        cannot_judge(Verdict::error, "bad_value", "The harness cannot work out what the world should hold.", at);
        co_return;
    }
    for (auto const& [table, wishes] : expected->as_object()) {
        if (!wishes.is_object()) continue;
        auto const rows = rows_of(world(), table);
        for (auto const& [name, wanted] : wishes.as_object()) {
            auto const place = std::string(table) + "." + std::string(name);
            Difference differs;
            if (name == "count" && wanted.is_number()) {
                if (base::number(wanted) != static_cast<double>(rows.size())) {
                    differs = {
                        base::dump(wanted) + " " + std::string(table), "there are " + std::to_string(rows.size())};
                }
            } else {
                differs = row_difference(rows, std::string(name), wanted, place);
            }
            bool const holds = differs.required.empty();
            auto const required = holds ? "the world holds what the step says" : "world: " + differs.required;
            auto const observed = holds ? std::string("it does") : differs.observed;
            if (case_.requirements.empty()) {
                judge_platform(holds, at, required, observed, {});
            } else {
                auto const blame = holds ? observed : "What your tool sent left the world otherwise: " + observed + ".";
                judge_for(main_requirement(), holds, at, required, blame, {});
            }
            if (stopped_) co_return;
        }
    }
}

} // namespace easel::play
