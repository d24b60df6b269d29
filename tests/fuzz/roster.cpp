#include "base/text.hpp"
#include "fuzz/canvas.hpp"
#include "fuzz/service_answers.hpp"
#include "lti13/scopes.hpp"
#include "lti13/token.hpp"
#include "services/nrps.hpp"

#include <set>

namespace easel::fuzz {
namespace {

constexpr std::initializer_list<int> statuses{200, 400, 401, 404}; // nrps.md 2, 5

/// Every roster names its course and people, and nobody twice.
void check_roster(traffic::Answer const& answer, std::set<std::string>& people) {
    auto const body = base::parse_json(answer.response.body).value();
    require(is_text(base::member(body, "id")), "a roster has an id");
    auto const* const context = base::member(body, "context");
    require(context != nullptr && is_text(base::member(*context, "id")), "a roster tells its context");
    auto const* const members = base::member(body, "members");
    require(members != nullptr && members->is_array(), "a roster lists members");
    for (auto const& member : members->get_array()) {
        auto const id = base::text_member(member, "user_id");
        require(id.has_value(), "a member has a user_id");
        require(people.insert(*id).second, "a member is listed once: " + *id);
        require(base::text_member(member, "status").has_value(), "a member has a status");
        auto const* const roles = base::member(member, "roles");
        require(roles != nullptr && roles->is_array() && !roles->get_array().empty(), "a member has roles");
    }
}

} // namespace

/// First line: "METHOD target"; {roster} stands for the path of bio101's, {link} for the link id of quiz1. Then lines
/// "name: value" of headers.
void roster(std::string_view input) {
    Canvas canvas;
    http::Request request;
    auto const line = take_line(input);
    auto const blank = line.find(' ');
    request.method = line.substr(0, blank);
    request.target = blank == std::string_view::npos ? "" : std::string(line.substr(blank + 1));
    auto const course = "/api/lti/courses/" + std::to_string(world::course_named(canvas.world, "bio101")->id);
    request.target = base::replace_all(request.target, "{roster}", course + "/names_and_roles");
    auto const link = world::assignment_named(canvas.world, "quiz1")->link_id;
    request.target = base::replace_all(request.target, "{link}", link);
    auto const token = lti13::mint_token(canvas.issuer, Canvas::client_id, {lti13::nrps_scope}, canvas.now);
    request.headers.set("Host", "canvas.test");
    request.headers.set("Authorization", "Bearer " + token);
    while (!input.empty()) {
        auto const header = take_line(input);
        auto const colon = header.find(':');
        if (colon == std::string_view::npos || colon == 0) continue;
        request.headers.set(header.substr(0, colon), std::string(base::trim(header.substr(colon + 1))));
    }
    if (auto const kept = services::nrps_route(request.path()))
        require(kept->id || !kept->reference.empty() || request.method != "GET", "a roster is somebody's");

    services::Context const context{canvas.world, canvas.issuer, canvas.now, canvas.now};
    auto answer = services::answer_nrps(context, request);
    check_service_answer(answer, statuses);
    std::set<std::string> people;
    for (int pages = 0; pages < 50 && answer.response.status == 200; ++pages) {
        check_roster(answer, people);
        auto const last = answer.response.headers.get("Link").find("rel=\"last\"") != std::string_view::npos;
        auto const next = base::parse_url(reference_tool::linked_as(answer.response.headers, "next"));
        if (!last || !next) break;
        request.target = next->target();
        answer = services::answer_nrps(context, request);
        check_service_answer(answer, {200});
    }
}

} // namespace easel::fuzz
