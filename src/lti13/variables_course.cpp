#include "lti13/variables.hpp"

#include <algorithm>

namespace easel::lti13 {

using base::json::array;
using base::json::object;
using base::json::value;

namespace {

world::Course const* course_of_context(world::World const& world, std::string_view context_id) {
    for (auto const& course : world.courses)
        if (course.context_id == context_id) return &course;
    return nullptr;
}

constexpr std::size_t most_contexts = 1000; ///< then the list ends with `truncated`

/// Contexts that the course was copied from, and those that these were copied from, each once.
std::vector<std::string> contexts_before(Subject const& s) {
    std::vector<std::string> all;
    std::vector<std::string> waiting = s.course->past_context_ids;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        auto const id = waiting[i];
        if (std::find(all.begin(), all.end(), id) != all.end()) continue;
        if (all.size() == most_contexts) {
            all.emplace_back("truncated");
            break;
        }
        all.push_back(id);
        if (auto const* const course = course_of_context(s.world, id))
            waiting.insert(waiting.end(), course->past_context_ids.begin(), course->past_context_ids.end());
    }
    return all;
}

/// Canvas ids of those past courses that are still there.
std::vector<std::string> courses_before(Subject const& s) {
    std::vector<std::string> ids;
    for (auto const& context : s.course->past_context_ids)
        if (auto const* const course = course_of_context(s.world, context)) ids.push_back(std::to_string(course->id));
    return ids;
}

std::vector<std::string> group_ids(Subject const& s) {
    std::vector<std::string> ids;
    for (auto const& group : s.world.groups)
        if (group.course == s.course->id && !group.deleted) ids.push_back(std::to_string(group.id));
    return ids;
}

/// Canvas's own scheme, which courses have that set no other (its bounds are general knowledge of Canvas).
array grading_scheme() {
    array all;
    for (auto const& [name, bound] : std::initializer_list<std::pair<char const*, double>>{
             {"A", 0.94},
             {"A-", 0.9},
             {"B+", 0.87},
             {"B", 0.84},
             {"B-", 0.8},
             {"C+", 0.77},
             {"C", 0.74},
             {"C-", 0.7},
             {"D+", 0.67},
             {"D", 0.64},
             {"D-", 0.61},
             {"F", 0.0},
         })
        all.push_back(object{{"name", name}, {"value", bound}});
    return all;
}

void add_history(VariableTable& table) {
    table["Context.id.history"] = {
        "6.2.10", of_course([](Subject const& s) { return joined(s.course->past_context_ids); })};
    table["Canvas.course.previousContextIds"] = {
        "6.2.22", of_course([](Subject const& s) { return joined(s.course->past_context_ids); })};
    table["Canvas.course.previousContextIds.recursive"] = {
        "6.2.22", of_course([](Subject const& s) { return joined(contexts_before(s)); })};
    table["Canvas.course.previousCourseIds"] = {
        "6.2.22", of_course([](Subject const& s) { return joined(courses_before(s)); })};
}

void add_dates(VariableTable& table) {
    auto const never = [](Subject const&) { return Expansion{}; }; // no world says when a course or term begins
    table["Canvas.course.startAt"] = {"6.2.6", never};
    table["Canvas.term.startAt"] = {"6.2.23", never};
    table["Canvas.course.endAt"] = {
        "6.2.6", of_course([](Subject const& s) { return time_or_nothing(s.course->end_at); })};
    table["Canvas.term.endAt"] = {
        "6.2.23", of_course([](Subject const& s) { return time_or_nothing(s.course->term_end_at); })};
    table["Canvas.term.name"] = {"6.2.23", of_course([](Subject const&) { return value("Default Term"); })};
}

} // namespace

std::string course_state(world::CourseState state) {
    switch (state) {
        case world::CourseState::available:
            return "active";
        case world::CourseState::unpublished:
            return "claimed";
        case world::CourseState::completed:
            return "completed";
        case world::CourseState::deleted:
            return "deleted";
    }
    return {};
}

void add_course_variables(VariableTable& table) {
    add_history(table);
    add_dates(table);
    auto const text = [](std::string_view fact, std::string world::Course::*member) {
        return Variable{fact, of_course([member](Subject const& s) { return text_or_nothing(s.course->*member); })};
    };
    table["Context.sourcedId"] = text("6.2.2", &world::Course::sis_id);
    table["CourseOffering.sourcedId"] = table["Context.sourcedId"];
    table["CourseSection.sourcedId"] = table["Context.sourcedId"];
    table["Canvas.course.sisSourceId"] = text("6.2.6", &world::Course::sis_id);
    table["com.instructure.contextLabel"] = text("6.2.2", &world::Course::label);
    table["Canvas.course.name"] = text("6.2.6", &world::Course::title);
    table["Canvas.course.id"] = {"6.2.6", of_course([](Subject const& s) { return value(s.course->id); })};
    table["Canvas.course.workflowState"] = {
        "6.2.6", of_course([](Subject const& s) { return value(course_state(s.course->state)); })};
    table["vnd.instructure.Course.uuid"] = {
        "6.2.20", of_course([](Subject const& s) { return value(uuid_of(s.course->context_id)); })};
    table["com.instructure.Course.groupIds"] = {
        "6.2.24", of_course([](Subject const& s) { return joined(group_ids(s)); })};
    table["com.instructure.Course.gradingScheme"] = {
        "6.2.24", of_course([](Subject const&) { return value(grading_scheme()); })};
    table["Canvas.module.id"] = {
        "6.2.25", [](Subject const& s) { return s.module == nullptr ? Expansion{} : Expansion(s.module->id); }};
    table["Canvas.moduleItem.id"] = {
        "6.2.25", [](Subject const& s) { return s.item == nullptr ? Expansion{} : Expansion(s.item->id); }};
}

} // namespace easel::lti13
