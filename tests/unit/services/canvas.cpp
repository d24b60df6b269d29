#include "canvas.hpp"

#include "base/json.hpp"
#include "lti13/token.hpp"

#include <utility>

namespace easel::services {
namespace {

world::User user(world::Id id, std::string name, std::string lti_id) {
    world::User made;
    made.id = id;
    made.name = std::move(name);
    made.lti_id = std::move(lti_id);
    return made;
}

world::DeveloperKey key(std::string client_id) {
    world::DeveloperKey made;
    made.client_id = std::move(client_id);
    return made;
}

world::Tool tool(world::Id id, std::string name, std::string client_id) {
    world::Tool made;
    made.id = id;
    made.name = std::move(name);
    made.client_id = std::move(client_id);
    made.target_link_uri = "https://tool.test/launch";
    return made;
}

} // namespace

base::Instant at(std::string const& text) { return base::parse_iso8601(text).value().at; }

Canvas::Canvas() {
    now = at("2026-03-01T10:04:00Z");
    tool_now = now;
    issuer.issuer = "https://canvas.test";
    issuer.origin = "https://canvas.test";
    issuer.secret = "a secret of the platform";

    world.next_id = 1000;
    world.random = base::Random(7);
    world.users = {
        user(42, "ada", ada_lti_id), user(43, "bob", "5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0002"),
        user(44, "grace", "5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0003"),
        user(45, "tess", "5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0004")};
    world.keys = {key(client), key(other_client)};
    world.tools = {tool(5, "quiz tool", client), tool(6, "other tool", other_client)};
    world.tools[1].target_link_uri = "https://other.test/launch";

    world::Course course;
    course.id = 11;
    course.name = "bio101";
    using world::EnrolmentState;
    using world::Role;
    course.enrolments = {
        {42, Role::student, EnrolmentState::active},
        {43, Role::student, EnrolmentState::active},
        {44, Role::teacher, EnrolmentState::active},
        {45, Role::test_student, EnrolmentState::active}};
    world.courses.push_back(course);
    course.id = 12;
    course.name = "chem201";
    world.courses.push_back(std::move(course));

    auto& quiz = add_assignment(301, 11);
    quiz.name = "quiz1";
    quiz.link_id = link_id;
    add_line_item(21, 301, client).coupled = true;
}

world::Assignment& Canvas::add_assignment(world::Id id, world::Id course) {
    world::Assignment made;
    made.id = id;
    made.course = course;
    made.name = "assignment" + std::to_string(id);
    made.title = "Quiz";
    made.points = 10;
    made.link_id = "link-" + std::to_string(id);
    made.tool = 5;
    return world.assignments.emplace_back(std::move(made));
}

world::LineItem& Canvas::add_line_item(world::Id id, world::Id assignment, std::string const& client_id) {
    world::LineItem made;
    made.id = id;
    made.assignment = assignment;
    made.client_id = client_id;
    made.label = "Quiz";
    made.score_maximum = 10;
    return world.line_items.emplace_back(std::move(made));
}

world::Result& Canvas::add_result(world::Id id, world::Id line_item, world::Id user_id, double score) {
    world::Result made;
    made.id = id;
    made.line_item = line_item;
    made.user = user_id;
    made.score = score;
    made.maximum = 10;
    made.updated_at = at("2026-03-01T10:00:00Z");
    made.created_at = made.updated_at;
    return world.results.emplace_back(std::move(made));
}

std::string Canvas::token(std::vector<std::string> const& scopes) const {
    auto copy = issuer;
    return lti13::mint_token(copy, caller, scopes, tool_now);
}

traffic::Answer const&
Canvas::ask(std::string const& method, std::string const& target, std::string const& body) {
    std::string const ags = "https://purl.imsglobal.org/spec/lti-ags/scope/";
    http::Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers.set("Host", host);
    if (!body.empty()) request.headers.set("Content-Type", content_type);
    if (!accept.empty()) request.headers.set("Accept", accept);
    auto const every = token(
        {ags + "lineitem", ags + "score", ags + "result.readonly",
         "https://canvas.instructure.com/lti-ags/progress/scope/show"}
    );
    auto const sent = authorization.empty() ? "Bearer " + every : authorization;
    if (sent != "none") request.headers.set("Authorization", sent);
    answer = answer_ags({world, issuer, now, tool_now}, request);
    return answer;
}

std::string score_body(std::string const& changes) {
    auto body = base::parse_json(
        R"({"userId":"5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0001","activityProgress":"Completed",)"
        R"("gradingProgress":"FullyGraded","timestamp":"2026-03-01T10:00:00.000Z","scoreGiven":8,"scoreMaximum":20})"
    ).value();
    auto& members = body.as_object();
    auto const changed = base::parse_json(changes).value();
    for (auto const& [name, value] : changed.as_object()) {
        if (value == base::json::value("~")) {
            members.erase(name);
        } else {
            members[name] = value;
        }
    }
    return base::dump(body);
}

traffic::Answer const& Canvas::score(std::string const& changes) {
    return ask("POST", scores_path, score_body(changes));
}

void PrintTo(Row const& row, std::ostream* out) { *out << row.name << " (" << row.fact << ")"; }

} // namespace easel::services
