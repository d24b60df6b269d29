#include "fuzz/fuzz.hpp"
#include "fuzz/problems.hpp"
#include "world_file/world_file.hpp"

#include <set>

namespace easel::fuzz {
namespace {

template <class Things>
void collect(std::set<world::Id>& ids, Things const& things, char const* what) {
    for (auto const& thing : things) {
        require(thing.id > 0, std::string("a ") + what + " has an id");
        require(ids.insert(thing.id).second, std::string("the id of a ") + what + " is its own");
    }
}

} // namespace

void world(std::string_view input) {
    yaml::Problems problems;
    auto const document = yaml::parse(std::string(input), "world.yaml", problems);
    if (!problems.empty()) return;
    world_file::BuildOptions options;
    options.now = base::Instant(std::chrono::seconds(1'770'000'000));
    world::DeveloperKey key;
    key.client_id = "10000000000001";
    options.keys.push_back(key);
    world::Tool tool;
    tool.name = "tool";
    tool.client_id = key.client_id;
    options.tools.push_back(tool);

    auto const merged = world_file::merge(document.root, document.root);
    auto built = world_file::build(merged, options, problems);
    check_problems(problems, std::string(input));
    if (!problems.empty()) return;
    std::set<world::Id> ids;
    collect(ids, built.users, "user");
    collect(ids, built.courses, "course");
    collect(ids, built.assignments, "assignment");
    collect(ids, built.line_items, "line item");
    collect(ids, built.tools, "tool");
    for (auto const& each : built.assignments) {
        require(world::course_by_id(built, each.course) != nullptr, "an assignment has a course");
        require(world::assignment_named(built, each.name) != nullptr, "an assignment is found by its name");
        if (each.tool != 0)
            require(world::default_line_item(built, each.id) != nullptr, "a tool's assignment has a line item");
    }
    for (auto& course : built.courses) {
        require(world::course_named(built, course.name) == &course, "a course is found by its name");
        for (auto const& enrolment : course.enrolments)
            require(world::user_by_id(built, enrolment.user) != nullptr, "who is enrolled exists");
        (void)world::is_concluded(course, options.now, true);
    }
    if (!built.courses.empty()) {
        auto const before = built.assignments.size();
        auto const& clone = world::clone_course(built, built.courses.front(), 1);
        for (auto i = before; i < built.assignments.size(); ++i)
            require(built.assignments[i].course == clone.id, "a clone's assignments are its own");
    }
}

} // namespace easel::fuzz
