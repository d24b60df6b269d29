#include "world_file/builder.hpp"

#include <algorithm>

namespace easel::world_file {

void Builder::course(Node const& key, Node const& node) {
    world::Course made;
    made.id = world_.next_id++;
    made.name = name_of(key);
    made.title = text(node, "title", made.name);
    made.label = text(node, "label", made.name);
    made.sis_id = text(node, "sis");
    made.context_id = world_.random.hex(40);
    made.account = account_in(node, "account");
    made.state = world::course_state_from(text(node, "state", "available")).value_or(made.state);
    made.end_at = time(node, "end_at");
    made.term_end_at = time(node, "term_end_at");
    made.restrict_dates = flag(node, "restrict_dates", false);
    made.is_public = flag(node, "public", false);
    made.locale = text(node, "locale");
    made.time_zone = text(node, "time_zone", made.time_zone);
    made.past_context_ids = texts(node, "past_contexts");
    if (auto const* const policy = node.find("late_policy")) {
        made.late_policy.emplace();
        made.late_policy->percent_per_interval = number(*policy, "percent", 0);
        made.late_policy->interval =
            base::parse_duration(text(*policy, "interval", "1d")).value_or(made.late_policy->interval);
        made.late_policy->minimum_percent = number(*policy, "minimum", 0);
    }
    if (auto const* const canvas = node.find("canvas")) made.dialects = world::dialects_of(canvas->scalar);
    if (node.find("dialects") != nullptr) {
        if (!made.dialects) made.dialects = world_.dialects;
        set_dialects(*made.dialects, node);
    }
    sections(made, node);
    for (auto const& [name, how] : members(node, "people")) {
        auto const* const person = world::user_named(world_, name.scalar);
        if (person == nullptr) {
            unknown(name, "user", world_.users);
        } else if (how.is_sequence()) {
            for (auto const& each : how.items) enrolment(made, *person, each);
        } else {
            enrolment(made, *person, how);
        }
    }
    world_.courses.push_back(std::move(made));
}

void Builder::sections(world::Course& course, Node const& node) {
    for (auto const& [key, how] : members(node, "sections")) {
        world::Section made;
        made.id = world_.next_id++;
        made.name = name_of(key);
        made.title = text(how, "title", made.name);
        made.sis_id = text(how, "sis");
        course.sections.push_back(std::move(made));
    }
}

void Builder::enrolment(world::Course& course, world::User const& person, Node const& node) {
    world::Enrolment made;
    made.user = person.id;
    made.role = world::role_from(node.is_scalar() ? node.scalar : text(node, "role")).value_or(made.role);
    made.state = world::enrolment_state_from(text(node, "state", "active")).value_or(made.state);
    if (auto const* const where = node.find("section")) {
        auto const found = std::find_if(course.sections.begin(), course.sections.end(), [&](auto const& section) {
            return section.name == where->scalar;
        });
        if (found == course.sections.end())
            unknown(*where, "section", course.sections);
        else
            made.section = found->id;
    }
    course.enrolments.push_back(made);
}

void Builder::group(world::Id course, Node const& key, Node const& node) {
    if (!is_new(key, "a group", world::group_named(world_, key.scalar) != nullptr)) return;
    world::Group made;
    made.id = world_.next_id++;
    made.name = name_of(key);
    made.title = text(node, "title", made.name);
    made.context_id = world_.random.hex(40);
    made.course = course;
    made.members = people(node, "members");
    if (auto const* const leader = node.find("leader")) {
        auto const* const person = world::user_named(world_, leader->scalar);
        if (person == nullptr)
            unknown(*leader, "user", world_.users);
        else if (std::find(made.members.begin(), made.members.end(), person->id) == made.members.end())
            problem(*leader, "'" + leader->scalar + "' leads a group that he is no member of", "not-a-member");
        else
            made.leader = person->id;
    }
    world_.groups.push_back(std::move(made));
}

void Builder::assignment(world::Course const& course, Node const& key, Node const& node) {
    if (!is_new(key, "an assignment", world::assignment_named(world_, key.scalar) != nullptr)) return;
    world::Assignment made;
    made.id = world_.next_id++;
    made.course = course.id;
    made.name = name_of(key);
    made.title = text(node, "title", made.name);
    made.description = text(node, "description");
    made.points = number(node, "points", 0);
    if (auto const* const points = node.find("points")) made.no_points = points->is_null();
    made.grading = world::grading_type_from(text(node, "grading", "points")).value_or(made.grading);
    made.link_id = world_.random.uuid();
    made.allowed_attempts = whole(node, "attempts");
    made.due_at = time(node, "due");
    made.unlock_at = time(node, "unlock");
    made.lock_at = time(node, "lock");
    made.published = flag(node, "published", true);
    made.only_for = people(node, "only_for");
    made.group_assignment = flag(node, "group", false);
    made.grade_individually = flag(node, "grade_individually", false);
    made.new_tab = flag(node, "new_tab", false);
    made.target_link_uri = text(node, "url");
    made.custom = object(node, "custom");
    if (auto const* const frame = node.find("frame")) {
        made.frame_width = whole(*frame, "width");
        made.frame_height = whole(*frame, "height");
    }
    std::string owner;
    if (auto const* const tool_name = node.find("tool")) {
        if (auto const* const found = world::tool_named(world_, tool_name->scalar)) {
            made.tool = found->id;
            owner = found->client_id;
        } else {
            unknown(*tool_name, "tool", world_.tools);
        }
    }
    made.submission_types = text(node, "submission_types", owner.empty() ? "online_text_entry" : "external_tool");
    auto const& added = world_.assignments.emplace_back(std::move(made));
    if (!owner.empty()) world::add_coupled_line_item(world_, added, std::move(owner));
}

void Builder::link(world::Course const& course, Node const& key, Node const& node) {
    if (!is_new(key, "a link", world::link_named(world_, key.scalar) != nullptr)) return;
    world::ResourceLink made;
    made.id = world_.next_id++;
    made.name = name_of(key);
    made.link_id = world_.random.uuid();
    made.lookup_uuid = world_.random.uuid();
    made.context = course.id;
    made.title = text(node, "title", made.name);
    made.url = text(node, "url");
    made.custom = object(node, "custom");
    if (auto const* const frame = node.find("frame")) {
        made.frame_width = whole(*frame, "width");
        made.frame_height = whole(*frame, "height");
    }
    auto const& owner = *node.find("tool");
    if (auto const* const found = world::tool_named(world_, owner.scalar))
        made.tool = found->id;
    else
        unknown(owner, "tool", world_.tools);
    world_.links.push_back(std::move(made));
}

void Builder::module(world::Course const& course, Node const& key, Node const& node) {
    if (!is_new(key, "a module", world::module_named(world_, key.scalar) != nullptr)) return;
    world::Module made;
    made.id = world_.next_id++;
    made.course = course.id;
    made.name = name_of(key);
    made.title = text(node, "title", made.name);
    made.published = flag(node, "published", true);
    auto const& added = world_.modules.emplace_back(std::move(made));
    if (auto const* const items = node.find("items"))
        for (auto const& item : items->items) module_item(course, added, item);
}

void Builder::module_item(world::Course const& course, world::Module const& module, Node const& node) {
    world::ModuleItem made;
    made.id = world_.next_id++;
    made.module = module.id;
    made.new_tab = flag(node, "new_tab", false);
    made.published = flag(node, "published", true);
    auto const* const what = node.is_scalar() ? &node : node.find("item");
    std::string title;
    std::vector<std::string> names;
    for (auto const& assignment : world_.assignments) {
        if (assignment.course != course.id) continue;
        names.push_back(assignment.name);
        if (assignment.name != what->scalar) continue;
        made.assignment = assignment.id;
        title = assignment.title;
    }
    for (auto const& link : world_.links) {
        if (link.context_kind != world::ContextKind::course || link.context != course.id) continue;
        names.push_back(link.name);
        if (made.assignment != 0 || link.name != what->scalar) continue;
        made.link = link.id;
        title = link.title;
    }
    if (made.assignment == 0 && made.link == 0) return unknown_among(*what, "assignment or link", names);
    made.title = text(node, "title", title);
    world_.module_items.push_back(std::move(made));
}

} // namespace easel::world_file
