// What an embedded LTI link leads to: a page of Canvas that launches the tool for whoever looks. @par Source lti11.md 5, 8
#include "base/text.hpp"
#include "content_items/content_items.hpp"
#include "content_items/finding.hpp"
#include "deep_linking/page.hpp"
#include "lti11/embedded.hpp"
#include "lti13/form_page.hpp"
#include "world/context.hpp"

namespace easel::content_items {

std::optional<world::Place> retrieval_route(std::string_view path) {
    auto const parts = base::split(path, '/');
    if (parts.size() != 5 || parts[3] != "external_tools" || parts[4] != "retrieve") return std::nullopt;
    return world::place_of(parts);
}

traffic::Answer answer_retrieval(
    world::World& world,
    lti13::Issuer const& issuer,
    http::Request const& request,
    std::string const& session_user,
    base::Instant now,
    oauth1::Freshness const& fresh
) {
    traffic::Answer answer;
    auto const place = retrieval_route(request.path());
    auto const context = place && place->id ? world::find_context(world, place->context, *place->id) : world::Context();
    auto const url = request.query_value("url").value_or("");
    auto const* const tool = context.found ? tool_of_url(world, context, url) : nullptr;
    answer.response = deep_linking::not_found(request);
    if (tool == nullptr) return answer;
    auto const* const user = world::user_by_login_hint(world, session_user);
    lti13::LaunchIntent intent;
    intent.tool = tool->name;
    if (user != nullptr) intent.user = user->name;
    if (context.group != nullptr) {
        intent.group = context.group->name;
    } else if (context.course != nullptr) {
        intent.course = context.course->name;
    }
    auto const opened = lti11::open_embedded(world, issuer, intent, url, now);
    if (!opened) { // nobody is logged in, and the course is not public
        answer.response = deep_linking::unauthorized(request);
        return answer;
    }
    answer.course = opened->course;
    answer.user = opened->user;
    answer.trail = opened->rests_on;
    for (auto const* row : {"5.1", "8.2", "8.3"}) answer.trail.push_back({{"lti11/", row}, true});
    answer.response = lti13::form_page(opened->url, lti11::signed_form(*opened, fresh));
    return answer;
}

} // namespace easel::content_items
