#include "services/ags_call.hpp"
#include "services/answers.hpp"
#include "services/paging.hpp"
#include "services/ruby.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace easel::services {
namespace {

constexpr std::size_t usual_size = 320; ///< of a result's text, with room to spare
constexpr std::string_view container_type = "application/vnd.ims.lis.v2.resultcontainer+json";

/// A person's grade is in points of the assignment; the tool is told it on its own scale. @par Source ags.md 5.11
std::optional<double> shown_score(Call& call, world::Result const& result) {
    if (!result.score) return std::nullopt;
    auto const* const submission = world::find_submission(call.world(), call.assignment->id, result.user);
    bool const by_person = submission != nullptr && submission->graded_by_person;
    double const points = call.assignment->points;
    if (!by_person || !is_default(call.world(), *call.line_item)) {
        call.applies_once("ags/5.11.2");
        return result.score;
    }
    call.applies_once("ags/5.11.3");
    if (!result.maximum || *result.maximum == 0 || points == 0) {
        call.applies_once("ags/5.11.4");
        return result.score;
    }
    call.applies_once("ags/5.11.1");
    return *result.score * *result.maximum / points;
}

void append_result(std::string& out, Call& call, world::Result const& result) {
    ruby::ObjectText object(out);
    object.add("id", result_url(call, result));
    object.add("scoreOf", line_item_url(call, *call.line_item));
    if (auto const* user = world::user_by_id(call.world(), result.user)) object.add("userId", user->lti_id);
    if (auto const score = shown_score(call, result)) object.add("resultScore", *score);
    if (result.maximum) object.add("resultMaximum", *result.maximum);
    if (result.comment) object.add("comment", *result.comment);
    if (!result.extension.is_null()) object.add(submission_extension, result.extension);
    object.close();
    for (auto const* fact : {"ags/7.9", "ags/7.10", "ags/7.13"}) call.applies_once(fact);
    if (!world::is_active_student(*call.course, result.user)) call.applies_once("ags/7.12");
}

http::Response empty_list() {
    return rendered(200, container_type, "[]");
}

}  // namespace

http::Response list_results(Call& call) {
    LineItemChecks const checks{.owner = false, .in_course = "ags/7.6", .link = "ags/7.7"};
    if (auto refusal = find_line_item(call, checks)) return std::move(*refusal);

    auto& world = call.world();
    auto const user_of = [&](std::string_view name) -> world::User* {
        auto const* const value = call.params.scalar(name);
        return value == nullptr ? nullptr : world::user_by_reference(world, ruby::to_s(*value));
    };
    bool const filtered = call.params.find("user_id") != nullptr;
    bool const camel_case = call.params.find("userId") != nullptr;
    auto const* const user = camel_case ? user_of("userId") : user_of("user_id");
    if (user != nullptr) {
        call.answer.user = user->name;
        if (!world::is_active_student(*call.course, user->id, false)) {
            auto const* const enrolment = world::enrolment_of(*call.course, user->id);
            bool const test = enrolment != nullptr && enrolment->role == world::Role::test_student;
            call.applies(test ? "ags/7.5" : camel_case ? "ags/7.3" : "ags/7.2");
            return empty_list();
        }
    }
    call.applies(filtered ? "ags/7.2" : camel_case ? "ags/7.4" : "ags/7.1");
    if (!filtered) call.applies("ags/7.11");

    std::vector<world::Result const*> listed;
    for (auto const& result : world.results) {
        if (result.deleted || result.line_item != call.line_item->id) continue;
        if (filtered && (user == nullptr || result.user != user->id)) continue;
        listed.push_back(&result);
    }
    std::sort(listed.begin(), listed.end(), [](auto const* a, auto const* b) { return a->id < b->id; });

    auto const page = page_of(call.params, listed.size(), line_item_url(call, *call.line_item) + "/results");
    if (!call.holds("ags/10.5", page.has_value(), "ags/4.7")) return list_error(404, no_such_resource);
    if (!page) return nothing_to_go_on();
    call.applies(page->limited ? "ags/10.1" : "ags/10.2");
    call.applies(page->beyond ? "ags/10.4" : "ags/10.3");
    if (page->with_query) call.applies("ags/10.6");
    if (page->bounded) call.applies("ags/10.7");
    call.applies("ags/1.15");
    std::string items = "[";
    items.reserve(page->count * usual_size);
    for (std::size_t i = page->first; i != page->first + page->count; ++i) {
        if (i != page->first) items += ',';
        append_result(items, call, *listed[i]);
    }
    items += ']';
    auto response = rendered(200, container_type, std::move(items));
    response.headers.add("Link", page->link);
    return response;
}

http::Response show_result(Call& call) {
    LineItemChecks const checks{.owner = true, .in_course = "ags/7.6", .link = "ags/7.7"};
    if (auto refusal = find_line_item(call, checks)) return std::move(*refusal);
    auto const& results = call.world().results;
    auto const found = std::find_if(results.begin(), results.end(), [&](world::Result const& result) {
        return result.id == call.route.item && result.line_item == call.line_item->id && !result.deleted;
    });
    if (!call.holds("ags/7.8", found != results.end(), "ags/4.7")) return list_error(404, no_such_resource);
    if (found == results.end()) return nothing_to_go_on();
    if (auto const* user = world::user_by_id(call.world(), found->user)) call.answer.user = user->name;
    std::string body;
    append_result(body, call, *found);
    return rendered(200, container_type, std::move(body));
}

}  // namespace easel::services
