#include "world/world.hpp"

namespace easel::world {

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
    auto& added = world.line_items.emplace_back(std::move(item));
    touch(world, added);
    return added;
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
    touch(world, assignment);
    add_coupled_line_item(world, assignment, tool.client_id);
    return assignment;
}

std::string free_tool_name(World& world, std::string wanted) {
    if (wanted.empty()) wanted = "tool";
    auto name = wanted;
    for (int n = 2; tool_named(world, name) != nullptr; ++n) name = wanted + "-" + std::to_string(n);
    return name;
}

ResourceLink& add_link(World& world, ResourceLink link) {
    link.id = world.next_id++;
    link.link_id = world.random.uuid();
    link.lookup_uuid = world.random.uuid();
    auto& added = world.links.emplace_back(std::move(link));
    touch(world, added);
    touch_rest(world); // ids and randomness were used
    return added;
}

ModuleItem& add_module_line(World& world, Module const& module, ModuleItem line) {
    line.id = world.next_id++;
    line.module = module.id;
    line.published = false;
    auto& added = world.module_items.emplace_back(std::move(line));
    touch(world, added);
    touch_rest(world);
    return added;
}

} // namespace easel::world
