#include "tool/tool_file.hpp"

#include "support/doc_examples.hpp"
#include "support/json_schema.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

#include <cstdlib>

namespace easel::tool {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

struct Read {
    ToolFile file;
    yaml::Problems problems;
    yaml::Document document;
};

Read read(std::string const& text, Settings const& settings = {}) {
    Read result;
    result.document = yaml::parse(text, "tool.yaml", result.problems);
    result.file = read_tool_file(result.document, settings, result.problems);
    return result;
}

std::string told(Read const& result) {
    std::string text;
    for (auto const& problem : result.problems) text += format(problem, result.document.source.get()) + "\n";
    return text;
}

std::string const lti13 = R"(
lti13:
  login_url: http://127.0.0.1:9001/login
  redirect_uris: [http://127.0.0.1:9001/launch]
  target_link_uri: http://127.0.0.1:9001/launch
)";

TEST(ToolFile, ReadsEveryKey) {
    auto const result = read(R"yaml(
tool: Quiz tool
vars: { defect: none, port: 9001 }
lti13:
  login_url: http://127.0.0.1:9001/login
  redirect_uris: [http://127.0.0.1:9001/launch, http://127.0.0.1:9001/other]
  target_link_uri: http://127.0.0.1:9001/launch
  jwks_url: http://127.0.0.1:9001/jwks.json
  registrations:
    - { client_id: "10000000000001", deployments: ["1:8865aa05", "2:x"] }
    - { client_id: "10000000000002", issuer: other, jwks_url: "http://127.0.0.1:9001/other.json" }
platform: { port: 8090, issuer: "http://127.0.0.1:8090" }
start:
  command: [python3, app.py]
  ready: "http://127.0.0.1:9001/healthz"
  within: 5s
  env: { PORT: "${vars.port}", DEBUG: 1 }
oracle:
  accept_markers: ['id="app"']
  reject_markers: [refused, "(invalid|bad) token"]
  teacher_markers: [Configure]
  student_markers: [Start]
  session_probe: { url: "{tool}/me", ok: 204 }
  user_marker: 'data-user="([^"]+)"'
  error_marker: failed
  resources: [{ url: "{tool}/a", marker: "A" }, { url: "http://127.0.0.1:9001/b", marker: "B" }]
  state_check: client_js
policy: { anonymous: accepted, deployment: auto, context: required, embed: window, trusted_audiences: ["https://trusted.example"], dl_types: [ltiResourceLink] }
features: { deep_linking: true, nrps: false }
limits: { t_page: 1s, t_service: 2s, t_retry: 3s, t_quiet: 4m }
actions:
  score:
    http: { method: PUT, url: "{final_url_origin}/grade", form: { fraction: "${fraction}" } }
    capture: { attempt: 'data-attempt="(\d+)"' }
    expect_fraction: 0.8
  score_zero: { http: { url: "{final_url}/zero", body: "{}", content_type: application/json } }
  roster: { command: [bin/roster, "${course.id}"] }
  deep_link_submit: { form: { select: "#item-1", submit: "name=choose" } }
  regrade: { ask: "As ${user.name}, press Regrade" }
  results: auto
  outcome: { auto: launch, expect_fraction: 1 }
tls: { ca: ca.pem }
)yaml");
    ASSERT_THAT(result.problems, IsEmpty()) << told(result);
    auto const& file = result.file;
    EXPECT_EQ(file.name, "Quiz tool");
    EXPECT_EQ(file.file, "tool.yaml");
    EXPECT_THAT(file.vars, ElementsAre(Pair("defect", "none"), Pair("port", "9001")));
    ASSERT_TRUE(file.lti13);
    EXPECT_EQ(file.lti13->login_url, "http://127.0.0.1:9001/login");
    EXPECT_THAT(file.lti13->redirect_uris, SizeIs(2));
    EXPECT_EQ(file.lti13->jwks_url, "http://127.0.0.1:9001/jwks.json");
    ASSERT_THAT(file.lti13->registrations, SizeIs(2));
    EXPECT_EQ(file.lti13->registrations[0].client_id, "10000000000001");
    EXPECT_THAT(file.lti13->registrations[0].deployments, ElementsAre("1:8865aa05", "2:x"));
    EXPECT_EQ(file.lti13->registrations[0].issuer, "");
    EXPECT_EQ(file.lti13->registrations[1].issuer, "other");
    EXPECT_EQ(file.lti13->registrations[1].jwks_url, "http://127.0.0.1:9001/other.json");
    EXPECT_EQ(file.platform.port, 8090);
    EXPECT_EQ(file.platform.issuer, "http://127.0.0.1:8090");
    ASSERT_TRUE(file.start);
    EXPECT_FALSE(file.start->bundled);
    EXPECT_THAT(file.start->command, ElementsAre("python3", "app.py"));
    EXPECT_EQ(file.start->within, Duration{5000});
    EXPECT_THAT(file.start->environment, ElementsAre(Pair("DEBUG", "1"), Pair("PORT", "9001")));
    EXPECT_THAT(file.oracle.accept_markers, ElementsAre("id=\"app\""));
    EXPECT_THAT(file.oracle.reject_markers, SizeIs(2));
    EXPECT_EQ(file.oracle.probe_url, "{tool}/me");
    EXPECT_EQ(file.oracle.probe_ok, 204);
    EXPECT_EQ(file.oracle.user_marker, "data-user=\"([^\"]+)\"");
    EXPECT_EQ(file.oracle.error_marker, "failed");
    EXPECT_TRUE(file.oracle.state_check_in_browser);
    EXPECT_TRUE(file.policy.anonymous_accepted);
    EXPECT_TRUE(file.policy.deployment_auto);
    EXPECT_TRUE(file.policy.context_required);
    EXPECT_FALSE(file.policy.embedded);
    EXPECT_THAT(file.policy.trusted_audiences, ElementsAre("https://trusted.example"));
    ASSERT_THAT(file.oracle.resources, SizeIs(2));
    EXPECT_EQ(file.oracle.resources[0].url, "{tool}/a");
    EXPECT_EQ(file.oracle.resources[1].marker, "B");
    EXPECT_THAT(file.policy.dl_types, ElementsAre("ltiResourceLink"));
    EXPECT_THAT(file.features, ElementsAre(Pair("deep_linking", true), Pair("nrps", false)));
    EXPECT_EQ(file.limits.page, Duration{1000});
    EXPECT_EQ(file.limits.service, Duration{2000});
    EXPECT_EQ(file.limits.retry, Duration{3000});
    EXPECT_EQ(file.limits.quiet, Duration{240'000});
    ASSERT_THAT(file.actions, SizeIs(7));
    auto const& score = file.actions.at("score");
    EXPECT_EQ(score.form, Action::Form::http);
    EXPECT_EQ(score.method, "PUT");
    EXPECT_EQ(score.url, "{final_url_origin}/grade");
    EXPECT_EQ(base::json::serialize(score.fields), R"({"fraction":"${fraction}"})");
    EXPECT_EQ(score.capture.at("attempt"), "data-attempt=\"(\\d+)\"");
    EXPECT_EQ(score.expect_fraction, 0.8);
    EXPECT_EQ(file.actions.at("score_zero").method, "POST");
    EXPECT_EQ(file.actions.at("score_zero").body, "{}");
    EXPECT_EQ(file.actions.at("score_zero").body_type, "application/json");
    EXPECT_EQ(file.actions.at("roster").form, Action::Form::command);
    EXPECT_THAT(file.actions.at("roster").command, ElementsAre("bin/roster", "${course.id}"));
    EXPECT_EQ(file.actions.at("deep_link_submit").form, Action::Form::form);
    EXPECT_EQ(file.actions.at("deep_link_submit").select, "#item-1");
    EXPECT_EQ(file.actions.at("deep_link_submit").submit, "name=choose");
    EXPECT_EQ(file.actions.at("regrade").form, Action::Form::ask);
    EXPECT_EQ(file.actions.at("regrade").ask, "As ${user.name}, press Regrade");
    EXPECT_EQ(file.actions.at("results").form, Action::Form::automatic);
    EXPECT_EQ(file.actions.at("outcome").form, Action::Form::automatic);
    EXPECT_EQ(file.actions.at("outcome").expect_fraction, 1.0);
    EXPECT_EQ(file.ca_file, "ca.pem");
}

TEST(ToolFile, DefaultsAreThoseOfTheHeader) {
    auto const result = read("tool: t" + lti13);
    ASSERT_THAT(result.problems, IsEmpty()) << told(result);
    EXPECT_FALSE(result.file.start);
    EXPECT_EQ(result.file.platform.port, 0);
    EXPECT_EQ(result.file.limits.retry, Duration{60'000});
    EXPECT_EQ(result.file.oracle.probe_ok, 200);
    EXPECT_FALSE(result.file.policy.deployment_auto);
}

TEST(ToolFile, TheBundledToolNeedsNoUrls) {
    auto const plain = read("tool: t\nstart: { bundled: true }\n");
    ASSERT_THAT(plain.problems, IsEmpty()) << told(plain);
    EXPECT_TRUE(plain.file.start->bundled);
    EXPECT_EQ(plain.file.start->defect, "");
    auto const broken = read(
        "tool: t\nvars: { defect: none }\nstart: { bundled: { defect: \"${vars.defect}\" } }\n",
        {.vars = {{"defect", "no-kid"}}, .secrets = {}}
    );
    ASSERT_THAT(broken.problems, IsEmpty()) << told(broken);
    EXPECT_EQ(broken.file.start->defect, "no-kid");
    EXPECT_EQ(broken.file.vars.at("defect"), "no-kid");
}

TEST(ToolFile, ReplacesEnvironmentVariablesAndSecrets) {
    ::setenv("EASEL_TEST_HOST", "127.0.0.1", 1);
    auto const good = read(
        "tool: t\nvars: { port: 9001, on: true, wait: 5s, part: 0.5, state: server }\n"
        "lti13: { login_url: \"http://${env.EASEL_TEST_HOST}:${vars.port}/l\", redirect_uris: [\"http://a/\"], "
        "target_link_uri: http://a/ }\n"
        "platform: { port: \"${vars.port}\" }\n"
        "start: { command: [x], within: \"${vars.wait}\", env: { KEY: \"${secret.key}\", UP: \"${vars.wait | upper}\" "
        "} }\n"
        "features: { ags: \"${vars.on}\" }\n"
        "oracle: { state_check: \"${vars.state}\" }\n"
        "actions: { score: { ask: \"${vars.port} ${user.name}\", expect_fraction: \"${vars.part}\" } }\n",
        {.vars = {{"port", "9009"}}, .secrets = {{"key", "s3cret"}}}
    );
    ASSERT_THAT(good.problems, IsEmpty()) << told(good);
    EXPECT_EQ(good.file.lti13->login_url, "http://127.0.0.1:9009/l");
    EXPECT_EQ(good.file.platform.port, 9009);
    EXPECT_EQ(good.file.start->within, Duration{5000});
    EXPECT_EQ(good.file.start->environment.at("KEY"), "s3cret");
    EXPECT_EQ(good.file.start->environment.at("UP"), "5S");
    EXPECT_TRUE(good.file.features.at("ags"));
    EXPECT_EQ(good.file.actions.at("score").ask, "9009 ${user.name}");
    EXPECT_EQ(good.file.actions.at("score").expect_fraction, 0.5);
}

struct Row {
    char const* name;
    std::string text;  ///< behind the first lines, which are good
    char const* code;
    char const* place;
    char const* says = "";
    char const* hint = "";
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.name;
}

class ToolFileErrors : public testing::TestWithParam<Row> {};
TEST_P(ToolFileErrors, AreProblemsAtTheirPlace) {
    auto const result = read("tool: t" + lti13 + GetParam().text + "\n", {.vars = {}, .secrets = {}});
    ASSERT_THAT(result.problems, SizeIs(1)) << told(result);
    auto const& problem = result.problems[0];
    EXPECT_EQ(problem.code, GetParam().code) << told(result);
    EXPECT_EQ(to_string(problem.at), std::string("tool.yaml:") + GetParam().place) << told(result);
    EXPECT_THAT(problem.message, HasSubstr(GetParam().says));
    EXPECT_THAT(problem.hint, HasSubstr(GetParam().hint));
}
INSTANTIATE_TEST_SUITE_P(
    Tool,
    ToolFileErrors,
    testing::ValuesIn(std::vector<Row>{
        {"unknown_key", "orcale: {}", "unknown-key", "6:1", "", "did you mean 'oracle'?"},
        {"lti12_is_unknown", "lti12: {}", "unknown-key", "6:1", "", "did you mean"},
        {"unknown_action", "actions: { scor: auto }", "unknown-key", "6:12", "", "did you mean 'score'?"},
        {"client_id_number", "  registrations: [{ client_id: 10000000000001 }]", "wrong-type", "6:32", "", "quotes"},
        {"client_twice", "  registrations: [{ client_id: a }, { client_id: a }]", "duplicate-client", "6:50"},
        {"first_of_another_issuer", "  registrations: [{ client_id: a, issuer: other }]", "bad-value", "6:43", "platform's own"},
        {"resource_without_marker", "oracle: { resources: [{ url: http://a/ }] }", "missing-key", "6:23"},
        {"two_keys", "  jwks_url: http://a/\n  public_jwk: { kty: RSA }", "two-choices", "7:15"},
        {"relative_url", "  jwks_url: /jwks.json", "bad-url", "6:13"},
        {"odd_scheme", "  jwks_url: ftp://a/", "bad-url", "6:13"},
        {"bad_regex", "oracle: { accept_markers: [ok, \"(\"] }", "bad-regex", "6:32"},
        {"long_regex", "oracle: { error_marker: " + std::string(1001, '(') + " }", "bad-regex", "6:25", "longer than"},
        {"marker_without_group", "oracle: { user_marker: user }", "bad-regex", "6:24", "one group"},
        {"capture_without_group", "actions: { score: { auto: launch, capture: { a: b } } }", "bad-regex", "6:49"},
        {"capture_bad", "actions: { score: { auto: launch, capture: { a: \"[\" } } }", "bad-regex", "6:49"},
        {"bad_status", "oracle: { session_probe: { url: \"http://a/\", ok: 20 } }", "out-of-range", "6:50"},
        {"bad_word", "policy: { deployment: strickt }", "unknown-word", "6:23", "", "did you mean 'strict'?"},
        {"placement", "placements: [course_navigation, course_navigaton]", "unknown-placement", "6:33", "'course_navigaton'",
         "did you mean 'course_navigation'?"},
        {"no_placement_like_it", "placements: [zzzzzzzzzzzzzzzz]", "unknown-placement", "6:14"},
        {"bad_feature", "features: { ags: yes }", "wrong-type", "6:18"},
        {"bad_duration", "limits: { t_page: 10 }", "bad-duration", "6:19"},
        {"port", "platform: { port: 70000 }", "out-of-range", "6:19"},
        {"two_forms", "actions: { score: { ask: x, command: [y] } }", "two-choices", "6:29"},
        {"form_and_body", "actions: { score: { http: { url: u, form: {}, body: b } } }", "two-choices", "6:43"},
        {"no_url", "actions: { score: { http: {} } }", "missing-key", "6:27"},
        {"no_program", "actions: { score: { command: [] } }", "missing-value", "6:30"},
        {"start_nothing", "start: { bundled: false }", "bad-value", "6:19"},
        {"start_both", "start: { bundled: true, command: [x] }", "two-choices", "6:25"},
        {"ready_with_bundled", "start: { bundled: true, ready: \"http://a/\" }", "unknown-key", "6:25"},
        {"no_command", "start: { command: [] }", "missing-value", "6:19"},
        {"bad_expression", "tls: { ca: \"a${\" }", "bad-expression", "6:16"},
        {"foreign_expression", "tls: { ca: \"${now}\" }", "expression-here", "6:12"},
        {"no_such_env", "tls: { ca: \"${env.EASEL_TEST_NOT_SET}\" }", "unknown-env", "6:12"},
        {"no_such_var",
         "vars: { file: x }\ntls: { ca: \"${vars.fil}\" }", "unknown-var",
         "7:12", "",
         "did you mean 'file'?"},
        {"no_such_secret", "limits: { t_page: \"${secret.x}\" }", "unknown-secret", "6:19", "", "--secret x="},
        {"mixed_names", "tls: { ca: \"${env.PATH + now}\" }", "bad-expression", "6:12"},
        {"var_misfits_port", "vars: { p: x }\nplatform: { port: \"${vars.p}\" }", "wrong-type", "7:19"},
        {"var_misfits_large", "vars: { p: 99999999999 }\nplatform: { port: \"${vars.p}\" }", "out-of-range", "7:19"},
        {"var_misfits_span", "vars: { p: x }\nlimits: { t_page: \"${vars.p}\" }", "bad-duration", "7:19"},
        {"var_misfits_word", "vars: { p: x }\npolicy: { context: \"${vars.p}\" }", "unknown-word", "7:20"},
        {"var_misfits_boolean", "vars: { p: x }\nfeatures: { ags: \"${vars.p}\" }", "unknown-word", "7:18"},
}),
    [](auto const& info) { return std::string(info.param.name); }
);

TEST(ToolFile, NeedsUrlsUnlessBundled) {
    auto const result = read("tool: t\n");
    ASSERT_THAT(result.problems, SizeIs(1));
    EXPECT_EQ(result.problems[0].message, "the key 'lti13' or 'lti11' is missing");
}

TEST(ToolFile, SetMustNameADeclaredVariable) {
    auto const near = read("tool: t\nvars: { defect: none }" + lti13, {.vars = {{"defects", "x"}}, .secrets = {}});
    ASSERT_THAT(near.problems, SizeIs(1)) << told(near);
    EXPECT_EQ(near.problems[0].code, "unknown-var");
    EXPECT_EQ(to_string(near.problems[0].at), "tool.yaml:1:1");
    EXPECT_EQ(near.problems[0].hint, "did you mean 'defect'?");
    auto const far = read("tool: t\nvars: { a: 1, b: 2 }" + lti13, {.vars = {{"zzz", "x"}}, .secrets = {}});
    EXPECT_EQ(far.problems.at(0).hint, "declared: a, b");
    auto const none = read("tool: t" + lti13, {.vars = {{"zzz", "x"}}, .secrets = {}});
    EXPECT_EQ(none.problems.at(0).hint, "the tool file declares none");
}

TEST(ToolFile, ActionNamesAreFixed) {
    EXPECT_THAT(action_names(), SizeIs(15));
    EXPECT_THAT(action_names(), testing::IsSupersetOf({"score", "regrade", "rotate_keys", "outcome_delete"}));
}

struct Sample {
    char const* name;
    bool good;
    std::string text;
};
void PrintTo(Sample const& row, std::ostream* os) {
    *os << row.name;
}
class ToolFileSchema : public testing::TestWithParam<Sample> {};
TEST_P(ToolFileSchema, AgreesWithTheReader) {
    yaml::Problems problems;
    auto const document = yaml::parse(GetParam().text, "t.yaml", problems);
    EXPECT_EQ(tool_file_shape().check(document.root, problems), GetParam().good);
    auto const reason = support::SchemaValidator::explain(tool_file_schema(), yaml::to_json(document.root));
    EXPECT_EQ(reason.empty(), GetParam().good) << reason;
    EXPECT_EQ(read(GetParam().text).problems.empty(), GetParam().good) << told(read(GetParam().text));
}
// clang-format off
INSTANTIATE_TEST_SUITE_P(
    Samples,
    ToolFileSchema,
    testing::ValuesIn(std::vector<Sample>{
        {"shortest", true, "tool: t" + lti13},
        {"no_name", false, lti13},
        {"number_as_name", false, "tool: 5" + lti13},
        {"bundled", true, "tool: t\nstart: { bundled: true }"},
        {"bundled_defect", true, "tool: t\nstart: { bundled: { defect: x } }"},
        {"bundled_empty", false, "tool: t\nstart: { bundled: {} }"},
        {"auto", true, "tool: t\nstart: { bundled: true }\nactions: { score: auto, results: { auto: launch } }"},
        {"auto_misspelt", false, "tool: t\nstart: { bundled: true }\nactions: { score: automatic }"},
        {"method", false, "tool: t\nstart: { bundled: true }\nactions: { score: { http: { url: u, method: TRACE } } }"},
        {"ask_list", false, "tool: t\nstart: { bundled: true }\nactions: { score: { ask: [x] } }"},
        {"missing_url", false, "tool: t\nlti13: { login_url: \"http://a/\" }"},
        {"vars", true, "tool: t\nvars: { a: x, b: 1, c: true }\nstart: { bundled: true }"},
        {"vars_null", false, "tool: t\nvars: { a: ~ }\nstart: { bundled: true }"},
        {"limits", true, "tool: t\nstart: { bundled: true }\nlimits: { t_page: 1500ms, t_quiet: 1m30s }"},
        {"limits_disordered", false, "tool: t\nstart: { bundled: true }\nlimits: { t_page: 30s1m }"},
        {"limit_unknown", false, "tool: t\nstart: { bundled: true }\nlimits: { t_pages: 1s }"},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);
// clang-format on

TEST(ToolFile, OfLti11AloneIsEnough) {
    auto const result = read(
        "tool: t\nvars: { secret: s1 }\nlti11:\n  launch_url: http://127.0.0.1:9001/lti11\n  consumer_key: k1\n"
        "  shared_secret: \"${vars.secret}\"\n  keys: [{ consumer_key: k2, shared_secret: s2 }]\n  oauth_compliant: true\n"
    );
    ASSERT_THAT(result.problems, IsEmpty()) << told(result);
    EXPECT_FALSE(result.file.lti13);
    ASSERT_TRUE(result.file.lti11);
    EXPECT_EQ(result.file.lti11->launch_url, "http://127.0.0.1:9001/lti11");
    EXPECT_TRUE(result.file.lti11->oauth_compliant);
    ASSERT_THAT(result.file.lti11->keys, SizeIs(2));
    EXPECT_EQ(result.file.lti11->keys[0].consumer_key, "k1");
    EXPECT_EQ(result.file.lti11->keys[0].shared_secret, "s1");
    EXPECT_EQ(result.file.lti11->keys[1].consumer_key, "k2");
    EXPECT_EQ(result.file.lti11->keys[1].shared_secret, "s2");
}

TEST(ToolFile, NamesEachConsumerKeyOnceAndNoEmptySecret) {
    struct Row {
        char const* name;
        char const* block;
        char const* code;
    };
    for (auto const& row : {
             Row{"key twice", "{ launch_url: http://a/, consumer_key: k, shared_secret: s, keys: [{ consumer_key: k, shared_secret: t }] }", "duplicate-key"},
             Row{"no secret", "{ launch_url: http://a/, consumer_key: k }", "missing-key"},
             Row{"empty secret", "{ launch_url: http://a/, consumer_key: k, shared_secret: \"\" }", "missing-value"},
             Row{"empty key", "{ launch_url: http://a/, consumer_key: \"\", shared_secret: s }", "missing-value"},
             Row{"no address", "{ launch_url: lti11, consumer_key: k, shared_secret: s }", "bad-url"},
         }) {
        auto const result = read(std::string("tool: t\nlti11: ") + row.block + "\n");
        ASSERT_THAT(result.problems, SizeIs(1)) << row.name << "\n" << told(result);
        EXPECT_EQ(result.problems[0].code, row.code) << row.name;
    }
}

/// What is printed in docs/tool-file.md can be read as it stands.
TEST(ToolFilePage, ExamplesLoad) {
    auto const examples = support::yaml_examples("docs/tool-file.md");
    ASSERT_GE(examples.size(), 3U);
    for (auto const& example : examples) {
        auto const result = read(example);
        EXPECT_THAT(result.problems, IsEmpty()) << told(result);
    }
}

}  // namespace
}  // namespace easel::tool
