#include "world/world.hpp"

namespace easel::world {

namespace {

/// "quiz1~2" -> "quiz1": clones of clones are named after the original.
std::string original_name(std::string const& name) {
    return name.substr(0, name.find('~'));
}

void copy_line_items(World& world, Id from, Id to) {
    auto const count = world.line_items.size();
    for (std::size_t i = 0; i != count; ++i) {
        if (world.line_items[i].assignment != from) continue;
        LineItem copy = world.line_items[i];
        copy.id = world.next_id++;
        copy.assignment = to;
        world.line_items.push_back(std::move(copy));
    }
}

}  // namespace

LineItem& add_coupled_line_item(World& world, Assignment const& assignment, std::string client_id) {
    LineItem item;
    item.id = world.next_id++;
    item.assignment = assignment.id;
    item.client_id = std::move(client_id);
    item.coupled = true;
    item.label = assignment.title;
    item.score_maximum = assignment.points;
    item.start_at = assignment.unlock_at;
    item.end_at = assignment.due_at;
    return world.line_items.emplace_back(std::move(item));
}

Assignment& add_tool_assignment(World& world, Course& course, Tool const& tool, std::string name, double points) {
    Assignment made;
    made.id = world.next_id++;
    made.course = course.id;
    made.title = name;
    made.name = std::move(name);
    made.points = points;
    made.link_id = world.random.uuid();
    made.tool = tool.id;
    auto& assignment = world.assignments.emplace_back(std::move(made));
    add_coupled_line_item(world, assignment, tool.client_id);
    return assignment;
}

Course& clone_course(World& world, Course const& course, int n) {
    auto const suffix = "~" + std::to_string(n);
    Course copy = course;
    copy.id = world.next_id++;
    copy.context_id = world.random.hex(40);
    copy.cloned_from = original_name(course.name);
    copy.name = copy.cloned_from + suffix;
    auto& clone = world.courses.emplace_back(std::move(copy));
    auto const count = world.assignments.size();
    for (std::size_t i = 0; i != count; ++i) {
        if (world.assignments[i].course != course.id) continue;
        Assignment assignment = world.assignments[i];
        auto const from = assignment.id;
        assignment.id = world.next_id++;
        assignment.course = clone.id;
        assignment.name = original_name(assignment.name) + suffix;
        assignment.link_id = world.random.uuid();
        auto const to = assignment.id;
        world.assignments.push_back(std::move(assignment));
        copy_line_items(world, from, to);
    }
    return clone;
}

}  // namespace easel::world
