// What was played only to compare launches with is no evidence of the case, and what the tool was told there it knows.
#include "wire_scene.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;

std::string const clone = "/api/lti/courses/7/names_and_roles";

/// A launch in a clone of the course, after the first one of the case.
WireContext::Sent& compared(Scene& scene) {
    auto sent = scene.context.launches.front();
    sent.first_hop = 2;
    sent.course = "bio101~1";
    sent.memberships_url = platform + clone;
    sent.login_hint = sent.message_hint = "of the clone";
    sent.client_id = "of the clone";
    sent.aside = true;
    scene.context.launches.push_back(sent);
    scene.context.aside.courses = {"bio101~1"};
    return scene.context.launches.back();
}

Exchange& roster_of_clone(Scene& scene, std::string target = clone) {
    auto& call = scene.repeat(CallKind::memberships);
    set_target(call, std::move(target));
    call.course = "bio101~1";
    call.response->headers.remove("Link");
    return call;
}

class Aside : public testing::TestWithParam<Spoiled> {};

TEST_P(Aside, IsNoEvidence) {
    expect_judged(GetParam(), correct_with_rosters());
}

std::vector<Spoiled> rows() {
    auto const passed = Verdict::passed;
    return {
        {"not the launch", "NRPS-012", [](Scene& s) { compared(s); }, "", passed},
        {"a launch all the same",
         "NRPS-012",
         [](Scene& s) { compared(s).aside = false; },
         "where the launch named"},
        {"not the login", "OIDC-007", [](Scene& s) { compared(s); }, "", passed},
        {"not the client", "OIDC-006", [](Scene& s) { compared(s); }, "", passed},
        {"late calls for the clone",
         "NRPS-009",
         [](Scene& s) {
             compared(s);
             roster_of_clone(s, clone + "?colour=red");
         },
         "",
         passed},
        {"the same for a course of the case",
         "NRPS-009",
         [](Scene& s) {
             compared(s);
             roster_of_clone(s, clone + "?colour=red").course = "bio101";
         },
         "`colour`",
         Verdict::warned},
        {"its rosters do not count",
         "NRPS-013",
         [](Scene& s) {
             compared(s);
             for (int i = 0; i < 5; ++i) roster_of_clone(s);
         },
         "",
         passed},
        {"its tokens do not count",
         "TOKEN-009",
         [](Scene& s) {
             auto& token = s.repeat(CallKind::token);
             token.request.headers.set("Authorization", "Basic YTpi");
             s.context.aside.hops = {{token.number, token.number}};
         },
         "",
         passed},
        {"its tokens are known",
         "NRPS-003",
         [](Scene& s) {
             for (auto const& each : s.exchanges)
                 if (each.kind == CallKind::token) s.context.aside.hops.emplace_back(each.number, each.number);
         },
         "",
         passed},
        {"its line items are known",
         "RES-001",
         [](Scene& s) {
             s.context.launches.front().aside = true;
             set_target(s.at(CallKind::results), "/api/lti/courses/1/line_items/2/results");
         },
         "where the line item URL has"},
    };
}

INSTANTIATE_TEST_SUITE_P(Compared, Aside, testing::ValuesIn(rows()), [](auto const& info) { return std::to_string(info.index); });

/// The sets are those of the answered fetches, so one without an answer is none of them.
TEST(KeySets, AreQuotedByTheirAnsweredFetch) {
    auto scene = correct();
    auto const answered = scene.at(CallKind::jwks).number;
    auto silent = Exchange(scene.at(CallKind::jwks));
    silent.response.reset();
    silent.number = 0;
    scene.exchanges.push_front(silent);
    set_key_member(scene, "d", "private");
    auto const check = judge_wire("KEY-013", scene.exchanges, scene.context);
    EXPECT_EQ(check.verdict, Verdict::failed);
    EXPECT_THAT(check.hops, testing::ElementsAre(answered));
}

}  // namespace
