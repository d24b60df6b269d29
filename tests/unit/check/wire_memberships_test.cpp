// How a tool reads rosters: each rule finds what breaks it, and lets odd but correct requests pass.
#include "wire_scene.hpp"

#include <gmock/gmock.h>

namespace {

using namespace easel::check;
using namespace easel::check::test;
using easel::verdict::Verdict;
using testing::HasSubstr;

std::string const path = "/api/lti/courses/1/names_and_roles";

using Row = Spoiled;

class Rosters : public testing::TestWithParam<Row> {};

TEST_P(Rosters, AreJudgedByHowTheyAreRead) {
    expect_judged(GetParam(), correct_with_rosters());
}

/// The request that begins the roster.
Exchange& first(Scene& scene) {
    return scene.at(CallKind::memberships);
}
std::function<void(Scene&)> at(std::string target) {
    return [target](Scene& scene) { set_target(first(scene), target); };
}
std::function<void(Scene&)> accepting(std::string type) {
    return [type](Scene& scene) { first(scene).request.headers.set("Accept", type); };
}
/// A second launch, into another course.
void launch_elsewhere(Scene& scene) {
    auto sent = scene.context.launches.front();
    sent.first_hop = 2;
    sent.memberships_url = std::string(platform) + "/api/lti/courses/2/names_and_roles";
    scene.context.launches.push_back(sent);
}
/// Another launch into the same course, whose URL has another query.
void launch_again(Scene& scene, int first_hop) {
    auto sent = scene.context.launches.front();
    sent.first_hop = first_hop;
    sent.memberships_url = std::string(platform) + path + "?x=2";
    scene.context.launches.push_back(sent);
}
std::function<void(Scene&)> rosters_more(int count, std::chrono::seconds apart) {
    return [count, apart](Scene& scene) {
        for (int i = 1; i <= count; ++i) {
            auto& again = scene.repeat(CallKind::memberships);
            again.at = first(scene).at + apart * i;
        }
    };
}

std::vector<Row> rows() {
    auto const passed = Verdict::passed;
    auto const warned = Verdict::warned;
    return {
        {"as given", "NRPS-001", [](Scene&) {}, "", passed},
        {"with a filter besides", "NRPS-001", at(path + "?x=1&limit=10"), "", passed},
        {"without the query", "NRPS-001", at(path), "lost `x`"},
        {"with the query twice", "NRPS-001", at(path + "?x=1&x=1"), "twice"},
        {"another path", "NRPS-001", at("/api/lti/courses/1/memberships?x=1"), "no launch had named"},
        {"the query of the latest launch",
         "NRPS-001",
         [](Scene& s) {
             launch_again(s, 2);
             set_target(first(s), path + "?x=2");
         },
         "",
         passed},
        {"the query of an earlier launch", "NRPS-001", [](Scene& s) { launch_again(s, 2); }, "lost `x`"},
        {"the query of a launch to come",
         "NRPS-001",
         [](Scene& s) {
             launch_again(s, first(s).number + 1);
             set_target(first(s), path + "?x=2");
         },
         "lost `x`"},
        {"a course of a launch to come",
         "NRPS-001",
         [](Scene& s) {
             launch_elsewhere(s);
             s.context.launches.back().first_hop = first(s).number + 1;
             set_target(first(s), "/api/lti/courses/2/names_and_roles");
         },
         "no launch had named"},
        {"any JSON", "NRPS-002", accepting("application/json"), "`application/json`"},
        {"anything", "NRPS-002", accepting("*/*"), "Accept header"},
        {"among others",
         "NRPS-002",
         accepting("application/vnd.ims.lti-nrps.v2.membershipcontainer+json;q=1, application/json;q=0.5"),
         "",
         passed},
        {"token for scores",
         "NRPS-003",
         [](Scene& s) { first(s).request.headers.set("Authorization", std::string("Bearer ") + access_token); },
         "was granted"},
        {"token of unknown origin",
         "NRPS-003",
         [](Scene& s) {
             for (auto& one : s.exchanges)
                 if (one.kind == CallKind::memberships) one.request.headers.set("Authorization", "Bearer elsewhere");
         },
         "nothing of the kind",
         Verdict::skipped},
        {"first page only", "NRPS-004", [](Scene& s) { s.exchanges.pop_back(); }, "did not ask for the next page"},
        {"its first page again after the whole sweep", "NRPS-004", [](Scene& s) { s.repeat(CallKind::memberships); }, "", passed},
        {"a page that failed", "NRPS-004", [](Scene& s) { s.exchanges.back().response->status = 500; }, "", passed},
        {"one page", "NRPS-004", [](Scene& s) { first(s).response->headers.remove("Link"); }, "", passed},
        {"unknown parameter", "NRPS-009", at(path + "?x=1&roles=Learner"), "`roles`", warned},
        {"short role", "NRPS-009", at(path + "?x=1&role=Learner"), "`Learner`", warned},
        {"whole role",
         "NRPS-009",
         at(path + "?x=1&role=http%3A%2F%2Fpurl.imsglobal.org%2Fvocab%2Flis%2Fv2%2Fmembership%23Learner&rlid=abc"),
         "",
         passed},
        {"limit of zero", "NRPS-009", at(path + "?x=1&limit=0"), "the limit `0`", warned},
        {"limit in words", "NRPS-009", at(path + "?x=1&limit=all"), "the limit `all`", warned},
        {"the course of an earlier launch", "NRPS-012", launch_elsewhere, "where the launch named"},
        {"the course of this launch",
         "NRPS-012",
         [](Scene& s) {
             launch_elsewhere(s);
             set_target(first(s), "/api/lti/courses/2/names_and_roles");
         },
         "",
         passed},
        {"now and then", "NRPS-013", rosters_more(4, std::chrono::seconds(40)), "", passed},
        {"again and again", "NRPS-013", rosters_more(4, std::chrono::seconds(5)), "fetched the roster 5 times", warned},
        {"three times", "NRPS-013", rosters_more(2, std::chrono::seconds(1)), "", passed},
    };
}

INSTANTIATE_TEST_SUITE_P(Wire, Rosters, testing::ValuesIn(rows()), [](auto const& info) {
    std::string name = std::string(info.param.requirement) + "_" + info.param.name;
    for (auto& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    return name;
});

} // namespace
