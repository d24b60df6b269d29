#include "load_support.hpp"

#include <gmock/gmock.h>

namespace easel::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Row {
    char const* name;
    std::string text;
    char const* code;
    char const* place;  ///< "line:column"
    char const* says = "";
    char const* hint = "";
    Files files = {};
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

std::string steps(std::string const& step) {
    return "scenario: s\nsteps:\n  - " + step + "\n";
}
std::string with_rows(std::string const& rows, std::string const& step) {
    return "scenario: s\ncases:\n" + rows + "steps:\n  - " + step + "\n";
}
std::string const file = "suite/launch/untrusted.yaml:";

class Errors : public testing::TestWithParam<Row> {};
TEST_P(Errors, AreProblemsAtTheirPlace) {
    auto const& row = GetParam();
    auto const suite = load_one(row.text, row.files);
    ASSERT_THAT(suite.problems, SizeIs(1)) << told(suite);
    auto const& problem = suite.problems[0];
    EXPECT_EQ(problem.code, row.code) << told(suite);
    EXPECT_EQ(yaml::to_string(problem.at), row.files.empty() ? file + row.place : row.place) << told(suite);
    EXPECT_THAT(problem.message, HasSubstr(row.says));
    EXPECT_THAT(problem.hint, HasSubstr(row.hint));
}
INSTANTIATE_TEST_SUITE_P(
    Loader,
    Errors,
    testing::ValuesIn(std::vector<Row>{
        {"unknown_key",
         "scenario: s\nstepps: []\nsteps: [ { act: score } ]\n", "unknown-key",
         "2:1", "'stepps'",
         "did you mean 'steps'?"},
        {"duplicate_key", "scenario: s\nscenario: t\nsteps: [ { act: score } ]\n", "duplicate-key", "2:1"},
        {"no_sentence", "steps: [ { act: score } ]\n", "missing-key", "1:1", "'scenario'"},
        {"no_steps_key", "scenario: s\n", "missing-key", "1:1", "'steps'"},
        {"no_steps", "scenario: s\nsteps: []\n", "no-steps", "2:8"},
        {"no_rows", "scenario: s\ncases: []\nsteps: [ { act: score } ]\n", "no-cases", "2:8"},
        {"wrong_type", "scenario: s\nsteps: { act: score }\n", "wrong-type", "2:8", "must be a list"},
        {"not_yaml", "scenario: [\n", "yaml-syntax", "2:1"},
        {"a_list", "- a\n", "wrong-type", "1:1"},
        {"unknown_verb",
         steps("lunch: { as: ada, to: quiz1 }"),
         "unknown-key", "3:5",
         "'lunch'", "did you mean 'launch'?"},
        {"no_verb", steps("expect: accepted"), "missing-key", "3:5", "one of these keys"},
        {"two_verbs", steps("{ act: score, quiet: { score: ~ } }"), "two-choices", "3:19"},
        {"expect_of_change",
         steps("{ change: { clock: 1h }, expect: accepted }"),
         "unknown-key",
         "3:30",
         "does not go with 'change'"},
        {"word_for_act", steps("{ act: score, expect: accepted }"), "wrong-type", "3:27", "must be a mapping"},
        {"act_on_no_page", steps("act: { score: ~, on: next }"), "unknown-word", "3:26"},
        {"verb_is_no_step", steps("launch: ada"), "wrong-type", "3:13"},
        {"bad_expectation",
         steps("{ launch: { as: ada, to: quiz1 }, expect: acepted }"),
         "unknown-word", "3:47",
         "", "did you mean 'accepted'?"},
        {"word_for_await",
         steps("{ await: { score: ~ }, expect: accepted }"),
         "wrong-type", "3:36",
         "must be a mapping"},
        {"launch_without_user", steps("launch: { to: quiz1 }"), "missing-key", "3:13", "'as'"},
        {"unknown_action", steps("act: scroe_zero"), "unknown-word", "3:10", "", "did you mean 'score_zero'?"},
        {"unknown_action_with", steps("act: { scores: {} }"), "unknown-key", "3:12", "", "did you mean 'score'?"},
        {"unknown_call", steps("await: { skore: quiz1 }"), "unknown-key", "3:14", "", "did you mean 'score'?"},
        {"other_is_no_call", steps("await: { other: ~ }"), "unknown-key", "3:14"},
        {"bad_duration", steps("await: { score: quiz1, within: 15 }"), "wrong-type", "3:36", "duration"},
        {"bad_limit",
         steps("quiet: { score: quiz1, for: t_retri }"),
         "wrong-type", "3:33",
         "", "did you mean 't_retry'?"},
        {"nothing_held", steps("deliver: one"), "nothing-held", "3:5", "no launch is held as 'one'"},
        {"held_and_expected",
         "scenario: S\nsteps:\n  - launch: { as: ada, to: quiz1, hold: one }\n    expect: accepted\n",
         "two-choices", "4:13"},
        {"two_versions",
         "scenario: S\nsteps:\n  - launch: { as: ada, to: quiz1 }\n  - launch: { version: \"1.1\", as: ada, to: quiz1 }\n",
         "two-versions", "4:5", "in one case"},
        {"lti11_without_login",
         steps("launch: { version: \"1.1\", as: ada, to: quiz1, login: get }"),
         "two-versions", "3:5", "no login"},
        {"lti11_without_issuers",
         steps("launch: { version: \"1.1\", as: ada, to: quiz1, registration: other }"),
         "two-versions", "3:5", "no issuers"},
        {"unknown_registration",
         steps("launch: { as: ada, to: quiz1, registration: third }"),
         "unknown-word", "3:49"},
        {"times_alone", steps("await: { score: quiz1, times: 2 }"), "times-alone", "3:35"},
        {"tolerate_below", steps("quiet: { score: quiz1, at_most: 2, tolerate: 1 }"), "out-of-range", "3:50"},
        {"unknown_fault",
         steps("await: { score: ~, answer: { fault: resett } }"),
         "unknown-word", "3:41",
         "", "did you mean 'reset'?"},
        {"launch_without_aim", steps("launch: { as: ada }"), "missing-key", "3:13", "'to'"},
        {"launch_by_url_twin", steps("{ launch: { as: ada, url: /x }, expect: rejected }"), "two-choices", "3:45", "by URL", "opens once"},
        {"launch_by_url_tampered", steps("launch: { as: ada, url: /x, tamper: {} }"), "two-choices", "3:41", "'tamper'"},
        {"install_of_nothing", steps("install: { in: bio101 }"), "missing-key", "3:14", "xml, url, json, form or client_id"},
        {"install_twice", steps("install: { xml: a, url: b }"), "two-choices", "3:29", "one of xml, url and json"},
        {"rest_without_path", steps("rest: { as: ada }"), "missing-key", "3:11", "path"},
        {"rest_method", steps("rest: { path: /x, method: get }"), "unknown-word", "3:31", "get"},
        {"rest_fact",
         steps("{ rest: { path: /x }, expect: { fact: ags/5.2.14 } }"),
         "unknown-fact",
         "3:43",
         "",
         "did you mean 'ags/5.2.10'"},
        {"foreign_send_key", steps("send: { token: ~, given: 5 }"), "unknown-key", "3:23", "does not go with 'token'"},
        {"unknown_requirement",
         "scenario: s\nrequirements: [LAUNCH-0088]\nsteps: [ { act: score } ]\n", "unknown-requirement",
         "2:16", "",
         "did you mean 'LAUNCH-008'?"},
        {"unknown_fact",
         "scenario: s\nfacts: [ags/5.2.99]\nsteps: [ { act: score } ]\n", "unknown-fact",
         "2:9", "'ags/5.2.99'"},
        {"unknown_in_row",
         with_rows("  - { name: a, requirements: [NOPE] }\n", "act: score"),
         "unknown-requirement", "3:31"},
        {"unknown_expected_fact",
         steps("{ send: { jwks: ~ }, expect: { fact: ags/5.2.14 } }"),
         "unknown-fact", "3:42",
         "", "did you mean 'ags/5.2.10'?"},
        {"unknown_error_row",
         steps("{ await: { score: ~ }, expect: { answered: timestamp-stal } }"),
         "unknown-row-of-the-error-table", "3:48",
         "", "did you mean 'timestamp-stale'?"},
        {"unknown_error_answer",
         steps("await: { score: ~, answer: { error: nope } }"),
         "unknown-row-of-the-error-table", "3:41"},
        {"row_without_name", with_rows("  - { tamper: {} }\n", "act: score"), "missing-key", "3:5", "'name'"},
        {"nameless_name", with_rows("  - { name: \"?!\" }\n", "act: score"), "bad-name", "3:13"},
        {"same_slug",
         with_rows("  - { name: no kid }\n  - { name: No  KID }\n", "act: score"),
         "duplicate-case", "4:13",
         "'launch.untrusted/no-kid'", "suite/launch/untrusted.yaml:3:13"},
        {"bad_expression", steps("send: { get: \"/a/${now -}\" }"), "bad-expression", "3:29", "", "expected a name"},
        {"bad_expression_in_world",
         "scenario: s\nworld: { a: \"${}\" }\nsteps: [ { act: score } ]\n", "bad-expression",
         "2:16"},
        {"bad_expression_in_row",
         with_rows("  - { name: a, t: \"${1x}\" }\n", "send: { get: \"${case.t}\" }"),
         "bad-expression", "3:22"},
        {"expression_too_early", steps("launch: { as: \"${user}\", to: quiz1 }"), "expression-here", "3:19"},
        {"word_by_expression", steps("launch: { as: ada, to: quiz1, login: \"${x}\" }"), "unknown-word", "3:42"},
        {"case_without_cases", steps("send: { get: \"${case.t}\" }"), "unknown-case-key", "3:18", "no cases"},
        {"unknown_case_key",
         with_rows("  - { name: a, tamper: {} }\n", "send: { get: \"${case.tampr}\" }"),
         "unknown-case-key", "5:18",
         "", "did you mean 'tamper'?"},
        {"key_missing_in_text",
         with_rows("  - { name: a, t: x }\n  - { name: b }\n", "send: { get: \"/${case.t}\" }"),
         "missing-case-key", "6:18",
         "(case 'b')"},
        {"mapping_in_text",
         with_rows("  - { name: a, t: {} }\n", "send: { get: \"/${case.t}\" }"),
         "wrong-type", "5:18"},
        {"row_value_misfits",
         with_rows("  - { name: a, t: 10x }\n  - { name: b, t: 5s }\n", "quiet: { score: ~, for: \"${case.t}\" }"),
         "wrong-type", "3:19",
         "(case 'a')"},
        {"needed_key_dropped",
         with_rows("  - { name: a, u: ada }\n  - { name: b }\n", "launch: { as: \"${case.u}\", to: quiz1 }"),
         "missing-key", "6:13",
         "(case 'b')"},
        {"missing_include", steps("include: nowhere.yaml"), "missing-include", "3:14", "'suite/launch/nowhere.yaml'"},
        {"expression_include", steps("include: \"${case.f}\""), "expression-here", "3:14"},
        {"include_cycle",
         steps("include: a.yaml"),
         "include-cycle", "suite/launch/b.yaml:1:21",
         "'suite/launch/a.yaml' includes itself", "a.yaml > suite/launch/b.yaml",
         {{"suite/launch/a.yaml", "steps: [ { include: b.yaml } ]"},
          {"suite/launch/b.yaml", "steps: [ { include: ./a.yaml } ]"}}},
        {"includes_itself",
         steps("include: ../launch/untrusted.yaml"),
         "include-cycle", "suite/launch/untrusted.yaml:3:14",
         "", "",
         {{"x", ""}}},
        {"broken_include",
         steps("include: a.yaml"),
         "unknown-key", "suite/launch/a.yaml:1:1",
         "'step'", "did you mean 'steps'?",
         {{"suite/launch/a.yaml", "step: []\nsteps: []\n"}}},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(LoaderErrors, ShowTheLine) {
    auto const suite = load_one(steps("lunch: { as: ada, to: quiz1 }"));
    EXPECT_EQ(
        told(suite),
        "suite/launch/untrusted.yaml:3:5: error: unknown key 'lunch' [unknown-key]\n"
        "    3 |   - lunch: { as: ada, to: quiz1 }\n"
        "      |     ^^^^^ did you mean 'launch'?\n"
    );
}

TEST(LoaderErrors, AllAreToldAtOnce) {
    auto const suite = load_one("scenario: s\nrequirements: [NOPE]\ntags: x\nsteps:\n  - lunch: {}\n  - act: foo\n");
    EXPECT_THAT(suite.problems, SizeIs(4)) << told(suite);
    EXPECT_THAT(suite.cases, IsEmpty());
}

TEST(LoaderErrors, AreToldOnceWhenAllCasesShareThem) {
    auto const suite = load_one(with_rows("  - { name: a }\n  - { name: b }\n", "send: { get: \"${\" }"));
    ASSERT_THAT(suite.problems, SizeIs(1)) << told(suite);
    EXPECT_EQ(suite.problems[0].message, "bad expression");
}

TEST(LoaderErrors, ASecondFileWithTheSameIds) {
    Loader loader(test_catalogue());
    loader.add(steps("act: score"), "a.yaml", "same", {});
    loader.add(steps("act: score"), "b.yaml", "same", {});
    auto const suite = loader.finish();
    ASSERT_THAT(suite.problems, SizeIs(1));
    EXPECT_EQ(suite.problems[0].code, "duplicate-case");
    EXPECT_THAT(suite.problems[0].hint, HasSubstr("a.yaml:1:11"));
    EXPECT_THAT(suite.cases, SizeIs(1));
}

TEST(LoaderErrors, IncludesThatGrowAreBounded) {
    Files files{
        {"suite/launch/0.yaml", "steps: [ { act: score }, { act: score } ]"}
    };
    for (int i = 1; i < 15; ++i) {
        auto const inner = "{ include: " + std::to_string(i - 1) + ".yaml }";
        files["suite/launch/" + std::to_string(i) + ".yaml"] = "steps: [ " + inner + ", " + inner + ", " + inner + " ]";
    }
    auto const suite = load_one(steps("include: 14.yaml"), files);
    ASSERT_THAT(suite.problems, SizeIs(1)) << told(suite);
    EXPECT_EQ(suite.problems[0].code, "too-many-steps");
}

TEST(LoaderErrors, RowsThatGrowAreBounded) {
    std::string big = "[";
    for (int i = 0; i < 20'000; ++i) big += "1,";
    auto const text = with_rows(
        "  - { name: a, t: " + big + "1] }\n",
        "act: { score: { a: \"${case.t}\", b: \"${case.t}\", c: \"${case.t}\", d: \"${case.t}\", e: \"${case.t}\", f: "
        "\"${case.t}\" } }"
    );
    auto const suite = load_one(text);
    ASSERT_THAT(suite.problems, SizeIs(1)) << suite.problems.size();
    EXPECT_EQ(suite.problems[0].code, "too-many-nodes");
}

TEST(LoaderErrors, ManyProblemsAreCutOff) {
    std::string rows;
    for (int i = 0; i < 500; ++i) rows += "  - { name: n" + std::to_string(i) + ", t: \"${\" }\n";
    auto const suite = load_one(with_rows(rows, "send: { get: \"${case.t}\" }"));
    ASSERT_THAT(suite.problems, SizeIs(201));
    EXPECT_EQ(suite.problems.back().message, "and 300 more problems in this scenario");
}

TEST(LoaderErrors, AnyBytesAreTaken) {
    std::string const text = R"(scenario: s
cases: [ { name: a, t: &x { k: ~remove } }, { name: b, t: *x, u: "${now - 1h}" } ]
steps:
  - launch: { as: ada, to: quiz1, tamper: "${case.t}" }
    expect: rejected
  - send: { score: quiz1, timestamp: "${now - case.u} ${case.u}" }
    expect: { status: 200 }
)";
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (char const c : {'\0', '{', '}', '$', '~', '\n', '*', '-'}) {
            auto spoilt = text;
            spoilt[i] = c;
            for (auto const& variant : {spoilt, text.substr(0, i)}) (void)told(load_one(variant));
        }
    }
}

}  // namespace
}  // namespace easel::scenario
