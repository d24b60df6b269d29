// The way of a request through Canvas's checks. @par Source canvas/outcomes.md 2
#include "outcomes/outcomes.hpp"

#include "base/text.hpp"
#include "outcomes/call.hpp"
#include "services/answers.hpp"
#include "services/gradebook.hpp"
#include "traffic/checks.hpp"

#include <array>

namespace easel::outcomes {
namespace {

using What = Route::What;

std::string_view endpoint_fact(What what) {
    return what == What::passback ? "1.1" : what == What::legacy ? "1.2" : "1.3";
}

/// Check 7.
std::optional<http::Response> refuse_content_type(Call& call) {
    auto const* const course = world::course_by_id(call.world(), call.tool->course);
    auto const& dialects = course == nullptr ? call.world().dialects : world::dialects_in(call.world(), *course);
    auto const whole = std::string(base::trim(call.request.headers.get("Content-Type")));
    bool const bare = whole == "application/xml";
    if (!bare && call.request.content_type() == "application/xml")
        call.applies(dialects.outcome_type_is_strict ? "2.4.7" : "2.4.6");
    bool const accepted = dialects.outcome_type_is_strict ? bare : call.request.content_type() == "application/xml";
    if (call.holds("2.7", accepted)) return std::nullopt;
    call.applies("2.14");
    return reported_error(call.context.desk, 415, "Content-Type must be 'application/xml'");
}

bool is_known_operation(std::string_view operation) {
    return operation == "replaceResult" || operation == "readResult" || operation == "deleteResult";
}

Reply delete_result(Call& call) {
    auto& world = call.world();
    call.applies("5.1");
    auto* const submission = world::find_submission(world, call.assignment->id, call.user->id);
    if (submission == nullptr || !submission->score) call.applies("5.2");
    if (submission == nullptr) return {};
    auto const before = submission->score;
    services::clear_grade(world, *submission);
    services::follow_in_result(world, *call.assignment, *submission, before);
    return {};
}

Reply read_result(Call& call) {
    Reply reply;
    reply.shows_score = true;
    reply.score = shown_score(call);
    call.applies(reply.score ? "4.1" : "4.2");
    return reply;
}

/// Checks 9 to 13.
Reply work(Call& call) {
    auto const& operation = call.asked.operation;
    if (!call.holds("2.9", !operation.empty())) {
        auto reply = unsupported();
        reply.names_operation = false;
        return reply;
    }
    if (auto refused = refuse_sourcedid(call)) {
        if (!is_known_operation(operation)) call.applies("2.19");
        return std::move(*refused);
    }
    if (!call.holds("2.11", is_known_operation(operation))) {
        auto reply = unsupported();
        reply.names_operation = false;
        return reply;
    }
    // Where a check was switched off there may be nothing to go on (traffic::switch_off).
    if (call.course == nullptr || call.user == nullptr || call.assignment == nullptr) return unsupported();
    bool const over = world::is_concluded(*call.course, call.context.now, true);
    if (operation == "readResult") {
        if (over) call.applies("4.4");
        return read_result(call);
    }
    if (!call.holds("2.12", !over)) return failure("course_not_available", "Course not available for student");
    return operation == "deleteResult" ? delete_result(call) : replace_result(call);
}

http::Response respond(Call& call) {
    call.tool = world::tool_by_id(call.world(), call.route.tool);
    if (!call.holds("2.1", call.tool != nullptr)) return services::list_error(404, services::no_such_resource);
    if (call.tool == nullptr) return services::unforeseen_error(500);
    call.answer.client_id = call.tool->consumer_key;
    if (!call.holds("1.5", call.request.method == "POST")) return services::unforeseen_error(404);
    if (!call.holds("2.4.8", call.request.body.size() <= most_body))
        return reported_error(call.context.desk, 413, "The request body is larger than 1 MiB");
    if (auto refused = refuse_unsigned(call)) return std::move(*refused);
    call.applies(endpoint_fact(call.route.what));
    if (call.route.what == What::placement) return http::json(200, "{}");
    if (call.route.what == What::legacy) {
        call.asked = read_legacy_form(call.request);
    } else {
        if (auto refused = refuse_content_type(call)) return std::move(*refused);
        call.asked = read_pox(call.request.body);
    }
    for (auto const rule : call.asked.applied) call.applies(rule);
    auto reply = work(call);
    if (reply.crash) return std::move(*reply.crash);
    return call.route.what == What::legacy ? legacy_answer(call, reply) : pox_answer(call, reply);
}

} // namespace

world::Dialects const& Call::dialects() const {
    return course == nullptr ? context.world.dialects : world::dialects_in(context.world, *course);
}

bool Call::holds(std::string_view check, bool passed) {
    return traffic::note(answer.trail, {"outcomes/", check}, passed);
}

void Call::applies(std::string_view rule) {
    answer.trail.push_back({{"outcomes/", rule}, true});
}

traffic::Answer answer(Context const& context, Route const& route, http::Request const& request) {
    Call call{context, route, request};
    call.answer.response = respond(call);
    return std::move(call.answer);
}

} // namespace easel::outcomes
