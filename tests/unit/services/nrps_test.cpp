#include "base/json.hpp"
#include "base/text.hpp"
#include "lti13/token.hpp"
#include "nrps_canvas.hpp"
#include "traffic/checks.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace easel::services {

RosterCanvas::RosterCanvas() {
    auto const dress = [&](world::Id id, std::string const& given, std::string const& family) {
        auto& who = user(id);
        who.full_name = given + " " + family;
        who.given_name = given;
        who.family_name = family;
        who.email = who.name + "@mock.example";
        who.login_id = who.name;
        who.legacy_id = std::string(36, '0') + "00" + std::to_string(id);
    };
    dress(42, "Ada", "Lovelace");
    dress(43, "Bob", "Sandoval");
    dress(44, "Grace", "Hopper");
    dress(45, "Tess", "Student");
    user(42).sis_id = "sis_ada";
    course().title = "Biology";
    course().label = "BIO-101";
    course().context_id = "c0ffee0000000000000000000000000000000011";
    course().sis_id = "BIO 101";
    world::Group made;
    made.id = 71;
    made.name = "red";
    made.title = "Team Red";
    made.context_id = "c0ffee0000000000000000000000000000000071";
    made.course = 11;
    made.members = {43, 42};
    made.leader = 42;
    world.groups.push_back(std::move(made));
}

traffic::Answer const& RosterCanvas::call(std::string const& method, std::string const& target) {
    http::Request request;
    request.method = method;
    request.target = target;
    request.headers.set("Host", host);
    for (auto const& [name, value] : headers.fields()) request.headers.set(name, value);
    auto const sent = authorization.empty() ? "Bearer " + token({roster_scope}) : authorization;
    if (sent != "none") request.headers.set("Authorization", sent);
    answer = answer_nrps({world, issuer, now, tool_now}, request);
    return answer;
}

traffic::Answer const& RosterCanvas::get(std::string const& target, base::Fields const& query) {
    return call("GET", query.empty() ? target : target + "?" + base::form_encode(query));
}

base::json::object RosterCanvas::body() const {
    return base::parse_json(answer.response.body).value().as_object();
}

std::string RosterCanvas::listed() {
    std::vector<std::string> names;
    auto const whole = body();
    for (auto const& each : whole.at("members").as_array()) {
        auto const id = base::text_member(each, "user_id").value_or("");
        auto const* const found = world::user_by_reference(world, id);
        names.push_back(found == nullptr ? id : found->name);
    }
    return base::join(names, " ");
}

base::json::value RosterCanvas::member(std::string const& name) const {
    auto const whole = body();
    for (auto const& each : whole.at("members").as_array())
        for (auto const& who : world.users)
            if (who.name == name && base::text_member(each, "user_id") == who.lti_id) return each;
    return nullptr;
}

bool RosterCanvas::rests_on(std::string const& fact) const {
    return std::any_of(answer.trail.begin(), answer.trail.end(), [&](auto const& check) { return check.fact == fact; });
}

world::Enrolment& RosterCanvas::enrol(world::Id id, world::Role role, world::EnrolmentState state) {
    world::Enrolment made;
    made.user = id;
    made.role = role;
    made.state = state;
    return course().enrolments.emplace_back(made);
}

world::ResourceLink& RosterCanvas::add_link(world::Id id, std::string const& link_id, bool in_module) {
    world::ResourceLink made;
    made.id = id;
    made.link_id = link_id;
    made.context = 11;
    made.tool = 5;
    if (in_module) {
        world::ModuleItem item;
        item.id = id + 1;
        item.link = id;
        world.module_items.push_back(item);
    }
    return world.links.emplace_back(std::move(made));
}

void PrintTo(RosterRow const& row, std::ostream* out) {
    *out << row.name << " (" << row.fact << ")";
}

