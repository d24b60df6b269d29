#include "unit/report/sample.hpp"

#include "base/codec.hpp"
#include "base/text.hpp"

namespace easel::report::test {

using verdict::CaseResult;
using verdict::RunResult;
using verdict::Verdict;
using namespace std::chrono_literals;

namespace {

base::Instant nine() {
    return std::chrono::sys_days(std::chrono::year(2026) / 1 / 5) + 9h;
}

traffic::Exchange score_post(std::string const& platform, int number, base::Duration after, int status) {
    traffic::Exchange hop;
    hop.number = number;
    hop.from = traffic::Party::tool;
    hop.to = traffic::Party::platform;
    hop.kind = traffic::CallKind::score;
    hop.at = nine() + after;
    hop.took = 1ms;
    hop.request.method = "POST";
    hop.request.target = "/api/lti/courses/1/line_items/5/scores";
    hop.url = platform + hop.request.target;
    hop.request.headers = {
        {"Host",         platform.substr(7)},
        {"Content-Type", "application/json"}
    };
    hop.request.body = R"({"userId":"u1","scoreGiven":0.8})";
    hop.response = http::Response{.status = status, .headers = {{"Content-Type", "application/json"}}};
    if (status == 422) hop.response->body = R"({"errors":{"message":"too many"}})";
    hop.trail = {
        {.fact = "ags/5.2.1",  .passed = true         },
        {.fact = "ags/5.2.13", .passed = status != 422}
    };
    hop.course = "bio101";
    hop.assignment = "quiz1";
    hop.user = "ada";
    hop.client_id = "10000000000001";
    return hop;
}

CaseResult failed_on(std::string const& platform, std::string const& tool) {
    CaseResult result;
    result.id = "ags.score/attempts-used-up";
    result.group = "ags.score";
    result.title = "Score after the last allowed attempt";
    result.name = "attempts used up";
    result.purpose = "A permanent refusal ends the attempt to pass a score back";
    result.requirements = {"ERR-003"};
    result.tags = {"ags"};
    result.level = "must";
    result.at = {.file = "scenarios/ags/score.yaml", .line = 21, .column = 5};
    result.verdict = Verdict::failed;
    result.reaction = "retried-blindly";
    result.faults = {"not-a-student for score of quiz1, 3 times; struck 2 times, still armed"};
    result.first_cause = "k2";
    result.started = nine();
    result.took = 292ms;

    traffic::Exchange launch;
    launch.number = 1;
    launch.kind = traffic::CallKind::launch;
    launch.to = traffic::Party::tool;
    launch.at = nine();
    launch.took = 22ms;
    launch.url = tool + "/launch";
    launch.request.method = "POST";
    launch.request.target = "/launch";
    launch.request.headers = {
        {"Content-Type", "application/x-www-form-urlencoded"},
        {"Origin",       platform                           }
    };
    launch.request.body = "id_token=" + base::base64url_encode(R"({"alg":"RS256"})") + "." +
                          base::base64url_encode(R"({"iss":")" + platform + R"("})") +
                          ".‹redacted:signature#1›&target=" + base::percent_encode(tool + "/quiz");
    launch.response = http::Response{
        .status = 200,
        .headers = {{"Content-Type", "text/html"}},
        .body = "<title>]]> \x01 <script></title>",
    };
    result.hops = {launch, score_post(platform, 9, 400ms, 422), score_post(platform, 11, 1200ms, 422)};

    verdict::Check launched;
    launched.id = "k1";
    launched.level = "must";
    launched.requirement = "LAUNCH-001";
    launched.required = "the tool accepts a good launch";
    launched.observed = "HTTP 200 and the marker \"Welcome\"";
    launched.at = {.file = "scenarios/ags/score.yaml", .line = 30, .column = 5};
    launched.hops = {1};
    launched.evidence = {"E1"};
    verdict::Check quiet;
    quiet.id = "k2";
    quiet.verdict = Verdict::failed;
    quiet.level = "must";
    quiet.requirement = "ERR-003";
    quiet.required = "no further POST of the same score within 60s after 422 \"too many\"";
    quiet.observed = "Your tool posted the same score 2 more times to " + platform +
                     "/api/lti/courses/1/line_items/5/scores after Canvas refused it for good";
    quiet.at = {.file = "scenarios/ags/score.yaml", .line = 33, .column = 9};
    quiet.hops = {9, 11};
    quiet.hint = "treat 400, 401, 404, 412 and 422 as final";
    result.checks = {launched, quiet};
    result.steps = {
        {.number = 1, .verb = "launch", .at = launched.at, .hops = {1}, .checks = {"k1"}},
        {.number = 2, .verb = "quiet", .verdict = Verdict::failed, .at = quiet.at, .hops = {9, 11}, .checks = {"k2"}},
    };
    return result;
}

RunResult run_on(std::string const& platform, std::string const& tool) {
    RunResult run;
    run.version = "0.1.0";
    run.seed = 7;
    run.virtual_clock = true;
    run.started = nine();
    run.took = 4321ms;  // wall time, say: must not be seen
    run.tool_name = "Quizly";
    run.tool_file = "easel.yaml";
    run.canvas = "2026-01";
    run.scenarios_sha256 = "aa";
    run.config_sha256 = "bb";
    run.vars = {
        {"profile", "quick"}
    };
    run.platform_origin = platform;
    run.tool_origin = tool;
    run.setup = {
        {.id = "jwks.reachable", .verdict = Verdict::passed, .detail = "1 key at " + tool + "/jwks.json", .hint = ""}
    };
    auto broken = plain_case("broken", Verdict::error);
    broken.reason = "The harness could not bind " + platform.substr(7);
    auto unclear = plain_case("unclear", Verdict::inconclusive);
    unclear.reason = "no marker tells an accepted launch from a refused one";
    auto skipped = plain_case("skipped", Verdict::skipped);
    skipped.reason = "the tool has no deep linking";
    auto warned = plain_case("slow", Verdict::warned);
    warned.first_cause = "k1";
    warned.checks = {
        {.id = "k1", .verdict = Verdict::warned, .level = "should", .observed = "it took 12 s"}
    };
    run.cases = {failed_on(platform, tool), broken, plain_case("plain", Verdict::passed), skipped, warned, unclear};
    return run;
}

}  // namespace

CaseResult failed_case() {
    return failed_on("http://127.0.0.1:8090", "http://127.0.0.1:9001");
}

CaseResult plain_case(std::string name, Verdict verdict) {
    CaseResult result;
    result.id = "ags.score/" + base::slug(name);
    result.group = "ags.score";
    result.title = "A score: " + name;
    result.name = std::move(name);
    result.requirements = {"AGS-001"};
    result.level = "should";
    result.at = {.file = "scenarios/ags/score.yaml", .line = 3, .column = 5};
    result.verdict = verdict;
    result.started = nine();
    result.took = 120ms;
    return result;
}

RunResult sample_run() {
    return run_on("http://127.0.0.1:8090", "http://127.0.0.1:9001");
}
RunResult sample_run_on_other_ports() {
    return run_on("http://127.0.0.1:41234", "http://127.0.0.1:80");
}

}  // namespace easel::report::test
