#include "load_support.hpp"
#include "support/json_schema.hpp"

#include <gmock/gmock.h>

namespace easel::scenario {
namespace {

/// Does the schema that editors use accept the text?
std::string schema_says(std::string const& text) {
    yaml::Problems problems;
    auto const document = yaml::parse(text, "t.yaml", problems);
    EXPECT_TRUE(problems.empty()) << text;
    return support::SchemaValidator::explain(schema(), yaml::to_json(document.root));
}

bool shape_accepts(std::string const& text) {
    yaml::Problems problems;
    auto const document = yaml::parse(text, "t.yaml", problems);
    return shape().check(document.root, problems);
}

struct Row {
    char const* name;
    bool good;
    std::string text;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

std::string one(std::string const& step) {
    return "scenario: s\nsteps:\n  - " + step + "\n";
}

class Schema : public testing::TestWithParam<Row> {};
TEST_P(Schema, AgreesWithTheLoader) {
    auto const reason = schema_says(GetParam().text);
    EXPECT_EQ(reason.empty(), GetParam().good) << reason;
    EXPECT_EQ(shape_accepts(GetParam().text), GetParam().good);
    auto const suite = load_one(GetParam().text);
    EXPECT_EQ(suite.problems.empty(), GetParam().good) << told(suite);
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Samples,
    Schema,
    testing::ValuesIn(std::vector<Row>{
        {"shortest", true, one("act: score")},
        {"row_expressions", true,
         "scenario: s\ncases: [ { name: a, e: rejected, l: get, w: 5s } ]\nsteps:\n"
         "  - { launch: { as: ada, to: q, login: \"${case.l}\" }, expect: \"${case.e}\" }\n"
         "  - quiet: { score: ~, for: \"${case.w}\" }"},
        {"launch_word", true, one("{ launch: { as: ada, to: q }, expect: survives }")},
        {"launch_view", true, one("{ launch: { as: ada, to: q }, expect: { launch: accepted, view: not_teacher } }")},
        {"launch_status", false, one("{ launch: { as: ada, to: q }, expect: { status: 200 } }")},
        {"send_word", false, one("{ send: { jwks: ~ }, expect: accepted }")},
        {"send_status", true, one("{ send: { jwks: ~ }, expect: { status: 200, headers: { Allow: GET } } }")},
        {"send_late_status", true, one("{ send: { jwks: ~ }, expect: { status: \"${x}\" } }")},
        {"send_bad_status", false, one("{ send: { jwks: ~ }, expect: { status: 99 } }")},
        {"send_token_word", true, one("send: { score: q, token: expired }")},
        {"send_token_scopes", true, one("send: { score: q, token: { scopes: [a], claims: { x: 1 } } }")},
        {"send_token_bad", false, one("send: { score: q, token: old }")},
        {"send_token_alone", true, one("send: { token: ~, scope: a }")},
        {"send_line_item_url", true, one("send: { score: q, line_item: \"http://x/\" }")},
        {"send_line_item", true, one("send: { line_item: q, token: none }")},
        {"send_two", false, one("send: { score: q, results: q }")},
        {"send_foreign", false, one("send: { results: q, given: 5 }")},
        {"send_odd_values", true,
         one("send: { score: q, given: [x], of: ~, extra: { a: 1 }, omit: [userId], body: raw }")},
        {"send_update", true,
         one("send: { line_item_update: q, label: L, maximum: 5, tag: t, start: \"${now}\", extension: { type: x } }")},
        {"send_roster", true,
         one("{ send: { memberships: c, role: Learner, limit: 2, page: 1, rlid: q }, expect: { count: 2 } }")},
        {"send_roster_of_group", true, one("send: { memberships: { group: red } }")},
        {"send_roster_of_nothing", false, one("send: { memberships: { course: c } }")},
        {"send_progress", true, one("send: { progress: 17, course: c }")},
        {"send_raw", true, one("send: { delete: /x, session: ada, headers: { Accept: a } }")},
        {"send_raw_foreign", false, one("send: { put: /x, role: Learner }")},
        {"send_launch", true,
         one("{ send: { launch: { as: ada, to: q, authorize: { scope: x, omit: [nonce] }, hint: forged, times: 2,"
             " wait: 6m } }, expect: { error: login_required, login: { a: b }, claims: { roles: ~any }, roles: [],"
             " form: { state: ~absent } } }")},
        {"send_launch_parts", true,
         one("send: { launch: { from: login, hop: second, session: none, storage: false } }")},
        {"send_launch_odd_hint", false, one("send: { launch: { as: ada, to: q, hint: odd } }")},
        {"send_launch_too_often", false, one("send: { launch: { as: ada, to: q, times: 10 } }")},
        {"send_launch_word", false, one("send: { launch: ada }")},
        {"send_picker", true,
         one("{ send: { deep_link: { as: g, to: c, placement: p, items: [{ type: link }], claims: { iss: ~remove },"
             " data: reused } }, expect: { status: 200, response: { placement: p } } }")},
        {"send_picker_without_placement", false, one("send: { deep_link: { as: g, to: c } }")},
        {"send_picker_key", false, one("send: { deep_link: { as: g, to: c, placement: p, key: stolen } }")},
        {"send_config", true,
         one("{ send: { config: { change: { /title: ~remove }, privacy: public, disabled: [a] } },"
             " expect: { complaints: [], internal: {}, key: {}, tool: {} } }")},
        {"send_config_fetched", true,
         one("send: { config: { fetched: { status: 404, body: { a: 1 }, timed_out: true } } }")},
        {"send_config_odd", false, one("send: { config: { file: x } }")},
        {"await_claims", false, one("{ await: { score: q }, expect: { claims: {} } }")},
        {"world_rows", true, one("world: { links: { count: 1, a: { title: b } }, submissions: { q/ada: ~ } }")},
        {"world_unknown_table", false, one("world: { planets: {} }")},
        {"world_flat", false, one("world: { links: { a: b } }")},
        {"expect_of_quiet", false, one("{ quiet: { score: ~ }, expect: {} }")},
        {"act_with", true, one("act: { regrade: { user: ada }, jar: j }")},
        {"act_null", true, one("act: { regrade: ~ }")},
        {"act_unknown", false, one("act: dance")},
        {"await_times", true, one("await: { score: q, answer: { status: 500, fault: stall }, times: always }")},
        {"await_times_word", false, one("await: { score: q, answer: { status: 500 }, times: often }")},
        {"await_bad_key", false, one("await: { score: q, until: 5s }")},
        {"change", true, one("change: { clock: 1h }")},
        {"change_unknown", false, one("change: { weather: rain }")},
        {"gradebook", true, one("gradebook: { q: { ada: { score: 1 }, bob: ~ } }")},
        {"gradebook_flat", false, one("gradebook: { q: 5 }")},
        {"number_as_name", false, one("launch: { as: 5, to: q }")},
        {"tags_text", false, "scenario: s\ntags: slow\nsteps: [ { act: score } ]"},
        {"no_scenario", false, "steps: [ { act: score } ]"},
        {"empty", false, "{}"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);
// clang-format on

TEST(SchemaText, IsDraft07) {
    auto const text = base::json::serialize(schema());
    EXPECT_THAT(
        text, testing::StartsWith(R"({"$schema":"http://json-schema.org/draft-07/schema#","title":"Easel scenario")")
    );
}

}  // namespace
}  // namespace easel::scenario