namespace {

/// The token's own fact file names the checks of tokens, too; those stand beside the roster's.
traffic::Trail own_checks(traffic::Trail trail) {
    std::erase_if(trail, [](auto const& check) { return check.fact.starts_with("oauth2-token/"); });
    return trail;
}

class Nrps : public testing::TestWithParam<RosterRow> {};

TEST_P(Nrps, AnswersAsCanvasDoes) {
    auto const& row = GetParam();
    RosterCanvas canvas;
    row.act(canvas);
    auto const& response = canvas.answer.response;
    auto const trail = own_checks(canvas.answer.trail);
    ASSERT_EQ(response.status, row.status) << response.body;
    ASSERT_FALSE(trail.empty());
    EXPECT_EQ(trail.back().passed, row.status < 400);
    EXPECT_TRUE(std::all_of(trail.begin(), trail.end() - 1, [](auto const& check) { return check.passed; }))
        << "only the last check may fail";
    if (row.status >= 400) {
        EXPECT_EQ(trail.back().fact, row.fact);
        EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
        EXPECT_EQ(response.body, row.shown);
    } else {
        EXPECT_TRUE(canvas.rests_on(row.fact));
        EXPECT_EQ(
            response.headers.get("Content-Type"),
            "application/vnd.ims.lti-nrps.v2.membershipcontainer+json; charset=utf-8"
        );
        if (row.shown != "*") {
            EXPECT_EQ(canvas.listed(), row.shown);
        }
    }
    if (row.then) row.then(canvas);
}

/// The row's check is the one that refuses: without it the answer is another, if only because nothing is left to go on.
TEST_P(Nrps, AnswersOtherwiseWithoutTheCheck) {
    auto const& row = GetParam();
    static std::set<std::string> const of_the_token{
        "nrps/2.1",
        "nrps/2.2",
        "nrps/2.3",
        "nrps/2.4",
        "nrps/2.5",
        "nrps/2.6",
        "nrps/2.7",
        "nrps/2.8",
        "nrps/2.9",
        "nrps/2.10"};
    if (row.status < 400 || of_the_token.contains(row.fact)) return;
    RosterCanvas canvas;
    traffic::switch_off(row.fact);
    row.act(canvas);
    traffic::switch_off("");
    auto const& response = canvas.answer.response;
    EXPECT_FALSE(response.status == row.status && response.body == row.shown) << response.body;
}

std::string name_of(testing::TestParamInfo<RosterRow> const& info) {
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Checks, Nrps, testing::ValuesIn(roster_check_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Rosters, Nrps, testing::ValuesIn(roster_rows()), name_of);

/// What answers show and no trail names, and what cannot come up (the reasons stand in the file).
std::set<std::string> const untraced{"nrps/1.7", "nrps/2.3b", "nrps/2.18", "nrps/2.21", "nrps/4.17"};

TEST(NrpsFacts, AreExactlyThoseThatTheTablesReach) {
    std::set<std::string> reached;
    for (auto const& rows : {roster_check_rows(), roster_rows()}) {
        for (auto const& row : rows) {
            RosterCanvas canvas;
            row.act(canvas);
            for (auto const& check : own_checks(canvas.answer.trail)) reached.insert(check.fact);
        }
    }
    std::ifstream file(EASEL_SOURCE_DIR "/fixtures/facts/nrps.yaml");
    std::set<std::string> listed;
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("- id: ")) listed.insert(line.substr(6));
    ASSERT_FALSE(listed.empty());
    for (auto const& fact : reached) EXPECT_TRUE(listed.contains(fact)) << fact << " is not listed";
    for (auto const& fact : listed)
        EXPECT_NE(reached.contains(fact), untraced.contains(fact)) << fact << " is reached by no row";
}

struct PathCase {
    char const* name;
    char const* path;
    char const* means; ///< "course 11", "group 7", "course sis_course_id:X"; "": another path
};
void PrintTo(PathCase const& row, std::ostream* out) {
    *out << row.name;
}
class NrpsPath : public testing::TestWithParam<PathCase> {};

TEST_P(NrpsPath, IsTakenApart) {
    auto const& row = GetParam();
    auto const route = nrps_route(row.path);
    std::string means;
    if (route) {
        means = route->context == world::ContextKind::group ? "group " : "course ";
        means += route->id ? std::to_string(*route->id) : route->reference;
    }
    EXPECT_EQ(means, row.means);
}

INSTANTIATE_TEST_SUITE_P(
    Canvas,
    NrpsPath,
    testing::Values(
        PathCase{"course", "/api/lti/courses/11/names_and_roles", "course 11"},
        PathCase{"course_with_query", "/api/lti/courses/11/names_and_roles?limit=1", "course 11"},
        PathCase{"course_with_slash", "/api/lti/courses/11/names_and_roles/", "course 11"},
        PathCase{"group", "/api/lti/groups/7/names_and_roles", "group 7"},
        PathCase{"by_sis_id", "/api/lti/courses/sis_course_id:X/names_and_roles", "course sis_course_id:X"},
        PathCase{"negative", "/api/lti/courses/-1/names_and_roles", "course -1"},
        PathCase{"account", "/api/lti/accounts/1/names_and_roles", ""},
        PathCase{"no_id", "/api/lti/courses//names_and_roles", ""},
        PathCase{"longer", "/api/lti/courses/11/x/names_and_roles", ""},
        PathCase{"line_items", "/api/lti/courses/11/line_items", ""}
    ),
    [](auto const& info) { return info.param.name; }
);

/// nrps.md 6, the members in the order of the example.
TEST(NrpsBody, HasCanvasOrder) {
    RosterCanvas canvas;
    canvas.get(course_roster, {{"limit", "1"}});
    EXPECT_EQ(
        canvas.answer.response.body,
        R"({"id":"https://canvas.test/api/lti/courses/11/names_and_roles?limit=1",)"
        R"("context":{"id":"c0ffee0000000000000000000000000000000011","label":"BIO-101","title":"Biology"},)"
        R"("members":[{"status":"Active","name":"Ada Lovelace",)"
        R"("picture":"https://canvas.test/images/messages/avatar-50.png",)"
        R"("given_name":"Ada","family_name":"Lovelace","email":"ada@mock.example",)"
        R"("lis_person_sourcedid":"sis_ada","user_id":"5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0001",)"
        R"("lti11_legacy_user_id":"0000000000000000000000000000000000000042",)"
        R"("roles":["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]}]})"
    );
}

