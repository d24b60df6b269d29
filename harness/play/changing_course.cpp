#include "play/changing.hpp"
#include "services/ags.hpp"

namespace easel::play {

namespace json = base::json;

namespace {

Problem change_late_policy(std::optional<world::LatePolicy>& policy, json::value const& to) {
    if (to.is_null()) {
        policy.reset();
        return std::nullopt;
    }
    if (!to.is_object()) return "late_policy is no mapping: " + text_of(to);
    if (!policy) policy.emplace();
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "percent") return put(policy->percent_per_interval, key, value);
        if (key == "minimum") return put(policy->minimum_percent, key, value);
        if (key != "interval") return unknown("a late policy", key);
        auto const span = base::parse_duration(text_of(value));
        if (!span || *span <= base::Duration::zero()) return "interval is no span of time: " + text_of(value);
        policy->interval = *span;
        return std::nullopt;
    });
}

Problem change_course(world::World const& world, world::Course& course, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = text_of(value) == "concluded" ? std::string("completed") : text_of(value);
            auto const state = world::course_state_from(text);
            if (!state) return "no such course state: " + text;
            course.state = *state;
        } else if (key == "title") {
            return put(course.title, key, value);
        } else if (key == "end_at") {
            return put(course.end_at, key, value);
        } else if (key == "term_end_at") {
            return put(course.term_end_at, key, value);
        } else if (key == "restrict_dates") {
            return put(course.restrict_dates, key, value);
        } else if (key == "public") {
            return put(course.is_public, key, value);
        } else if (key == "late_policy") {
            return change_late_policy(course.late_policy, value);
        } else if (key == "canvas") {
            // Null: what holds in the world holds here again.
            auto const dated = value.is_null() ? std::nullopt : world::dialects_of(text_of(value));
            if (!dated && !value.is_null()) return "no such dated set: " + text_of(value);
            course.dialects = dated;
        } else if (key == "dialects") {
            if (!value.is_object()) return "dialects is no mapping: " + text_of(value);
            if (!course.dialects) course.dialects = world.dialects;
            return set_dialects(*course.dialects, value);
        } else {
            return unknown("a course", key);
        }
        return std::nullopt;
    });
}

Problem change_assignment(world::World& world, world::Assignment& assignment, json::value const& to) {
    auto problem = each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state" && text_of(value) == "deleted") {
            assignment.deleted = true;
        } else if (key == "title") {
            return put(assignment.title, key, value);
        } else if (key == "attempts") {
            return put(assignment.allowed_attempts, key, value);
        } else if (key == "points") {
            assignment.no_points = value.is_null();
            if (assignment.no_points) assignment.points = 0;
            return assignment.no_points ? std::nullopt : put(assignment.points, key, value);
        } else if (key == "tool") {
            auto const* const tool = value.is_null() ? nullptr : world::tool_named(world, text_of(value));
            if (tool == nullptr && !value.is_null()) return "there is no tool '" + text_of(value) + "'";
            assignment.tool = tool == nullptr ? 0 : tool->id;
        } else if (key == "target_link_uri") {
            return put(assignment.target_link_uri, key, value);
        } else if (key == "grading") {
            auto const type = world::grading_type_from(text_of(value));
            if (!type) return "no such grading: " + text_of(value);
            assignment.grading = *type;
        } else if (key == "published") {
            return put(assignment.published, key, value);
        } else if (key == "due") {
            return put(assignment.due_at, key, value);
        } else if (key == "unlock") {
            return put(assignment.unlock_at, key, value);
        } else if (key == "lock") {
            return put(assignment.lock_at, key, value);
        } else if (key == "group") {
            return put(assignment.group_assignment, key, value);
        } else if (key == "grade_individually") {
            return put(assignment.grade_individually, key, value);
        } else if (key == "only_for") {
            std::vector<world::Id> students;
            if (auto wrong = put_users(world, students, key, value)) return wrong;
            services::assign_only_to(world, assignment, std::move(students));
        } else {
            return unknown("an assignment", key);
        }
        return std::nullopt;
    });
    if (!problem) services::assignment_edited(world, assignment);
    return problem;
}

Problem change_line_item(Changing const& change, world::LineItem& item, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state" && text_of(value) == "deleted") {
            item.deleted = true;
        } else if (key == "owner") {
            item.client_id = change.client(text_of(value));
        } else if (key == "maximum") {
            return put(item.score_maximum, key, value);
        } else if (key == "tag") {
            return put(item.tag, key, value);
        } else if (key == "resource_id") {
            return put(item.resource_id, key, value);
        } else if (key == "coupled") {
            return put(item.coupled, key, value);
        } else {
            return unknown("a line item", key);
        }
        return std::nullopt;
    });
}

Problem change_link(world::ResourceLink& link, json::value const& to) {
    return each(to, [&](std::string_view key, json::value const& value) -> Problem {
        if (key == "state") {
            auto const text = text_of(value);
            if (text != "active" && text != "deleted") return "no such link state: " + text;
            link.deleted = text == "deleted";
        } else if (key == "title") {
            return put(link.title, key, value);
        } else if (key == "url") {
            return put(link.url, key, value);
        } else if (key == "custom") {
            return put(link.custom, key, value);
        } else {
            return unknown("a link", key);
        }
        return std::nullopt;
    });
}

} // namespace

Problem change_courses(Changing& change, json::value const& to) {
    return by_name(
        change.world,
        to,
        "course",
        world::course_named,
        [&](world::Course& course, json::value const& value) {
            touch(change.world, course);
            return change_course(change.world, course, value);
        }
    );
}

Problem change_assignments(Changing& change, json::value const& to) {
    auto const apply = [&](world::Assignment& assignment, json::value const& value) {
        touch(change.world, assignment);
        return change_assignment(change.world, assignment, value);
    };
    return by_name(change.world, to, "assignment", world::assignment_named, apply);
}

Problem change_line_items(Changing& change, json::value const& to) {
    auto const apply = [&](world::Assignment const& assignment, json::value const& value) -> Problem {
        auto* const item = world::default_line_item(change.world, assignment.id);
        if (item == nullptr) return "it has no line item";
        touch(change.world, *item);
        return change_line_item(change, *item, value);
    };
    return by_name(change.world, to, "assignment", world::assignment_named, apply);
}

Problem change_links(Changing& change, json::value const& to) {
    return by_name(
        change.world,
        to,
        "link",
        world::link_named,
        [&](world::ResourceLink& link, json::value const& value) {
            touch(change.world, link);
            return change_link(link, value);
        }
    );
}

} // namespace easel::play
