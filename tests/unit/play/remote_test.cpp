#include "play/remote.hpp"

#include <gmock/gmock.h>

namespace easel::play {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A course with a quiz that ada and bob take, of which the configuration knows the course and ada.
world::World small_world() {
    world::World world;
    world.next_id = 100;
    auto& course = world.courses.emplace_back();
    course.id = 1;
    course.name = "bio101";
    auto& other = world.courses.emplace_back();
    other.id = 2;
    other.name = "chem202";
    for (auto const* name : {"ada", "bob"}) {
        auto& user = world.users.emplace_back();
        user.id = world.next_id++;
        user.name = name;
        user.lti_id = std::string("local-") + name;
    }
    for (auto const* name : {"quiz1", "quiz2"}) {
        auto& assignment = world.assignments.emplace_back();
        assignment.id = world.next_id++;
        assignment.course = 1;
        assignment.name = name;
        auto& item = world.line_items.emplace_back();
        item.id = world.next_id++;
        item.assignment = assignment.id;
    }
    return world;
}

Remote small_remote() {
    Remote remote;
    remote.courses = {{"bio101", 4711}};
    remote.users = {{"ada", {0, "their-ada"}}};
    remote.line_items = {{"quiz2", 88}};
    return remote;
}

scenario::Case loaded(std::string const& steps, std::string const& more = {}) {
    scenario::Loader loader({});
    loader.add("scenario: s\n" + more + "steps: [ " + steps + " ]", "s.yaml", "s", {});
    auto suite = loader.finish();
    EXPECT_THAT(suite.problems, IsEmpty()) << steps;
    return suite.cases.empty() ? scenario::Case{} : suite.cases.front();
}

struct Row {
    char const* name;
    char const* steps;
    char const* why;  ///< part of the reason; "" : it can be played
    char const* more = "";
};
void PrintTo(Row const& row, std::ostream* out) {
    *out << row.name;
}

class Obstacle : public testing::TestWithParam<Row> {};
TEST_P(Obstacle, IsNamed) {
    auto world = small_world();
    auto const why = obstacle(small_remote(), loaded(GetParam().steps, GetParam().more), world);
    if (std::string(GetParam().why).empty())
        EXPECT_EQ(why.value_or(""), "");
    else
        EXPECT_THAT(why.value_or("none"), HasSubstr(GetParam().why));
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(Cases, Obstacle, testing::ValuesIn(std::vector<Row>{
    {"score",         "send: { score: quiz1, user: ada, given: 1, of: 2 }",                       ""},
    {"nobody",        "send: { score: quiz1, user: somebody }",                                   ""},
    {"token",         "send: { token: ~, assertion: { aud: \"${token_url}/\", exp: \"${now}\" } }", ""},
    {"key_set",       "send: { jwks: ~ }",                                                        ""},
    {"no_token",      "send: { results: quiz1, token: none }",                                    ""},
    {"forged_token",  "send: { results: quiz1, token: wrong_signature }",                         ""},
    {"other_scopes",  "send: { results: quiz1, token: { scopes: [score] } }",                     ""},
    {"own_line_item", "send: { line_item: quiz2 }",                                               ""},
    {"answer",        "send: { get: \"${answer.id}\" }",                                          ""},
    {"expired_token", "send: { results: quiz1, token: expired }",                                 "only its platform can make"},
    {"claims",        "send: { results: quiz1, token: { claims: { sub: x } } }",                  "only its platform can make"},
    {"no_scopes",     "send: { results: quiz1, token: { scopes: [] } }",                          "without scopes"},
    {"unmapped_user", "send: { score: quiz1, user: bob }",                                        "maps no user 'bob'"},
    {"user_id",       "send: { score: quiz1, user: \"${ada.id}\" }",                              "no id of 'ada'"},
    {"course",        "send: { memberships: chem202 }",                                           "maps no course 'chem202'"},
    {"link_id",       "send: { score: quiz1, resource_link_id: \"${quiz1.link_id}\" }",           "no link id"},
    {"line_item",     "send: { line_item_delete: quiz1 }",                                        "maps no line item of 'quiz1'"},
    {"whole_list",    "{ send: { line_items: bio101 }, expect: { count: 2 } }",                   "a course of its own"},
    {"roster",        "{ send: { memberships: bio101 }, expect: { status: 200 } }",               ""},
    {"session",       "send: { get: /x, session: ada }",                                          "a browser session"},
    {"launch",        "send: { launch: { as: ada, to: quiz1 } }",                                 "a browser session"},
    {"config",        "send: { config: {} }",                                                     "over the network"},
    {"change",        "change: { clock: 1h }",                                                    "'change' needs control"},
    {"gradebook",     "gradebook: { quiz1: { ada: ~ } }",                                         "'gradebook' needs control"},
    {"rest",          "rest: { as: ada, path: /courses/1 }",                                      "the token of a person"},
    {"install",       "install: { xml: <a/> }",                                                  "the token of an admin"},
    {"as_tool",       "send: { results: quiz1, as: tool }",                                       "a tool under test"},
    {"tool",          "act: score",                                                               "a tool under test"},
    {"world",         "send: { jwks: ~ }",                                                        "a world of its own", "world: { canvas: x }\n"},
    {"unknown_name",  "send: { get: \"${elsewhere.id}\" }",                                       "known as 'elsewhere'"},
}), [](auto const& info) { return std::string(info.param.name); });
// clang-format on

TEST(Remote, NamesGetTheirIds) {
    auto world = small_world();
    adopt_ids(small_remote(), world);
    EXPECT_EQ(world::course_named(world, "bio101")->id, 4711);
    EXPECT_EQ(world::assignment_named(world, "quiz1")->course, 4711);
    EXPECT_EQ(world::user_named(world, "ada")->lti_id, "their-ada");
    EXPECT_EQ(world::user_named(world, "ada")->id, 100);
    EXPECT_EQ(world::user_named(world, "bob")->lti_id, "local-bob");
    EXPECT_EQ(world.line_items[1].id, 88);
    adopt_line_item(world, "quiz1", 99);
    EXPECT_EQ(world.line_items[0].id, 99);
}

TEST(Remote, AddressesKeepTheQuery) {
    auto remote = small_remote();
    remote.origin = "https://canvas.test";
    remote.token_url = "https://sso.canvas.test/token";
    remote.jwks_url = "https://sso.canvas.test/jwks?env=beta";
    struct {
        char const* kind;
        char const* target;
        char const* address;
    } const rows[]{
        {"get", "/a/b?c=d", "https://canvas.test/a/b?c=d"},
        {"token", "/login/oauth2/token", "https://sso.canvas.test/token"},
        {"token", "/login/oauth2/token?scope=x&y=", "https://sso.canvas.test/token?scope=x&y="},
        {"jwks", "/api/lti/security/jwks", "https://sso.canvas.test/jwks?env=beta"},
        {"jwks", "/api/lti/security/jwks?page=2", "https://sso.canvas.test/jwks?env=beta&page=2"},
    };
    for (auto const& row : rows) EXPECT_EQ(address_of(remote, row.kind, row.target), row.address) << row.target;
}

TEST(Remote, MakesTheLineItemsThatAreNotMapped) {
    auto world = small_world();
    auto const played = loaded(
        "{ send: { score: quiz1, user: ada } }, { send: { results: quiz2 } }, { send: { get: \"${quiz1.line_item}\" } }"
    );
    EXPECT_THAT(missing_line_items(small_remote(), played, world), ElementsAre("quiz1"));
}

} // namespace
} // namespace easel::play
