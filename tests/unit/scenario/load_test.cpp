#include "load_support.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace easel::scenario {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string json_of(Template const& value) {
    return base::json::serialize(value.value);
}

template <class Action>
Action const& action(Case const& made, std::size_t step) {
    return std::get<Action>(made.steps.at(step).action);
}

TEST(Load, MakesACaseOfEachRow) {
    auto const suite = load_one(R"(
scenario: An id_token that cannot be trusted is refused
purpose: forged launches must not get in
requirements: [LAUNCH-008]
tags: [security]
cases:
  - { name: No KID!,     tamper: { id_token.header.kid: ~remove } }
  - { name: alg none, requirements: [LAUNCH-005], tags: [slow, security], purpose: own, tamper: { id_token.alg: none } }
  - { name: canonical }
steps:
  - launch: { as: ada, to: quiz1, tamper: "${case.tamper}" }
    expect: rejected
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    ASSERT_THAT(suite.cases, SizeIs(3));
    auto const& none = suite.cases[0];
    EXPECT_EQ(none.id, "launch.untrusted/alg-none");
    EXPECT_EQ(none.group, "launch.untrusted");
    EXPECT_EQ(none.name, "alg none");
    EXPECT_EQ(none.title, "An id_token that cannot be trusted is refused: alg none");
    EXPECT_EQ(none.purpose, "own");
    EXPECT_THAT(none.requirements, ElementsAre("LAUNCH-005"));
    EXPECT_THAT(none.tags, ElementsAre("security", "slow"));
    EXPECT_TRUE(none.has_tag("slow"));
    EXPECT_EQ(yaml::to_string(none.at), "suite/launch/untrusted.yaml:8:5");
    EXPECT_EQ(base::json::serialize(none.row), R"({"name":"alg none","tamper":{"id_token.alg":"none"}})");
    EXPECT_EQ(json_of(action<Launch>(none, 0).tamper), R"({"id_token.alg":"none"})");
    EXPECT_EQ(yaml::to_string(action<Launch>(none, 0).tamper.at), "suite/launch/untrusted.yaml:8:97");

    EXPECT_EQ(suite.cases[1].id, "launch.untrusted/canonical");
    EXPECT_TRUE(action<Launch>(suite.cases[1], 0).tamper.empty()) << "a row may leave its key out";
    EXPECT_EQ(suite.cases[2].id, "launch.untrusted/no-kid");
    EXPECT_THAT(suite.cases[2].requirements, ElementsAre("LAUNCH-008"));
    EXPECT_EQ(suite.cases[2].purpose, "forged launches must not get in");
    EXPECT_EQ(action<Launch>(suite.cases[2], 0).expect, LaunchExpectation::rejected);
}

TEST(Load, WithoutCasesTheIdIsTheFiles) {
    auto const suite = load_one(R"(
scenario: A score older than the last one is refused
facts: [ags/5.2.13]
steps:
  - send: { score: quiz1, user: ada, given: 9, of: 10, timestamp: "${now}" }
    expect: { status: 200 }
  - send: { score: quiz1, user: ada, given: 5, of: 10, timestamp: "${now - 1h}" }
    expect: { error: timestamp-stale, fact: ags/5.2.13 }
  - gradebook: { quiz1: { ada: { score: 9, attempt: 1 }, bob: ~ } }
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    ASSERT_THAT(suite.cases, SizeIs(1));
    auto const& only = suite.cases[0];
    EXPECT_EQ(only.id, "launch.untrusted");
    EXPECT_EQ(only.name, "");
    EXPECT_EQ(only.title, "A score older than the last one is refused");
    EXPECT_THAT(only.facts, ElementsAre("ags/5.2.13"));
    EXPECT_FALSE(only.needs_tool());
    EXPECT_FALSE(only.needs_registration_alone());
    EXPECT_EQ(only.at.line, 2);
    ASSERT_THAT(only.steps, SizeIs(3));
    auto const& send = action<Send>(only, 1);
    EXPECT_EQ(send.kind, "score");
    EXPECT_EQ(send.as, "probe");
    EXPECT_EQ(json_of(send.request), R"({"score":"quiz1","user":"ada","given":5,"of":10,"timestamp":"${now - 1h}"})");
    EXPECT_EQ(json_of(send.expect), R"({"error":"timestamp-stale","fact":"ags/5.2.13"})");
    EXPECT_EQ(send.expect_at.line, 8);
    EXPECT_EQ(json_of(action<Gradebook>(only, 2).expected), R"({"quiz1":{"ada":{"score":9,"attempt":1},"bob":null}})");
    EXPECT_EQ(only.steps[2].verb(), "gradebook");
    EXPECT_EQ(only.steps[2].number, 3);
    EXPECT_EQ(only.steps[2].at.line, 9);
}

TEST(Load, ReadsEveryVerb) {
    auto const suite = load_one(R"(
scenario: The tool copes with a score that Canvas holds newer
requirements: [ERR-003]
steps:
  - launch:
      as: ada
      to: quiz1
      placement: course_navigation
      jar: a
      login: get
      replay: previous
    expect: { launch: survives, view: student }
  - launch: { as: ada, to: quiz1 }
    expect: { view: teacher }
  - launch: { as: ada, to: quiz1 }
  - change: { result: { quiz1: { ada: { score: 7, updated_at: "${now + 1h}" } } } }
  - act: score
  - act: { score: { fraction: 0.8 }, jar: b }
  - act: { regrade: ~ }
  - await: { score: quiz1, user: ada, within: 15s, optional: true, answer: { error: timestamp-stale, delay: 2s },
             times: 3 }
    expect: { answered: timestamp-stale, request: { scoreGiven: 8 }, count: 1 }
  - await: { token: ~, answer: { status: 503, body: "x" }, times: always }
  - await: { line_items: any, within: t_page }
  - quiet: { score: quiz1, same_body: true, for: t_quiet, at_most: 1, tolerate: 3 }
  - quiet: { score: any, for: 1m }
  - send: { token: ~, as: tool, scope: "a b", assertion: { claims.aud: x } }
  - send: { results: quiz1, token: { scopes: [a] }, line_item: "${quiz1.line_item.id}" }
  - send: { line_item: quiz1, token: none }
  - change: { clock: 1h }
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    auto const& made = suite.cases.at(0);
    EXPECT_TRUE(made.needs_tool());
    EXPECT_TRUE(made.needs_registration_alone()) << "it awaits a token request";

    auto const& launch = action<Launch>(made, 0);
    EXPECT_EQ(launch.as, "ada");
    EXPECT_EQ(launch.placement, "course_navigation");
    EXPECT_EQ(launch.jar, "a");
    EXPECT_TRUE(launch.login_by_get);
    EXPECT_TRUE(launch.replay_previous);
    EXPECT_EQ(launch.expect, LaunchExpectation::survives);
    EXPECT_EQ(launch.view, "student");
    EXPECT_EQ(launch.expect_at.line, 12);
    EXPECT_EQ(action<Launch>(made, 1).expect, LaunchExpectation::accepted);
    EXPECT_EQ(action<Launch>(made, 2).expect, LaunchExpectation::none);
    EXPECT_FALSE(action<Launch>(made, 2).login_by_get);

    EXPECT_EQ(action<Change>(made, 3).what, "result");
    EXPECT_EQ(json_of(action<Change>(made, 3).to), R"({"quiz1":{"ada":{"score":7,"updated_at":"${now + 1h}"}}})");

    EXPECT_EQ(action<Act>(made, 4).action, "score");
    EXPECT_EQ(json_of(action<Act>(made, 4).with), "{}");
    EXPECT_EQ(json_of(action<Act>(made, 5).with), R"({"fraction":8E-1})");
    EXPECT_EQ(action<Act>(made, 5).jar, "b");
    EXPECT_EQ(json_of(action<Act>(made, 6).with), "{}");

    auto const& await = action<Await>(made, 7);
    EXPECT_EQ(await.call, traffic::CallKind::score);
    EXPECT_EQ(await.what, "quiz1");
    EXPECT_EQ(await.user, "ada");
    EXPECT_EQ(await.within.span, base::Duration{15'000});
    EXPECT_EQ(await.within.limit, "");
    EXPECT_TRUE(await.optional);
    EXPECT_EQ(json_of(await.answer), R"({"error":"timestamp-stale","delay":"2s","times":3})");
    EXPECT_EQ(json_of(await.expect), R"({"answered":"timestamp-stale","request":{"scoreGiven":8},"count":1})");
    EXPECT_EQ(action<Await>(made, 8).call, traffic::CallKind::token);
    EXPECT_EQ(action<Await>(made, 8).what, "");
    EXPECT_EQ(action<Await>(made, 8).within.limit, "t_service");
    EXPECT_EQ(json_of(action<Await>(made, 8).answer), R"({"status":503,"body":"x","times":-1})");
    EXPECT_EQ(action<Await>(made, 9).what, "");
    EXPECT_EQ(action<Await>(made, 9).within.limit, "t_page");

    auto const& quiet = action<Quiet>(made, 10);
    EXPECT_TRUE(quiet.same_body);
    EXPECT_EQ(quiet.span.limit, "t_quiet");
    EXPECT_EQ(quiet.at_most, 1);
    EXPECT_EQ(quiet.tolerate, 3);
    EXPECT_EQ(action<Quiet>(made, 11).span.span, base::Duration{60'000});

    EXPECT_EQ(action<Send>(made, 12).kind, "token");
    EXPECT_EQ(action<Send>(made, 12).as, "tool");
    EXPECT_EQ(
        json_of(action<Send>(made, 12).request), R"({"token":null,"scope":"a b","assertion":{"claims.aud":"x"}})"
    );
    EXPECT_EQ(action<Send>(made, 13).kind, "results");
    EXPECT_EQ(action<Send>(made, 14).kind, "line_item");
}

TEST(Load, AStepWhoseVerbTheRowLacksIsLeftOut) {
    auto const suite = load_one(R"(
scenario: s
cases:
  - { name: changed, change: { clock: 1h } }
  - { name: plain }
steps:
  - change: "${case.change}"
  - act: score
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    ASSERT_THAT(suite.cases, SizeIs(2));
    EXPECT_THAT(suite.cases[0].steps, SizeIs(2));
    ASSERT_THAT(suite.cases[1].steps, SizeIs(1));
    EXPECT_EQ(suite.cases[1].steps[0].verb(), "act");
    EXPECT_EQ(suite.cases[1].steps[0].number, 2);
}

TEST(Load, ACaseWithoutAnyStepIsAProblem) {
    auto const suite = load_one(R"(
scenario: s
cases: [ { name: a, c: { clock: 1h } }, { name: b } ]
steps: [ { change: "${case.c}" } ]
)");
    ASSERT_THAT(suite.problems, SizeIs(1)) << told(suite);
    EXPECT_EQ(suite.problems[0].code, "no-steps");
}

TEST(Load, ReadsEveryKindOfSend) {
    struct Row {
        std::string step;
        std::string kind;
    };
    for (auto const& [step, kind] : std::vector<Row>{
             {"{ memberships: c, role: Learner }", "memberships"},
             {"{ progress: 5, token: none }", "progress"},
             {"{ line_item: q, token: none }", "line_item"},
             {"{ score: q, line_item: \"http://x/\", token: none }", "score"},
             {"{ launch: { as: a, to: q } }", "launch"},
             {"{ deep_link: { as: a, to: c, placement: p } }", "deep_link"},
             {"{ config: { document: {} } }", "config"},
             {"{ put: /x }", "put"},
             {"{ delete: /x, session: ada }", "delete"},
             {"{ token: ~ }", "token"},
         }) {
        auto const suite = load_one("scenario: s\nsteps: [ { send: " + step + " } ]");
        ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
        EXPECT_EQ(action<Send>(suite.cases.at(0), 0).kind, kind) << step;
        EXPECT_FALSE(suite.cases.at(0).needs_tool()) << step;
    }
}

TEST(Load, KnowsWhatLooksAtContent) {
    struct Row {
        std::string step;
        bool looks;
    };
    for (auto const& [step, looks] : std::vector<Row>{
             {"{ send: { jwks: ~ }, expect: { status: 200 } }", false},
             {"{ send: { launch: { as: a, to: q } }, expect: { error: login_required } }", false},
             {"{ send: { launch: { as: a, to: q } }, expect: { claims: { sub: x } } }", true},
             {"{ send: { config: {} }, expect: { complaints: [] } }", true},
             {"{ world: { links: { count: 0 } } }", true},
             {"{ gradebook: { q: { a: ~ } } }", true},
         }) {
        auto const suite = load_one("scenario: s\nsteps: [ " + step + " ]");
        ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
        EXPECT_EQ(suite.cases.at(0).looks_at_content(), looks) << step;
    }
}

TEST(Load, SplicesRowValues) {
    auto const suite = load_one(R"(
scenario: s
cases:
  - { name: one, user: ada, path: { deep: [x, 5] }, age: 90m, n: 3, t: "${now}", expect: { status: 200 } }
steps:
  - send: { get: "/users/${case.user}/${case.path.deep.1}", query: { a: "${case.path.deep}", n: "${case.n}" } }
    expect: "${case.expect}"
  - send: { score: quiz1, user: "${case.user}", given: "${case.n}", timestamp: "${now - case.age}",
            comment: "${case.t}" }
  - send: { score: quiz1, timestamp: "${case.t - 1h}", comment: "${case.user | upper} ${case.n}${case.n}" }
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    auto const& made = suite.cases.at(0);
    EXPECT_EQ(json_of(action<Send>(made, 0).request), R"({"get":"/users/ada/5","query":{"a":["x",5],"n":3}})");
    EXPECT_EQ(json_of(action<Send>(made, 0).expect), R"({"status":200})");
    EXPECT_EQ(
        json_of(action<Send>(made, 1).request),
        R"({"score":"quiz1","user":"ada","given":3,"timestamp":"${now - 90m}","comment":"${now}"})"
    );
    EXPECT_EQ(
        json_of(action<Send>(made, 2).request),
        R"({"score":"quiz1","timestamp":"${now - 1h}","comment":"${\"ada\" | upper} 33"})"
    );
}

TEST(Load, WorldsOfScenarioAndRowAreLaidOverEachOther) {
    auto const suite = load_one(R"(
scenario: s
world: { courses: { bio101: { concluded: false, name: "${case.title}" } }, users: [a] }
cases:
  - { name: one, title: Biology, world: { courses: { bio101: { concluded: true, gone: ~remove } } } }
  - { name: two, world: { users: [b] } }
steps: [ { act: score } ]
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    EXPECT_EQ(
        base::json::serialize(yaml::to_json(suite.cases.at(0).world)),
        R"({"courses":{"bio101":{"concluded":true,"name":"Biology","gone":"~remove"}},"users":["a"]})"
    );
    EXPECT_EQ(
        base::json::serialize(yaml::to_json(suite.cases.at(1).world)),
        R"({"courses":{"bio101":{"concluded":false}},"users":["b"]})"
    );
    EXPECT_TRUE(load_one("scenario: s\nsteps: [ { act: score } ]").cases.at(0).world.is_null());
}

TEST(Load, IncludesAreSplicedIn) {
    Files const files{
        {"suite/common/open.yaml",
         "about: opens\nsteps:\n  - launch: { as: \"${case.user}\", to: quiz1 }\n    expect: accepted\n  - include: "
         "more.yaml\n"                                       },
        {"suite/common/more.yaml", "steps:\n  - act: score\n"},
    };
    auto const suite = load_one(
        R"(
scenario: s
cases: [ { name: one, user: ada } ]
steps:
  - include: ../common/open.yaml
  - quiet: { score: quiz1 }
  - include: ../common/more.yaml
)",
        files
    );
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    auto const& made = suite.cases.at(0);
    ASSERT_THAT(made.steps, SizeIs(4));
    EXPECT_EQ(action<Launch>(made, 0).as, "ada");
    EXPECT_EQ(yaml::to_string(made.steps[0].at), "suite/common/open.yaml:3:5");
    EXPECT_EQ(made.steps[1].verb(), "act");
    EXPECT_EQ(made.steps[3].number, 4);
    EXPECT_THAT(suite.documents, SizeIs(3)) << "each file is read once";
}

TEST(Load, ARestCallIsSentWhole) {
    auto const suite = load_one(R"(
scenario: s
facts: [ags/5.2.13]
steps:
  - rest: { as: grace, method: POST, path: "/courses/${bio101.id}/external_tools", form: { a: { b: 1 } }, keep: made }
    expect: { status: 200, body: { id: ~any }, fact: ags/5.2.13 }
  - rest: { path: "/x/${made.id}", token: none }
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    auto const& only = suite.cases.at(0);
    auto const& rest = action<Send>(only, 0);
    EXPECT_EQ(only.steps[0].verb(), "rest");
    EXPECT_EQ(rest.kind, "rest");
    EXPECT_EQ(rest.as, "probe") << "`as` is a person";
    EXPECT_EQ(
        json_of(rest.request),
        R"({"as":"grace","method":"POST","path":"/courses/${bio101.id}/external_tools","form":{"a":{"b":1}},"keep":"made"})"
    );
    EXPECT_EQ(json_of(rest.expect), R"({"status":200,"body":{"id":"~any"},"fact":"ags/5.2.13"})");
    EXPECT_FALSE(only.needs_tool());
    EXPECT_FALSE(only.looks_at_content());
}

TEST(Load, ALaunchByUrlNeedsNothingElse) {
    auto const suite = load_one("scenario: s\nsteps: [ { launch: { as: ada, url: \"${page.url}\" }, expect: accepted } ]");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    auto const& launch = action<Launch>(suite.cases.at(0), 0);
    EXPECT_EQ(json_of(launch.url), R"("${page.url}")");
    EXPECT_EQ(launch.to, "");
    EXPECT_EQ(launch.expect, LaunchExpectation::accepted);
}

TEST(Load, AnInstallIsSentWhole) {
    auto const suite = load_one(R"(
scenario: s
steps:
  - install: { in: bio101, xml: "<a/>", key: k, secret: s, keep: made }
    expect: { status: 200 }
  - install: { json: { title: T }, client_id: "100" }
    expect: { complaints: [] }
  - launch: { as: ada, to: bio101, tool: made }
)");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    auto const& only = suite.cases.at(0);
    EXPECT_EQ(only.steps[0].verb(), "install");
    EXPECT_EQ(action<Send>(only, 0).kind, "install");
    EXPECT_EQ(json_of(action<Send>(only, 0).request), R"({"in":"bio101","xml":"<a/>","key":"k","secret":"s","keep":"made"})");
    EXPECT_EQ(json_of(action<Send>(only, 1).expect), R"({"complaints":[]})");
    EXPECT_EQ(action<Launch>(only, 2).tool, "made");
}

struct Needs {
    char const* name;
    char const* step;
    bool tool;
    bool alone;
};
void PrintTo(Needs const& row, std::ostream* os) {
    *os << row.name;
}
class CaseNeeds : public testing::TestWithParam<Needs> {};
TEST_P(CaseNeeds, FollowFromItsSteps) {
    auto const suite = load_one(std::string("scenario: s\nsteps:\n  - ") + GetParam().step + "\n");
    ASSERT_THAT(suite.problems, IsEmpty()) << told(suite);
    EXPECT_EQ(suite.cases.at(0).needs_tool(), GetParam().tool);
    EXPECT_EQ(suite.cases.at(0).needs_registration_alone(), GetParam().alone);
}
INSTANTIATE_TEST_SUITE_P(
    Steps,
    CaseNeeds,
    testing::ValuesIn(std::vector<Needs>{
        {"launch",         "launch: { as: ada, to: quiz1 }",                                 true,  false},
        {"tampered_token", "launch: { as: ada, to: quiz1, tamper: { id_token.alg: none } }", true,  false},
        {"tampered_keys",  "launch: { as: ada, to: quiz1, tamper: { jwks.status: 500 } }",   true,  true },
        {"act",            "act: score",                                                     true,  false},
        {"await_score",    "await: { score: ~ }",                                            true,  false},
        {"await_token",    "await: { token: ~ }",                                            true,  true },
        {"quiet_jwks",     "quiet: { jwks: ~ }",                                             true,  true },
        {"send_as_probe",  "send: { jwks: ~ }",                                              false, false},
        {"send_as_tool",   "send: { jwks: ~, as: tool }",                                    true,  false},
        {"change_course",  "change: { course: { bio101: concluded } }",                      false, false},
        {"change_keys",    "change: { keys: rotate }",                                       false, true },
        {"change_key",     "change: { key: off }",                                           false, true },
        {"change_token",   "change: { token: expired }",                                     false, true },
        {"change_tool",    "change: { tool: deleted }",                                      false, false},
        {"gradebook",      "gradebook: {}",                                                  false, false},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(Load, ATagAsksForARegistrationAlone) {
    auto const suite = load_one("scenario: s\ntags: [alone]\nsteps: [ { act: score } ]");
    EXPECT_TRUE(suite.cases.at(0).needs_registration_alone());
}

TEST(Load, SortsByIdOverFiles) {
    Loader loader(test_catalogue());
    for (auto const* base : {"b", "a.z", "a"})
        loader.add("scenario: s\nsteps: [ { act: score } ]", std::string(base) + ".yaml", base, {});
    auto const suite = loader.finish();
    ASSERT_THAT(suite.cases, SizeIs(3));
    EXPECT_EQ(suite.cases[0].id, "a");
    EXPECT_EQ(suite.cases[1].id, "a.z");
    EXPECT_EQ(suite.cases[2].id, "b");
    EXPECT_THAT(loader.finish().cases, IsEmpty()) << "a second suite starts empty";
}

}  // namespace
}  // namespace easel::scenario
