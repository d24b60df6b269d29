// Grades as people see them and as tools see them: the gradebook, submissions, line items, results.
#include "control/answers.hpp"

namespace easel::control {
namespace {

using world::Assignment;
using world::World;

/// What a reader asked for, by name; null: all.
struct Wanted {
    world::Course const* course = nullptr;
    Assignment const* assignment = nullptr;
    world::User const* user = nullptr;

    [[nodiscard]] bool takes(Assignment const& one) const {
        return (course == nullptr || one.course == course->id) && (assignment == nullptr || &one == assignment);
    }
    [[nodiscard]] bool takes(world::Id user_id) const { return user == nullptr || user->id == user_id; }
};

Read<Wanted> read_wanted(Call const& call) {
    if (auto refused = check_query(call, {"course", "assignment", "user"})) return *refused;
    auto& world = call.served->stage->world;
    Wanted wanted;
    if (auto const name = query(call, "course"); !name.empty()) {
        wanted.course = world::course_named(world, name);
        if (wanted.course == nullptr) return refuse(404, unknown("course", name, world.courses));
    }
    if (auto const name = query(call, "assignment"); !name.empty()) {
        wanted.assignment = world::assignment_named(world, name);
        if (wanted.assignment == nullptr) return refuse(404, unknown("assignment", name, world.assignments));
    }
    if (auto const name = query(call, "user"); !name.empty()) {
        wanted.user = world::user_named(world, name);
        if (wanted.user == nullptr) return refuse(404, unknown("user", name, world.users));
    }
    return wanted;
}

std::string course_name(World& world, world::Id id) {
    auto const* course = world::course_by_id(world, id);
    return course == nullptr ? "" : course->name;
}

std::string user_name(World& world, world::Id id) {
    auto const* user = world::user_by_id(world, id);
    return user == nullptr ? "" : user->name;
}

/// What tells an assignment: those that a tool made have a title and an id, but no name of the world.
void put_assignment(json::object& into, World& world, Assignment const& assignment) {
    into["course"] = course_name(world, assignment.course);
    into["assignment"] = optional_text(assignment.name);
    into["assignment_id"] = assignment.id;
    into["title"] = assignment.title;
}

json::object describe(World& world, Assignment const& assignment, world::Submission const& submission) {
    json::object shown;
    put_assignment(shown, world, assignment);
    shown["user"] = user_name(world, submission.user);
    shown["points_possible"] = assignment.points;
    shown["score"] = optional_number(submission.score);
    shown["grade"] = optional_text(submission.grade);
    shown["state"] = world::to_string(submission.state);
    shown["attempt"] = submission.attempt;
    shown["extra_attempts"] = submission.extra_attempts;
    shown["submitted_at"] = optional_time(submission.submitted_at);
    shown["late"] = assignment.due_at && submission.submitted_at && *submission.submitted_at > *assignment.due_at;
    shown["points_deducted"] = submission.points_deducted;
    shown["excused"] = submission.excused;
    shown["type"] = optional_text(submission.type);
    shown["url"] = optional_text(submission.url);
    shown["body"] = optional_text(submission.body);
    shown["comments"] = json::array(submission.comments.begin(), submission.comments.end());
    json::array files;
    for (auto const& file : submission.attachments)
        files.push_back(json::object{
            {"name", file.name}, {"media_type", optional_text(file.media_type)}, {"url", file.url}, {"size", file.size}}
        );
    shown["attachments"] = std::move(files);
    return shown;
}

std::string line_item_url(Served const& served, world::Id course, world::LineItem const& item) {
    return served.issuer->origin + "/api/lti/courses/" + std::to_string(course) + "/line_items/" +
           std::to_string(item.id);
}

json::object describe(Served const& served, Assignment const& assignment, world::LineItem const& item) {
    json::object shown;
    put_assignment(shown, served.stage->world, assignment);
    shown["id"] = item.id;
    shown["url"] = line_item_url(served, assignment.course, item);
    shown["client_id"] = item.client_id;
    shown["label"] = item.label;
    shown["score_maximum"] = item.score_maximum;
    shown["tag"] = optional_text(item.tag);
    shown["resource_id"] = optional_text(item.resource_id);
    shown["resource_link_id"] = item.linked ? optional_text(assignment.link_id) : json::value();
    shown["start_at"] = optional_time(item.start_at);
    shown["end_at"] = optional_time(item.end_at);
    shown["made_by_canvas"] = item.coupled;
    return shown;
}

json::object describe(World& world, Assignment const& assignment, world::Result const& result) {
    json::object shown;
    put_assignment(shown, world, assignment);
    shown["user"] = user_name(world, result.user);
    shown["id"] = result.id;
    shown["line_item"] = result.line_item;
    shown["score"] = optional_number(result.score);
    shown["maximum"] = optional_number(result.maximum);
    shown["activity_progress"] = optional_text(result.activity_progress);
    shown["grading_progress"] = optional_text(result.grading_progress);
    shown["comment"] = result.comment ? json::value(*result.comment) : json::value();
    shown["extension"] = result.extension;
    shown["created_at"] = base::to_iso8601(result.created_at);
    shown["updated_at"] = base::to_iso8601(result.updated_at);
    return shown;
}

http::awaitable<http::Response> submissions(Call& call) {
    auto const wanted = read_wanted(call);
    if (!wanted) co_return wanted.error();
    auto& world = call.served->stage->world;
    json::array found;
    for (auto const& submission : world.submissions) {
        auto const* assignment = world::assignment_by_id(world, submission.assignment);
        if (assignment != nullptr && wanted->takes(*assignment) && wanted->takes(submission.user))
            found.push_back(describe(world, *assignment, submission));
    }
    co_return answer_json(200, json::object{{"submissions", std::move(found)}});
}

http::awaitable<http::Response> line_items(Call& call) {
    auto const wanted = read_wanted(call);
    if (!wanted) co_return wanted.error();
    auto& world = call.served->stage->world;
    json::array found;
    for (auto const& item : world.line_items) {
        auto const* assignment = world::assignment_by_id(world, item.assignment);
        if (assignment != nullptr && !item.deleted && wanted->takes(*assignment))
            found.push_back(describe(*call.served, *assignment, item));
    }
    co_return answer_json(200, json::object{{"line_items", std::move(found)}});
}

http::awaitable<http::Response> results(Call& call) {
    auto const wanted = read_wanted(call);
    if (!wanted) co_return wanted.error();
    auto& world = call.served->stage->world;
    json::array found;
    for (auto const& result : world.results) {
        auto const* item = world::line_item_by_id(world, result.line_item);
        auto const* assignment = item == nullptr ? nullptr : world::assignment_by_id(world, item->assignment);
        if (assignment != nullptr && !result.deleted && wanted->takes(*assignment) && wanted->takes(result.user))
            found.push_back(describe(world, *assignment, result));
    }
    co_return answer_json(200, json::object{{"results", std::move(found)}});
}

bool is_student(world::Role role) {
    return role == world::Role::student || role == world::Role::test_student;
}

/// A line for each student and assignment, handed in or not.
http::awaitable<http::Response> gradebook(Call& call) {
    auto const wanted = read_wanted(call);
    if (!wanted) co_return wanted.error();
    auto& world = call.served->stage->world;
    json::array lines;
    for (auto const& assignment : world.assignments) {
        auto const* course = world::course_by_id(world, assignment.course);
        if (assignment.deleted || course == nullptr || !wanted->takes(assignment)) continue;
        for (auto const& enrolment : course->enrolments) {
            if (!is_student(enrolment.role) || enrolment.state == world::EnrolmentState::deleted ||
                !wanted->takes(enrolment.user))
                continue;
            world::Submission none;
            none.assignment = assignment.id;
            none.user = enrolment.user;
            auto const* submission = world::find_submission(world, assignment.id, enrolment.user);
            auto line = describe(world, assignment, submission == nullptr ? none : *submission);
            auto const* item = world::default_line_item(world, assignment.id);
            auto const* result = item == nullptr ? nullptr : world::find_result(world, item->id, enrolment.user);
            line["result"] = result == nullptr ? json::value() : json::value(describe(world, assignment, *result));
            lines.emplace_back(std::move(line));
        }
    }
    co_return answer_json(200, json::object{{"gradebook", std::move(lines)}});
}

} // namespace

void add_grade_routes(Routes& routes) {
    routes.push_back({"GET", "/worlds/{world}/gradebook", gradebook});
    routes.push_back({"GET", "/worlds/{world}/submissions", submissions});
    routes.push_back({"GET", "/worlds/{world}/line_items", line_items});
    routes.push_back({"GET", "/worlds/{world}/results", results});
}

} // namespace easel::control
