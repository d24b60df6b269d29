#include "world/context.hpp"

#include <algorithm>
#include <charconv>

namespace easel::world {

namespace {

template <class Things, class Fits>
auto* first(Things& things, Fits const& fits) {
    auto const found = std::find_if(things.begin(), things.end(), fits);
    return found == things.end() ? nullptr : &*found;
}

template <class Things>
auto* named(Things& things, std::string_view name) {
    return first(things, [&](auto const& thing) { return thing.name == name; });
}

/// Rows are added with ascending ids, so that the place is known; only in tables that were put together by hand may one
/// stand elsewhere.
template <class Things>
auto* with_id(Things& things, Id id) {
    auto const there = std::lower_bound(things.begin(), things.end(), id, [](auto const& thing, Id wanted) {
        return thing.id < wanted;
    });
    if (there != things.end() && there->id == id) return &*there;
    return first(things, [&](auto const& thing) { return thing.id == id; });
}

} // namespace

User* user_named(World& world, std::string_view name) {
    return named(world.users, name);
}
User* user_by_id(World& world, Id id) {
    return with_id(world.users, id);
}

User* user_by_reference(World& world, std::string_view text) {
    if (text.empty()) return nullptr;
    if (auto* user = first(world.users, [&](User const& u) { return u.lti_id == text; })) return user;
    // ags.md 5.1: a text that merely begins with digits is no id; nor is one with leading zeros, which Canvas would not
    // print (inferred from "exactly the decimal integer").
    Id id = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size() || std::to_string(id) != text) return nullptr;
    return user_by_id(world, id);
}

User const* user_by_login_hint(World const& world, std::string_view hint) {
    if (hint.empty()) return nullptr;
    return first(world.users, [&](User const& user) { return user.legacy_id == hint; });
}

Course* course_named(World& world, std::string_view name) {
    return named(world.courses, name);
}
Course* course_by_id(World& world, Id id) {
    return with_id(world.courses, id);
}
Assignment* assignment_named(World& world, std::string_view name) {
    return named(world.assignments, name);
}
Assignment* assignment_by_id(World& world, Id id) {
    return with_id(world.assignments, id);
}
LineItem* line_item_by_id(World& world, Id id) {
    return with_id(world.line_items, id);
}

LineItem* default_line_item(World& world, Id assignment) {
    return first(world.line_items, [&](LineItem const& item) { return item.assignment == assignment; });
}

DeveloperKey* key_by_client_id(World& world, std::string_view client_id) {
    return first(world.keys, [&](DeveloperKey const& key) { return key.client_id == client_id; });
}

DeveloperKey* key_by_number(World& world, Id number) {
    if (number <= 0) return nullptr;
    if (auto* key = key_by_client_id(world, std::to_string(number))) return key;
    return number < shard_offset ? key_by_client_id(world, std::to_string(number + shard_offset)) : nullptr;
}

Tool* tool_named(World& world, std::string_view name) {
    return named(world.tools, name);
}

namespace {

Tool* nearest_tool(World& world, std::vector<Installed> const& chain, std::string_view client_id) {
    // ags.md 3: of several tools of one key the course's own wins over the accounts'.
    for (auto const& place : chain) {
        auto* const tool = first(world.tools, [&](Tool const& each) {
            return !each.deleted && each.client_id == client_id && is_installed(world, each, place);
        });
        if (tool != nullptr) return tool;
    }
    return nullptr;
}

} // namespace

Tool* tool_for(World& world, Course const& course, std::string_view client_id) {
    return nearest_tool(world, chain_of(world, course), client_id);
}

Tool* tool_for(World& world, Context const& place, std::string_view client_id) {
    return nearest_tool(world, chain_of(world, place), client_id);
}

AccessToken* access_token(World& world, std::string_view token) {
    if (token.empty()) return nullptr;
    return first(world.tokens, [&](AccessToken const& each) { return each.token == token; });
}

SubAccount* account_named(World& world, std::string_view name) {
    return named(world.accounts, name);
}
SubAccount* account_by_id(World& world, Id id) {
    return with_id(world.accounts, id);
}

Submission* find_submission(World& world, Id assignment, Id user) {
    return first(world.submissions, [&](Submission const& submission) {
        return submission.assignment == assignment && submission.user == user;
    });
}

Submission& submission_of(World& world, Id assignment, Id user) {
    if (auto* found = find_submission(world, assignment, user)) return *found;
    Submission made;
    made.assignment = assignment;
    made.user = user;
    auto& added = world.submissions.emplace_back(std::move(made));
    touch(world, added);
    return added;
}

Result* find_result(World& world, Id line_item, Id user) {
    return first(world.results, [&](Result const& result) {
        return result.line_item == line_item && result.user == user && !result.deleted;
    });
}

Enrolment* enrolment_of(Course& course, Id user) {
    return first(course.enrolments, [&](Enrolment const& enrolment) { return enrolment.user == user; });
}

Group* group_named(World& world, std::string_view name) {
    return named(world.groups, name);
}
Group* group_by_id(World& world, Id id) {
    return with_id(world.groups, id);
}

Group* group_of(World& world, Id course, Id user) {
    return first(world.groups, [&](Group const& group) {
        return group.course == course && !group.deleted &&
               std::find(group.members.begin(), group.members.end(), user) != group.members.end();
    });
}

ResourceLink* link_named(World& world, std::string_view name) {
    return name.empty() ? nullptr : named(world.links, name); // links that tools made have no name
}
ResourceLink* link_by_id(World& world, Id id) {
    return with_id(world.links, id);
}
ResourceLink* link_by_link_id(World& world, std::string_view link_id) {
    return first(world.links, [&](ResourceLink const& link) { return link.link_id == link_id; });
}
Module* module_named(World& world, std::string_view name) {
    return name.empty() ? nullptr : named(world.modules, name);
}
Module* module_by_id(World& world, Id id) {
    return with_id(world.modules, id);
}
ModuleItem* module_item_by_id(World& world, Id id) {
    return with_id(world.module_items, id);
}
Progress* progress_by_id(World& world, Id id) {
    return with_id(world.progresses, id);
}
Tool* tool_by_id(World& world, Id id) {
    return with_id(world.tools, id);
}

Placement const* placement_of(Tool const& tool, std::string_view name) {
    return named(tool.placements, name);
}

bool is_lti11(Tool const& tool) {
    return tool.client_id.empty();
}

Dialects const& dialects_in(World const& world, Course const& course) {
    return course.dialects ? *course.dialects : world.dialects;
}

} // namespace easel::world