TEST(NrpsBody, HasTheMessageOfAnAnonymousTool) {
    RosterCanvas canvas;
    canvas.tool().privacy = world::Privacy::anonymous;
    canvas.tool().custom = {{"tz", "$Person.address.timezone"}, {"mystery", "$Not.a.variable"}};
    canvas.user(42).locale = "hu";
    canvas.user(42).time_zone = "Europe/Budapest";
    canvas.get(course_roster, {{"rlid", Canvas::link_id}, {"limit", "1"}});
    EXPECT_EQ(
        base::dump(canvas.member("ada")),
        R"({"status":"Active","user_id":"5a4c6d2e-0c1b-4b7e-9d55-1f3f6a9e0001",)"
        R"("lti11_legacy_user_id":"0000000000000000000000000000000000000042",)"
        R"("roles":["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],)"
        R"("message":[{"https://purl.imsglobal.org/spec/lti/claim/message_type":"LtiResourceLinkRequest",)"
        R"("locale":"hu","https://www.instructure.com/canvas_user_id":42,)"
        R"("https://www.instructure.com/canvas_user_login_id":"ada",)"
        R"("https://purl.imsglobal.org/spec/lti/claim/custom":{"tz":"Europe/Budapest","mystery":"$Not.a.variable"}}]})"
    );
}

} // namespace
} // namespace easel::services
