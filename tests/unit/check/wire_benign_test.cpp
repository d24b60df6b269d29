#include "wire_scene.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;
namespace json = easel::base::json;

/// Correct tools that look odd must not be blamed.
struct Row {
    char const* name;
    char const* requirement;
    void (*vary)(Scene&);
    Verdict verdict = Verdict::passed;
};
void PrintTo(Row const& row, std::ostream* os) {
    *os << row.requirement << ' ' << row.name;
}

class Benign : public testing::TestWithParam<Row> {};

TEST_P(Benign, IsNotBlamed) {
    auto scene = correct();
    GetParam().vary(scene);
    auto const check = judge_wire(GetParam().requirement, scene.exchanges, scene.context);
    EXPECT_EQ(check.verdict, GetParam().verdict) << check.observed;
}

void login_by_post(Scene& s) {
    auto& e = s.at(CallKind::authorization);
    e.request = easel::http::form_post(std::string(e.request.path()), e.request.query());
}
void score_for_second_launch(Scene& s) {
    auto second = s.context.launches[0];
    second.sub = "second";
    second.first_hop = 6;
    s.context.launches.push_back(second);
    set_member(s.at(CallKind::score), "userId", "second");
}

INSTANTIATE_TEST_SUITE_P(
    Tools,
    Benign,
    testing::ValuesIn<Row>({
        {"posted_login", "OIDC-003", login_by_post},
        {"led_elsewhere_by_a_page",
         "KEY-018",
         [](Scene& s) {
             Exchange came;
             came.from = easel::traffic::Party::tool;
             came.to = easel::traffic::Party::probe;
             came.url = "http://127.0.0.1:9/x";
             s.add(came);
         }},
        {"begun_without_a_grade",
         "SCORE-018",
         [](Scene& s) {
             s.drop(CallKind::action);
             remove_member(s.at(CallKind::score), "scoreGiven");
             set_member(s.at(CallKind::score), "gradingProgress", "NotReady");
         }},
        {"posted_hint", "OIDC-007", login_by_post},
        {"no_hint_was_sent",
         "OIDC-008",
         [](Scene& s) {
             s.context.launches[0].message_hint.clear();
             set_parameter(s.at(CallKind::authorization), "lti_message_hint", "~");
         },
         Verdict::skipped},
        {"overlapping_logins",
         "OIDC-007",
         [](Scene& s) {
             auto second = s.context.launches[0];
             second.login_hint = "other";
             second.first_hop = 2;
             s.context.launches.push_back(second);
         }},
        {"uuid_state",
         "OIDC-011",
         [](Scene& s) {
             set_parameter(s.repeat(CallKind::authorization), "state", "5fdb1ee0-4b0c-4f0e-9a55-0d8f0e2a51c9");
         }},
        {"jwt_state",
         "OIDC-011",
         [](Scene& s) {
             set_parameter(
                 s.at(CallKind::authorization),
                 "state",
                 "eyJhbGciOiJIUzI1NiJ9.eyJuIjoiOWYwYzdhMzE5ZDFlNGM1NSJ9.c2lnbmF0dXJlLW9mLXRoaXM"
             );
         }},
        {"audience_list",
         "TOKEN-005",
         [](Scene& s) {
             set_claim(
                 s.at(CallKind::token),
                 "aud",
                 json::array{"http://127.0.0.1:8090", "http://127.0.0.1:8090/login/oauth2/token"}
             );
         }},
        {"bare_host_audience",
         "TOKEN-005",
         [](Scene& s) { set_claim(s.at(CallKind::token), "aud", "127.0.0.1"); }},  // oauth2-token.md, audience
        {"iat_a_little_back",
         "TOKEN-006",
         [](Scene& s) {  // feasibility.md D: five seconds back
             set_claim(s.at(CallKind::token), "iat", easel::base::to_numeric_date(time_of(7)) - 5);
         }},
        {"fractional_iat",
         "TOKEN-006",
         [](Scene& s) {
             set_claim(
                 s.at(CallKind::token), "iat", static_cast<double>(easel::base::to_numeric_date(time_of(7))) + 0.5
             );
         }},
        {"clock_was_advanced",
         "TOKEN-006",
         [](Scene& s) {
             s.context.advances = {{time_of(6), std::chrono::hours{2}}};
             for (auto& e : s.exchanges) {
                 if (e.number > 6) e.at += std::chrono::hours{2};
             }
         }},
        {"score_after_an_advance",
         "SCORE-008",
         [](Scene& s) {
             s.context.advances = {{time_of(6), std::chrono::hours{2}}};
             for (auto& e : s.exchanges) {
                 if (e.number > 6) e.at += std::chrono::hours{2};
             }
         }},
        {"one_scope_for_one_call",
         "TOKEN-008",
         [](Scene& s) {
             set_parameter(s.at(CallKind::token), "scope", "https://purl.imsglobal.org/spec/lti-ags/scope/score");
             for (auto const kind :
                  {CallKind::line_items, CallKind::line_item, CallKind::line_item_create, CallKind::results})
                 s.drop(kind);
         }},
        {"token_from_before_this_case", "SCORE-030", [](Scene& s) { s.drop(CallKind::token); }, Verdict::skipped},
        {"charset",
         "SCORE-003",
         [](Scene& s) {
             s.at(CallKind::score)
                 .request.headers.set("Content-Type", "application/vnd.ims.lis.v1.score+json; charset=utf-8");
         }},
        {"several_media_types",
         "LI-005",
         [](Scene& s) {
             s.at(CallKind::line_items)
                 .request.headers.set(
                     "Accept", "application/json, application/vnd.ims.lis.v2.lineitemcontainer+json;q=0.9"
                 );
         }},
        {"next_page_as_given",
         "LI-015",
         [](Scene& s) {
             s.at(CallKind::line_items)
                 .response->headers.add(
                     "Link", "<http://127.0.0.1:8090/api/lti/courses/1/line_items?page=2&per_page=10>; rel=\"next\""
                 );
             set_target(s.repeat(CallKind::line_items), "/api/lti/courses/1/line_items?page=2&per_page=10");
         }},
        {"trailing_slash",
         "SCORE-001",
         [](Scene& s) {
             s.context.launches[0].line_item_url = "http://127.0.0.1:8090/api/lti/courses/1/line_items/2/?a=1";
             set_target(s.at(CallKind::score), "/api/lti/courses/1/line_items/2/scores?a=1");
         }},
        {"created_line_item",
         "SCORE-001",
         [](Scene& s) {
             s.at(CallKind::line_item_create).response =
                 easel::http::json(201, R"({"id":"http://127.0.0.1:8090/api/lti/courses/1/line_items/5"})");
             set_target(s.at(CallKind::score), "/api/lti/courses/1/line_items/5/scores");
         }},
        {"body_kept_in_part",
         "SCORE-004",
         [](Scene& s) {
             s.at(CallKind::score).request_size = 100'000;
             s.at(CallKind::score).request.body.resize(20);
         },
         Verdict::skipped},
        {"another_launch", "SCORE-005", score_for_second_launch},
        {"same_score_again", "SCORE-009", [](Scene& s) { s.repeat(CallKind::score); }},
        {"other_users_timestamp",
         "SCORE-009",
         [](Scene& s) { set_member(s.repeat(CallKind::score), "userId", "second"); }},
        {"progress_without_score",
         "SCORE-011",
         [](Scene& s) { remove_member(s.at(CallKind::score), "scoreGiven"); },
         Verdict::skipped},
        {"null_while_pending",
         "SCORE-011",
         [](Scene& s) {
             set_member(s.at(CallKind::score), "scoreGiven", nullptr);
             set_member(s.at(CallKind::score), "gradingProgress", "Pending");
         }},
        {"zero", "SCORE-011", [](Scene& s) { set_member(s.at(CallKind::score), "scoreGiven", 0); }},
        {"progress_before_the_score",
         "SCORE-014",
         [](Scene& s) {
             set_member(s.at(CallKind::score), "scoreGiven", 0);
             set_member(s.repeat(CallKind::score), "scoreGiven", 48);
         }},
        {"pending_manual",
         "SCORE-017",
         [](Scene& s) { set_member(s.at(CallKind::score), "gradingProgress", "PendingManual"); }},
        {"no_extension",
         "SCORE-024",
         [](Scene& s) { remove_member(s.at(CallKind::score), "https://canvas.instructure.com/lti/submission"); },
         Verdict::skipped},
        {"own_extension",
         "SCORE-023",
         [](Scene& s) { set_member(s.at(CallKind::score), "https://tool.test/attempt", 3); }},
        {"elliptic_key_beside",
         "KEY-011",
         [](Scene& s) { s.context.key_sets = {R"({"keys":[{"kty":"EC","crv":"P-256"}]})"}; }},
        {"rotated_key",
         "KEY-015",
         [](Scene& s) {
             s.context.key_sets.push_back(easel::base::dump(json::object{
                 {"keys", json::array{other_key().public_jwk("k2")}}}));
         }},
        {"key_of_the_second_set",
         "KEY-016",
         [](Scene& s) { s.context.key_sets.insert(s.context.key_sets.begin(), R"({"keys":[]})"); }},
    }),
    [](auto const& info) { return std::string(info.param.name); }
);

}  // namespace
